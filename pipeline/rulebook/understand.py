"""From answers as found to the form that code may rely on. No question is known here by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from pipeline.model.set_up import Extra
from pipeline.model.submission import FilledForm
from pipeline.rulebook.form import Block, Field, Form
from pipeline.rulebook.meanings import Understood, meanings, understood_class


def understand(filled: FilledForm, form: Form) -> Understood:
    """The filled form as its class of the model.

    Labels of choices become codes, ISO dates become ``date``, numbers ``int``. An answer that cannot be
    read leaves its attribute blank: the checks point at it. A label that is no choice stays as written.
    Answers without meaning become extras of their row or of the form, as the form prints question and choice;
    pre-filled ones do not.
    """
    values: dict[str, Any] = {}
    extras: list[Extra] = []
    of = understood_class(form.name)
    for block in form.blocks:
        if not block.repeats:
            section = _section(filled.answers.get(block.key))
            values |= _answers(block, section, of)
            extras += _extras(block, section, everything=False)
        elif block.means:
            row_class = meanings(of).lists[block.means]
            values[block.means] = tuple(_row(block, row, row_class) for row in _rows(block, filled))
        else:
            for row in _rows(block, filled):
                extras += _extras(block, row, everything=True)
    return of(**values, extras=tuple(extras))


def code_of(field: Field, answer: str) -> str:
    """The code of a choice's label; the answer itself where no label fits."""
    return next((choice.code for choice in field.choices if choice.label == answer), answer)


def _row(block: Block, row: Mapping[str, Any], row_class: type) -> Any:
    return row_class(**_answers(block, row, row_class), extras=tuple(_extras(block, row, everything=False)))


def _answers(block: Block, given: Mapping[str, Any], of: type) -> dict[str, Any]:
    """Attributes of ``of`` that this section or row fills; those left blank are absent."""
    values: dict[str, Any] = {}
    for field in block.fields:
        if field.means and field.key in given:
            read = _READERS.get(meanings(of).answers[field.means], _text)
            values[field.means] = read(field, given[field.key])
    return values


def _extras(block: Block, given: Mapping[str, Any], *, everything: bool) -> Iterator[Extra]:
    """Answers without meaning, in the order of the form. In a table without meaning that is every answer."""
    for field in block.fields:
        if field.key in given and not field.given and (everything or not field.means):
            yield Extra(block.key, field.title, str(field.shown(given[field.key])))


def _text(field: Field, answer: object) -> str:
    return code_of(field, str(answer))


def _date(_field: Field, answer: object) -> date | None:
    try:
        day = date.fromisoformat(str(answer))
    except ValueError:
        return None
    return day if day.isoformat() == answer else None  # other ISO spellings are no answer of ours


def _number(_field: Field, answer: object) -> int | None:
    try:
        return int(str(answer))
    except ValueError:
        return None


_READERS: Mapping[type, Callable[[Field, object], object]] = {date: _date, int: _number}


def _section(answers: object) -> Mapping[str, Any]:
    return answers if isinstance(answers, Mapping) else {}


def _rows(block: Block, filled: FilledForm) -> Iterator[Mapping[str, Any]]:
    """The rows of a table; anything else in its place was never an answer to it."""
    rows = filled.answers.get(block.key)
    if isinstance(rows, Sequence) and not isinstance(rows, str):
        yield from (row for row in rows if isinstance(row, Mapping))
