"""A form sent as ``.json``, as a case-management system writes it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any, NoReturn

from pipeline.model.finding import Checked, Place
from pipeline.model.submission import FilledForm, Path
from pipeline.read.answers import case_of, clean
from pipeline.rulebook.catalogue import Catalogue
from pipeline.rulebook.form import Form

_DEEPEST = 20  # a form is three levels deep; beyond this it is not one


class _TwiceError(ValueError):
    """A name that stands twice in one object: libraries keep the last and drop the first without a word."""


def read_json(content: bytes, forms: Mapping[str, Form], catalogue: Catalogue) -> Checked[FilledForm]:
    """The answers of a ``.json`` form; places are key paths such as "about.name" or "chronology[2].event".

    Texts are cleaned as everywhere, blank ones and empty rows count as unanswered; nothing else is changed
    and nothing is dropped, whatever its shape: the checks hold it against the schema. The value is None when
    the text is no JSON object or names no form that is known.
    """
    try:
        sent = json.loads(content, object_pairs_hook=_once, parse_constant=_no_number, parse_float=_number)
    except _TwiceError as twice:
        return Checked(None, (catalogue.finding("json-key-twice", name=str(twice)[:60]),))
    except (ValueError, RecursionError):  # broken text, broken encoding, numbers without end, endless nesting
        return Checked(None, (catalogue.finding("json-unreadable"),))
    if not isinstance(sent, dict) or _depth(sent) > _DEEPEST:
        return Checked(None, (catalogue.finding("json-unreadable"),))
    name, version = sent.get("form"), sent.get("version")
    form = forms.get(name) if isinstance(name, str) else None
    if form is None:
        return Checked(None, (catalogue.finding("form-unknown"),))
    answers = {key: value for key, value in _cleaned(sent).items() if key not in ("form", "version")}
    number = version if isinstance(version, int) and not isinstance(version, bool) else 0
    places = {path: Place(spot=_spelled(path)) for path in (*_paths(answers), *_asked(form))}
    case = case_of(answers, form)
    return Checked(FilledForm(form.name, number, case, answers, places))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _TwiceError(clean(key))
        found[key] = value
    return found


def _number(figures: str) -> float:
    number = float(figures)
    return number if isfinite(number) else _no_number(figures)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _depth(value: Any) -> int:
    """Levels of nesting, found without nesting calls."""
    depth, level = 0, [value]
    while level:
        depth += 1
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
    return depth


def _cleaned(value: Any) -> Any:
    """The same shape with clean texts and without blanks."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        inner = {clean(key): _cleaned(each) for key, each in value.items()}
        return {key: each for key, each in inner.items() if not _blank(each)}
    if isinstance(value, list):
        return [each for each in map(_cleaned, value) if not _blank(each)]
    return value


def _blank(value: Any) -> bool:
    return value is None or (isinstance(value, str | dict | list) and not value)


def _paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """Every path into the answers, down to a row's answers."""
    inside: Any = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, each in inside:
        yield (*path, key)
        yield from _paths(each, (*path, key))


def _asked(form: Form) -> Iterator[Path]:
    for block in form.blocks:
        yield (block.key,)
        for field in () if block.repeats else block.fields:
            yield (block.key, field.key)


def _spelled(path: Path) -> str:
    """A path as programmers write it: rows count from 0."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).lstrip(".")
