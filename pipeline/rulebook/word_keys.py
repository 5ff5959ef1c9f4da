"""The hidden keys of a Word form: what its writer puts there and its reader finds again.

Labels may be retyped and content controls may be lost on the way; hidden text and document properties survive
nearly everything. A key reads ``[rcpc:meeting.held]`` and stands in hidden text behind the label that it is
the key of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote, unquote

from pipeline.rulebook.workbook_keys import fingerprint

PRINTED = "rcpc_printed_"  # begins the properties that list what was printed beside questions
PROPERTY_ROOM = 250  # characters; word processors cut longer properties short
KEY = re.compile(r"\[rcpc:([^\]\s]*[./:][^\]\s]*)\]")  # of every sort of key; other words are words


def form_key(form: str, version: int, case: str) -> str:
    """The key of a whole form: its name, version and case."""
    return f"[rcpc:{quote(form, safe='')}/{version}/{quote(case, safe='')}]"


def field_key(block: str, field: str) -> str:
    """The key of a question: of the label of a section, or of the heading of a table's column."""
    return f"[rcpc:{block}.{field}]"


def row_key(block: str, row: str) -> str:
    """The key of a pre-filled row; ``row`` is what it is about, such as the number of an action."""
    return f"[rcpc:{block}:{quote(row, safe='')}]"


def taken_apart(text: str) -> tuple[str, tuple[str, ...]]:
    """A text without its keys, and the insides of the keys that stood in it."""
    return KEY.sub("", text), tuple(KEY.findall(text))


def form_of(key: str) -> tuple[str, int, str] | None:
    """Name, version and case from the inside of a form's key; None if it is some other key."""
    form, slash, rest = key.partition("/")
    version, _, case = rest.partition("/")
    return (unquote(form), int(version), unquote(case)) if slash and version.isdecimal() else None


def question_of(key: str) -> tuple[str, str] | None:
    """Block and field from the inside of a question's key; None if it is some other key."""
    block, dot, field = key.partition(".")
    return (block, field) if dot and "/" not in key and ":" not in key else None


def row_of(key: str) -> tuple[str, str] | None:
    """Block and row from the inside of a row's key; None if it is some other key."""
    block, colon, row = key.partition(":")
    return (block, unquote(row)) if colon and "/" not in block else None


def mark_of(text: str) -> str:
    """Eight letters and digits that tell one sentence from others, whatever its spacing.

    A Word form lists the marks of the sentences that it prints beside questions, so that its reader, which
    knows no language, can tell them from what somebody wrote.
    """
    return fingerprint(text)[:8]


def printed_properties(texts: Iterable[str]) -> dict[str, str]:
    """The marks of many sentences as properties of a document, each one short enough to be kept."""
    marks = sorted({mark_of(text) for text in texts})
    in_one = PROPERTY_ROOM // 9
    return {
        f"{PRINTED}{number}": " ".join(marks[start : start + in_one])
        for number, start in enumerate(range(0, len(marks), in_one), 1)
    }
