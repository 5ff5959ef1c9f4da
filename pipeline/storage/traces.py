"""Whatever lies in the inbox, at any depth: for the one command that must find all there is of a case."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import OutboxUnwritable
from pipeline.storage import durable
from pipeline.storage.dropped import read
from pipeline.storage.inbox import GONE
from pipeline.storage.scan import CLAIMED, OURS, unreadable

UNREAD = "Something in the inbox cannot be read"


@dataclass(frozen=True, slots=True)
class Lying:
    """A file in the inbox. ``ours`` tells that it is in a folder that we write into, or below one."""

    path: Path
    ours: bool

    def read(self) -> bytes:
        """Its bytes, of one beyond the largest form just as many; b"" if it is gone or was no file at all.

        Raises InboxUnreadable if we may not read it: then nobody can say whose it is.
        """
        try:
            return read(self.path)[0]
        except OSError as fault:
            if fault.errno in GONE:
                return b""
            raise unreadable(UNREAD, fault) from None

    def remove(self) -> None:
        """Takes it away for good. Raises OutboxUnwritable if we may not."""
        try:
            durable.remove(self.path)
        except OSError as fault:
            raise _unwritable("A mailbox", fault) from None


def lying_in(inbox: Path) -> Iterator[Lying]:
    """Every regular file below the inbox, hidden and claimed ones too, in order. Links are not followed.

    Raises InboxUnreadable if any folder of it cannot be listed.
    """

    def stop(fault: OSError) -> None:
        raise unreadable(UNREAD, fault)

    for folder, below, names in os.walk(inbox, onerror=stop):
        below.sort()
        ours = _is_ours(Path(folder).relative_to(inbox).parts)
        for name in sorted(names):
            path = Path(folder, name)
            if path.is_file() and not path.is_symlink():
                yield Lying(path, ours)


def remove_all(folder: Path) -> int:
    """Removes a folder of the outbox for good, and tells how many documents were in it.

    Raises OutboxUnwritable if we may not.
    """
    try:
        number = sum(path.is_file() for path in folder.rglob("[!.]*"))
        durable.remove_tree(folder)
    except OSError as fault:
        raise _unwritable("The outbox", fault) from None
    return number


def where(path: Path) -> Path:
    """The folder that people see a file of the inbox in, also while it is claimed."""
    hidden = [folder for folder in path.parents if folder.name == CLAIMED]
    return hidden[0].parent if hidden else path.parent


def _is_ours(parts: tuple[str, ...]) -> bool:
    return any(part in OURS for part in parts[:2])


def _unwritable(what: str, fault: OSError) -> OutboxUnwritable:
    return OutboxUnwritable(
        f"{what} cannot be written ({fault.strerror}).",
        "Close what is open in it, check your rights, then try again.",
    )
