"""A form as a Word document: blank, or with what is already known in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

import docx

from pipeline.model.mark import Mark
from pipeline.model.prefill import Prefill
from pipeline.model.submission import Path
from pipeline.render.word_marks import Marks
from pipeline.render.word_package import describe, packed
from pipeline.render.word_parts import (
    Element,
    cell,
    date_picker,
    drop_down,
    key_run,
    paragraph,
    paragraphs,
    row,
    run,
    table,
)
from pipeline.render.word_styles import dress, foot
from pipeline.rulebook.form import Block, Field, Form, Kind
from pipeline.rulebook.word_keys import field_key, form_key, printed_properties, row_key
from pipeline.rulebook.words import Words
from pipeline.rulebook.workbook_keys import PROPERTY_CASE, PROPERTY_FORM, PROPERTY_LANGUAGE, PROPERTY_VERSION

PORTRAIT_ROOM = 90  # characters that stand side by side in a table on an upright page
LANDSCAPE_ROOM = 200  # beyond this a table is printed as one box a row, question over question
BLANK_ROWS, BLANK_BOXES, SPARE_ROWS = 6, 3, 2  # Word adds rows at a key press, so few are printed
LINE = 250  # height of a line, in twentieths of a point
LONG = 1200  # characters from which an answer may run over the end of a page
LABEL_SHARE = 0.33  # of the width, for the questions of a section
HELP_WIDTH = 18  # characters; help squeezed into less makes a heading row as tall as the table


def word_form(form: Form, words: Words, prefill: Prefill | None = None, marks: Sequence[Mark] = ()) -> bytes:
    """A form as .docx, the same bytes for the same arguments.

    Sections are printed as two columns (question, answer), tables with a heading row that repeats, tables too
    wide for a page as one box a row. Each question carries its key in hidden text, the document its name,
    version and case in hidden properties. ``prefill`` puts answers and drop-down lists in; an answer that the
    schema could not take is printed as it stands. With ``marks`` it is a returned form: a list at the top
    says what to put right, and each place has a frame and a comment. Drop-downs and calendars only help with
    typing: what counts is the text in the box.
    Layout of headings: 000, record of a core group meeting; 004, format for notes.
    """
    sheet = _Sheet(form, words, prefill or Prefill(), marks)
    document = docx.Document()
    body = document.element.body
    for leftover in list(body)[:-1]:
        body.remove(leftover)
    room = dress(document, words.language, wide=any(_width(block) > PORTRAIT_ROOM for block in form.blocks))
    for piece in sheet.pieces(room):
        body.insert(len(body) - 1, piece)
    of_pages = (words("word_form.page"), words("word_form.of"))
    sheet.say(f"{sheet.identity} {''.join(of_pages)}")  # the footer as its reader sees it, numbers left out
    foot(document, sheet.identity, of_pages)
    sheet.marks.comment(document)
    describe(document, form.title, words.language, sheet.properties())
    return packed(document)


def _width(block: Block) -> int:
    return sum(f.width for f in block.fields) if block.repeats and not _in_boxes(block) else 0


def _in_boxes(block: Block) -> bool:
    return block.repeats and sum(f.width for f in block.fields) > LANDSCAPE_ROOM


@dataclass
class _Sheet:
    """One form being written; remembers what it printed beside the questions."""

    form: Form
    words: Words
    prefill: Prefill
    faults: Sequence[Mark]
    printed: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1000))
    marks: Marks = field(init=False)

    def __post_init__(self) -> None:
        self.marks = Marks(self.faults, self.form, self.words, self.prefill.answers, self.say)

    @property
    def identity(self) -> str:
        name = "form_words.identity_case" if self.prefill.case else "form_words.identity"
        return self.words(name, form=self.form.name, version=self.form.version, case=self.prefill.case)

    def say(self, text: str) -> str:
        """A text that is ours: its fingerprint goes into the document."""
        self.printed.append(text)
        return text

    def properties(self) -> dict[str, str]:
        """What the document says about itself in hidden properties."""
        blanks = [str(text) for text in self.words.branch("word_form.blanks").values()]
        return {
            PROPERTY_FORM: self.form.name,
            PROPERTY_VERSION: str(self.form.version),
            PROPERTY_CASE: self.prefill.case,
            PROPERTY_LANGUAGE: self.form.language,
            **printed_properties([*self.printed, *blanks]),
        }

    def pieces(self, room: int) -> Iterator[Element]:
        """The paragraphs and tables of the form in order; ``room`` is the width of the text."""
        yield paragraph("Title", run(self.form.title))
        key = key_run(form_key(self.form.name, self.form.version, self.prefill.case))
        yield paragraph("FormIdentity", run(self.say(self.identity)), key)
        yield from self.marks.listed(room)
        if self.form.help:
            yield paragraph("FormText", run(self.form.help))
        for name, sentence in self.words.branch("word_form.how").items():
            if name != "cards" or any(_in_boxes(block) for block in self.form.blocks):
                yield paragraph("FormText", run(self.say(str(sentence))))
        for block in self.form.blocks:
            yield from self.marks.touch((block.key,), [paragraph("Heading1", run(block.title))])
            if block.help:
                yield paragraph("FormLead", run(block.help))
            yield from self._block(block, room)

    def _block(self, block: Block, room: int) -> Iterator[Element]:
        if not block.repeats:
            yield self._questions(block, self.prefill.answers.get(block.key, {}), room, (block.key,))
            yield _gap()
        elif _in_boxes(block):
            for at, answers in enumerate(self._rows(block, BLANK_BOXES)):
                yield self._questions(block, answers, room, (block.key, at))
                yield _gap()
        else:
            yield self._columns(block, room)
            yield _gap()

    def _rows(self, block: Block, blank: int) -> Sequence[Mapping[str, Any]]:
        known = list(self.prefill.answers.get(block.key, ()))
        wanted = max(min(block.rows, blank), len(known) + (SPARE_ROWS if known else 0), 1)
        return [*known, *({} for _ in range(wanted - len(known)))]

    def _questions(self, block: Block, answers: Mapping[str, Any], room: int, path: Path) -> Element:
        """Questions in the left column, answers in the right one."""
        widths = (int(room * LABEL_SHARE), room - int(room * LABEL_SHARE))
        keys = _row_keys(block, answers)
        rows = []
        for number, question in enumerate(block.fields):
            together = block.repeats and number < len(block.fields) - 1
            style = "FormColumn" if together else "FormLabel"
            label = cell(widths[0], *self._label(block, question, style, keys if number == 0 else ()))
            filled = cell(widths[1], *self._answer(question, answers, path))
            rows.append(_row((label, filled), [answers.get(question.key)], question.lines))
        return table(block.title, widths, rows, top=False, side=True)

    def _columns(self, block: Block, room: int) -> Element:
        """Questions as the heading row, one row of boxes for each row of answers."""
        widths = _shared(room, [max(f.width, HELP_WIDTH if f.help else 0) for f in block.fields])
        head = (
            cell(w, *self._label(block, f, "FormColumn")) for f, w in zip(block.fields, widths, strict=True)
        )
        rows = [row(head, header=True)]
        for at, answers in enumerate(self._rows(block, BLANK_ROWS)):
            boxes = []
            for number, (question, width) in enumerate(zip(block.fields, widths, strict=True)):
                content = self._answer(question, answers, (block.key, at))
                if number == 0:
                    content[-1].extend(key_run(key) for key in _row_keys(block, answers))
                boxes.append(cell(width, *content))
            given = [answers.get(f.key) for f in block.fields]
            rows.append(_row(boxes, given, min(3, max(f.lines for f in block.fields))))
        return table(block.title, widths, rows, top=True, side=False)

    def _label(self, block: Block, question: Field, style: str, keys: Sequence[str] = ()) -> list[Element]:
        hidden = [key_run(key) for key in (*keys, field_key(block.key, question.key))]
        content = [paragraph(style, run(question.title), *hidden)]
        quiet = "FormColumnHelp" if style == "FormColumn" else "FormHelp"
        if question.help:
            content.append(paragraph(quiet, run(question.help)))
        if question.choices:
            offered = " / ".join(choice.shown for choice in question.choices)
            content.append(paragraph(quiet, run(self.say(offered))))
        return content

    def _answer(self, question: Field, answers: Mapping[str, Any], path: Path) -> list[Element]:
        given = answers.get(question.key)
        text = "" if given is None else str(given)
        style = "FormGiven" if question.given and text else "FormAnswer"
        aid = self._typing_aid(question, text)
        content = paragraphs(style, self._shown(question, text)) if aid is None else [paragraph(style, aid)]
        return self.marks.touch((*path, question.key), content)

    def _typing_aid(self, question: Field, text: str) -> Element | None:
        """A drop-down or a calendar, where the answer so far fits into one."""
        if "\n" in text:
            return None
        number = next(self.numbers)
        if question.kind is Kind.DATE:
            iso = text if _day(text) else ""
            hint = self.say(self.words("word_form.pick_day"))
            return date_picker(
                question.title, number, self.words.language, iso, self._shown(question, text), hint
            )
        if question.kind is Kind.CHOICE:
            offered = [choice.shown for choice in question.choices]
            hint = self.say(self.words("word_form.choose"))
            return drop_down(question.title, number, offered, question.shown(text), hint, closed=True)
        offered = list(self.prefill.suggestions.get(question.suggest, ()))
        if offered:
            hint = self.say(self.words("word_form.choose_or_type"))
            return drop_down(question.title, number, offered, text, hint, closed=False)
        return None

    def _shown(self, question: Field, text: str) -> str:
        day = _day(text) if question.kind is Kind.DATE else None
        return self.words.day(day) if day else question.shown(text)


def _row_keys(block: Block, answers: Mapping[str, Any]) -> tuple[str, ...]:
    """The key of a pre-filled row: what its first given answer says."""
    given = next((str(answers[f.key]) for f in block.fields if f.given and answers.get(f.key)), "")
    return (row_key(block.key, given[:80]),) if block.repeats and given else ()


def _row(cells: Sequence[Element], answers: Sequence[object], lines: int) -> Element:
    longest = max((len(str(answer)) for answer in answers if answer is not None), default=0)
    return row(cells, height=lines * LINE, whole=longest < LONG)


def _shared(room: int, wanted: Sequence[int]) -> list[int]:
    """Widths in the proportions wanted that fill the room exactly."""
    widths = [room * width // sum(wanted) for width in wanted]
    widths[-1] += room - sum(widths)
    return widths


def _gap() -> Element:
    """An empty paragraph: without one, word processors join two tables that touch."""
    return paragraph("FormGap")


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None
