"""Which attributes a form's questions may fill. Read off the model itself, so nothing is written twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from types import MappingProxyType
from typing import Any, get_args, get_origin, get_type_hints

from pipeline.errors import LibraryBroken
from pipeline.model.forms import Amendment, Contribution, Minutes, SignOff
from pipeline.model.request import Request
from pipeline.model.set_up import CaseSetUp, Extra

Understood = CaseSetUp | Contribution | Minutes | Amendment | SignOff | Request

UNDERSTOOD: Mapping[str, type[Understood]] = MappingProxyType(
    {
        "case-set-up": CaseSetUp,
        "contribution": Contribution,
        "minutes": Minutes,
        "amendment": Amendment,
        "sign-off": SignOff,
        "request": Request,
    }
)


@dataclass(frozen=True, slots=True)
class Meanings:
    """Attributes of one class of the model: single answers with their type, lists with the class of a row."""

    answers: Mapping[str, type]
    lists: Mapping[str, type]


def understood_class(form: str) -> type[Understood]:
    """The class that a form of this name is understood as. LibraryBroken if the model knows none."""
    try:
        return UNDERSTOOD[form]
    except KeyError:
        raise LibraryBroken(f"the model has no place for a form called {form!r}") from None


def meanings(of: type) -> Meanings:
    """The attributes of a class of the model that a schema may name in ``x-means``."""
    return _meanings(of)


@cache
def _meanings(of: type) -> Meanings:
    hints = get_type_hints(of)
    answers: dict[str, type] = {}
    lists: dict[str, type] = {}
    for attribute in fields(of):
        hint = hints[attribute.name]
        if get_origin(hint) is not tuple:
            answers[attribute.name] = _plain(hint)
        elif get_args(hint)[0] is not Extra:
            lists[attribute.name] = get_args(hint)[0]
    return Meanings(MappingProxyType(answers), MappingProxyType(lists))


def _plain(hint: Any) -> type:
    """``date`` for ``date | None``; any other type as it is."""
    kinds = [kind for kind in get_args(hint) if kind is not type(None)] or [hint]
    return kinds[0]  # type: ignore[no-any-return]
