"""What a form's file carries besides its words, so that an answer is found again whatever was done to it.

Office programs keep some of these and drop others, people cut and paste; so every answer is named three
times: by the label that its sender saw, by a hidden key beside it and by a defined name. Writers and readers
of forms agree here and nowhere else.
"""

from __future__ import annotations

import hashlib
import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.rulebook.form import Block, Field, Form

PROPERTY_FORM = "rcpc_form"
PROPERTY_VERSION = "rcpc_version"
PROPERTY_CASE = "rcpc_case"
PROPERTY_LANGUAGE = "rcpc_language"
PRINTED = "rcpc.printed"  # heads the hidden list of fingerprints of everything that we printed ourselves
MEASURE = 100  # characters in a line of running text, each of which is printed in a cell of its own
LISTED = "listed "  # goes before an entry of a list of ours, whose words may well be an answer elsewhere

_IDENTITY = re.compile(r"^\S+ (?P<form>[a-z][a-z0-9-]*), \S+ (?P<version>[0-9]+)\.(?: \S+ (?P<case>\S.*))?$")


def printed_lines(text: str) -> tuple[str, ...]:
    """The lines in which a text is printed, as few and as even as can be.

    A last line of one word could be anybody's answer, so a reader could not tell it from one.
    """
    longest = textwrap.wrap(text, MEASURE)
    widths = range(len(text) // max(len(longest), 1), MEASURE)
    even = (textwrap.wrap(text, width) for width in widths if width)
    return tuple(next((lines for lines in even if len(lines) == len(longest)), longest))


@dataclass(frozen=True, slots=True)
class Identity:
    """What a form says it is. ``version`` is 0 and the rest "" where it does not say."""

    form: str = ""
    version: int = 0
    case: str = ""
    language: str = ""


def title_key(block: Block) -> str:
    """Stands beside a block's title."""
    return block.key


def answer_key(block: Block, field: Field) -> str:
    """Stands beside a section's answer."""
    return f"{block.key}.{field.key}"


def header_key(block: Block) -> str:
    """Begins the hidden row of field keys above a table's headings."""
    return f"{block.key}#"


def row_key(block: Block) -> str:
    """Stands beside each row of a table."""
    return f"{block.key}[]"


def defined_name(block: Block, field: Field) -> str:
    """Names a section's answer, or a table's heading; only characters that every office program allows."""
    return "rcpc." + re.sub(r"[^A-Za-z0-9_.]", "_", answer_key(block, field))


def fields_by_name(form: Form) -> Mapping[str, tuple[Block, Field]]:
    """Every field of a form by its defined name in lower case, as some programs change the case of names."""
    return {
        defined_name(block, field).lower(): (block, field) for block in form.blocks for field in block.fields
    }


def identity_in(line: str) -> Identity | None:
    """The identity that a printed line gives, in any language with this order of words; None for other text.

    "Form contribution, version 1. Case CP-2041-007" has all three.
    """
    match = _IDENTITY.match(" ".join(line.split()))
    if match is None:
        return None
    return Identity(match["form"], int(match["version"]), match["case"] or "")


def fingerprint(text: str) -> str:
    """Tells a text that we printed from one that somebody changed; spacing does not count."""
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).hexdigest()[:16]
