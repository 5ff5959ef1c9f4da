"""Core groups that are booked, in words."""

from __future__ import annotations

from datetime import date

from pipeline.model.case import Case
from pipeline.model.set_up import Meeting
from pipeline.rulebook.words import Words


def booked(case: Case, on: date | None = None) -> tuple[Meeting, ...]:
    """Core groups still to come, by day: those agreed at the latest core group, then those of the set-up.

    ``on`` looks back to a day: what was to come after it, as far as the core groups up to it had agreed.
    A day that two forms name is taken from the later form.
    """
    held = [r.form for r in case.minutes if on is None or r.form.held is None or r.form.held <= on]
    latest = held[-1] if held else None
    after = latest.held if latest and latest.held else case.period.start
    after = max(after, on) if on else after
    by_day = {}
    for meeting in (*case.set_up.form.meetings, *(latest.meetings if latest else ())):
        if meeting.held is not None and after < meeting.held:
            by_day[meeting.held] = meeting
    return tuple(by_day[day] for day in sorted(by_day))


def next_core_group(case: Case, on: date | None = None) -> Meeting | None:
    """The next core group that is booked, or was on a day; None if there is none."""
    return next(iter(booked(case, on)), None)


def meeting_line(meeting: Meeting, words: Words) -> str:
    """Day, time and place in one line."""
    parts = (words.weekday(meeting.held), meeting.time, meeting.place)
    return ", ".join(part for part in parts if part)
