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
        (lambda raw: raw["readability"].pop("oldest"), "readability"),
        (lambda raw: raw["readability"].pop("longest_sentence"), "readability"),
        (lambda raw: raw.update({"first-letters": {"abcd": ["b"]}}), "first-letters"),
        (lambda raw: raw.update({"first-letters": {"c": "g"}}), "first-letters, c"),
    ],
)
def test_a_slip_is_named_by_file_and_entry(change: Callable[[dict[str, Any]], object], said: str) -> None:
    with pytest.raises(LibraryBroken) as broken:
        load_plan_words("plan-words/en.yaml", changed(change), META)
    assert str(broken.value).startswith("plan-words/en.yaml, ")
    assert said in str(broken.value)


MUTATED = {"c": ["g", "ngh", "ch"], "g": [""], "ch": [], "a": ["ha"]}


def test_a_word_is_looked_for_in_each_form_that_its_first_letters_take() -> None:
    entry = {"words": ["cefnog*", "gwaith tîm", "chwilio"], "unless": ["addas"], "write": "x"}
    raw = changed(lambda raw: raw.update({"first-letters": MUTATED, "vague": [entry]}))
    (found,) = load_plan_words("cy", raw, META).vague
    assert found.words == (
        ("cefnog*",),
        ("gefnog*",),
        ("nghefnog*",),
        ("chefnog*",),
        ("gwaith", "tîm"),
        ("waith", "tîm"),
        ("chwilio",),  # ch is a letter of its own
    )
    assert found.unless == (("addas",), ("haddas",))


def test_a_language_without_a_formula_may_have_a_longest_sentence() -> None:
    words = load_plan_words("cy", changed(lambda raw: raw.update(readability={"longest_sentence": 30})), META)
    assert words.readability is not None
    assert (words.readability.longest_sentence, words.readability.hyphenation) == (30, "")


def test_words_of_the_first_language_stand_behind_those_of_another() -> None:
    own = changed(
        lambda raw: raw.update(
            language="cy",
            parts={"who": "enw"},
            nobody=["pawb"],
            between=["a"],
            vague=[{"words": ["monitr*"], "write": "pwy"}],
            abbreviations={"known": ["GIG"], "unknown": "yn llawn", "meaning": {"TM": "rheolwr tîm"}},
            readability={"longest_sentence": 25},
        )
    )
    loaded = {"en": load_plan_words("en", SMALL, META), "cy": load_plan_words("cy", own, META)}
    words = plan_words_in(loaded, "cy", "en")
    assert [entry.write for entry in words.vague] == ["pwy", "when"]
    assert words.nobody == (("pawb",), ("professional*",))
    assert (words.parts, words.unknown, words.meaning) == ({"who": "enw"}, "yn llawn", {"TM": "rheolwr tîm"})
    assert words.known == {"GIG", "GP"}
    assert words.readability is loaded["cy"].readability
    assert plan_words_in(loaded, "en", "en") is loaded["en"]
    assert plan_words_in({"cy": loaded["cy"]}, "cy", "en") is loaded["cy"]


def test_every_file_of_words_is_read_and_one_is_there_for_each_language_of_documents() -> None:
    files = {path.stem for path in (SCHEMAS / "plan-words").glob("*.yaml")}
    assert files == {path.stem for path in (SCHEMAS.parent / "templates/words").glob("*.yaml")}
    for name in files:
        raw = yaml.safe_load((SCHEMAS / "plan-words" / f"{name}.yaml").read_text(encoding="utf-8"))
        words = load_plan_words(f"plan-words/{name}.yaml", raw, META)
        assert (words.language, set(words.parts)) == (name, set(SHIPPED["parts"]))


def test_a_translator_has_not_seen_the_welsh_words_yet_and_the_file_says_so() -> None:
    head = (SCHEMAS / "plan-words" / "cy.yaml").read_text(encoding="utf-8").split("\nlanguage:")[0]
    assert "AWAITS A CHECK BY A TRANSLATOR" in head


def test_a_language_without_a_file_has_the_parts_but_not_the_words() -> None:
    found = {"en": load_plan_words("a", SMALL, META)}
    assert plan_words_in(found, "", "en") is found["en"]
    welsh = plan_words_in(found, "cy", "en")
    assert (welsh.parts, welsh.vague, welsh.nobody, welsh.meaning) == ({"who": "a name"}, (), (), None)
    assert plan_words_in({}, "cy", "en").parts == {}
