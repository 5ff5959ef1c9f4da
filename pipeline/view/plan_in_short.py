"""What changed in the plan, a line for each change: what a conference reads in its first minute."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model.plan import Change, ComparedAction, PlanComparison, Status, in_order
from pipeline.rulebook.words import Words
from pipeline.view.passage import Section, or_note, table
from pipeline.view.plan import CODED, DAYS, change_value, field_name

COLUMNS = ("kind", "action", "change")
_KINDS = ("new", "changed", "done", "reopened", "ended")  # of KINDS, after what is for the conference
_LONGEST = 110  # letters of a text that stands in full further on: about two printed lines


def in_short(comparison: PlanComparison, words: Words) -> Section:
    """A row for each change: what the conference has to decide on first, then new, changed, done.

    What waits for the conference stands here whether it was put to it before or after the earlier version. An
    action has a row for each thing that became of it; whatever is only recorded about one is no change.
    """
    own = "plan-changes.short"
    rows = [
        *((words(f"{own}.conference"), *row) for row in _for_the_conference(comparison, words)),
        *(
            (words(f"{own}.{kind}"), _name(action, words), _told(kind, action, words))
            for kind in _KINDS
            for action in _in_order(comparison)
            if kind in action.kinds
        ),
    ]
    headings = [words(f"{own}.columns.{column}") for column in COLUMNS]
    return Section(
        words(f"{own}.title"),
        words(f"{own}.lead") if rows else "",
        table=table(headings if rows else (), rows),
        notes=or_note(rows, words("plan-changes.kinds.nothing")),
    )


def clipped(text: str) -> str:
    """A text in one line, cut between two words where it is long; what is cut is shown to be."""
    line = " ".join(text.split())
    if len(line) <= _LONGEST:
        return line
    return f"{line[: _LONGEST + 1].rsplit(' ', 1)[0][:_LONGEST].rstrip(',;:. ')} …"


def _for_the_conference(comparison: PlanComparison, words: Words) -> Iterator[tuple[str, str]]:
    for action in _in_order(comparison):
        if action.planned.status is Status.CONFERENCE:
            told = words("plan-changes.short.to-ratify", action=_text(action, words))
            yield _name(action, words), told
    change = comparison.contingency
    if change:
        kind = "added" if not change.before else "removed" if not change.after else "other-words"
        yield "", words(f"plan-changes.short.contingency.{kind}")


def _in_order(comparison: PlanComparison) -> list[ComparedAction]:
    by_number = {action.planned.action.number: action for action in comparison.actions}
    return [by_number[number] for number in in_order(by_number)]


def _told(kind: str, action: ComparedAction, words: Words) -> str:
    """The action as it is now; of a changed one what else is otherwise, with the days and names it has."""
    if kind != "changed":
        return _text(action, words)
    changes = [change for change in action.changes if change.field not in ("action", "status")]
    short = [change for change in changes if _is_short(change)]
    others = [field_name(change.field, words).lower() for change in changes if change not in short]
    told_now = [
        _text(action, words),
        *([words("plan.changes.brief", fields=words.listed(others))] if others else []),
        *(_now(change, words) for change in short),
    ]
    return " ".join(told_now)


def _name(action: ComparedAction, words: Words) -> str:
    return words("plan.changes.action", number=action.planned.action.number)


def _text(compared: ComparedAction, words: Words) -> str:
    """What is done, in one line, and for whom if it is for one child."""
    action, text = compared.planned.action, clipped(compared.planned.action.action)
    return words("plan-changes.short.for", child=action.child, action=text) if action.child else text


def _is_short(change: Change) -> bool:
    return change.field in CODED or change.field in DAYS or change.field in ("who", "agency", "child")


def _now(change: Change, words: Words) -> str:
    field, value = field_name(change.field, words), change_value(change.field, change.after, words)
    return words("plan-changes.short.now", field=field, value=value or words("plan-changes.blank"))
