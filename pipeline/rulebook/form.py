"""A form as its schema defines it: what blank forms, readers, checks and the guide all look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as made
from datetime import date
from enum import StrEnum
from textwrap import shorten
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError, ValidationError, best_match

from pipeline.errors import LibraryBroken
from pipeline.rulebook.meanings import UNDERSTOOD, Meanings, meanings
from pipeline.rulebook.references import COMMON, resolved


class Kind(StrEnum):
    TEXT = "text"
    DATE = "date"
    TIME = "time"
    NUMBER = "number"
    CHOICE = "choice"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a drop-down: the label that answers hold, the code that the program knows.

    ``said`` is the label as the form prints it where its language has another, ``also`` what is read as it.
    """

    label: str
    code: str
    said: str = ""
    also: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The label that people see."""
        return self.said or self.label


@dataclass(frozen=True, slots=True)
class Field:
    """One question.

    ``also`` are other headings accepted for it and ``helps`` the help as other languages print it; ``means``
    the attribute of the understood form that it fills ("" if the code gives it no meaning); ``suggest`` names
    a list of the case that a drop-down offers (children, members, agencies, actions, parents) without being
    closed; ``given`` fields are pre-filled and locked; ``expected`` ones are asked for when blank (*ask*),
    ``required`` ones stop.
    """

    key: str
    title: str
    kind: Kind = Kind.TEXT
    help: str = ""
    choices: tuple[Choice, ...] = ()
    suggest: str = ""
    required: bool = False
    expected: bool = False
    given: bool = False
    lines: int = 1
    width: int = 20  # of a table column, in characters
    also: tuple[str, ...] = ()
    means: str = ""
    source: str = ""
    example: str = ""
    max_length: int | None = None
    audience: str = "everyone"  # whose copies may show the answer: everyone, professionals
    helps: tuple[str, ...] = ()

    def shown(self, answer: Any) -> Any:
        """An answer as the form prints it: a choice by the label that its language has."""
        return next((choice.shown for choice in self.choices if choice.label == answer), answer)


@dataclass(frozen=True, slots=True)
class Block:
    """A section of labelled answers, or a table (``repeats``).

    ``means`` names the attribute that a table fills; a section's fields fill attributes of the form itself.
    ``prefill`` names the list of the case that fills a table's rows in a pre-filled form. ``helps`` and
    ``sheets`` are its help and its sheet as other languages print them.
    """

    key: str
    title: str
    sheet: str
    fields: tuple[Field, ...]
    repeats: bool = False
    help: str = ""
    means: str = ""
    rows: int = 0  # rows printed in a blank form
    prefill: str = ""
    required: bool = False
    expected: bool = False
    also: tuple[str, ...] = ()
    source: str = ""
    helps: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()

    def field(self, key: str) -> Field:
        """The field with this key; KeyError if there is none."""
        for field in self.fields:
            if field.key == key:
                return field
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class Aside:
    """What a form and its reader say beside the questions: how a cell and a row are called in a place.

    ``hints`` are what it prints beside days and times, in every language that there is.
    """

    cell: str = "cell {cell}"
    row: str = "row {number}"
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """``schema`` is the JSON Schema itself, references resolved, for checking and for ``.json`` forms.

    ``language`` is the code of the language that it prints; ``also`` and ``helps`` are its title and help as
    others print them; ``told`` is the same form in other languages, by their codes; ``headings`` are those of
    a guidance that it is printed under.
    """

    name: str
    title: str
    version: int
    blocks: tuple[Block, ...]
    schema: Mapping[str, Any]
    help: str = ""
    word: bool = False  # also comes as .docx
    order: int = 50  # its place among the blank forms
    language: str = ""
    also: tuple[str, ...] = ()
    helps: tuple[str, ...] = ()
    told: Mapping[str, Form] = made(default_factory=dict, repr=False, compare=False)
    aside: Aside = Aside()
    headings: tuple[tuple[str, str], ...] = ()

    @property
    def languages(self) -> frozenset[str]:
        """The codes of the languages that it may be printed in, and "" for a file that does not say."""
        return frozenset({"", self.language, *self.told})

    def said_in(self, language: str) -> Form:
        """The form as it is printed in a language; as it is where it has none in that language."""
        return self.told.get(language, self)

    def block(self, key: str) -> Block:
        """The block with this key; KeyError if there is none."""
        for block in self.blocks:
            if block.key == key:
                return block
        raise KeyError(key)

    def sheets(self) -> dict[str, tuple[Block, ...]]:
        """Blocks by the sheet they stand on, in order."""
        sheets: dict[str, tuple[Block, ...]] = {}
        for block in self.blocks:
            sheets[block.sheet] = (*sheets.get(block.sheet, ()), block)
        return sheets


def load_form(
    schema: Mapping[str, Any], common: Mapping[str, Any], meta: Mapping[str, Any] | None = None
) -> Form:
    """The form that a schema describes.

    ``schema`` is the content of a ``*.schema.json``, ``common`` that of ``common.schema.json``, ``meta`` that
    of ``form.meta.json``; with ``meta`` every keyword of the schema is checked against it first. A schema
    that cannot be used raises LibraryBroken, which names the file, the place in it and the keyword.
    """
    file = str(schema.get("$id", "a schema without $id"))
    if meta is not None:
        _check_keywords(file, schema, meta)
    whole = resolved(schema, common)
    try:
        Draft202012Validator.check_schema(whole)
        form = _form(whole)
    except SchemaError as fault:
        raise LibraryBroken(_said(file, fault)) from None
    except KeyError as keyword:
        raise LibraryBroken(f"{file}: the keyword {keyword} is missing") from None
    if faults := list(_faults(form, whole)):
        raise LibraryBroken(f"{file}: {'; '.join(faults)}")
    return form


def check_common(common: Mapping[str, Any], meta: Mapping[str, Any]) -> None:
    """Checks ``common.schema.json`` against ``form.meta.json``, once for all forms. Raises LibraryBroken."""
    _check_keywords(COMMON, common, meta)


def _check_keywords(file: str, schema: Mapping[str, Any], meta: Mapping[str, Any]) -> None:
    worst = best_match(Draft202012Validator(meta).iter_errors(schema))
    if worst is not None:
        raise LibraryBroken(_said(file, worst))


def _said(file: str, fault: ValidationError | SchemaError) -> str:
    """Where in which file, by which rule of a schema, in one line that stays readable."""
    where = "/".join(str(step) for step in fault.absolute_path) or "the top"
    return f"{file}: {where}: {shorten(fault.message, 300)} ({fault.validator})"


def _form(schema: Mapping[str, Any]) -> Form:
    required = schema.get("required", ())
    blocks = (
        _block(key, part, key in required)
        for key, part in schema["properties"].items()
        if key not in ("form", "version")
    )
    return Form(
        name=schema["x-form"]["name"],
        title=schema["title"],
        version=schema["x-form"]["version"],
        blocks=tuple(blocks),
        schema=schema,
        help=schema.get("description", ""),
        word=schema["x-form"].get("word", False),
        order=schema["x-form"].get("order", 50),
    )


def _block(key: str, part: Mapping[str, Any], required: bool) -> Block:
    repeats = part["type"] == "array"
    row = part["items"] if repeats else part
    needed = row.get("required", ())
    return Block(
        key=key,
        title=part["title"],
        sheet=part["x-sheet"],
        fields=tuple(_field(name, field, name in needed) for name, field in row["properties"].items()),
        repeats=repeats,
        help=part.get("description", ""),
        means=part.get("x-means", ""),
        rows=part.get("x-rows", 0),
        prefill=part.get("x-prefill", ""),
        required=required,
        expected=part.get("x-expected", False),
        also=tuple(part.get("x-also", ())),
        source=part.get("x-source", ""),
    )


def _field(key: str, part: Mapping[str, Any], required: bool) -> Field:
    codes = part.get("x-codes", {})
    examples = part.get("examples", ())
    return Field(
        key=key,
        title=part["title"],
        kind=_kind(part),
        help=part.get("description", ""),
        choices=tuple(Choice(label, codes.get(label, "")) for label in part.get("enum", ())),
        suggest=part.get("x-suggest", ""),
        required=required,
        expected=part.get("x-expected", False),
        given=part.get("x-given", False),
        lines=part.get("x-lines", 1),
        width=part.get("x-width", 20),
        also=tuple(part.get("x-also", ())),
        means=part.get("x-means", ""),
        source=part.get("x-source", ""),
        example=str(examples[0]) if examples else "",
        max_length=part.get("maxLength"),
        audience=part.get("x-audience", "everyone"),
    )


_FORMATS = {"date": Kind.DATE, "time": Kind.TIME, "email": Kind.EMAIL}


def _kind(part: Mapping[str, Any]) -> Kind:
    if "enum" in part:
        return Kind.CHOICE
    if part["type"] == "integer":
        return Kind.NUMBER
    return _FORMATS.get(part.get("format", ""), Kind.TEXT)


def _faults(form: Form, schema: Mapping[str, Any]) -> Iterator[str]:
    """What no meta-schema can see: whether the form agrees with itself and with the model."""
    said = schema["properties"]
    for keyword, value in (("form", form.name), ("version", form.version)):
        if said.get(keyword, {}).get("const") != value:
            yield f"{keyword}: const does not agree with x-form"
    if form.name not in UNDERSTOOD:
        yield f"x-form: the model has no place for a form called {form.name!r}"
        return
    of = meanings(UNDERSTOOD[form.name])
    for block in form.blocks:
        if not block.repeats:
            yield from _field_faults(block, of)
        elif block.means in of.lists:
            yield from _field_faults(block, meanings(of.lists[block.means]))
        elif block.means:
            yield f"{block.key}: x-means {block.means!r} is no list of the model"
    sections = [field.means for block in form.blocks if not block.repeats for field in block.fields]
    for means in _twice([*sections, *(block.means for block in form.blocks)]):
        yield f"x-means {means!r} is given twice"


def _field_faults(block: Block, of: Meanings) -> Iterator[str]:
    for field in block.fields:
        where = f"{block.key}/{field.key}"
        codes = [choice.code for choice in field.choices]
        if not all(codes) or _twice(codes):
            yield f"{where}: x-codes does not give each label of enum a code of its own"
        if field.means and field.means not in of.answers:
            yield f"{where}: x-means {field.means!r} is no attribute of the model"
        elif field.means and not _fits(field.kind, of.answers[field.means]):
            yield f"{where}: x-means {field.means!r} cannot hold a {field.kind}"
    for title in _twice([field.title for field in block.fields]):
        yield f"{block.key}: two fields have the title {title!r}"
    if block.repeats:
        for means in _twice([field.means for field in block.fields]):
            yield f"{block.key}: x-means {means!r} is given twice"


def _fits(kind: Kind, attribute: type) -> bool:
    return {Kind.DATE: date, Kind.NUMBER: int}.get(kind, str) is attribute


def _twice(names: list[str]) -> list[str]:
    """The names that stand in the list more than once, blanks apart."""
    return sorted({name for name in names if name and names.count(name) > 1})
