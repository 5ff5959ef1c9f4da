"""Faults at chosen operations: the disk as it is when the power goes, when it is full, when it fails.

Everything that changes the disk below a folder is counted as it happens, from the interpreter's own audit
events and from ``fsync``; nothing of the product has to be known for it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import stat
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

KILLED = 99  # how a run ends that a fault has killed; no exit code of ours
CHANGES = frozenset(
    {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod"}
)
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
NEEDS_SPACE = frozenset({"open", "os.mkdir", "os.link", "os.symlink", "fsync"})

# kill: the process goes just before the operation. power: the machine does, and what was not flushed is only
# half there. nospace, io: this one operation fails. full: from here on nothing can be written, only removed.
KINDS = ("kill", "power", "nospace", "io", "full")
NUMBERS = {"nospace": errno.ENOSPC, "io": errno.EIO, "full": errno.ENOSPC}


@dataclass(frozen=True)
class Fault:
    """What goes wrong, and at which operation, counted from 0."""

    kind: str
    at: int


@dataclass
class _Disk:
    """The watched part of the disk. ``flushed`` is how much of each file is known to be safe."""

    folder: str
    fault: Fault | None
    told: Callable[[str], None]
    process: int = field(default_factory=os.getpid)
    count: int = 0
    flushed: dict[int, int] = field(default_factory=dict)
    busy: bool = False

    def __post_init__(self) -> None:
        """What stands there before the run is safe."""
        for path in _files(self.folder):
            about = path.stat(follow_symlinks=False)
            self.flushed[about.st_ino] = about.st_size

    def event(self, name: str, args: tuple[Any, ...]) -> None:
        if self.busy or os.getpid() != self.process:
            return
        if name == "open":
            path, _, flags = args
            if isinstance(flags, int) and flags & WRITES and self._ours(path):
                self._operation("open", path)
        elif name in CHANGES and any(self._ours(each) for each in args[:2]):
            self._operation(name, args[0])
            if name in ("os.remove", "os.rename"):  # its number may be given to another file
                self._forget(args[0] if name == "os.remove" else args[1])

    def sync(self, handle: int) -> None:
        if os.getpid() == self.process and self._ours(path := _path_of(handle)):
            self._operation("fsync", path, handle)
        REAL_SYNC(handle)
        about = os.fstat(handle)
        self.flushed[about.st_ino] = about.st_size

    def _ours(self, path: object) -> bool:
        if not isinstance(path, str | bytes | os.PathLike):
            return False
        whole = os.fsdecode(path)
        return whole.startswith(self.folder) or f"{whole}/" == self.folder

    def _forget(self, path: Any) -> None:
        with contextlib.suppress(OSError):
            self.flushed.pop(os.lstat(path).st_ino, None)

    def _operation(self, name: str, path: Any, handle: int | None = None) -> None:
        number, self.count = self.count, self.count + 1
        self.busy = True
        try:
            self.told(f"{name} {os.fsdecode(path)}")
            fault = self.fault
            if fault is None or number < fault.at or (number > fault.at and fault.kind != "full"):
                return
            if fault.kind == "full" and name not in NEEDS_SPACE:
                return
            if fault.kind == "power":
                self._lose_what_was_not_flushed()
            if fault.kind in ("kill", "power"):
                os._exit(KILLED)
            if handle is not None and NUMBERS[fault.kind] == errno.ENOSPC:
                self._tear(Path(_path_of(handle)))
            raise OSError(NUMBERS[fault.kind], os.strerror(NUMBERS[fault.kind]))
        finally:
            self.busy = False

    def _lose_what_was_not_flushed(self) -> None:
        for path in _files(self.folder):
            self._tear(path)

    def _tear(self, path: Path) -> None:
        about = path.stat(follow_symlinks=False)
        safe = min(self.flushed.get(about.st_ino, 0), about.st_size)
        if stat.S_ISREG(about.st_mode) and safe < about.st_size:
            path.chmod(0o600)
            os.truncate(path, safe + (about.st_size - safe) // 2)


REAL_SYNC = os.fsync


def watch_disk(
    folder: Path, fault: Fault | None, told: Callable[[str], None] = lambda _: None
) -> Callable[[], int]:
    """Counts operations below a folder in this process, for good, and does the fault when its turn comes.

    For a forked child only: audit hooks cannot be taken away again. Gives the count so far.
    """
    disk = _Disk(f"{folder}/", fault, told)
    sys.addaudithook(disk.event)
    os.fsync = disk.sync
    return lambda: disk.count


def forked(work: Callable[[], int], said: Path | None = None) -> int:
    """Does the work in a child and gives its exit code; less than 0 is the signal that ended it."""
    return ended(started(work, said))


def started(work: Callable[[], int], said: Path | None = None) -> int:
    """Begins the work in a child that leads a process group of its own; gives its number."""
    process = os.fork()
    if process:
        with contextlib.suppress(OSError):  # whoever comes first, the child or we
            os.setpgid(process, process)
        return process
    code = 98
    try:
        os.setpgid(0, 0)
        out = os.open(said or os.devnull, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(out, 1)
        os.dup2(out, 2)
        # Not those that pytest listens to; and the numbers stay open for children of this child.
        sys.stdout, sys.stderr = (open(number, "w", closefd=False) for number in (1, 2))  # noqa: SIM115
        code = work()
    except BaseException:
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def ended(process: int) -> int:
    """Waits for a child and gives its exit code; less than 0 is the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def kill_group(process: int) -> bool:
    """``kill -9`` of a child and of all that it began; whether it was still at work."""
    at_work = os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)
    os.waitpid(process, 0)
    return at_work


def _path_of(handle: int) -> str:
    return str(Path(f"/proc/self/fd/{handle}").readlink())


def _files(folder: str) -> Iterator[Path]:
    for path in Path(folder).rglob("*"):
        if path.is_file() and not path.is_symlink():
            yield path
