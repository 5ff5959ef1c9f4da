"""The record folded into cases, each by itself: one that cannot be folded never stops the others."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import date

from pipeline.cli.trouble import Troubles
from pipeline.errors import RecordBroken
from pipeline.merge.fold import reference_key
from pipeline.model.case import Case
from pipeline.model.finding import Checked
from pipeline.model.submission import Accepted, FilledForm
from pipeline.rulebook.library import Library
from pipeline.run import authorised_state, fold_record
from pipeline.storage.plans import program
from pipeline.storage.record import Entry, Record

Read = Callable[[bytes], Checked[FilledForm]]


class Cases:
    """Every case of the record. ``broken`` holds the references of those that could not be folded.

    With ``keep`` what is read again from an original is remembered; a command that only asks leaves no trace.
    """

    def __init__(
        self, record: Record, library: Library, read: Read, troubles: Troubles, keep: bool = True
    ) -> None:
        self._keep = keep
        self._read = read
        self._record = record
        self._library = library
        self._troubles = troubles
        self._accepted: dict[str, list[Accepted]] = {}
        self._folded: dict[str, tuple[Case, ...]] = {}
        self.broken: set[str] = set()
        for entry in record.accepted:
            self._gather(entry)
        for reference in self._accepted:
            self._fold(reference)

    def all(self) -> tuple[Case, ...]:
        """Every case in every period, ordered by reference and conference."""
        return tuple(case for reference in sorted(self._folded) for case in self._folded[reference])

    def named(self, references: Iterable[str]) -> tuple[Case, ...]:
        """The cases asked for, or all of them if none was named. References compare as on forms."""
        wanted = {reference_key(reference) for reference in references}
        return tuple(case for case in self.all() if not wanted or reference_key(case.reference) in wanted)

    def unknown(self, references: Iterable[str]) -> list[str]:
        """Those of the references that the record holds no case for, as they were typed."""
        known = {reference_key(reference) for reference in self.references}
        return sorted({typed for typed in references if reference_key(typed) not in known})

    @property
    def broken_keys(self) -> set[str]:
        """The ``broken`` as references compare. Nobody's form of such a case can be judged: it waits."""
        return {reference_key(reference) for reference in self.broken}

    def latest(self, reference: str) -> Case | None:
        """One case in its latest period, if it is there and can be folded."""
        return max(self.named([reference]), key=lambda case: case.period.rcpc, default=None)

    @property
    def references(self) -> list[str]:
        """Of every case, those that cannot be folded included."""
        return sorted(self._folded.keys() | self.broken)

    def current(self) -> tuple[Case, ...]:
        """Each case in its latest period."""
        return tuple(max(self._folded[r], key=lambda case: case.period.rcpc) for r in sorted(self._folded))

    def final(self, case: Case) -> Case | None:
        """The case as it stood when its report was authorised, if it was."""
        return authorised_state(case, self._accepted[case.reference], self._library)

    def key(self, case: Case, today: date | None = None) -> str:
        """Changes with anything that a case is folded and printed from; ``today`` where the day counts."""
        forms = [(one.number, one.digest, one.received) for one in self._accepted[case.reference]]
        made_from = (program(), self._library.digest, case.reference, case.period, today, forms)
        return hashlib.sha256(repr(made_from).encode("utf-8", "surrogatepass")).hexdigest()

    def add(self, entry: Entry, filled: FilledForm) -> None:
        """Takes in a form that has just been accepted, so that the next one is judged by it."""
        self._record.remember(entry, self._library.digest, filled)
        self._accepted.setdefault(entry.case, []).append(_accepted(entry, filled))
        self._fold(entry.case)

    def _gather(self, entry: Entry) -> None:
        with self._troubles.caught(entry.case):
            filled = self._record.answers(entry, self._library.digest)
            if filled is None:
                filled = self._read_again(entry)
                if self._keep:
                    self._record.remember(entry, self._library.digest, filled)
            self._accepted.setdefault(entry.case, []).append(_accepted(entry, filled))
            return
        self.broken.add(entry.case)  # with a form missing, what it would say might be wrong

    def _read_again(self, entry: Entry) -> FilledForm:
        checked = self._read(self._record.original(entry))
        if checked.value is None:
            raise RecordBroken(
                f"Line {entry.number} of the record cannot be read with these schemas.",
                "Bring back the schema that it was accepted with.",
            )
        return checked.value

    def _fold(self, reference: str) -> None:
        if reference in self.broken:
            return
        with self._troubles.caught(reference):
            self._folded[reference] = _by_conference(fold_record(self._accepted[reference], self._library))
            return
        self.broken.add(reference)
        self._folded.pop(reference, None)


def _accepted(entry: Entry, filled: FilledForm) -> Accepted:
    return Accepted(entry.number, entry.digest, entry.received, filled)


def _by_conference(cases: tuple[Case, ...]) -> tuple[Case, ...]:
    return tuple(sorted(cases, key=lambda case: case.period.rcpc))
