"""The main job: take in what waits, bring the outbox up to date, say what was done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from time import sleep

from pipeline.cli import screen
from pipeline.cli.build import Built, Work, build, clear_strangers, work_for
from pipeline.cli.case_line import say_heading, say_standing
from pipeline.cli.cases import Cases
from pipeline.cli.erase import finish_erasing
from pipeline.cli.intake import Intake, Taken
from pipeline.cli.questions import no_such_case
from pipeline.cli.trouble import Troubles
from pipeline.cli.workspace import Workspace, shown
from pipeline.model.case import Case
from pipeline.rulebook.words import Words
from pipeline.run import case_line
from pipeline.storage.lock import alone
from pipeline.storage.plans import Plans
from pipeline.storage.record import ACCEPTED, ALREADY_HAD, RETURNED
from pipeline.storage.scan import Identity, Waiting

PAUSE = 1.0  # seconds between the two looks of a single run: what is the same in both is whole


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run did.

    ``arriving`` counts files that are, or look, half copied, and wait; ``faulty`` are those that met a fault
    of ours.
    """

    taken: tuple[Taken, ...]
    built: tuple[Built, ...]
    cases: tuple[Case, ...]
    troubles: Troubles
    arriving: int = 0
    faulty: frozenset[Identity] = frozenset()

    @property
    def changed(self) -> bool:
        """Whether anything is different from before."""
        return bool(
            self.taken or self.troubles.found or any(each.made or each.removed for each in self.built)
        )


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What a run asks between two folders of documents: which files have come, and whether to stop."""

    come: Callable[[], Sequence[Waiting]] = tuple
    stopping: Callable[[], bool] = lambda: False


def reports(workspace: Workspace, references: Sequence[str], quiet_if_unchanged: bool = False) -> int:
    """One run under the workspace's lock, with its summary on the terminal. Returns the exit code."""
    workspace.prepare()
    with alone(workspace.settings.record):
        waiting, arriving = settled(workspace)
        outcome = run_once(workspace, waiting, references)
    outcome = replace(outcome, arriving=outcome.arriving + arriving)
    if outcome.changed or outcome.arriving or not quiet_if_unchanged:
        summarise(workspace, outcome)
    return outcome.troubles.exit_code


def settled(workspace: Workspace) -> tuple[tuple[Waiting, ...], int]:
    """The files that are as they were a moment ago, and how many others there are."""
    before = {each.what for each in workspace.inbox.waiting()}
    if not before:
        return (), 0
    sleep(min(PAUSE, workspace.settings.watch_seconds))
    now = workspace.inbox.waiting()
    same = tuple(each for each in now if each.what in before)
    return same, len(now) - len(same)


def run_once(
    workspace: Workspace,
    waiting: Sequence[Waiting],
    references: Sequence[str] = (),
    meanwhile: Meanwhile = Meanwhile(),
) -> Outcome:
    """Takes in the given files and builds. The caller holds the lock. Troubles are gathered, not raised.

    What comes while documents are made is taken in before the next folder of them, and its case made again.
    """
    run = _Run(workspace, meanwhile)
    run.take_in(waiting, screen.bar)
    chosen = run.cases.named(references)
    if unknown := run.cases.unknown(references):
        with run.troubles.caught(""):  # what was taken in before is still told
            raise no_such_case(workspace, unknown, run.cases)
    run.build(chosen, whole=not references)
    if not references:
        clear_strangers(workspace, run.cases, run.troubles)
    intake = run.intake
    chosen = run.cases.named(references)
    return Outcome(
        tuple(run.taken),
        tuple(run.built.values()),
        chosen,
        run.troubles,
        intake.arriving,
        frozenset(intake.faulty),
    )


def take_in_all(
    workspace: Workspace, waiting: Sequence[Waiting], bar: screen.Bar = screen.no_bar
) -> tuple[Cases, tuple[Taken, ...], Troubles]:
    """The first half of a run: what waits goes to the record or back, and nothing is built yet."""
    run = _Run(workspace, Meanwhile())
    run.take_in(waiting, bar)
    return run.cases, tuple(run.taken), run.troubles


