"""Single answers: the places that findings point at, and the edges of what counts as an answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.check.fields import check_fields
from pipeline.model.finding import Finding, Place
from pipeline.model.submission import FilledForm
from pipeline.rulebook.form import Choice
from pipeline.rulebook.library import Library
from pipeline.storage.library import load

ROOT = Path(__file__).parents[2]
LIBRARY: Library = load(ROOT / "schemas", ROOT / "templates")
FORM = LIBRARY.forms["contribution"]
ABOUT = {"case": "CP-1", "name": "Sam Sample", "agency": "Example Primary School", "written": "2026-09-07"}


def stops(answers: dict[str, Any], places: dict[Any, Place] | None = None) -> list[Finding]:
    found = check_fields(FilledForm("contribution", 1, "", answers, places or {}), FORM, LIBRARY.findings)
    return [finding for finding in found if finding.level == "stop"]


def told(answers: dict[str, Any]) -> list[tuple[str, tuple[str | int, ...]]]:
    return [(finding.code, finding.path) for finding in stops(answers)]


@pytest.mark.parametrize(
    "day",
    [
        "2026-02-29",  # no leap year
        "20260907",
        "2026-W37-1",
        "2026-9-7",
        "26-09-07",
        "07/09/2026",
        "2026-09-07 ",
        "2026-09-07T10:00",
        "０２０２６-09-07",
        "last week",
        "9" * 400,
    ],
)
def test_a_day_is_a_day_of_the_calendar_in_one_spelling(day: str) -> None:
    assert told({"about": {**ABOUT, "written": day}}) == [("not-a-date", ("about", "written"))]


def test_a_leap_day_is_a_day() -> None:
    assert told({"about": {**ABOUT, "written": "2028-02-29"}}) == []


@pytest.mark.parametrize("written", [7, 20260907, True, 1.5, [], ["2026-09-07"], {"day": 7}])
def test_a_day_that_is_no_text_is_no_day(written: Any) -> None:
    code = "answer-missing" if written == [] else "not-a-date"
    assert told({"about": {**ABOUT, "written": written}}) == [(code, ("about", "written"))]


@pytest.mark.parametrize("blank", ["", " \n\t", "\u00a0", None])
def test_a_blank_answer_is_no_answer(blank: Any) -> None:
    assert told({"about": {**ABOUT, "name": blank}}) == [("answer-missing", ("about", "name"))]


@pytest.mark.parametrize("row", [{}, {"event": " "}, None])
def test_a_blank_row_is_no_row(row: Any) -> None:
    assert told({"about": ABOUT, "chronology": [row, {"event": "First day."}, row]}) == []


@pytest.mark.parametrize(
    ("time", "fits"),
    [("14:00", True), ("23:59", True), ("24:00", False), ("9:00", False), ("14:00:00", False)],
)
def test_a_time_has_two_figures_for_each(time: str, fits: bool) -> None:
    minutes = LIBRARY.forms["minutes"]
    answers = {"meeting": {"time": time}}
    found = check_fields(FilledForm("minutes", 1, "", answers), minutes, LIBRARY.findings)
    assert ("not-a-time" in [finding.code for finding in found]) is not fits


def test_a_whole_section_that_is_missing_is_told_question_by_question() -> None:
    assert told({}) == [
        ("answer-missing", ("about", "case")),
        ("answer-missing", ("about", "name")),
        ("answer-missing", ("about", "agency")),
        ("answer-missing", ("about", "written")),
    ]


def test_a_missing_answer_is_pointed_at_where_it_belongs() -> None:
    places = {
        ("about",): Place("About", "cell B4"),
        ("about", "name"): Place("About", "cell C7"),
        ("chronology",): Place("Chronology", "cell B8"),
        ("chronology", 0, "held"): Place("Chronology", "cell B9"),
    }
    answers = {"about": {**ABOUT, "name": ""}, "chronology": [{"held": "2026-09-07"}]}
    found = {finding.path: finding.place for finding in stops(answers, places)}
    assert found == {
        ("about", "name"): Place("About", "cell C7"),
        # The blank cell itself is not known: another cell of the same row leads there.
        ("chronology", 0, "event"): Place("Chronology", "cell B9"),
    }


def test_without_any_place_of_its_own_a_block_is_pointed_at() -> None:
    places = {("about",): Place("About", "cell B4")}
    (finding,) = stops({"about": {**ABOUT, "written": "soon"}}, places)
    assert finding.place == Place("About", "cell B4")


def test_a_form_without_places_is_pointed_at_by_its_titles() -> None:
    found = stops({"about": ABOUT, "chronology": [{"event": "One."}, {"event": "Two.", "held": "soon"}]})
    assert [str(finding.place) for finding in found] == [
        "Chronology of agency involvement since the last conference, 2 Date"
    ]


def test_an_answer_is_quoted_as_it_stands_but_not_at_length() -> None:
    (short,) = stops({"about": {**ABOUT, "written": " {soon} & <later> "}})
    assert dict(short.details)["answer"] == " {soon} & <later> "
    (long,) = stops({"about": {**ABOUT, "written": "x" * 61}})
    assert dict(long.details)["answer"] == "x" * 59 + "…"


def test_choices_are_listed_up_to_eight() -> None:
    (finding,) = stops({"about": ABOUT, "progress": [{"number": "1", "achieved": "Nearly"}]})
    assert dict(finding.details)["choices"] == "“Achieved”, “Partly achieved”, “Not achieved”"

    block = FORM.block("progress")
    many = tuple(Choice(f"Answer {number}", f"a{number}") for number in range(1, 10))
    fields = tuple(replace(f, choices=many) if f.key == "achieved" else f for f in block.fields)
    blocks = tuple(replace(b, fields=fields) if b.key == "progress" else b for b in FORM.blocks)
    filled = FilledForm(
        "contribution", 1, "", {"about": ABOUT, "progress": [{"number": "1", "achieved": "Nearly"}]}
    )
    found = check_fields(filled, replace(FORM, blocks=blocks), LIBRARY.findings)
    choices = dict(next(f for f in found if f.code == "not-a-choice").details)["choices"]
    assert choices.startswith("“Answer 1”, “Answer 2”, ")
    assert choices.endswith("“Answer 8”, …")


def test_one_answer_gets_one_finding() -> None:
    # Too long, not a day and not a choice all at once would be three sentences about one cell.
    assert told({"about": {**ABOUT, "case": "x y" * 50}}) == [("not-a-case-reference", ("about", "case"))]
