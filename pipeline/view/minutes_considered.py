"""What each re-evaluation of the plan considers, each in its own place (002)."""

from __future__ import annotations

from pipeline.model.forms import Minutes
from pipeline.model.plan import PlanVersion, Status, in_order
from pipeline.rulebook.words import Words
from pipeline.view.minutes_sections import texts
from pipeline.view.passage import Group, Paragraphs, Section, or_note


def considered_section(form: Minutes, plan: PlanVersion, contingency: Section, words: Words) -> Section:
    """Supports and resources, monitoring, outcomes, contingency; whatever is blank is said to be.

    ``plan`` is the version as the core group left it: its actions hold the outcomes. ``contingency`` is the
    section that other records have of it.
    """
    return Section(
        words("minutes.considered.title"),
        words("minutes.considered.lead"),
        groups=(
            _answer("supports", form.supports, words),
            _answer("monitoring", form.monitoring, words),
            Group(words("minutes.considered.outcomes"), notes=_outcomes(plan, words)),
            Group(
                contingency.title,
                contingency.lead,
                (*contingency.entries, *contingency.further),
                contingency.notes,
            ),
        ),
    )


def _answer(key: str, text: str, words: Words) -> Group:
    entries = texts(text)
    nothing = words("minutes.nothing")
    return Group(words(f"minutes.concerns.{key}"), entries=entries, notes=or_note(entries, nothing))


def _outcomes(plan: PlanVersion, words: Words) -> Paragraphs:
    """Where in the plan the outcomes stand, and which open actions have none."""
    standing = [a.action for a in plan.actions if a.status in (Status.OPEN, Status.CONFERENCE)]
    told = [
        (key, in_order(action.number for action in standing if bool(action.outcome.strip()) is has))
        for key, has in (("with-outcome", True), ("without-outcome", False))
    ]
    notes = tuple(
        words(f"minutes.considered.{key}", numbers=words.listed(numbers), number=plan.number)
        for key, numbers in told
        if numbers
    )
    return notes or (words("minutes.nothing"),)
