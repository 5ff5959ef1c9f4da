"""What became of one step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipeline.model.timeline import Limit, StepCheck, StepStatus
from pipeline.rulebook.protocol import CORE_GROUPS_HELD, Step
from pipeline.rulebook.working_days import WorkingDays


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a step is counted from. ``planned`` while its day is itself only planned."""

    id: str
    day: date | None
    planned: bool = False


@dataclass(frozen=True, slots=True)
class Clock:
    """Working days and today: what every check of a step needs."""

    days: WorkingDays
    today: date

    def check(
        self,
        step: Step,
        anchor: Anchor,
        done: date | None = None,
        planned: date | None = None,
        limit: Limit | None = None,
    ) -> StepCheck:
        """A step checked on its own.

        ``planned`` is the day it is booked for, ``limit`` the step's own unless given. A step that is booked
        for a day after it is due is at risk from the moment of booking. One without a limit is never due.
        A day still to come on which it is said to be done, as note takers write down the day on which they
        mean to send a record, is one for which it is booked. A core group whose booked day has passed is not
        done before its minutes come, and no longer to come: it is not recorded.
        """
        limit = limit or step.limit
        if done is not None and done > self.today:
            done, planned = None, done
        due = None if anchor.day is None or limit is None else self.days.due(anchor.day, limit)
        late_booking = due is not None and planned is not None and planned > due
        status = self.status(due, done, late_booking)
        if limit is None and done is None and planned is not None and planned >= self.today:
            status = StepStatus.DUE  # it has no last day, but a day of its own
        passed = done is None and planned is not None and planned < self.today
        silent = passed and step.recorded in CORE_GROUPS_HELD
        if silent and status is StepStatus.DUE:
            status = StepStatus.NOT_RECORDED
        return StepCheck(
            id=step.id,
            title=step.title,
            who=step.who,
            anchor=anchor.id,
            anchor_date=anchor.day,
            anchor_planned=anchor.planned,
            limit=limit,
            due=due,
            done=done,
            status=status,
            days_late=self.days_late(due, done),
            source=step.source,
            planned=None if done else planned,
            read=step.read,
            silent=silent,
        )

    def status(self, due: date | None, done: date | None, at_risk: bool) -> StepStatus:
        """Done beats overdue, overdue beats at risk; a step whose anchor is unknown cannot be judged."""
        if done is not None:
            return StepStatus.DONE_LATE if due is not None and done > due else StepStatus.DONE
        if due is None:
            return StepStatus.NOT_RECORDED
        if due < self.today:
            return StepStatus.OVERDUE
        return StepStatus.AT_RISK if at_risk else StepStatus.DUE

    def days_late(self, due: date | None, done: date | None) -> int:
        """Working days after the due day up to the day it was done, or up to today while it is not."""
        return 0 if due is None else max(0, self.days.between(due, done or self.today))
