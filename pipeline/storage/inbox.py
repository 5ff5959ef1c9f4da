"""The inbox: settled files in, answers out.

A file is claimed by renaming it, so nobody takes it in twice, and a claim is given up only after its form is
in the record or back with its sender.
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.errors import InboxUnreadable, OutboxUnwritable
from pipeline.model.document import Document
from pipeline.model.submission import Submission
from pipeline.storage import durable
from pipeline.storage.names import inside, numbered

CLAIMED = ".claimed"
FORMS, RETURNED, RECEIPTS = "forms", "returned", "receipts"
OURS = frozenset({FORMS, RETURNED, RECEIPTS})  # folders that we write into and never take anything from
AS_SENT = f"{RETURNED}/as-sent"
UNFINISHED_ENDINGS = (".tmp", ".part", ".crdownload", ".partial", ".download", ".swp", "~")
CLUTTER = frozenset({"desktop.ini", "thumbs.db"})
LARGEST = 25 * 1024 * 1024  # bytes; a form is a few hundred thousand


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that waits. It has settled when two looks agree in ``size``, ``changed`` and ``inode``."""

    mailbox: str  # "" for the top of the inbox
    name: str
    size: int
    arrived: int  # nanoseconds, by the file system's own clock
    changed: int
    inode: int


@dataclass(frozen=True, slots=True)
class Claim:
    """A file that is ours until it is settled. ``path`` stands in a hidden folder of its own mailbox."""

    mailbox: str
    name: str
    path: Path


class Inbox:
    """The top of the inbox and one level of mailboxes below it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def waiting(self) -> tuple[Waiting, ...]:
        """Files to take in, in the order in which they arrived. Links, pipes and devices are no files.

        Raises InboxUnreadable if the inbox cannot be listed: one that went away is not an empty one.
        """
        found = (each for each in self._files() if not passed_over(each.name))
        return tuple(sorted(found, key=lambda each: (each.arrived, each.changed, each.mailbox, each.name)))

    def passed_over(self) -> tuple[Waiting, ...]:
        """Files that are left alone because their names say that they are not finished forms."""
        return tuple(each for each in self._files() if passed_over(each.name))

    def claims(self) -> tuple[Claim, ...]:
        """Claims that a run left behind when it was stopped, oldest first. They are taken up again."""
        return tuple(
            Claim(mailbox, path.name, path)
            for mailbox in ("", *self.mailboxes())
            for path in sorted((self.folder / mailbox / CLAIMED).glob("*/*"))
        )

    def claim(self, waiting: Waiting) -> Claim | None:
        """Takes a waiting file out of everybody's sight; None if it has gone or somebody else was first."""
        place = self.folder / waiting.mailbox
        # The token begins with the arrival, so that claims left by a crash keep their order.
        folder = place / CLAIMED / f"{waiting.arrived:020d}-{secrets.token_hex(4)}"
        try:
            durable.make_folder(folder)
            durable.move(place / waiting.name, folder / waiting.name)
        except FileNotFoundError:
            durable.remove_empty(folder)
            durable.remove_empty(folder.parent)
            return None
        except OSError as fault:
            durable.remove_empty(folder)
            raise _unreadable("A file in the inbox cannot be taken in", fault) from None
        return Claim(waiting.mailbox, waiting.name, folder / waiting.name)

    def read(self, claim: Claim, received: date) -> Submission:
        """The bytes of a claimed file. Of one beyond ``LARGEST`` just enough is read to tell that it is."""
        try:
            content = _read(claim.path)
        except OSError as fault:
            raise _unreadable("A file in the inbox cannot be read", fault) from None
        return Submission(claim.name, content, claim.mailbox, received)

    def settle(self, claim: Claim) -> None:
        """Gives up a claim whose form is safely in the record."""
        durable.remove(claim.path)
        self._close(claim)

    def give_back(self, claim: Claim, path: str = "") -> None:
        """Moves the file, just as it was sent, beside what is returned with it: its sender loses nothing.

        ``path`` is relative to the mailbox; without one the file keeps its name, in ``returned/as-sent``.
        """
        place = self.folder / claim.mailbox / (inside(path) if path else Path(AS_SENT, claim.name))
        try:
            durable.make_folder(place.parent)
            durable.move(claim.path, _free(place, claim.path.read_bytes()))
        except OSError as fault:
            raise _unwritable(fault) from None
        self._close(claim)

    def put_back(self, claim: Claim) -> None:
        """Undoes a claim: the file waits again where it was dropped."""
        durable.move(claim.path, _free(self.folder / claim.mailbox / claim.name))
        self._close(claim)

    def deliver(self, mailbox: str, documents: Sequence[Document]) -> None:
        """Lays documents into a mailbox, each all or nothing, in ``returned/`` or ``receipts/``.

        A document that is there already is not written twice. A different one of the same name is kept,
        because somebody may have begun to put it right, and the new one gets a number.
        """
        try:
            for document in documents:
                path = self.folder / mailbox / inside(document.path)
                durable.make_folder(path.parent)
                free = _free(path, document.content)
                if not free.exists():
                    durable.write(free, document.content)
        except OSError as fault:
            raise _unwritable(fault) from None

    def mailboxes(self) -> tuple[str, ...]:
        """Names of the agencies' folders, in order."""
        return tuple(sorted(entry.name for entry in self._list(self.folder) if _is_mailbox(entry)))

    def sweep(self) -> None:
        """Removes what a killed run left half written in the folders that we write into."""
        for mailbox in ("", *self.mailboxes()):
            for ours in (*sorted(OURS), AS_SENT):
                durable.sweep(self.folder / mailbox / ours)

    def _close(self, claim: Claim) -> None:
        durable.remove_empty(claim.path.parent)
        durable.remove_empty(claim.path.parent.parent)

    def _files(self) -> Iterator[Waiting]:
        for mailbox in ("", *self.mailboxes()):
            for entry in self._list(self.folder / mailbox):
                try:
                    about = entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue  # taken away between the listing and the look
                except OSError as fault:
                    raise _unreadable("The inbox cannot be read", fault) from None
                if stat.S_ISREG(about.st_mode):
                    yield Waiting(
                        mailbox, entry.name, about.st_size, about.st_ctime_ns, about.st_mtime_ns, about.st_ino
                    )

    def _list(self, folder: Path) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(folder) as entries:
                return list(entries)
        except FileNotFoundError:
            if folder != self.folder:
                return []
            raise InboxUnreadable(
                "The inbox is not there.", "Connect the folder or the share that it is on, then try again."
            ) from None
        except OSError as fault:
            raise _unreadable("The inbox cannot be listed", fault) from None


