"""What was read, as the JSON that comes back from a reading process, and how much of it is believed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from pipeline.errors import LibraryBroken
from pipeline.model.finding import Checked, Finding, Level, Place
from pipeline.model.submission import FilledForm
from pipeline.rulebook.catalogue import Catalogue
from pipeline.rulebook.form import Form
from pipeline.storage.answers import as_values, of_values

SCHEMA = Path(__file__).parents[2] / "schemas" / "reading.schema.json"
# In place of a reply: our own forms or findings cannot be used; there was no room for a process.
BROKEN, NO_ROOM = b"{}", b"[]"
# Texts are clean when they come: nothing that stands for a control character, half a letter or none.
_UNCLEAN = re.compile(r"(?<!\\)(?:\\\\)*\\[ubfr]|[\x7f\ufffe\uffff]")


def to_json(read: Checked[FilledForm]) -> bytes:
    """Everything that was read of a file and found in it. ValueError for what no file should hold."""
    values = {
        "filled": as_values(read.value) if read.value else None,
        "findings": [
            [each.code, each.place.part, each.place.spot, list(each.path), dict(each.details)]
            for each in read.findings
        ],
    }
    return json.dumps(values, ensure_ascii=False, allow_nan=False).encode()


def from_json(raw: bytes, forms: Mapping[str, Form], catalogue: Catalogue) -> Checked[FilledForm] | None:
    """What a reading process says it read; None for anything that it cannot rightly have said.

    The process had somebody's file in its hands, so its word is held against the schema, the forms and the
    catalogue: no form, no finding and no kind of value gets in that is not known here.
    """
    try:
        text = raw.decode()
        said = json.loads(text)
        if _UNCLEAN.search(text) or not _schema().is_valid(said):
            return None
        filled = of_values(said["filled"]) if said["filled"] else None
        read = Checked(filled, tuple(_finding(each, catalogue) for each in said["findings"]))
    except (ValueError, RecursionError, LibraryBroken):
        return None
    if filled and (filled.form not in forms or filled.language not in forms[filled.form].languages):
        return None
    return read if filled or any(found.level is Level.STOP for found in read.findings) else None


def _finding(said: list[Any], catalogue: Catalogue) -> Finding:
    code, part, spot, path, details = said
    finding = catalogue.finding(code, Place(part, spot), tuple(path))
    finding = replace(finding, details=tuple(sorted(details.items())))
    catalogue.sentence(finding)  # raises if a blank of the sentence would stay open
    return finding


@cache
def _schema() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
