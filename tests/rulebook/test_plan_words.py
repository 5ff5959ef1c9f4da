"""The words of the plan linter from their file: what is read, and what a slip in it says."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.errors import LibraryBroken
from pipeline.rulebook.plan_words import load_plan_words, plan_words_in

SCHEMAS = Path(__file__).parents[2] / "schemas"
META = json.loads((SCHEMAS / "plan-words.meta.json").read_text(encoding="utf-8"))
SHIPPED = yaml.safe_load((SCHEMAS / "plan-words" / "en.yaml").read_text(encoding="utf-8"))
SMALL: dict[str, Any] = {
    "language": "en",
    "parts": {"who": "a name"},
    "nobody": ["professional*"],
    "alone_up_to": 8,
    "vague": [{"words": ["monitor*", "as needed"], "write": "when"}],
    "jargon": [{"words": ["holistic"], "write": "whole"}],
    "abbreviations": {"known": ["GP"], "unknown": "in full", "meaning": {"TM": "team manager"}},
    "readability": {
        "hyphenation": "en_US",
        "oldest": 14,
        "fewest_words": 20,
        "longest_sentence": 30,
        "listed_words": 4,
    },
}


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    raw = deepcopy(SMALL)
    change(raw)
    return raw


def test_the_shipped_words_are_read() -> None:
    words = load_plan_words("plan-words/en.yaml", SHIPPED, META)
    assert list(words.parts)[:2] == ["domain", "need"]
    assert ("monitor*",) in {phrase for entry in words.vague for phrase in entry.words}
    assert words.readability is not None


def test_words_are_folded_and_a_star_stays_at_the_end() -> None:
    words = load_plan_words("a", changed(lambda raw: raw["vague"][0]["words"].append("Co-operat*")), META)
    assert words.vague[0].words == (("monitor*",), ("as", "needed"), ("co", "operat*"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda raw: raw["vague"][0].pop("write"), "vague, entry 1 (“monitor*”)"),
        (lambda raw: raw["vague"][0].update(wirte="x"), "vague, entry 1 (“monitor*”)"),
        (lambda raw: raw["jargon"].append({"words": ["a*b"], "write": "x"}), "“a*b”"),
        (lambda raw: raw["jargon"].append({"words": ["…"], "write": "x"}), "jargon, entry 2, “…”"),
        (
            lambda raw: raw["vague"].append({"words": ["As needed"], "write": "x"}),
            "stands in entry 1 already",
        ),
        (lambda raw: raw["vague"][0].update(answered_by=["when"]), "answered_by"),
        (lambda raw: raw["parts"].update(colour="x"), "parts"),
        (lambda raw: raw["nobody"].append("-"), "nobody, “-”"),
        (lambda raw: raw["abbreviations"]["meaning"].update(tm="x"), "abbreviations, meaning"),
        (lambda raw: raw["readability"].update(hyphenation="xx"), "no dictionary called “xx”"),
        (lambda raw: raw["readability"].update(oldest=99), "readability, oldest"),
        (lambda raw: raw.pop("nobody"), "the top"),
    ],
)
def test_a_slip_is_named_by_file_and_entry(change: Callable[[dict[str, Any]], object], said: str) -> None:
    with pytest.raises(LibraryBroken) as broken:
        load_plan_words("plan-words/en.yaml", changed(change), META)
    assert str(broken.value).startswith("plan-words/en.yaml, ")
    assert said in str(broken.value)


def test_another_language_has_the_parts_but_not_the_words() -> None:
    found = {"en": load_plan_words("a", SMALL, META)}
    assert plan_words_in(found, "", "en") is found["en"]
    welsh = plan_words_in(found, "cy", "en")
    assert (welsh.parts, welsh.vague, welsh.nobody, welsh.meaning) == ({"who": "a name"}, (), (), None)
    assert plan_words_in({}, "cy", "en").parts == {}