RIGHTS = "Check that this folder is connected and that you may read and write it."


def _unreadable(what: str, fault: OSError) -> InboxUnreadable:
    return InboxUnreadable(f"{what} ({fault.strerror}).", RIGHTS)


def _unwritable(fault: OSError) -> OutboxUnwritable:
    return OutboxUnwritable(f"A mailbox cannot be written ({fault.strerror}).", RIGHTS)


def passed_over(name: str) -> bool:
    """Whether a name says that a file is no finished form: an office lock, a download under way, hidden."""
    small = name.lower()
    return is_clutter(name) or small.startswith("~$") or small.endswith(UNFINISHED_ENDINGS)


def is_clutter(name: str) -> bool:
    """Whether a program keeps a file for itself: hidden, or a folder's own settings and pictures."""
    return name.startswith(".") or name.lower() in CLUTTER


def read_file(path: Path, received: date) -> Submission:
    """Any file as a submission, without claiming it. Raises InboxUnreadable if it cannot be read."""
    try:
        return Submission(path.name, _read(path.resolve()), "", received)
    except OSError as fault:
        raise _unreadable(f"{path.name} cannot be read", fault) from None


def _is_mailbox(entry: os.DirEntry[str]) -> bool:
    return entry.is_dir(follow_symlinks=False) and entry.name not in OURS and not entry.name.startswith(".")


def _read(path: Path) -> bytes:
    # O_NONBLOCK: a pipe put in the file's place must not hold the run; O_NOFOLLOW: nor a link lead elsewhere.
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):
        flags |= getattr(os, name, 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(0, "not a regular file")
        return file.read(LARGEST + 1)


def _free(path: Path, content: bytes | None = None) -> Path:
    """The path, numbered if another file stands there. One that holds just ``content`` is not another."""
    number = 1
    while True:
        candidate = path.with_name(numbered(path.name, number))
        if not candidate.exists() or (content is not None and candidate.read_bytes() == content):
            return candidate
        number += 1
