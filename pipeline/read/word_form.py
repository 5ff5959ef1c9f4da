"""A form that came as a Word document.

A cell is known by three things: the hidden key behind its question, the printed label of its question, and
its position. Every character of the document lands in exactly one of three heaps: answers, text outside the
questions, and what was printed by us.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.model.finding import Checked, Finding, Place
from pipeline.model.submission import FilledForm, Outside, Path
from pipeline.read.answers import answer, case_of, clean, heading, headings
from pipeline.read.printed import Fixed
from pipeline.read.word_identity import identify, other_case
from pipeline.read.word_package import opened
from pipeline.read.word_rows import Asked, Columns, Questions
from pipeline.read.word_text import Cell, Passage, Row, Walk
from pipeline.rulebook.catalogue import Catalogue
from pipeline.rulebook.form import Block, Field, Form
from pipeline.rulebook.word_keys import mark_of, row_of
from pipeline.rulebook.workbook_keys import LISTED


def read_word(content: bytes, forms: Mapping[str, Form], catalogue: Catalogue) -> Checked[FilledForm]:
    """The answers of a ``.docx`` form and the place of each one; the bytes have passed the package check.

    Places are the heading of a block and the label of a question, or "row 3, Agreed update". Unaccepted
    changes stop the form; the deleted words are kept as text outside. The value is None when the document is
    none of the forms; a form of another version is read all the same, so that its answers can be carried
    over. Bytes that are no document raise what the libraries raise.
    """
    package = opened(content)
    walk = Walk(package)
    body, margins = list(walk.body()), list(walk.margins())
    known = identify(package.properties(), body, forms, catalogue)
    if known.value is None:
        return Checked(None, known.findings)
    language = known.value.language
    form = known.value.form.said_in(language)
    heaps = sorted_out(body, margins, form, known.value.printed)
    case = case_of(heaps.answers, form) or known.value.case
    version = known.value.version
    filled = FilledForm(
        form.name, version, case, heaps.answers, heaps.places, tuple(heaps.outside), language=language
    )
    findings = (*other_case(known.value, case, catalogue), *_findings(heaps, form, catalogue))
    return Checked(filled, catalogue.in_order(findings, form))


@dataclass
class Heaps:
    """Where everything went. ``raw`` are the answers letter for letter, ``printed`` is what is ours."""

    answers: dict[str, Any] = field(default_factory=dict)
    places: dict[Path, Place] = field(default_factory=dict)
    outside: list[Outside] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    changed: dict[str, Place] = field(default_factory=dict)
    pictures: dict[Place, Path] = field(default_factory=dict)
    crossed: list[tuple[Place, Path, str]] = field(default_factory=list)
    twice: dict[Path, tuple[Place, Place]] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)  # keys of the blocks that are still in the document


def sorted_out(
    body: Iterable[Passage | Row], margins: Iterable[Passage], form: Form, printed: frozenset[str]
) -> Heaps:
    """Every character of a document on its heap."""
    sorter = _Sorter(form, printed)
    for piece in body:
        if isinstance(piece, Row):
            sorter.row(piece)
        else:
            sorter.passage(piece)
    for passage in margins:
        sorter.margin(passage)
    return sorter.finished()


def _findings(heaps: Heaps, form: Form, catalogue: Catalogue) -> Iterable[Finding]:
    for block in form.blocks:
        if block.key not in heaps.met:
            yield catalogue.finding("part-missing", Place(block.title), (block.key,), question=block.title)
    for path, (first, second) in heaps.twice.items():
        told = {"question": second.spot, "first": str(first), "second": str(second)}
        yield catalogue.finding("answered-twice", second, path, **told)
    for place in heaps.changed.values():
        yield catalogue.finding("tracked-changes", place)
    for place, path in heaps.pictures.items():
        yield catalogue.finding("picture-pasted", place, path)
    for place, path, words in heaps.crossed:
        yield catalogue.finding("crossed-out", place, path, answer=words[:60])


@dataclass
class _Entry:
    """One row of a table as it is being read, and the number that the sender counts for it.

    ``at`` is its number in the answers, where blank rows do not count; ``about`` is what its hidden key says
    that it is about, if it was filled in beforehand.
    """

    number: int
    at: int
    about: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)


class _Sorter:
    """Takes the pieces of a document in order and puts each where it belongs."""

    def __init__(self, form: Form, printed: frozenset[str]) -> None:
        self._form = form
        self._printed = printed
        self._questions = Questions(form)
        self._titles = {h: b for b in reversed(form.blocks) for h in headings(b.title, b.also)}
        self._own = headings(form.title, form.also)
        self._fixed = Fixed(form)
        self._block: Block | None = None
        self._columns: Columns | None = None
        self._entries: dict[str, list[_Entry]] = {}
        self._heaps = Heaps()

    def passage(self, passage: Passage) -> None:
        """A paragraph between tables: a heading, a sentence of ours, or somebody's own words."""
        self._beside(passage, self._here())
        text = passage.text
        if not text.strip():
            return
        block = self._titles.get(heading(text))
        if block is not None:
            self._block, self._columns = block, None
            self._heaps.printed.append(text)
        else:
            self._ours_or_outside(text, self._here())

    def margin(self, passage: Passage) -> None:
        """A paragraph of a header or footer."""
        self._beside(passage, Place())
        self._ours_or_outside(passage.text, Place())

    def row(self, row: Row) -> None:
        """A row of a table: headings, a question with its answer, answers, or something of nobody's."""
        columns = self._questions.heading_row(row, self._block, by_position=self._columns is None)
        asked = None if columns else self._questions.question_row(row, self._block)
        if columns:
            self._open(columns.block, columns)
            for cell in row.cells:
                known = next((a for a in columns.asked if a.cell is cell), None)
                self._label(cell, known)
        elif asked:
            self._open(asked.block, None)
            self._question(row, asked)
        elif self._columns:
            self._answers(row, self._columns)
        else:
            for cell in row.cells:
                self._outside_cell(cell, self._here())
        if row.changed:
            self._heaps.changed.setdefault(self._here().part, self._here())

    def finished(self) -> Heaps:
        """The heaps, when everything has been handed in."""
        heaps = self._heaps
        for block in self._form.blocks:
            heaps.places.setdefault((block.key,), Place(block.title))
            if not block.repeats:
                for question in block.fields:
                    path = (block.key, question.key)
                    heaps.places.setdefault(path, Place(block.title, question.title))
                if block.key in heaps.answers:
                    heaps.answers[block.key] = _in_order(block, heaps.answers[block.key])
                continue
            kept = [entry for entry in self._entries.get(block.key, ()) if entry.answers]
            _name_rows(block, kept)
            if kept:
                heaps.answers[block.key] = [_in_order(block, entry.answers) for entry in kept]
            for at, entry in enumerate(kept):
                for question in block.fields:
                    spot = f"{self._row_of(entry)}, {question.title}"
                    heaps.places[block.key, at, question.key] = Place(block.title, spot)
        found = heaps.answers
        heaps.answers = {block.key: found[block.key] for block in self._form.blocks if block.key in found}
        return heaps

    def _open(self, block: Block, columns: Columns | None) -> None:
        self._block, self._columns = block, columns
        self._heaps.met.add(block.key)

    def _row_of(self, entry: _Entry) -> str:
        """How the row of a table is called in places, as word processors themselves count rows."""
        return self._form.aside.row.format(number=entry.number)

    def _here(self) -> Place:
        return Place(self._block.title) if self._block else Place()

    def _question(self, row: Row, asked: Asked) -> None:
        block, question = asked.block, asked.field
        entry = None
        path: Path = (block.key, question.key)
        spot = question.title
        if block.repeats:
            entry = self._box(block, question, row)
            path = (block.key, entry.at, question.key)
            spot = f"{self._row_of(entry)}, {question.title}"
        place = Place(block.title, spot)
        target = entry.answers if entry else self._heaps.answers.get(block.key, {})
        self._label(asked.cell, asked)
        cells = [cell for cell in row.cells if cell is not asked.cell]
        text = "\n".join(filter(None, (self._said(cell, place, path) for cell in cells)))
        self._put(target, question, text, path, place)
        if not block.repeats:
            self._heaps.places[path] = place
            if target:
                self._heaps.answers[block.key] = target

    def _box(self, block: Block, question: Field, row: Row) -> _Entry:
        """The box that a question belongs to: a new one where its questions begin again."""
        entries = self._entries.get(block.key)
        again = not entries or question.key in entries[-1].seen or question is block.fields[0]
        entry = self._entry(block, row) if again or not entries else entries[-1]
        entry.about = entry.about or _about(row)
        entry.seen.add(question.key)
        return entry

    def _entry(self, block: Block, row: Row) -> _Entry:
        """A new row of a block."""
        entries = self._entries.setdefault(block.key, [])
        before = entries[-1] if entries else _Entry(0, 0)
        entries.append(_Entry(before.number + 1, before.at + bool(before.answers), _about(row)))
        return entries[-1]

    def _answers(self, row: Row, columns: Columns) -> None:
        """A row of answers under a heading row, by the columns of the grid."""
        block = columns.block
        entry = self._entry(block, row)
        entries = self._entries[block.key]
        merged: set[str] = set()
        for cell in row.cells:
            asked = next((a for a in columns.asked if a.cell.start <= cell.start < a.cell.end), None)
            spot = self._row_of(entry)
            if asked is None:
                extra = next((c for c in columns.extra if c.start <= cell.start < c.end), None)
                own = " ".join(extra.text.split()) if extra else ""
                self._outside_cell(cell, Place(block.title, f"{spot}, {own}" if own else spot))
                continue
            place = Place(block.title, f"{spot}, {asked.field.title}")
            path = (block.key, entry.at, asked.field.key)
            text = self._said(cell, place, path)
            self._put(entry.answers, asked.field, text, path, place)
            merged |= {asked.field.key} if cell.goes_on else set()
        above = entries[-2].answers if len(entries) > 1 else {}
        if entry.answers:  # what was merged down from the row above, its sender sees beside this row's own
            for key in merged & above.keys():
                entry.answers.setdefault(key, above[key])

    def _put(self, answers: dict[str, Any], question: Field, text: str, path: Path, place: Place) -> None:
        """Keep an answer. A second, different one to the same question stands outside, and is told."""
        value = answer(text, question)
        if value is None:
            return
        if answers.setdefault(question.key, value) == value:
            self._heaps.raw.append(text)
        else:
            self._outside(text, place)
            self._heaps.twice[path] = (self._heaps.places.get(path, place), place)

    def _said(self, cell: Cell, place: Place, path: Path) -> str:
        """What somebody wrote in a cell; hints that we printed there are nothing."""
        for passage in cell.passages:
            self._beside(passage, place, path)
        text = cell.text
        if text.strip() and mark_of(text) in self._printed:
            self._heaps.printed.append(text)
            return ""
        return text

    def _label(self, cell: Cell, asked: Asked | None) -> None:
        """The cell of a question: its label, help and offered answers are ours, the rest is not."""
        place = Place(asked.block.title, asked.field.title) if asked else self._here()
        for passage in cell.passages:
            self._beside(passage, place)
            if asked and self._questions.is_label(passage.text, asked.field, asked.block):
                self._heaps.printed.append(passage.text)
            else:
                self._ours_or_outside(passage.text, place)

    def _outside_cell(self, cell: Cell, place: Place) -> None:
        for passage in cell.passages:
            self._beside(passage, place)
        self._ours_or_outside(cell.text, place)

    def _beside(self, passage: Passage, place: Place, path: Path = ()) -> None:
        """What hangs on a paragraph: notes and deleted words are kept, pictures and changes are told."""
        for hint in passage.hints:
            self._ours_or_outside(hint, place)
        for note in passage.notes:
            self._ours_or_outside(note, place)
        self._outside(passage.struck, place)
        if passage.changed:
            self._heaps.changed.setdefault(place.part, place)
        if passage.picture:
            self._heaps.pictures.setdefault(place, path)
        if passage.crossed:
            self._heaps.crossed.append((place, path, passage.crossed))

    def _ours_or_outside(self, text: str, place: Place) -> None:
        if not text.strip():
            return
        marks = {mark_of(text), mark_of(LISTED + text)}
        if heading(text) in self._own or marks & self._printed or self._fixed.holds(text):
            self._heaps.printed.append(text)
        else:
            self._outside(text, place)

    def _outside(self, text: str, place: Place) -> None:
        kept = clean(text)
        if kept:
            self._heaps.outside.append(Outside(place, kept))


def _in_order(block: Block, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers in the order of the form."""
    return {question.key: answers[question.key] for question in block.fields if question.key in answers}


def _about(row: Row) -> str:
    """What the hidden key of a row says that it is about; "" where it has none."""
    found = (row_of(key) for cell in row.cells for key in cell.keys)
    return next((named[1] for named in found if named), "")


def _name_rows(block: Block, entries: Sequence[_Entry]) -> None:
    """Give a row back what it is about if that was deleted; a copied row does not claim it a second time."""
    given = next((question for question in block.fields if question.given), None)
    if given is None:
        return
    taken = {str(entry.answers[given.key]) for entry in entries if given.key in entry.answers}
    for entry in entries:
        if entry.about and given.key not in entry.answers and entry.about not in taken:
            entry.answers[given.key] = answer(entry.about, given)
            taken.add(entry.about)
