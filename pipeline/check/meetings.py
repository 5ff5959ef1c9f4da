"""Core groups and what follows each, and the limits that stand by themselves: all outside the chain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from pipeline.check.recorded import FINAL, FIRST, CoreGroup, assessment, core_groups
from pipeline.check.step_status import Anchor, Clock
from pipeline.model.case import Case
from pipeline.model.timeline import Limit, StepCheck, StepStatus, Unit
from pipeline.rulebook.protocol import (
    AFTER_EACH,
    ENQUIRIES,
    ICPC,
    LAST_CONFERENCE,
    RCPC,
    Applies,
    Protocol,
    Recorded,
    Step,
)
from pipeline.rulebook.working_days import WorkingDays


def meeting_checks(
    case: Case, protocol: Protocol, days: WorkingDays, today: date, final: StepCheck | None
) -> tuple[StepCheck, ...]:
    """The first core group, every further one up to the final one, and what follows each of those held.

    ``final`` is the check of the final core group, None where the protocol has no chain: then core groups
    are asked for up to the conference. Beyond the meetings held and booked, as many are asked for as the
    interval needs to reach it (004, flow chart for frequency of core groups).
    """
    clock = Clock(days, today)
    groups = core_groups(case)
    firsts = _first(case, protocol, clock, groups)
    checks = [*firsts, *_further(case, protocol, clock, groups, firsts, final)]
    return (*checks, *_after_each(protocol, clock, groups, [*checks, *([final] if final else [])]))


def other_checks(case: Case, protocol: Protocol, days: WorkingDays, today: date) -> tuple[StepCheck, ...]:
    """The outline plan sent, the assessment, a change of school and the conference itself (001, 003, 004)."""
    clock = Clock(days, today)
    return (
        *_told_once(case, protocol, clock),
        *_conferences(case, protocol, clock),
        *_school_changes(case, protocol, clock),
    )


def _told_once(case: Case, protocol: Protocol, clock: Clock) -> Iterator[StepCheck]:
    """What a form tells of once in a period."""
    completed, planned = assessment(case)
    for step in _applying(case, protocol, Recorded.ASSESSMENT, Recorded.OUTLINE_SENT):
        anchor = Anchor(step.anchor, _event(case, step.anchor))
        if step.recorded is Recorded.ASSESSMENT:
            yield clock.check(step, anchor, completed, planned)
        else:
            sent = case.set_up.form.outline_sent
            # A set-up that began as a copy of the last one still has that plan's day.
            check = clock.check(step, anchor, sent if sent and sent >= case.period.start else None)
            # The set-up often comes in before the plan goes out, and nobody sends another to say the day.
            late = check.status is StepStatus.OVERDUE
            yield replace(check, status=StepStatus.NOT_RECORDED, days_late=0) if late else check


def _conferences(case: Case, protocol: Protocol, clock: Clock) -> Iterator[StepCheck]:
    """No form says that a conference was held.

    One that was put off comes with a new date, so a conference whose day has passed was held on it.
    """
    rcpc = case.period.rcpc
    for step in _applying(case, protocol, Recorded.CONFERENCE):
        held = rcpc if rcpc < clock.today else None
        yield clock.check(step, Anchor(step.anchor, _event(case, step.anchor)), held, rcpc)


def _school_changes(case: Case, protocol: Protocol, clock: Clock) -> Iterator[StepCheck]:
    """A core group soon after a child changes school: the next one held or booked (003, 3.2).

    Children who changed on one day share the meeting. Nobody's name is in a title, which reaches calendars.
    """
    children = case.set_up.form.children
    changed = sorted({child.school_changed for child in children if child.school_changed})
    groups = core_groups(case)
    for step in _applying(case, protocol, Recorded.SCHOOL_CHANGE):
        for number, day in enumerate((d for d in changed if d >= case.period.start), 1):
            after = [group for group in groups if group.day >= day]
            held, booked = (after[0].held, after[0].booked) if after else (None, None)
            check = clock.check(step, Anchor(step.anchor, day), held, booked)
            names = tuple(child.name for child in children if child.school_changed == day)
            title = step.each.format(number=number)
            yield replace(check, id=f"{step.id}-{number}", title=title, children=names)


def _first(case: Case, protocol: Protocol, clock: Clock, groups: tuple[CoreGroup, ...]) -> list[StepCheck]:
    group = next((group for group in groups if group.kind == FIRST), None)
    held, booked = (group.held, group.booked) if group else (None, None)
    return [
        clock.check(step, Anchor(step.anchor, _event(case, step.anchor)), held, booked)
        for step in _applying(case, protocol, Recorded.FIRST_CORE_GROUP)
    ]


def _further(
    case: Case,
    protocol: Protocol,
    clock: Clock,
    groups: tuple[CoreGroup, ...],
    firsts: list[StepCheck],
    final: StepCheck | None,
) -> Iterator[StepCheck]:
    """Core groups after the first one, each counted from the one before it, up to the final one if any."""
    apart = {FIRST} if firsts else set()
    if final:
        apart.add(FINAL)
    for step in _applying(case, protocol, Recorded.CORE_GROUPS):
        previous = _previous(firsts[-1]) if firsts else Anchor(_conference(case), case.period.start)
        number = len(firsts) + 1
        others = [group for group in groups if group.kind not in apart]
        last = (final.done or final.planned or final.due) if final else case.period.rcpc
        while others or _needed(step, case, clock, previous, last):
            # With none left but the final one held, that was the next one, and it came too late.
            group = others.pop(0) if others else CoreGroup(FINAL, final.done if final else None)
            held, booked = group.held, group.booked
            limit = _interval(step, case, clock, previous)
            check = clock.check(step, previous, held, booked, limit)
            check = replace(check, id=f"{step.id}-{number}", title=step.each.format(number=number))
            yield check
            previous = _previous(check)
            number += 1


def _after_each(
    protocol: Protocol, clock: Clock, groups: tuple[CoreGroup, ...], meetings: list[StepCheck]
) -> Iterator[StepCheck]:
    """What follows every core group held: its minutes, its record sent round, a notice of its plan.

    004, chair and note taker; 000, record of the core group meeting; 003, 3.7; 002.
    """
    groups_held = {group.held: group for group in groups if group.held}
    held = {meeting.done: meeting for meeting in meetings if meeting.done}  # one for each day: the last named
    for step in protocol.steps:
        if step.recorded in AFTER_EACH:
            for day, meeting in held.items():
                check = clock.check(step, Anchor(meeting.id, day), _followed(groups_held.get(day), step))
                title = step.each.format(meeting=meeting.title)
                yield replace(check, id=f"{meeting.id}-{step.id}", title=title)


def _followed(group: CoreGroup | None, step: Step) -> date | None:
    if group is None:
        return None
    return {
        Recorded.MINUTES: group.sent,
        Recorded.CIRCULATED: group.circulated,
        Recorded.NOTICE: group.notice_sent,
    }[step.recorded]


def _needed(step: Step, case: Case, clock: Clock, previous: Anchor, last: date | None) -> bool:
    """Whether the final core group, or the conference, comes too late to be the next one in time."""
    limit = _interval(step, case, clock, previous)
    if previous.day is None or last is None or limit is None:
        return False
    return clock.days.due(previous.day, limit) < last


def _interval(step: Step, case: Case, clock: Clock, previous: Anchor) -> Limit | None:
    """The protocol's interval, or the shorter one that a conference set (000, frequency of core groups)."""
    weeks = case.set_up.form.interval_weeks
    if not weeks or weeks < 1 or previous.day is None:
        return step.limit
    shorter = Limit(weeks, Unit.WEEKS)
    if step.limit is None:
        return shorter
    sooner = clock.days.due(previous.day, shorter) < clock.days.due(previous.day, step.limit)
    return shorter if sooner else step.limit


def _previous(check: StepCheck) -> Anchor:
    return Anchor(check.id, check.done or check.planned or check.due, planned=check.done is None)


def _conference(case: Case) -> str:
    return ICPC if case.period.first else LAST_CONFERENCE


def _event(case: Case, anchor: str) -> date | None:
    """The day a form tells for an event; None if the record does not have it."""
    period, form = case.period, case.set_up.form
    if anchor == RCPC:
        return period.rcpc
    if anchor == ICPC:
        return period.start if period.first else form.icpc
    return form.enquiries if anchor == ENQUIRIES else period.start


def _applying(case: Case, protocol: Protocol, *recorded: Recorded) -> list[Step]:
    """The steps with one of these meanings that are asked for in this period."""
    now = Applies.FIRST if case.period.first else Applies.LATER
    return [
        step for step in protocol.steps if step.recorded in recorded and step.applies in (Applies.ALWAYS, now)
    ]
