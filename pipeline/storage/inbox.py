"""The inbox: settled files in, answers out.

A file is read where it was dropped and claimed by renaming it, so nobody takes it in twice. A claim counts
only if the file still holds what was read, and is given up only after its form is in the record or back with
its sender.
"""

from __future__ import annotations

import errno
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from filecmp import cmp
from functools import partial
from pathlib import Path

from pipeline.errors import InboxUnreadable, OutboxUnwritable
from pipeline.model.document import Document
from pipeline.model.submission import Submission
from pipeline.storage import dropped, durable
from pipeline.storage.marker import Marker
from pipeline.storage.names import inside, numbered
from pipeline.storage.rights import PRIVATE, Rights
from pipeline.storage.scan import (
    CLAIMED,
    OURS,
    RETURNED,
    RIGHTS,
    Identity,
    Scan,
    Waiting,
    is_linked,
    mailboxes_of,
    scan,
    unreadable,
)

AS_SENT = f"{RETURNED}/as-sent"
GONE = {errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENXIO}  # what was a file when we looked is none now
FULL = {errno.ENOSPC, errno.EROFS, getattr(errno, "EDQUOT", errno.ENOSPC)}


@dataclass(frozen=True, slots=True)
class Claim:
    """A file that is ours until it is settled. ``path`` stands in a hidden folder of its own mailbox.

    ``what`` tells whether anybody has written it since it was last read.
    """

    mailbox: str
    name: str
    path: Path
    what: Identity | None = None


