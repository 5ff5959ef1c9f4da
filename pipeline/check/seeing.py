"""How often each child is seen, from what contributions and minutes tell (003, 8.1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pipeline.check.step_status import Clock
from pipeline.model.case import Case
from pipeline.model.forms import SeenRow
from pipeline.model.timeline import ChildSeen, Gap, Seeing, StepStatus
from pipeline.rulebook.protocol import RCPC, SEEING, Protocol, Recorded, Step
from pipeline.rulebook.sameness import folded, which
from pipeline.rulebook.working_days import WorkingDays

_YES = "yes"


@dataclass(frozen=True, slots=True)
class _Told:
    """A row of a form, who is meant to have seen the child, and the day to which the form reports."""

    row: SeenRow
    by: str
    until: date


def children_seen(case: Case, protocol: Protocol, days: WorkingDays, today: date) -> tuple[ChildSeen, ...]:
    """For each child each step of the protocol on seeing it; empty if the protocol has none (003, 8.1).

    Only visits of members whose part the step names count, and only those since the conference that opened
    the period: the first one is counted from that conference, each further one from the one before it, and
    none is asked for after the review conference.
    """
    steps = [step for step in protocol.steps if step.recorded in SEEING]
    if not steps:
        return ()
    told = tuple(_told(case))
    names = [child.name for child in case.set_up.form.children]
    return tuple(
        ChildSeen(
            number + 1,
            name,
            tuple(_seeing(step, number, names, told, case, Clock(days, today)) for step in steps),
        )
        for number, name in enumerate(names)
    )


def _told(case: Case) -> Iterator[_Told]:
    for received in case.contributions:
        form = received.form
        for row in form.seen:
            yield _Told(row, row.member or form.name, form.written or received.received)
    for entry in case.minutes:
        for row in entry.form.seen:
            yield _Told(row, row.member, entry.form.held or entry.received)


def _seeing(
    step: Step, number: int, names: list[str], told: tuple[_Told, ...], case: Case, clock: Clock
) -> Seeing:
    start, end = case.period.start, case.period.rcpc
    parts = step.parts or ("lead",)
    who = {folded(member.name) for member in case.set_up.form.members if member.part in parts} - {""}
    theirs = [one for one in told if folded(one.by) in who and which(one.row.child, names) == number]
    days = {
        one.row.seen for one in theirs if one.row.seen and start <= one.row.seen <= end and _counts(one, step)
    }
    visits = sorted(days)
    until = max((one.until for one in theirs), default=start)
    if step.anchor == RCPC:
        return _once(step, visits, end, until, clock)
    return _again(step, visits, case, until, clock)


def _counts(told: _Told, step: Step) -> bool:
    row = told.row
    return {
        Recorded.SEEN: True,
        Recorded.SEEN_AT_HOME: row.home == _YES,
        Recorded.SEEN_ALONE: row.alone == _YES,
        Recorded.BEDROOM_SEEN: row.bedroom == _YES,
    }[step.recorded]


def _again(step: Step, visits: list[date], case: Case, until: date, clock: Clock) -> Seeing:
    """A visit every so often, from conference to conference."""
    gaps = []
    before = case.period.start
    for visit in visits:
        due = None if step.limit is None else clock.days.due(before, step.limit)
        if due is not None and visit > due:
            gaps.append(Gap(due, visit, clock.days_late(due, visit)))
        before = visit
    upcoming = None if step.limit is None else clock.days.due(before, step.limit)
    if upcoming is not None and upcoming >= case.period.rcpc:
        upcoming = None  # the conference comes first
    return _judged(step, visits, upcoming, gaps, until, clock)


def _once(step: Step, visits: list[date], end: date, until: date, clock: Clock) -> Seeing:
    """At least once between two conferences."""
    due = None if visits or step.limit is None else clock.days.due(end, step.limit)
    return _judged(step, visits, due, [], until, clock)


def _judged(
    step: Step, visits: list[date], due: date | None, gaps: list[Gap], until: date, clock: Clock
) -> Seeing:
    last = visits[-1] if visits else None
    if due is None:
        status = StepStatus.DONE_LATE if gaps else StepStatus.DONE if visits else StepStatus.NOT_RECORDED
    elif due >= clock.today:
        status = StepStatus.DUE
    elif until > due:
        status = StepStatus.OVERDUE
        gaps = [*gaps, Gap(due, None, clock.days_late(due, None))]
    else:
        status = StepStatus.NOT_RECORDED
    return Seeing(step.id, step.title, step.limit, last, due, status, tuple(gaps), step.source, step.read)
