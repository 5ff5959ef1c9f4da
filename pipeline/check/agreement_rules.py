"""Rules for what a core group settles together: agreement, difference, and the plan looked at as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.asked import asks
from pipeline.check.case_rules import open_actions
from pipeline.check.ground import Ground
from pipeline.check.where import place_of
from pipeline.model.case import Case
from pipeline.model.finding import Finding
from pipeline.model.forms import Minutes
from pipeline.model.submission import Path
from pipeline.rulebook.excluded import is_excluded
from pipeline.rulebook.protocol import ProtocolRule
from pipeline.rulebook.sameness import folded, number_key

_CONSIDERED = ("supports", "monitoring", "contingency")


def disagreement_without_comment(form: Minutes, case: Case, ground: Ground) -> Iterator[Finding]:
    """Whoever does not agree with the plan is shown with their comments (000, record; 003, 7.5)."""
    if not asks(ProtocolRule.DISSENT_CIRCULATED, case, ground):
        return
    for number, row in enumerate(form.agreements):
        if row.agreed in ("no", "part") and not row.comments:
            path = ground.row("agreements", number, "comments")
            yield ground.find("disagreement-without-comment", path, member=row.name)


def agreement_missing(form: Minutes, case: Case, ground: Ground) -> Iterator[Finding]:
    """All members sign the plan, the family too: it is the written agreement (003, 6.7 and 7.1).

    A row that came with the form and says nothing yet counts for nothing. An excluded parent signs nothing at
    the meeting.
    """
    if not asks(ProtocolRule.PLAN_SIGNED, case, ground):
        return
    set_up = case.set_up.form
    listed = {folded(row.name) for row in ground.told("agreements", form.agreements)}
    family = [parent.name for parent in set_up.parents]
    wanted = [*(m.name for m in set_up.members if m.part != "chair"), *family]
    missing = {folded(n): n for n in wanted if n and not is_excluded(n, set_up) and folded(n) not in listed}
    if missing:
        yield ground.find("agreement-missing", ground.table("agreements"), member=tuple(missing.values()))


def considerations_blank(form: Minutes, case: Case, ground: Ground) -> Iterator[Finding]:
    """Each re-evaluation of the plan considers supports, monitoring, outcomes, contingency (002).

    The first core group makes the plan; from the next on it is looked at again.
    """
    if form.kind == "first" or not asks(ProtocolRule.FOUR_CONSIDERATIONS, case, ground):
        return
    blank = {ground.answer(name): "" for name in _CONSIDERED if not getattr(form, name)}
    numbers = tuple(_without_outcome(form, case, ground))
    if numbers:
        blank[_outcome_path(numbers[0], form, ground)] = f" ({', '.join(numbers)})"
    if blank:
        titles = ", ".join(f"“{ground.title(path)}”{more}" for path, more in blank.items())
        # Contingency is asked for under every guidance; where it is blank too, this one sentence says it.
        contingency = ground.answer("contingency")
        path = contingency if contingency in blank else next(iter(blank))
        place = place_of(ground.filled, ground.form, path)
        yield ground.library.findings.finding("considerations-blank", place, path, question=titles)


def _without_outcome(form: Minutes, case: Case, ground: Ground) -> Iterator[str]:
    """Numbers of the actions looked at for which neither the plan nor this record names an outcome."""
    told = {number_key(row.number) for row in form.updates if row.actual_outcome}
    told |= {number_key(row.number) for row in form.details if row.new_outcome}
    looked_at = {number_key(row.number) for row in ground.told("updates", form.updates)}
    for planned in open_actions(case, form.held):
        key = number_key(planned.action.number)
        if key in looked_at - told and not planned.action.outcome:
            yield planned.action.number


def _outcome_path(number: str, form: Minutes, ground: Ground) -> Path:
    """Where the outcome of this action can be written."""
    place = next(n for n, row in enumerate(form.updates) if number_key(row.number) == number_key(number))
    return ground.row("updates", place, "actual_outcome")
