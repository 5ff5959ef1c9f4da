"""Which row of a sheet is what: the title of a block, the headings of a table, a question, a row of answers.

An answer is known by the label beside or above it, since that is what its sender saw; where a label was
changed beyond recognition, the hidden key of its row or column tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from pipeline.read.answers import heading, headings
from pipeline.read.workbook_grid import Cell, Sheet
from pipeline.rulebook.form import Block, Field, Form
from pipeline.rulebook.workbook_keys import answer_key, header_key, row_key, title_key

_FEWEST = 2  # headings by which a table is known where its keys are gone


class Sort(Enum):
    """What a row is."""

    TITLE = auto()
    KEYS = auto()  # the hidden row of field keys above a table's headings
    HEADER = auto()
    HINTS = auto()
    QUESTION = auto()
    ANSWERS = auto()
    STRAY = auto()


@dataclass(frozen=True, slots=True)
class Row:
    """One written row. ``columns`` are a table's fields by column, from its headings.

    ``label`` is the column of a question's label, 0 where only the row's key tells which question it is.
    """

    sheet: Sheet
    number: int
    sort: Sort
    block: Block | None = None
    field: Field | None = None
    label: int = 0
    columns: Mapping[int, Field] | None = None
    key_column: int = 0
    header: int = 0  # number of the row with a table's headings

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The written cells but for the hidden key."""
        return tuple(c for c in self.sheet.rows.get(self.number, ()) if c.column != self.key_column)


@dataclass(frozen=True, slots=True)
class Marks:
    """How a form's blocks and questions can be recognised."""

    form: Form
    keys: Mapping[str, tuple[Sort, Block, Field | None]]
    titles: Mapping[str, tuple[Block, ...]]
    labels: Mapping[str, tuple[tuple[Block, Field], ...]]


def marks_of(form: Form) -> Marks:
    """Everything by which a form's parts are recognised, worked out once."""
    keys: dict[str, tuple[Sort, Block, Field | None]] = {}
    titles: dict[str, tuple[Block, ...]] = {}
    labels: dict[str, tuple[tuple[Block, Field], ...]] = {}
    for block in form.blocks:
        keys[title_key(block)] = (Sort.TITLE, block, None)
        keys[header_key(block)] = (Sort.KEYS, block, None)
        keys[row_key(block)] = (Sort.ANSWERS, block, None)
        for name in headings(block.title, block.also):
            titles[name] = (*titles.get(name, ()), block)
        for field in () if block.repeats else block.fields:
            keys[answer_key(block, field)] = (Sort.QUESTION, block, field)
            for name in headings(field.title, field.also):
                labels[name] = (*labels.get(name, ()), (block, field))
    return Marks(form, keys, titles, labels)


def rows_of(sheet: Sheet, marks: Marks) -> Iterator[Row]:
    """Every written row of a sheet, told apart."""
    walk = _Walk(sheet, marks)
    for number in sheet.rows:
        yield walk.take(number)


