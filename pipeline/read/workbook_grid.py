"""A workbook as plain cells: what stands where, with bounds that no file can make us leave."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any, cast
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_to_tuple, get_column_letter

from pipeline.model.finding import Place
from pipeline.read.answers import Written, as_text
from pipeline.read.workbook_parts import Beside, Frame, beside, frame, shared_texts, unescaped
from pipeline.read.workbook_strikes import Strikes, strikes
from pipeline.rulebook.form import Form
from pipeline.rulebook.workbook_keys import (
    PRINTED,
    PROPERTY_CASE,
    PROPERTY_FORM,
    PROPERTY_LANGUAGE,
    PROPERTY_VERSION,
    Identity,
)

LAST_ROW, LAST_COLUMN, BLANK_ROWS = 5_000, 60, 200
_MARK = re.compile("^[0-9a-f]{16}$")

Spot = tuple[int, int]  # row and column, from 1


@dataclass(frozen=True, slots=True)
class Cell:
    """One written cell. ``formula`` is "" for plain values; ``text`` is what its writer sees."""

    sheet: str
    row: int
    column: int
    value: Written
    text: str
    number_format: str = ""
    formula: str = ""
    broken: bool = False  # shows #REF! or the like

    @property
    def place(self) -> Place:
        return place(self.sheet, self.row, self.column)

    @property
    def spot(self) -> Spot:
        return self.row, self.column


@dataclass(frozen=True, slots=True)
class Sheet:
    """Written cells by row, in order of rows and of columns."""

    name: str
    rows: Mapping[int, tuple[Cell, ...]]
    frame: Frame
    beside: tuple[Beside, ...]

    def at(self, spot: Spot) -> Cell | None:
        """The written cell at a spot."""
        return next((cell for cell in self.rows.get(spot[0], ()) if cell.column == spot[1]), None)

    def struck(self, cell: Cell) -> str:
        """The words of a cell that are crossed out; "" if none are."""
        words = self.frame.struck.get(f"{get_column_letter(cell.column)}{cell.row}")
        return "" if words is None else words or cell.text


@dataclass(frozen=True, slots=True)
class Book:
    """``names`` are the defined names that point at one cell; ``printed`` marks texts of our own."""

    sheets: tuple[Sheet, ...]
    names: Mapping[str, tuple[str, Spot]]
    claimed: Identity
    printed: frozenset[str]


def place(sheet: str, row: int, column: int) -> Place:
    """A cell as spreadsheet programs call it: D14 of the sheet Progress. See ``said``."""
    return Place(sheet, f"{get_column_letter(column)}{row}")


def said(place: Place, form: Form) -> Place:
    """A cell as its sender knows it, in the words of the form: "Progress, cell D14"."""
    return Place(place.part, form.aside.cell.format(cell=place.spot)) if place.spot else place


def open_book(content: bytes) -> Book:
    """Every written cell of a workbook, within 5,000 rows and 60 columns of each sheet.

    Reading of a sheet stops after 200 blank rows; what is written beyond is told in ``Frame.beyond``.
    Opened twice, once for values and once for formulas. Raises whatever the libraries raise for a file that
    they cannot read.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        values = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        formulas = load_workbook(BytesIO(content), read_only=True, data_only=False, keep_links=False)
        with ZipFile(BytesIO(content)) as archive:
            texts = shared_texts(archive)
            for sheet in cast("list[Any]", values.worksheets) if texts is not None else ():
                sheet._shared_strings = texts
            crossed = strikes(archive)
            sheets = tuple(
                _sheet(archive, seen, made, crossed)
                for seen, made in zip(values.worksheets, formulas.worksheets, strict=True)
            )
    return Book(sheets, _names(values), _claimed(values), _printed(sheets))


def _sheet(archive: ZipFile, seen: Any, made: Any, crossed: Strikes) -> Sheet:
    rows: dict[int, tuple[Cell, ...]] = {}
    last = 0
    for number, cells in _pairs(seen, made):
        written = tuple(cell for cell in (_cell(seen.title, number, *pair) for pair in cells) if cell)
        if written:
            rows[number], last = written, number
        elif number - last >= BLANK_ROWS:
            break
    read = min(last + BLANK_ROWS, LAST_ROW)
    part = seen._worksheet_path
    walked = frame(archive, part, read, LAST_COLUMN, crossed.words)
    kept = {row: tuple(c for c in cells if not _blank_result(c, walked)) for row, cells in rows.items()}
    return Sheet(seen.title, {r: c for r, c in kept.items() if c}, walked, tuple(beside(archive, part)))


def _pairs(seen: Any, made: Any) -> Iterator[tuple[int, list[tuple[int, Any, Any]]]]:
    for sheet in (seen, made):
        sheet.reset_dimensions()  # a wrong size in the file would hide cells
    bounds = {"max_row": LAST_ROW, "max_col": LAST_COLUMN}
    both = zip(seen.iter_rows(**bounds), made.iter_rows(**bounds), strict=True)
    for number, (one, other) in enumerate(both, 1):
        yield number, [(at, *pair) for at, pair in enumerate(zip(one, other, strict=True), 1)]


def _cell(sheet: str, row: int, column: int, seen: Any, made: Any) -> Cell | None:
    formula = ""
    if made.data_type == "f":
        formula = str(getattr(made.value, "text", None) or made.value or "=")
    value = seen.value
    if isinstance(value, str):
        value = unescaped(value)
    form = seen.number_format if isinstance(value, int | float) else ""
    text = as_text(value, form or "")
    if not text and not formula:
        return None
    return Cell(sheet, row, column, value, text, form or "", formula, seen.data_type == "e")


def _blank_result(cell: Cell, walked: Frame) -> bool:
    """A formula that was worked out, to nothing."""
    reference = f"{get_column_letter(cell.column)}{cell.row}"
    return bool(cell.formula) and not cell.text and reference in walked.blank_results


def _names(book: Any) -> dict[str, tuple[str, Spot]]:
    names: dict[str, tuple[str, Spot]] = {}
    for name, defined in book.defined_names.items():
        try:
            for sheet, reference in defined.destinations:
                names[name.lower()] = (sheet, coordinate_to_tuple(reference.replace("$", "")))
        except (ValueError, AttributeError, TypeError):
            continue  # a name whose cell was deleted, or one that names a range: not one of ours
    return names


def _claimed(book: Any) -> Identity:
    told = {
        str(each.name): str(each.value if each.value is not None else "")
        for each in book.custom_doc_props.props
    }
    version = told.get(PROPERTY_VERSION, "").partition(".")[0]
    return Identity(
        told.get(PROPERTY_FORM, "").strip(),
        int(version) if version.isdecimal() else 0,
        told.get(PROPERTY_CASE, "").strip(),
        told.get(PROPERTY_LANGUAGE, "").strip(),
    )


def _printed(sheets: tuple[Sheet, ...]) -> frozenset[str]:
    """The marks of our own texts, from below their heading on the hidden sheet."""
    marks: set[str] = set()
    for sheet in sheets:
        head = next((c for cells in sheet.rows.values() for c in cells if c.text == PRINTED), None)
        if head:
            below = (cell for cells in sheet.rows.values() for cell in cells if cell.column == head.column)
            marks |= {cell.text for cell in below if cell.row > head.row and _MARK.match(cell.text)}
    return frozenset(marks)