class Inbox:
    """The top of the inbox and one level of mailboxes below it.

    ``record`` is the record that it belongs to, which remembers it; without one any folder will do.
    """

    def __init__(self, folder: Path, record: Path | None = None, rights: Rights = PRIVATE) -> None:
        self.folder = folder
        self.rights = rights
        self._marker = Marker(folder, record)

    def adopt(self) -> None:
        """Marks the inbox as the record's own. Raises InboxUnreadable if it is another one than before."""
        self._marker.set()

    @property
    def is_known(self) -> bool:
        """Whether the record remembers an inbox."""
        return self._marker.is_known

    def check(self, folder: str = "") -> None:
        """Raises InboxUnreadable if this is not the inbox that was here before: its share is away.

        So it does if a folder in it is named, and is or stands behind a link.
        """
        self._marker.check()
        if folder:
            self._refuse_link(self.folder / folder)

    def scan(self) -> Scan:
        """What lies here now. Raises InboxUnreadable if the inbox is not there or not the one it was."""
        self.check()
        return scan(self.folder)

    def waiting(self) -> tuple[Waiting, ...]:
        """Files to take in, in the order in which they arrived. Links, pipes and devices are no files."""
        return self.scan().waiting

    def mailboxes(self) -> tuple[str, ...]:
        """Names of the agencies' folders, in order."""
        return mailboxes_of(self.folder)

    def claims(self) -> tuple[Claim, ...]:
        """Claims that a run left behind when it was stopped, oldest first. They are taken up again."""
        with _in_reach():
            found = [
                Claim(mailbox, path.name, path)
                for mailbox in ("", *self.mailboxes())
                for path in (self.folder / mailbox / CLAIMED).glob("*/*")
                if path.is_file() and not is_linked(self.folder, path)
            ]
        return tuple(sorted(found, key=lambda each: (each.path.parent.name, each.mailbox)))

    def look_into(self, waiting: Waiting, received: date) -> Submission | None:
        """The bytes of a file that waits, which stays where it is; None if it has gone or is another now.

        Of a file beyond ``LARGEST`` just enough is read to tell that it is.
        """
        try:
            content, what = dropped.read(self.folder / waiting.mailbox / waiting.name)
        except OSError as fault:
            if fault.errno in GONE:
                return None
            raise unreadable("A file in the inbox cannot be read", fault) from None
        if what != waiting.what:
            return None
        return Submission(waiting.name, content, waiting.mailbox, received)

    def claim(self, waiting: Waiting, content: bytes) -> Claim | None:
        """Takes a file out of everybody's sight, if it still holds what was read there.

        None if it has gone, if somebody else was first, or if it holds something else by now: then it goes
        back and waits.
        """
        place = self.folder / waiting.mailbox
        # The token begins with the arrival, so that claims left by a crash keep their order.
        folder = place / CLAIMED / f"{waiting.arrived:020d}-{secrets.token_hex(4)}"
        self._refuse_link(folder)
        try:
            if not place.is_dir():
                return None
            durable.make_folder(folder)
            durable.move(place / waiting.name, folder / waiting.name)
        except OSError as fault:
            durable.remove_empty(folder)
            if fault.errno in GONE:
                return None
            if fault.errno in FULL:
                raise _unwritable(fault) from None
            raise unreadable("A file in the inbox cannot be taken in", fault) from None
        claim = Claim(waiting.mailbox, waiting.name, folder / waiting.name)
        what = dropped.what_if_it_holds(content, claim.path)
        if what is None:
            self.put_back(claim)
            return None
        return replace(claim, what=what)

    def read(self, claim: Claim, received: date) -> tuple[Claim, Submission]:
        """A claim that was left behind, as it is now, with its bytes."""
        try:
            content, what = dropped.read(claim.path)
        except OSError as fault:
            raise unreadable("A file in the inbox cannot be read", fault) from None
        return replace(claim, what=what), Submission(claim.name, content, claim.mailbox, received)

    def settle(self, claim: Claim) -> None:
        """Gives up a claim whose form is safely in the record.

        If somebody who still had the file open has written it since, it is another one now, and waits.
        """
        if self._put_back_if_written(claim):
            return
        try:
            durable.remove_with_folder(claim.path)
        except OSError as fault:
            raise _unwritable(fault) from None

    def give_back(self, claim: Claim, path: str = "") -> None:
        """Moves the file, just as it was sent, beside what is returned with it: its sender loses nothing.

        ``path`` is relative to the mailbox; without one the file keeps its name, in ``returned/as-sent``.
        """
        if self._put_back_if_written(claim):
            return
        try:
            place = self._place(claim.mailbox, Path(inside(path)) if path else Path(AS_SENT, claim.name))
            durable.move(claim.path, _free(place, lambda there: cmp(there, claim.path, shallow=False)))
        except OSError as fault:
            raise _unwritable(fault) from None
        durable.remove_empty(claim.path.parent)

    def put_back(self, claim: Claim) -> None:
        """Undoes a claim: the file waits again where it was dropped, never in the place of another."""
        place, number = self.folder / claim.mailbox / claim.name, 1
        try:
            while not _moved(claim.path, place.with_name(numbered(place.name, number))):
                number += 1
        except FileNotFoundError:
            pass  # somebody has taken it away altogether
        except OSError as fault:
            raise _unwritable(fault) from None
        durable.remove_empty(claim.path.parent)

    def deliver(self, mailbox: str, documents: Sequence[Document]) -> None:
        """Lays documents into a mailbox, each all or nothing, in ``returned/`` or ``receipts/``.

        A document that is there already is not written twice. A different one of the same name is kept,
        because somebody may have begun to put it right, and the new one gets a number.
        """
        self.check()
        try:
            for document in documents:
                place, content = self._place(mailbox, Path(inside(document.path))), document.content
                path = _free(place, partial(dropped.what_if_it_holds, content))
                if not path.exists():
                    durable.write(path, content, self.rights.file)
        except OSError as fault:
            raise _unwritable(fault) from None

    def open_to_group(self) -> None:
        """Gives the group its rights on mailboxes and on what we lay into them, where they are shared.

        Nobody's rights are taken away, and what is not ours is left as it is.
        """
        with _in_reach():
            for mailbox in self.mailboxes():
                self.rights.grant(self.folder / mailbox, with_files=False)
                for folder in self._ours(mailbox):
                    self.rights.grant(folder, with_files=True)

    def close_claims(self) -> None:
        """Removes the folders of claims that hold none any more."""
        with _in_reach():
            for mailbox in ("", *self.mailboxes()):
                durable.remove_empty(self.folder / mailbox / CLAIMED)

    def sweep(self) -> None:
        """Removes what a killed run left half done: files half written, claims that hold nothing."""
        with _in_reach():
            durable.sweep(self.folder)
            for mailbox in ("", *self.mailboxes()):
                for folder in self._ours(mailbox):
                    durable.sweep(folder)
                for empty in (self.folder / mailbox / CLAIMED).glob("*/"):
                    if not is_linked(self.folder, empty):
                        durable.remove_empty(empty)
                durable.remove_empty(self.folder / mailbox / CLAIMED)

    def _ours(self, mailbox: str) -> Iterator[Path]:
        """The folders of a mailbox that we write into."""
        folders = (self.folder / mailbox / ours for ours in (*sorted(OURS), AS_SENT))
        return (folder for folder in folders if not is_linked(self.folder, folder))

    def _refuse_link(self, folder: Path) -> None:
        with _in_reach():
            linked = is_linked(self.folder, folder)
        if linked:
            raise InboxUnreadable("A folder of a mailbox is a link.", "Remove it; rcpc status names it.")

    def _place(self, mailbox: str, path: Path) -> Path:
        """Where to lay a document; its folder is made."""
        folder = self.folder / mailbox / path.parent
        self._refuse_link(folder)
        durable.make_folder(folder, self.rights.folder)
        return folder / path.name

    def _put_back_if_written(self, claim: Claim) -> bool:
        try:
            written = claim.what is not None and dropped.what(claim.path.lstat()) != claim.what
        except OSError:
            return False
        if written:
            self.put_back(claim)
        return written


def read_file(path: Path, received: date) -> Submission:
    """Any file as a submission, without claiming it. Raises InboxUnreadable if it cannot be read."""
    try:
        return Submission(path.name, dropped.read(path.resolve())[0], "", received)
    except OSError as fault:
        raise unreadable(f"{path.name} cannot be read", fault) from None


@contextmanager
def _in_reach() -> Iterator[None]:
    """Turns a fault of the share into the trouble that it is."""
    try:
        yield
    except OSError as fault:
        raise unreadable("The inbox cannot be read", fault) from None


def _unwritable(fault: OSError) -> OutboxUnwritable:
    return OutboxUnwritable(f"A mailbox cannot be written ({fault.strerror}).", RIGHTS)


def _moved(path: Path, to: Path) -> bool:
    try:
        durable.move_new(path, to)
    except FileExistsError:
        return False
    return True


def _free(path: Path, is_same: Callable[[Path], object]) -> Path:
    """The path, numbered if something else stands there than what is to be laid there."""
    number = 1
    while True:
        candidate = path.with_name(numbered(path.name, number))
        if not candidate.exists() or is_same(candidate):
            return candidate
        number += 1
