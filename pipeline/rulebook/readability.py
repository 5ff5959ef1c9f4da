"""How hard a text is to read, by a published formula. It measures the text, never who wrote or reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pyphen

# Flesch-Kincaid grade level: Kincaid, Fishburne, Rogers and Chissom, "Derivation of new readability
# formulas", Naval Technical Training Command, Research Branch Report 8-75, 1975. A grade is a school year
# in the United States; children are five when they come into the year before the first.
WORDS_IN_SENTENCE, SYLLABLES_IN_WORD, CONSTANT = 0.39, 11.8, 15.59
AGE_AT_GRADE_NOUGHT = 5
HARD = 3  # syllables from which on a word is named as a hard one

# A full stop between digits belongs to a time or a sum; a new line ends a sentence as a full stop does.
_SENTENCE = re.compile(r"(?<!\d)[.!?;:]+|[.!?;:]+(?!\d)|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Measured:
    """``age`` in years, at which most people read a text with ease; the longest sentence and its words.

    ``hard`` are words of many syllables, the hardest first.
    """

    words: int
    age: float
    longest: int
    longest_sentence: str
    hard: tuple[str, ...]


def measured(texts: Sequence[str], dictionary: str) -> Measured:
    """Texts that are read together, measured as one; each begins a sentence of its own.

    ``dictionary`` is the name of a hyphenation dictionary; "" for a language that the formula does not hold
    for: then sentences are counted and nothing else. A text without words has the age 0.
    """
    sentences = [found for text in texts for found in _sentences(text)]
    words = [word for _, found in sentences for word in found]
    if not words:
        return Measured(0, 0.0, 0, "", ())
    text, longest = max(sentences, key=lambda sentence: len(sentence[1]))
    if not dictionary:
        return Measured(len(words), 0.0, len(longest), text, ())
    counts = {word: syllables(word, dictionary) for word in words}
    total = sum(counts[word] for word in words)
    grade = (
        WORDS_IN_SENTENCE * len(words) / len(sentences) + SYLLABLES_IN_WORD * total / len(words) - CONSTANT
    )
    hard = sorted((word for word in counts if counts[word] >= HARD), key=lambda w: (-counts[w], -len(w), w))
    return Measured(len(words), grade + AGE_AT_GRADE_NOUGHT, len(longest), text, tuple(hard))


@lru_cache(maxsize=8192)
def syllables(word: str, dictionary: str) -> int:
    """Syllables of a word: the places at which it may be divided, and one more for each part of it."""
    parts = [part for part in re.split("['’-]", word.casefold()) if len(part) > 1] or [word]
    return sum(len(_dictionary(dictionary).positions(part)) + 1 for part in parts)


def _sentences(text: str) -> Iterator[tuple[str, list[str]]]:
    for piece in _SENTENCE.split(text):
        if found := _WORD.findall(piece):
            yield piece.strip(), found


@lru_cache(maxsize=4)
def _dictionary(name: str) -> pyphen.Pyphen:
    return pyphen.Pyphen(lang=name)
