"""How a form's workbook looks: few colours, strong contrast, and nothing said by colour alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

DEEP, INK, QUIET, LINE = "#1B4B5A", "#1A1A1A", "#46565E", "#8CA0AA"
PALE, BAND, GREY, ALARM, WARM = "#E3EDF0", "#F6F9FA", "#ECEEEF", "#9B1C1C", "#FFF3D6"

LINE_HEIGHT, PADDING, TALLEST = 14.5, 6, 400  # points; office programs stop at 409

_BOX = {"border": 1, "border_color": LINE}
_TOP = {"text_wrap": True, "valign": "top"}
_IN = {"align": "left", "indent": 1}  # text does not touch the frame
_PARTS: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": DEEP},
    "line": {"font_color": QUIET},
    "block": {"bold": True, "font_size": 13, "font_color": DEEP, "bottom": 2, "bottom_color": DEEP},
    "help": {"font_color": QUIET},
    "text_line": {},
    "hint": {"font_color": QUIET, "italic": True, "font_size": 9, **_IN, **_TOP},
    "label": {"bold": True, "bg_color": PALE, **_BOX, **_IN, **_TOP},
    "aside": {"font_color": QUIET, **_IN, **_TOP},
    "header": {"bold": True, "bg_color": DEEP, "font_color": "#FFFFFF", **_BOX, **_IN, **_TOP},
    "answer": {"locked": False, "num_format": "@", **_BOX, **_IN, **_TOP},
    "date": {"num_format": "dd/mm/yyyy", "align": "left"},
    "number": {"num_format": "0", "align": "left"},
    "band": {"bg_color": BAND},
    "given": {"locked": True, "bg_color": GREY},
    "marked": {"border": 5, "border_color": ALARM, "bg_color": WARM},
    "warning": {"bold": True, "font_color": ALARM},
    "cell": {**_BOX, **_IN, **_TOP},
    "text": {**_TOP},
    "link": {"font_color": "#0B4F9E", "underline": 1, **_BOX, **_IN, **_TOP},
    "plain_link": {"font_color": "#0B4F9E", "underline": 1, "valign": "top"},
    "free": {"locked": False},
}


class Styles:
    """Formats of one workbook, each made once. A style is a chain of parts; later parts win."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[str, ...], Format] = {}

    def __call__(self, *parts: str) -> Format:
        if parts not in self._made:
            properties: dict[str, Any] = {"font_name": "Arial", "font_size": 11, "font_color": INK}
            for part in parts:
                properties |= _PARTS[part]
            self._made[parts] = self._book.add_format(properties)
        return self._made[parts]


def height(lines: int) -> float:
    """Height in points of a row with so many lines of text."""
    return min(lines * LINE_HEIGHT + PADDING, TALLEST)