class _Run:
    """One run: what it works with, and what it has done so far."""

    def __init__(self, workspace: Workspace, meanwhile: Meanwhile) -> None:
        self.workspace = workspace
        self.meanwhile = meanwhile
        self.troubles = Troubles(workspace.settings.record, workspace.clock)
        record = workspace.record()
        record.sweep()
        workspace.inbox.sweep()
        finish_erasing(workspace, record, self.troubles)
        self.cases = Cases(record, workspace.library, workspace.read, self.troubles)
        self.intake = Intake(workspace, record, self.cases, self.troubles, meanwhile.stopping)
        self.taken: list[Taken] = []
        self.built: dict[Path, Built] = {}

    def take_in(self, waiting: Sequence[Waiting], bar: screen.Bar = screen.no_bar) -> set[str]:
        """Takes files in and tells whose case they changed."""
        with bar(self.workspace.words("terminal.reading"), len(waiting)) as done:
            taken = self.intake.take(waiting, done)
        self.taken += taken
        return {each.case for each in taken if each.event == ACCEPTED}

    def build(self, chosen: Sequence[Case], whole: bool) -> None:
        """Makes what is out of date, until nothing more comes meanwhile."""
        plans = Plans(self.workspace.settings.record)
        works = work_for(self.workspace, self.cases, chosen, self.troubles, plans)
        with self.troubles.caught(""):
            plans.save(whole)
        while works and not self.meanwhile.stopping():
            left, news = self._round(works)
            again = {work.about for work in left} | news
            chosen = [case for case in self.cases.all() if case.reference in again]
            works = work_for(self.workspace, self.cases, chosen, self.troubles, plans) if again else []
            with self.troubles.caught(""):
                plans.save(whole=False)
        with self.troubles.caught(""):
            self.workspace.inbox.open_to_group()

    def _round(self, works: Sequence[Work]) -> tuple[Sequence[Work], set[str]]:
        """Builds until something comes; tells which work is left and whose case the news are about.

        Whoever sends a form while documents are made is answered meanwhile, not after the last of them.
        """
        works, count = self._reachable(works), 0
        total = sum(len(work.stale) for work in works)
        news: set[str] = set()
        with screen.bar(self.workspace.words("terminal.making"), total) as done:

            def look_again() -> None:
                news.update(self._look_again())

            def made() -> None:
                done()
                look_again()

            stopping = self.meanwhile.stopping
            with closing(build(self.workspace, works, self.troubles, made, look_again, stopping)) as making:
                for one in making:
                    self._note(one)
                    count += 1
                    news.update(self._look_again())
                    if stopping():
                        return (), set()
                    if news:
                        return works[count:], news
        return (), set()

    def _note(self, one: Built) -> None:
        """A folder that was built twice in a run is told of once."""
        before = self.built.get(one.work.shelf.folder)
        if before is not None:
            one = replace(one, made=before.made + one.made, removed=before.removed + one.removed)
        self.built[one.work.shelf.folder] = one

    def _look_again(self) -> set[str]:
        before = tuple(self.troubles.found)
        with self.troubles.caught(""):
            come = self.meanwhile.come()
            return self.take_in(come) if come else set()
        met = self.troubles.found[len(before) :]
        self.troubles.found[len(before) :] = [each for each in met if each not in before]  # told once
        return set()

    def _reachable(self, works: Sequence[Work]) -> Sequence[Work]:
        """Without those in the inbox if it has gone away: what was made in its place would never be seen."""
        with self.troubles.caught(""):
            self.workspace.inbox.check()
            return works
        return [work for work in works if not work.shelf.guests]


