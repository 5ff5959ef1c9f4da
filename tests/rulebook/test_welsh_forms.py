"""Welsh has every fixed word of every form and every sentence of every finding, and none beyond."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import yaml

from pipeline.rulebook.form import Form
from pipeline.rulebook.library import Library
from pipeline.rulebook.words import FINDINGS, FORMS

ROOT = Path(__file__).parents[2]
# Words that are the same in both languages.
ALIKE = frozenset({"Cymraeg (Welsh)", "Protocol"})


@pytest.fixture(scope="module")
def words() -> Mapping[str, Any]:
    content: Mapping[str, Any] = yaml.safe_load((ROOT / "templates/words/cy.yaml").read_text("utf-8"))
    return content


@pytest.fixture(scope="module")
def printed(library: Library) -> tuple[str, ...]:
    """Everything that forms print, once each, as their schemas have it."""
    return tuple(dict.fromkeys(text for form in library.forms.values() for text in _printed(form) if text))


def _printed(form: Form) -> Iterator[str]:
    yield from (form.title, form.help)
    for block in form.blocks:
        yield from (block.title, block.help, block.sheet)
        for field in block.fields:
            yield from (field.title, field.help, *(choice.label for choice in field.choices))


def _blanks(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def test_no_word_of_a_form_is_missing(printed: tuple[str, ...], words: Mapping[str, Any]) -> None:
    missing = [text for text in printed if text not in words[FORMS] and text not in ALIKE]
    assert missing == [], "\n".join(["no Welsh under forms:", *missing])


def test_no_word_of_a_form_is_stale(
    library: Library, printed: tuple[str, ...], words: Mapping[str, Any]
) -> None:
    fields = (field for form in library.forms.values() for block in form.blocks for field in block.fields)
    known = {*printed, *(field.example for field in fields)}
    assert [text for text in words[FORMS] if text not in known] == []


def test_no_sentence_of_a_finding_is_missing(library: Library, words: Mapping[str, Any]) -> None:
    said = words[FINDINGS]
    missing = [
        f"{code} {kind}: {text}"
        for code, entry in library.findings.entries.items()
        for kind, text in (("says", entry.says), ("do", entry.do))
        if not said.get(code, {}).get(kind)
    ]
    assert missing == [], "\n".join(["no Welsh under findings:", *missing])


def test_no_sentence_is_of_a_finding_that_is_gone(library: Library, words: Mapping[str, Any]) -> None:
    assert [code for code in words[FINDINGS] if code not in library.findings.entries] == []


def test_every_sentence_has_the_blanks_of_its_english_twin(
    library: Library, words: Mapping[str, Any]
) -> None:
    """The same ones; how often each comes is a language's own affair."""
    twins = [
        (code, kind, sorted(set(_blanks(text))), sorted(set(_blanks(words[FINDINGS][code][kind]))))
        for code, entry in library.findings.entries.items()
        for kind, text in (("says", entry.says), ("do", entry.do))
        if code in words[FINDINGS]
    ]
    assert [twin for twin in twins if twin[2] != twin[3]] == []


def test_nothing_is_left_in_english(words: Mapping[str, Any]) -> None:
    same = [text for text, welsh in words[FORMS].items() if text == welsh]
    assert [text for text in same if text not in ALIKE and not text.isdecimal()] == []


def test_a_question_has_no_star_of_its_own(words: Mapping[str, Any]) -> None:
    """A star marks what needs an answer; as part of a title it would mark everything."""
    assert [text for text in words[FORMS].values() if text.endswith("*")] == []
