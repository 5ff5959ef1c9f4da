"""One run at a time writes a workspace."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import OutboxUnwritable
from pipeline.storage import durable
from pipeline.storage.log import unwritable

FILE = ".lock"


@contextmanager
def alone(record: Path) -> Iterator[None]:
    """Holds the workspace's lock, which lies in the record and goes when the process does, however it ends.

    Raises OutboxUnwritable at once if another run holds it.
    """
    try:
        durable.make_folder(record)
        handle = os.open(record / FILE, os.O_RDWR | os.O_CREAT, durable.FILE_MODE)
    except OSError as fault:
        raise unwritable(fault) from None
    try:
        take(handle)
    except OSError:
        os.close(handle)
        raise OutboxUnwritable(
            "Another run is at work in this folder.",
            "Wait until it is done, or stop the watch that holds it.",
        ) from None
    try:
        yield
    finally:
        os.close(handle)


def take(handle: int) -> None:
    """Takes the lock of an open file, which goes when that is closed. OSError at once if another has it."""
    if os.name == "nt":
        import msvcrt  # only there on Windows

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        import fcntl  # only there elsewhere

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
