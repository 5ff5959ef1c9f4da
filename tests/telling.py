"""Answers of forms as the stories tell them: Markdown tables under the titles of the form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipeline.rulebook.form import Block, Form, Kind

BLANK, NOTHING = "(blank)", "(nothing)"


def sections(body: str) -> Iterator[tuple[str, list[str]]]:
    """Each ``## Title`` with the lines below it."""
    for part in re.split(r"^## ", body, flags=re.MULTILINE)[1:]:
        title, _, rest = part.partition("\n")
        yield title.strip(), rest.split("```", 1)[0].strip().splitlines()


def write(answers: dict[str, Any], form: Form, heading: str, lines: list[str]) -> None:
    """Put what stands under one heading of a story into the answers."""
    title, _, how = (
        heading.rpartition(", ") if re.search(r", (also|row \d+)$", heading) else (heading, "", "")
    )
    block = called(title, form.blocks)
    if lines == [NOTHING]:
        answers.pop(block.key, None)
    elif not block.repeats:
        fill(answers.setdefault(block.key, {}), block, cells(lines)[1:])
    elif how.startswith("row"):
        fill(answers[block.key][int(how.removeprefix("row ")) - 1], block, cells(lines)[1:])
    else:
        questions, *rows = cells(lines)
        made: list[dict[str, Any]] = []
        for row in rows:
            made.append({})
            fill(made[-1], block, zip(questions, row, strict=True))
        answers[block.key] = [*answers.get(block.key, []), *made] if how == "also" else made


def called(name: str, things: tuple[Any, ...]) -> Any:
    """The block or field with this heading, by any heading that the form accepts."""
    for thing in things:
        if name in (thing.title, thing.key, *thing.also):
            return thing
    raise LookupError(f"no heading {name!r} in the form")


def cells(lines: list[str]) -> list[list[str]]:
    """The cells of a Markdown table, its ruler left out."""
    table = [re.split(r"(?<!\\)\|", line.strip().strip("|")) for line in lines if line.startswith("|")]
    plain = [[cell.strip().replace("\\|", "|").replace("<br>", "\n") for cell in row] for row in table]
    return [plain[0], *plain[2:]]


def fill(row: dict[str, Any], block: Block, pairs: Any) -> None:
    """Answers by question into one section or row."""
    for question, answer in pairs:
        field = called(question, block.fields)
        if answer in ("", BLANK):
            row.pop(field.key, None)
        else:
            number = field.kind is Kind.NUMBER and answer.isdecimal()
            row[field.key] = int(answer) if number else answer
