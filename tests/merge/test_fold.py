from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import LibraryBroken
from pipeline.merge.fold import fold, reference_key
from pipeline.model.finding import Place
from pipeline.model.set_up import Extra
from pipeline.model.submission import Accepted, FilledForm, Outside
from pipeline.rulebook.form import Block, Choice, Field, Form, Kind
from pipeline.rulebook.form_said import spoken


def form(name: str, *fields: tuple[str, Kind]) -> Form:
    """A form of one section, whose keys are the attributes that they fill."""
    questions = tuple(Field(key, key, kind, means=key) for key, kind in fields)
    return Form(name, name, 1, (Block("about", "About", "About", questions),), {})


FORMS = {
    "case-set-up": form(
        "case-set-up", ("icpc", Kind.DATE), ("last_conference", Kind.DATE), ("next_conference", Kind.DATE)
    ),
    "contribution": form("contribution", ("agency", Kind.TEXT), ("written", Kind.DATE), ("other", Kind.TEXT)),
    "minutes": form("minutes", ("held", Kind.DATE), ("other", Kind.TEXT)),
}


def accepted(number: int, name: str, case: str = "CP-7", outside: str = "", **answers: str) -> Accepted:
    texts = (Outside(Place("About"), outside),) if outside else ()
    filled = FilledForm(name, 1, case, {"about": answers}, outside=texts)
    return Accepted(number, f"{name}{answers}", date(2041, 5, 1), filled)


RECORD = [
    accepted(1, "case-set-up", icpc="2041-03-04", next_conference="2041-05-30"),
    accepted(2, "contribution", "cp-7 ", "Ring me", agency="Housing", written="2041-05-01", other="A"),
    accepted(3, "case-set-up", "CP-12", icpc="2041-02-01", next_conference="2041-04-30"),
    accepted(4, "case-set-up", last_conference="2041-05-30", next_conference="2041-11-20"),
    accepted(5, "minutes", held="2041-06-20", other="B"),
    accepted(6, "contribution", "CP-99", agency="Housing", other="No set-up has come for this one"),
]


def test_one_case_for_each_reference_and_period_in_order() -> None:
    found = fold(RECORD, FORMS)
    assert [(c.reference, c.period.start) for c in found] == [
        ("CP-12", date(2041, 2, 1)),
        ("CP-7", date(2041, 3, 4)),
        ("CP-7", date(2041, 5, 30)),
    ]
    again = fold([accepted(0, "contribution", "cp-7", agency="School"), *RECORD], FORMS)
    assert [c.reference for c in again] == [c.reference for c in found]  # the set-up's spelling
    (contribution,) = found[1].contributions
    assert (contribution.number, contribution.form.other) == (2, "A")
    assert [o.text for o in contribution.outside] == ["Ring me"]
    assert [m.form.other for m in found[2].minutes] == ["B"]


def test_a_form_waits_in_the_record_for_the_set_up_of_its_case() -> None:
    assert "CP-99" not in {case.reference for case in fold(RECORD, FORMS)}
    found = fold([*RECORD, accepted(7, "case-set-up", "CP-99", icpc="2041-04-01")], FORMS)
    assert [c.form.other for c in found[-1].contributions] == ["No set-up has come for this one"]


@given(st.permutations(RECORD), st.lists(st.sampled_from(RECORD)))
def test_order_and_doubles_change_nothing(shuffled: list[Accepted], doubles: list[Accepted]) -> None:
    again = [Accepted(n, a.digest, date(2042, 1, 1), a.filled) for n, a in enumerate(doubles, start=100)]
    assert fold([*again, *shuffled], FORMS) == fold(RECORD, FORMS)


def test_a_form_whose_schema_is_gone_is_our_own_fault() -> None:
    with pytest.raises(LibraryBroken):
        fold([accepted(1, "diary")], FORMS)


@pytest.mark.parametrize("reference", ["cp-2041-007", " CP–2041‑007 ", "CP - 2041 - 007"])
def test_spellings_of_a_reference_are_one_case(reference: str) -> None:
    assert reference_key(reference) == reference_key("CP-2041-007")


def test_references_that_differ_in_more_are_two_families() -> None:
    assert len({reference_key(r) for r in ("CP-1-23", "CP-12-3", "CP/1-23", "CP-123")}) == 4


def test_the_law_holds_for_nothing_at_all() -> None:
    empty: list[Any] = []
    assert fold(empty, FORMS) == ()


@pytest.mark.parametrize(
    ("language", "extra"),
    [("cy", ("Oes anifail?", "Ci")), ("en", ("Any pets?", "Dog")), ("", ("Any pets?", "Dog"))],
)
def test_a_question_without_meaning_is_called_as_in_the_language_of_the_case(
    language: str, extra: tuple[str, str]
) -> None:
    pets = Field("pets", "Any pets?", Kind.CHOICE, choices=(Choice("Dog", "dog"), Choice("Cat", "cat")))
    agency = Field("agency", "agency", means="agency")
    ours = Form("contribution", "Report", 1, (Block("about", "About", "About", (agency, pets)),), {})
    words = {"cy": {"Any pets?": "Oes anifail?", "Dog": "Ci"}}
    forms = {
        "case-set-up": form(
            "case-set-up", ("icpc", Kind.DATE), ("next_conference", Kind.DATE), ("language", Kind.TEXT)
        ),
        "contribution": spoken(ours, "en", words),
    }
    dates = {"icpc": "2041-03-04", "next_conference": "2041-05-30"}
    sent = [
        accepted(1, "case-set-up", language="cy" if language == "en" else "en", **dates),
        accepted(2, "contribution", agency="Housing", pets="Dog"),
        accepted(3, "case-set-up", language=language, **dates),  # the newest decides
    ]
    (case,) = fold(sent, forms)
    assert case.contributions[0].form.extras == (Extra("about", *extra),)
