"""The record: every accepted original for ever, and a log in which each line seals the one before.

The one folder to back up. Cases are folded from it again on every run; ``.cache`` only spares reading each
workbook again and may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from pipeline.errors import OutboxUnwritable, RecordBroken
from pipeline.model.submission import FilledForm
from pipeline.storage import durable
from pipeline.storage.answers import from_json, to_json
from pipeline.storage.names import folder_name

LOG = "log.jsonl"
CACHE = ".cache"
FIRST = "0" * 64  # what the first line seals
ACCEPTED, RETURNED, ALREADY_HAD = "accepted", "returned", "already-had"
ORIGINAL_MODE = 0o400
FORMATS = frozenset({"xlsx", "docx", "json"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log. It names no person, no file as it was dropped, and nothing that a form says.

    ``seal`` is the hash of all that stands before it in the line, ``prev`` the seal of the line before.
    """

    number: int
    at: datetime
    event: str
    case: str
    form: str
    digest: str
    format: str
    prev: str
    seal: str = ""

    @property
    def received(self) -> date:
        """The day it came, by the clock of the place."""
        return self.at.date()


class Record:
    """Originals in ``<case>/<sha256>.<format>`` and ``log.jsonl``. One run at a time writes: see ``lock``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def _log(self) -> _Log:
        return _parse(self._bytes())

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The log, oldest first. Raises RecordBroken naming the first line that is not as it was written."""
        return tuple(self._log.entries)

    @property
    def accepted(self) -> tuple[Entry, ...]:
        """The accepted forms in the order in which they were accepted."""
        return tuple(self._log.accepted.values())

    def find(self, case: str, content: bytes) -> Entry | None:
        """The line that accepted these very bytes for this case, if there is one."""
        return self._log.accepted.get((case, hashlib.sha256(content).hexdigest()))

    def keep(self, case: str, form: str, content: bytes, format: str, at: datetime) -> Entry:  # noqa: A002
        """Keeps an accepted original unchanged, then logs it. Bytes that the case has already change nothing.

        Only when this returns may the file that came be given up.
        """
        digest = hashlib.sha256(content).hexdigest()
        had = self.find(case, content)
        if had is not None:
            self._append(ALREADY_HAD, case, form, digest, format, at)
            return had
        if format not in FORMATS:
            raise ValueError("only forms are recorded")
        try:
            path = self._original(case, digest, format)
            durable.make_folder(path.parent)
            if not path.exists() or path.read_bytes() != content:
                durable.write(path, content, ORIGINAL_MODE)
        except OSError as fault:
            raise _unwritable(fault) from None
        return self._append(ACCEPTED, case, form, digest, format, at)

    def note_returned(self, case: str, form: str, content: bytes, at: datetime) -> Entry:
        """Logs that a form went back to its sender, who has the original."""
        return self._append(RETURNED, case, form, hashlib.sha256(content).hexdigest(), "", at)

    def original(self, entry: Entry) -> bytes:
        """The bytes of an accepted form. Raises RecordBroken if they are missing or not what was accepted."""
        try:
            content = self._original(entry.case, entry.digest, entry.format).read_bytes()
        except OSError:
            raise RecordBroken(f"The original of line {entry.number} is missing.", BACKUP) from None
        if hashlib.sha256(content).hexdigest() != entry.digest:
            raise RecordBroken(f"The original of line {entry.number} has been changed.", BACKUP)
        return content

    def answers(self, entry: Entry, library_digest: str) -> FilledForm | None:
        """What was read from an original before, under the same library; None if it must be read again."""
        try:
            return from_json((self.folder / CACHE / _cached(entry.digest, library_digest)).read_bytes())
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def remember(self, entry: Entry, library_digest: str, filled: FilledForm) -> None:
        """Spares the next run reading an original again. Answers of earlier libraries are cleared away."""
        folder = self.folder / CACHE
        try:
            durable.make_folder(folder)
            for old in folder.glob(f"{entry.digest}-*.json"):
                durable.remove(old)
            durable.write(folder / _cached(entry.digest, library_digest), to_json(filled))
        except OSError as fault:
            raise _unwritable(fault) from None

    def verify(self) -> tuple[str, ...]:
        """Everything in the record that is not as it was written, as plain sentences; () if it is whole."""
        try:
            entries = self.entries
        except RecordBroken as broken:
            return (str(broken),)
        wrong = []
        for entry in self.accepted:
            try:
                self.original(entry)
            except RecordBroken as broken:
                wrong.append(str(broken))
        kept = {self._original(e.case, e.digest, e.format) for e in entries if e.event == ACCEPTED}
        strays = [path for path in sorted(self.folder.glob("[!.]*/*")) if path not in kept]
        wrong += [f"{path.parent.name}/{path.name} is in the record but not in its log." for path in strays]
        return tuple(wrong)

    def sweep(self) -> None:
        """Removes what a killed run left half written. An original is never removed, logged or not."""
        for folder in (self.folder, self.folder / CACHE, *self.folder.glob("[!.]*/")):
            durable.sweep(folder)

    def _original(self, case: str, digest: str, format: str) -> Path:  # noqa: A002
        return self.folder / folder_name(case) / f"{digest}.{format}"

    def _bytes(self) -> bytes:
        try:
            return (self.folder / LOG).read_bytes()
        except FileNotFoundError:
            return b""
        except OSError as fault:
            raise RecordBroken(f"The record's log cannot be read ({fault.strerror}).", BACKUP) from None

    def _append(self, event: str, case: str, form: str, digest: str, format: str, at: datetime) -> Entry:  # noqa: A002
        log = self._log
        entry = _sealed(Entry(len(log.entries) + 1, at, event, case, form, digest, format, log.seal))
        line = _line(entry)
        try:
            durable.make_folder(self.folder)
            durable.append(self.folder / LOG, line, keep=log.length)
        except OSError as fault:
            raise _unwritable(fault) from None
        log.add(entry, line)
        return entry


