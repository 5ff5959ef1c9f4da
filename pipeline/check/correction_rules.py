"""Rules for a form that takes the place of an earlier one: what it leaves out would vanish unseen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import date

from pipeline.check.asked import asks
from pipeline.check.ground import Ground
from pipeline.model.case import Case
from pipeline.model.finding import Finding
from pipeline.model.forms import Minutes
from pipeline.model.plan import Status
from pipeline.model.set_up import Action, CaseSetUp
from pipeline.rulebook.protocol import ProtocolRule
from pipeline.rulebook.sameness import mailbox_name, number_key, same, which


def reference_taken(form: CaseSetUp, case: Case, ground: Ground) -> Iterator[Finding]:
    """A set-up that shares no child with its case is another family's, with a slip in its reference.

    Says nothing about the case, since its sender may have no part in it.
    """
    names = [child.name for child in form.children if child.name]
    if names and all(which(child.name, names) is None for child in case.set_up.form.children):
        yield ground.find("reference-taken", ground.answer("case"), answer=form.case)


def period_unexpected(form: CaseSetUp, case: Case, ground: Ground) -> Iterator[Finding]:
    """A mistyped day of the last conference would open a period that never was.

    No conference turns up before those known, and the period ahead of one review began with one conference
    (004, flow chart for frequency of core groups): another day for it is a correction, and is asked about.
    The findings do not say which days are known.
    """
    known = {plan.dated for plan in case.plans if plan.origin == "outline"} | {case.period.start}
    if form.opened is None or form.opened in known:
        return
    corrects = form.corrects(case.set_up.form)
    if corrects or form.opened < max(known):
        path, other = ground.answer("last_conference"), ground.answer("next_conference")
        details = {"question": ground.title(path), "date": form.opened}
        details |= {"other": ground.title(other), "other_date": form.next_conference or ""}
        yield ground.find("period-corrected" if corrects else "period-unexpected", path, **details)


def actions_left_out(form: CaseSetUp, case: Case, ground: Ground) -> Iterator[Finding]:
    """Dropping part of the plan is the conference's to ratify (000, Deciding not to implement).

    A set-up for a new period is not asked: there the conference has decided.
    """
    start = case.period.start if form.corrects(case.set_up.form) else form.opened
    left_out = _left_out(_outline(case, start), form.plan)
    if left_out:
        yield ground.find("actions-left-out", ground.table("plan"), numbers=tuple(left_out))


def action_renumbered(form: CaseSetUp, case: Case, ground: Ground) -> Iterator[Finding]:
    """An action is known by its number for as long as the case lasts: under another it would stand for two.

    Agencies account for actions by their numbers (004, Agencies written contributions).
    """
    rows = {number_key(row.number): row.action for row in form.plan}
    known = {number_key(a.action.number): a.action for plan in case.plans[-1:] for a in plan.actions}
    for place, row in enumerate(form.plan):
        key = number_key(row.number)
        if not key or not row.action or (key in known and same(known[key].action, row.action)):
            continue
        for number, action in known.items():
            if same(action.action, row.action) and not same(rows.get(number, ""), row.action):
                path = ground.row("plan", place, "number")
                details = {"answer": row.number, "number": action.number, "action": row.action}
                yield ground.find("action-renumbered", path, **details)
                break


def new_actions_left_out(form: Minutes, case: Case, ground: Ground) -> Iterator[Finding]:
    """Actions that a core group agreed stay in the plan (004, Update Outline Plan; 000, Deciding not to)."""
    left_out = _left_out(_added(case, form.replaces or form.held), form.new_actions)
    if left_out:
        path = ground.table("new_actions")
        yield ground.find("new-actions-left-out", path, numbers=tuple(left_out), date=form.held)


def changes_left_out(form: Minutes, case: Case, ground: Ground) -> Iterator[Finding]:
    """What a core group changed in an action stays changed (004, Progress of Protection Plan and updates)."""
    days = {form.held, form.replaces} - {None}
    earlier = [received.form for received in case.minutes if received.form.held in days]
    kept = {(number_key(number), answer) for number, answer in _changed(form)}
    gone = [number for one in earlier for number, a in _changed(one) if (number_key(number), a) not in kept]
    if gone:
        path = ground.table("updates")
        yield ground.find("changes-left-out", path, numbers=tuple(dict.fromkeys(gone)), date=form.held)


def another_meeting(form: Minutes, case: Case, ground: Ground) -> Iterator[Finding]:
    """One set of minutes for each meeting (004, Chair and note taker): a wrong day would cover another.

    Minutes take the place of those of the same day; of another kind or hour they are hardly a correction.
    """
    for received in case.minutes:
        earlier = received.form
        kinds, hours = {form.kind, earlier.kind} - {""}, {form.time, earlier.time} - {""}
        if form.held and form.held == earlier.held and (len(kinds) > 1 or len(hours) > 1):
            yield ground.find("another-meeting", ground.answer("held"), date=form.held)


def second_set_of_minutes(form: Minutes, case: Case, ground: Ground) -> Iterator[Finding]:
    """One shared set of minutes for all agencies' records (004, Chair and note taker).

    A correction comes from whoever took the notes; of another day, kind or hour it is another meeting. The
    record keeps one set under any guidance, so whoever takes another's place is always asked.
    """
    one_set = asks(ProtocolRule.ONE_SET_OF_MINUTES, case, ground)
    for earlier in (received.form for received in case.minutes):
        alike = (form.held, form.kind, form.time) == (earlier.held, earlier.kind, earlier.time)
        if alike and earlier.note_taker and _from_another(form, earlier, case, ground):
            code = "second-set-of-minutes" if one_set else "minutes-from-another"
            path = ground.answer("note_taker")
            yield ground.find(code, path, other=earlier.note_taker, date=form.held)


def _from_another(form: Minutes, earlier: Minutes, case: Case, ground: Ground) -> bool:
    """Whether minutes name another note taker, or come through neither their folder nor the lead's."""
    leading = [m.agency for m in case.set_up.form.members if m.part in ("lead", "manager")]
    folders = {mailbox_name(agency) for agency in (earlier.note_taker_agency, *leading) if agency}
    elsewhere = bool(ground.mailbox and earlier.note_taker_agency) and ground.mailbox not in folders
    return elsewhere or bool(form.note_taker and not same(form.note_taker, earlier.note_taker))


