"""Welsh has every fixed word that English has, and none beyond; each with the same blanks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import yaml

from pipeline.rulebook.words import Words, load_words

ROOT = Path(__file__).parents[2]
# How many beginnings have another "and" before them is a language's own affair.
OWN = "lists.other-before"
# So is what 2 does to the word that is counted (2 ddiwrnod).
TWO = "two"
# Punctuation, blanks alone, what word processors print, and words that the two languages share.
ALIKE = frozenset(
    {"passage.source", "cover.positions", "cover.differs", "report.numbered", "report.coverage.nothing"}
    | {"report.recommendation.count", "plan.agreement.comment", "review-report.answer"}
    | {"form_words.sheet_title", "form_words.needed", "form_words.where", "form_words.cell"}
    | {"guide.protocol", "timeline.facts.protocol", "timeline.fit.holiday", "timeline.drawing.short"}
    | {"timeline.drawing.named", "timeline.calendar.of-case", "protocol.listed", "protocol.said"}
    | {"protocol.source", "protocol.limit", "protocol.applies", "protocol.role"}
    | {"terminal.step", "terminal.forms-of-kind"}
    | {f"word_form.blanks.{kind}" for kind in ("text", "older", "day", "older_day", "choice")}
)
# Words after which a first letter changes; blanks that begin with a digit; and paths, which stay as they are.
MUTATE = frozenset(
    {
        "am",
        "ar",
        "at",
        "dan",
        "dros",
        "drwy",
        "gan",
        "heb",
        "hyd",
        "i",
        "o",
        "wrth",
        "neu",
        "dau",
        "dwy",
        "un",
    }
    | {"ei", "dy", "fy", "yn", "a", "â", "gyda", "tua", "y"}
)
NUMBERS = frozenset({None, "day", "days", "start", "end", "pages", "number", "before", "after", "amount"})
PATHS = frozenset({"folder", "folders", "log", "mailboxes"})
# Blanks of findings that begin with a digit: days, counts, numbers of actions and of versions.
DIGITS = NUMBERS | {"date", "other_date", "held", "written", "rcpc", "count", "length", "least", "most"}
DIGITS |= {"known", "version", "weeks"}


def file(language: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((ROOT / f"templates/words/{language}.yaml").read_text("utf-8"))
    return {key: below for key, below in content.items() if key not in ("forms", "answers", "findings")}


def leaves(found: object, name: str = "") -> Iterator[tuple[str, object]]:
    """Every text of a words file by its whole name."""
    if name == OWN:
        return
    if isinstance(found, Mapping):
        for key, below in found.items():
            if key == TWO and "many" in found:
                continue
            yield from leaves(below, f"{name}.{key}" if name else key)
    elif isinstance(found, list):
        for number, below in enumerate(found):
            yield from leaves(below, f"{name}.{number}")
    else:
        yield name, found


def blanks(text: object) -> list[str]:
    return sorted(blank for _, blank, _, _ in Formatter().parse(str(text)) if blank is not None)


ENGLISH, CYMRAEG = dict(leaves(file("en"))), dict(leaves(file("cy")))


@pytest.fixture(scope="module")
def welsh() -> Words:
    return load_words(file("cy"))


def test_no_word_is_missing() -> None:
    assert [f"{name}: {text}" for name, text in ENGLISH.items() if name not in CYMRAEG] == []


def test_no_word_is_beyond_those_of_english() -> None:
    assert [f"{name}: {text}" for name, text in CYMRAEG.items() if name not in ENGLISH] == []


def test_every_word_has_the_blanks_of_its_english_twin() -> None:
    twins = [(name, blanks(text), blanks(CYMRAEG.get(name, text))) for name, text in ENGLISH.items()]
    assert [twin for twin in twins if twin[1] != twin[2]] == []


def test_no_word_is_left_blank_or_in_english() -> None:
    assert [name for name, text in CYMRAEG.items() if text == "" and ENGLISH.get(name)] == []
    same = {name for name, text in CYMRAEG.items() if isinstance(text, str) and ENGLISH.get(name) == text}
    assert sorted(name for name in same - ALIKE if CYMRAEG[name]) == []


def test_the_file_says_that_a_translator_has_not_seen_it_yet() -> None:
    head = (ROOT / "templates/words/cy.yaml").read_text("utf-8").split("\nlanguage:")[0]
    assert "AWAITS A CHECK BY A TRANSLATOR" in head


def mutated(texts: Iterable[tuple[str, object]], safe: frozenset[str | None]) -> list[str]:
    """Every blank that follows a word which would change the first letter of what fills it."""
    return [
        f"{name}: {before.split()[-1]} {{{blank}}}"
        for name, text in texts
        for before, blank, _, _ in Formatter().parse(str(text))
        if blank not in safe and before.strip() and before.endswith(" ") and before.split()[-1] in MUTATE
    ]


def test_no_blank_follows_a_word_that_would_change_the_first_letter_of_what_fills_it() -> None:
    """Nobody can mutate what a form will hold ("i Feddygfa", "o Gaerdydd"); a number begins with a digit."""
    assert mutated(CYMRAEG.items(), NUMBERS | PATHS) == []


def test_no_blank_of_a_finding_follows_such_a_word() -> None:
    content = yaml.safe_load((ROOT / "templates/words/cy.yaml").read_text("utf-8"))["findings"]
    said = [(f"{code}.{kind}", text) for code, told in content.items() for kind, text in told.items()]
    assert len(said) > 300
    assert mutated(said, DIGITS) == []
    assert mutated([("made-up.says", "Dywedwch wrth {name}.")], DIGITS) == ["made-up.says: wrth {name}"]


def test_dates_in_welsh(welsh: Words) -> None:
    assert welsh.day(date(2027, 1, 5)) == "5 Ionawr 2027"
    assert welsh.weekday(date(2027, 1, 5)) == "dydd Mawrth 5 Ionawr 2027"
    assert welsh.weekday(date(2026, 3, 1)) == "dydd Sul 1 Mawrth 2026"
    months = "Ionawr Chwefror Mawrth Ebrill Mai Mehefin Gorffennaf Awst Medi Hydref Tachwedd Rhagfyr"
    assert [welsh.day(date(2026, month, 9)) for month in range(1, 13)] == [
        f"9 {month} 2026" for month in months.split()
    ]


def test_and_is_ac_before_a_vowel(welsh: Words, english: Words) -> None:
    assert welsh.listed(("Maya", "Priya", "Tom")) == "Maya, Priya a Tom"
    assert welsh.listed(("Maya", "Ivy")) == "Maya ac Ivy"
    assert welsh.listed(("Yr heddlu", "Ysgol y Bont")) == "Yr heddlu ac Ysgol y Bont"
    assert welsh.listed(("Robin", "Wren")) == "Robin a Wren"
    assert (welsh.listed(("6", "8")), welsh.listed(("2", "10")), welsh.listed(("9", "11"))) == (
        "6 ac 8",
        "2 a 10",
        "9 ac 11",
    )
    assert english.listed(("Maya", "Ivy")) == "Maya and Ivy"


@pytest.mark.parametrize(
    ("unit", "texts"),
    [
        (
            "working days",
            "0 {0}; 1 {0}; 2 ddiwrnod gwaith; 3 {0}; 5 {0}; 10 {0}; 21 {0}".format("diwrnod gwaith"),
        ),
        ("days", "0 {0}; 1 {0}; 2 ddiwrnod calendr; 3 {0}; 5 {0}; 10 {0}; 21 {0}".format("diwrnod calendr")),
        ("weeks", "0 wythnos; 1 wythnos; 2 wythnos; 3 wythnos; 5 wythnos; 10 wythnos; 21 wythnos"),
        ("months", "0 mis; 1 mis; 2 fis; 3 mis; 5 mis; 10 mis; 21 mis"),
    ],
)
def test_what_is_counted_stands_in_the_singular_and_mutates_after_two(
    welsh: Words, unit: str, texts: str
) -> None:
    counted = [welsh.counted(f"timeline.units.{unit}", amount=number) for number in (0, 1, 2, 3, 5, 10, 21)]
    assert "; ".join(counted) == texts


def test_english_counts_with_one_and_many(english: Words) -> None:
    counted = [english.counted("timeline.units.working days", amount=number) for number in (0, 1, 2, 21)]
    assert counted == ["0 working days", "1 working day", "2 working days", "21 working days"]
