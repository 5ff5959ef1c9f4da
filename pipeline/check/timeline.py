"""The timeline check: when each step is due, when it was done, and whether the rest can still be in time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import accumulate

from pipeline.check.chain import chain_checks
from pipeline.check.fit import fit
from pipeline.check.meetings import meeting_checks, other_checks
from pipeline.check.recorded import core_groups
from pipeline.check.seeing import children_seen
from pipeline.model.case import Case
from pipeline.model.timeline import Booked, StepCheck, Timeline
from pipeline.rulebook.protocol import Nation, Protocol
from pipeline.rulebook.working_days import WorkingDays


def timeline(case: Case, protocol: Protocol, nation: Nation, today: date) -> Timeline:
    """The timeline check of one case in one period, by the bank holidays of its nation.

    Steps are ordered by the day they were done or else are due, those of the chain always in its own order.
    Each names the paragraph that asks for it. ``protocol`` is the one in force when the period began.
    """
    days = WorkingDays(nation)
    empty = _empty(case.reference, case.period.rcpc, protocol, days, today)
    return replace(
        empty,
        start=case.period.start,
        steps=_case_checks(case, protocol, days, today),
        other_steps=_case_checks(case, protocol.other, days, today),
        children=children_seen(case, protocol, days, today),
        booked=tuple(
            Booked(number, group.booked) for number, group in enumerate(core_groups(case), 1) if group.booked
        ),
    )


def plan_conference(rcpc: date, protocol: Protocol, nation: Nation, today: date) -> Timeline:
    """The timeline check of a conference not yet booked: the chain's steps alone, with nothing recorded."""
    days = WorkingDays(nation)
    return replace(
        _empty("", rcpc, protocol, days, today),
        steps=chain_checks(rcpc, None, protocol, days, today),
        other_steps=chain_checks(rcpc, None, protocol.other, days, today),
    )


def _empty(case: str, rcpc: date, protocol: Protocol, days: WorkingDays, today: date) -> Timeline:
    around, links = timedelta(weeks=8), protocol.links
    return Timeline(
        case=case,
        protocol=protocol.name,
        nation=days.nation.title,
        rcpc=rcpc,
        start=None,
        today=today,
        steps=(),
        fit=fit(rcpc, protocol, days) if links else None,
        other_unit=(protocol.other_unit or links[-1].within.unit) if links else None,
        other_fit=fit(rcpc, protocol.other, days) if links else None,
        other_steps=(),
        holidays=days.holidays(rcpc - around, rcpc + around),
    )


def _case_checks(case: Case, protocol: Protocol, days: WorkingDays, today: date) -> tuple[StepCheck, ...]:
    chain = chain_checks(case.period.rcpc, case, protocol, days, today)
    checks = (
        *meeting_checks(case, protocol, days, today, chain[0] if chain else None),
        *other_checks(case, protocol, days, today),
        *chain,
    )
    return tuple(sorted(checks, key=_by_day(chain)))


def _by_day(chain: tuple[StepCheck, ...]) -> Callable[[StepCheck], date]:
    """Steps by their day; the chain keeps its own order even where it does not fit."""
    days = dict(zip((check.id for check in chain), accumulate(map(_day, chain), max), strict=True))
    return lambda check: days.get(check.id, _day(check))


def _day(check: StepCheck) -> date:
    return check.done or check.due or check.planned or date.max
