from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import LibraryBroken
from pipeline.model.forms import (
    Agreement,
    Amendment,
    ChronologyRow,
    Contribution,
    Correction,
    Minutes,
    PlanUpdate,
    ProgressRow,
    Reason,
    SignOff,
    StepDone,
)
from pipeline.model.set_up import CaseSetUp, Child, Extra, Member
from pipeline.model.submission import FilledForm
from pipeline.rulebook.form import Block, Field, Form, load_form
from pipeline.rulebook.meanings import UNDERSTOOD, Meanings, meanings
from pipeline.rulebook.sample import sample
from pipeline.rulebook.understand import code_of, understand


def filled(name: str, **answers: Any) -> FilledForm:
    return FilledForm(name, 1, "CP-2041-007", answers)


def test_a_contribution_is_understood(forms: Mapping[str, Form]) -> None:
    form = filled(
        "contribution",
        about={
            "case": "CP-2041-007",
            "children": "Robin Example",
            "name": "Sam Sample",
            "agency": "Example Primary School",
            "written": "2041-03-14",
            "last_conference": "2040-12-20",
            "conference": "2041-04-11",
        },
        chronology=[{"held": "2041-01-09", "event": "Moved class.", "child": "Robin Example"}],
        progress=[
            {
                "number": "3",
                "need": "Breakfast",
                "action": "Breakfast club",
                "achieved": "Partly achieved",
                "account": "Most days.",
            }
        ],
        analysis={"help": "A weekly visit."},
        reasons=[{"about": "Chronology", "reason": "Nothing else happened."}],
    )
    assert understand(form, forms["contribution"]) == Contribution(
        case="CP-2041-007",
        name="Sam Sample",
        agency="Example Primary School",
        written=date(2041, 3, 14),
        conference=date(2041, 4, 11),
        chronology=(ChronologyRow(date(2041, 1, 9), "Robin Example", "Moved class."),),
        progress=(ProgressRow(number="3", achieved="partly", account="Most days."),),
        help="A weekly visit.",
        reasons=(Reason("Chronology", "Nothing else happened."),),
    )


def test_minutes_are_understood(forms: Mapping[str, Form]) -> None:
    form = filled(
        "minutes",
        meeting={
            "case": "CP-2041-007",
            "kind": "Core group before the review conference",
            "held": "2041-03-14",
        },
        opening={"everyone_has_plan": "No"},
        updates=[
            {"number": "2", "who": "Sam Sample", "decision": "No longer needed, for the conference to ratify"}
        ],
        agreements=[{"name": "Alex Example", "agreed": "In part"}],
        concerns={"supports": "A holiday club."},
    )
    assert understand(form, forms["minutes"]) == Minutes(
        case="CP-2041-007",
        kind="pre-rcpc",
        held=date(2041, 3, 14),
        everyone_has_plan="no",
        updates=(PlanUpdate(number="2", decision="conference"),),
        agreements=(Agreement("Alex Example", agreed="part"),),
        supports="A holiday club.",
    )


def test_an_amendment_and_a_sign_off_are_understood(forms: Mapping[str, Form]) -> None:
    amendment = filled(
        "amendment",
        about={
            "case": "C-1",
            "name": "Alex Example",
            "as_it_stands": "No, please correct what is listed below",
        },
        corrections=[{"section": "Chronology", "inaccurate": "Five days", "should_say": "Two days"}],
    )
    assert understand(amendment, forms["amendment"]) == Amendment(
        case="C-1",
        name="Alex Example",
        as_it_stands="no",
        corrections=(Correction("Chronology", "Five days", "Two days"),),
    )
    sign_off = filled(
        "sign-off",
        about={"case": "C-1"},
        steps=[{"step": "Report authorised", "done": "2041-03-28", "by": "Toni Tryout"}],
        authorisation={"authorisation": "Returned to the social worker", "authorised_on": "2041-03-28"},
    )
    assert understand(sign_off, forms["sign-off"]) == SignOff(
        case="C-1",
        steps=(StepDone("Report authorised", date(2041, 3, 28), "Toni Tryout"),),
        authorisation="returned",
        authorised_on=date(2041, 3, 28),
    )


