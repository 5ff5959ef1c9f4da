"""What lies in the inbox at one moment: the forms that wait, and what is left alone and why.

A scan is the truth: nothing is remembered between two of them here, and nothing is changed.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pipeline.errors import InboxUnreadable

CLAIMED = ".claimed"
FORMS, RETURNED, RECEIPTS = "forms", "returned", "receipts"
OURS = frozenset({FORMS, RETURNED, RECEIPTS})  # folders that we write into and never take anything from
MARKER = ".rcpc-inbox"  # in the inbox: see ``marker``
UNFINISHED_ENDINGS = (".tmp", ".part", ".crdownload", ".partial", ".download", ".filepart", ".swp", "~")
CLUTTER = frozenset({"desktop.ini", "thumbs.db"})
RIGHTS = "Check that this folder is connected and that you may read and write it."
CONNECT = "Connect the folder or the share that it is on, then try again."

Identity = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that waits. It has settled when two looks agree in ``what``: nobody is writing it any more."""

    mailbox: str  # "" for the top of the inbox
    name: str
    size: int
    arrived: int  # nanoseconds, by the file system's own clock
    changed: int
    inode: int

    @property
    def what(self) -> Identity:
        """Which file this is, whatever it is called and wherever it lies."""
        return self.inode, self.size, self.changed


class Why(StrEnum):
    """Why something in the inbox is left alone."""

    NAME = "name"  # its name says that it is no finished form
    KIND = "kind"  # a folder in a mailbox, a link, a pipe: nothing that can be a form
    CLOSED = "closed"  # a mailbox that we may not look into


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Something that is left alone. ``name`` is "" where it is a whole mailbox."""

    mailbox: str
    name: str
    why: Why


@dataclass(frozen=True, slots=True)
class Scan:
    """One look at the inbox. ``waiting`` is in the order in which the files arrived."""

    waiting: tuple[Waiting, ...]
    passed_over: tuple[PassedOver, ...]
    mailboxes: tuple[str, ...]


def scan(inbox: Path) -> Scan:
    """Looks at the top of the inbox and at one level of mailboxes below it.

    What comes and goes meanwhile is fine. Raises InboxUnreadable if the inbox itself cannot be listed: one
    that went away is not an empty one.
    """
    waiting: list[Waiting] = []
    passed: list[PassedOver] = []
    mailboxes = []
    for entry in sorted(_top(inbox), key=lambda each: each.name):
        if _is_mailbox(entry):
            mailboxes.append(entry.name)
        else:
            _sort_in("", entry, waiting, passed)
    for mailbox in mailboxes:
        try:
            with os.scandir(inbox / mailbox) as entries:
                found = sorted(entries, key=lambda each: each.name)
        except PermissionError:
            passed.append(PassedOver(mailbox, "", Why.CLOSED))
            continue
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as fault:
            raise unreadable("The inbox cannot be listed", fault) from None
        for entry in found:
            _sort_in(mailbox, entry, waiting, passed)
    waiting.sort(key=lambda each: (each.arrived, each.changed, each.mailbox, each.name))
    return Scan(tuple(waiting), tuple(passed), tuple(mailboxes))


def mailboxes_of(inbox: Path) -> tuple[str, ...]:
    """Names of the agencies' folders, in order."""
    return tuple(sorted(entry.name for entry in _top(inbox) if _is_mailbox(entry)))


def is_linked(inbox: Path, path: Path) -> bool:
    """Whether a path in the inbox, or any step down to it, is a link.

    None is followed: whoever may write one mailbox could lead us by it to what lies in another.
    """
    steps = (path, *path.parents)
    return any(step.is_symlink() for step in steps[: steps.index(inbox)])


def passed_over(name: str) -> bool:
    """Whether a name says that a file is no finished form: an office lock, a download under way, hidden."""
    small = name.lower()
    return is_clutter(name) or small.startswith("~$") or small.endswith(UNFINISHED_ENDINGS)


def is_clutter(name: str) -> bool:
    """Whether a program keeps a file for itself: hidden, or a folder's own settings and pictures."""
    return name.startswith(".") or name.lower() in CLUTTER


def unreadable(what: str, fault: OSError) -> InboxUnreadable:
    """The trouble of an inbox, or a file in it, that cannot be read."""
    return InboxUnreadable(f"{what} ({fault.strerror}).", RIGHTS)


def _sort_in(mailbox: str, entry: os.DirEntry[str], waiting: list[Waiting], passed: list[PassedOver]) -> None:
    if entry.name == MARKER:
        return
    try:
        # Windows lists folders without the numbers of their files, which the file itself has.
        about = Path(entry.path).lstat() if os.name == "nt" else entry.stat(follow_symlinks=False)
    except (FileNotFoundError, PermissionError):
        return  # taken away between the listing and the look
    except OSError as fault:
        raise unreadable("The inbox cannot be read", fault) from None
    if entry.name == CLAIMED:
        if not stat.S_ISDIR(about.st_mode):
            passed.append(PassedOver(mailbox, entry.name, Why.KIND))
    elif passed_over(entry.name):
        passed.append(PassedOver(mailbox, entry.name, Why.NAME))
    elif stat.S_ISREG(about.st_mode):
        waiting.append(
            Waiting(mailbox, entry.name, about.st_size, about.st_ctime_ns, about.st_mtime_ns, about.st_ino)
        )
    elif not (stat.S_ISDIR(about.st_mode) and entry.name in OURS):
        passed.append(PassedOver(mailbox, entry.name, Why.KIND))


def _top(inbox: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(inbox) as entries:
            return list(entries)
    except FileNotFoundError:
        raise InboxUnreadable("The inbox is not there.", CONNECT) from None
    except OSError as fault:
        raise unreadable("The inbox cannot be listed", fault) from None


def _is_mailbox(entry: os.DirEntry[str]) -> bool:
    if entry.name in OURS or entry.name.startswith("."):
        return False
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False
