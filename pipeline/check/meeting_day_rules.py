"""Rules for the day of a core group: whose minutes these are, and which others they replace."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pipeline.check.ground import Ground
from pipeline.model.case import Case
from pipeline.model.finding import Finding
from pipeline.model.forms import Minutes


def meeting_to_come(form: Minutes, ground: Ground) -> Iterator[Finding]:
    """Minutes of a day to come would count as a meeting that was held (004, flow chart for frequency)."""
    if form.held and form.held > ground.today:
        yield ground.find("meeting-to-come", ground.answer("held"), date=form.held)


def meeting_outside_period(form: Minutes, case: Case, ground: Ground) -> Iterator[Finding]:
    """A core group belongs to the time between two conferences (004, flow chart for frequency).

    Minutes of an earlier period may come late, and are asked about; a day before the first conference of the
    case, or after the one ahead, belongs to none.
    """
    start, end, first = case.period.start, case.period.rcpc, _first_conference(case)
    if form.held is None or form.held > ground.today or start <= form.held <= end:
        return
    path = ground.answer("held")
    if first <= form.held <= end:
        yield ground.find("meeting-outside-period", path, date=form.held, start=start, end=end)
    else:
        yield ground.find("meeting-of-no-period", path, date=form.held, start=first, end=end)


def replaced(form: Minutes, case: Case, ground: Ground) -> Iterator[Finding]:
    """Minutes that went out under a wrong day can be taken back, so the day has to be one there is.

    004, Chair and note taker: one set of minutes for each meeting. The top of the inbox, which is open to
    everybody, is not told which days there are.
    """
    path, day = ground.answer("replaces"), form.replaces
    days = sorted({r.form.held for r in (*case.earlier_minutes, *case.minutes) if r.form.held})
    before = {version.form.held for versions in case.minutes_versions for version in versions}
    if day in days and day != form.held:
        yield ground.find("minutes-replaced", path, date=day)
    elif day and day not in before.union(days):
        if ground.mailbox and days:
            yield ground.find("replaces-nothing", path, date=day, dates=tuple(days))
        else:
            yield ground.find("replaces-nothing-here", path, date=day)


def _first_conference(case: Case) -> date:
    return min([case.period.start, *(plan.dated for plan in case.plans if plan.origin == "outline")])
