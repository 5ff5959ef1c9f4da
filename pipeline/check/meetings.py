"""Core groups and their minutes, the assessment and the conference itself: the limits outside the chain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from pipeline.check.recorded import FINAL, FIRST, CoreGroup, assessment, core_groups
from pipeline.check.step_status import Anchor, Clock
from pipeline.model.case import Case
from pipeline.model.timeline import Limit, StepCheck, Unit
from pipeline.rulebook.protocol import ICPC, LAST_CONFERENCE, RCPC, Applies, Protocol, Recorded, Step
from pipeline.rulebook.working_days import WorkingDays


def meeting_checks(
    case: Case, protocol: Protocol, days: WorkingDays, today: date, final: StepCheck
) -> tuple[StepCheck, ...]:
    """The first core group, every further one up to the final one, and the minutes of those held.

    ``final`` is the check of the final core group. Beyond the meetings held and booked, as many are asked for
    as the interval needs to reach it (004, flow chart for frequency of core groups).
    """
    clock = Clock(days, today)
    groups = core_groups(case)
    firsts = _first(case, protocol, clock, groups)
    checks = [*firsts, *_further(case, protocol, clock, groups, firsts, final)]
    return (*checks, *_minutes(protocol, clock, groups, [*checks, final]))


def other_checks(case: Case, protocol: Protocol, days: WorkingDays, today: date) -> tuple[StepCheck, ...]:
    """The single assessment and the conference itself (004, flow chart for frequency of core groups)."""
    clock = Clock(days, today)
    rcpc = case.period.rcpc
    checks = []
    for step in _applying(case, protocol, Recorded.ASSESSMENT, Recorded.CONFERENCE):
        anchor = Anchor(step.anchor, _event(case, step.anchor))
        if step.recorded is Recorded.ASSESSMENT:
            done, planned = assessment(case)
            checks.append(clock.check(step, anchor, done, planned))
        else:
            # No form says that a conference was held. One that was put off comes with a new date, so a
            # conference whose day has passed was held on it.
            held = rcpc if rcpc < today else None
            checks.append(clock.check(step, anchor, held, rcpc))
    return tuple(checks)


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
    final: StepCheck,
) -> Iterator[StepCheck]:
    """Core groups between the first and the final one, each counted from the one before it."""
    for step in _applying(case, protocol, Recorded.CORE_GROUPS):
        previous = _previous(firsts[-1]) if firsts else Anchor(_conference(case), case.period.start)
        number = len(firsts) + 1
        others = [group for group in groups if group.kind not in ((FIRST, FINAL) if firsts else (FINAL,))]
        last = final.done or final.planned or final.due
        while others or _needed(step, case, clock, previous, last):
            # With none left but the final one held, that was the next one, and it came too late.
            group = others.pop(0) if others else CoreGroup(FINAL, final.done)
            held, booked = group.held, group.booked
            limit = _interval(step, case, clock, previous)
            check = clock.check(step, previous, held, booked, limit)
            check = replace(check, id=f"{step.id}-{number}", title=step.each.format(number=number))
            yield check
            previous = _previous(check)
            number += 1


def _minutes(
    protocol: Protocol, clock: Clock, groups: tuple[CoreGroup, ...], meetings: list[StepCheck]
) -> Iterator[StepCheck]:
    """The minutes of every core group held (004, chair and note taker)."""
    sent = {group.held: group.sent for group in groups if group.held}
    held = {meeting.done: meeting for meeting in meetings if meeting.done}  # one for each day: the last named
    for step in protocol.steps:
        if step.recorded is Recorded.MINUTES:
            for day, meeting in held.items():
                check = clock.check(step, Anchor(meeting.id, day), sent.get(day))
                title = step.each.format(meeting=meeting.title)
                yield replace(check, id=f"{meeting.id}-{step.id}", title=title)


def _needed(step: Step, case: Case, clock: Clock, previous: Anchor, last: date | None) -> bool:
    """Whether the final core group comes too late to be the next one in time."""
    if previous.day is None or last is None:
        return False
    return clock.days.due(previous.day, _interval(step, case, clock, previous)) < last


def _interval(step: Step, case: Case, clock: Clock, previous: Anchor) -> Limit:
    """The protocol's interval, or the shorter one that a conference set (000, frequency of core groups)."""
    weeks = case.set_up.form.interval_weeks
    if not weeks or weeks < 1 or previous.day is None:
        return step.limit
    shorter = Limit(weeks, Unit.WEEKS)
    sooner = clock.days.due(previous.day, shorter) < clock.days.due(previous.day, step.limit)
    return shorter if sooner else step.limit


def _previous(check: StepCheck) -> Anchor:
    return Anchor(check.id, check.done or check.planned or check.due, planned=check.done is None)


def _conference(case: Case) -> str:
    return ICPC if case.period.first else LAST_CONFERENCE


def _event(case: Case, anchor: str) -> date | None:
    """The day of a conference; None if the record does not have it."""
    period, form = case.period, case.set_up.form
    if anchor == RCPC:
        return period.rcpc
    if anchor == ICPC:
        return period.start if period.first else form.icpc
    return period.start


def _applying(case: Case, protocol: Protocol, *recorded: Recorded) -> list[Step]:
    """The steps with one of these meanings that are asked for in this period."""
    now = Applies.FIRST if case.period.first else Applies.LATER
    return [
        step for step in protocol.steps if step.recorded in recorded and step.applies in (Applies.ALWAYS, now)
    ]
