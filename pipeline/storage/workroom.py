"""A private folder to work in beside a run: what a run sweeps away is nothing that others work in."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.storage import durable, lock

_SWEPT = (errno.ENOENT, errno.EAGAIN, errno.EACCES)  # gone, or in a sweep's hands at this moment


@contextmanager
def workroom(below: Path) -> Iterator[Path]:
    """A new folder below this one, held while somebody works in it and gone afterwards.

    OSError if there can be none.
    """
    room, handle = _held(below)
    try:
        yield room
    finally:
        os.close(handle)
        durable.remove_tree(room)
        durable.remove_empty(below)


def sweep_rooms(below: Path) -> None:
    """Takes away what lies below a folder, and the folder, but no room that somebody works in.

    A room goes with its process: nobody holds what one that was killed has left.
    """
    if below.is_symlink() or not below.is_dir():
        durable.remove(below)
        return
    for each in sorted(below.iterdir()):
        if not _is_held(each):
            try:
                durable.remove_tree(each)
            except OSError as fault:
                # Somebody was just taking it away, or just moving in.
                if fault.errno not in (errno.ENOENT, errno.ENOTEMPTY):
                    raise
    durable.remove_empty(below)


def _held(below: Path, tries: int = 8) -> tuple[Path, int]:
    """A room and its lock, once more in another room where a sweep came between the two."""
    room = below / secrets.token_hex(8)
    try:
        return room, _moved_in(room)
    except OSError as fault:
        if fault.errno not in _SWEPT or not tries:
            raise
    return _held(below, tries - 1)


def _moved_in(room: Path) -> int:
    durable.make_folder(room)
    handle = os.open(room / lock.FILE, os.O_RDWR | os.O_CREAT, durable.FILE_MODE)
    try:
        lock.take(handle)
        os.stat(room / lock.FILE)  # noqa: PTH116
    except OSError:
        os.close(handle)
        raise
    return handle


def _is_held(room: Path) -> bool:
    try:
        handle = os.open(room / lock.FILE, os.O_RDWR)
    except OSError:
        return False
    try:
        lock.take(handle)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False
