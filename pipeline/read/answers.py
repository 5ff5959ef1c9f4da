"""Every text is cleaned once, here, as it comes in; every reader turns what was written into answers here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from pipeline.read.dates import FIRST_YEAR, LAST_YEAR, day_in, time_in
from pipeline.rulebook.form import Field, Form, Kind
from pipeline.rulebook.sameness import folded

Written = str | int | float | bool | date | datetime | time | timedelta | None
Answer = str | int

_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")  # Word's own line and page breaks are breaks too
# Controls, the mark that begins a file, and what makes letters run another way than they are read: an
# answer must not look different from what it says, nor reach into what stands beside it. Plain marks of
# direction stay.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufeff\u202a-\u202e\u2066-\u2069]")
# Half a character, or none at all: no file can hold it.
_LAST_OF_EACH_PLANE = "".join(chr(at) + chr(at + 1) for at in range(0xFFFE, 0x110000, 0x10000))
_HALVES = re.compile(f"[\ud800-\udfff\ufdd0-\ufdef{_LAST_OF_EACH_PLANE}]")
# Curly quotes and the like that were taken for controls when a program mistook one alphabet for another.
_MISTAKEN = {at: bytes([at]).decode("cp1252", "ignore") for at in range(0x80, 0xA0) if at != 0x85}
_SEEN = re.compile(r"[^\s\u00ad\u034f\u061c\u180e\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f]")
_LINE_ENDS = re.compile("[ \t]+$", re.MULTILINE)
_PADDED = re.compile(r"^[0 -]*0[0 -]*$")  # "00000 000000", as telephone numbers are shown
_MONEY = re.compile(
    r'^(?:"(?P<a>[^"]{1,3})"|\[\$(?P<b>[^\]-]{1,3})(?:-[0-9A-Fa-f]+)?\]|(?P<c>[£$€]))[#,]*0(?:\.(?P<d>0+))?$'
)
_WHOLE = re.compile(r"^([+-]?[0-9]{1,15})(?:\.0+)?$")


def clean(text: str) -> str:
    r"""Text as it is kept from now on.

    Letters are composed (NFC), line ends become "\n", control characters and forced directions go, blanks at
    the ends of the text and of its lines go, and what is half a character or none becomes U+FFFD. A text with
    nothing in it that can be seen is blank. Everything else stays as written: curly quotes, bullets,
    non-breaking spaces, right-to-left marks. Cleaning twice changes nothing.
    """
    whole = _CONTROLS.sub("", _BREAKS.sub("\n", text).translate(_MISTAKEN))
    composed = unicodedata.normalize("NFC", _HALVES.sub("\ufffd", whole))
    return _LINE_ENDS.sub("", composed.strip()) if _SEEN.search(composed) else ""


def heading(text: str) -> str:
    """A heading for comparing: case, spacing, punctuation and a trailing colon or star do not count."""
    return folded(text).replace(" ", "")


@lru_cache(maxsize=2048)  # every row of a form is held against every heading of it
def headings(title: str, also: tuple[str, ...] = ()) -> frozenset[str]:
    """Every way in which a title may be written, folded; a title of signs only is never recognised."""
    return frozenset(filter(None, (heading(name) for name in (title, *also))))


def answer(written: Written, field: Field, number_format: str = "") -> Answer | None:
    """What was written, as the answer to a field; None where nothing was.

    A day becomes ISO 8601, a time "14:30", a choice its own label, a whole number an int where the schema
    wants one. Whatever cannot be understood stays as it was written, for the checks to point at.
    ``number_format`` is that of a spreadsheet's cell.
    """
    text = as_text(written, number_format)
    if not text:
        return None
    match field.kind:
        case Kind.DATE:
            return _day(written, text)
        case Kind.TIME:
            return _time(written) or time_in(text) or text
        case Kind.CHOICE:
            return _choice(text, field) or text
        case Kind.NUMBER:
            match = _WHOLE.match(text.replace(",", ""))
            return int(match[1]) if match else text
        case _:
            return text


def as_text(written: Written, number_format: str = "") -> str:
    """What was written in a cell, as its writer sees it: 7.0 is "7", 0.92 in a percent cell "92%"."""
    match written:
        case None:
            return ""
        case str():
            return clean(written)
        case bool():
            return str(written).upper()
        case int() | float():
            return _number(written, number_format)
        case datetime():
            day = as_text(written.date())
            return day if written.time() == time() else f"{day} {as_text(written.time())}"
        case date():
            return f"{written.day:02}/{written.month:02}/{written.year:04}"
        case time():
            return f"{written.hour:02}:{written.minute:02}"
        case timedelta():
            minutes = round(written.total_seconds() / 60)
            return f"{minutes // 60:02}:{minutes % 60:02}"


def case_of(answers: Mapping[str, Any], form: Form) -> str:
    """The case reference that the answers give, or ""."""
    for block in form.blocks:
        section = answers.get(block.key)
        if block.repeats or not isinstance(section, Mapping):
            continue
        for field in block.fields:
            if field.means == "case" and isinstance(section.get(field.key), str):
                return str(section[field.key])
    return ""


def _day(written: Written, text: str) -> str:
    if isinstance(written, datetime):
        written = written.date()
    if isinstance(written, date):
        return written.isoformat() if FIRST_YEAR <= written.year <= LAST_YEAR else text
    day = day_in(text) if isinstance(written, str) else None
    return day.isoformat() if day else text


def _time(written: Written) -> str | None:
    """A time typed into a spreadsheet: a time cell, 14.30 taken for a number, or a part of a day."""
    if isinstance(written, datetime):
        written = written.time()
    if isinstance(written, time | timedelta):
        return time_in(as_text(written))
    if isinstance(written, float) and 0 < written < 1:
        return time_in(as_text(timedelta(days=written)))
    if isinstance(written, float) and not written.is_integer():
        return time_in(f"{written:.2f}")
    return None


def _choice(text: str, field: Field) -> str | None:
    """The label of the choice that was meant: by a label in any language, or by its code where none fits."""
    wanted = heading(text)
    named = {c.label for c in field.choices if wanted in headings(c.label, c.also)}
    coded = {c.label for c in field.choices if wanted and heading(c.code) == wanted}
    return next((labels.pop() for labels in (named, coded) if len(labels) == 1), None)


def _number(number: int | float, number_format: str) -> str:
    """A number as it is shown, but that no figure of it is rounded away."""
    shown_as = number_format.partition(";")[0].replace("\\", "")
    if "%" in shown_as:
        return f"{_number(round(number * 100, 10), '')}%"
    if money := _MONEY.match(shown_as):
        sign, places = money["a"] or money["b"] or money["c"], len(money["d"] or "")
        if round(number, places) == number and number >= 0:
            return f"{sign}{number:,.{places}f}"
    if isinstance(number, float) and number.is_integer() and abs(number) < 1e15:
        number = int(number)
    if isinstance(number, int) and number >= 0 and _PADDED.match(shown_as):
        return _filled_in(str(number), shown_as)
    return str(number)


def _filled_in(figures: str, shown_as: str) -> str:
    """Figures in the places of a format, with the noughts that lead: 1632960001 in "00000 000000"."""
    places = shown_as.count("0")
    figures = figures.zfill(places)
    rest = iter(figures[len(figures) - places :])
    return figures[: len(figures) - places] + "".join(
        next(rest) if sign == "0" else sign for sign in shown_as
    )
