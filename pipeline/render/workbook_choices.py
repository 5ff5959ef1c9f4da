"""What each cell offers while it is filled in: lists, dates, hints. Nothing typed is ever refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from xlsxwriter.utility import xl_range_abs

from pipeline.render.workbook_layout import FIRST, Laid
from pipeline.render.workbook_page import Book
from pipeline.rulebook.form import Field, Kind

_LONGEST_TITLE, _LONGEST_MESSAGE = (
    32,
    255,
)  # limits of the file format; a hint may be shortened, an answer never

# Where a list of the case is filled in on the form itself: the table's meaning and the column's.
_OWN_LISTS = {
    "children": ("children", "name"),
    "parents": ("parents", "name"),
    "members": ("members", "name"),
    "agencies": ("members", "agency"),
    "actions": ("plan", "number"),
}


class Offers:
    """What cells offer, for one workbook."""

    def __init__(self, book: Book, laid: Sequence[Laid], suggestions: Mapping[str, tuple[str, ...]]) -> None:
        self._book = book
        self._lists = {
            name: f"='{spot.sheet}'!{cells}" for name in _OWN_LISTS for spot, cells in _own_list(name, laid)
        }
        self._lists |= {name: book.list_range(items) for name, items in suggestions.items() if items}

    def validation(self, field: Field) -> dict[str, Any]:
        """The settings of a field's cells.

        A choice or a date that does not fit brings up a question, not a wall: somebody who types "about
        3 March" is told more kindly by the checks. Suggestions do not even ask.
        """
        say = self._book.said
        rule: dict[str, Any] = {"validate": "any"}
        hint = ""
        if field.kind is Kind.CHOICE:
            source = self._book.list_range([choice.shown for choice in field.choices])
            rule = {"validate": "list", "source": source, **self._question("odd_choice")}
            hint = say("choice_hint")
        elif field.kind is Kind.DATE:
            bounds = {"criteria": "between", "minimum": date(1900, 3, 1), "maximum": date(2199, 12, 31)}
            rule = {"validate": "date", **bounds, **self._question("odd_date")}
            hint = say("date_hint")
        elif field.suggest in self._lists:
            rule = {"validate": "list", "source": self._lists[field.suggest], "show_error": False}
            hint = say("suggest_hint")
        elif field.max_length and field.kind is Kind.TEXT:
            most = {"criteria": "<=", "value": field.max_length}
            rule = {"validate": "length", **most, **self._question("odd_length")}
        if field.kind in (Kind.TIME, Kind.NUMBER):
            hint = say("time_hint" if field.kind is Kind.TIME else "number_hint")
        return {**rule, **self._prompt(field, hint)}

    def _question(self, name: str) -> dict[str, str]:
        say = self._book.said
        return {"error_type": "warning", "error_title": say("odd_title"), "error_message": say(name)}

    def _prompt(self, field: Field, hint: str) -> dict[str, str]:
        message = "\n".join(filter(None, (field.help, hint)))
        if not message:
            return {}
        return {
            "input_title": _cut(field.title, _LONGEST_TITLE),
            "input_message": _cut(message, _LONGEST_MESSAGE),
        }


def _own_list(name: str, laid: Sequence[Laid]) -> list[tuple[Laid, str]]:
    table, column = _OWN_LISTS[name]
    for spot in laid:
        for at, field in enumerate(spot.block.fields, FIRST):
            if spot.block.repeats and (spot.block.means, field.means) == (table, column):
                return [(spot, xl_range_abs(spot.first, at, spot.after - 1, at))]
    return []


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"
