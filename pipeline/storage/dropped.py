"""A file that somebody dropped, read without trusting that it stays the file that it was."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from io import BufferedReader
from pathlib import Path

from pipeline.read.zip_parts import Limits
from pipeline.storage.scan import Identity

LARGEST = Limits().packed  # bytes of a form; of more, just enough is read to tell that it is too large
STEP = 1 << 20


def read(path: Path) -> tuple[bytes, Identity]:
    """The bytes of a plain file, and which file it was after the last of them was read. Else OSError."""
    with _opened(path) as file:
        content = file.read(LARGEST + 1)
        return content, what(os.fstat(file.fileno()))


def what_if_it_holds(content: bytes, path: Path) -> Identity | None:
    """Which file it is, if it is there and still holds just this; compared bit by bit, it may be large."""
    rest = memoryview(content)
    try:
        with _opened(path) as file:
            while piece := file.read(min(STEP, LARGEST + 1 - len(content) + len(rest))):
                if rest[: len(piece)] != piece:
                    return None
                rest = rest[len(piece) :]
            return None if rest else what(os.fstat(file.fileno()))
    except OSError:
        return None


def holds(path: Path, size: int, sha256: str) -> bool:
    """Whether a plain file is there that has this size in bytes and this hash. Any other size is not read."""
    try:
        with _opened(path) as file:
            if os.fstat(file.fileno()).st_size != size:
                return False
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return False


def what(about: os.stat_result) -> Identity:
    """Which file it is, as far as a file system tells."""
    return about.st_ino, about.st_size, about.st_mtime_ns


def _opened(path: Path) -> BufferedReader:
    """A plain file, open to be read. OSError for anything else."""
    # O_NONBLOCK: a pipe put in the file's place must not hold the run; O_NOFOLLOW: nor a link lead elsewhere.
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):
        flags |= getattr(os, name, 0)
    handle = os.open(path, flags)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.ENXIO, "not a regular file")
    return os.fdopen(handle, "rb")
