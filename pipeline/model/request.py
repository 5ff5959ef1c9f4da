"""The request form, understood: what somebody asks for between two meetings, and the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipeline.model.forms import Reason
from pipeline.model.set_up import Extra


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason to bring a review conference forward (003, 4.4). ``cause`` is a code."""

    cause: str = ""
    what: str = ""
    extras: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """A request for a meeting that is not booked, and its answer once there is one.

    ``kind`` is a code: extra-core-group (002), early-review (003, 4.4). ``answer`` is a code: granted,
    refused, or "". ``held``, ``time`` and ``place`` are those of the meeting that was granted.
    """

    case: str = ""
    kind: str = ""
    name: str = ""
    agency: str = ""
    written: date | None = None
    concerns: str = ""
    tried: str = ""  # what has been done about it already
    wanted: date | None = None  # by when it should be held
    causes: tuple[Cause, ...] = ()
    answer: str = ""
    answered_by: str = ""
    answered_on: date | None = None
    answer_reasons: str = ""
    held: date | None = None
    time: str = ""
    place: str = ""
    reasons: tuple[Reason, ...] = ()
    extras: tuple[Extra, ...] = ()
