"""What a process that reads somebody's file may do: compute, answer, and nothing else.

A reading child writes no file at all: it needs no temporary folder and leaves nothing behind. What holds it:

1. the kernel's limits: memory, seconds of work and of waiting, no file that grows, few open files, no core;
2. Landlock (Linux from 5.13), which needs no privilege: no file is opened but the program's own, to read;
   from 6.2 on none is cut short, from 6.7 on there is no TCP, from 6.12 on no signal reaches the command;
3. a network of its own with nothing in it, where the kernel lets us: as root, or by a user namespace;
4. an audit hook, everywhere: Python itself refuses sockets, other programs and other files.

Where neither 2 nor 3 is to be had, as on macOS, on Windows, with older kernels or in some containers, the
hook is all there is beside the limits (on Windows, instead of them). It stops what a library would do in good
faith with a crafted file; it does not stop a fault in C code that was turned into a program of its own. That
would have the rights of the account that the pipeline runs under, so that account should have few.
"""

from __future__ import annotations

import ctypes
import os
import signal
import struct
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

if sys.platform != "win32":
    import resource

PROGRAM = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Limits:
    """``memory`` and ``reply`` in bytes; ``seconds`` of work, and as many on the clock, for one file."""

    memory: int = 512 << 20
    seconds: int = 20
    reply: int = 4 << 20
    files: int = 32


# From linux/prctl.h, linux/sched.h and linux/landlock.h: the same numbers on every machine of Linux.
_PDEATHSIG, _NO_NEW_PRIVS = 1, 38
_NEW_NETWORK, _NEW_USER = 0x40000000, 0x10000000
_RULESET, _ADD_RULE, _RESTRICT = 444, 445, 446
_BENEATH = 1  # a rule about a folder and all below it
_READ = 1 << 2 | 1 << 3  # files, folders
_EDITION = 1  # asks which edition of Landlock this kernel has
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}  # how many each edition knows; all of them are taken away
_TCP, _OUT_OF_REACH = 0b11, 0b11  # bind and connect, from the 4th; sockets by name and signals, from the 6th
# What Python reports of itself while it computes and imports.
_HARMLESS = (
    "import",
    "compile",
    "exec",
    "marshal.",
    "code.__new__",
    "function.__new__",
    "object.__",
    "sys._getframe",
    "sys.unraisablehook",
    "array.__new__",
    "builtins.id",
    "gc.",
    "re.",
    "time.",
)


def shut_off() -> None:
    """Once, before any file is read, for every child after: no network, no files, no outliving the parent."""
    with suppress(AttributeError, OSError):
        libc = _libc()
        if libc.unshare(_NEW_NETWORK):
            libc.unshare(_NEW_USER | _NEW_NETWORK)
        libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
        _landlock(libc, program_folders())
    die_with_parent()


def die_with_parent() -> None:
    """Has the kernel, if it can, end this process when the one that started it ends, however that is."""
    with suppress(AttributeError, OSError):
        _libc().prctl(_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def confine(limits: Limits) -> None:
    """In the child, before it sees the file. There is no way back."""
    _limit(limits)
    sys.addaudithook(_refuse)


def _limit(limits: Limits) -> None:
    if sys.platform == "win32":
        return
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, limits.seconds)
    for what, most in (
        ("RLIMIT_AS", limits.memory),
        ("RLIMIT_CPU", limits.seconds),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_NOFILE", limits.files),
        ("RLIMIT_NPROC", 0),
        ("RLIMIT_CORE", 0),
    ):
        with suppress(AttributeError, OSError, ValueError):  # not every system knows each of them
            resource.setrlimit(getattr(resource, what), (most, most))


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _landlock(libc: ctypes.CDLL, folders: Iterable[str]) -> None:
    edition = libc.syscall(_RULESET, None, ctypes.c_size_t(0), _EDITION)
    if edition < 1:
        return  # this kernel has no Landlock
    files = (1 << _FILE_RIGHTS.get(edition, 16)) - 1
    size = 8 if edition < 4 else 16 if edition < 6 else 24
    rights = struct.pack("=QQQ", files, _TCP, _OUT_OF_REACH)[:size]
    rules = libc.syscall(_RULESET, rights, ctypes.c_size_t(len(rights)), 0)
    if rules < 0:
        return
    for folder in folders:
        handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        libc.syscall(_ADD_RULE, rules, _BENEATH, struct.pack("=Qi", _READ, handle), 0)
        os.close(handle)
    libc.syscall(_RESTRICT, rules, 0)
    os.close(rules)


@cache
def program_folders() -> tuple[str, ...]:
    """Where Python and its libraries lie. Never the folder around the program: that may be a workspace."""
    folders = {sys.prefix, sys.base_prefix, *sys.path, str(PROGRAM)}
    return tuple(sorted(f for f in folders if f and Path(f).is_dir() and Path(f) not in PROGRAM.parents))


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith(_HARMLESS):
        return
    if event == "open" and _only_reads_program(*arguments):
        return
    if event in ("os.listdir", "os.scandir") and _of_program(arguments[0]):
        return
    raise PermissionError(f"{event} is not for a process that reads somebody's file")


def _only_reads_program(path: Any, _mode: Any, flags: Any) -> bool:
    changes = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
    return _of_program(path) and not (isinstance(flags, int) and flags & changes)


def _of_program(path: Any) -> bool:
    if not isinstance(path, str | bytes | os.PathLike):
        return False
    whole = os.path.realpath(os.fsdecode(path))
    return any(whole == folder or whole.startswith(folder + os.sep) for folder in program_folders())
