"""What the record knows: its log, with the keys that lie beside it, read once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from pipeline.errors import RecordBroken
from pipeline.merge.fold import reference_key
from pipeline.storage.keys import CASE_FILE, FILE, Key, read_key
from pipeline.storage.log import BACKUP, Line, Log
from pipeline.storage.names import folder_name

OPENED, ERASED = "opened", "erased"
ACCEPTED, RETURNED, ALREADY_HAD = "accepted", "returned", "already-had"


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of one form: a line of the log, with the case's reference in place of its id.

    ``case`` is "" for a form that belongs to no known case, and for one of a case that was erased.
    ``digest`` is what the record calls its bytes; the same bytes in another case are called otherwise.
    """

    number: int
    at: datetime
    event: str
    case: str
    form: str
    digest: str
    format: str
    id: str  # of the case

    @property
    def received(self) -> date:
        """The day it came, by the clock of the place."""
        return self.at.date()


@dataclass(slots=True)
class Known:
    """What the log and the keys beside it say: ``bonds`` by id, ``keys`` those that agree with their bond."""

    log: Log
    bonds: dict[str, str] = field(default_factory=dict)
    erased: set[str] = field(default_factory=set)
    keys: dict[str, Key] = field(default_factory=dict)
    named: dict[str, Key] = field(default_factory=dict)  # those of living cases, by reference
    lost: dict[str, str] = field(default_factory=dict)  # id -> folder of a case whose key is gone
    entries: list[Entry] = field(default_factory=list)
    accepted: dict[tuple[str, str], Entry] = field(default_factory=dict)

    def write(self, event: str, key: Key, form: str, digest: str, format: str, at: datetime) -> Entry:  # noqa: A002
        """Logs something; when this returns it is on the disk to stay."""
        line = self.log.append(event, key.id, form, digest, format, at)
        if event == OPENED:
            self.bonds[key.id] = digest
            self.trust(key)
        entry = self.read(line)
        self.log.end()
        return entry

    def read(self, line: Line) -> Entry:
        """A line as it concerns people. What became of a form is remembered."""
        key = self.keys.get(line.case)
        gone = line.case in self.erased
        case = "" if gone else key.reference if key else self.lost.get(line.case, line.case)
        entry = Entry(line.number, line.at, line.event, case, line.form, line.digest, line.format, line.case)
        if line.event not in (OPENED, ERASED):
            self.entries.append(entry)
        if line.event == ACCEPTED and not gone:
            self.accepted[line.case, line.digest] = entry
        return entry

    def of(self, case: str) -> Key | None:
        """The key of a case that is known and not erased. References compare as on forms."""
        return self.named.get(reference_key(case))

    def trust(self, key: Key) -> None:
        """Takes in a key that agrees with its bond."""
        self.keys[key.id] = key
        if key.id and key.id not in self.erased:
            self.named[reference_key(key.reference)] = key


def known(folder: Path) -> Known:
    """Reads the log and every key that agrees with it. RecordBroken if the log is not as it was written."""
    found = Known(Log(folder))
    lines = found.log.lines
    # The line that opens a case comes before its first original.
    if not lines and any(path.name != CASE_FILE for path in folder.glob("[!.]*/[!.]*")):
        raise RecordBroken("The record's log is missing.", BACKUP)
    found.bonds = {line.case: line.digest for line in lines if line.event == OPENED}
    found.erased = {line.case for line in lines if line.event == ERASED}
    for path in (folder / FILE, *sorted(folder.glob(f"[!.]*/{CASE_FILE}"))):
        key = read_key(path)
        if key is None or found.bonds.get(key.id) != key.bond:
            continue
        if path.parent == folder / folder_name(key.reference) or not key.id:
            found.trust(key)
    found.lost = _lost(folder, found)
    for line in lines:
        found.read(line)
    return found


def _lost(folder: Path, found: Known) -> dict[str, str]:
    """Cases whose key is gone, with the folder that holds their originals, so that people know which."""
    gone = found.bonds.keys() - found.keys.keys() - found.erased - {""}
    if not gone:
        return {}
    of = {line.digest: line.case for line in found.log.lines if line.case in gone}
    originals = ((of.get(path.stem), path.parent.name) for path in folder.glob("[!.]*/*"))
    return {id_: name for id_, name in originals if id_ is not None}
