"""The part of the guide about the plan linter: what it looks for in each language, and what it suggests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pipeline.rulebook.guide_table import table
from pipeline.rulebook.library import FIRST_LANGUAGE
from pipeline.rulebook.words import Words


def plan_words_part(files: Mapping[str, Mapping[str, Any]], words: Words) -> Iterator[str]:
    """What each file of ``plan-words/`` holds, as it was written; nothing without a file.

    ``files`` is what stands in each, by its path. The words are looked for in actions of the plan, as far as
    a case's guidance asks for SMART actions (000, 001, 003, 004) or for plain language (001, 003).
    """
    if files:
        yield f"## {words('guide.linter.title')}"
        yield words("guide.linter.what")
    for path, raw in files.items():
        yield f"### {words('guide.linter.file', language=raw['language'], path=path)}"
        yield from _looked_for(raw, words)
        yield from _smart(raw, words)
        yield from _plain(raw, words)


def _looked_for(raw: Mapping[str, Any], words: Words) -> Iterator[str]:
    """What holds for every list of a language: whose words stand behind its own, and how its words change."""
    if raw["language"] != FIRST_LANGUAGE:
        yield words("guide.linter.behind")
    changed = {letters: forms for letters, forms in (raw.get("first-letters") or {}).items() if forms}
    if changed:
        told = (
            f"{letters} ({', '.join(form or '–' for form in forms)})" for letters, forms in changed.items()
        )
        yield words("guide.linter.first-letters", changes=", ".join(told))


def _smart(raw: Mapping[str, Any], words: Words) -> Iterator[str]:
    yield words("guide.linter.parts")
    yield table(words, ("part", "write"), ((f"`{part}`", write) for part, write in raw["parts"].items()))
    yield words("guide.linter.nobody", phrases=_quoted(raw["nobody"]))
    yield words("guide.linter.vague", number=raw["alone_up_to"])
    rows = (
        (
            _quoted(entry["words"]),
            words("guide.linter.alone") if entry.get("alone") else "",
            _quoted(entry.get("unless", ())),
            ", ".join(f"`{part}`" for part in entry.get("answered_by", ())),
            entry["write"],
        )
        for entry in raw["vague"]
    )
    yield table(words, ("words", "alone", "unless", "answered", "instead"), rows)


def _plain(raw: Mapping[str, Any], words: Words) -> Iterator[str]:
    yield words("guide.linter.jargon")
    yield table(words, ("words", "unless", "instead"), map(_jargon, raw["jargon"]))
    short = raw["abbreviations"]
    yield words("guide.linter.abbreviations", known=", ".join(short["known"]), unknown=short["unknown"])
    yield table(words, ("abbreviation", "instead"), short["meaning"].items())
    limits = raw.get("readability")
    if limits and "oldest" in limits:
        yield words("guide.linter.readability", **limits)
    if limits:
        yield words("guide.linter.sentence", number=limits["longest_sentence"])


def _jargon(entry: Mapping[str, Any]) -> Sequence[str]:
    return _quoted(entry["words"]), _quoted(entry.get("unless", ())), entry["write"]


def _quoted(phrases: Iterable[str]) -> str:
    return "; ".join(phrases)
