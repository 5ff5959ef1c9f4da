"""Core groups that are booked, in words."""

from __future__ import annotations

from pipeline.model.case import Case
from pipeline.model.set_up import Meeting
from pipeline.rulebook.words import Words


def booked(case: Case) -> tuple[Meeting, ...]:
    """Core groups still to come, by day: those agreed at the latest core group, then those of the set-up.

    A day that two forms name is taken from the later form.
    """
    latest = case.minutes[-1].form if case.minutes else None
    after = latest.held if latest and latest.held else case.period.start
    by_day = {}
    for meeting in (*case.set_up.form.meetings, *(latest.meetings if latest else ())):
        if meeting.held is not None and after < meeting.held:
            by_day[meeting.held] = meeting
    return tuple(by_day[day] for day in sorted(by_day))


def next_core_group(case: Case) -> Meeting | None:
    """The next core group that is booked, or None."""
    return next(iter(booked(case)), None)


def meeting_line(meeting: Meeting, words: Words) -> str:
    """Day, time and place in one line."""
    parts = (words.weekday(meeting.held), meeting.time, meeting.place)
    return ", ".join(part for part in parts if part)
