"""A form that was cut short or changed by one byte on its way is never taken for something else.

Every part of a workbook or a document has a check sum: no change of one byte gets through with other
content. JSON has none: a flipped letter makes another text that is just as good, and nobody can tell. What
is shown, for every byte and every value that it may take, is that no more than the wording of one answer
changes: no answer is dropped, added, moved or given to another question without a word.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.check.fields import check_fields
from pipeline.model.finding import Finding, Level
from pipeline.model.prefill import Prefill
from pipeline.model.submission import FilledForm
from pipeline.read.arrival import read
from pipeline.render.word_form import word_form
from pipeline.render.workbook import workbook
from pipeline.rulebook.library import Library
from pipeline.rulebook.sample import sample
from pipeline.storage.library import load

ROOT = Path(__file__).parents[2]
FORM = "amendment"
PACKAGES = ("xlsx", "docx")
EACH = 17  # of so many bytes one is flipped in the everyday suite
SHARDS = 16
MASKS = (0x01, 0x80, 0xFF)
Outcome = tuple[FilledForm, tuple[Finding, ...]]


@cache
def library() -> Library:
    return load(ROOT / "schemas", ROOT / "templates")


@cache
def whole(kind: str) -> bytes:
    form, words = library().forms[FORM], library().words_in("en")
    answers = sample(form)
    match kind:
        case "xlsx":
            return workbook(form, words, Prefill(case="CP-2026-014", answers=answers))
        case "docx":
            return word_form(form, words, Prefill(case="CP-2026-014", answers=answers))
        case _:
            return json.dumps({"form": FORM, "version": form.version, **answers}, ensure_ascii=False).encode()


def taken(content: bytes) -> Outcome | None:
    """What a file would be taken for; None if it goes back to its sender."""
    arrived = read(content, library().forms, library().findings)
    if arrived.value is None:
        return None
    form = library().forms[arrived.value.form]
    found = (*arrived.findings, *check_fields(arrived.value, form, library().findings))
    return None if any(each.level is Level.STOP for each in found) else (arrived.value, found)


@cache
def right(kind: str) -> Outcome:
    outcome = taken(whole(kind))
    assert outcome is not None
    return outcome


def flipped(content: bytes, places: Iterator[int] | range, masks: tuple[int, ...]) -> Iterator[bytes]:
    changed = bytearray(content)
    for at in places:
        for mask in masks:
            changed[at] ^= mask
            yield bytes(changed)
            changed[at] ^= mask


@pytest.mark.parametrize("kind", [*PACKAGES, "json"])
def test_no_shorter_copy_is_taken_for_a_form(kind: str, figures: Callable[[str], None]) -> None:
    content = whole(kind)
    assert [length for length in range(len(content)) if taken(content[:length])] == []
    figures(f"{len(content):,} truncations, none taken")


@pytest.mark.parametrize("kind", PACKAGES)
def test_no_flipped_byte_gets_through_with_other_content(kind: str, figures: Callable[[str], None]) -> None:
    figures(_flip(kind, range(3, len(whole(kind)), EACH), MASKS[:1]))


@pytest.mark.torture
@pytest.mark.parametrize("shard", range(SHARDS))
@pytest.mark.parametrize("kind", PACKAGES)
def test_not_one_of_all_flipped_bytes_gets_through(
    kind: str, shard: int, figures: Callable[[str], None]
) -> None:
    figures(_flip(kind, range(shard, len(whole(kind)), SHARDS), MASKS))


def _flip(kind: str, places: range, masks: tuple[int, ...]) -> str:
    outcomes = [taken(content) for content in flipped(whole(kind), places, masks)]
    harmless = [outcome for outcome in outcomes if outcome is not None]
    assert [outcome for outcome in harmless if outcome != right(kind)] == []
    return f"{len(outcomes):,} flips, {len(harmless)} taken, each with the very same content"


def test_a_flipped_byte_of_json_changes_no_more_than_the_wording_of_one_answer(
    figures: Callable[[str], None],
) -> None:
    figures(_flip_json((*MASKS, 0x02, 0x20)))


@pytest.mark.torture
@pytest.mark.parametrize("shard", range(15))
def test_no_byte_of_json_whatever_it_becomes_changes_more_than_the_wording_of_one_answer(
    shard: int, figures: Callable[[str], None]
) -> None:
    figures(_flip_json(tuple(range(1 + shard * 17, 18 + shard * 17))))


def _flip_json(masks: tuple[int, ...]) -> str:
    content = whole("json")
    tried = other = 0
    for changed in flipped(content, range(len(content)), masks):
        tried += 1
        outcome = taken(changed)
        if outcome is None or outcome == right("json"):
            continue
        assert len(_differences(right("json")[0].answers, outcome[0].answers)) <= 1 or outcome[1], changed
        other += 1
    return f"{tried:,} flips, {other:,} taken with one answer worded otherwise"


def _differences(one: Any, other: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where two sets of answers differ; a place where their shape differs counts as many."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        return [each for key in one for each in _differences(one[key], other[key], (*path, key))]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        return [each for at, pair in pairs for each in _differences(*pair, (*path, at))]
    if type(one) is type(other) and not isinstance(one, dict | list):
        return [] if one == other else [path]
    return [path, path]
