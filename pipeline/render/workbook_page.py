"""One sheet of a form's workbook while it is written, and the hidden sheet of lists for drop-downs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from pipeline.errors import TextTooLong
from pipeline.model.submission import Path
from pipeline.render.workbook_layout import FIRST, KEYS, lines_of
from pipeline.render.workbook_style import Styles, height
from pipeline.rulebook.words import Words
from pipeline.rulebook.workbook_keys import LISTED, PRINTED, fingerprint

LONGEST = 32_767  # characters in a cell, as office programs count them

# What people may do in a protected sheet: nothing that they need is forbidden, and there is no password.
_ALLOWED = {
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "insert_rows": True,
    "insert_columns": True,
    "insert_hyperlinks": True,
    "delete_rows": True,
    "sort": True,
    "autofilter": True,
    "objects": False,
}


class Book:
    """A workbook being written: its styles, its words, its hidden lists and a note of all that we print.

    The note lets the reader tell our own words from what somebody wrote beside the questions.
    """

    def __init__(self, book: Workbook, words: Words, case: str) -> None:
        self.book = book
        self.words = words
        self.style = Styles(book)
        self.printed: dict[str, None] = {}
        self._footer = _footer(self, case)
        self._lists: dict[tuple[str, ...], int] = {}

    def said(self, name: str, **blanks: object) -> str:
        """Fixed words of forms."""
        return self.words(f"form_words.{name}", **blanks)

    def printed_by_us(self, text: str) -> str:
        """The text itself, noted as ours."""
        self.printed[fingerprint(text)] = None
        return text

    def page(self, name: str, columns: Sequence[int], tab: str) -> Page:
        """A new sheet with columns of these widths."""
        sheet = self.book.add_worksheet(name)
        sheet.set_tab_color(tab)
        sheet.hide_gridlines(2)
        sheet.set_paper(9)
        sheet.set_landscape() if sum(columns) > 110 else sheet.set_portrait()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.set_header(f"&R{_plain(self.printed_by_us(self.said('confidential')))}")
        sheet.set_footer(self._footer)
        sheet.protect("", _ALLOWED)
        sheet.set_column(KEYS, KEYS, 2, None, {"hidden": True})
        for at, width in enumerate(columns):
            sheet.set_column(FIRST + at, FIRST + at, width)
        return Page(self, sheet, columns)

    def list_range(self, items: Sequence[str]) -> str:
        """The formula of a drop-down's list; it stands on a hidden sheet, where it may be of any length."""
        column = self._lists.setdefault(tuple(items), len(self._lists) + 1)
        return f"='{self.said('lists')}'!{xl_range_abs(1, column, len(items), column)}"

    def write_lists(self) -> None:
        """Write the hidden sheet. Done last, when everything printed is known."""
        sheet = self.book.add_worksheet(self.said("lists"))
        sheet.hide()
        for items, column in self._lists.items():
            for row, item in enumerate(items, 1):
                sheet.write_string(row, column, _as_text(item))
        sheet.write_string(0, 0, PRINTED)
        offered = {fingerprint(LISTED + item) for items in self._lists for item in items}
        for row, mark in enumerate(sorted({*self.printed, *offered}), 1):
            sheet.write_string(row, 0, mark)


class Page:
    """One sheet. Text is always written as text: nothing that anybody typed becomes a formula."""

    def __init__(self, book: Book, sheet: Worksheet, columns: Sequence[int]) -> None:
        self.book = book
        self.sheet = sheet
        self.columns = columns

    def key(self, row: int, text: str) -> None:
        """A hidden key. Not locked, so that rows can be deleted and sorted."""
        self.sheet.write_string(row, KEYS, text, self.book.style("free"))

    def text(self, row: int, column: int, text: str, style: Format, path: Path = ()) -> None:
        """A text in a cell, whole or not at all (TextTooLong)."""
        if len(text.encode("utf-16-le", "surrogatepass")) // 2 > LONGEST:
            raise TextTooLong(path, LONGEST)
        if text:
            self.sheet.write_string(row, column, _as_text(text), style)
        else:
            self.sheet.write_blank(row, column, None, style)

    def printed(self, row: int, column: int, text: str, *parts: str) -> None:
        """A text of our own in a cell."""
        self.text(row, column, self.book.printed_by_us(text), self.book.style(*parts))

    def line(self, row: int, text: str, *parts: str, tall: float | None = None) -> None:
        """A text of our own on a line by itself, running on to the right."""
        self.printed(row, FIRST, text, *parts)
        if tall is not None:
            self.sheet.set_row(row, tall)

    def note(self, row: int, column: int, text: str) -> None:
        """A note on a cell, read out by screen readers and shown on hovering."""
        tall = lines_of(text, 40) * 17 + 20
        options: Mapping[str, object] = {"author": "", "width": 320, "height": tall, "font_size": 10}
        self.sheet.write_comment(row, column, self.book.printed_by_us(text), options)

    def link(self, row: int, column: int, sheet: str, cell: tuple[int, int], text: str, *parts: str) -> None:
        """A link to a cell of this workbook."""
        quoted = sheet.replace("'", "''")
        target = f"internal:'{quoted}'!{xl_rowcol_to_cell(*cell)}"
        self.sheet.write_url(row, column, target, self.book.style(*parts), self.book.printed_by_us(text))

    def tall_enough(self, row: int, texts: Sequence[tuple[str, int]], least: int = 1) -> None:
        """Set the height of a row so that texts in columns of given widths can be seen."""
        lines = max([least, *(lines_of(text, width) for text, width in texts)])
        self.sheet.set_row(row, height(lines))


def _as_text(text: str) -> str:
    """A text that the writing library takes for nothing else: "<r>" would begin its own mark-up."""
    return text + " " if text.startswith("<r>") else text


def _plain(text: str) -> str:
    """Text for a header or footer, where an ampersand begins a code."""
    return text.replace("&", "&&")


def _footer(book: Book, case: str) -> str:
    """Case on the left, "Page 2 of 7" on the right."""
    page = book.said("page", page="\0", pages="\1")
    book.printed_by_us(page.replace("\0", "").replace("\1", ""))
    left = f"&L{_plain(book.printed_by_us(case))}" if case else ""
    return f"{left}&R{_plain(page)}".replace("\0", "&P").replace("\1", "&N")
