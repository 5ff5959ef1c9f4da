"""Each answer by itself: is it there, can it be read, is it one of those offered? Nothing is repaired."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, cast

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from pipeline.check.limit import limited
from pipeline.check.where import blank, place_of, quoted, rows_of, section_of, title_of
from pipeline.model.finding import Finding
from pipeline.model.submission import FilledForm, Path
from pipeline.rulebook.catalogue import Catalogue
from pipeline.rulebook.form import Block, Field, Form, Kind
from pipeline.rulebook.laid import says_more

_CHOICES_LISTED = 8

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>.]+(\.[^@\s,;<>.]+)+")

_UNREADABLE = {
    Kind.DATE: "not-a-date",
    Kind.TIME: "not-a-time",
    Kind.EMAIL: "not-an-email",
    Kind.NUMBER: "not-a-number",
    Kind.CHOICE: "not-a-choice",
    Kind.TEXT: "not-text",
}

Found = tuple[str, Path, dict[str, str]]  # code, path, details


def check_fields(filled: FilledForm, form: Form, catalogue: Catalogue) -> tuple[Finding, ...]:
    """Everything that one answer by itself can have wrong, all of it at once, in the catalogue's order.

    ``filled`` may hold any JSON shape: a ``.json`` form is checked by the same code as a workbook. Each
    answer gets at most one finding, the most basic; beyond a hundred of one kind the rest are counted.
    """
    found = [*_version(filled, form), *_by_schema(filled, form), *_expected(filled, form)]
    findings = [
        catalogue.finding(code, place_of(filled, form, path), path, **details)
        for code, path, details in _one_for_each_answer(found)
    ]
    findings += [
        catalogue.finding("text-outside", spot.place, answer=quoted(spot.text)) for spot in filled.outside
    ]
    return catalogue.in_order(limited(findings, catalogue), form)


def _version(filled: FilledForm, form: Form) -> Iterator[Found]:
    if filled.version != form.version:
        yield "form-version-unknown", (), {"version": quoted(filled.version), "known": str(form.version)}


def _by_schema(filled: FilledForm, form: Form) -> Iterator[Found]:
    answers = _plain(filled.answers)
    validator = Draft202012Validator(form.schema, format_checker=_FORMATS)
    for fault in validator.iter_errors({**answers, "form": form.name, "version": form.version}):
        path: Path = tuple(fault.absolute_path)
        if len(path) > 1 and isinstance(path[1], int) and blank(answers[str(path[0])][path[1]]):
            continue  # an empty row is no row
        block = next((block for block in form.blocks if path and block.key == path[0]), None)
        if block is None:
            yield from _at_the_root(fault, form)
        elif len(path) == (3 if block.repeats else 2):
            yield from _at_an_answer(fault, path, block)
        else:
            yield from _at_a_group(fault, path, block)


def _plain(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers without blanks, and without anything nested deeper than a row's answer can be."""
    return {key: _trimmed(value, depth=2) for key, value in answers.items() if not blank(value)}


def _trimmed(value: Any, depth: int) -> Any:
    if isinstance(value, Mapping):
        return {k: _trimmed(v, depth - 1) for k, v in value.items() if not blank(v)} if depth else {}
    if isinstance(value, list | tuple):
        return [_trimmed(v, depth - 1) for v in value] if depth else []
    return value


def _at_the_root(fault: ValidationError, form: Form) -> Iterator[Found]:
    if fault.validator == "additionalProperties":
        for name in _strangers(fault):
            yield "unknown-field", (name,), {"name": quoted(name)}
    if fault.validator == "required":
        for block in form.blocks:
            if block.key in _absent(fault):
                yield from _whole_block_missing(block)


def _whole_block_missing(block: Block) -> Iterator[Found]:
    """A section that is wholly blank is told question by question: each has its own place."""
    needed = [field for field in block.fields if field.required and not block.repeats]
    for field in needed:
        yield "answer-missing", (block.key, field.key), {"question": field.title}
    if not needed:
        yield "block-empty", (block.key,), {"question": block.title}


def _at_a_group(fault: ValidationError, path: Path, block: Block) -> Iterator[Found]:
    """A fault of a section, a table or a row as a whole."""
    match fault.validator:
        case "required":
            for key in _absent(fault):
                yield "answer-missing", (*path, key), {"question": title_of(block, key)}
        case "additionalProperties":
            for name in _strangers(fault):
                yield "unknown-field", (*path, name), {"name": quoted(name)}
        case "minItems" | "minProperties":
            yield "block-empty", path, {"question": block.title}
        case "type":
            is_table = block.repeats and len(path) == 1
            yield "not-a-table" if is_table else "not-a-section", path, {"question": block.title}
        case _:
            yield "not-as-expected", path, {"question": block.title, "answer": "…", "example": block.help}


