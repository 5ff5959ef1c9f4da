"""Text is made clean once, as it comes in, whatever it comes in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from pipeline.model.prefill import Prefill
from pipeline.read.answers import clean
from pipeline.read.arrival import read
from pipeline.render.word_form import word_form
from pipeline.render.workbook import workbook
from pipeline.rulebook.library import Library
from pipeline.rulebook.sample import sample

# Decomposed, forced to run backwards, quoted by Windows, begun like a file, blank at its end.
WRITTEN = "Jose\u0301 said: \u202enot\u202c \u0093yet\u0094 \ufeffat all, \u200fمحمد \u00a0"
KEPT = "José said: not “yet” at all, \u200fمحمد"


def texts(values: Any) -> Iterator[str]:
    if isinstance(values, str):
        yield values
    elif isinstance(values, dict | list):
        for each in values.values() if isinstance(values, dict) else values:
            yield from texts(each)


@pytest.mark.parametrize("kind", ["json", "xlsx", "docx"])
def test_an_answer_is_the_same_clean_text_in_whatever_it_came(kind: str, library: Library) -> None:
    form, words = library.forms["amendment"], library.words_in("en")
    answers = sample(form)
    answers["corrections"][0]["inaccurate"] = WRITTEN
    ready = Prefill(case="CP-2026-014", answers=answers)
    match kind:
        case "json":
            content = json.dumps({"form": form.name, "version": form.version, **answers}).encode()
        case "xlsx":
            content = workbook(form, words, ready)
        case _:
            content = word_form(form, words, ready)
    found = read(content, library.forms, library.findings).value
    assert found is not None
    assert found.answers["corrections"][0]["inaccurate"] == KEPT
    said = [*texts(found.answers), *(each.text for each in found.outside), *map(str, found.places.values())]
    assert [text for text in said if text != clean(text)] == []
