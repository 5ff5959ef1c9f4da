"""Core groups that are booked, in words."""

from __future__ import annotations

from datetime import date

from pipeline.model.case import Case
from pipeline.model.plan import PlanVersion
from pipeline.model.set_up import Meeting
from pipeline.rulebook.words import Words


def next_core_group(case: Case, on: date | None = None) -> Meeting | None:
    """The next core group that is booked, or was on a day; None if there is none."""
    return next(iter(case.booked(on)), None)


def ahead_of(plan: PlanVersion, case: Case, words: Words) -> tuple[tuple[str, str], ...]:
    """What a plan says about the meetings to come, labelled: the next conference and the next core group.

    The version that holds says what is known today. One before it is a paper of its day and never changes as
    later forms come in: it names the core group that stood booked then, and no conference, whose day may have
    been moved since. One from before this period names neither.
    """
    label = words("plan.next-core-group")
    if plan.number == case.plan.number:
        coming = next_core_group(case)
        conference = (words("plan.next-rcpc"), words.weekday(case.period.rcpc))
        return conference, (label, meeting_line(coming, words) if coming else words("plan.not-booked"))
    if plan.dated < case.period.start:
        return ()
    then = next_core_group(case, plan.dated)
    return ((label, meeting_line(then, words) if then else words("plan.not-booked")),)


def free_days(case: Case, after: date | None, words: Words) -> str:
    """The days still to come that the family asks to keep free, in one line (003, 6.6); "" for none.

    They are shown to whoever books, under every guidance; None for ``after`` shows all.
    """
    days = sorted(
        (days.first, days.last or days.first, days.occasion)
        for days in case.set_up.form.free_days
        if days.first and (after is None or (days.last or days.first) > after)
    )
    told = []
    for first, last, occasion in days:
        day = words.day(first)
        if last > first:
            day = words("free-days.range", start=day, end=words.day(last))
        told.append(words("free-days.occasion", day=day, occasion=occasion) if occasion else day)
    return words.listed(told)


def meeting_line(meeting: Meeting, words: Words) -> str:
    """Day, time and place in one line."""
    parts = (words.weekday(meeting.held), meeting.time, meeting.place)
    return ", ".join(part for part in parts if part)
