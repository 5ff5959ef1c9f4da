"""From rows to answers: every written cell is an answer, one of our own words, or kept as outside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as made
from typing import Any

from pipeline.model.finding import Finding, Place
from pipeline.model.submission import Outside, Path
from pipeline.read.answers import answer, clean, heading, headings
from pipeline.read.printed import Fixed
from pipeline.read.workbook_grid import Book, Cell, Sheet, Spot, place, said
from pipeline.read.workbook_margins import margin_texts
from pipeline.read.workbook_rows import Row, Sort, is_help, key_columns, marks_of, rows_of
from pipeline.rulebook.catalogue import Catalogue
from pipeline.rulebook.form import Block, Field, Form
from pipeline.rulebook.workbook_keys import LISTED, PRINTED, defined_name, fingerprint, identity_in


@dataclass(slots=True)
class Taken:
    """What has been taken from a workbook so far."""

    answers: dict[str, Any] = made(default_factory=dict)
    places: dict[Path, Place] = made(default_factory=dict)
    findings: list[Finding] = made(default_factory=list)
    used: set[tuple[str, Spot]] = made(default_factory=set)
    outside: tuple[Outside, ...] = ()
    found: set[str] = made(default_factory=set)  # keys of the blocks that are still in the workbook
    tables: dict[str, list[tuple[Sheet, list[Mapping[str, Any]]]]] = made(default_factory=dict)


def take(book: Book, form: Form, catalogue: Catalogue) -> Taken:
    """Every answer of a workbook with its place, and what was found on the way."""
    return _Taker(book, form, catalogue).all()


class _Taker:
    """One taking of answers."""

    def __init__(self, book: Book, form: Form, catalogue: Catalogue) -> None:
        self.book, self.form, self.catalogue = book, form, catalogue
        self.taken = Taken()
        self.fixed = Fixed(form)
        self.sheets = {sheet.name: sheet for sheet in book.sheets}

    def all(self) -> Taken:
        marks = marks_of(self.form)
        rows = [row for sheet in self.book.sheets for row in rows_of(sheet, marks)]
        labelled = {(row.block.key, row.field.key) for row in rows if row.label and row.block and row.field}
        for row in rows:
            match row.sort:
                case Sort.TITLE | Sort.KEYS | Sort.HEADER | Sort.HINTS:
                    self._furniture(row)
                case Sort.QUESTION if row.block and row.field:
                    if row.label or (row.block.key, row.field.key) not in labelled:
                        self._question(row, row.block, row.field)
                case Sort.ANSWERS if row.block:
                    self._row(row, row.block)
        self._by_name()
        self._twice()
        self.taken.outside = tuple(self.outside())
        return self.taken

    def _furniture(self, row: Row) -> None:
        """Titles and headings. What somebody wrote beside or over them is not used up."""
        block = row.block
        if block is None:
            return
        if row.sort in (Sort.KEYS, Sort.HEADER):
            self.taken.found.add(block.key)
        for cell in row.cells:
            if _is_furniture(cell, row, block):
                self._use(cell)
        if row.cells and (row.sort is Sort.HEADER or (row.sort is Sort.TITLE and row.key_column)):
            self.taken.places.setdefault((block.key,), row.cells[0].place)

    def _question(self, row: Row, block: Block, field: Field) -> None:
        self.taken.found.add(block.key)
        label = row.sheet.at((row.number, row.label)) if row.label else None
        if label:
            self._use(label)
        expected = self._expected(row, block, field)
        cell = self._answer_cell(row, field, expected)
        path = (block.key, field.key)
        self.taken.places.setdefault((block.key,), place(row.sheet.name, row.number, row.label or expected))
        where = cell.place if cell else place(row.sheet.name, row.number, expected)
        if cell is None:
            self.taken.places.setdefault(path, where)
            return
        section = self.taken.answers.setdefault(block.key, {})
        value = self._value(cell, field, path)
        if field.key in section and section[field.key] != value:
            first = self.taken.places[path]
            one, other = (str(said(spot, self.form)) for spot in (first, where))
            blanks = {"question": field.title, "first": one, "second": other}
            self.taken.findings.append(self.catalogue.finding("answered-twice", where, path, **blanks))
            return  # the second answer stays among what is outside
        self._use(cell)
        if value is not None and field.key not in section:
            section[field.key] = value
            self.taken.places[path] = where

    def _expected(self, row: Row, block: Block, field: Field) -> int:
        """The column in which the answer should stand."""
        sheet, spot = self.book.names.get(defined_name(block, field).lower(), ("", (0, 0)))
        if sheet == row.sheet.name and spot[0] == row.number:
            return spot[1]
        return row.label + 1 if row.label else row.key_column + 2

    def _answer_cell(self, row: Row, field: Field, expected: int) -> Cell | None:
        """The cell where the answer was typed: where it should be, or the next one in the same row."""
        others = [cell for cell in row.cells if cell.column != row.label]
        if (
            not self.book.printed
        ):  # our own words cannot be told from the sender's: only the box itself is sure
            span = next((box[3] for box in row.sheet.frame.merges if box[:2] == (row.number, row.label)), 0)
            others = [cell for cell in others if cell.column in (expected, span + 1)]
        helps = [cell for cell in others if is_help(cell, field)]
        right = [cell for cell in others if cell.column >= (row.label or expected)]
        left = [cell for cell in others if cell not in right]
        for cell in sorted(right, key=lambda cell: cell.column != expected) + (left if row.label else []):
            copied = len(helps) > 1 and cell.column == expected  # the help itself stands elsewhere
            if (cell not in helps or copied) and (cell.column == expected or not self.ours(cell)):
                return cell
        return None

    def _row(self, row: Row, block: Block) -> None:
        columns = row.columns or {}
        answers: dict[str, Any] = {}
        rows = self.taken.answers.setdefault(block.key, [])
        cells = [
            cell
            for cell in row.cells
            if cell.column in columns and not self._is_hint(cell, row, columns[cell.column])
        ]
        if not cells:
            return
        for cell in (*cells, *self._merged_down(row, cells)):
            key = columns[cell.column].key
            path = (block.key, len(rows), key)
            value = self._value(cell, columns[cell.column], path)
            self._use(cell)
            if value is not None:
                answers[key] = value
                self.taken.places[path] = place(row.sheet.name, row.number, cell.column)
        if not answers:
            return
        for column, field in columns.items():
            spot = place(row.sheet.name, row.number, column)
            self.taken.places.setdefault((block.key, len(rows), field.key), spot)
        rows.append({f.key: answers[f.key] for f in block.fields if f.key in answers})
        parts = self.taken.tables.setdefault(block.key, [])
        if not parts or parts[-1][0] is not row.sheet:
            parts.append((row.sheet, []))
        parts[-1][1].append(rows[-1])

    def _is_hint(self, cell: Cell, row: Row, field: Field) -> bool:
        """Whether a cell still holds the hint below a heading, though somebody wrote beside it."""
        if is_help(cell, field) and row.number == row.header + 1:
            self._use(cell)
            return True
        return False

    def _merged_down(self, row: Row, cells: Iterable[Cell]) -> Iterator[Cell]:
        """Cells above that were merged over this row: their sender sees them beside this row's own."""
        own = {cell.column for cell in cells}
        for top, left, bottom, _ in row.sheet.frame.merges:
            if row.header < top < row.number <= bottom and left in (row.columns or {}) and left not in own:
                cell = row.sheet.at((top, left))
                if cell:
                    yield cell

    def _by_name(self) -> None:
        """Answers whose label and key are both gone, by the name of their cell."""
        for block in self.form.blocks:
            for field in () if block.repeats else block.fields:
                path = (block.key, field.key)
                sheet, spot = self.book.names.get(defined_name(block, field).lower(), ("", (0, 0)))
                if path in self.taken.places or (sheet, spot) in self.taken.used or not sheet:
                    continue
                self.taken.places[path] = place(sheet, *spot)
                cell = self.sheets[sheet].at(spot) if sheet in self.sheets else None
                if cell and not self.ours(cell):
                    self.taken.found.add(block.key)
                    self._use(cell)
                    self.taken.answers.setdefault(block.key, {})[field.key] = self._value(cell, field, path)

    def _twice(self) -> None:
        """A table that is filled in on two sheets, differently: only its sender knows which one counts."""
        for key, parts in self.taken.tables.items():
            if len(parts) < 2:
                continue
            title = self.form.block(key).title
            blanks = {"question": title, "first": parts[0][0].name, "second": parts[1][0].name}
            where = Place(parts[1][0].name)
            if parts[0][1] == parts[1][1]:
                keep = len(parts[0][1])
                del self.taken.answers[key][keep:]
            else:
                self.taken.findings.append(self.catalogue.finding("answered-twice", where, (key,), **blanks))

    def _value(self, cell: Cell, field: Field, path: Path) -> str | int | None:
        self._look(cell, path)
        if cell.formula and not cell.text:
            return clean(cell.formula)
        if cell.broken:
            return cell.text
        return answer(cell.value, field, cell.number_format)

    def _look(self, cell: Cell, path: Path = ()) -> None:
        code = ""
        if cell.formula and not cell.text:
            code = "formula-without-result"
        elif cell.broken:
            code = "error-in-cell"
        shown = cell.text or clean(cell.formula)
        if not code and (crossed := self.sheets[cell.sheet].struck(cell)):
            code, shown = "crossed-out", clean(crossed)
        if code:
            self.taken.findings.append(self.catalogue.finding(code, cell.place, path, answer=shown[:60]))

    def _use(self, cell: Cell) -> None:
        self.taken.used.add((cell.sheet, cell.spot))

    def ours(self, cell: Cell) -> bool:
        """Whether a cell still holds what we printed in it."""
        known = identity_in(cell.text)
        return (
            fingerprint(cell.text) in self.book.printed
            or (known is not None and known.form == self.form.name)
            or self.fixed.holds(cell.text)
        )

    def outside(self) -> Iterator[Outside]:
        """Everything written that is neither an answer nor our own."""
        marks = marks_of(self.form)
        for sheet in self.book.sheets:
            ours = [cell for cells in sheet.rows.values() for cell in cells if cell.text == PRINTED]
            keys = key_columns(sheet, marks)
            for cells in sheet.rows.values():
                for cell in cells:
                    if (sheet.name, cell.spot) in self.taken.used or self.ours(cell):
                        continue
                    if cell.column in keys and cell.text in marks.keys:
                        continue
                    if ours and self._listed(cell):
                        continue
                    self._look(cell)
                    yield Outside(cell.place, cell.text or clean(cell.formula))
            yield from self._beside(sheet)
        yield from self._margins()

    def _listed(self, cell: Cell) -> bool:
        """Whether a cell of the hidden sheet holds what we put there."""
        held = cell.text
        return held == PRINTED or held in self.book.printed or fingerprint(LISTED + held) in self.book.printed

    def _beside(self, sheet: Sheet) -> Iterator[Outside]:
        for note in sheet.beside:
            text, where = clean(note.text), Place(sheet.name, note.cell)
            if note.picture:
                self.taken.findings.append(self.catalogue.finding("picture-pasted", where))
            if text and fingerprint(text) not in self.book.printed:
                yield Outside(where, text)

    def _margins(self) -> Iterator[Outside]:
        """Words that somebody put into the headers and footers of the printed pages, each once."""
        told: set[str] = set()
        for sheet in self.book.sheets:
            for text in (clean(each) for coded in sheet.frame.margins for each in margin_texts(coded)):
                if text and text not in told and fingerprint(text) not in self.book.printed:
                    yield Outside(Place(sheet.name), text)
                told.add(text)


def _is_furniture(cell: Cell, row: Row, block: Block) -> bool:
    """Whether a cell of a title, of headings, keys or hints still says what it should."""
    field = (row.columns or {}).get(cell.column)
    match row.sort:
        case Sort.TITLE:
            return heading(cell.text) in headings(block.title, block.also)
        case Sort.HEADER:
            return field is not None and heading(cell.text) in headings(field.title, field.also)
        case Sort.KEYS:
            return cell.text in [each.key for each in block.fields]
        case _:
            return True
