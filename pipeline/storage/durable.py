"""Every operation that must survive a crash, in one place: nothing else writes, moves or removes.

Files are made whole under a hidden name in the folder where they belong, flushed, then renamed: whoever looks
sees the old file or the new one, never half of one. Whatever changes the disk is called by its name in
``os``, so that a test can let any single operation fail, or end the process there.
"""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

UNFINISHED = ".unfinished-"  # hidden, so neither people nor the inbox scan take it for a file
FOLDER_MODE = 0o700
FILE_MODE = 0o600
OTHERS = 0o077  # what the umask takes away and has to be asked for again
NO_NEED = {errno.EINVAL, errno.ENOTSUP, errno.ENOSYS}  # said by file systems that flush by themselves
NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK}  # said where a file has but one name
NOT_OURS = {errno.EACCES, errno.EPERM, errno.ELOOP, errno.ENXIO}  # said of files that we may not look into
ONLY_LOOK = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


@dataclass(frozen=True, slots=True)
class Staged:
    """A file that is whole and flushed under a hidden name beside the place where it belongs."""

    hidden: Path
    path: Path


def make_folder(folder: Path, mode: int = FOLDER_MODE) -> None:
    """Makes a folder and whatever is missing above it, each one durable. Only its owner may look in."""
    missing = []
    while not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    for each in reversed(missing):
        with suppress(FileExistsError):  # another run was faster
            os.mkdir(each, mode)  # noqa: PTH102
            if mode & OTHERS:
                os.chmod(each, mode)  # noqa: PTH101
        sync_folder(each.parent)


def stage(path: Path, content: bytes, mode: int = FILE_MODE) -> Staged:
    """Writes a file beside its place, hidden and flushed. After an OSError nothing of it is left."""
    hidden = path.with_name(f"{UNFINISHED}{secrets.token_hex(8)}")
    try:
        handle = os.open(hidden, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "wb") as file:
            if mode & OTHERS:
                os.chmod(hidden, mode)  # noqa: PTH101
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        _drop(hidden)
        raise
    return Staged(hidden, path)


def publish(staged: Sequence[Staged]) -> tuple[OSError | None, ...]:
    """Gives staged files their names, then makes the names durable. What could not be renamed is dropped.

    For each of them the fault, or None if it is in its place: one that cannot be replaced, because somebody
    has it open, is no reason to hold back the others.
    """
    faults: list[OSError | None] = []
    for each in staged:
        try:
            os.replace(each.hidden, each.path)  # noqa: PTH105
            faults.append(None)
        except OSError as fault:
            _drop(each.hidden)
            faults.append(fault)
    for folder in sorted({each.path.parent for each, fault in zip(staged, faults, strict=True) if not fault}):
        sync_folder(folder)
    return tuple(faults)


def discard(staged: Iterable[Staged]) -> None:
    """Takes staged files away again; whatever they were to replace is as it was."""
    for each in staged:
        _drop(each.hidden)


def write(path: Path, content: bytes, mode: int = FILE_MODE) -> None:
    """Writes a file all or nothing, in place of the one that was there. After an OSError nothing changed."""
    (fault,) = publish([stage(path, content, mode)])
    if fault is not None:
        raise fault


def append(path: Path, line: bytes, keep: int) -> None:
    """Adds a line to a file after its first ``keep`` bytes and flushes it; what stood behind them is cut off.

    Only a line that a crash left torn stands there, and nobody was ever told that it had been written.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT, FILE_MODE)
    with os.fdopen(handle, "wb") as file:
        file.truncate(keep)
        file.seek(keep)
        file.write(line)
        file.flush()
        os.fsync(file.fileno())
    if not keep:  # its first line: a run that was killed here left a file whose name was not flushed
        sync_folder(path.parent)


def move(path: Path, to: Path) -> None:
    """Renames within one file system. The file is flushed before, both folders after, the new one first."""
    sync_file(path)
    os.replace(path, to)  # noqa: PTH105
    sync_folder(to.parent)
    if to.parent != path.parent:
        sync_folder(path.parent)


def move_new(path: Path, to: Path) -> None:
    """The same, but never in the place of another file: FileExistsError if anything stands there.

    After a crash in the middle the file may stand in both places.
    """
    sync_file(path)
    try:
        os.link(path, to, follow_symlinks=False)  # unlike a renaming, this refuses what is there
    except OSError as fault:
        if fault.errno not in NO_LINKS:
            raise
        if os.path.lexists(to):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from None
        os.rename(path, to)  # noqa: PTH104
    else:
        os.unlink(path)  # noqa: PTH108
    sync_folder(to.parent)
    if to.parent != path.parent:
        sync_folder(path.parent)


def remove(path: Path) -> None:
    """Removes a file if it is there."""
    with suppress(FileNotFoundError):
        os.unlink(path)  # noqa: PTH108
    if path.parent.is_dir():
        sync_folder(path.parent)


def remove_with_folder(path: Path) -> None:
    """Removes a file and the folder that holds nothing else, if they are there; flushed once, above both."""
    with suppress(FileNotFoundError):
        os.unlink(path)  # noqa: PTH108
    with suppress(OSError):
        os.rmdir(path.parent)  # noqa: PTH106
    if path.parent.parent.is_dir():
        sync_folder(path.parent.parent)


def remove_empty(folder: Path) -> None:
    """Removes a folder if nothing is in it; anything else is left alone.

    One that a crash brings back is empty still, and goes the next time.
    """
    with suppress(OSError):
        os.rmdir(folder)  # noqa: PTH106
        sync_folder(folder.parent)


def remove_tree(folder: Path) -> None:
    """Removes a folder and all that is in it, links by themselves and not what they lead to. None is fine."""
    if folder.is_symlink() or not folder.is_dir():
        remove(folder)
        return
    for each in sorted(folder.iterdir()):
        if each.is_dir() and not each.is_symlink():
            remove_tree(each)
        else:
            os.unlink(each)  # noqa: PTH108
    os.rmdir(folder)  # noqa: PTH106
    sync_folder(folder.parent)


def sweep(folder: Path) -> None:
    """Removes what an earlier run, killed in the middle of a file, left behind in this folder."""
    if folder.is_dir():
        for left in folder.glob(f"{UNFINISHED}*"):
            left.unlink(missing_ok=True)


def sync_file(path: Path) -> None:
    """Makes the content of a file durable that somebody else wrote; one that we may not read is theirs to."""
    try:
        handle = os.open(path, os.O_RDWR if os.name == "nt" else ONLY_LOOK)
    except OSError as fault:
        if fault.errno in NOT_OURS:
            return
        raise
    _flush(handle)


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder durable. A system that cannot flush folders sees to it by itself."""
    if os.name == "nt":
        return
    _flush(os.open(folder, os.O_RDONLY | os.O_DIRECTORY))


def _flush(handle: int) -> None:
    try:
        os.fsync(handle)
    except OSError as fault:
        if fault.errno not in NO_NEED:
            raise
    finally:
        os.close(handle)


def _drop(hidden: Path) -> None:
    """Takes a half-made file away; if even that fails, a later run sweeps it, and the first fault is told."""
    with suppress(OSError):
        os.unlink(hidden)  # noqa: PTH108
