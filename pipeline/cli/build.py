"""Making what is out of date, one case after the other; what cannot be made leaves the old one in place."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from pathlib import Path

from pipeline.apart.rendering import Limits, Outcome, made
from pipeline.cli.cases import Cases
from pipeline.cli.private import TEMPORARY
from pipeline.cli.trouble import Troubles
from pipeline.cli.workspace import Workspace
from pipeline.errors import OutboxUnwritable
from pipeline.model.case import Case
from pipeline.render.pdf import load_layout
from pipeline.run import Planned, documents, general_forms, mailbox_forms
from pipeline.storage import durable
from pipeline.storage.names import folder_name
from pipeline.storage.outbox import Shelf, shelves, sweep
from pipeline.storage.plans import Plans
from pipeline.storage.record import DELIVERED
from pipeline.storage.workroom import sweep_rooms

FORMS = "forms"


@dataclass(frozen=True, slots=True)
class Work:
    """One shelf and what is to stand on it. ``about`` is a case reference, "" for the general forms."""

    about: str
    rcpc: date | None
    shelf: Shelf
    planned: tuple[Planned, ...]
    stale: tuple[Planned, ...]


@dataclass(frozen=True, slots=True)
class Built:
    """What was done on one shelf. ``left`` counts documents that could not be made."""

    work: Work
    made: int
    removed: int
    left: int


def work_for(
    workspace: Workspace, cases: Cases, chosen: Sequence[Case], troubles: Troubles, plans: Plans | None = None
) -> list[Work]:
    """What is to be done for the chosen cases: their documents and, in their latest period, the mailboxes.

    With ``plans`` a case of which nothing has changed since the last run is not merged again.
    """
    sweep(workspace.settings.outbox)
    today = workspace.today
    current = {(case.reference, case.period.rcpc) for case in cases.current()}
    found = [general_work(workspace)]
    for case in chosen:
        with troubles.caught(case.reference):
            folder = workspace.case_folder(folder_name(case.reference), case.period.rcpc)
            shelf = Shelf(folder, today=today)
            found.append(
                _work(
                    case.reference, case.period.rcpc, shelf, _documents(workspace, cases, case, today, plans)
                )
            )
            if (case.reference, case.period.rcpc) in current:
                found += _forms_work(workspace, case, _forms(workspace, cases, case, plans))
    return found


def planned_on(workspace: Workspace, cases: Cases, work: Work, day: date) -> tuple[Planned, ...]:
    """What a shelf of the outbox was to hold on another day, by all that is in the record now.

    Nothing for what is no case's: there no day counts.
    """
    of = (case for case in cases.named([work.about]) if work.about and case.period.rcpc == work.rcpc)
    return tuple(planned for case in of for planned in _documents(workspace, cases, case, day, None))


def general_work(workspace: Workspace) -> Work:
    """The blank forms that belong to no case."""
    return _work("", None, Shelf(workspace.settings.outbox / FORMS), general_forms(workspace.library))


def forms_for(workspace: Workspace, case: Case, taken_away: bool = False) -> list[Work]:
    """The pre-filled forms of every mailbox of a case, and mailboxes that had some once and get none now.

    With ``taken_away`` those that somebody took out of their mailbox are laid there again.
    """
    return _forms_work(workspace, case, mailbox_forms(case, workspace.library), taken_away)


def build(
    workspace: Workspace,
    works: Sequence[Work],
    troubles: Troubles,
    done: Callable[[], None],
    meanwhile: Callable[[], None] = lambda: None,
    stopping: Callable[[], bool] = lambda: False,
) -> Generator[Built, None, None]:
    """Makes what is stale on each shelf and removes what is no longer planned.

    ``done`` is called after each document, ``meanwhile`` now and then while one takes its time. Tells of the
    shelves in their order. Documents are made apart, a few at a time, and none of a shelf is seen before the
    last of it is ready. One that cannot be made leaves the old one in its place. To stop early close the
    iterator or say so when ``stopping`` asks, after each document: shelves that were not told of are then as
    they were. So they are if the disk or the system gives no room to work in, which raises OutboxUnwritable.
    """
    shelving = [_Shelving(work, len(work.stale)) for work in works]
    tasks = [(each, planned) for each in shelving for planned in each.work.stale]
    if any(planned.path.endswith(".pdf") for _, planned in tasks):
        load_layout(workspace.library.templates)
    settings = workspace.settings
    limits = Limits(settings.record / TEMPORARY, settings.document_seconds)
    told = 0
    try:
        _sweep(limits.temporary, shelving)
        makes = [planned.make for _, planned in tasks]
        with closing(made(makes, limits, lambda at: not tasks[at][0].given_up, meanwhile)) as outcomes:
            for at, outcome in outcomes:
                each, planned = tasks[at]
                each.take(planned, outcome)
                done()
                while told < len(shelving) and not shelving[told].left:
                    told += 1
                    yield shelving[told - 1].close(troubles)
                if stopping():
                    return
        while told < len(shelving):
            told += 1
            yield shelving[told - 1].close(troubles)
    except OSError as fault:
        raise OutboxUnwritable(
            f"Documents cannot be made ({fault.strerror}).",
            "Check the disk's free space and your rights, then try again.",
        ) from None
    finally:
        for each in shelving[told:]:
            each.work.shelf.abandon()
        durable.remove_empty(limits.temporary)


def _sweep(temporary: Path, shelving: Sequence[_Shelving]) -> None:
    """Takes away what a run that was killed left behind, and nothing that a command beside it works in."""
    sweep_rooms(temporary)
    if any(each.left for each in shelving):
        durable.make_folder(temporary)
    for each in shelving:
        each.work.shelf.sweep()


@dataclass(slots=True)
class _Shelving:
    """One shelf while its documents are made. ``left`` counts those that are still to come."""

    work: Work
    left: int
    made: int = 0
    given_up: bool = False
    faults: dict[str, Exception] = field(default_factory=dict)

    def take(self, planned: Planned, outcome: Outcome) -> None:
        """One document, or why there is none. Without room for one of them none is laid down."""
        if self.given_up:  # it was begun before
            return
        self.left -= 1
        if isinstance(outcome, Exception):
            self.faults[planned.path] = outcome
            return
        try:
            self.work.shelf.put(planned, outcome)
            self.made += 1
        except Exception as fault:
            self.work.shelf.abandon()
            self.faults[""] = fault
            self.given_up, self.made, self.left = True, 0, 0

    def close(self, troubles: Troubles) -> Built:
        """Lays down what was made, tells of what was not."""
        for path in ("", *(planned.path for planned in self.work.stale)):
            if path in self.faults:
                troubles.tell(", ".join(filter(None, (self.work.about, path))), self.faults[path])
        removed: tuple[str, ...] = ()
        if not self.given_up:
            self.made, made = 0, self.made
            with troubles.caught(self.work.about):
                removed = self.work.shelf.close(self.work.planned)
                self.made = made
        return Built(self.work, self.made, len(removed), len(self.work.stale) - self.made)


def clear_strangers(workspace: Workspace, cases: Cases, troubles: Troubles) -> None:
    """Removes documents of a period that its case has no more, for example after the conference was moved.

    Documents of a case that cannot be folded, or that the record does not know, stay: they may be the last
    that anybody has.
    """
    ours = {workspace.case_folder(folder_name(c.reference), c.period.rcpc) for c in cases.all()}
    for case in {folder.parent for folder in ours}:
        for folder in shelves(case):
            if folder not in ours:
                with troubles.caught(case.name):
                    Shelf(folder).clear()


def _work(
    about: str, rcpc: date | None, shelf: Shelf, planned: Sequence[Planned], taken_away: bool = False
) -> Work:
    return Work(about, rcpc, shelf, tuple(planned), shelf.stale(planned, taken_away))


def _forms_work(
    workspace: Workspace, case: Case, forms: Mapping[str, Sequence[Planned]], taken_away: bool = False
) -> list[Work]:
    inbox = workspace.settings.inbox
    lists = workspace.settings.record / DELIVERED / folder_name(case.reference)
    earlier = {path.stem for path in lists.glob("*.json")}

    def shelf(mailbox: str) -> Shelf:
        folder = f"{mailbox}/{FORMS}"
        check = partial(workspace.inbox.check, folder)
        return Shelf(inbox / folder, lists / f"{mailbox}.json", True, check)

    return [
        _work(case.reference, case.period.rcpc, shelf(mailbox), forms.get(mailbox, ()), taken_away)
        for mailbox in sorted(earlier | forms.keys())
    ]


def _documents(
    workspace: Workspace, cases: Cases, case: Case, today: date, plans: Plans | None
) -> Sequence[Planned]:
    def plan() -> Mapping[str, Sequence[Planned]]:
        return {"": documents(case, workspace.library, today, cases.final(case))}

    return _remembered(plans, f"documents {_name(case)}", cases.key(case, today), plan)[""]


def _forms(
    workspace: Workspace, cases: Cases, case: Case, plans: Plans | None
) -> Mapping[str, Sequence[Planned]]:
    plan = partial(mailbox_forms, case, workspace.library)
    return _remembered(plans, f"forms {_name(case)}", cases.key(case), plan)


def _name(case: Case) -> str:
    return f"{case.reference} {case.period.rcpc}"


def _remembered(
    plans: Plans | None, about: str, key: str, plan: Callable[[], Mapping[str, Sequence[Planned]]]
) -> Mapping[str, Sequence[Planned]]:
    """What is planned, from memory if it was made from the same; then nothing is merged until it is made."""
    known = plans.recall(about, key) if plans else None
    if known is None:
        planned = plan()
        if plans:
            plans.remember(
                about, key, {s: {p.path: p.fingerprint for p in each} for s, each in planned.items()}
            )
        return planned
    again = cache(lambda: {(shelf, each.path): each for shelf, of in plan().items() for each in of})

    def make(shelf: str, path: str) -> bytes:
        return again()[shelf, path].make()

    return {
        shelf: tuple(Planned(path, print_, partial(make, shelf, path)) for path, print_ in each.items())
        for shelf, each in known.items()
    }
