"""Which question a row of a Word table belongs to: by hidden key, by printed label, by position."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.read.answers import heading, headings
from pipeline.read.word_text import Cell, Row
from pipeline.rulebook.form import Block, Field, Form
from pipeline.rulebook.word_keys import question_of


@dataclass(frozen=True, slots=True)
class Asked:
    """A cell that holds a question."""

    cell: Cell
    block: Block
    field: Field


@dataclass(frozen=True, slots=True)
class Columns:
    """A heading row: the questions of one block by the columns of the grid; ``extra`` are somebody's own."""

    block: Block
    asked: tuple[Asked, ...]
    extra: tuple[Cell, ...] = ()


class Questions:
    """Finds the questions of one form in rows of tables."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._by_key = {(b.key, f.key): (b, f) for b in form.blocks for f in b.fields}
        self._labels: Mapping[tuple[str, str], frozenset[str]] = {
            (b.key, f.key): headings(f.title, f.also) for b in form.blocks for f in b.fields
        }
        self._every_label = frozenset(label for labels in self._labels.values() for label in labels)

    def heading_row(self, row: Row, context: Block | None, *, by_position: bool) -> Columns | None:
        """The questions of a heading row; None if the row is none.

        ``context`` is the block that it stands under; ``by_position`` whether the first row below that
        block's title may be taken for its headings although it says none of them.
        """
        keyed = [asked for cell in row.cells if (asked := self._keyed(cell)) is not None]
        tables = [asked for asked in keyed if asked.block.repeats]
        if tables and (len(tables) > 1 or len(row.cells) == 1):
            return self._columns(row, tables[0].block, tables)
        if keyed:
            return None
        says_label = any(heading(_first_line(cell)) in self._every_label for cell in row.cells)
        candidates = self._candidates(context) if says_label else ()
        found = [columns for block in candidates if (columns := self._labelled(row, block))]
        best = max(found, key=lambda columns: len(columns.asked), default=None)
        if best is None and by_position and context is not None and context.repeats:
            return self._by_position(row, context)
        return best

    def question_row(self, row: Row, context: Block | None) -> Asked | None:
        """The question of a row "question | answer"; None if the row is none."""
        for cell in row.cells:
            asked = self._keyed(cell)
            if asked is not None:
                return asked if len(row.cells) > 1 else None
        filled = [cell for cell in row.cells if cell.text.strip()]
        if len(row.cells) < 2 or not filled:
            return None
        label = heading(_first_line(filled[0]))
        candidates = self._candidates(context, sections_first=True) if label in self._every_label else ()
        for block in candidates:
            if block.repeats and len(row.cells) >= len(block.fields):
                continue  # a row of a table with so few columns is a row of answers
            if block is not context and len(row.cells) > 2:
                continue
            for field in block.fields:
                if label in self._labels[block.key, field.key]:
                    return Asked(filled[0], block, field)
        if context is not None and not context.repeats and row.rows == len(context.fields):
            return Asked(row.cells[0], context, context.fields[row.number])
        return None

    def is_label(self, text: str, field: Field, block: Block) -> bool:
        """Whether a text is the printed label of a question, or one of its other names."""
        return heading(text) in self._labels[block.key, field.key]

    def _keyed(self, cell: Cell) -> Asked | None:
        for key in cell.keys:
            question = question_of(key)
            if question in self._by_key:
                block, field = self._by_key[question]
                return Asked(cell, block, field)
        return None

    def _candidates(self, context: Block | None, *, sections_first: bool = False) -> list[Block]:
        """Every block, the one in hand first."""
        rest = [block for block in self._form.blocks if block is not context]
        if sections_first:
            rest.sort(key=lambda block: block.repeats)
        return rest if context is None else [context, *rest]

    def _labelled(self, row: Row, block: Block) -> Columns | None:
        """The heading row of a block by its printed labels: most of what stands in the row must be labels."""
        if not block.repeats:
            return None
        asked = []
        free = list(block.fields)
        for cell in row.cells:
            label = heading(_first_line(cell))
            field = next((f for f in free if label in self._labels[block.key, f.key]), None)
            if field is not None:
                free.remove(field)
                asked.append(Asked(cell, block, field))
        filled = sum(1 for cell in row.cells if cell.text.strip())
        if len(asked) < min(2, len(block.fields)) or len(asked) * 2 <= filled:
            return None
        return self._columns(row, block, asked)

    def _columns(self, row: Row, block: Block, asked: list[Asked]) -> Columns:
        """The whole heading row: cells that say nothing known are taken by label, then by position."""
        known = {id(a.cell): a for a in asked}
        free = [f for f in block.fields if all(f is not a.field for a in asked)]
        in_place = len(row.cells) == len(block.fields)
        extra = []
        for at, cell in enumerate(row.cells):
            if id(cell) in known:
                continue
            label = heading(_first_line(cell))
            field = next((f for f in free if label in self._labels[block.key, f.key]), None)
            if field is None and in_place and block.fields[at] in free:
                field = block.fields[at]
            if field is None:
                extra.append(cell)
            else:
                free.remove(field)
                known[id(cell)] = Asked(cell, block, field)
        return Columns(block, tuple(known[id(c)] for c in row.cells if id(c) in known), tuple(extra))

    def _by_position(self, row: Row, block: Block) -> Columns | None:
        """The first row of a table with exactly the columns of the block that it stands under."""
        if row.number or len(row.cells) != len(block.fields):
            return None
        pairs = zip(row.cells, block.fields, strict=True)
        return Columns(block, tuple(Asked(cell, block, field) for cell, field in pairs))


def _first_line(cell: Cell) -> str:
    """The first paragraph of a cell that says anything: below it stand help and the answers offered."""
    return next((passage.text for passage in cell.passages if passage.text.strip()), "")
