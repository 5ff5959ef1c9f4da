"""The plan linter, asked of a form: every action that it brings, and what the plan leaves undone.

Everything here is *ask*: put it right, or give a reason, which stays with the form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.check.case_rules import open_actions, standing
from pipeline.check.ground import Ground
from pipeline.check.plan_lint import (
    Flaw,
    Surroundings,
    flaws,
    in_short,
    says_the_same,
    surroundings,
    unnamed,
    wording,
)
from pipeline.check.where import place_of, quoted
from pipeline.model.case import Case
from pipeline.model.finding import Finding
from pipeline.model.forms import Contribution, Minutes, UpdateRow
from pipeline.model.set_up import Action, CaseSetUp
from pipeline.rulebook.sameness import number_key, which

_NO_LONGER_OPEN = frozenset({"done", "conference"})
_LISTED = 8  # words that one sentence lists
# What the minutes call the new answers of an action.
_UPDATED = {"action": "new_action"}
_DETAILED = {"outcome": "new_outcome", "how": "new_how", "often": "new_often", "measure": "new_measure"}


def outline_wording(form: CaseSetUp, ground: Ground) -> Iterator[Finding]:
    """The plan is SMART and in plain language (000, Role; 001, 3; 003, 7.3; 004, Update Outline Plan)."""
    around = surroundings(form, form.plan)
    words = ground.library.plan_words_of(form)
    for number, action in enumerate(form.plan):
        yield from _told("plan", number, action, flaws(action, around, words), ground)


def new_action_wording(form: Minutes, case: Case, ground: Ground) -> Iterator[Finding]:
    """What a core group adds or words anew is SMART and plain (001, 3; 003, 7.3; 004, Update Outline)."""
    around = _around(form, case)
    words = ground.library.plan_words_of(case.set_up.form)
    # Only the new words are asked about, read beside the answers that stay as they are in the plan.
    for number, row in enumerate(form.updates):
        if row.new_action:
            whole = _as_agreed(row.number, form, case)
            called = Action(number=row.number, action=row.new_action)
            found = wording(whole, around, words, {"action"})
            yield from _told("updates", number, called, found, ground, _UPDATED)
    for number, detail in enumerate(form.details):
        whole = _as_agreed(detail.number, form, case)
        new = {answer for answer, asked in _DETAILED.items() if getattr(detail, asked)}
        yield from _told("details", number, whole, wording(whole, around, words, new), ground, _DETAILED)
    for number, action in enumerate(form.new_actions):
        yield from _told("new_actions", number, action, flaws(action, around, words), ground)


def proposal_wording(form: Contribution, case: Case, ground: Ground) -> Iterator[Finding]:
    """What an agency proposes is as SMART and plain as what is agreed (001, 3; 004, Update Outline Plan).

    A proposal about an action of the plan is read beside what the plan says of it already.
    """
    set_up = case.set_up.form
    words = ground.library.plan_words_of(set_up)
    proposed = [_as_proposed(row, case) for row in form.updates]
    around = surroundings(
        set_up, [*(planned.action for planned in open_actions(case)), *proposed], set_up.plan
    )
    for number, action in enumerate(proposed):
        row = form.updates[number]
        found = [*wording(action, around, words, {"action"})] if row.action else []
        if row.action and not action.who and "who" in words.parts:
            found.append(Flaw("action-not-smart", "who", (("who", ""),), words.parts["who"]))
        yield from _told("updates", number, Action(number=row.number, action=row.action), found, ground)
        if unnamed(row.who, set_up, words):
            path = ground.row("updates", number, "who")
            yield ground.find("action-owner-unnamed", path, action=in_short(action), answer=row.who)


def proposal_already_over(form: Contribution, ground: Ground) -> Iterator[Finding]:
    """What is proposed is to be done after it is proposed (004, agency contribution form: by when)."""
    written = min(form.written or ground.today, ground.today)  # a day to come is a slip, told elsewhere
    for number, row in enumerate(form.updates):
        if row.by_when and row.by_when < written:
            path = ground.row("updates", number, "by_when")
            details = {"action": in_short(Action(row.number, action=row.action)), "date": row.by_when}
            yield ground.find("proposal-already-past", path, **details, written=written)


def danger_without_proposal(form: Contribution, case: Case, ground: Ground) -> Iterator[Finding]:
    """A new risk to a child needs an action: in the plan, or proposed (001, 3; 004, updates required)."""
    proposed = [_as_proposed(row, case) for row in form.updates if row.action]
    answers = [*proposed, *(planned.action for planned in open_actions(case))]
    for number, row in enumerate(form.factors):
        new = row.kind == "risk" and row.change == "new" and row.factor
        if new and not _about(row.child, case.set_up.form, answers):
            path = ground.row("factors", number, "factor")
            yield ground.find("danger-without-proposal", path, danger=row.factor)


def outline_twice(form: CaseSetUp, ground: Ground) -> Iterator[Finding]:
    """One action stands in the plan once: two would be reported on apart (004, Update Outline Plan)."""
    yield from _twice("plan", form.plan, (), ground)


def new_action_twice(form: Minutes, case: Case, ground: Ground) -> Iterator[Finding]:
    """A new action is not one that is open already (004, Progress of Protection Plan and updates)."""
    still = _still_open(form, case)
    yield from _twice("new_actions", form.new_actions, still, ground)
    for number, row in enumerate(form.updates):
        own = _as_agreed(row.number, form, case)
        others = (one for one in still if number_key(one.number) != number_key(row.number))
        other = next((one for one in others if row.new_action and says_the_same(one, own)), None)
        if other is not None:
            path = ground.row("updates", number, "new_action")
            details = {"action": own.action.rstrip(". "), "other": in_short(other)}
            yield ground.find("same-action-twice", path, **details)


def past_its_date(form: Minutes, case: Case, ground: Ground) -> Iterator[Finding]:
    """On its day an action is achieved, or looked at again and given another (004, Update Outline Plan)."""
    if not form.held or form.held > case.period.rcpc:
        return  # a slip in the day of the meeting would make every action late
    told = ground.told("updates", form.updates)
    rows = {number_key(row.number): (n, row) for n, row in enumerate(form.updates) if row in told}
    for planned in open_actions(case, form.held):
        action = planned.action
        place, row = rows.get(number_key(action.number), (0, None))
        if row is None or not action.end or action.end >= form.held:
            continue  # that nothing at all is written about it is said elsewhere
        if row.decision not in _NO_LONGER_OPEN and not row.new_end and not row.actual_outcome:
            path = ground.row("updates", place, "new_end")
            details = {"number": action.number, "action": action.action.rstrip(". "), "end": action.end}
            yield ground.find("action-past-its-date", path, **details)


def outline_already_over(form: CaseSetUp, ground: Ground) -> Iterator[Finding]:
    """What a conference decides ends or is reviewed after it (004, Update Outline Plan: timely)."""
    held = form.last_conference
    for number, action in enumerate(form.plan):
        in_order = not action.start or not action.end or action.start <= action.end
        if action.end and held and action.end < held and in_order:
            path = ground.row("plan", number, "end")
            details = {"action": in_short(action), "date": action.end, "held": held}
            yield ground.find("end-already-past", path, **details)


def child_without_action(form: CaseSetUp, ground: Ground) -> Iterator[Finding]:
    """Each child of the plan is to be made safe by something (001, 3: purpose; 004, what the need is)."""
    for number, child in enumerate(form.children):
        if child.name and form.plan and not _about(child.name, form, form.plan):
            path = ground.row("children", number, "name")
            yield ground.find("child-without-action", path, child=child.name)


def danger_without_action(form: Minutes, case: Case, ground: Ground) -> Iterator[Finding]:
    """A new risk, or a risk to a child, needs an action (000, plan aims; 001, 3; 004, Progress of the Plan).

    A new risk is answered by any action, new or worded anew at the same meeting, for its child or for all:
    which of them belongs to it is not for a program to guess.
    """
    set_up = case.set_up.form
    changed = [standing(row.number, case) for row in form.updates if row.decision == "changed"]
    answers = [*form.new_actions, *(action for action in changed if action)]
    for number, row in enumerate(form.factors):
        if (
            row.kind == "risk"
            and row.change == "new"
            and row.factor
            and not _about(row.child, set_up, answers)
        ):
            path = ground.row("factors", number, "factor")
            yield ground.find("danger-without-action", path, danger=row.factor)
    left = [*form.new_actions, *_still_open(form, case)]
    for number, aim in enumerate(form.aims):
        if aim.risks and aim.child and open_actions(case, form.held) and not _about(aim.child, set_up, left):
            path = ground.row("aims", number, "risks")
            yield ground.find("child-without-action", path, child=aim.child)


def _told(
    table: str,
    number: int,
    action: Action,
    found: Iterable[Flaw],
    ground: Ground,
    called: Mapping[str, str] | None = None,
) -> Iterator[Finding]:
    """Flaws as findings at the answers they are about. What the form does not ask is not missed."""
    for flaw in found:
        names = ((called or {}).get(field, field) for field, _ in flaw.found)
        paths = (ground.row(table, number, name) for name in names)
        told = [(path, text) for path, (_, text) in zip(paths, flaw.found, strict=True) if len(path) > 2]
        if not told:
            continue
        path = told[0][0]
        place = place_of(ground.filled, ground.form, path)
        words = {name: say(told, ground) for name, say in _SAID.items()}
        more = {"action": in_short(action), "write": flaw.write, "count": str(flaw.count)}
        yield ground.library.findings.finding(flaw.code, place, path, **words, **more)


def _questions(told: Sequence[tuple[tuple[str | int, ...], str]], ground: Ground) -> str:
    return ", ".join(f"“{ground.title(path)}”" for path, _ in told)


def _words(told: Sequence[tuple[tuple[str | int, ...], str]], ground: Ground) -> str:
    """Each word with the question it stands under, which is named once for words that stand together."""
    under: dict[str, list[str]] = {}
    for path, text in told[:_LISTED]:
        under.setdefault(ground.title(path), []).append(f"“{quoted(text)}”")
    return "; ".join(f"{', '.join(texts)} ({title})" for title, texts in under.items())


_SAID = {"question": _questions, "words": _words}


def _twice(table: str, rows: Sequence[Action], before: Sequence[Action], ground: Ground) -> Iterator[Finding]:
    earlier = list(before)
    for number, action in enumerate(rows):
        other = next((one for one in earlier if says_the_same(one, action)), None)
        if other is not None:
            path = ground.row(table, number, "action")
            yield ground.find(
                "same-action-twice", path, action=action.action.rstrip(". "), other=in_short(other)
            )
        earlier.append(action)


def _as_proposed(row: UpdateRow, case: Case) -> Action:
    """An action as an agency proposes it: what it leaves blank stays as the plan has it."""
    action = standing(row.number, case) or Action(number=row.number)
    return replace(
        action,
        child=row.child or action.child,
        action=row.action or action.action,
        who=row.who or action.who,
        end=row.by_when or action.end,
    )


def _still_open(form: Minutes, case: Case) -> list[Action]:
    """The actions that the meeting found open and has not closed."""
    closed = {number_key(row.number) for row in form.updates if row.decision in _NO_LONGER_OPEN}
    found = (planned.action for planned in open_actions(case, form.held))
    return [action for action in found if number_key(action.number) not in closed]


def _about(child: str, set_up: CaseSetUp, actions: Iterable[Action]) -> bool:
    """Whether one of the actions is for this child or for all; for no child in particular any will do."""
    names = [each.name for each in set_up.children]
    wanted = which(child, names)
    return any(not child or not action.child or which(action.child, names) == wanted for action in actions)


def _as_agreed(number: str, form: Minutes, case: Case) -> Action:
    """An action with everything that the minutes change in it."""
    key = number_key(number)
    action = standing(number, case) or Action(number=number)
    for row in form.updates:
        if number_key(row.number) == key:
            action = replace(action, action=row.new_action or action.action, end=row.new_end or action.end)
    for detail in form.details:
        if number_key(detail.number) == key:
            new = {answer: getattr(detail, asked) for answer, asked in _DETAILED.items()}
            action = replace(action, **{answer: text for answer, text in new.items() if text})
    return action


def _around(form: Minutes, case: Case) -> Surroundings:
    found = [planned.action for planned in open_actions(case)]
    return surroundings(case.set_up.form, [*found, *form.new_actions], case.set_up.form.plan)
