"""The plan: outline, then what each core group agreed, as numbered versions; and what is only proposed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from pipeline.merge.numbers import Numbers, leading, plan_order
from pipeline.model.case import Received
from pipeline.model.forms import Agreement, Minutes, PlanDetail, PlanUpdate
from pipeline.model.plan import Change, Note, PlanAction, PlanVersion, Status
from pipeline.model.set_up import Action, CaseSetUp, Extra, Member
from pipeline.rulebook.alike import same_sentence
from pipeline.rulebook.sameness import mentioned, number_key

# The core group's word on an action, and what the action is after it. Any other word (same, none) leaves
# it as it is. "Changed" opens again what was done or put to the conference: somebody is to work on it.
AFTER = {"done": Status.DONE, "conference": Status.CONFERENCE, "changed": Status.OPEN}
SETTLING = frozenset(AFTER)
COMPARED = tuple(f.name for f in fields(Action) if f.name not in ("number", "extras"))

Standing = dict[str, PlanAction]


@dataclass(frozen=True, slots=True)
class Conference:
    """What a conference decided: its set-up form and the day it was held."""

    set_up: Received[CaseSetUp]
    held: date


@dataclass(frozen=True, slots=True)
class CoreGroup:
    """What a core group agreed: its minutes and the day it was held."""

    minutes: Received[Minutes]
    held: date


def plan_versions(steps: Sequence[Conference | CoreGroup], numbers: Numbers) -> tuple[PlanVersion, ...]:
    """One version for each conference and for each core group that touched the plan, in the order given.

    Version 1 has no marks, since there is nothing before it to differ from. Minutes that say nothing
    about the plan make no version. An action stays in every later version, whatever becomes of it.
    """
    versions: list[PlanVersion] = []
    standing: Standing = {}
    members: tuple[Member, ...] = ()
    for step in steps:
        if isinstance(step, CoreGroup) and not touches_plan(step.minutes.form):
            continue
        before = {key: replace(action, new=False, changes=()) for key, action in standing.items()}
        form: Received[CaseSetUp] | Received[Minutes]
        if isinstance(step, Conference):
            form = step.set_up
            standing = _conference(before, step.set_up, numbers)
            members = step.set_up.form.members
            origin, contingency = "outline", step.set_up.form.contingency
            agreements: tuple[Agreement, ...] = ()
        else:
            form = step.minutes
            standing = _core_group(before, step, numbers, members)
            origin, contingency = "minutes", step.minutes.form.contingency
            agreements = step.minutes.form.agreements
        revised = None
        if versions:
            contingency = contingency or versions[-1].contingency
            revised = contingency_change(versions[-1].contingency, contingency)
        else:
            standing = {key: replace(action, new=False) for key, action in standing.items()}
        actions = tuple(sorted(standing.values(), key=lambda a: plan_order(a.action)))
        corrected = form.received if form.version > 1 else None
        number = len(versions) + 1
        versions.append(
            PlanVersion(number, step.held, origin, actions, agreements, contingency, corrected, revised)
        )
    return tuple(versions)


def contingency_change(before: str, after: str) -> Change | None:
    """What changed in what happens if the plan is not working; other spaces are no change."""
    return None if before.split() == after.split() else Change("contingency", before, after)


def touches_plan(minutes: Minutes) -> bool:
    """Whether minutes say anything about the plan. Rows that carry nothing but a printed number do not."""
    return bool(
        any(map(_says_something, minutes.about_actions))
        or minutes.new_actions
        or minutes.agreements
        or minutes.contingency
    )


def _says_something(row: PlanUpdate | PlanDetail) -> bool:
    return replace(row, number="") != type(row)()


def _conference(before: Standing, set_up: Received[CaseSetUp], numbers: Numbers) -> Standing:
    """The plan as a conference made it: listed actions are open, others have ended, done stays done."""
    after = {
        key: action if action.status is Status.DONE else _revised(action, action.action, Status.ENDED)
        for key, action in before.items()
    }
    for place, row in enumerate(set_up.form.plan):
        number = numbers.given[set_up.digest, place]
        old = before.get(number_key(number))
        if old is None:
            after[number_key(number)] = PlanAction(replace(row, number=number), new=True)
        else:
            action = replace(row, number=old.action.number, extras=_extras(old.action.extras, row.extras))
            after[number_key(number)] = _revised(old, action, Status.OPEN)
    return after


def _core_group(before: Standing, step: CoreGroup, numbers: Numbers, members: tuple[Member, ...]) -> Standing:
    """The plan after a core group: its updates first, then other changes to actions, then its new actions."""
    form = step.minutes.form
    after = dict(before)
    spare = max([numbers.highest, *(leading(key) for key in after)])
    for row in filter(_says_something, form.about_actions):
        key = number_key(row.number)
        if key:
            number = row.number.strip()
        else:
            spare += 1
            number = key = str(spare)
        # An update about an action that nobody knows is not lost: it becomes a line of its own, under the
        # number that the minutes used, with whatever the minutes said. Forms like that are stopped earlier.
        old = after.get(key, PlanAction(Action(number=number), new=True))
        if isinstance(row, PlanDetail):
            after[key] = _detailed(old, row)
        else:
            after[key] = _updated(old, row, step.held, members)
    for place, action in enumerate(form.new_actions):
        number = numbers.given[step.minutes.digest, place]
        old_action = after.get(number_key(number))
        if old_action is None:
            after[number_key(number)] = PlanAction(replace(action, number=number), new=True)
        elif same_sentence(old_action.action.action, action.action):
            # A set-up corrected since then lists this action already: the same one, not a second.
            after[number_key(number)] = _revised(
                old_action, _filled(old_action.action, action), old_action.status
            )
        else:
            spare += 1
            after[str(spare)] = PlanAction(replace(action, number=str(spare)), new=True)
    return after


def _updated(old: PlanAction, update: PlanUpdate, held: date, members: tuple[Member, ...]) -> PlanAction:
    """An action after one update. Whatever was written beside it counts, whichever decision was ticked."""
    agency = update.new_agency or _agency_of(update.new_who, members)
    action = replace(
        old.action,
        action=update.new_action or old.action.action,
        who=update.new_who or old.action.who,
        agency=old.action.agency if agency is None else agency,
        end=update.new_end or old.action.end,
        extras=_extras(old.action.extras, update.extras),
    )
    note = Note(held, update.progress, update.barriers, update.actual_outcome)
    notes = old.notes if note == Note(held) else (*old.notes, note)
    return replace(_revised(old, action, AFTER.get(update.decision, old.status)), notes=notes)


def _detailed(old: PlanAction, detail: PlanDetail) -> PlanAction:
    """An action after what was agreed anew about how it is carried out; its status stays."""
    action = replace(
        old.action,
        outcome=detail.new_outcome or old.action.outcome,
        how=detail.new_how or old.action.how,
        start=detail.new_start or old.action.start,
        often=detail.new_often or old.action.often,
        measure=detail.new_measure or old.action.measure,
        extras=_extras(old.action.extras, detail.extras),
    )
    return _revised(old, action, old.status)


def _agency_of(who: str, members: tuple[Member, ...]) -> str | None:
    """The agencies of the members who take an action over; None if nobody known does.

    Without it the agency of whoever had the action before would go on answering for it.
    """
    taking = mentioned(who, [member.name for member in members])
    agencies = [members[place].agency for place in taking]
    return "; ".join(dict.fromkeys(filter(None, agencies))) if taking else None


def _filled(old: Action, row: Action) -> Action:
    """An action with the answers of a row about it laid over; blank answers leave it as it is."""
    answers = {name: getattr(row, name) for name in COMPARED if getattr(row, name)}
    return replace(old, **answers, extras=_extras(old.extras, row.extras))


def _extras(old: tuple[Extra, ...], new: tuple[Extra, ...]) -> tuple[Extra, ...]:
    """Answers without a closed meaning: a newer answer to the same question replaces the older."""
    asked = {(extra.block, extra.label) for extra in new}
    return (*(extra for extra in old if (extra.block, extra.label) not in asked), *new)


def _revised(old: PlanAction, action: Action, status: Status) -> PlanAction:
    """An action as it stands now, with what changed added to its marks. Dates in changes are ISO 8601.

    Two rows of one meeting about one action leave a chain of changes, so that neither's words are lost.
    What a new action did not have before is no change.
    """
    changes = [c for c in differing(old.action, action) if c.before or not old.new]
    if old.status is not status and not old.new:
        changes.append(Change("status", old.status.value, status.value))
    return replace(old, action=action, status=status, changes=(*old.changes, *changes))


def differing(old: Action, new: Action) -> tuple[Change, ...]:
    """Every answer that differs between an action then and now, in the order of the model."""
    return tuple(
        Change(name, _plain(getattr(old, name)), _plain(getattr(new, name)))
        for name in COMPARED
        if getattr(old, name) != getattr(new, name)
    )


def _plain(value: str | date | None) -> str:
    return value.isoformat() if isinstance(value, date) else value or ""