def test_a_case_set_up_is_understood(forms: Mapping[str, Form]) -> None:
    form = filled(
        "case-set-up",
        case={
            "case": "C-1",
            "language": "Cymraeg (Welsh)",
            "interval_weeks": 4,
            "reasons": "As the conference said.",
        },
        children=[{"name": "Robin Example", "born": "2030-05-03", "interpreter": "No"}],
        members=[
            {"name": "Lee Sample", "part": "Lead social worker (key worker)", "email": "lee@example.org"}
        ],
        reasons=[{"about": "Members", "reason": "The school is still to be found."}],
    )
    assert understand(form, forms["case-set-up"]) == CaseSetUp(
        case="C-1",
        language="cy",
        interval_weeks=4,
        reasons="As the conference said.",
        children=(Child("Robin Example", date(2030, 5, 3), interpreter="no"),),
        members=(Member("Lee Sample", part="lead", email="lee@example.org"),),
        answers=(Reason("Members", "The school is still to be found."),),
    )


def test_what_cannot_be_read_is_blank_and_an_unknown_choice_stays(forms: Mapping[str, Form]) -> None:
    form = filled(
        "case-set-up",
        case={
            "case": "C-1",
            "icpc": "a week last Tuesday",
            "registered": "20410314",
            "interval_weeks": "four",
        },
        parents=[{"name": "Alex Example", "excluded": "sometimes", "born": "2041-02-30"}],
    )
    understood = understand(form, forms["case-set-up"])
    assert isinstance(understood, CaseSetUp)
    assert (understood.icpc, understood.registered, understood.interval_weeks) == (None, None, None)
    assert (understood.parents[0].excluded, understood.parents[0].born) == ("sometimes", None)


@pytest.mark.parametrize("name", sorted(UNDERSTOOD))
def test_nothing_answered_is_everything_blank(name: str, forms: Mapping[str, Form]) -> None:
    assert understand(filled(name), forms[name]) == UNDERSTOOD[name]()


@pytest.mark.parametrize("name", sorted(UNDERSTOOD))
def test_every_sample_answer_reaches_the_understood_form(name: str, forms: Mapping[str, Form]) -> None:
    form = forms[name]
    understood = understand(FilledForm(name, 1, "", sample(form)), form)
    for attribute in meanings(UNDERSTOOD[name]).answers:
        assert getattr(understood, attribute) not in ("", None), attribute
    for attribute in meanings(UNDERSTOOD[name]).lists:
        assert len(getattr(understood, attribute)) == 1, attribute


def test_a_new_question_needs_no_code(
    schema_of: Callable[[str], dict[str, Any]], common: Mapping[str, Any], meta: Mapping[str, Any]
) -> None:
    question = {"title": "Pets in the home", "type": "string", "maxLength": 500, "examples": ["A cat"]}
    schema = schema_of("amendment")
    schema["properties"]["about"]["properties"]["pets"] = question
    schema["properties"]["corrections"]["items"]["properties"]["page"] = {**question, "title": "Page"}
    form = load_form(schema, common, meta)
    answers = filled("amendment", about={"pets": "Two cats"}, corrections=[{"page": "3"}])
    assert understand(answers, form) == Amendment(
        corrections=(Correction(extras=(Extra("corrections", "Page", "3"),)),),
        extras=(Extra("about", "Pets in the home", "Two cats"),),
    )


def test_a_code_is_found_by_its_label(forms: Mapping[str, Form]) -> None:
    domain = forms["case-set-up"].block("plan").field("domain")
    assert code_of(domain, "Parental capacity") == "parents"
    assert code_of(domain, "parents") == "parents"
    assert code_of(Field("x", "X"), "Parental capacity") == "Parental capacity"


def test_a_form_that_the_model_does_not_know_is_our_fault() -> None:
    form = Form("shopping-list", "Shopping", 1, (Block("a", "A", "A", ()),), {})
    with pytest.raises(LibraryBroken, match="shopping-list"):
        understand(filled("shopping-list"), form)


def test_the_attributes_are_read_off_the_model() -> None:
    assert meanings(Correction) == Meanings({"section": str, "inaccurate": str, "should_say": str}, {})
    assert meanings(CaseSetUp).answers["icpc"] is date
    assert meanings(CaseSetUp).answers["interval_weeks"] is int
    assert meanings(CaseSetUp).lists["children"] is Child


SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
ROW = st.dictionaries(st.sampled_from(["case", "held", "kind", "number", "name"]), SCALARS, max_size=3)
ODD = SCALARS | ROW | st.lists(SCALARS | ROW, max_size=3)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    answers=st.dictionaries(
        st.sampled_from(["meeting", "updates", "meetings", "reasons", "odd"]), ODD, max_size=4
    )
)
def test_no_answers_crash_it(forms: Mapping[str, Form], answers: dict[str, Any]) -> None:
    assert isinstance(understand(FilledForm("minutes", 1, "", answers), forms["minutes"]), Minutes)
