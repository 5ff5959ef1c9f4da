"""Rules for an agency's contribution to the joint report (004, agency contribution form)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pipeline.check.case_rules import (
    children_without,
    numbers_twice,
    numbers_unknown,
    open_actions,
    voice_asked,
)
from pipeline.check.ground import Ground
from pipeline.model.case import Case
from pipeline.model.finding import Finding
from pipeline.model.forms import Contribution, Minutes
from pipeline.model.set_up import Action
from pipeline.rulebook.responsible import responsible
from pipeline.rulebook.sameness import number_key, same

_RECOMMENDED = frozenset({"continue", "end"})


def own_action_silent(form: Contribution, case: Case, ground: Ground) -> Iterator[Finding]:
    """Each agency accounts for the actions it is responsible for (004, Review of Progress of the Plan)."""
    told = {number_key(row.number) for row in ground.told("progress", form.progress)}
    for planned in open_actions(case):
        action = planned.action
        if number_key(action.number) not in told and _own(action, form, case):
            path = ground.table("progress")
            yield ground.find("own-action-silent", path, number=action.number, action=action.action)


def progress_numbers(form: Contribution, case: Case, ground: Ground) -> Iterator[Finding]:
    """Accounts and proposals name actions of the plan (004, Review of Progress of the Plan)."""
    yield from numbers_unknown("progress", form.progress, case, ground)
    yield from numbers_unknown("updates", form.updates, case, ground)


def progress_twice(form: Contribution, ground: Ground) -> Iterator[Finding]:
    """One account of each action (004, Review of Progress of the Plan)."""
    yield from numbers_twice("progress", form.progress, ground)


def account_without_answer(form: Contribution, ground: Ground) -> Iterator[Finding]:
    """How far was the outcome achieved: wholly, in part, not (004, Agencies written contributions)."""
    for number, row in enumerate(form.progress):
        if row.account and not row.achieved:
            yield ground.find(
                "account-without-answer", ground.row("progress", number, "achieved"), number=row.number
            )
        if row.achieved and not row.account:
            yield ground.find(
                "answer-without-account", ground.row("progress", number, "account"), number=row.number
            )


def child_silent(form: Contribution, case: Case, ground: Ground) -> Iterator[Finding]:
    """Each child has a voice and a recommendation of its own (004, agency contribution form)."""
    yield from children_without(form, (*voice_asked(case, ground), "positions"), case, ground)


def recommendation_without_reasons(form: Contribution | Minutes, ground: Ground) -> Iterator[Finding]:
    """A recommendation is shown with its reasons (004, Analysis and Recommendation).

    Asked once, with the names of all. That nothing can be said yet is no recommendation.
    """
    rows = enumerate(form.positions)
    bare = [(number, row) for number, row in rows if row.position in _RECOMMENDED and not row.reasons]
    for number, _ in bare[:1]:
        names = (" – ".join(filter(None, (row.member or row.agency, row.child))) for _, row in bare)
        path = ground.row("positions", number, "reasons")
        yield ground.find("recommendation-without-reasons", path, names=tuple(dict.fromkeys(names)))


def event_in_future(form: Contribution, ground: Ground) -> Iterator[Finding]:
    """The chronology tells what has happened (004, Chronology of agency involvement)."""
    latest = form.written or ground.today
    for number, row in enumerate(form.chronology):
        if row.held and row.held > latest:
            path = ground.row("chronology", number, "held")
            yield ground.find("event-in-future", path, date=row.held, written=latest)


def event_before_period(form: Contribution, case: Case, ground: Ground) -> Iterator[Finding]:
    """The chronology covers the time since the last conference (004, Chronology of agency involvement)."""
    for number, row in enumerate(form.chronology):
        if row.held and row.held < case.period.start:
            path = ground.row("chronology", number, "held")
            yield ground.find("event-before-period", path, date=row.held, start=case.period.start)


def written_before_period(form: Contribution, case: Case, ground: Ground) -> Iterator[Finding]:
    """A report older than the last conference belongs to that one (004, agency contribution form).

    It does not take the place of one that the agency wrote since: it comes back.
    """
    if not form.written or form.written >= case.period.start:
        return
    path, start = ground.answer("written"), case.period.start
    newer = [day for day in _written_by_sender(form, case) if day > form.written]
    if newer:
        yield ground.find("older-than-ours", path, date=form.written, start=start, newer=newer[0])
    else:
        yield ground.find("written-before-period", path, date=form.written, start=start)


def other_conference(form: Contribution, case: Case, ground: Ground) -> Iterator[Finding]:
    """The conference printed on the form is the one ahead: an old form must not pass for a new one.

    One for a conference that has been held comes back: it would replace what its agency wrote for the one
    ahead. One that prints a day from which the conference ahead was moved is asked about.
    """
    if form.conference and form.conference != case.period.rcpc:
        code = "earlier-conference" if _held(form.conference, case, ground) else "other-conference"
        path = ground.answer("conference")
        yield ground.find(code, path, date=form.conference, rcpc=case.period.rcpc)


def contribution_late(form: Contribution, case: Case, ground: Ground) -> Iterator[Finding]:
    """Contributions are handed in at the final core group (004, Agencies written contributions)."""
    held = _final_core_group(case)
    if held and ground.today > held:
        yield ground.find("contribution-late", ground.answer("written"), date=held, agency=form.agency)


def _held(conference: date, case: Case, ground: Ground) -> bool:
    """Whether a conference lies behind this period. A day that is still to come may be the set-up's slip."""
    earlier = conference <= case.period.start or conference in case.past_conferences
    return earlier and conference < ground.today


def _written_by_sender(form: Contribution, case: Case) -> list[date]:
    """The day of the report that this one would replace, if there is one."""
    standing = (r.form for r in case.contributions if same(r.form.sender, form.sender))
    return [old.written for old in standing if old.written]


def _final_core_group(case: Case) -> date | None:
    held = [m.form.held for m in case.minutes if m.form.kind == "pre-rcpc" and m.form.held]
    booked = [m.held for m in case.booked() if m.kind == "pre-rcpc" and m.held]
    return max(held or booked, default=None)


def _own(action: Action, form: Contribution, case: Case) -> bool:
    """Whether an action is this agency's, alone or with others; the family's belong to none."""
    return bool(form.agency) and any(
        same(member.agency, form.agency) for member in responsible(action, case.set_up.form)
    )