def _at_an_answer(fault: ValidationError, path: Path, block: Block) -> Iterator[Found]:
    field = next((field for field in block.fields if field.key == path[-1]), None)
    if field is None:
        return  # told once, as a question that the form does not have
    code = _code(fault, field)
    details = {"question": field.title, "answer": quoted(fault.instance)}
    yield code, path, {**details, **_more(code, fault, field)}


def _code(fault: ValidationError, field: Field) -> str:
    match fault.validator:
        case "maxLength":
            return "answer-too-long"
        case "minLength":
            return "answer-missing"
        case "minimum" | "exclusiveMinimum":
            return "number-too-small"
        case "maximum" | "exclusiveMaximum":
            return "number-too-large"
        case "pattern" if field.means == "case":
            return "not-a-case-reference"
        case "type" | "format" | "enum" | "const":
            return _UNREADABLE[field.kind]
        case _:
            # A pattern beside a format says the same once more.
            return "not-as-expected" if field.kind in (Kind.TEXT, Kind.NUMBER) else _UNREADABLE[field.kind]


def _more(code: str, fault: ValidationError, field: Field) -> dict[str, str]:
    match code:
        case "not-a-choice":
            labels = [f"“{choice.shown}”" for choice in field.choices]
            more = ", …" if len(labels) > _CHOICES_LISTED else ""
            return {"choices": ", ".join(labels[:_CHOICES_LISTED]) + more}
        case "answer-too-long":
            return {"length": str(len(str(fault.instance))), "most": str(fault.validator_value)}
        case "number-too-small":
            return {"least": str(fault.validator_value)}
        case "number-too-large":
            return {"most": str(fault.validator_value)}
        case "not-as-expected":
            return {"example": field.example or field.help}
        case _:
            return {}


def _absent(fault: ValidationError) -> list[str]:
    """The validator reports each absent name by itself, each time with the whole list of what is needed."""
    needed, answers = cast("list[str]", fault.validator_value), cast("dict[str, Any]", fault.instance)
    return [name for name in needed if name not in answers]


def _strangers(fault: ValidationError) -> list[str]:
    known = fault.schema.get("properties", {}) if isinstance(fault.schema, Mapping) else {}
    return [name for name in cast("dict[str, Any]", fault.instance) if name not in known]


def _expected(filled: FilledForm, form: Form) -> Iterator[Found]:
    """Questions that may be blank for a reason, and have to be asked about.

    A row that holds nothing but what the form came with is no row yet: where a guidance wants more of it a
    rule asks once, with every name.
    """
    for block in form.blocks:
        rows = {number: row for number, row in enumerate(rows_of(filled, block)) if says_more(block, row)}
        as_it_came = not rows and any(not blank(row) for row in rows_of(filled, block))
        if block.expected and (as_it_came or blank(filled.answers.get(block.key))):
            yield "expected-blank", (block.key,), {"question": block.title}
        elif block.repeats:
            for number, row in rows.items():
                found = list(_expected_in((block.key, number), block.fields, row))
                yield from _as_one(found) if block.prefill else found
        elif _is_left_blank(filled, block):
            yield "expected-blank", (block.key,), {"question": block.title}
        elif (answers := section_of(filled, block)) is not None:
            yield from _expected_in((block.key,), block.fields, answers)


def _is_left_blank(filled: FilledForm, block: Block) -> bool:
    """Whether a section of several such questions was passed over: that is one omission, asked about once."""
    asked = [field for field in block.fields if field.expected]
    optional = not any(field.required for field in block.fields)
    return len(asked) > 1 and optional and blank(filled.answers.get(block.key))


def _expected_in(path: Path, fields: Iterable[Field], answers: Mapping[str, Any]) -> Iterator[Found]:
    for field in fields:
        if field.expected and blank(answers.get(field.key)):
            yield "expected-blank", (*path, field.key), {"question": field.title}


def _as_one(found: list[Found]) -> Iterator[Found]:
    """All that is blank in one row, asked about once, at the first of the questions."""
    for code, path, _ in found[:1]:
        yield code, path, {"question": "”, “".join(details["question"] for _, _, details in found)}


def _one_for_each_answer(found: Iterable[Found]) -> list[Found]:
    """One finding for each answer: a value of the wrong kind breaks several keywords at once."""
    first: dict[Path, Found] = {}
    for one in found:
        first.setdefault(one[1], one)
    return list(first.values())


def _strings(whole: Callable[[str], bool]) -> Callable[[object], bool]:
    """Formats speak about texts only; anything else is the business of ``type``."""
    return lambda value: not isinstance(value, str) or whole(value)


def _is_date(text: str) -> bool:
    # The plain reader of dates would also take 20410314 and week numbers.
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


_FORMATS = FormatChecker(formats=())
_FORMATS.checks("date")(_strings(_is_date))
_FORMATS.checks("time")(_strings(lambda text: bool(_TIME.fullmatch(text))))
_FORMATS.checks("email")(_strings(lambda text: len(text) < 255 and bool(_EMAIL.fullmatch(text))))
