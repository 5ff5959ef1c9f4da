"""The steps from the final core group to the final copy (004, flow chart for joint report process)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from pipeline.check.recorded import FINAL, amendments_in, authorised_on, core_groups, steps_done
from pipeline.check.step_status import Anchor, Clock
from pipeline.model.case import Case
from pipeline.model.timeline import StepCheck, StepStatus
from pipeline.rulebook.protocol import Protocol, Recorded, Step
from pipeline.rulebook.working_days import WorkingDays


def chain_checks(
    rcpc: date, case: Case | None, protocol: Protocol, days: WorkingDays, today: date
) -> tuple[StepCheck, ...]:
    """Each link of the chain before one conference, checked; without a case nothing is recorded.

    None where the protocol has no chain. A link is due so long after the day the one before it was done, or
    after the day that one is booked for or due while it is not done. If the rest of the chain, every step
    taking all its time and none of it lying in the past, would end after the final copy is due, each link
    still to be done is at risk.
    """
    clock = Clock(days, today)
    checks: list[StepCheck] = []
    for step in protocol.links:
        anchor = Anchor(step.anchor, rcpc) if step.within.before else _after(checks[-1])
        check = clock.check(step, anchor)
        done = _done(case, step, protocol, check.due) if case else None
        booked = _booked(case, step) if case else None
        checks.append(replace(clock.check(step, anchor, done, booked), chain=True))
    return _at_risk(checks, protocol, clock) if checks else ()


def _after(check: StepCheck) -> Anchor:
    return Anchor(check.id, check.done or check.planned or check.due, planned=check.done is None)


def _done(case: Case, step: Step, protocol: Protocol, due: date | None) -> date | None:
    if step.recorded is Recorded.FINAL_CORE_GROUP:
        return next((group.held for group in core_groups(case) if group.kind == FINAL), None)
    if step.recorded is Recorded.AUTHORISATION:
        return authorised_on(case, step, protocol)
    done = steps_done(case, protocol)
    if step.recorded is Recorded.AMENDMENTS and step.id not in done:
        follower = protocol.chain[protocol.chain.index(step.id) + 1]
        return amendments_in(case, due, done.get(follower))
    return done.get(step.id)


def _booked(case: Case, step: Step) -> date | None:
    if step.recorded is not Recorded.FINAL_CORE_GROUP:
        return None
    return next((group.booked for group in core_groups(case) if group.kind == FINAL), None)


def _at_risk(checks: Sequence[StepCheck], protocol: Protocol, clock: Clock) -> tuple[StepCheck, ...]:
    target = checks[-1].due
    end = _projected_end(checks, protocol, clock)
    if target is None or end <= target:
        return tuple(checks)
    return tuple(
        replace(check, status=StepStatus.AT_RISK) if check.status is StepStatus.DUE else check
        for check in checks
    )


def _projected_end(checks: Sequence[StepCheck], protocol: Protocol, clock: Clock) -> date:
    """The day the last link before the final copy ends.

    What is recorded stands, the rest takes all its time.
    """
    end = clock.today
    for number, (check, step) in enumerate(zip(checks[:-1], protocol.links, strict=False)):
        if check.done:
            end = check.done
        elif number == 0:
            end = max(clock.today, check.planned or check.due or clock.today)
        else:
            end = max(clock.today, clock.days.due(end, step.within))
    return end
