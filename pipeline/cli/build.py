"""Making what is out of date, one case after the other; what cannot be made leaves the old one in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.cli.cases import Cases
from pipeline.cli.trouble import Troubles
from pipeline.cli.workspace import Workspace
from pipeline.model.case import Case
from pipeline.run import Planned, documents, general_forms, mailbox_forms
from pipeline.storage.names import folder_name
from pipeline.storage.outbox import Shelf, shelves

FORMS = "forms"
MADE = ".made"  # in the inbox: which pre-filled forms we laid into which mailbox


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


def work_for(workspace: Workspace, cases: Cases, chosen: Sequence[Case], troubles: Troubles) -> list[Work]:
    """What is to be done for the chosen cases: their documents and, in their latest period, the mailboxes."""
    current = cases.current()
    found = [general_work(workspace)]
    for case in chosen:
        with troubles.caught(case.reference):
            folder = workspace.case_folder(folder_name(case.reference), case.period.rcpc)
            planned = documents(case, workspace.library, workspace.today, cases.final(case))
            found.append(_work(case.reference, case.period.rcpc, Shelf(folder), planned))
            if case in current:
                found += forms_for(workspace, case)
    return found


def general_work(workspace: Workspace) -> Work:
    """The blank forms that belong to no case."""
    return _work("", None, Shelf(workspace.settings.outbox / FORMS), general_forms(workspace.library))


def forms_for(workspace: Workspace, case: Case) -> list[Work]:
    """The pre-filled forms of every mailbox of a case, and mailboxes that had some once and get none now."""
    inbox = workspace.settings.inbox
    lists = inbox / MADE / folder_name(case.reference)
    wanted = {folder_name(name): planned for name, planned in mailbox_forms(case, workspace.library).items()}
    earlier = {path.stem for path in lists.glob("*.json")}
    return [
        _work(
            case.reference,
            case.period.rcpc,
            Shelf(inbox / mailbox / FORMS, lists / f"{mailbox}.json", guests=True),
            wanted.get(mailbox, ()),
        )
        for mailbox in sorted(earlier | wanted.keys())
    ]


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
    """Removes documents of a period that no case has any more, for example after its conference was moved.

    Nothing is removed while any case cannot be folded: its documents are the last that anybody has.
    """
    if cases.broken:
        return
    outbox = workspace.settings.outbox
    ours = {workspace.case_folder(folder_name(c.reference), c.period.rcpc) for c in cases.all()} | {
        outbox / FORMS
    }
    for folder in shelves(outbox):
        if folder not in ours:
            with troubles.caught(""):
                Shelf(folder).clear()


def _work(about: str, rcpc: date | None, shelf: Shelf, planned: Sequence[Planned]) -> Work:
    return Work(about, rcpc, shelf, tuple(planned), shelf.stale(planned))
