"""The log of the record: one line for each thing that happened, in which each line seals the one before.

It names no person, no case by its reference, no file as it was dropped, and nothing that a form says.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pipeline.errors import OutboxUnwritable, RecordBroken
from pipeline.storage import durable

LOG = "log.jsonl"
LAST = "last.json"  # number and seal of the last line: without it nobody would miss a last line that is gone
FIRST = "0" * 64  # what the first line seals
END = b'"}\n'  # of a line, after its seal
BACKUP = "Run rcpc verify, and bring the record back from its backup."


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it stands on the disk. ``case`` is the id of a case or "", ``digest`` a keyed hash or "".

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


class Log:
    """The whole log, read once, and where its next line goes. Only a run that is alone may add to it.

    Raises RecordBroken naming the first line that is not as it was written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # Before the log: a run at work may add lines between the two looks, and never takes one away.
        last = _bytes(folder / LAST)
        self.lines: list[Line] = []
        self._length = 0  # bytes of whole lines
        self._seal = FIRST
        self._failed = False
        for raw in _whole_lines(_bytes(folder / LOG)):
            self._add(self._read(raw), raw)
        self._ends_with(last)

    def append(self, event: str, case: str, form: str, digest: str, format: str, at: datetime) -> Line:  # noqa: A002
        """Adds a line, which ``end`` then acknowledges. ``at`` is kept to the second."""
        moment = at.replace(microsecond=0)
        line = _sealed(Line(len(self.lines) + 1, moment, event, case, form, digest, format, self._seal))
        raw = _line(line)
        try:
            durable.make_folder(self._folder)
            self._be_alone()
            durable.append(self._folder / LOG, raw, keep=self._length)
        except OSError as fault:
            self._failed = True  # what it left of the line is cut off by the next one
            raise unwritable(fault) from None
        self._failed = False
        self._add(line, raw)
        return line

    def end(self) -> None:
        """Notes where the log ends. Only now may anybody be told of its last line."""
        try:
            durable.write(self._folder / LAST, _last(self.lines[-1]))
        except OSError as fault:
            raise unwritable(fault) from None

    def _add(self, line: Line, raw: bytes) -> None:
        self.lines.append(line)
        self._length += len(raw)
        self._seal = line.seal

    def _read(self, raw: bytes) -> Line:
        number = len(self.lines) + 1
        try:
            read = json.loads(raw)
            line = Line(**{**read, "at": datetime.fromisoformat(read["at"])})
            as_written = _is_sealed(raw, line.seal)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise RecordBroken(f"Line {number} of the record's log cannot be read.", BACKUP) from None
        if not as_written:
            raise RecordBroken(f"Line {number} of the record's log has been changed.", BACKUP)
        if line.number != number or line.prev != self._seal:
            raise RecordBroken(f"Line {number} of the record's log does not follow the line before.", BACKUP)
        return line

    def _ends_with(self, last: bytes) -> None:
        """A run that was killed may have left one line that ``last`` does not know yet; never one too few."""
        if last == b"" and len(self.lines) < 2:
            return
        if last not in map(_last, reversed(self.lines)):
            raise RecordBroken(
                f"The record's log ends with line {len(self.lines)}, which is not where it ended before.",
                BACKUP,
            )

    def _be_alone(self) -> None:
        """Nobody may have added a line since the log was read: this one would take its place."""
        if self._failed or not (self._folder / LOG).exists():
            return
        with (self._folder / LOG).open("rb") as file:
            file.seek(self._length)
            if b"\n" in file.read():
                raise OutboxUnwritable("Another run has written the record meanwhile.", "Try again.")


def unwritable(fault: OSError) -> OutboxUnwritable:
    """The fault of a disk as our own trouble."""
    return OutboxUnwritable(
        f"The record cannot be written ({fault.strerror}).",
        "Check the disk's free space and your rights, then try again.",
    )


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as fault:
        raise RecordBroken(f"The record's log cannot be read ({fault.strerror}).", BACKUP) from None


def _whole_lines(raw: bytes) -> Iterator[bytes]:
    """What follows the last line break was torn by a crash and never acknowledged."""
    yield from (line + b"\n" for line in raw.split(b"\n")[:-1])


def _sealed(line: Line) -> Line:
    return replace(line, seal=hashlib.sha256(_line(replace(line, seal=""))).hexdigest())


def _is_sealed(raw: bytes, seal: str) -> bool:
    """Whether a line is, to the byte, what was sealed: the seal stands last and covers all before it."""
    end = seal.encode() + END
    return raw.endswith(end) and hashlib.sha256(raw[: -len(end)] + END).hexdigest() == seal


def _line(line: Line) -> bytes:
    words = {name: getattr(line, name) for name in Line.__slots__}
    words["at"] = line.at.isoformat()
    return _json(words)


def _last(line: Line) -> bytes:
    return _json({"number": line.number, "seal": line.seal})


def _json(words: dict[str, object]) -> bytes:
    return json.dumps(words, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"
