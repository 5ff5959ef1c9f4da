from __future__ import annotations

import runpy
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.model.finding import Level
from pipeline.model.timeline import Limit, Unit
from pipeline.rulebook.catalogue import Catalogue, Entry
from pipeline.rulebook.form import Block, Choice, Field, Form, Kind
from pipeline.rulebook.guide import guide
from pipeline.rulebook.library import Library
from pipeline.rulebook.protocol import Applies, Nation, Protocol, Recorded, Step
from pipeline.rulebook.words import Words
from pipeline.storage.library import load

ROOT = Path(__file__).parents[2]

FORM = Form(
    name="visit",
    title="Visit",
    version=2,
    help="After a visit.",
    schema={},
    blocks=(
        Block(
            key="seen",
            title="Who was seen",
            sheet="Seen",
            repeats=True,
            help="One row each.",
            prefill="children",
            expected=True,
            source="003, 8.1",
            fields=(
                Field("child", "Child", means="child", suggest="children", required=True),
                Field("alone", "Alone?", Kind.CHOICE, choices=(Choice("Yes", "yes"), Choice("No", "no"))),
                Field(
                    "tea",
                    "Tea | or\ncoffee",
                    help="Never mind.",
                    source="this product",
                    audience="professionals",
                ),
                Field("born", "Born", Kind.DATE, given=True),
            ),
        ),
    ),
)
START = Step(
    "start", "Start", "Everyone", Limit(4, Unit.WEEKS, before=True), "rcpc", Recorded.SIGN_OFF, "004, chart"
)
NEXT = Step(
    "next", "Next", "Team manager", Limit(1, Unit.WORKING_DAYS), "start", Recorded.SIGN_OFF, "004, text",
    applies=Applies.FIRST, read="One is one.",
)  # fmt: skip
PROTOCOL = Protocol("tried", "Tried out", "009", (START, NEXT), ("start", "next"), ())
CATALOGUE = Catalogue(
    {
        "b-note": Entry("b-note", Level.NOTE, "Fine.", "Nothing.", 60),
        "a-later": Entry("a-later", Level.STOP, "“{answer}” is odd.", "Write it again.", 40, "000"),
        "z-first": Entry("z-first", Level.STOP, "Closed.", "Open it.", 10),
    }
)
META: dict[str, Any] = {
    "$defs": {
        "keywords": {
            "properties": {
                "x-size": {"description": "How large.", "enum": ["small", "large"]},
                "x-silent": {"type": "string"},
            }
        }
    }
}


PLAN_WORDS: dict[str, dict[str, Any]] = {
    "plan-words/xx.yaml": {
        "first-letters": {"c": ["g", "ngh"], "g": [""], "ch": []},
        "language": "xx",
        "parts": {"who": "a name"},
        "nobody": ["staff", "team*"],
        "alone_up_to": 8,
        "vague": [
            {"words": ["engage"], "write": "what is done"},
            {
                "words": ["support", "help"],
                "unless": ["support worker*"],
                "alone": True,
                "answered_by": ["how"],
                "write": "what it is",
            },
        ],
        "jargon": [{"words": ["robust*"], "write": "firm | strong"}],
        "abbreviations": {"known": ["GP"], "unknown": "its words", "meaning": {"HV": "health visitor"}},
        "readability": {"longest_sentence": 30},
    }
}


@pytest.fixture(scope="module")
def library() -> Library:
    return load(ROOT / "schemas", ROOT / "templates")


@pytest.fixture(scope="module")
def text(library: Library) -> str:
    return guide([FORM], [PROTOCOL], NATIONS, CATALOGUE, META, library.words["en"], PLAN_WORDS)


NATIONS: Mapping[str, Nation] = {"Nowhere": Nation("Nowhere", "GB", "ENG", {}, "{name}")}


