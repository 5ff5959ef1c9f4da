"""A filled form as JSON and back: what the record remembers of an original it has read before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pipeline.model.finding import Place
from pipeline.model.submission import FilledForm, Outside


def to_json(filled: FilledForm) -> bytes:
    """Everything of a filled form, places included."""
    return json.dumps(as_values(filled)).encode()


def as_values(filled: FilledForm) -> dict[str, Any]:
    """A filled form in the values that JSON knows."""
    return {
        "form": filled.form,
        "version": filled.version,
        "case": filled.case,
        "format": filled.format,
        "language": filled.language,
        "answers": filled.answers,
        "places": [[list(path), place.part, place.spot] for path, place in filled.places.items()],
        "outside": [[out.place.part, out.place.spot, out.text] for out in filled.outside],
    }


def from_json(raw: bytes) -> FilledForm:
    """The same filled form again. ValueError, KeyError or TypeError if it is not one."""
    return of_values(json.loads(raw))


def of_values(read: Mapping[str, Any]) -> FilledForm:
    """The filled form in such values. KeyError or TypeError if it is none."""
    return FilledForm(
        form=read["form"],
        version=read["version"],
        case=read["case"],
        format=read["format"],
        language=read["language"],
        answers=read["answers"],
        places={tuple(path): Place(part, spot) for path, part, spot in read["places"]},
        outside=tuple(Outside(Place(part, spot), text) for part, spot, text in read["outside"]),
    )
