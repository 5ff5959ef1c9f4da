"""Sections and tables of a form, written on a sheet with whatever is answered already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from pipeline.model.mark import Mark
from pipeline.model.submission import Path
from pipeline.render.workbook_choices import Offers
from pipeline.render.workbook_layout import ANSWER, FIRST, HELP, LABEL, SMALL, Laid
from pipeline.render.workbook_page import Page
from pipeline.rulebook.form import Field, Kind
from pipeline.rulebook.workbook_keys import answer_key, defined_name, header_key, row_key, title_key

# Before this day spreadsheet programs do not agree on how days are counted: written as text instead.
_FIRST_DAY_CELL = date(1900, 3, 1)

Marks = Mapping[Path, Sequence[Mark]]


def write_block(page: Page, laid: Laid, answers: Any, marks: Marks, offers: Offers) -> None:
    """One block in its place. ``answers`` is the section's mapping or the table's rows, or None."""
    page.key(laid.title, title_key(laid.block))
    page.line(laid.title, laid.block.title, "block", tall=22)
    for column in range(FIRST + 1, FIRST + len(page.columns)):
        page.sheet.write_blank(laid.title, column, None, page.book.style("block"))
    for at, line in enumerate(laid.help, 1):
        page.line(laid.title + at, line, "help")
    _mark_block(page, laid, marks)
    if laid.block.repeats:
        _table(page, laid, answers or (), marks, offers)
    else:
        _section(page, laid, answers or {}, marks, offers)


def _mark_block(page: Page, laid: Laid, marks: Marks) -> None:
    if found := marks.get((laid.block.key,)):
        page.note(laid.title, FIRST, _in_words(found))


def _section(page: Page, laid: Laid, answers: Mapping[str, Any], marks: Marks, offers: Offers) -> None:
    for at, field in enumerate(laid.block.fields):
        row, path = laid.first + at, (laid.block.key, field.key)
        found = marks.get(path, ())
        page.key(row, answer_key(laid.block, field))
        page.printed(row, LABEL, _label(page, field), "label")
        _answer(page, (row, ANSWER), field, answers.get(field.key), path, found)
        page.sheet.data_validation(row, ANSWER, row, ANSWER, offers.validation(field))
        aside = _in_words(found) if found else _hint(page, field)
        if aside:
            page.printed(row, HELP, aside, "aside", *(["warning"] if found else []))
        _name(page, laid, field, (row, ANSWER))
        wide = page.columns[ANSWER - FIRST]
        shown = [(str(answers.get(field.key, "")), wide)]
        if aside:
            shown.append((aside, page.columns[HELP - FIRST]))
        page.tall_enough(row, [*shown, (field.title, page.columns[0] - 4)], -(-field.lines * 70 // wide))


def _table(page: Page, laid: Laid, rows: Sequence[Any], marks: Marks, offers: Offers) -> None:
    block = laid.block
    page.key(laid.keys, header_key(block))
    page.sheet.set_row(laid.keys, 3, None, {"hidden": True})
    for at, field in enumerate(block.fields):
        column = FIRST + at
        page.sheet.write_string(laid.keys, column, field.key)
        page.printed(laid.header, column, _label(page, field), "header")
        if laid.hints:
            page.printed(laid.hints, column, field.help, "hint")
        _name(page, laid, field, (laid.header, column))
        page.sheet.data_validation(laid.first, column, laid.after - 1, column, offers.validation(field))
    titles = [(field.title, page.columns[at] - 4) for at, field in enumerate(block.fields)]
    page.tall_enough(laid.header, titles)
    if laid.hints:
        hints = [(field.help, int(page.columns[at] * SMALL)) for at, field in enumerate(block.fields)]
        page.tall_enough(laid.hints, hints)
    for at in range(laid.rows):
        _row(page, laid, at, rows[at] if at < len(rows) else {}, marks)


def _row(page: Page, laid: Laid, at: int, answers: Mapping[str, Any], marks: Marks) -> None:
    row, fields = laid.first + at, laid.block.fields
    page.key(row, row_key(laid.block))
    band = ("band",) if at % 2 else ()
    for column, field in enumerate(fields, FIRST):
        path = (laid.block.key, at, field.key)
        found = marks.get(path, ())
        _answer(page, (row, column), field, answers.get(field.key), path, found, band)
        if found:
            page.note(row, column, _in_words(found))
    if row_found := marks.get((laid.block.key, at)):
        page.note(row, FIRST, _in_words(row_found))
    texts = [(str(answers.get(field.key, "")), page.columns[i]) for i, field in enumerate(fields)]
    page.tall_enough(row, texts, max(field.lines for field in fields))


def _answer(
    page: Page,
    cell: tuple[int, int],
    field: Field,
    answer: object,
    path: Path,
    found: Sequence[Mark],
    band: Sequence[str] = (),
) -> None:
    """An answer's cell, filled or blank. A given answer is locked, unless it is marked for putting right."""
    day = _day(field, answer)
    known = field.given and answer not in (None, "")
    parts = [
        "answer",
        *(["date"] if field.kind is Kind.DATE and (day or answer in (None, "")) else []),
        *band,
    ]
    if known and not found:
        parts.append("given")
    if found:
        parts.append("marked")
    if field.kind is Kind.NUMBER and not isinstance(answer, str):
        parts.append("number")
    style = page.book.style(*parts)
    if day:
        page.sheet.write_datetime(*cell, day, style)
    elif isinstance(answer, int):
        page.sheet.write_number(*cell, answer, style)
    else:
        page.text(*cell, "" if answer is None else str(answer), style, path)
    if found and not isinstance(path[1], int):
        page.note(*cell, _in_words(found))


def _day(field: Field, answer: object) -> date | None:
    if field.kind is not Kind.DATE or not isinstance(answer, str):
        return None
    try:
        day = date.fromisoformat(answer)
    except ValueError:
        return None
    return day if day >= _FIRST_DAY_CELL and day.isoformat() == answer else None


def _label(page: Page, field: Field) -> str:
    return field.title + (page.book.said("needed") if field.required else "")


def _hint(page: Page, field: Field) -> str:
    """The help beside a section's answer, and for days and times how to write them."""
    kinds = {Kind.DATE: "date_hint", Kind.TIME: "time_hint"}
    how = page.book.said(kinds[field.kind]) if field.kind in kinds else ""
    return "\n".join(filter(None, (field.help, how)))


def _in_words(found: Sequence[Mark]) -> str:
    return "\n".join(f"{mark.says} {mark.do}".strip() for mark in found)


def _name(page: Page, laid: Laid, field: Field, cell: tuple[int, int]) -> None:
    sheet = laid.sheet.replace("'", "''")
    target = f"='{sheet}'!{xl_rowcol_to_cell(*cell, row_abs=True, col_abs=True)}"
    page.book.book.define_name(defined_name(laid.block, field), target)
