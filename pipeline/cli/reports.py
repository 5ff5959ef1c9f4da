"""The main job: take in what waits, bring the outbox up to date, say what was done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from pipeline.cli import screen
from pipeline.cli.build import Built, build, clear_strangers, work_for
from pipeline.cli.case_line import say_heading, say_standing
from pipeline.cli.cases import Cases
from pipeline.cli.intake import Taken, claim_all, take_in
from pipeline.cli.questions import no_such_case
from pipeline.cli.trouble import Troubles
from pipeline.cli.workspace import Workspace, shown
from pipeline.model.case import Case
from pipeline.rulebook.words import Words
from pipeline.run import case_line
from pipeline.storage.inbox import Waiting
from pipeline.storage.lock import alone
from pipeline.storage.plans import Plans
from pipeline.storage.record import ACCEPTED, ALREADY_HAD, RETURNED


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run did."""

    taken: tuple[Taken, ...]
    built: tuple[Built, ...]
    cases: tuple[Case, ...]
    troubles: Troubles

    @property
    def changed(self) -> bool:
        """Whether anything is different from before."""
        return bool(
            self.taken or self.troubles.found or any(each.made or each.removed for each in self.built)
        )


def reports(workspace: Workspace, references: Sequence[str], quiet_if_unchanged: bool = False) -> int:
    """One run under the workspace's lock, with its summary on the terminal. Returns the exit code."""
    workspace.prepare()
    with alone(workspace.settings.record):
        outcome = run_once(workspace, workspace.inbox.waiting(), references)
    if outcome.changed or not quiet_if_unchanged:
        summarise(workspace, outcome)
    return outcome.troubles.exit_code


def run_once(workspace: Workspace, waiting: Sequence[Waiting], references: Sequence[str] = ()) -> Outcome:
    """Takes in the given files and builds. The caller holds the lock. Troubles are gathered, not raised."""
    cases, taken, troubles = take_in_all(workspace, waiting, screen.bar)
    chosen = cases.named(references)
    if unknown := cases.unknown(references):
        with troubles.caught(""):  # what was taken in before is still told
            raise no_such_case(workspace, unknown, cases)
    plans = Plans(workspace.settings.record)
    works = work_for(workspace, cases, chosen, troubles, plans)
    with troubles.caught(""):
        plans.save(whole=not references)
    with screen.bar(workspace.words("terminal.making"), sum(len(work.stale) for work in works)) as done:
        built = tuple(build(workspace, works, troubles, done))
    if not references:
        clear_strangers(workspace, cases, troubles)
    return Outcome(taken, built, chosen, troubles)


def take_in_all(
    workspace: Workspace, waiting: Sequence[Waiting], bar: screen.Bar = screen.no_bar
) -> tuple[Cases, tuple[Taken, ...], Troubles]:
    """The first half of a run: what waits goes to the record or back, and nothing is built yet."""
    troubles = Troubles(workspace.settings.record, workspace.clock)
    record = workspace.record()
    record.sweep()
    workspace.inbox.sweep()
    cases = Cases(record, workspace.library, workspace.read, troubles)
    claims = claim_all(workspace, waiting)
    with bar(workspace.words("terminal.reading"), len(claims)) as done:
        return cases, take_in(workspace, record, cases, claims, troubles, done), troubles


def summarise(workspace: Workspace, outcome: Outcome) -> None:
    """The summary: case by case what was taken in, returned, missing, built, due."""
    words = workspace.words
    if not outcome.cases and not outcome.taken and not outcome.troubles.found:
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
