"""Whatever a .json form holds, the checks say something bounded about it and never stumble."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.check.fields import check_fields
from pipeline.check.limit import LISTED
from pipeline.check.rules import check_form
from pipeline.check.where import QUOTED
from pipeline.merge.fold import fold
from pipeline.model.case import Case
from pipeline.model.finding import Level
from pipeline.model.submission import Accepted, FilledForm
from pipeline.rulebook.form import Block, Field, Form
from pipeline.rulebook.library import Library
from pipeline.rulebook.sample import sample
from pipeline.rulebook.understand import understand
from pipeline.storage.library import load

ROOT = Path(__file__).parents[2]
LIBRARY: Library = load(ROOT / "schemas", ROOT / "templates")
TODAY = date(2026, 9, 8)
LONG = st.text(alphabet="abc é{}%\n", min_size=QUOTED, max_size=300)

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=80) | LONG
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


def case() -> Case:
    """A case of two forms made from the examples in the schemas."""
    names = ("case-set-up", "minutes")
    accepted = [
        Accepted(n, f"{n:064x}", TODAY, FilledForm(name, 1, "CP-2026-014", sample(LIBRARY.forms[name])))
        for n, name in enumerate(names, start=1)
    ]
    return fold(accepted, LIBRARY.forms)[0]


CASE = case()


def answer_to(field: Field) -> st.SearchStrategy[Any]:
    """Something near an answer to this question, or anything at all."""
    near = [field.example, *(choice.label for choice in field.choices), "2026-07-14", "2031-02-30", "", "1"]
    return st.sampled_from(near) | anything


def block_of(block: Block) -> st.SearchStrategy[Any]:
    answers = st.fixed_dictionaries({}, optional={field.key: answer_to(field) for field in block.fields})
    shaped = st.lists(answers | anything, max_size=4) if block.repeats else answers
    return shaped | anything


def answers_to(form: Form) -> st.SearchStrategy[dict[str, Any]]:
    known = st.fixed_dictionaries({}, optional={block.key: block_of(block) for block in form.blocks})
    strange = st.dictionaries(st.text(max_size=70), anything, max_size=2)
    return st.builds(lambda one, other: {**other, **one}, known, strange)


def texts(answers: Any) -> Iterator[str]:
    """Every text in the answers, names of questions included."""
    if isinstance(answers, str):
        yield answers
    elif isinstance(answers, Mapping):
        for key, value in answers.items():
            yield key
            yield from texts(value)
    elif isinstance(answers, list):
        for value in answers:
            yield from texts(value)


@pytest.mark.parametrize("name", sorted(LIBRARY.forms))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_answers_are_judged(name: str, data: st.DataObject) -> None:
    form = LIBRARY.forms[name]
    answers = data.draw(answers_to(form))
    filled = FilledForm(name, data.draw(st.sampled_from([1, 2])), "", answers)
    singly = check_fields(filled, form, LIBRARY.findings)
    known = data.draw(st.sampled_from([None, CASE]))
    mailbox = data.draw(st.sampled_from(["", "example-primary-school"]))
    findings = check_form(understand(filled, form), filled, known, LIBRARY, TODAY, mailbox, singly)

    codes = {finding.code for finding in findings}
    assert len(findings) <= (LISTED + 1) * (len(codes) + 1)
    levels = [list(Level).index(finding.level) for finding in findings]
    assert levels == sorted(levels)
    long = [text for text in texts(answers) if len(text) > QUOTED]
    ours = [form.title, *(b.title for b in form.blocks), *(f.title for b in form.blocks for f in b.fields)]
    for finding in findings:
        assert LIBRARY.findings.sentence(finding).says
        for _, detail in finding.details:
            assert not any(text[: QUOTED + 1] in detail for text in long if text not in ours)


@pytest.mark.parametrize("name", sorted(LIBRARY.forms))
def test_the_sample_of_every_form_fits_its_own_schema(name: str) -> None:
    form = LIBRARY.forms[name]
    filled = FilledForm(name, 1, "", sample(form))
    assert [f for f in check_fields(filled, form, LIBRARY.findings) if f.level is not Level.NOTE] == []


def test_deep_answers_are_not_walked() -> None:
    deep: Any = "x"
    for _ in range(5000):
        deep = [deep]
    form = LIBRARY.forms["contribution"]
    filled = FilledForm("contribution", 1, "", {"about": {"name": deep}})
    assert "not-text" in [f.code for f in check_fields(filled, form, LIBRARY.findings)]
