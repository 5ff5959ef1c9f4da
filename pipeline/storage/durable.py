"""Every operation that must survive a crash, in one place: nothing else writes, moves or removes.

Files are made whole under a hidden name in the folder where they belong, flushed, then renamed: whoever looks
sees the old file or the new one, never half of one.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

UNFINISHED = ".unfinished-"  # hidden, so neither people nor the inbox scan take it for a file
FOLDER_MODE = 0o700
FILE_MODE = 0o600


def make_folder(folder: Path) -> None:
    """Makes a folder and whatever is missing above it, each one durable. Only its owner may look in."""
    missing = []
    while not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    for each in reversed(missing):
        each.mkdir(mode=FOLDER_MODE, exist_ok=True)
        sync_folder(each.parent)


def write(path: Path, content: bytes, mode: int = FILE_MODE) -> None:
    """Writes a file all or nothing, in place of the one that was there. After an OSError nothing changed."""
    unfinished = path.with_name(f"{UNFINISHED}{secrets.token_hex(8)}")
    try:
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def append(path: Path, line: bytes, keep: int) -> None:
    """Adds a line to a file after its first ``keep`` bytes and flushes it; what stood behind them is cut off.

    Only a line that a crash left torn stands there, and nobody was ever told that it had been written.
    """
    new = not path.exists()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT, FILE_MODE)
    with os.fdopen(handle, "wb") as file:
        file.truncate(keep)
        file.seek(keep)
        file.write(line)
        file.flush()
        os.fsync(file.fileno())
    if new:
        sync_folder(path.parent)


def move(path: Path, to: Path) -> None:
    """Renames within one file system; both folders are flushed."""
    path.replace(to)
    sync_folder(to.parent)
    sync_folder(path.parent)


def remove(path: Path) -> None:
    """Removes a file if it is there."""
    path.unlink(missing_ok=True)
    if path.parent.is_dir():
        sync_folder(path.parent)


def remove_empty(folder: Path) -> None:
    """Removes a folder if nothing is in it; anything else is left alone."""
    try:
        folder.rmdir()
    except OSError:
        return
    sync_folder(folder.parent)


def sweep(folder: Path) -> None:
    """Removes what an earlier run, killed in the middle of a file, left behind in this folder."""
    if folder.is_dir():
        for left in folder.glob(f"{UNFINISHED}*"):
            left.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder durable. A system that cannot open folders sees to it by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
