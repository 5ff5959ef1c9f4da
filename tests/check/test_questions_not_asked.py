"""A partnership may take a question out of its own schema: nothing else depends on it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline import run
from pipeline.model.finding import Checked
from pipeline.model.submission import Accepted, FilledForm, Submission
from pipeline.rulebook.form import Form
from pipeline.rulebook.library import Library
from pipeline.storage.example import load_example

EXAMPLE = {sent.name: sent for sent in load_example(Path(__file__).parents[2] / "example")}
SET_UP, MINUTES = EXAMPLE["01-case-set-up"], EXAMPLE["02-minutes-first"]


def without(form: Form, block: str, field: str) -> Form:
    """The form as it would be read from a schema without one question."""
    asked = {b.key: tuple(f for f in b.fields if (b.key, f.key) != (block, field)) for b in form.blocks}
    return replace(form, told={}, blocks=tuple(replace(b, fields=asked[b.key]) for b in form.blocks))


def left(answers: dict[str, Any], block: str, field: str) -> dict[str, Any]:
    own = json.loads(json.dumps(answers))
    rows = own.get(block, [])
    for row in [rows] if isinstance(rows, dict) else rows:
        row.pop(field, None)
    return dict(own)


def not_required(form: Form) -> Iterator[tuple[str, str]]:
    yield from ((b.key, f.key) for b in form.blocks for f in b.fields if not f.required)


@pytest.mark.parametrize("protocol", ["ceredigion", "core-group-key-points"])
def test_minutes_are_judged_whatever_the_set_up_does_not_ask(library: Library, protocol: str) -> None:
    form, told = library.forms["case-set-up"], json.loads(json.dumps(SET_UP.answers))
    told["case"]["protocol"] = protocol
    filled = FilledForm("minutes", library.forms["minutes"].version, "CP-2026-014", MINUTES.answers)
    for block, field in not_required(form):
        own = replace(library, forms={**library.forms, "case-set-up": without(form, block, field)})
        set_up = FilledForm("case-set-up", form.version, "CP-2026-014", left(told, block, field))
        cases = run.fold_record([Accepted(1, "0" * 64, SET_UP.received, set_up)], own)
        sent = Submission("minutes", b"", "", MINUTES.received)
        judged = run.judge(sent, Checked(filled), own, cases, MINUTES.received)
        assert judged.case == "CP-2026-014", (block, field)
