"""Where everything stands in a form's workbook, worked out before a cell is written.

Rows and columns count from 0, as the writer counts them. Column A carries the hidden keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from pipeline.model.submission import Path
from pipeline.rulebook.form import Block, Field, Form, Kind
from pipeline.rulebook.workbook_keys import printed_lines

KEYS, FIRST = 0, 1  # the hidden column, the first printed one
LABEL, ANSWER, HELP = 1, 2, 3  # columns of a section
TOP = 3  # rows of a sheet above its first block

SMALL = 1.2  # hints are printed so much smaller than answers

_SPARE_ROWS = 2  # printed below what is filled in already
_SECTION = (36, 70, 46)
_MIXED = (26, 46, 30)  # the same where a section shares its sheet with a table
_WIDEST_SHARED = 50
_NARROWEST_SHEET = 112


@dataclass(frozen=True, slots=True)
class Laid:
    """One block in its place. ``keys`` and ``header`` mean nothing for a section."""

    block: Block
    sheet: str
    title: int
    help: tuple[str, ...]
    keys: int
    header: int
    hints: int  # row of hints below a table's headings, 0 if none
    first: int  # row of the first answers
    rows: int

    @property
    def after(self) -> int:
        """The first row that is free again."""
        return self.first + self.rows

    def cell(self, path: Path) -> tuple[int, int] | None:
        """The cell of an answer, of a row or of the block itself; None if it has none here."""
        keys = [field.key for field in self.block.fields]
        match path, self.block.repeats:
            case (_,), _:
                return self.title, FIRST
            case (_, str(key)), False if key in keys:
                return self.first + keys.index(key), ANSWER
            case (_, int(row)), True if 0 <= row < self.rows:
                return self.first + row, FIRST
            case (_, int(row), str(key)), True if key in keys and 0 <= row < self.rows:
                return self.first + row, FIRST + keys.index(key)
        return None

    def paths(self) -> Iterator[tuple[Path, Field]]:
        """Every answer that has a cell, in reading order."""
        for row in range(self.rows if self.block.repeats else 1):
            for field in self.block.fields:
                key = (self.block.key, row, field.key) if self.block.repeats else (self.block.key, field.key)
                yield key, field


def lay_out(form: Form, answers: Mapping[str, Any]) -> dict[str, tuple[Laid, ...]]:
    """Every block in its place, by sheet. Tables are long enough for the answers there are, and some more."""
    sheets: dict[str, tuple[Laid, ...]] = {}
    for sheet, blocks in form.sheets().items():
        row = TOP
        for block in blocks:
            laid = _laid(block, sheet, row, answers.get(block.key))
            sheets[sheet] = (*sheets.get(sheet, ()), laid)
            row = laid.after + 1
    return sheets


def _laid(block: Block, sheet: str, row: int, answers: object) -> Laid:
    lines = printed_lines(block.help)
    below = row + 1 + len(lines)
    laid = Laid(block, sheet, row, lines, below, below + 1, 0, below, len(block.fields))
    if not block.repeats:
        return laid
    hints = below + 2 if any(field.help for field in block.fields) else 0
    filled = len(answers) if isinstance(answers, Sequence) else 0
    rows = max(block.rows, filled + _SPARE_ROWS, 1)
    return replace(laid, hints=hints, first=(hints or below + 1) + 1, rows=rows)


def widths(laid: Sequence[Laid], marked: bool = False) -> tuple[int, ...]:
    """Widths of the printed columns of a sheet, in characters; what is marked needs room beside it."""
    tables = [spot.block for spot in laid if spot.block.repeats]
    sections = [spot.block for spot in laid if not spot.block.repeats]
    columns: list[int] = []
    for block in tables:
        for at, field in enumerate(block.fields):
            columns += [0] * (at + 1 - len(columns))
            wide = field.width if len(laid) == 1 else min(field.width, _WIDEST_SHARED)
            hint = int(_longest_word(field.help) / SMALL)
            columns[at] = max(columns[at], wide, _longest_word(field.title), hint)
    if sections:
        wanted: tuple[int, ...] = _MIXED if tables else _SECTION
        if not marked and not any(_has_aside(field) for block in sections for field in block.fields):
            wanted = wanted[:2]
        columns += [0] * (len(wanted) - len(columns))
        columns[: len(wanted)] = [max(pair) for pair in zip(columns, wanted, strict=False)]
    missing = _NARROWEST_SHEET - sum(columns)
    if missing > 0 and columns:
        columns[columns.index(max(columns))] += missing
    return tuple(columns)


def _has_aside(field: Field) -> bool:
    return bool(field.help) or field.kind in (Kind.DATE, Kind.TIME)


def _longest_word(title: str) -> int:
    return max((len(word) for word in title.split()), default=0) + 4


def lines_of(text: str, width: int) -> int:
    """Lines that a text takes in a column of so many characters, a little on the generous side."""
    return sum(max(1, ceil(len(line) * 1.04 / max(width - 2, 1))) for line in text.split("\n"))
