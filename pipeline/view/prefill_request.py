"""A request, ready for the answer: the form as it was sent, so that the manager types only the answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from pipeline.model.case import Case
from pipeline.model.prefill import Prefill
from pipeline.model.request import Request
from pipeline.rulebook.form import Block, Field, Form
from pipeline.rulebook.library import Library
from pipeline.view.prefill import prefill


def prefill_request(case: Case, form: Form, library: Library, request: Request) -> Prefill:
    """The form of one request with everything that was written in it, and everything known of the case."""
    ready = prefill(case, form, library)
    answers: dict[str, Any] = dict(ready.answers)
    for block in form.blocks:
        if block.repeats:
            rows = [_answers(block, row) for row in getattr(request, block.means or "", ())]
            told: Any = [row for row in rows if row]
        else:
            told = {**answers.get(block.key, {}), **_answers(block, request)}
        if told:
            answers[block.key] = told
    return replace(ready, answers=answers)


def _answers(block: Block, written: object) -> dict[str, str]:
    found = ((field.key, _said(field, getattr(written, field.means or "", ""))) for field in block.fields)
    return {key: value for key, value in found if value}


def _said(field: Field, value: object) -> str:
    """A code as the label of its choice, a day as ISO 8601, a text as it is."""
    if isinstance(value, date):
        return value.isoformat()
    return next((choice.label for choice in field.choices if choice.code == value), str(value or ""))
