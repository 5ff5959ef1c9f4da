"""What a rule stands on: the form as filled in, the library, the day, the folder it came through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from pipeline.check.where import place_of, quoted, title_at
from pipeline.model.finding import Finding
from pipeline.model.submission import FilledForm, Path
from pipeline.rulebook.form import Block, Form
from pipeline.rulebook.laid import says_more
from pipeline.rulebook.library import Library

Row = TypeVar("Row")

_LISTED = 8  # names or numbers that one sentence lists


@dataclass(frozen=True, slots=True)
class Ground:
    """``today`` is the day the form is judged on; ``mailbox`` the folder it came through, "" for the top."""

    filled: FilledForm
    form: Form
    library: Library
    today: date
    mailbox: str = ""
    rows: Mapping[str, tuple[int, ...]] = field(init=False)

    def __post_init__(self) -> None:
        """Where the rows of each table stand: what is not a row was left out when the form was understood."""
        found = {block.key: _rows(self.filled.answers.get(block.key)) for block in self.form.blocks}
        object.__setattr__(self, "rows", found)

    def find(self, code: str, path: Path, **details: object) -> Finding:
        """A finding at a path. Details are quoted.

        A day becomes day/month/year, a text its first letters, a tuple a list of its first members. The title
        of a question is ours and stands whole, so that it can be found on the form.
        """
        words = {name: _worded(detail, whole=name == "question") for name, detail in details.items()}
        return self.library.findings.finding(code, place_of(self.filled, self.form, path), path, **words)

    def out_of_order(
        self, path: Path, day: date | None, other: Path, other_day: date | None
    ) -> Iterator[Finding]:
        """The day at a path, if it is earlier than that at the other, which it follows; no blank is."""
        if day and other_day and day < other_day:
            details = {"date": day, "other": self.title(other), "other_date": other_day}
            yield self.find("dates-out-of-order", path, question=self.title(path), **details)

    def answer(self, attribute: str) -> Path:
        """The path of the question that fills this attribute; () if the form has none."""
        for block in self.form.blocks:
            for asked in block.fields:
                if not block.repeats and asked.means == attribute:
                    return (block.key, asked.key)
        return ()

    def table(self, attribute: str) -> Path:
        """The path of the table that fills this attribute; () if the form has none."""
        block = self._table(attribute)
        return (block.key,) if block else ()

    def row(self, attribute: str, number: int, means: str) -> Path:
        """The path of one cell: row ``number`` (from 0) of an understood table, for what it means."""
        block = self._table(attribute)
        if block is None:
            return ()
        at = self.rows[block.key][number]
        key = next((asked.key for asked in block.fields if asked.means == means), None)
        return (block.key, at) if key is None else (block.key, at, key)

    def told(self, attribute: str, rows: Sequence[Row]) -> tuple[Row, ...]:
        """The rows of an understood table that say more than the form did when it was sent out."""
        block = self._table(attribute)
        if block is None:
            return tuple(rows)
        answers = self.filled.answers.get(block.key, ())
        places = zip(self.rows[block.key], rows, strict=True)
        return tuple(row for at, row in places if says_more(block, answers[at]))

    def column(self, attribute: str, means: str) -> str:
        """The printed title of a question of an understood table, by what it means; "" if it is not asked."""
        block = self._table(attribute)
        fields = block.fields if block else ()
        return next((asked.title for asked in fields if asked.means == means), "")

    def title(self, path: Path) -> str:
        """The printed title of the question or table at a path."""
        return title_at(self.form, path)

    def names(self, path: Path) -> tuple[str, ...]:
        """Everything that the question or table at a path is called, the printed title first."""
        block = next((block for block in self.form.blocks if path and block.key == path[0]), None)
        fields = block.fields if block and len(path) > 1 else ()
        asked = next((field for field in fields if field.key == path[-1]), block if len(path) == 1 else None)
        return (self.title(path), *(asked.also if asked else ()))

    def _table(self, attribute: str) -> Block | None:
        return next((block for block in self.form.blocks if block.repeats and block.means == attribute), None)


def _rows(answers: object) -> tuple[int, ...]:
    rows = answers if isinstance(answers, list | tuple) else ()
    return tuple(number for number, row in enumerate(rows) if isinstance(row, Mapping))


def _worded(detail: object, whole: bool = False) -> str:
    if isinstance(detail, tuple):
        more = ("…",) if len(detail) > _LISTED else ()
        return ", ".join((*(_worded(each, whole) for each in detail[:_LISTED]), *more))
    if whole:
        return str(detail)
    # Digits only: the words of a month belong to a language, and this sentence's language is the catalogue's.
    return f"{detail:%d/%m/%Y}" if isinstance(detail, date) else quoted(detail)
