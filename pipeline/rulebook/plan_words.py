"""The words that the plan linter looks for, one file a language: vague words, jargon, abbreviations, limits.

They are data, because what people write changes faster than a program and differs from place to place.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from textwrap import shorten
from typing import Any

import pyphen
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match

from pipeline.errors import LibraryBroken
from pipeline.rulebook.protocol import ProtocolRule
from pipeline.rulebook.sameness import folded

Phrase = tuple[str, ...]
"""The words of a phrase, folded; the last one may end in a star, which stands for any ending."""


@dataclass(frozen=True, slots=True)
class WordEntry:
    """Phrases of one kind and what to write instead.

    ``unless`` are phrases in which they are no fault, ``answered_by`` other answers that make them none;
    ``alone`` ones are a fault only in an answer that says little more.
    """

    words: tuple[Phrase, ...]
    write: str
    unless: tuple[Phrase, ...] = ()
    answered_by: tuple[str, ...] = ()
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Readability:
    """Limits of the readability measure. ``oldest`` is an age in years, the others count words.

    Without ``hyphenation`` there is no formula for the language, and only sentences are measured.
    """

    longest_sentence: int
    hyphenation: str = ""  # which dictionary counts the syllables
    oldest: int = 0
    fewest_words: int = 0  # a shorter text is not measured
    listed_words: int = 0  # how many hard words a finding names


@dataclass(frozen=True, slots=True)
class PlanWords:
    """What one language's file holds. ``parts`` are what an action has to say, with what to write there.

    ``smart`` and ``plain`` say whether the guidance of a case asks for either (``asked_by``).
    """

    language: str
    parts: Mapping[str, str]
    nobody: tuple[Phrase, ...] = ()
    between: tuple[Phrase, ...] = ()  # words that stand between two answers to who
    alone_up_to: int = 0  # words of an answer in which an ``alone`` word is a fault
    vague: tuple[WordEntry, ...] = ()
    jargon: tuple[WordEntry, ...] = ()
    known: frozenset[str] = frozenset()
    unknown: str = ""  # said of an abbreviation whose meaning is not listed
    meaning: Mapping[str, str] | None = None  # None: abbreviations are not looked for
    readability: Readability | None = None  # None: nothing is measured
    smart: bool = True
    plain: bool = True

    @property
    def without_words(self) -> PlanWords:
        """For a plan in another language: what an action has to say holds there too, the words do not."""
        return PlanWords(self.language, self.parts)

    def beside(self, first: PlanWords) -> PlanWords:
        """These words with those of the first language behind them.

        Many write a plan in English whose documents are in Welsh, or the two mixed. What an action has to say
        and how a text is measured stays with this language.
        """
        return replace(
            self,
            nobody=(*self.nobody, *first.nobody),
            between=(*self.between, *first.between),
            vague=(*self.vague, *first.vague),
            jargon=(*self.jargon, *first.jargon),
            known=self.known | first.known,
            meaning={**(first.meaning or {}), **(self.meaning or {})},
        )

    def asked_by(self, rules: Container[ProtocolRule]) -> PlanWords:
        """Only what a guidance with these rules asks for (SMART: 000, 001, 003, 004; plain: 001, 003).

        Without the rule for SMART actions nothing has to be said, nobody has to be named and no word is too
        vague; without the one for plain language no word is jargon and nothing is measured.
        """
        asked = self
        if ProtocolRule.ACTIONS_SMART not in rules:
            asked = replace(asked, parts={}, nobody=(), vague=(), smart=False)
        if ProtocolRule.PLAIN_LANGUAGE not in rules:
            asked = replace(asked, jargon=(), meaning=None, readability=None, plain=False)
        return asked


def load_plan_words(name: str, raw: Mapping[str, Any], meta: Mapping[str, Any]) -> PlanWords:
    """The words from what a file of ``plan-words/`` holds; ``meta`` is the content of plan-words.meta.json.

    Raises LibraryBroken naming the file and the entry that cannot be used, for whoever edited it.
    """
    worst = best_match(Draft202012Validator(meta).iter_errors(raw))
    if worst is not None:
        raise _broken(name, _where(worst, raw), shorten(worst.message, 200))
    for where, why in _faults(raw):
        raise _broken(name, where, why)
    limits = raw.get("readability")
    changes = raw.get("first-letters") or {}
    return PlanWords(
        language=raw["language"],
        parts=dict(raw["parts"]),
        nobody=_phrases(raw["nobody"], changes),
        between=_phrases(raw.get("between") or (), {}),
        alone_up_to=raw["alone_up_to"],
        vague=tuple(_entry(entry, changes) for entry in raw["vague"]),
        jargon=tuple(_entry(entry, changes) for entry in raw["jargon"]),
        known=frozenset(raw["abbreviations"]["known"]),
        unknown=raw["abbreviations"]["unknown"].strip(),
        meaning=dict(raw["abbreviations"]["meaning"]),
        readability=Readability(**limits) if limits else None,
    )


def plan_words_in(found: Mapping[str, PlanWords], language: str, first: str) -> PlanWords:
    """The words of a language, with those of the ``first`` behind them: both are written in its plans.

    Where it has no file, what an action has to say as the ``first`` has it, and no words. Without any file
    at all an action has to say nothing.
    """
    own, its = found.get(language or first), found.get(first)
    if own is None:
        return its.without_words if its else PlanWords(first, {})
    return own if its is None or own is its else own.beside(its)


def _entry(raw: Mapping[str, Any], changes: Mapping[str, Sequence[str]]) -> WordEntry:
    return WordEntry(
        words=_phrases(raw["words"], changes),
        write=raw["write"].strip(),
        unless=_phrases(raw.get("unless", ()), changes),
        answered_by=tuple(raw.get("answered_by", ())),
        alone=raw.get("alone", False),
    )


def _phrases(raw: Sequence[str], changes: Mapping[str, Sequence[str]]) -> tuple[Phrase, ...]:
    """Each phrase as it stands, then as it is written where its first letters change."""
    return tuple(dict.fromkeys(form for text in raw for form in _forms(_phrase(text), changes)))


def _forms(phrase: Phrase, changes: Mapping[str, Sequence[str]]) -> Iterator[Phrase]:
    """A phrase and its changed forms. The longest beginning counts: ch is a letter of its own in Welsh."""
    yield phrase
    first, *others = phrase
    begins = max((letters for letters in changes if first.startswith(letters)), key=len, default="")
    for instead in changes.get(begins, ()):
        yield (instead + first.removeprefix(begins), *others)


def _phrase(text: str) -> Phrase:
    words = folded(text).split()
    return (*words[:-1], words[-1] + "*") if text.endswith("*") else tuple(words)


def _faults(raw: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What no meta-schema can see: phrases without letters, phrases twice, a dictionary that is not there."""
    for kind in ("vague", "jargon"):
        seen: dict[Phrase, int] = {}
        for number, entry in enumerate(raw[kind], 1):
            for text in (*entry["words"], *entry.get("unless", ())):
                if not folded(text):
                    yield f"{kind}, entry {number}, “{text}”", "holds no word"
            for text in entry["words"]:
                first = seen.setdefault(_phrase(text), number)
                if first != number:
                    yield f"{kind}, entry {number}, “{text}”", f"stands in entry {first} already"
    for text in raw["nobody"]:
        if not folded(text):
            yield f"nobody, “{text}”", "holds no word"
    dictionary = raw.get("readability", {}).get("hyphenation")
    if dictionary is not None and dictionary not in pyphen.LANGUAGES:
        yield "readability, hyphenation", f"there is no dictionary called “{dictionary}”"


def _where(fault: ValidationError, raw: Mapping[str, Any]) -> str:
    """The place of a fault as whoever edits the file counts: entries from 1, with their first word."""
    steps = []
    found: Any = raw
    for step in fault.absolute_path:
        found = found[step]
        steps.append(f"entry {step + 1}{_called(found)}" if isinstance(step, int) else str(step))
    return ", ".join(steps) or "the top"


def _called(found: Any) -> str:
    words = found.get("words") if isinstance(found, Mapping) else None
    first = words[0] if isinstance(words, list) and words else found if isinstance(found, str) else ""
    return f" (“{first}”)" if isinstance(first, str) and first else ""


def _broken(name: str, where: str, why: str) -> LibraryBroken:
    return LibraryBroken(f"{name}, {where}: {why}.", f"Put it right in {name}.")