def child_left_out(form: CaseSetUp, case: Case, ground: Ground) -> Iterator[Finding]:
    """Each child of the case has a plan until a conference ends it (000, Deciding not to implement)."""
    names = [child.name for child in form.children]
    for child in case.set_up.form.children:
        if which(child.name, names) is None:
            yield ground.find("child-left-out", ground.table("children"), child=child.name)


def member_left_out(form: CaseSetUp, case: Case, ground: Ground) -> Iterator[Finding]:
    """Who has left the core group is on record (004, Core group membership and contact details)."""
    for member in case.set_up.form.members:
        if member.name and not any(same(member.name, other.name) for other in form.members):
            yield ground.find("member-left-out", ground.table("members"), member=member.name)


def _outline(case: Case, start: date | None) -> list[Action]:
    """The actions that the latest set-up of the period beginning on this day lists, as they are numbered."""
    plans = [plan for plan in case.plans if plan.origin == "outline" and plan.dated == start]
    # In an outline exactly the listed actions are open: others are done or have ended.
    return [a.action for plan in plans[-1:] for a in plan.actions if a.status is Status.OPEN]


def _changed(form: Minutes) -> Iterator[tuple[str, str]]:
    """The number of each action with each of its answers that these minutes give anew."""
    for row in form.about_actions:
        yield from (
            (row.number, each.name)
            for each in fields(row)
            if each.name.startswith("new_") and getattr(row, each.name)
        )


def _added(case: Case, held: date | None) -> list[Action]:
    """The actions that the latest minutes of this day brought into the plan, as they are numbered."""
    plans = [plan for plan in case.plans if plan.origin == "minutes" and plan.dated == held]
    return [a.action for plan in plans[-1:] for a in plan.actions if a.new]


def _left_out(earlier: Iterable[Action], rows: tuple[Action, ...]) -> list[str]:
    """Numbers of the earlier actions that no row names by number or by its words."""
    numbers = {number_key(row.number) for row in rows}
    texts = [row.action for row in rows]
    return [
        action.number
        for action in earlier
        if number_key(action.number) not in numbers and not any(same(action.action, text) for text in texts)
    ]