BACKUP = "Run rcpc verify, and bring the record back from its backup."


@dataclass(slots=True)
class _Log:
    """The log as it stands on the disk: ``length`` in bytes of its whole lines, ``seal`` of the last one."""

    entries: list[Entry] = field(default_factory=list)
    accepted: dict[tuple[str, str], Entry] = field(default_factory=dict)
    length: int = 0
    seal: str = FIRST

    def add(self, entry: Entry, line: bytes) -> None:
        self.entries.append(entry)
        if entry.event == ACCEPTED:
            self.accepted[entry.case, entry.digest] = entry
        self.length += len(line)
        self.seal = entry.seal


def _parse(raw: bytes) -> _Log:
    """Reads whole lines only: what follows the last line break was torn by a crash and never acknowledged."""
    log = _Log()
    for line in _whole_lines(raw):
        number = len(log.entries) + 1
        try:
            read = json.loads(line)
            entry = Entry(**{**read, "at": datetime.fromisoformat(read["at"])})
        except (ValueError, KeyError, TypeError):
            raise RecordBroken(f"Line {number} of the record's log cannot be read.", BACKUP) from None
        if _sealed(entry) != entry or _line(entry) != line:
            raise RecordBroken(f"Line {number} of the record's log has been changed.", BACKUP)
        if entry.number != number or entry.prev != log.seal:
            raise RecordBroken(f"Line {number} of the record's log does not follow the line before.", BACKUP)
        log.add(entry, line)
    return log


def _whole_lines(raw: bytes) -> Iterator[bytes]:
    yield from (line for line in raw.splitlines(keepends=True) if line.endswith(b"\n"))


def _sealed(entry: Entry) -> Entry:
    return replace(entry, seal=hashlib.sha256(_line(replace(entry, seal=""))).hexdigest())


def _line(entry: Entry) -> bytes:
    words = {name: getattr(entry, name) for name in Entry.__slots__}
    words["at"] = entry.at.isoformat()
    return json.dumps(words, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"


def _cached(digest: str, library_digest: str) -> str:
    return f"{digest}-{library_digest[:32]}.json"


def _unwritable(fault: OSError) -> OutboxUnwritable:
    return OutboxUnwritable(
        f"The record cannot be written ({fault.strerror}).",
        "Check the disk's free space and your rights, then try again.",
    )