def summarise(workspace: Workspace, outcome: Outcome) -> None:
    """The summary: case by case what was taken in, returned, missing, built, due."""
    words = workspace.words
    if not outcome.cases and not outcome.taken and not outcome.troubles.found and not outcome.arriving:
        screen.say(words("terminal.nothing-yet"))
        screen.say(words("terminal.begin", inbox=workspace.settings.inbox.name))
    for reference in sorted(
        {taken.case for taken in outcome.taken} | {case.reference for case in outcome.cases}
    ):
        periods = [case for case in outcome.cases if case.reference == reference]
        if reference and (outcome.changed or not periods):
            _summarise_case(workspace, outcome, reference, periods)
    _summarise_returned_unknown(workspace, outcome)
    if outcome.cases and not outcome.changed:
        screen.say(
            words("terminal.nothing-new", cases=screen.counted(words, "case", len(_references(outcome))))
        )
    if outcome.arriving:
        screen.say(words("terminal.arriving", files=screen.counted(words, "file", outcome.arriving)))
    screen.show_troubles(outcome.troubles, words)


def _summarise_case(workspace: Workspace, outcome: Outcome, reference: str, periods: Sequence[Case]) -> None:
    words = workspace.words
    events = Counter(taken.event for taken in outcome.taken if taken.case == reference)
    built = [each for each in outcome.built if each.work.about == reference]
    if not events and not any(each.made or each.removed or each.left for each in built):
        return
    latest = periods[-1] if periods else None
    line = case_line(latest, workspace.library, workspace.today) if latest else None
    if line is not None:
        say_heading(line, words)
    else:
        screen.say(reference)
    for event, label in ((ACCEPTED, "taken-in"), (ALREADY_HAD, "had")):
        if events[event]:
            screen.labelled(
                words(f"terminal.label.{label}"), _forms(words, _taken(outcome, reference, event))
            )
    if events[RETURNED]:
        _say_returned(workspace, outcome, reference)
    if line is not None:
        say_standing(line, words)
        _say_built(workspace, built)
    screen.say()


def _say_built(workspace: Workspace, built: Sequence[Built]) -> None:
    """Documents by folder, then the forms laid into mailboxes, then what could not be made."""
    words = workspace.words
    shelves = [each for each in built if each.made and not each.work.shelf.guests]
    lines = [
        words(
            "terminal.documents-in",
            documents=screen.counted(words, "document", each.made),
            folder=shown(workspace, each.work.shelf.folder),
        )
        for each in shelves
    ]
    screen.labelled_lines(words("terminal.label.built"), lines or [words("terminal.nothing-built")])
    if laid := [each.made for each in built if each.made and each.work.shelf.guests]:
        mailboxes = screen.counted(words, "mailbox", len(laid))
        forms = words(
            "terminal.forms-in", forms=screen.counted(words, "form", sum(laid)), mailboxes=mailboxes
        )
        screen.labelled(words("terminal.label.laid-out"), forms)
    if left := sum(each.left for each in built):
        screen.labelled(words("terminal.label.left"), screen.counted(words, "document", left))


def _summarise_returned_unknown(workspace: Workspace, outcome: Outcome) -> None:
    if any(not taken.case for taken in outcome.taken):
        screen.say(workspace.words("terminal.no-case"))
        _say_returned(workspace, outcome, "")
        screen.say()


def _say_returned(workspace: Workspace, outcome: Outcome, reference: str) -> None:
    words = workspace.words
    returned = _taken(outcome, reference, RETURNED)
    inbox = workspace.settings.inbox.name
    folders = sorted({str(PurePosixPath(inbox, taken.mailbox, "returned")) for taken in returned})
    where = words("terminal.look-in", folders=words.listed(folders))
    screen.labelled(words("terminal.label.returned"), f"{_forms(words, returned)}{where}")


def _taken(outcome: Outcome, reference: str, event: str) -> list[Taken]:
    return [taken for taken in outcome.taken if taken.case == reference and taken.event == event]


def _forms(words: Words, taken: Sequence[Taken]) -> str:
    """How many forms and of which kind, by the names that their files have in the outbox."""
    kinds = Counter(each.form for each in taken if each.form)
    counted = screen.counted(words, "form", len(taken))
    if not kinds:
        return counted
    named = [f"{kind} ({number})" if number > 1 else kind for kind, number in sorted(kinds.items())]
    return words("terminal.forms-of-kind", forms=counted, kinds=words.listed(named))


def _references(outcome: Outcome) -> set[str]:
    return {case.reference for case in outcome.cases}
