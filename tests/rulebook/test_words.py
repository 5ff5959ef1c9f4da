"""A words file that is not quite right is named, not printed."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.errors import LibraryBroken
from pipeline.rulebook.words import Words, load_words


def test_blanks_are_filled_and_a_blank_may_be_called_name() -> None:
    words = load_words({"language": "en-GB", "greeting": {"morning": "Hello {name}"}})
    assert words("greeting.morning", name="Ffion") == "Hello Ffion"


def test_words_without_blanks_may_hold_braces_of_their_own() -> None:
    assert load_words({"language": "en-GB", "a": "plain"})("a") == "plain"


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ({}, "language"),
        ({"language": "en-GB", "answers": {True: "Yes"}}, "answers"),
        ({"language": "en-GB", "a": {"b.c": "x"}}, "b.c"),
        ({"language": "en-GB", "a": 7}, "'a'"),
        ({"language": "en-GB", "a": ["x", None]}, "a.1"),
        ({"language": "en-GB", "a": "open { brace"}, "brace"),
        ({"language": "en-GB", "a": "{} left"}, "blank"),
        ({"language": "cy-GB", "forms": ["x"]}, "forms"),
        ({"language": "cy-GB", "forms": {True: "Oes"}}, "True"),
        ({"language": "cy-GB", "forms": {"Yes": " "}}, "Yes"),
        ({"language": "cy-GB", "answers": ["Oes"]}, "answers"),
        ({"language": "cy-GB", "answers": {"Yes": "Oes"}}, "Yes"),
        ({"language": "cy-GB", "answers": {"No": ["Nac oes", False]}}, "No"),
        ({"language": "cy-GB", "findings": {"x": {"say": "y"}}}, "'x'"),
        ({"language": "cy-GB", "findings": {"x": {"says": 7}}}, "'x'"),
        ({"language": "cy-GB", "findings": {"x": {"says": "{} left"}}}, "blank"),
    ],
)
def test_a_slip_in_the_file_is_named(raw: dict[str, object], says: str) -> None:
    with pytest.raises(LibraryBroken, match=says):
        load_words(raw)


def test_words_of_forms_and_findings_are_no_names() -> None:
    words = load_words(
        {"language": "cy-GB", "forms": {"Name (in full).": "Enw {llawn"}, "findings": {"x": {"says": "y"}}}
    )
    assert words.forms == {"Name (in full).": "Enw {llawn"}
    assert words.findings == {"x": {"says": "y"}}
    assert set(words.tree) == {"language"}


def test_a_missing_name_is_our_own_fault(english: Words) -> None:
    with pytest.raises(LibraryBroken, match=r"report\.nothing"):
        english("report.nothing")


def test_days_and_lists_are_said_as_people_say_them(english: Words) -> None:
    assert english.weekday(date(2041, 12, 5)) == "Thursday 5 December 2041"
    assert english.day(None) == ""
    assert english.listed(("A", "B", "C")) == "A, B and C"
    assert english.listed(("A",)) == "A"


def test_some_words_said_otherwise() -> None:
    words = load_words({"language": "en-GB", "plan": {"title": "Plan", "lead": "All of it"}, "other": "x"})
    ours = words.saying({"plan.title": "Agreement"})
    assert (ours("plan.title"), ours("plan.lead"), ours("other")) == ("Agreement", "All of it", "x")
    assert words("plan.title") == "Plan"
    with pytest.raises(LibraryBroken):
        words.saying({"plan.tilte": "Agreement"})
