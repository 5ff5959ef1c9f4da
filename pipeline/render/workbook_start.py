"""The first sheets of a form: "Start here", and in a returned form what to put right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlsxwriter.utility import xl_rowcol_to_cell

from pipeline.model.mark import Mark
from pipeline.model.submission import Path
from pipeline.render.workbook_layout import FIRST
from pipeline.render.workbook_page import Book, Page
from pipeline.render.workbook_style import ALARM, DEEP
from pipeline.rulebook.form import Form
from pipeline.rulebook.workbook_keys import printed_lines

_START_COLUMNS = (27, 82)
_RIGHT_COLUMNS = (7, 20, 26, 46, 54)


def identity_line(book: Book, form: Form, case: str) -> str:
    """The line that says which form this is, for people and for the reader."""
    if case:
        return book.said("identity_case", form=form.name, version=form.version, case=case)
    return book.said("identity", form=form.name, version=form.version)


def head(page: Page, form: Form, case: str, sheet: str) -> None:
    """The two lines that every sheet begins with."""
    title = page.book.said("sheet_title", form=form.title, sheet=sheet)
    page.line(0, title, "title", tall=26)
    page.line(1, identity_line(page.book, form, case), "line")


def write_start(book: Book, form: Form, case: str, sheets: Sequence[str]) -> Page:
    """How to fill the form in, what happens next, and a way to every sheet."""
    page = book.page(book.said("start"), _START_COLUMNS, DEEP)
    page.line(0, form.title, "title", tall=26)
    page.line(1, identity_line(book, form, case), "line")
    row = 3
    for line in printed_lines(form.help):
        page.line(row, line, "text_line")
        row += 1
    row += 1
    groups = book.words.branch("form_words")
    for title, lines in (("how", groups["steps"]), ("next", groups["after"])):
        page.printed(row, FIRST, book.said(title), "label")
        for number, line in enumerate(lines, 1):
            text = f"{number}. {line}"
            page.printed(row, FIRST + 1, text, "text")
            page.tall_enough(row, [(text, _START_COLUMNS[1])])
            row += 1
        row += 1
    page.printed(row, FIRST, book.said("sheets"), "label")
    for sheet in sheets:
        page.link(row, FIRST + 1, sheet, (0, FIRST), sheet, "plain_link")
        row += 1
    page.sheet.print_area(0, FIRST, row, FIRST + 1)
    return page


def write_put_right(
    book: Book, form: Form, case: str, marks: Sequence[Mark], cells: Mapping[Path, tuple[str, int, int]]
) -> Page:
    """What to put right, in the order given, each with a link to its place."""
    name = book.said("put_right")
    page = book.page(name, _RIGHT_COLUMNS, ALARM)
    head(page, form, case, name)
    page.line(3, book.said("right_intro"), "help")
    titles = ("right_number", "right_kind", "right_where", "right_says", "right_do")
    for column, title in enumerate(titles, FIRST):
        page.printed(5, column, book.said(title), "header")
    page.tall_enough(5, [(book.said(title), _RIGHT_COLUMNS[at]) for at, title in enumerate(titles)])
    for number, mark in enumerate(marks, 1):
        row = 5 + number
        page.printed(row, FIRST, str(number), "cell")
        page.printed(row, FIRST + 1, book.said(f"levels.{mark.level}"), "cell")
        _where(page, row, cells.get(mark.path) or cells.get(mark.path[:2]) or cells.get(mark.path[:1]))
        page.printed(row, FIRST + 3, mark.says, "cell")
        page.printed(row, FIRST + 4, mark.do, "cell")
        page.tall_enough(row, [(mark.says, _RIGHT_COLUMNS[3]), (mark.do, _RIGHT_COLUMNS[4])])
    page.line(7 + len(marks), book.said("right_after"), "help")
    page.sheet.freeze_panes(6, 0)
    page.sheet.repeat_rows(5)
    page.sheet.print_area(0, FIRST, 7 + len(marks), FIRST + len(titles) - 1)
    return page


def _where(page: Page, row: int, place: tuple[str, int, int] | None) -> None:
    if place is None:
        page.printed(row, FIRST + 2, page.book.said("whole"), "cell")
        return
    sheet, at, column = place
    text = page.book.said("where", sheet=sheet, cell=xl_rowcol_to_cell(at, column))
    page.link(row, FIRST + 2, sheet, (at, column), text, "link")
