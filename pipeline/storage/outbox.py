"""The outbox: finished documents, each whole or untouched, and only those made that are out of date."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from pipeline.errors import OutboxUnwritable
from pipeline.storage import durable
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
    """What we made once: where it lies, from what, what it was. ``seen`` spares hashing an untouched file."""

    file: str
    fingerprint: str
    sha256: str
    seen: tuple[int, int]  # size in bytes, time of the last change in nanoseconds


class Shelf:
    """One folder of finished documents and the list of what we made in it.

    ``guests`` tells that people write in this folder too (the pre-filled forms of a mailbox): a document that
    somebody has changed is then theirs. It is left alone, and a newer one gets a number.
    """

    def __init__(self, folder: Path, made: Path | None = None, guests: bool = False) -> None:
        self.folder = folder
        self.guests = guests
        self._list = made or folder / MADE
        self._made = _read(self._list)

    def stale(self, wanted: Iterable[W], taken_away: bool = False) -> tuple[W, ...]:
        """Those that must be made: never made before, made from something else, missing, or changed since.

        What guests took away is missing only if ``taken_away`` says so.
        """
        return tuple(each for each in wanted if self._is_stale(each, taken_away))

    def put(self, wanted: Wanted, content: bytes) -> None:
        """Lays a finished document down.

        The list is written by ``close``; after a crash before it the document is made once more, the same.
        """
        try:
            path = self._place(wanted.path, content)
            durable.make_folder(path.parent)
            if not path.exists() or path.read_bytes() != content:
                durable.write(path, content)
            file = path.relative_to(self.folder).as_posix()
            digest = hashlib.sha256(content).hexdigest()
            self._made[wanted.path] = Made(file, wanted.fingerprint, digest, _seen(path))
        except OSError as fault:
            raise _unwritable(fault) from None

    def close(self, planned: Sequence[Wanted]) -> tuple[str, ...]:
        """Removes documents of ours that are no longer planned, writes the list, tells what was removed."""
        gone = [path for path in self._made if path not in {each.path for each in planned}]
        try:
            for path in gone:
                made = self._made.pop(path)
                if not (self.guests and self._touched(made)):
                    durable.remove(self.folder / made.file)
            self._save()
        except OSError as fault:
            raise _unwritable(fault) from None
        return tuple(gone)

    def clear(self) -> tuple[str, ...]:
        """Removes everything of ours, the list too, and the folder if nothing is left in it."""
        gone = self.close(())
        durable.remove(self._list)
        if self.folder.is_dir():
            for folder in sorted((p for p in self.folder.rglob("*/")), reverse=True):
                durable.remove_empty(folder)
            durable.remove_empty(self.folder)
        return gone

    def wrong(self) -> tuple[str, ...]:
        """Documents that are missing or not as we made them; every byte is read."""
        made = self._made.values()
        return tuple(each.file for each in made if _sha256(self.folder / each.file) != each.sha256)

    def sweep(self) -> None:
        """Removes what a killed run left half written."""
        durable.sweep(self.folder)
        durable.sweep(self._list.parent)

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
            return _seen(path) != made.seen and _sha256(path) != made.sha256
        except OSError:
            return True

    def _place(self, path: str, content: bytes) -> Path:
        pure = inside(path)
        if not self.guests:
            return self.folder / pure
        made = self._made.get(path)
        number = 1
        while True:
            place = self.folder / pure.with_name(numbered(pure.name, number))
            ours = made is not None and place == self.folder / made.file and not self._touched(made)
            if ours or not place.exists() or place.read_bytes() == content:
                return place
            number += 1

    def _save(self) -> None:
        raw = json.dumps({path: asdict(made) for path, made in sorted(self._made.items())}, indent=1).encode()
        if not self._made and not self._list.exists():
            return
        if not self._list.exists() or self._list.read_bytes() != raw:
            durable.make_folder(self._list.parent)
            durable.write(self._list, raw)


def shelves(outbox: Path) -> tuple[Path, ...]:
    """Every folder below the outbox that holds documents of ours."""
    return tuple(sorted(path.parent for path in outbox.rglob(MADE)))


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


def _sha256(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _unwritable(fault: OSError) -> OutboxUnwritable:
    return OutboxUnwritable(
        f"The outbox cannot be written ({fault.strerror}).",
        "Close documents that are open in it, check the disk's free space and your rights, then try again.",
    )
