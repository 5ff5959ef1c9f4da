"""Which form a Word document is: by its properties, by its hidden key, by what it says at the top."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.read.answers import heading
from pipeline.read.word_text import Passage, Row
from pipeline.rulebook.form import Form
from pipeline.rulebook.word_keys import (
    CASE_PROPERTY,
    FORM_PROPERTY,
    PRINTED_PROPERTY,
    VERSION_PROPERTY,
    form_of,
)


@dataclass(frozen=True, slots=True)
class Identity:
    """Name, version and case of a form; ``printed`` are the fingerprints of what was printed on it."""

    form: str
    version: int
    case: str
    printed: frozenset[str]


def identity_of(
    properties: Mapping[str, str], body: Iterable[Passage | Row], forms: Mapping[str, Form]
) -> Identity | None:
    """Which form this is; None if it is none of ours."""
    printed = frozenset(properties.get(PRINTED_PROPERTY, "").split())
    name, version = properties.get(FORM_PROPERTY, ""), properties.get(VERSION_PROPERTY, "")
    if name in forms and version.isdecimal():
        return Identity(name, int(version), properties.get(CASE_PROPERTY, ""), printed)
    passages = [piece for piece in body if isinstance(piece, Passage)]
    for key in (key for passage in passages for key in passage.keys):
        found = form_of(key)
        if found and found[0] in forms:
            return Identity(*found, printed)
    return _by_sight(passages, forms, printed)


def _by_sight(
    passages: Iterable[Passage], forms: Mapping[str, Form], printed: frozenset[str]
) -> Identity | None:
    """By the title of a form and the line below it, which says its name, its version and perhaps the case."""
    titled = None
    for passage in passages:
        words = re.findall(r"[\w-]+", passage.text)
        version = next((at for at, word in enumerate(words) if word.isdecimal() and len(word) < 5), 0)
        if titled and version and titled.name in words:
            case = words[version + 2] if len(words) > version + 2 else ""
            return Identity(titled.name, int(words[version]), case, printed)
        titled = titled or next(
            (f for f in forms.values() if heading(f.title) == heading(passage.text)), None
        )
    return Identity(titled.name, titled.version, "", printed) if titled else None
