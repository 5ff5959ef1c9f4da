"""Making what is out of date, one case after the other; what cannot be made leaves the old one in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial

from pipeline.cli.cases import Cases
from pipeline.cli.trouble import Troubles
from pipeline.cli.workspace import Workspace
from pipeline.model.case import Case
from pipeline.run import Planned, documents, general_forms, mailbox_forms
from pipeline.storage.names import folder_name
from pipeline.storage.outbox import Shelf, shelves
from pipeline.storage.plans import Plans

FORMS = "forms"
# Which pre-filled forms we laid into which mailbox. In the record: the inbox is open to every agency, and no
# agency may learn of another's cases.
DELIVERED = ".delivered"


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
    current = {(case.reference, case.period.rcpc) for case in cases.current()}
    found = [general_work(workspace)]
    for case in chosen:
        with troubles.caught(case.reference):
            folder = workspace.case_folder(folder_name(case.reference), case.period.rcpc)
            planned = _documents(workspace, cases, case, plans)
            found.append(_work(case.reference, case.period.rcpc, Shelf(folder), planned))
            if (case.reference, case.period.rcpc) in current:
                found += _forms_work(workspace, case, _forms(workspace, cases, case, plans))
    return found


def general_work(workspace: Workspace) -> Work:
    """The blank forms that belong to no case."""
    return _work("", None, Shelf(workspace.settings.outbox / FORMS), general_forms(workspace.library))


def forms_for(workspace: Workspace, case: Case, taken_away: bool = False) -> list[Work]:
    """The pre-filled forms of every mailbox of a case, and mailboxes that had some once and get none now.

    With ``taken_away`` those that somebody took out of their mailbox are laid there again.
    """
    return _forms_work(workspace, case, mailbox_forms(case, workspace.library), taken_away)


def build(work: Work, troubles: Troubles, done: Callable[[], None]) -> Built:
    """Makes what is stale on one shelf and removes what is no longer planned. ``done`` is called for each."""
    made = 0
    work.shelf.sweep()
    for planned in work.stale:
        with troubles.caught(work.about):
            work.shelf.put(planned, planned.make())
            made += 1
        done()
    removed: tuple[str, ...] = ()
    with troubles.caught(work.about):
        removed = work.shelf.close(work.planned)
    return Built(work, made, len(removed), len(work.stale) - made)


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
    return [
        _work(
            case.reference,
            case.period.rcpc,
            Shelf(inbox / mailbox / FORMS, lists / f"{mailbox}.json", guests=True),
            forms.get(mailbox, ()),
            taken_away,
        )
        for mailbox in sorted(earlier | forms.keys())
    ]


def _documents(workspace: Workspace, cases: Cases, case: Case, plans: Plans | None) -> Sequence[Planned]:
    def plan() -> Mapping[str, Sequence[Planned]]:
        return {"": documents(case, workspace.library, workspace.today, cases.final(case))}

    return _remembered(plans, f"documents {_name(case)}", cases.key(case, workspace.today), plan)[""]


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