class _Walk:
    """One walk down a sheet. What a row is depends on what stood above it."""

    def __init__(self, sheet: Sheet, marks: Marks) -> None:
        self.sheet, self.marks = sheet, marks
        self.key_column = _key_column(sheet, marks)
        on_sheet = [block for block in marks.form.blocks if is_on(block, sheet.name)]
        self.block = on_sheet[0] if len(on_sheet) == 1 else None  # the block that we are in
        self.keyed: tuple[int, Block, dict[int, str]] | None = None  # row of keys, its block, keys by column
        self.columns: Mapping[int, Field] = {}
        self.header = 0

    def take(self, number: int) -> Row:
        cells = self.sheet.rows[number]
        key = next((c.text for c in cells if c.column == self.key_column), "")
        printed = [c for c in cells if c.column != self.key_column]
        sort, block, field = self.marks.keys.get(key, (None, None, None))
        if sort is Sort.KEYS and block:
            self.keyed = (number, block, {c.column: c.text for c in printed})
            return self._row(number, Sort.KEYS, block)
        if sort is not Sort.ANSWERS:
            found = (
                self._header(number, printed)
                or (field is None and self._title(number, printed, block))
                or self._question(number, printed, block, field)
            )
            if found:
                return found
        if self.columns and self.block:
            hints = self._is_hints(printed)  # wherever they were sorted to
            return self._row(number, Sort.HINTS if hints else Sort.ANSWERS, self.block)
        return self._row(number, Sort.STRAY, None)

    def _row(
        self, number: int, sort: Sort, block: Block | None, field: Field | None = None, label: int = 0
    ) -> Row:
        columns = self.columns if sort in (Sort.HEADER, Sort.ANSWERS, Sort.HINTS) else None
        return Row(self.sheet, number, sort, block, field, label, columns, self.key_column, self.header)

    def _header(self, number: int, cells: Sequence[Cell]) -> Row | None:
        best = max(
            ((len(found), near, block, found) for block, near, found in self._tables(number, cells)),
            key=lambda option: option[:2],
            default=None,
        )
        if best is None:
            return None
        _, _, self.block, self.columns = best
        self.header, self.keyed = number, None
        return self._row(number, Sort.HEADER, self.block)

    def _tables(self, number: int, cells: Sequence[Cell]) -> Iterator[tuple[Block, bool, dict[int, Field]]]:
        """Tables whose headings these cells may be, with how surely: by column, the fields."""
        keyed = self.keyed if self.keyed and 0 < number - self.keyed[0] <= _FEWEST else None
        for block in self.marks.form.blocks:
            if not block.repeats:
                continue
            keys = keyed[2] if keyed and keyed[1] is block else {}
            found = _columns(block, cells, keys)
            labelled = len(_columns(block, cells, {}))
            enough = labelled >= min(_FEWEST, len(block.fields)) and 2 * labelled >= len(cells)
            if self.columns and self.key_column:  # words of somebody's own row may well be those of headings
                enough = labelled == len(cells) and 2 * labelled > len(block.fields)
            if found and (keys or enough):
                yield block, bool(keys) or block is self.block, found

    def _title(self, number: int, cells: Sequence[Cell], keyed: Block | None) -> Row | None:
        text = heading(cells[0].text) if cells else ""
        named = self.marks.titles.get(text, ())
        if keyed is None and self.block in named and text in self.marks.labels:
            return None  # the only question of a block, with the block's own title
        block = keyed
        if named and (keyed is None or keyed not in named):
            inside = self.columns and self.key_column  # a table of ours has a key in every title
            block = named[0] if len(cells) == 1 and not inside else keyed
        if block is None:
            return None
        self.block, self.columns = block, {}
        return self._row(number, Sort.TITLE, block)

    def _question(
        self, number: int, cells: Sequence[Cell], keyed: Block | None, keyed_field: Field | None
    ) -> Row | None:
        if self.columns and self.key_column and keyed_field is None:
            return None  # a row that somebody put into a table
        for cell in cells:
            options = self.marks.labels.get(heading(cell.text), ())
            if not options or (keyed_field is None and cell is not cells[0]):
                continue
            block, field = self._likeliest(options, keyed, keyed_field)
            self.block, self.columns = block, {}
            return self._row(number, Sort.QUESTION, block, field, cell.column)
        if keyed and keyed_field:
            self.block, self.columns = keyed, {}
            return self._row(number, Sort.QUESTION, keyed, keyed_field)
        return None

    def _likeliest(
        self, options: Sequence[tuple[Block, Field]], keyed: Block | None, keyed_field: Field | None
    ) -> tuple[Block, Field]:
        """Of several questions with one label: the row's own, else this block's, this sheet's, the first."""

        def near(option: tuple[Block, Field]) -> tuple[bool, ...]:
            block, field = option
            return (
                block is keyed and field is keyed_field,
                block is keyed,
                block is self.block,
                is_on(block, self.sheet.name),
            )

        return max(options, key=near)

    def _is_hints(self, cells: Sequence[Cell]) -> bool:
        return all(cell.column in self.columns and is_help(cell, self.columns[cell.column]) for cell in cells)


def is_on(block: Block, sheet: str) -> bool:
    """Whether a sheet has the name, in any language, of the one that a block stands on."""
    return heading(sheet) in headings(block.sheet, block.sheets)


def is_help(cell: Cell, field: Field) -> bool:
    """Whether a cell holds the help of a question. Punctuation alone is an answer, not the help of none."""
    return heading(cell.text) in headings(field.help, field.helps)


def key_columns(sheet: Sheet, marks: Marks) -> Mapping[int, int]:
    """How many hidden keys stand in each column. Those of titles are plain words, so they do not count."""
    counts: dict[int, int] = {}
    for cells in sheet.rows.values():
        for cell in cells:
            known = marks.keys.get(cell.text)
            if known and known[0] is not Sort.TITLE:
                counts[cell.column] = counts.get(cell.column, 0) + 1
    return counts


def _key_column(sheet: Sheet, marks: Marks) -> int:
    """The column with the hidden keys, wherever it was moved to; 0 if it is gone."""
    counts = key_columns(sheet, marks)
    return max(counts, key=lambda column: (counts[column], -column), default=0)


def _columns(block: Block, cells: Sequence[Cell], keys: Mapping[int, str]) -> dict[int, Field]:
    """A table's fields by column: by heading first; by hidden key where no heading tells otherwise."""
    by_heading: dict[str, Field] = {}
    for field in block.fields:
        for name in headings(field.title, field.also):
            by_heading.setdefault(name, field)
    found: dict[int, Field] = {}
    said = {cell.column: by_heading[heading(cell.text)] for cell in cells if heading(cell.text) in by_heading}
    for column, field in said.items():
        twins = [c for c, other in said.items() if other is field]
        if column == next((c for c in twins if keys.get(c) == field.key), twins[0]):
            found[column] = field
    by_key = {field.key: field for field in block.fields}
    for column, key in keys.items():
        keyed = by_key.get(key)
        if keyed and column not in said and keyed not in found.values():
            found[column] = keyed
    return found
