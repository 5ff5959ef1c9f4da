"""Made-up answers to every question of a form, from the examples in its schema."""

from __future__ import annotations

from typing import Any

from pipeline.rulebook.form import Block, Field, Form, Kind


def sample(form: Form) -> dict[str, Any]:
    """Answers in the JSON shape of the form, one row in every table; they fit the form's own schema.

    Pre-filled questions are answered too. The keys ``form`` and ``version`` are not among the answers.
    """
    return {block.key: [_answers(block)] if block.repeats else _answers(block) for block in form.blocks}


def _answers(block: Block) -> dict[str, Any]:
    return {field.key: _answer(field) for field in block.fields}


def _answer(field: Field) -> str | int:
    if field.kind is Kind.NUMBER:
        return int(field.example)
    return field.example
