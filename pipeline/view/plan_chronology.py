"""The versions of a plan, one by one: where each came from, and what it changed in the one before."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model.plan import Change, ComparedAction, PlanComparison, PlanVersion
from pipeline.rulebook.words import Words
from pipeline.view.passage import Entry, Group, Paragraphs, Section, paragraphs, table
from pipeline.view.plan import change_line, field_name

COLUMNS = ("version", "day", "origin", "changed")


def versions_section(first: PlanVersion, steps: Sequence[PlanComparison], words: Words) -> Section:
    """Every version in a table, with what became of which actions in it; their words stand further on."""
    rows = [_row(first, (words("plan-changes.versions.first", count=len(first.actions)),), words)]
    rows += [_row(step.after, kind_lines(step, words), words) for step in steps]
    return Section(
        words("plan-changes.versions.title"),
        words("plan-changes.versions.lead"),
        table=table([words(f"plan-changes.versions.{column}") for column in COLUMNS], rows),
    )


def steps_section(comparison: PlanComparison, steps: Sequence[PlanComparison], words: Words) -> Section:
    """What each version changed in the one before, every answer as it was and as it is.

    What stands above already, a step or one answer of it, is named and not told again.
    """
    groups = tuple(_step(step, comparison, words) for step in steps)
    return Section(words("plan-changes.steps.title"), words("plan-changes.steps.lead"), groups=groups)


def kind_lines(comparison: PlanComparison, words: Words) -> Paragraphs:
    """What became of which actions, a line for each kind; one that says so where nothing did."""
    lines = [
        words(f"plan-changes.kinds.{kind}", numbers=words.listed(numbers))
        for kind, numbers in comparison.by_kind
    ]
    if comparison.contingency:
        lines.append(words("plan-changes.kinds.contingency"))
    return tuple(lines) or (words("plan-changes.kinds.nothing"),)


def compared_title(compared: ComparedAction, words: Words) -> str:
    """The number of an action, and for whom it is."""
    action = compared.planned.action
    name = words("plan.changes.action", number=action.number)
    return words("plan-changes.for", action=name, child=action.child) if action.child else name


def _row(version: PlanVersion, changed: Paragraphs, words: Words) -> tuple[str, ...]:
    origin = words(f"plan-changes.versions.made.{version.origin}")
    if version.corrected:
        corrected = words("plan-changes.versions.corrected", day=words.day(version.corrected))
        origin = f"{origin}\n{corrected}"
    return str(version.number), words.day(version.dated), origin, "\n".join(changed)


def _step(step: PlanComparison, told: PlanComparison, words: Words) -> Group:
    version = step.after
    title = words("plan.version", number=version.number)
    made = words(f"plan.origin.{version.origin}", day=words.day(version.dated))
    if (step.before.number, step.after.number) == (told.before.number, told.after.number):
        return Group(title, made, notes=(words("plan-changes.steps.above"),))
    above = {action.planned.action.number: action for action in told.actions}
    entries = [
        Entry(compared_title(action, words), text=lines)
        for action in step.actions
        if (lines := _lines(action, above.get(action.planned.action.number), words))
    ]
    if step.contingency:
        lines = _changes((step.contingency,), (told.contingency,), words)
        entries.append(Entry(words("plan.contingency.short"), text=lines))
    return Group(title, made, tuple(entries), () if entries else (words("plan.changes.none"),))


def _lines(compared: ComparedAction, above: ComparedAction | None, words: Words) -> Paragraphs:
    """What a version did to one action; records of how it goes stand in the plan and in the minutes."""
    if not compared.fresh:
        return _changes(compared.changes, above.changes if above else (), words)
    if above and above.fresh:
        return (words("plan-changes.steps.new-above"),)
    return (words("plan.changes.new"), *paragraphs(compared.planned.action.action))


def _changes(changes: Sequence[Change], above: Sequence[Change | None], words: Words) -> Paragraphs:
    """Each answer then and now, those that stand above just so by their name alone."""
    again = [field_name(change.field, words).lower() for change in changes if change in above]
    named = (words("plan-changes.steps.changed-above", fields=words.listed(again)),) if again else ()
    return (*named, *(change_line(change, words) for change in changes if change not in above))
