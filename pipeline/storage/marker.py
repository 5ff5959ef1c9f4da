"""The mark by which an inbox is known again: an empty folder is what is left when its share goes away."""

from __future__ import annotations

import secrets
from pathlib import Path

from pipeline.errors import InboxUnreadable, OutboxUnwritable
from pipeline.storage import durable
from pipeline.storage.dropped import read
from pipeline.storage.scan import CONNECT, MARKER, RIGHTS, unreadable

REMEMBERED = ".inbox"  # in the record: what stands in the file of the inbox that belongs to it
IF_NEW = f"{CONNECT} If it is a new inbox on purpose, make an empty file called {MARKER} in it."


class Marker:
    """The same text in the inbox and in the record, once both have been used together."""

    def __init__(self, inbox: Path, record: Path | None) -> None:
        self._inbox = inbox
        self._file = inbox / MARKER
        self._memory = record and record / REMEMBERED

    @property
    def is_known(self) -> bool:
        """Whether the record remembers an inbox."""
        return _text(self._memory) is not None

    def check(self) -> None:
        """Raises InboxUnreadable if the inbox is not there, or is not the one that the record remembers."""
        try:
            is_there = self._inbox.is_dir()
        except OSError as fault:  # a share that hangs is there and is not
            raise unreadable("The inbox cannot be read", fault) from None
        if not is_there:
            raise InboxUnreadable("The inbox is not there.", CONNECT)
        known = _text(self._memory)
        if known is not None and _text(self._file) not in (known, ""):
            raise InboxUnreadable("This is not the inbox that was here before.", IF_NEW)

    def set(self) -> None:
        """Makes inbox and record know each other: for the first time, or when somebody emptied the mark.

        Raises InboxUnreadable as ``check`` does, and OutboxUnwritable.
        """
        self.check()
        known, there = _text(self._memory), _text(self._file)
        mark = known or there or secrets.token_hex(16)
        try:
            if there != mark:
                durable.write(self._file, mark.encode())
            if self._memory is not None and known != mark:
                durable.make_folder(self._memory.parent)
                durable.write(self._memory, mark.encode())
        except OSError as fault:
            raise OutboxUnwritable(f"The inbox cannot be written ({fault.strerror}).", RIGHTS) from None


def _text(path: Path | None) -> str | None:
    """What stands in the file; None if there is none."""
    try:
        return read(path)[0].decode(errors="replace").strip() if path else None
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise unreadable("The inbox cannot be read", fault) from None
