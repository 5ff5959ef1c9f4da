"""The record: every accepted original until its case is erased, and the log of what happened.

The one folder to back up. Cases are folded from it again on every run. What is hidden in it, such as
``.cache``, only spares work or tells of the moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cached_property
from pathlib import Path

from pipeline.errors import RecordBroken
from pipeline.merge.fold import reference_key
from pipeline.model.submission import FilledForm
from pipeline.storage import durable
from pipeline.storage.answers import from_json, to_json
from pipeline.storage.keys import CASE_FILE, FILE, MODE, Key, new_key, read_key
from pipeline.storage.known import ACCEPTED, ALREADY_HAD, ERASED, OPENED, RETURNED, Entry, Known, known
from pipeline.storage.log import BACKUP, LAST, LOG, unwritable
from pipeline.storage.names import folder_name

__all__ = ["ACCEPTED", "ALREADY_HAD", "DELIVERED", "LOG", "RETURNED", "Entry", "Record", "folders_of"]

CACHE = ".cache"
# Which forms and answers we laid into which mailbox. In the record: the inbox is open to every agency, and no
# agency may learn of another's cases.
DELIVERED = ".delivered"
GIVEN = "given"  # in a case's folder of those: hashes of the answers its senders got
ORIGINAL_MODE = 0o400
FORMATS = frozenset({"xlsx", "docx", "json"})


def folders_of(case: str, place: Path) -> list[Path]:
    """The folders in a place that are named by a case, however anybody spelt its reference."""
    key = reference_key(folder_name(case))
    return [folder for folder in sorted(place.glob("*/")) if reference_key(folder.name) == key]


class Record:
    """Originals in ``<case>/<keyed hash>.<format>``, keys beside them, and the log.

    One run at a time writes: see ``lock``. Whatever asks raises RecordBroken if the log is not as written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def _known(self) -> Known:
        return known(self.folder)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What became of every form, oldest first."""
        return tuple(self._known.entries)

    @property
    def accepted(self) -> tuple[Entry, ...]:
        """The accepted forms of the cases that are not erased, in the order in which they were accepted."""
        return tuple(self._known.accepted.values())

    @property
    def cases(self) -> tuple[str, ...]:
        """References of all cases that were ever opened here and are not erased."""
        return tuple(sorted(key.reference for key in self._known.named.values()))

    def case(self, typed: str) -> str:
        """The reference of the case that somebody means, as the record spells it; "" if there is none."""
        key = self._known.of(typed)
        return key.reference if key else ""

    @property
    def erasing(self) -> tuple[str, ...]:
        """References of cases that the log calls erased while something of them is still here."""
        told = self._known
        return tuple(sorted(told.keys[id_].reference for id_ in told.erased & told.keys.keys()))

    def find(self, case: str, content: bytes) -> Entry | None:
        """The entry that accepted these very bytes for this case, if there is one."""
        key = self._known.of(case)
        return self._known.accepted.get((key.id, key.digest(content))) if key else None

    def history(self, content: bytes) -> tuple[Entry, ...]:
        """What became of these very bytes, in whatever case, oldest first."""
        called = {id_: key.digest(content) for id_, key in self._known.keys.items()}
        return tuple(entry for entry in self._known.entries if called.get(entry.id) == entry.digest)

    def keep(self, case: str, form: str, content: bytes, format: str, at: datetime) -> Entry:  # noqa: A002
        """Keeps an accepted original unchanged, then logs it. Bytes that the case has already change nothing.

        The first form of a case opens it. Only when this returns may the file that came be given up.
        """
        if format not in FORMATS:
            raise ValueError("only forms are recorded")
        key = self._known.of(case) or self._open(case, at)
        digest = key.digest(content)
        had = self._known.accepted.get((key.id, digest))
        if had is not None:
            self._known.write(ALREADY_HAD, key, form, digest, format, at)
            return had
        path = self._original(key.reference, digest, format)
        try:
            if not path.exists() or path.read_bytes() != content:
                durable.write(path, content, ORIGINAL_MODE)
        except OSError as fault:
            raise unwritable(fault) from None
        return self._known.write(ACCEPTED, key, form, digest, format, at)

    def note_returned(self, case: str, form: str, content: bytes, at: datetime) -> Entry:
        """Logs that a form went back to its sender, who has the original.

        A run that was killed may have kept it already without logging it; then that is taken back.
        """
        key = self._known.of(case) or self._own_key(at)
        digest = key.digest(content)
        entry = self._known.write(RETURNED, key, form, digest, "", at)
        if key.id and (key.id, digest) not in self._known.accepted:
            for format_ in sorted(FORMATS):
                if (path := self._original(key.reference, digest, format_)).exists():
                    durable.remove(path)
        return entry

    def original(self, entry: Entry) -> bytes:
        """The bytes of an accepted form. Raises RecordBroken if they are missing or not what was accepted."""
        key = self._known.keys.get(entry.id)
        if key is None:
            raise RecordBroken(f"The {CASE_FILE} of this case is missing or has been changed.", BACKUP)
        path = self._original(entry.case, entry.digest, entry.format)
        file = path.relative_to(self.folder).as_posix()  # what to look for in a backup
        try:
            content = path.read_bytes()
        except OSError:
            raise RecordBroken(f"The original of line {entry.number} is missing: {file}", BACKUP) from None
        if key.digest(content) != entry.digest:
            raise RecordBroken(f"The original of line {entry.number} has been changed: {file}", BACKUP)
        return content

    def answers(self, entry: Entry, library_digest: str) -> FilledForm | None:
        """What was read from an original before, under the same library; None if it must be read again."""
        try:
            seal, _, told = self._cached(entry, library_digest).read_bytes().partition(b"\n")
            if seal.decode() != self._known.keys[entry.id].digest(told):
                return None
            return from_json(told)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def remember(self, entry: Entry, library_digest: str, filled: FilledForm) -> None:
        """Spares the next run reading an original again. Answers of earlier libraries are cleared away."""
        path, told = self._cached(entry, library_digest), to_json(filled)
        try:
            durable.make_folder(path.parent)
            for old in path.parent.glob(f"{entry.digest}-*.json"):
                durable.remove(old)
            durable.write(path, self._known.keys[entry.id].digest(told).encode() + b"\n" + told)
        except OSError as fault:
            raise unwritable(fault) from None

    def note_given(self, case: str, answers: Iterable[bytes]) -> None:
        """Notes what is about to be laid into a mailbox about a case: erasing finds it by any name."""
        key = self._known.of(case)
        if key is None:
            return
        path = self.folder / DELIVERED / folder_name(key.reference) / GIVEN
        # Begun on a line of its own: a run that was killed may have left the one before it torn.
        lines = "".join(f"\n{key.digest(content)}" for content in answers).encode()
        try:
            durable.make_folder(path.parent)
            durable.append(path, lines, keep=path.stat().st_size if path.exists() else 0)
        except OSError as fault:
            raise unwritable(fault) from None

    def given(self, case: str) -> Callable[[bytes], bool]:
        """Tells of any bytes whether we laid them into a mailbox about a case, maybe one of ``erasing``."""
        key = next(key for id_, key in self._known.keys.items() if id_ and key.reference == case)
        try:
            listed = (self.folder / DELIVERED / folder_name(case) / GIVEN).read_bytes().splitlines()
        except FileNotFoundError:
            listed = []
        except OSError as fault:
            raise RecordBroken(f"The record cannot be read ({fault.strerror}).") from None
        digests = frozenset(listed)
        return lambda content: key.digest(content).encode() in digests

    def erase(self, case: str, at: datetime) -> None:
        """Logs that a case is erased: from here on it is unknown, and whatever is left of it has to go."""
        key = self._known.of(case)
        if key is None:
            raise ValueError("only a case of the record can be erased")
        try:
            self._known.write(ERASED, key, "", "", "", at)
        finally:
            del self._known

    def clear_away(self, case: str) -> int:
        """Removes all that is here of a case which is being erased; last its key, after which all is done.

        Tells how many forms were left to remove.
        The reference is exactly one of ``erasing``. Nothing of the case may be left anywhere else by then.
        """
        if case not in self.erasing:
            raise ValueError("only a case that is being erased can be cleared away")
        name = folder_name(case)
        try:
            for place in (*folders_of(case, self.folder / CACHE), *folders_of(case, self.folder / DELIVERED)):
                durable.remove_tree(place)
            originals = [path for path in sorted((self.folder / name).iterdir()) if path.name != CASE_FILE]
            for path in originals:
                durable.remove(path)
            durable.remove(self.folder / name / CASE_FILE)
            durable.remove_empty(self.folder / name)
        except OSError as fault:
            raise unwritable(fault) from None
        del self._known
        return len(originals)

    def verify(self) -> tuple[str, ...]:
        """Everything in the record that is not as it was written, as plain sentences; () if it is whole.

        What is hidden in the record is not looked at: none of it is the truth.
        """
        there = self._files()  # before the log: what a run at work adds meanwhile is no stranger
        try:
            told = self._known
        except RecordBroken as broken:
            return (str(broken),)
        wrong = [f"{case} was erased, but something of it is still here." for case in self.erasing]
        for id_ in sorted(told.bonds.keys() - told.keys.keys() - told.erased):
            name = f"{told.lost.get(id_, id_)}/{CASE_FILE}" if id_ else FILE
            wrong.append(f"{name} in the record is missing or has been changed.")
        for entry in self.accepted:
            try:
                if entry.id in told.keys:
                    self.original(entry)
            except RecordBroken as broken:
                wrong.append(str(broken))
        strays = there - Record(self.folder)._expected() if there - self._expected() else set()
        wrong += [f"{path} is in the record but not in its log." for path in sorted(strays)]
        return tuple(wrong)

    def sweep(self) -> None:
        """Removes what a killed run left half written, and keys that it made and never logged.

        An original is never removed, logged or not: it might be the last that anybody has.
        """
        try:
            self._tidy()
        except OSError as fault:
            raise unwritable(fault) from None

    def _tidy(self) -> None:
        cases = list(self.folder.glob("[!.]*/"))
        caches = list(self.folder.glob(f"{CACHE}/*/"))
        for folder in (self.folder, self.folder / CACHE, *cases, *caches):
            durable.sweep(folder)
        bonds = self._known.bonds
        if "" not in bonds:
            durable.remove(self.folder / FILE)
        for folder in cases:
            if [path.name for path in folder.iterdir()] == [CASE_FILE]:
                key = read_key(folder / CASE_FILE)
                if key is not None and key.id not in bonds:
                    durable.remove(folder / CASE_FILE)
        for folder in (*cases, *caches):
            durable.remove_empty(folder)

    def _open(self, case: str, at: datetime) -> Key:
        """Gives a case its id and its key. A run that was killed before it logged one may have left it."""
        folder = self.folder / folder_name(case)
        if any(reference_key(other) == reference_key(case) for other in self.erasing):
            raise RecordBroken("This case was erased, and something of it is still here.", "Try again.")
        if any(path.name != CASE_FILE for path in folder.glob("[!.]*")):
            raise RecordBroken(f"The {CASE_FILE} of this case is missing or has been changed.", BACKUP)
        key = new_key(case)
        try:
            durable.make_folder(folder)
        except OSError as fault:
            raise unwritable(fault) from None
        return self._bind(key, folder / CASE_FILE, at)

    def _own_key(self, at: datetime) -> Key:
        told = self._known
        if "" in told.bonds and "" not in told.keys:
            raise RecordBroken(f"The record's {FILE} is missing or has been changed.", BACKUP)
        return told.keys.get("") or self._bind(new_key(""), self.folder / FILE, at)

    def _bind(self, key: Key, path: Path, at: datetime) -> Key:
        try:
            durable.make_folder(path.parent)
            durable.write(path, key.as_json, MODE)
        except OSError as fault:
            raise unwritable(fault) from None
        self._known.write(OPENED, key, "", key.bond, "", at)
        return key

    def _files(self) -> set[str]:
        """Whatever lies in the record, folders too, but for what is hidden and what is half written."""
        tops = [path for path in self.folder.glob("[!.]*") if path.is_dir() and not path.is_symlink()]
        found = (*self.folder.glob("[!.]*"), *(path for top in tops for path in top.rglob("*")))
        return {
            path.relative_to(self.folder).as_posix()
            for path in found
            if not path.name.startswith(durable.UNFINISHED)
        }

    def _expected(self) -> set[str]:
        """What the log says that there is."""
        told = self._known
        names = {id_: folder_name(key.reference) for id_, key in told.keys.items() if id_} | told.lost
        originals = {
            f"{names.get(e.id, e.id)}/{e.digest}.{e.format}" for e in told.entries if e.event == ACCEPTED
        }
        files = {LOG, LAST} if told.log.lines else set()
        own = {FILE} if "" in told.bonds else set()
        return {
            *files,
            *own,
            *originals,
            *names.values(),
            *(f"{name}/{CASE_FILE}" for name in names.values()),
        }

    def _original(self, case: str, digest: str, format: str) -> Path:  # noqa: A002
        return self.folder / folder_name(case) / f"{digest}.{format}"

    def _cached(self, entry: Entry, library_digest: str) -> Path:
        return self.folder / CACHE / folder_name(entry.case) / f"{entry.digest}-{library_digest[:32]}.json"
