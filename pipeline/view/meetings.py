"""Core groups that are booked, in words."""

from __future__ import annotations

from datetime import date

from pipeline.model.case import Case
from pipeline.model.set_up import Meeting
from pipeline.rulebook.words import Words


def next_core_group(case: Case, on: date | None = None) -> Meeting | None:
    """The next core group that is booked, or was on a day; None if there is none."""
    return next(iter(case.booked(on)), None)


def meeting_line(meeting: Meeting, words: Words) -> str:
    """Day, time and place in one line."""
    parts = (words.weekday(meeting.held), meeting.time, meeting.place)
    return ", ".join(part for part in parts if part)