def test_every_field_has_its_line(text: str) -> None:
    lines = text.splitlines()
    assert "| Child | Text (the list offers the children). | The form comes back | 003, 8.1 |" in lines
    assert (
        "| Alone? | One of: Yes; No. It is shown under its label in the report. | Allowed | 003, 8.1 |"
        in lines
    )
    assert "| Born | A date. | Filled in beforehand | 003, 8.1 |" in lines


def test_a_bar_or_a_line_break_does_not_break_the_table(text: str) -> None:
    line = next(line for line in text.splitlines() if line.startswith("| Tea"))
    assert line.startswith("| Tea \\| or coffee | Text. Never mind. Not shown in the family's copies. ")
    assert line.endswith(" | Allowed | this product |")


def test_a_block_says_where_it_stands_and_what_is_ready(text: str) -> None:
    assert "### Visit: Who was seen" in text
    assert "Table `seen`, on the tab “Seen”." in text
    assert (
        "One row each. There is a row ready for each child. If it is blank, its sender is asked for it."
        in text
    )
    assert "Form `visit`, version 2." in text


def test_every_limit_has_its_line(text: str) -> None:
    lines = text.splitlines()
    assert "## Protocol: Tried out" in lines
    assert "| Start | Everyone | 4 weeks before: the review conference. | 004, chart |" in lines
    assert (
        "| Next | Team manager | 1 working day after: Start. Until the first review conference. | 004, text |"
        in lines
    )
    assert "- **Next**: One is one." in lines
    assert "- Nowhere" in lines


def test_what_the_plan_linter_looks_for_stands_with_what_it_suggests(text: str) -> None:
    lines = text.splitlines()
    assert "### Words in the language “xx”: `plan-words/xx.yaml`" in lines
    assert "| `who` | a name |" in lines
    assert any("where the name of a person is wanted: staff; team*." in line for line in lines)
    assert any("an answer of at most 8 words" in line for line in lines)
    assert "| engage |  |  |  | what is done |" in lines
    assert "| support; help | alone | support worker* | `how` | what it is |" in lines
    assert "| robust* |  | firm \\| strong |" in lines
    assert "| HV | health visitor |" in lines
    assert any("those of more than 30 words." in line for line in lines)
    assert "Flesch-Kincaid" not in text
    assert any("the words of the first one are looked for as well" in line for line in lines)
    assert any("its first letters changed (`first-letters`): c (g, ngh), g (–)." in line for line in lines)


def test_findings_stand_by_weight(text: str) -> None:
    found = [
        line for line in text.splitlines() if line.startswith(("| Put right", "| Please look", "| Note"))
    ]
    assert found == [
        "| Put right | `z-first` | Closed. | Open it. |  |",
        "| Put right | `a-later` | “{answer}” is odd. | Write it again. | 000 |",
        "| Note | `b-note` | Fine. | Nothing. |  |",
    ]


def test_keywords_are_explained_to_whoever_changes_a_form(text: str) -> None:
    assert "| `x-size` | How large. | `small`, `large` |" in text.splitlines()
    assert "x-silent" not in text


def test_a_protocol_without_doubts_has_no_list_of_readings(library: Library) -> None:
    sure = replace(PROTOCOL, steps=(START,), chain=("start",))
    text = guide([], [sure], NATIONS, CATALOGUE, META, library.words["en"], {})
    assert "doubtful" not in text


def test_no_words_are_missing_for_any_keyword(meta: Mapping[str, Any], library: Library) -> None:
    words: Words = library.words["en"]
    keywords = meta["$defs"]["keywords"]["properties"]
    for keyword, group in (("x-suggest", "suggest"), ("x-prefill", "prefill")):
        assert set(words.branch(f"guide.{group}")) == set(keywords[keyword]["enum"])
    assert set(words.branch("guide.kind")) == {kind.value for kind in Kind}


def test_the_guide_in_the_folder_is_fresh() -> None:
    current = runpy.run_path(str(ROOT / "tools" / "guide"))["current"]()
    assert (ROOT / "schemas" / "README.md").read_text(encoding="utf-8") == current
