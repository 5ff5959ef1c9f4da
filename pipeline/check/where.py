"""Where in a form something stands, and how much of an answer a finding may quote."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.model.finding import Place
from pipeline.model.submission import FilledForm, Path
from pipeline.rulebook.form import Block, Field, Form

# A finding travels further than the form: it is printed in receipts and lists. It says enough of an
# answer to recognise it and no more.
QUOTED = 60


def quoted(answer: object) -> str:
    """An answer as it stands, or its first letters and a mark that more follows: 60 characters at most."""
    if isinstance(answer, Mapping | list | tuple):
        return "…"
    # A number of thousands of digits cannot be written out at all; nobody means one.
    if isinstance(answer, int) and answer.bit_length() > 200:
        return "…"
    text = str(answer)
    return text if len(text) <= QUOTED else text[: QUOTED - 1] + "…"


def blank(answer: object, depth: int = 3) -> bool:
    """Whether an answer holds nothing: absent, only spaces, or a row or list of such.

    A block holds rows and a row holds answers; what is nested deeper is no answer of ours and is not walked.
    """
    if isinstance(answer, str):
        return not answer.strip()
    if isinstance(answer, Mapping | list | tuple):
        inner = answer.values() if isinstance(answer, Mapping) else answer
        return not inner or (depth > 0 and all(blank(value, depth - 1) for value in inner))
    return answer is None


def rows_of(filled: FilledForm, block: Block) -> list[Mapping[str, Any]]:
    """The rows of a table as they stand in the answers; whatever is not a row counts as an empty one."""
    found = filled.answers.get(block.key)
    if not isinstance(found, list | tuple):
        return []
    return [row if isinstance(row, Mapping) else {} for row in found]


def section_of(filled: FilledForm, block: Block) -> Mapping[str, Any] | None:
    """The answers of a section, none if it is absent; None if something else stands in its place."""
    found = filled.answers.get(block.key, {})
    return found if isinstance(found, Mapping) else None


def place_of(filled: FilledForm, form: Form, path: Path) -> Place:
    """The place of an answer, or the nearest one that the sender can find.

    An unanswered cell of a row is pointed at through an answered cell of the same row, then through its
    table. A form that has no places of its own (``.json``) is pointed at by titles.
    """
    if path in filled.places:
        return filled.places[path]
    if len(path) > 2 and (beside := _same_row(filled, path[:2])):
        return beside
    for length in range(len(path) - 1, 0, -1):
        if path[:length] in filled.places:
            return filled.places[path[:length]]
    return _by_titles(form, path)


def _same_row(filled: FilledForm, row: Path) -> Place | None:
    if row in filled.places:
        return filled.places[row]
    block, number = row
    rows = filled.answers.get(str(block))
    cells = rows[number] if isinstance(rows, list) and isinstance(number, int) and number < len(rows) else {}
    keys = cells if isinstance(cells, Mapping) else {}
    return next((filled.places[(*row, key)] for key in keys if (*row, key) in filled.places), None)


def _by_titles(form: Form, path: Path) -> Place:
    block = next((block for block in form.blocks if path and block.key == path[0]), None)
    if block is None:
        return Place(spot=quoted(".".join(str(step) for step in path)))
    rest = [str(step + 1) if isinstance(step, int) else title_of(block, step) for step in path[1:]]
    return Place(block.title, quoted(" ".join(rest)))


def title_at(form: Form, path: Path) -> str:
    """The printed title of the question or table at a path; "" where the form has none."""
    block = next((block for block in form.blocks if path and block.key == path[0]), None)
    if block is None:
        return ""
    return title_of(block, str(path[-1])) if len(path) > 1 else block.title


def title_of(block: Block, key: str) -> str:
    """The printed question with this key, or the key itself where the form has no such question."""
    field: Field | None = next((field for field in block.fields if field.key == key), None)
    return field.title if field else key
