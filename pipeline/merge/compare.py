"""Two versions of the plan, side by side: what changed between any two, for the conference."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipeline.merge.plan import contingency_change, differing
from pipeline.model.plan import Change, ComparedAction, PlanAction, PlanComparison, PlanVersion


def compared(before: PlanVersion, after: PlanVersion) -> PlanComparison:
    """What differs between an earlier version and a later one; those between them do not count.

    An action that was changed and changed back is no change. No action ever leaves the plan, so the later
    version holds all of them.
    """
    earlier = {planned.action.number: planned for planned in before.actions}
    return PlanComparison(
        before,
        after,
        tuple(_action(earlier.get(planned.action.number), planned) for planned in after.actions),
        contingency_change(before.contingency, after.contingency),
    )


def since_conference(plans: Sequence[PlanVersion]) -> PlanComparison | None:
    """The plan as the last conference made it against the plan of today, for the conference ahead.

    Where nothing has touched the plan since, what the conference changed in the one before it; None for a
    plan that has one version only.
    """
    if len(plans) == 1:
        return None
    made = [version for version in plans if version.origin == "outline"] or [plans[0]]
    return compared(plans[-2] if made[-1] is plans[-1] else made[-1], plans[-1])


def step_by_step(plans: Sequence[PlanVersion]) -> tuple[PlanComparison, ...]:
    """Each version from the second on against the one before it."""
    return tuple(compared(before, after) for before, after in pairwise(plans))


def _action(old: PlanAction | None, new: PlanAction) -> ComparedAction:
    if old is None:
        return ComparedAction(new, True, (), new.notes)
    changes = [*differing(old.action, new.action), *_further(old, new)]
    if old.status is not new.status:
        changes.append(Change("status", old.status.value, new.status.value))
    return ComparedAction(new, False, tuple(changes), tuple(n for n in new.notes if n not in old.notes))


def _further(old: PlanAction, new: PlanAction) -> list[Change]:
    """Answers to questions that the program gives no meaning, as one text."""
    then, now = (
        "\n".join(f"{extra.label}: {extra.text}" for extra in planned.action.extras) for planned in (old, new)
    )
    return [Change("extras", then, now)] if then != now else []
