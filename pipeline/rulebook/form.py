"""A form as its schema defines it: what blank forms, readers, checks and the guide all look at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Mapping


class Kind(StrEnum):
    TEXT = "text"
    DATE = "date"
    TIME = "time"
    NUMBER = "number"
    CHOICE = "choice"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a drop-down: the label people see, the code that the program knows."""

    label: str
    code: str


@dataclass(frozen=True, slots=True)
class Field:
    """One question.

    ``also`` are other headings accepted for it; ``means`` the attribute of the understood form that it
    fills ("" if the code gives it no meaning); ``suggest`` names a list of the case that a drop-down
    offers (children, members, agencies, actions, parents) without being closed; ``given`` fields are
    pre-filled and locked; ``expected`` ones are asked for when blank (*ask*), ``required`` ones stop.
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


@dataclass(frozen=True, slots=True)
class Block:
    """A section of labelled answers, or a table (``repeats``).

    ``means`` names the attribute that a table fills; a section's fields fill attributes of the form itself.
    ``prefill`` names the list of the case that fills a table's rows in a pre-filled form.
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

    def field(self, key: str) -> Field:
        """The field with this key; KeyError if there is none."""
        for field in self.fields:
            if field.key == key:
                return field
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class Form:
    """``schema`` is the JSON Schema itself, references resolved, for checking and for ``.json`` forms."""

    name: str
    title: str
    version: int
    blocks: tuple[Block, ...]
    schema: Mapping[str, Any]
    help: str = ""
    word: bool = False  # also comes as .docx

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
