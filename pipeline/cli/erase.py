"""Erasing a case wholly when its retention ends: out of the record, the outbox and every mailbox."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import click

from pipeline.cli import screen
from pipeline.cli.trouble import Troubles
from pipeline.cli.workspace import Workspace, shown
from pipeline.errors import WrongCommand
from pipeline.merge.fold import reference_key
from pipeline.run import named_case
from pipeline.storage.lock import alone
from pipeline.storage.outbox import Shelf
from pipeline.storage.plans import Plans
from pipeline.storage.record import DELIVERED, Record, folders_of
from pipeline.storage.scan import RETURNED
from pipeline.storage.traces import Lying, lying_in, remove_all, where

DAY = r"\d{4}-\d{2}-\d{2}"
NUMBER = r" \(\d+\)$"


@dataclass(frozen=True, slots=True)
class Erased:
    """How much was erased: forms of the record, documents of the outbox, files in mailboxes."""

    forms: int
    documents: int
    files: int


def erase(workspace: Workspace, typed: str, sure: bool) -> int:
    """Erases one case, once somebody has said that they mean it. Returns the exit code.

    Refuses while a file of the case waits in the inbox or is being taken in: it would begin the case anew.
    """
    workspace.prepare()
    with alone(workspace.settings.record):
        record = workspace.record()
        record.sweep()
        workspace.inbox.sweep()
        begun = [case for case in record.erasing if reference_key(case) == reference_key(typed)]
        for case in begun or [_begin(workspace, record, typed, sure)]:
            _say(workspace, case, _clear_away(workspace, record, case))
    return 0


def _begin(workspace: Workspace, record: Record, typed: str, sure: bool) -> str:
    """Logs that a case is erased, if nothing speaks against it; from there on there is no way back."""
    words = workspace.words
    case = record.case(typed)
    if not case:
        raise WrongCommand(words("terminal.no-such-case", case=typed), words("terminal.see-status"))
    _be_sure(workspace, case, sure)
    held = {where(each.path) for each in _traces(workspace, record, case) if not each.ours}
    if held:
        folders = words.listed(sorted(shown(workspace, folder) for folder in held))
        raise WrongCommand(
            words("terminal.erase.waits", case=case, folders=folders),
            words("terminal.erase.take-in-first"),
        )
    record.erase(case, workspace.clock())
    return case


def finish_erasing(workspace: Workspace, record: Record, troubles: Troubles) -> None:
    """Takes up what an erasing that was stopped has left. The caller holds the lock."""
    for case in record.erasing:
        with troubles.caught(case):
            _clear_away(workspace, record, case)


def _be_sure(workspace: Workspace, case: str, sure: bool) -> None:
    words = workspace.words
    if sure:
        return
    if not sys.stdin.isatty():
        raise WrongCommand(words("terminal.erase.nobody-asked", case=case), words("terminal.erase.say-sure"))
    screen.say(words("terminal.erase.means", case=case))
    again = click.prompt(words("terminal.erase.type-again"), default="", show_default=False)
    if reference_key(again) != reference_key(case):
        raise WrongCommand(words("terminal.erase.not-the-same", case=case))


def _clear_away(workspace: Workspace, record: Record, case: str) -> Erased:
    """Mailboxes first, then the outbox, the record last: until then the next run knows what is left."""
    traces = [each for each in _traces(workspace, record, case) if each.ours]
    for each in traces:
        each.remove()
    documents = sum(map(remove_all, folders_of(case, workspace.settings.outbox)))
    Plans(workspace.settings.record).forget(case)
    return Erased(record.clear_away(case), documents, len(traces))


def _traces(workspace: Workspace, record: Record, case: str) -> list[Lying]:
    """All files below the inbox that are about a case: ours by name or content, forms by what they say.

    The note beside a form that came back goes with it: it may be about a case that the sender has no part in.
    """
    is_named = _our_names(workspace.library.forms, case)
    is_ours = _laid(workspace, record, case)
    files = list(lying_in(workspace.settings.inbox))
    found = []
    with screen.bar(workspace.words("terminal.erase.looking"), len(files)) as done:
        for each in files:
            content = each.read()
            if is_named(each.path.name) or is_ours(content) or _says(workspace, content, case):
                found.append(each)
            done()
    paths = {each.path for each in found} | {_note_of(each.path) for each in found}
    return [each for each in files if each.path in paths]


def _our_names(forms: Iterable[str], case: str) -> Callable[[str], object]:
    """Tells the names that we give to forms and answers of a case, however often they were copied."""
    kinds = "|".join(map(re.escape, forms))
    ours = re.compile(rf"(?:{kinds})-{re.escape(case)}-{DAY}(?:\D.*)?", re.IGNORECASE | re.DOTALL)
    return ours.fullmatch


def _laid(workspace: Workspace, record: Record, case: str) -> Callable[[bytes], bool]:
    """Tells the very bytes that we laid into mailboxes: answers, and forms to fill in."""
    given = record.given(case)
    delivered = folders_of(case, workspace.settings.record / DELIVERED)
    lists = [made for folder in delivered for made in sorted(folder.glob("*.json"))]
    shelves = [Shelf(workspace.settings.inbox, made, guests=True) for made in lists]
    return lambda content: given(content) or any(shelf.holds(content) for shelf in shelves)


def _says(workspace: Workspace, content: bytes, case: str) -> bool:
    """Whether a file is a form that says that it belongs to a case."""
    if not content:
        return False
    filled = workspace.read(content).value
    if filled is None or filled.form not in workspace.library.forms:
        return _mentions(content, case)
    return reference_key(named_case(filled, workspace.library)) == reference_key(case)


def _mentions(content: bytes, case: str) -> bool:
    """Whether the reference stands in a file that is no form: a text, say, or an old workbook that came back.

    A packed or encrypted one keeps it to itself: nothing that people sent is unpacked in this process.
    """
    named = re.compile(rf"(?<![\w-]){re.escape(case)}(?![\w-])", re.IGNORECASE | re.ASCII)
    wide = (content[start:].decode("utf-16-le", "ignore") for start in (0, 1))
    return any(named.search(text) for text in (content.decode("latin-1"), *wide))


def _note_of(path: Path) -> Path | None:
    """Where the note beside a form lies that we sent back; None for any other file."""
    if path.parent.name != RETURNED:
        return None
    return path.with_name(re.sub(NUMBER, "", path.stem) + ".txt")


def _say(workspace: Workspace, case: str, erased: Erased) -> None:
    words = workspace.words
    counted = [
        screen.counted(words, what, number)
        for what, number in (("form", erased.forms), ("document", erased.documents), ("file", erased.files))
    ]
    screen.say(
        words("terminal.erase.done", case=case, forms=counted[0], documents=counted[1], files=counted[2])
    )
    screen.say(words("terminal.erase.not-ours"))
