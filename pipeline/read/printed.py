"""What a form prints beside its questions, in any language: nobody's answer, wherever it was copied to.

A file lists what was printed on it. Parts of another one that were pasted in bring words that are not on that
list: those of the form in another language, say.
"""

from __future__ import annotations

from functools import cached_property

from pipeline.read.answers import heading
from pipeline.rulebook.form import Block, Field, Form
from pipeline.rulebook.workbook_keys import printed_lines


class Fixed:
    """The fixed words of one form in every language."""

    def __init__(self, form: Form) -> None:
        self._form = form

    def holds(self, text: str) -> bool:
        """Whether a text is what the form prints beside a question, above a block or on top of a sheet."""
        return heading(text) in self._whole

    @cached_property
    def _whole(self) -> frozenset[str]:
        hints = [heading(hint) for hint in self._form.aside.hints]
        fields = [field for block in self._form.blocks for field in block.fields]
        helps = [heading(text) for field in fields for text in _helps(field)]
        titles = [heading(text) for text in (self._form.title, *self._form.also)]
        sheets = [heading(text) for block in self._form.blocks for text in (block.sheet, *block.sheets)]
        offered = [heading(" ".join(labels)) for field in fields for labels in _labels(field)]
        beside = [help_ + hint for help_ in helps for hint in hints]
        heads = [title + sheet for title in titles for sheet in sheets]
        return frozenset((*hints, *helps, *self._leads, *beside, *heads, *offered)) - {""}

    @cached_property
    def _leads(self) -> tuple[str, ...]:
        parts: tuple[Form | Block, ...] = (self._form, *self._form.blocks)
        leads = [text for part in parts for text in _helps(part)]
        lines = (line for text in leads for line in printed_lines(text))
        return tuple(map(heading, (*leads, *lines)))


def _helps(part: Form | Block | Field) -> tuple[str, ...]:
    return tuple(filter(None, (part.help, *part.helps)))


def _labels(field: Field) -> tuple[tuple[str, ...], ...]:
    """The labels of a question's choices, one language after the other."""
    if len(field.choices) < 2:
        return ()
    first = tuple(choice.label for choice in field.choices)
    other = tuple(choice.also[0] if choice.also else choice.label for choice in field.choices)
    return (first, other)
