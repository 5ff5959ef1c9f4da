"""Rules that hang on the day of a meeting: one slip in it is told once, not once for each of them."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.check import minutes_rules, plan_lint_rules, plan_rules
from pipeline.check.ground import Ground
from pipeline.model.case import Case
from pipeline.model.forms import Minutes

ON_ITS_DAY: frozenset[Callable[..., object]] = frozenset(
    {
        minutes_rules.sent_before_held,
        minutes_rules.next_meeting_missing,
        plan_rules.new_action_already_over,
        plan_rules.action_not_reviewed,
        plan_rules.action_not_open,
        plan_rules.changed_dates,
        plan_lint_rules.past_its_date,
        plan_lint_rules.danger_without_action,
    }
)
"""Left out where that day itself is asked about."""


def day_slipped(form: Minutes, case: Case | None, ground: Ground) -> bool:
    """Whether the day of the meeting is one that is asked about: still to come, or of no time of the case."""
    period = case.period if case else None
    outside = period and form.held and not period.start <= form.held <= period.rcpc
    return bool(outside or (form.held and form.held > ground.today))
