from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.errors import LibraryBroken
from pipeline.model.finding import Finding, Level, Place
from pipeline.rulebook.catalogue import load_catalogue
from pipeline.rulebook.form import Block, Field, Form

ROOT = Path(__file__).parents[2]
GOOD: dict[str, Any] = {
    "not-a-date": {
        "level": "stop",
        "rank": 30,
        "says": "“{answer}” is not a date.",
        "do": "Write day, month and year.",
        "source": "",
    },
    "child-silent": {"level": "ask", "says": "Nothing about {child}.", "do": "Write it.", "source": "004"},
}


FORM = Form(
    "letter",
    "Letter",
    1,
    (
        Block("about", "About", "About", (Field("name", "Name"),)),
        Block("rows", "Rows", "Rows", (Field("zebra", "Zebra"), Field("apple", "Apple")), repeats=True),
    ),
    {},
)


def test_a_sentence_has_its_blanks_filled() -> None:
    catalogue = load_catalogue(GOOD)
    finding = catalogue.finding("not-a-date", Place("About", "C3"), ("about", "written"), answer="31/02/2041")
    assert finding.level is Level.STOP
    assert catalogue.sentence(finding).says == "“31/02/2041” is not a date."
    assert catalogue.sentence(finding).do == "Write day, month and year."


def test_an_answer_with_braces_is_quoted_as_it_stands() -> None:
    catalogue = load_catalogue(GOOD)
    finding = catalogue.finding("not-a-date", answer="{{ x }} {level} %s")
    assert catalogue.sentence(finding).says == "“{{ x }} {level} %s” is not a date."


def test_rank_and_source_may_be_left_out() -> None:
    entry = load_catalogue(GOOD).entries["child-silent"]
    assert (entry.rank, entry.source) == (50, "004")
    assert load_catalogue({"a": {"level": "note", "says": "b", "do": "c"}}).entries["a"].source == ""


def test_stops_come_first_and_the_most_basic_of_them_before_the_others() -> None:
    raw = {
        "late": {"level": "note", "rank": 10, "says": "a", "do": "b"},
        "blank": {"level": "stop", "rank": 40, "says": "a", "do": "b"},
        "torn": {"level": "stop", "rank": 10, "says": "a", "do": "b"},
        "odd": {"level": "ask", "rank": 10, "says": "a", "do": "b"},
    }
    catalogue = load_catalogue(raw)
    found = tuple(catalogue.finding(code) for code in ("late", "blank", "odd", "torn"))
    assert [f.code for f in catalogue.in_order(found, FORM)] == ["torn", "blank", "odd", "late"]


def test_findings_of_one_kind_follow_the_form_as_it_is_read() -> None:
    catalogue = load_catalogue(GOOD)
    paths = [
        ("rows", 10, "zebra"),
        ("rows", 2, "apple"),
        ("rows", 2, "zebra"),
        ("rows",),
        ("about", "name"),
        (),
    ]
    found = tuple(catalogue.finding("not-a-date", path=path) for path in paths)
    # The form asks "zebra" before "apple", so the alphabet plays no part.
    read = [
        (),
        ("about", "name"),
        ("rows",),
        ("rows", 2, "zebra"),
        ("rows", 2, "apple"),
        ("rows", 10, "zebra"),
    ]
    assert [f.path for f in catalogue.in_order(found, FORM)] == read


def test_a_code_that_nobody_wrote_down_is_our_fault() -> None:
    catalogue = load_catalogue(GOOD)
    with pytest.raises(LibraryBroken, match="no-such-code"):
        catalogue.finding("no-such-code")
    with pytest.raises(LibraryBroken, match="no-such-code"):
        catalogue.sentence(Finding("no-such-code", Level.STOP))


def test_a_blank_that_nobody_filled_is_our_fault() -> None:
    catalogue = load_catalogue(GOOD)
    with pytest.raises(LibraryBroken, match="answer"):
        catalogue.sentence(catalogue.finding("not-a-date"))


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"level": "stop", "says": "a", "do": "b", "colour": "red"}, "colour"),
        ({"level": "halt", "says": "a", "do": "b"}, "level"),
        ({"level": ["stop"], "says": "a", "do": "b"}, "level"),
        ({"level": "stop", "says": "a"}, "do"),
        ({"level": "stop", "says": "  ", "do": "b"}, "says"),
        ({"level": "stop", "says": 7, "do": "b"}, "says"),
        ({"level": "stop", "says": "a", "do": "b", "rank": "30"}, "rank"),
        ({"level": "stop", "says": "a", "do": "b", "rank": True}, "rank"),
        ({"level": "stop", "says": "{answer is", "do": "b"}, "braces"),
        ({"level": "stop", "says": "{answer.text}", "do": "b"}, "plain name"),
        ({"level": "stop", "says": "{}", "do": "b"}, "plain name"),
        ({"level": "stop", "says": "a", "do": "b", "source": None}, "source"),
        ("stop", "no entry"),
        (None, "no entry"),
    ],
)
def test_an_entry_that_is_not_quite_one_is_refused_by_name(entry: Any, said: str) -> None:
    with pytest.raises(LibraryBroken, match="my-code") as refusal:
        load_catalogue({"my-code": entry})
    assert said in str(refusal.value)


@pytest.mark.parametrize("code", ["My-Code", "my code", "-x", "x-", "", 7, None])
def test_a_code_is_small_letters_and_hyphens(code: Any) -> None:
    with pytest.raises(LibraryBroken, match="name of a finding"):
        load_catalogue({code: {"level": "stop", "says": "a", "do": "b"}})


@pytest.mark.parametrize("raw", [None, {}, [], "x"])
def test_a_file_that_is_no_catalogue_is_refused(raw: Any) -> None:
    with pytest.raises(LibraryBroken, match="catalogue"):
        load_catalogue(raw)


def test_the_sentences_are_kind_and_plain() -> None:
    catalogue = load_catalogue(yaml.safe_load((ROOT / "schemas/findings.yaml").read_text("utf-8")))
    for entry in catalogue.entries.values():
        words = f"{entry.says} {entry.do}".lower()
        assert not {"invalid", "error", "illegal", "failed", "mandatory"} & set(words.split()), entry.code
        assert len(entry.says) < 220, entry.code
        assert len(entry.do) < 260, entry.code
        assert entry.says[-1] in ".?”}", entry.code


def test_a_finding_in_another_language() -> None:
    catalogue = load_catalogue(GOOD)
    sayings = {"child-silent": {"says": "Dim byd am {child}.", "do": "Ysgrifennwch ef."}}
    welsh = catalogue.spoken({"cy": sayings}).said_in("cy")
    finding = catalogue.finding("child-silent", child="Robin")
    assert welsh.finding("child-silent", child="Robin") == finding
    assert (welsh.sentence(finding).says, welsh.sentence(finding).do) == (
        "Dim byd am Robin.",
        "Ysgrifennwch ef.",
    )
    assert welsh.sentence(finding).source == "004"
    assert catalogue.said_in("fr").sentence(finding).says == "Nothing about Robin."
    assert welsh.entries["not-a-date"] == catalogue.entries["not-a-date"]


@pytest.mark.parametrize(
    "sayings", [{"child-silent": {"says": "Dim {plentyn}."}}, {"gone": {"says": "x", "do": "y"}}]
)
def test_a_slip_in_the_other_language_is_named(sayings: dict[str, dict[str, str]]) -> None:
    with pytest.raises(LibraryBroken, match=next(iter(sayings))):
        load_catalogue(GOOD).spoken({"cy": sayings})
