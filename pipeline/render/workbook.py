"""A form as a workbook: blank, pre-filled, or returned with its answers and what to put right.

All three are one function, so that a form comes back looking as it did when it went out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from xlsxwriter.workbook import Workbook

from pipeline.model.mark import Mark
from pipeline.model.prefill import Prefill
from pipeline.model.submission import Path
from pipeline.render.workbook_blocks import Marks, write_block
from pipeline.render.workbook_choices import Offers
from pipeline.render.workbook_layout import FIRST, Laid, lay_out, widths
from pipeline.render.workbook_page import Book, Page
from pipeline.render.workbook_start import head, write_put_right, write_start
from pipeline.rulebook.form import Block, Form
from pipeline.rulebook.words import Words
from pipeline.rulebook.workbook_keys import PROPERTY_CASE, PROPERTY_FORM, PROPERTY_LANGUAGE, PROPERTY_VERSION

_NEEDED_TAB, _OTHER_TAB = "#2F7A8C", "#B9C7CD"
_LARGEST = 10**15  # beyond it a spreadsheet rounds
_FIXED_HEIGHT = re.compile(rb'(<row\b[^>]*?) customHeight="1"')
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed day, so that the same form has the same bytes


def workbook(form: Form, words: Words, prefill: Prefill | None = None, marks: Sequence[Mark] = ()) -> bytes:
    """The form as an ``.xlsx`` file, with everything in ``prefill`` already written in.

    With ``marks`` it is a returned form: each marked cell has a bold frame and a note, and a first sheet
    lists what to put right in the order given. Every answer in ``prefill.answers`` is written, also one that
    does not fit its question. The same input gives the same bytes.
    Raises TextTooLong if an answer is longer than a cell can hold.
    """
    filled = prefill or Prefill()
    filled = replace(filled, answers=_fitting(form, filled.answers))
    sheets = lay_out(form, filled.answers)
    target = BytesIO()
    book = Workbook(target, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    made = Book(book, words, filled.case)
    first = _write(made, form, filled, sheets, marks)
    first.sheet.activate()
    first.sheet.set_first_sheet()
    made.write_lists()
    _properties(book, form, filled.case)
    book.close()
    return _finished(target.getvalue(), words.language)


def _fitting(form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers in the shape of the form, choices as it prints them.

    A ``.json`` form may have any other shape; its rows keep their numbers.
    """

    def row(block: Block, held: object) -> dict[str, Any]:
        if not isinstance(held, Mapping):
            return {}
        choices = {field.key: field for field in block.fields if field.choices}
        return {
            key: _cell_value(choices[key].shown(value) if key in choices else value)
            for key, value in held.items()
        }

    shaped: dict[str, Any] = {}
    for block in form.blocks:
        held = answers.get(block.key)
        if not block.repeats:
            shaped[block.key] = row(block, held)
        elif isinstance(held, list | tuple):
            shaped[block.key] = [row(block, each) for each in held]
    return shaped


def _cell_value(value: object) -> str | int:
    """What a cell can hold: text and whole numbers as they are, anything else spelled out."""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LARGEST:
        return value
    return json.dumps(value, ensure_ascii=False) if value is not None else ""


def _write(
    made: Book, form: Form, filled: Prefill, sheets: Mapping[str, tuple[Laid, ...]], marks: Sequence[Mark]
) -> Page:
    """All visible sheets; the first of them comes back."""
    spots = [spot for laid in sheets.values() for spot in laid]
    offers = Offers(made, spots, filled.suggestions)
    by_path: dict[Path, list[Mark]] = {}
    for mark in marks:
        by_path.setdefault(mark.path, []).append(mark)
    right = write_put_right(made, form, filled.case, marks, _cells(spots, marks)) if marks else None
    start = write_start(made, form, filled.case, tuple(sheets))
    for sheet, laid in sheets.items():
        needed = any(field.required for spot in laid for field in spot.block.fields)
        page = made.page(sheet, widths(laid, bool(marks)), _NEEDED_TAB if needed else _OTHER_TAB)
        head(page, form, filled.case, sheet)
        for spot in laid:
            write_block(page, spot, filled.answers.get(spot.block.key), by_path, offers)
        _set_view(page, laid, filled, by_path)
    return right or start


def _cells(spots: Sequence[Laid], marks: Sequence[Mark]) -> dict[Path, tuple[str, int, int]]:
    """Sheet, row and column of every path that is marked, and of the rows and blocks around it."""
    blocks = {spot.block.key: spot for spot in spots}
    paths = {mark.path[:length] for mark in marks for length in range(1, 4)}
    cells: dict[Path, tuple[str, int, int]] = {}
    for path in paths:
        spot = blocks.get(str(path[0])) if path else None
        cell = spot.cell(path) if spot else None
        if spot and cell:
            cells[path] = (spot.sheet, *cell)
    return cells


def _set_view(page: Page, laid: Sequence[Laid], filled: Prefill, marks: Marks) -> None:
    """What stays in sight while scrolling, what every printed page repeats, where typing begins."""
    only_table = laid[0] if len(laid) == 1 and laid[0].block.repeats else None
    if only_table:
        page.sheet.freeze_panes(only_table.header + 1, 0)
        page.sheet.repeat_rows(only_table.header)
    else:
        page.sheet.freeze_panes(2, 0)
        page.sheet.repeat_rows(0, 1)
    page.sheet.print_area(0, FIRST, laid[-1].after - 1, FIRST + len(page.columns) - 1)
    cells = [spot.cell(path) for spot in laid for path in marks if path and path[0] == spot.block.key]
    cells += [_first_answer(spot, filled) for spot in laid]
    cell = next((cell for cell in cells if cell), None)
    if cell:
        page.sheet.set_selection(*cell, *cell)


def _first_answer(laid: Laid, filled: Prefill) -> tuple[int, int] | None:
    """The first cell that is still to be filled in."""
    answers = filled.answers.get(laid.block.key) or {}
    for path, field in laid.paths():
        at = path[1]
        held = answers if isinstance(at, str) else answers[at] if at < len(answers) else {}
        if not held.get(field.key):
            return laid.cell(path)
    return None


def _properties(book: Workbook, form: Form, case: str) -> None:
    title = f"{form.title} {case}".strip()
    book.set_properties({"title": title, "author": "", "company": "", "created": _MADE})
    for name, value in (
        (PROPERTY_FORM, form.name),
        (PROPERTY_VERSION, str(form.version)),
        (PROPERTY_CASE, case),
        (PROPERTY_LANGUAGE, form.language),
    ):
        book.set_custom_property(name, value, "text")


def _finished(content: bytes, language: str) -> bytes:
    """The file with what its writer has no setting for: its language, and rows that grow while one types.

    A row keeps the height that it was given until somebody types in it; only then does it fit its text.
    """
    target = BytesIO()
    with ZipFile(BytesIO(content)) as before, ZipFile(target, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            part = before.read(name)
            if name == "docProps/core.xml":
                tag = f"<dc:language>{language}</dc:language></cp:coreProperties>"
                part = part.replace(b"</cp:coreProperties>", tag.encode())
            elif name.startswith("xl/worksheets/sheet"):
                part = _FIXED_HEIGHT.sub(rb"\1", part)
            info = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = ZIP_DEFLATED
            after.writestr(info, part)
    return target.getvalue()
