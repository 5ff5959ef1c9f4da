"""Days and times as people in these islands write them.

Numbers are read day first and never month first: 03/13/2026 is no date, and nobody guesses.
Two figures for a year mean 2000 to 2039 or 1950 to 1999, which fits children, their parents and everything
that happens to them. 40 to 49 could be a carer born in the forties or a plan for the forties, so it is not
read at all: the sender is asked for the year in full.
"""

from __future__ import annotations

import re
from datetime import date

FIRST_YEAR, LAST_YEAR = 1850, 2199  # beyond these a year is a slip of the finger

_MONTHS = (  # English and Welsh, this also with the first letter that it has after "o": "3ydd o Dachwedd"
    ("january", "ionawr"),
    ("february", "chwefror"),
    ("march", "mawrth", "fawrth"),
    ("april", "ebrill"),
    ("may", "mai", "fai"),
    ("june", "mehefin", "fehefin"),
    ("july", "gorffennaf", "orffennaf"),
    ("august", "awst"),
    ("september", "medi", "fedi"),
    ("october", "hydref"),
    ("november", "tachwedd", "dachwedd"),
    ("december", "rhagfyr", "ragfyr"),
)
_WEEKDAYS = re.compile(
    r"^(?:(?:on\s+)?(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?|(?:ar\s+)?(?:dd?ydd|nos)\s+[a-z]+"
    r"|(?:llun|maw|mer|iau|gwe|sad|sul)\.?),?\s+",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(
    r"^(?P<y>[0-9]{4})(?P<by>[-/.])(?P<m>[0-9]{1,2})(?P=by)(?P<d>[0-9]{1,2})"
    r"(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?$"
)
_FIGURES = re.compile(
    r"^(?P<d>[0-9]{1,2})\s*(?P<by>[-/.\\ ])\s*(?P<m>[0-9]{1,2})\s*(?P=by)\s*(?P<y>[0-9]{4}|[0-9]{2})$"
)
_IN_WORDS = re.compile(
    r"^(?:(?:the|yr?)\s+)?(?P<d>[0-9]{1,2})(?:\s*(?:st|nd|rd|th|af|il|ydd|f?ed|eg|ain))?(?:\s+of?(?=\s))?"
    r"[\s.,/-]*(?P<m>[a-z]{3,10})"
    r"[\s.,/-]*(?P<y>[0-9]{4}|[0-9]{2})$",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"^(?P<h>[0-9]{1,2})(?:\s*[:.h]\s*(?P<m>[0-9]{2})(?::[0-9]{2})?)?\s*(?P<half>[ap]\.?\s?m\.?)?\s*(?:hrs?|hours|o'clock)?$",
    re.IGNORECASE,
)
_FOUR_FIGURES = re.compile(r"^(?P<h>[0-9]{2})(?P<m>[0-9]{2})\s*(?:hrs?|hours|h)?$", re.IGNORECASE)
_MIDDAY = {"noon", "12 noon", "midday", "12 midday"}


def day_in(text: str) -> date | None:
    """The day that a text names, or None if it names none for certain.

    Reads ISO 8601, "3/4/26", "03.04.2026", "3 April 2026", "3rd Apr 2026", "Tues 3 Apr 2026" and the same in
    Welsh, "3ydd o Ebrill 2026": always day first. The name of a weekday is passed over, right or wrong: it is
    the figures that people copy.
    """
    plain = _plain(text)
    match = _YEAR_FIRST.match(plain) or _FIGURES.match(plain) or _IN_WORDS.match(_WEEKDAYS.sub("", plain))
    if match is None:
        match = _FIGURES.match(_WEEKDAYS.sub("", plain))
    if match is None:
        return None
    year, month = _year(match["y"]), _month(match["m"])
    if year is None or month is None:
        return None
    try:
        return date(year, month, int(match["d"]))
    except ValueError:
        return None


def time_in(text: str) -> str | None:
    """A time of day as "14:30", or None. Reads "2pm", "2.30 p.m.", "14:00", "14.00", "1400", "12 noon".

    Neither "2" nor "2.30" is a time: nobody can say for certain which half of the day it means. "02:30" and
    "9.30" are, since nobody meets late at night.
    """
    plain = _plain(text)
    if plain.casefold() in _MIDDAY:
        return "12:00"
    match = _FOUR_FIGURES.match(plain)
    if match:
        return _clock(int(match["h"]), int(match["m"]))
    match = _CLOCK.match(plain)
    if match is None or not (match["m"] or match["half"]):
        return None
    hour, minute = int(match["h"]), int(match["m"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"][0] in "pP" else 0)
    elif 1 <= hour <= 6 and len(match["h"]) == 1:
        return None
    return _clock(hour, minute)


def _plain(text: str) -> str:
    spaced = " ".join(text.replace("‐", "-").replace("‑", "-").replace("–", "-").replace("’", "'").split())
    return spaced.rstrip(".,; ")


def _clock(hour: int, minute: int) -> str | None:
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None


def _year(figures: str) -> int | None:
    year = int(figures)
    if len(figures) == 2:
        if 40 <= year < 50:
            return None
        year += 2000 if year < 40 else 1900
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def _month(written: str) -> int | None:
    if written.isdigit():
        return int(written)
    start = written.casefold()
    fitting = [number for number, names in enumerate(_MONTHS, 1) if any(n.startswith(start) for n in names)]
    return fitting[0] if len(fitting) == 1 else None
