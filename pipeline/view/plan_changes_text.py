"""What changed between two versions of the plan, for a terminal: numbers, questions and days, no words."""

from __future__ import annotations

from pipeline.model.plan import Change, PlanComparison, PlanVersion
from pipeline.rulebook.words import Words
from pipeline.view.passage import Fact, Paragraphs
from pipeline.view.plan import CODED, DAYS, change_line, field_name
from pipeline.view.plan_chronology import kind_lines


def version_fact(version: PlanVersion, words: Words) -> Fact:
    """A version by its number, with its day and where it came from."""
    made = words(f"plan.origin.{version.origin}", day=words.day(version.dated))
    if version.corrected:
        corrected = words("plan-changes.versions.corrected", day=words.day(version.corrected))
        return Fact(words("plan.version", number=version.number), (made, corrected))
    return Fact(words("plan.version", number=version.number), (made,))


def told_in_brief(comparison: PlanComparison, words: Words) -> tuple[Paragraphs, tuple[Fact, ...]]:
    """What became of which actions, then for each action that changed the questions whose answers did.

    Days and closed answers are told, texts are not: they hold names and what people said.
    """
    changed = (action for action in comparison.actions if action.changes)
    facts = tuple(
        Fact(
            words("plan.changes.action", number=action.planned.action.number),
            _changes(action.changes, words),
        )
        for action in changed
    )
    return kind_lines(comparison, words), facts


def _changes(changes: tuple[Change, ...], words: Words) -> Paragraphs:
    told = [change for change in changes if change.field in CODED or change.field in DAYS]
    texts = [field_name(change.field, words).lower() for change in changes if change not in told]
    brief = [words("plan.changes.brief", fields=words.listed(texts))] if texts else []
    return (*brief, *(change_line(change, words) for change in told))
