"""What holds for every answer and every workbook."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from workbooks import edited

from pipeline.model.prefill import Prefill
from pipeline.read.answers import clean
from pipeline.read.workbook import read_workbook
from pipeline.render.workbook import workbook
from pipeline.rulebook.form import Block, Field, Form, Kind
from pipeline.rulebook.library import Library
from pipeline.storage.library import load

ROOT = Path(__file__).parents[2]
FORMS = ["case-set-up", "contribution", "minutes", "amendment", "sign-off"]
PIECES = [
    "=1+1",
    "@x",
    "-",
    "'",
    "_x000D_",
    "Agency",
    "Child",
    "TRUE",
    "#REF!",
    "007",
    "1e5",
    "“ŵ”",
    "\n",
    " 家 ",
    "…",
    "<r>x</r>",
    "<&>",
]
TEXTS = (
    st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=4).map(" ".join))
    .map(clean)
    .filter(bool)
)
DAYS = st.dates(date(1850, 1, 1), date(2199, 12, 31)).map(date.isoformat)


@cache
def shipped() -> Library:
    """Handed over by a fixture it would be printed with every example."""
    return load(ROOT / "schemas", ROOT / "templates")


@cache
def blank(name: str) -> bytes:
    return workbook(shipped().forms[name], shipped().words["en"], Prefill("CP-2041-007"))


def values(field: Field) -> st.SearchStrategy[Any]:
    match field.kind:
        case Kind.DATE:
            return DAYS
        case Kind.TIME:
            return st.times().map(lambda time: f"{time.hour:02}:{time.minute:02}")
        case Kind.CHOICE:
            return st.sampled_from([choice.label for choice in field.choices])
        case Kind.NUMBER:
            return st.integers(0, 10_000)
        case _:
            return st.just("CP-2041-007") if field.means == "case" else TEXTS


def section(block: Block) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={field.key: values(field) for field in block.fields}).filter(
        bool
    )


def answers(form: Form) -> st.SearchStrategy[dict[str, Any]]:
    blocks = {
        block.key: st.lists(section(block), min_size=1, max_size=3) if block.repeats else section(block)
        for block in form.blocks
    }
    return st.fixed_dictionaries({}, optional=blocks)


@pytest.mark.parametrize("name", FORMS)
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_filled_and_read_gives_the_same_answers(name: str, data: st.DataObject) -> None:
    form, english = shipped().forms[name], shipped().words["en"]
    filled: Mapping[str, Any] = data.draw(answers(form))
    content = workbook(form, english, Prefill("CP-2041-007", filled))
    checked = read_workbook(content, shipped().forms, shipped().findings)
    assert checked.value is not None
    assert checked.value.answers == filled
    assert checked.findings == ()
    assert checked.value.outside == ()


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    spots=st.sets(
        st.tuples(st.integers(0, 9), st.integers(1, 60), st.integers(1, 15)), min_size=1, max_size=25
    ),
    name=st.sampled_from(FORMS),
)
def test_nothing_that_anybody_typed_anywhere_is_lost(spots: set[tuple[int, int, int]], name: str) -> None:
    """Typed over answers, labels, headings, keys, blanks: in the answers or outside, never gone."""
    typed = {spot: f"typed {spot[0]} {get_column_letter(spot[2])}{spot[1]} zzz" for spot in sorted(spots)}

    def change(book: Workbook) -> None:
        sheets = book.worksheets
        for (sheet, row, column), text in typed.items():
            sheets[sheet % len(sheets)].cell(row, column).value = text

    form = shipped().forms[name]
    content = edited(blank(name), change)
    checked = read_workbook(content, shipped().forms, shipped().findings)
    if checked.value is None:
        assert checked.findings  # told, and sent back as it came
        return
    kept = [*_texts(checked.value.answers), *(outside.text for outside in checked.value.outside)]
    sheets = len(form.sheets()) + 2
    overwritten = {(s % sheets, r, c): text for (s, r, c), text in typed.items()}  # the last one typed stays
    assert {text: kept.count(text) for text in overwritten.values()} == dict.fromkeys(overwritten.values(), 1)


def _texts(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [text for each in value.values() for text in _texts(each)]
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    return [str(value)]
