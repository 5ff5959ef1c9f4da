"""Progress on every action of the plan, with every agency's account beside it."""

from __future__ import annotations

from dataclasses import replace

from pipeline.merge.sources import action_silence, contribution_source, minutes_source
from pipeline.model.case import Case
from pipeline.model.forms import Contribution, ProgressRow
from pipeline.model.plan import PlanAction, Status
from pipeline.model.report import Account, ActionProgress, GroupAccount, Silence
from pipeline.model.set_up import Action
from pipeline.rulebook.sameness import number_key

CLOSED = frozenset({Status.DONE, Status.ENDED})


def progress(case: Case) -> tuple[ActionProgress, ...]:
    """Every action in the order of the plan (by domain, then number), whatever its status.

    Nobody is named as silent about an action that was already done or ended when the period began.
    Accounts of numbers that the plan does not know follow at the end.
    """
    accounts = _accounts(case)
    known = [
        _progress(case, action, accounts.pop(number_key(action.action.number), ()))
        for action in case.plan.actions
    ]
    unknown = [
        ActionProgress(PlanAction(Action(number=rows[0].row.number)), rows, Silence(), differ(rows))
        for rows in accounts.values()
    ]
    return (*known, *unknown)


def differ(accounts: tuple[Account, ...]) -> bool:
    """Whether agencies answered differently how far the outcome was achieved. A blank is no answer."""
    return len({account.row.achieved for account in accounts} - {""}) > 1


def _accounts(case: Case) -> dict[str, tuple[Account, ...]]:
    """Accounts by the key of their action's number, by agency; unknown numbers sort by themselves."""
    found: dict[str, tuple[Account, ...]] = {}
    for received in case.contributions:
        for row in received.form.progress:
            if says_something(row):
                account = Account(contribution_source(received.form), row)
                key = number_key(row.number)
                found[key] = (*found.get(key, ()), account)
    return dict(sorted(found.items()))


def _progress(case: Case, plan_action: PlanAction, accounts: tuple[Account, ...]) -> ActionProgress:
    key = number_key(plan_action.action.number)

    def answered(form: Contribution) -> bool:
        return any(number_key(row.number) == key and says_something(row) for row in form.progress)

    asked = is_asked(case, plan_action)
    silence = action_silence(case, plan_action.action, answered) if asked else Silence()
    return ActionProgress(plan_action, accounts, silence, differ(accounts), _group(case, key))


def _group(case: Case, key: str) -> tuple[GroupAccount, ...]:
    """What the core groups of this period recorded about an action; what they changed the plan tells."""
    return tuple(
        GroupAccount(minutes_source(minutes), row)
        for minutes in case.minutes
        for row in minutes.form.updates
        if number_key(row.number) == key
        and (row.progress or row.barriers or row.actual_outcome or row.decision)
    )


def is_asked(case: Case, plan_action: PlanAction) -> bool:
    """Whether agencies are asked about an action: not if it was done or ended when the period began."""
    key = number_key(plan_action.action.number)
    return plan_action.status not in CLOSED or key not in _closed_at_start(case)


def _closed_at_start(case: Case) -> set[str]:
    """Numbers of the actions that the conference opening this period found done or left out."""
    opening = next((version for version in reversed(case.plans) if version.origin == "outline"), case.plan)
    return {number_key(a.action.number) for a in opening.actions if a.status in CLOSED}


def says_something(row: ProgressRow) -> bool:
    """Whether a row holds more than the number that was printed in it."""
    return replace(row, number="") != ProgressRow()
