"""Rules for what a core group agrees about the plan, and for the actions of a plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.check.asked import asks
from pipeline.check.case_rules import numbers_twice, numbers_unknown, open_actions, standing
from pipeline.check.ground import Ground
from pipeline.check.plan_lint import in_short, unnamed
from pipeline.model.case import Case
from pipeline.model.finding import Finding
from pipeline.model.forms import Minutes, PlanDetail, PlanUpdate
from pipeline.model.plan import Status
from pipeline.model.set_up import Action, CaseSetUp
from pipeline.model.submission import Path
from pipeline.rulebook.protocol import ProtocolRule
from pipeline.rulebook.sameness import mentioned, number_key

_CHANGES = ("new_action", "new_who", "new_agency", "new_end")


def updates_known(form: Minutes, case: Case, ground: Ground) -> Iterator[Finding]:
    """Updates name actions of the plan (004, Progress of Protection Plan and updates required)."""
    yield from numbers_unknown("updates", form.updates, case, ground)
    yield from numbers_unknown("details", form.details, case, ground)


def updates_once(form: Minutes, ground: Ground) -> Iterator[Finding]:
    """One decision for each action (004, Progress of Protection Plan and updates required)."""
    yield from numbers_twice("updates", form.updates, ground)
    yield from numbers_twice("details", form.details, ground)


def action_not_reviewed(form: Minutes, case: Case, ground: Ground) -> Iterator[Finding]:
    """Each core group reviews every action that is open (004, Progress of Protection Plan)."""
    told = {number_key(row.number) for row in ground.told("updates", form.updates)}
    for planned in open_actions(case, form.held):
        action = planned.action
        if number_key(action.number) not in told:
            path = ground.table("updates")
            yield ground.find("action-not-reviewed", path, number=action.number, action=action.action)


def action_not_open(form: Minutes, case: Case, ground: Ground) -> Iterator[Finding]:
    """A decision about an action that was closed earlier is probably meant for another (004, Progress)."""
    still = {number_key(planned.action.number) for planned in open_actions(case, form.held)}
    closed = {
        number_key(planned.action.number)
        for plan in case.plans
        for planned in plan.actions
        if planned.status is not Status.OPEN and (form.held is None or plan.dated < form.held)
    }
    for number, row in enumerate(form.updates):
        if row.decision and number_key(row.number) in closed - still:
            path = ground.row("updates", number, "decision")
            yield ground.find("action-not-open", path, number=row.number)


def dropped_to_conference(form: Minutes, case: Case, ground: Ground) -> Iterator[Finding]:
    """Dropping part of the plan is the conference's to ratify (000, Deciding not to implement)."""
    if not asks(ProtocolRule.DROPPED_TO_CONFERENCE, case, ground):
        return
    for number, row in enumerate(form.updates):
        if row.decision == "conference":
            path = ground.row("updates", number, "decision")
            yield ground.find("dropped-action-to-conference", path, number=row.number)


def update_without_change(form: Minutes, ground: Ground) -> Iterator[Finding]:
    """A changed action says what changed (004, Progress of Protection Plan and updates required)."""
    detailed = _detailed(form)
    for number, row in enumerate(form.updates):
        if row.decision == "changed" and not _changes(row) and number_key(row.number) not in detailed:
            path = ground.row("updates", number, "new_action")
            yield ground.find("update-without-change", path, number=row.number)


def change_without_decision(form: Minutes, ground: Ground) -> Iterator[Finding]:
    """Something new about an action with another answer than "changed": which is meant? (004, Progress).

    Asked where the decision stands, or where what is new does if no decision about the action is there.
    """
    detailed = _detailed(form)
    for number, row in enumerate(form.updates):
        if row.decision != "changed" and (_changes(row) or number_key(row.number) in detailed):
            path = ground.row("updates", number, "decision")
            yield ground.find("change-without-decision", path, number=row.number)
    decided = {number_key(row.number) for row in form.updates}
    for number, detail in enumerate(form.details):
        if number_key(detail.number) in detailed - decided:
            path = ground.row("details", number, "number")
            yield ground.find("change-without-decision", path, number=detail.number)


def new_owner_unknown(form: Minutes, case: Case, ground: Ground) -> Iterator[Finding]:
    """An action belongs to a member of the core group, by name (004, Update Outline Plan; 001, 3)."""
    set_up = case.set_up.form
    for number, row in enumerate(form.updates):
        path = ground.row("updates", number, "new_who")
        if row.new_who:
            known = standing(row.number, case, form.held) or Action(number=row.number)
            action = replace(known, who=row.new_who, agency=row.new_agency)
            yield from _owner(action, path, set_up, ground)
    yield from _owners_unknown("new_actions", form.new_actions, case.set_up.form, ground)


