"""Level ask means: put it right or give a reason. Every reason is printed in the appendix for the chair."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_stories import NAMES, Story, case_before, filled, found_in, library, story

from pipeline.merge.fold import fold
from pipeline.merge.report import joint_report
from pipeline.model.finding import Level
from pipeline.model.submission import Accepted
from pipeline.rulebook.form import Block, Form
from pipeline.view.joint_report import joint_report_view

ASKING = [name for name in NAMES if name.startswith("bad/")]


def asked(told: Story) -> list[str]:
    """The codes of what this form is asked about; nothing for one that goes back."""
    found = found_in(told, filled(told))
    if any(finding.level is Level.STOP for finding in found):
        return []
    return sorted({finding.code for finding in found if finding.level is Level.ASK})


def reasons_of(form: Form) -> Block:
    """The form's table of reasons."""
    return next(block for block in form.blocks if {"about", "reason"} <= {f.means for f in block.fields})


def answered(told: Story, codes: list[str]) -> Story:
    """The same form with a reason for each of them."""
    block = reasons_of(library().forms[told.form])
    about, reason = (next(f.key for f in block.fields if f.means == means) for means in ("about", "reason"))
    rows = [{about: code, reason: f"Our reason about {code}."} for code in codes]
    return replace(told, answers={**told.answers, block.key: [*told.answers.get(block.key, []), *rows]})


@pytest.mark.parametrize("name", ASKING)
def test_a_reason_for_whatever_is_asked_settles_it_and_is_printed_for_the_chair(name: str) -> None:
    codes = asked(story(name))
    told = answered(story(name), codes)
    assert asked(told) == []
    if not codes or (case_before(told.record) is None and told.form != "case-set-up"):
        return
    forms = [story(each) for each in told.record] + [told]
    accepted = [Accepted(n, f"{n:064x}", one.today, filled(one)) for n, one in enumerate(forms, start=1)]
    books = library()
    cases = fold(accepted, books.forms)
    printed = [
        text
        for case in cases
        for entry in joint_report_view(case, joint_report(case), books.words_of(case)).appendix.entries
        for text in entry.text
    ]
    assert {f"Our reason about {code}." for code in codes} <= set(printed)
