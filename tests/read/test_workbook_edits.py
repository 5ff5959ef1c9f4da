"""Whatever is moved, copied, put in or taken out: what still stands in a workbook is read or told of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from workbooks import edited

from pipeline.model.prefill import Prefill
from pipeline.read.workbook import read_workbook
from pipeline.render.workbook import workbook
from pipeline.rulebook.form import Kind
from pipeline.rulebook.library import Library
from pipeline.storage.library import load

ROOT = Path(__file__).parents[2]
MARK = "zzz"  # stands in every text that a person wrote, and in none of ours
ROWS, COLUMNS = st.integers(4, 24), st.integers(1, 8)
DONE = st.lists(st.tuples(st.integers(0, 9), ROWS, COLUMNS, ROWS, COLUMNS), min_size=3, max_size=8)


@cache
def shipped() -> Library:
    return load(ROOT / "schemas", ROOT / "templates")


@cache
def filled(name: str) -> bytes:
    """Every question answered with a text that is found nowhere else; tables with three rows."""
    form, number = shipped().forms[name], count()

    def row(block: Any) -> dict[str, Any]:
        asked = (f for f in block.fields if f.means != "case" and f.kind is not Kind.NUMBER)
        return {field.key: f"{field.key} {MARK} {next(number)}" for field in asked}

    held = {
        block.key: [row(block) for _ in range(3)] if block.repeats else row(block) for block in form.blocks
    }
    return workbook(form, shipped().words["en"], Prefill("CP-2041-007", held))


def move(sheet: Worksheet, row: int, column: int, to_row: int, to_column: int) -> None:
    cells = f"{get_column_letter(column)}{row}:{get_column_letter(column + 2)}{row + 3}"
    sheet.move_range(cells, rows=to_row - row, cols=to_column - column)


def copy_row(sheet: Worksheet, row: int, _: int, to_row: int, __: int) -> None:
    for column in range(1, 20):
        sheet.cell(to_row, column).value = sheet.cell(row, column).value


def swap(sheet: Worksheet, row: int, column: int, other_row: int, other_column: int) -> None:
    one, other = sheet.cell(row, column), sheet.cell(other_row, other_column)
    one.value, other.value = other.value, one.value


def say_ours(sheet: Worksheet, row: int, column: int, other_row: int, _: int) -> None:
    """A title, a heading or a help text of ours, typed elsewhere."""
    ours = (cell.value for cell in sheet[other_row] if cell.value and MARK not in str(cell.value))
    sheet.cell(row, column).value = next(ours, None)


EDITS: dict[str, Callable[[Worksheet, int, int, int, int], object]] = {
    "move": move,
    "copy row": copy_row,
    "swap": swap,
    "say ours": say_ours,
    "rows in": lambda sheet, row, _, many, __: sheet.insert_rows(row, many % 3 + 1),
    "rows out": lambda sheet, row, _, many, __: sheet.delete_rows(row, many % 3 + 1),
    "columns in": lambda sheet, _, column, __, many: sheet.insert_cols(column, many % 2 + 1),
    "column out": lambda sheet, _, column, __, ___: sheet.delete_cols(column),
    "clear": lambda sheet, row, column, _, __: sheet.cell(row, column, "").value,
    "copy sheet": lambda sheet, *_: sheet.parent.copy_worksheet(sheet),
    "move sheet": lambda sheet, by, *_: sheet.parent.move_sheet(sheet, by % 5 - 2),
}


def standing(content: bytes) -> set[str]:
    """What a person wrote and what is still in the workbook."""
    texts: set[str] = set()

    def look(book: Workbook) -> None:
        for sheet in book.worksheets:
            for row in sheet.iter_rows(values_only=True):
                texts.update(str(value) for value in row if MARK in str(value or ""))

    edited(content, look)
    return texts


@pytest.mark.parametrize("name", ["contribution", "minutes", "case-set-up"])
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_still_stands_in_a_workbook_is_read_or_told_of(name: str, data: st.DataObject) -> None:
    """And what was not touched is answered as before, or a finding names it."""
    touched: set[str] = set()

    def change(book: Workbook) -> None:
        for at, *where in data.draw(DONE):
            sheet = book.worksheets[at % len(book.worksheets)]
            touched.add(sheet.title)
            EDITS[data.draw(st.sampled_from(list(EDITS)))](sheet, *where)

    content = edited(filled(name), change)
    checked = read_workbook(content, shipped().forms, shipped().findings)
    if checked.value is None:
        assert checked.findings  # told, and sent back as it came
        return
    told = [text for finding in checked.findings for _, text in finding.details]
    kept = {*_texts(checked.value.answers), *(outside.text for outside in checked.value.outside), *told}
    assert standing(content) <= kept
    named = {finding.path[:1] for finding in checked.findings}
    before = read_workbook(filled(name), shipped().forms, shipped().findings)
    assert before.value is not None
    for block in shipped().forms[name].blocks:
        if block.sheet not in touched and (block.key,) not in named:
            assert checked.value.answers[block.key] == before.value.answers[block.key]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    else:
        yield str(value)
