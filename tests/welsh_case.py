"""The worked example as a Welsh case under any protocol, and what its documents hold.

The answers stay as people wrote them, in English here, so what stands in an answer is nobody's fixed word.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from string import Formatter

import docx
from docx.text.paragraph import Paragraph

from pipeline.model.case import Case
from pipeline.model.submission import Accepted, FilledForm
from pipeline.rulebook.library import Library
from pipeline.run import Planned, documents, fold_record
from pipeline.storage.example import load_example
from pipeline.storage.library import load

ROOT = Path(__file__).parents[1]
LAST_DAY = max(each.received for each in load_example(ROOT / "example"))
CASE = "CP-2026-014"
LONG = 12  # letters: a shorter piece could stand in an answer by chance
# What no document prints: forms, the guide, the terminal and notes to senders have words of their own.
ELSEWHERE = ("form_words", "word_form", "guide", "terminal", "protocol", "receipt", "returned", "language")


@cache
def books() -> Library:
    return load(ROOT / "schemas", ROOT / "templates")


@cache
def sent() -> tuple[FilledForm, ...]:
    """The forms of the example that are taken in, the set-up asking for Welsh."""
    found = []
    for each in load_example(ROOT / "example"):
        answers = json.loads(json.dumps(each.answers))
        if each.form == "case-set-up":
            answers["case"]["language"] = "Cymraeg (Welsh)"
        if not each.again and "returned" not in each.name:
            found.append(FilledForm(each.form, books().forms[each.form].version, CASE, answers))
    return tuple(found)


@cache
def welsh_case(protocol: str) -> Case:
    accepted = []
    for number, filled in enumerate(sent(), 1):
        answers = json.loads(json.dumps(filled.answers))
        if filled.form == "case-set-up":
            answers["case"]["protocol"] = protocol
        form = FilledForm(filled.form, filled.version, CASE, answers)
        accepted.append(Accepted(number, f"{number:064x}", LAST_DAY, form))
    (case,) = fold_record(accepted, books())
    return case


@cache
def planned(protocol: str) -> Mapping[str, Planned]:
    return {one.path: one for one in documents(welsh_case(protocol), books(), LAST_DAY)}


@cache
def made(protocol: str, path: str) -> bytes:
    return planned(protocol)[path].make()


@cache
def word(protocol: str, name: str) -> tuple[str, ...]:
    """The paragraphs and cells of the Word document, in reading order, one line each."""
    found: list[str] = []
    for part in docx.Document(BytesIO(made(protocol, f"{name}.docx"))).iter_inner_content():
        if isinstance(part, Paragraph):
            found.append(part.text)
        else:
            cells = {cell._tc: cell.text for row in part.rows for cell in row.cells}
            found += [line for text in cells.values() for line in text.splitlines()]
    return tuple(line.strip() for line in found if line.strip())


def texts(found: object) -> Iterator[str]:
    if isinstance(found, str):
        yield found
    elif isinstance(found, Mapping):
        for below in found.values():
            yield from texts(below)
    elif isinstance(found, list | tuple):
        for below in found:
            yield from texts(below)


def fixed(language: str) -> list[str]:
    """Every fixed word of a document."""
    tree = books().words[language].tree
    return [text for key, below in tree.items() if key not in ELSEWHERE for text in texts(below) if text]


def pieces(text: str) -> list[str]:
    """What stands between the blanks of a text."""
    return [piece for piece, *_ in Formatter().parse(text) if piece]


@cache
def answered() -> frozenset[str]:
    return frozenset(
        line.strip() for form in sent() for text in texts(form.answers) for line in text.split("\n")
    )
