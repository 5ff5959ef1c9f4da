"""What agencies propose for the plan, and what core groups have decided about it since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.merge.numbers import plan_order
from pipeline.merge.plan import SETTLING
from pipeline.merge.sources import contribution_source
from pipeline.model.case import Case
from pipeline.model.forms import Contribution, Minutes, UpdateRow
from pipeline.model.plan import Decided, Proposal
from pipeline.model.set_up import Action
from pipeline.rulebook.alike import begins_alike, same_sentence
from pipeline.rulebook.sameness import number_key


def proposals(case: Case) -> tuple[Proposal, ...]:
    """What agencies propose and no core group has agreed, by the number of the action, new ones last.

    One that a core group agreed in part of its words, or whose action it looked at since, is still among
    them: ``decided`` says so.
    """
    return _by_number(proposal for proposal, settled in _proposed(case) if not settled)


def settled_proposals(case: Case) -> tuple[Proposal, ...]:
    """What agencies proposed and the core group before the conference has decided since, by number."""
    return _by_number(proposal for proposal, settled in _proposed(case) if settled)


def _by_number(found: Iterator[Proposal]) -> tuple[Proposal, ...]:
    def place(proposal: Proposal) -> tuple[bool, tuple[tuple[int, int, str], ...]]:
        number = proposal.update.number
        return not number_key(number), plan_order(Action(number=number))[1]

    return tuple(sorted(found, key=place))


def _proposed(case: Case) -> Iterator[tuple[Proposal, bool]]:
    for received in case.contributions:
        for row in received.form.updates:
            if row != UpdateRow():
                yield _looked_up(case, row, received.form)


def _looked_up(case: Case, row: UpdateRow, form: Contribution) -> tuple[Proposal, bool]:
    """A proposal with the latest decision on it, and whether that settles it.

    When in doubt (a day is missing, the words differ) it stays listed: twice is better than lost. What
    settles it counts before what was only said about the same action.
    """
    since = [m.form for m in reversed(case.minutes) if _held_since(m.form, form)]
    settling = [found for m in since if m.kind == "pre-rcpc" and (found := _settles(case, m, row))]
    told = [found for m in since if (found := _settles(case, m, row) or _told(case, m, row))]
    proposal = Proposal(contribution_source(form), row)
    return replace(proposal, decided=next(iter([*settling, *told]), None)), bool(settling)


def _held_since(minutes: Minutes, form: Contribution) -> bool:
    return minutes.held is not None and form.written is not None and minutes.held >= form.written


def _settles(case: Case, minutes: Minutes, row: UpdateRow) -> Decided | None:
    """What minutes decided on the action of a proposal, or the same action that they brought."""
    key = number_key(row.number)
    for update in minutes.updates:
        if key and update.decision in SETTLING and number_key(update.number) == key:
            return Decided(minutes.held, update.number, update)
    new = next((a for a in minutes.new_actions if same_sentence(a.action, row.action)), None)
    return Decided(minutes.held, _number(case, new)) if new else None


def _told(case: Case, minutes: Minutes, row: UpdateRow) -> Decided | None:
    """What minutes say that leaves a proposal open: the action carries on, or a new one begins alike."""
    key = number_key(row.number)
    for update in minutes.updates:
        if key and update.decision and number_key(update.number) == key:
            return Decided(minutes.held, update.number, update)
    new = next((a for a in minutes.new_actions if not key and begins_alike(a.action, row.action)), None)
    return Decided(minutes.held, _number(case, new), nearly=True) if new else None


def _number(case: Case, new: Action) -> str:
    """The number that the plan gave to an action of minutes; "" where it has none in these words."""
    known = [a.action for plan in reversed(case.plans) for a in plan.actions]
    return next((action.number for action in known if action.action == new.action), "")
