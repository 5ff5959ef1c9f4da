"""The outbox: finished documents, a shelf of them complete or untouched; made only when out of date."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Protocol, TypeVar

from pipeline.errors import OutboxUnwritable, PipelineError
from pipeline.storage import durable
from pipeline.storage.dropped import holds
from pipeline.storage.durable import Staged
from pipeline.storage.names import inside, numbered

MADE = ".made.json"


class Wanted(Protocol):
    """A document to be. The same ``fingerprint`` means the same bytes; ``make`` is called only if needed."""

    @property
    def path(self) -> str: ...
    @property
    def fingerprint(self) -> str: ...
    @property
    def make(self) -> Callable[[], bytes]: ...


W = TypeVar("W", bound=Wanted)


@dataclass(frozen=True, slots=True)
class Made:
    """What we made once: where it lies, from what, what it was. ``seen`` spares hashing an untouched file.

    ``day`` (ISO 8601) is the one that it was made as of, "" where the day does not count.
    """

    file: str
    fingerprint: str
    sha256: str
    seen: tuple[int, int]  # size in bytes, time of the last change in nanoseconds
    day: str = ""


@dataclass(frozen=True, slots=True)
class _Put:
    """A document that is ready; ``staged`` is None if the very same lies in its place already."""

    made: Made
    staged: Staged | None


class Shelf:
    """One folder of finished documents and the list of what we made in it.

    ``guests`` tells that people write in this folder too (the pre-filled forms of a mailbox): a document that
    somebody has changed is then theirs. It is left alone, and a newer one gets a number.

    Documents that were put are staged: hidden, whole and flushed. Nobody sees any of them before ``close``,
    which finds all the space it needs taken already. ``check`` raises if the folder is not to be written: a
    share can go away and leave an empty folder in its place. ``today`` is the day that documents are made as
    of, None where it does not count.
    """

    def __init__(
        self,
        folder: Path,
        made: Path | None = None,
        guests: bool = False,
        check: Callable[[], None] = lambda: None,
        today: date | None = None,
    ) -> None:
        self.folder = folder
        self.guests = guests
        self._check = check
        self._today = today.isoformat() if today else ""
        self._list = made or folder / MADE
        self._made = _read(self._list)
        self._put: dict[str, _Put] = {}

    def stale(self, wanted: Iterable[W], taken_away: bool = False) -> tuple[W, ...]:
        """Those that must be made: never made before, made from something else, missing, or changed since.

        What guests took away is missing only if ``taken_away`` says so.
        """
        return tuple(each for each in wanted if self._is_stale(each, taken_away))

    def put(self, wanted: Wanted, content: bytes) -> None:
        """Makes a finished document ready to be laid down by ``close``.

        Raises OutboxUnwritable if there is no room for it; then whatever was put before is abandoned, too.
        """
        digest = hashlib.sha256(content).hexdigest()
        staged = None
        self._check()
        try:
            path = self._place(wanted.path, len(content), digest)
            if not holds(path, len(content), digest):
                durable.make_folder(path.parent)
                staged = durable.stage(path, content)
            seen = _seen(staged.hidden if staged else path)
        except OSError as fault:
            self.abandon()
            raise _unwritable(fault) from None
        file = path.relative_to(self.folder).as_posix()
        self._put[wanted.path] = _Put(Made(file, wanted.fingerprint, digest, seen, self._today), staged)

    def close(self, planned: Sequence[Wanted]) -> tuple[str, ...]:
        """Lays down what was put, removes documents of ours that are no longer planned, writes the list.

        Tells what was removed. Raises OutboxUnwritable with everything as it was if there is no room for the
        list, and with all else done if a document cannot be replaced or removed: the old one then stays.
        """
        gone = [path for path in self._made if path not in {each.path for each in planned}]
        faults: list[OSError] = []
        try:
            if self._put or gone:
                self._check()
            faults += self._lay_down(gone)
        except OSError as fault:
            faults.append(fault)
        finally:
            self.abandon()
        if faults:
            raise _unwritable(faults[0])
        return tuple(gone)

    def abandon(self) -> None:
        """Takes away whatever was put and not laid down; everything is as it was."""
        durable.discard(put.staged for put in self._put.values() if put.staged)
        self._put.clear()

    def clear(self) -> tuple[str, ...]:
        """Removes everything of ours, the list too, and the folder if nothing is left in it."""
        gone = self.close(())
        try:
            durable.remove(self._list)
            if self.folder.is_dir():
                for folder in sorted((p for p in self.folder.rglob("*/")), reverse=True):
                    durable.remove_empty(folder)
                durable.remove_empty(self.folder)
        except OSError as fault:
            raise _unwritable(fault) from None
        return gone

    def holds(self, content: bytes) -> bool:
        """Whether something that we made here had just these bytes."""
        return hashlib.sha256(content).hexdigest() in {each.sha256 for each in self._made.values()}

    def wrong(self) -> tuple[str, ...]:
        """Documents that are missing or not as we made them; every byte is read."""
        made = self._made.values()
        return tuple(each.file for each in made if not self._holds(each))

    def days(self, wanted: Iterable[Wanted]) -> tuple[date, ...]:
        """The days that documents were made as of, the latest first; none for those never made."""
        paths = {each.path for each in wanted}
        found = {made.day for path, made in self._made.items() if path in paths and made.day}
        return tuple(date.fromisoformat(day) for day in sorted(found, reverse=True))

    def sweep(self) -> None:
        """Removes what a killed run left half written."""
        durable.sweep(self._list.parent)
        durable.sweep(self.folder)

    def _is_stale(self, wanted: Wanted, taken_away: bool) -> bool:
        made = self._made.get(wanted.path)
        if made is None or made.fingerprint != wanted.fingerprint:
            return True
        if self.guests:
            # Somebody filled it in or took it away: it was delivered, which is enough unless asked for again.
            return taken_away and not (self.folder / made.file).exists()
        return self._touched(made)

    def _touched(self, made: Made) -> bool:
        path = self.folder / made.file
        try:
            return _seen(path) != made.seen and not self._holds(made)
        except OSError:
            return True

    def _holds(self, made: Made) -> bool:
        return holds(self.folder / made.file, made.seen[0], made.sha256)

    def _place(self, path: str, size: int, digest: str) -> Path:
        pure = inside(path)
        if not self.guests:
            return self.folder / pure
        made = self._made.get(path)
        number = 1
        while True:
            place = self.folder / pure.with_name(numbered(pure.name, number))
            ours = made is not None and place == self.folder / made.file and not self._touched(made)
            if ours or not place.exists() or holds(place, size, digest):
                return place
            number += 1

    def _lay_down(self, gone: Sequence[str]) -> list[OSError]:
        """Documents and list, and the faults of single documents.

        The list goes first: after a crash everything that was laid down is known as ours, and what is on the
        list but not as it says is made again. Where guests write, what is on the list counts as delivered, so
        there it goes last; its room is taken before.
        """
        ready = self._stage_list(self._made | {path: put.made for path, put in self._put.items()})
        if not self.guests:
            self._put_in_place(ready)
        try:
            faults = self._publish() + self._remove(gone)
        except OSError:
            durable.discard(ready if self.guests else ())
            raise
        if self.guests and not faults:
            try:
                self._check()
            except PipelineError:
                durable.discard(ready)
                raise
            self._put_in_place(ready)
        elif self.guests:
            durable.discard(ready)
        self._put_in_place(self._stage_list(self._made))
        return faults

    def _publish(self) -> list[OSError]:
        """Renames all that was put; what cannot be renamed is as if it had not been made."""
        ready = {path: self._where_it_is_free(path, put) for path, put in self._put.items()}
        self._put = ready
        staged = [put.staged for put in ready.values() if put.staged]
        faults = dict(zip((each.hidden for each in staged), durable.publish(staged), strict=True))
        self._put = {}
        for path, put in ready.items():
            if put.staged is None or faults[put.staged.hidden] is None:
                self._made[path] = put.made
        return [fault for fault in faults.values() if fault is not None]

    def _where_it_is_free(self, path: str, put: _Put) -> _Put:
        """Where guests write, the place may have been taken since the document was staged."""
        if put.staged is None or not self.guests:
            return put
        place = self._place(path, put.made.seen[0], put.made.sha256)
        made = replace(put.made, file=place.relative_to(self.folder).as_posix())
        return _Put(made, replace(put.staged, path=place))

    def _remove(self, gone: Sequence[str]) -> list[OSError]:
        """Removes documents of ours; one that cannot be removed stays on the list, for the next run."""
        faults = []
        for path in gone:
            made = self._made[path]
            try:
                if not (self.guests and self._touched(made)):
                    durable.remove(self.folder / made.file)
                del self._made[path]
            except OSError as fault:
                faults.append(fault)
        return faults

    def _stage_list(self, made: Mapping[str, Made]) -> tuple[Staged, ...]:
        """The list, ready to be put in place; none if it says the same already."""
        raw = json.dumps({path: asdict(each) for path, each in sorted(made.items())}, indent=1).encode()
        if not made and not self._list.exists():
            return ()
        if self._list.exists() and self._list.read_bytes() == raw:
            return ()
        durable.make_folder(self._list.parent)
        return (durable.stage(self._list, raw),)

    @staticmethod
    def _put_in_place(ready: tuple[Staged, ...]) -> None:
        for fault in durable.publish(ready):
            if fault is not None:
                raise fault


def shelves(outbox: Path) -> tuple[Path, ...]:
    """Every folder below the outbox that holds documents of ours."""
    return tuple(sorted(path.parent for path in outbox.rglob(MADE)))


def sweep(outbox: Path) -> None:
    """Removes what killed runs left half written anywhere below the outbox."""
    for folder, _, names in os.walk(outbox):
        if any(name.startswith(durable.UNFINISHED) for name in names):
            durable.sweep(Path(folder))


def _read(made: Path) -> dict[str, Made]:
    """The list, or an empty one: without it every document is simply made again."""
    try:
        raw = json.loads(made.read_bytes())
        return {path: Made(**{**each, "seen": tuple(each["seen"])}) for path, each in raw.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _seen(path: Path) -> tuple[int, int]:
    about = path.stat(follow_symlinks=False)
    return about.st_size, about.st_mtime_ns


def _unwritable(fault: OSError) -> OutboxUnwritable:
    return OutboxUnwritable(
        f"The outbox cannot be written ({fault.strerror}).",
        "Close documents that are open in it, check the disk's free space and your rights, then try again.",
    )
