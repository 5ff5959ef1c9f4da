"""Coverage: what each responsible agency has written about each action and each child, and what it has not.

Nothing is judged here: a filled row may say that nothing was achieved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.merge.progress import is_asked, says_something
from pipeline.merge.sources import contributions_by_desk, desks, responsible_agencies
from pipeline.model.case import Case
from pipeline.model.coverage import (
    ActionTold,
    AgencyCoverage,
    AgencyOnChild,
    Blanks,
    ChildCoverage,
    Coverage,
    Told,
)
from pipeline.model.forms import Contribution, PositionRow, VoiceRow
from pipeline.model.plan import PlanAction
from pipeline.rulebook.sameness import folded, number_key, same, which


def coverage(case: Case) -> Coverage:
    """The agencies in the order of the members' list, then others that the plan names; children as listed.

    Asked about is what the joint report asks about: not what was over when the period began. An action for
    several agencies is told by each of them; one of theirs does not speak for another.
    """
    awaited = desks(case.set_up.form)
    asked = [action for action in case.plan.actions if is_asked(case, action)]
    owners = {
        action.action.number: responsible_agencies(action.action, case.set_up.form, awaited)
        for action in asked
    }
    named = dict.fromkeys([*(desk.name for desk in awaited), *(a for each in owners.values() for a in each)])
    came = contributions_by_desk(case)
    agencies = tuple(
        _agency(
            case,
            agency,
            came.get(folded(agency), []),
            [action for action in asked if agency in owners[action.action.number]],
        )
        for agency in named
    )
    return Coverage(
        agencies,
        tuple(_child(case, child.name, agencies) for child in case.set_up.form.children),
        tuple(action for action in asked if not owners[action.action.number]),
    )


def blanks(case: Case, agency: str) -> Blanks:
    """What one agency has left blank so far, for whoever reminds it; nothing if it owes nothing.

    What came into the plan after it wrote is not held against it.
    """
    found = coverage(case)
    own = next((each for each in found.agencies if same(each.agency, agency)), None)
    return _blanks(own, found) if own else Blanks(agency, sent=False)


def blanks_left(case: Case) -> tuple[Blanks, ...]:
    """What agencies that have sent their part left blank in it; whoever left nothing is not among them."""
    found = coverage(case)
    left = (_blanks(own, found) for own in found.agencies if own.sent)
    return tuple(b for b in left if b.silent or b.partly or b.voices or b.positions)


def _blanks(own: AgencyCoverage, found: Coverage) -> Blanks:
    children = [(c.child, on) for c in found.children for on in c.agencies if on.about.agency == own.agency]
    return Blanks(
        own.agency,
        own.sent,
        own.with_(Told.SILENT),
        own.with_(Told.PARTLY),
        tuple(child for child, on in children if not on.voice),
        tuple(child for child, on in children if not on.position),
    )


def _agency(
    case: Case, agency: str, forms: Sequence[Contribution], actions: Sequence[PlanAction]
) -> AgencyCoverage:
    told = tuple(ActionTold(action, _told(case, action, forms)) for action in actions)
    return AgencyCoverage(agency, bool(forms), told)


def _told(case: Case, action: PlanAction, forms: Sequence[Contribution]) -> Told:
    key = number_key(action.action.number)
    rows = [row for form in forms for row in form.progress if number_key(row.number) == key]
    if any(row.achieved and row.account for row in rows):
        return Told.FILLED
    if any(map(says_something, rows)):
        return Told.PARTLY
    return Told.LATER if forms and _came_later(case, action, forms) else Told.SILENT


def _came_later(case: Case, action: PlanAction, forms: Sequence[Contribution]) -> bool:
    """Whether the current plan brought an action, or the agency's part in it, after the agency wrote."""
    new = action.new or any(change.field in ("who", "agency") for change in action.changes)
    return new and all(form.written is not None and form.written < case.plan.dated for form in forms)


def _child(case: Case, child: str, agencies: Sequence[AgencyCoverage]) -> ChildCoverage:
    came = contributions_by_desk(case)
    names = [each.name for each in case.set_up.form.children]
    place = names.index(child)

    def of_child(row: ActionTold) -> bool:
        about = row.plan_action.action.child
        return not about or which(about, names) == place

    def speaks(row: VoiceRow | PositionRow) -> bool:
        return not row.child or which(row.child, names) == place

    found = []
    for agency in agencies:
        forms = came.get(folded(agency.agency), [])
        about = replace(agency, actions=tuple(filter(of_child, agency.actions)))
        voice = any(row.voice and speaks(row) for form in forms for row in form.voices)
        position = any(row.position and speaks(row) for form in forms for row in form.positions)
        found.append(AgencyOnChild(about, voice, position))
    return ChildCoverage(child, tuple(found))