def outline_owner_unknown(form: CaseSetUp, ground: Ground) -> Iterator[Finding]:
    """An action belongs to a member of the core group, by name (004, Update Outline Plan; 001, 3)."""
    yield from _owners_unknown("plan", form.plan, form, ground)


def new_action_dates(form: Minutes, ground: Ground) -> Iterator[Finding]:
    """An action ends after it starts (004, Update Outline Plan: timely)."""
    yield from _ends_first("new_actions", form.new_actions, ground)


def changed_dates(form: Minutes, case: Case, ground: Ground) -> Iterator[Finding]:
    """A new start or end fits the day that stays (004, Update Outline Plan: timely)."""
    starts = {number_key(row.number): (n, row.new_start) for n, row in enumerate(form.details)}
    ends = {number_key(row.number): (n, row.new_end) for n, row in enumerate(form.updates)}
    for key in dict.fromkeys([*ends, *starts]):
        action = standing(key, case, form.held)
        (ending, end), (starting, start) = ends.get(key, (0, None)), starts.get(key, (0, None))
        first = start or (action.start if action else None)
        last = end or (action.end if action else None)
        if end and not start and form.held and end < form.held:
            continue  # that it is over already says more
        if (start or end) and first and last and last < first:
            path = ground.row("updates", ending, "new_end")
            if not end:
                path = ground.row("details", starting, "new_start")
            question, other = ground.column("new_actions", "end"), ground.column("new_actions", "start")
            details = {"question": question, "date": last, "other": other, "other_date": first}
            yield ground.find("dates-out-of-order", path, **details)


def outline_dates(form: CaseSetUp, ground: Ground) -> Iterator[Finding]:
    """An action ends after it starts (004, Update Outline Plan: timely)."""
    yield from _ends_first("plan", form.plan, ground)


def new_action_already_over(form: Minutes, ground: Ground) -> Iterator[Finding]:
    """What is agreed today ends or is reviewed later than today (004, Update Outline Plan: timely)."""
    ends = [("new_actions", n, "end", row.end, in_short(row)) for n, row in enumerate(form.new_actions)]
    ends += [("updates", n, "new_end", row.new_end, row.number) for n, row in enumerate(form.updates)]
    for table, number, attribute, day, action in ends:
        if day and form.held and day < form.held:
            path = ground.row(table, number, attribute)
            yield ground.find("end-already-past", path, action=action, date=day, held=form.held)


def _owners_unknown(
    table: str, actions: tuple[Action, ...], set_up: CaseSetUp, ground: Ground
) -> Iterator[Finding]:
    for number, action in enumerate(actions):
        path = ground.row(table, number, "who" if action.who else "agency")
        yield from _owner(action, path, set_up, ground)


def _owner(action: Action, path: Path, set_up: CaseSetUp, ground: Ground) -> Iterator[Finding]:
    """A word that means nobody is not looked for in the members' list."""
    who, agency = action.who, action.agency
    if unnamed(who, set_up, ground.library.plan_words_of(set_up)):
        yield ground.find("action-owner-unnamed", path, action=in_short(action), answer=who)
    elif (who or agency) and not _known(who, agency, set_up):
        yield ground.find("action-owner-not-member", path, action=in_short(action), answer=who or agency)


def _known(who: str, agency: str, set_up: CaseSetUp) -> bool:
    """Whether somebody on the members' list or of the family is named, or at least an agency of the list."""
    people = [row.name for rows in (set_up.members, set_up.parents, set_up.children) for row in rows]
    agencies = [member.agency for member in set_up.members]
    return bool(mentioned(f"{who}; {agency}", [*people, *agencies]))


def _ends_first(table: str, actions: tuple[Action, ...], ground: Ground) -> Iterator[Finding]:
    for number, action in enumerate(actions):
        end, start = (ground.row(table, number, means) for means in ("end", "start"))
        yield from ground.out_of_order(end, action.end, start, action.start)


def _detailed(form: Minutes) -> set[str]:
    """The numbers of actions about which something else is new."""
    return {number_key(row.number) for row in form.details if replace(row, number="") != PlanDetail()}


def _changes(row: PlanUpdate) -> bool:
    return any(getattr(row, attribute) for attribute in _CHANGES)
