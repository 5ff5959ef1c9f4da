"""What changed in the plan, in words, for the conference: two versions side by side, then all in turn."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from pipeline.model.case import Case
from pipeline.model.plan import Change, ComparedAction, PlanComparison, PlanVersion, Status, in_order
from pipeline.rulebook.words import Words
from pipeline.view.page import Head, Page, head, page
from pipeline.view.passage import Entry, Fact, Paragraphs, Section, facts, or_note, paragraphs
from pipeline.view.plan import change_value, field_name, note_fact
from pipeline.view.plan_chronology import compared_title, steps_section, versions_section
from pipeline.view.plan_in_short import in_short
from pipeline.view.progress import domain_title

_ALIKE = 0.35  # texts that share less are told one beside the other, without marks: all of it is new


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; ``changed`` ones are not in the other version."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """One answer then and now. A blank one is told in words."""

    field: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ChangedAction:
    title: str
    action: Paragraphs
    headings: tuple[str, ...]
    rows: tuple[ChangedRow, ...]
    notes: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class PlanChangesView:
    """Fields in reading order."""

    page: Page
    head: Head
    short: Section
    new: Section
    changed_title: str
    changed_lead: str
    changed: tuple[ChangedAction, ...]
    changed_none: Paragraphs
    unchanged: Section
    versions: Section
    steps: Section


def plan_changes_view(
    case: Case, comparison: PlanComparison, steps: Sequence[PlanComparison], words: Words
) -> PlanChangesView:
    """Two versions of one case's plan: in short, then side by side; then all versions, each step by step.

    ``steps`` compare each version from the second on with the one before it.
    """
    title = words("plan-changes.title")
    before, after = comparison.before, comparison.after
    changed = [a for a in comparison.actions if a.changes]
    actions = tuple(_changed(a, comparison, words) for a in changed)
    contingency = comparison.contingency
    if contingency:
        actions = (*actions, _contingency(contingency, comparison, words))
    return PlanChangesView(
        page=page(title, case.reference, words, words("plan.version", number=after.number)),
        head=_head(title, case, comparison, words),
        short=in_short(comparison, words),
        new=_new(comparison, words),
        changed_title=words("plan-changes.changed.title"),
        changed_lead=words("plan-changes.changed.lead", before=before.number, after=after.number),
        changed=actions,
        changed_none=or_note(actions, words("plan-changes.changed.none")),
        unchanged=_unchanged(comparison, words),
        versions=versions_section(case.plans[0], steps, words),
        steps=steps_section(comparison, steps, words),
    )


def marked(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Two texts in pieces, words that only one of them has marked as changed."""
    then, now = (re.findall(r"\S+", text) for text in (before, after))
    matcher = SequenceMatcher(None, then, now, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return _whole(then), _whole(now)
    old: list[Piece] = []
    new: list[Piece] = []
    for kind, start, end, first, last in matcher.get_opcodes():
        for pieces, words in ((old, then[start:end]), (new, now[first:last])):
            if words:
                pieces.append(Piece(" ".join(words), kind != "equal"))
    return _spaced(old), _spaced(new)


def _whole(words: list[str]) -> tuple[Piece, ...]:
    return (Piece(" ".join(words), changed=False),) if words else ()


def _spaced(pieces: list[Piece]) -> tuple[Piece, ...]:
    """A space between two pieces belongs to the first."""
    last = len(pieces) - 1
    return tuple(
        Piece(piece.text + ("" if n == last else " "), piece.changed) for n, piece in enumerate(pieces)
    )


def _head(title: str, case: Case, comparison: PlanComparison, words: Words) -> Head:
    return head(
        title,
        words("plan-changes.lead"),
        case,
        tuple((_name(v, words), _made(v, words)) for v in (comparison.before, comparison.after)),
        words,
        status=words("plan-changes.status", before=comparison.before.number, after=comparison.after.number),
    )


def _name(version: PlanVersion, words: Words) -> str:
    return words("plan.version", number=version.number)


def _made(version: PlanVersion, words: Words) -> str:
    return words(f"plan.origin.{version.origin}", day=words.day(version.dated))


def _new(comparison: PlanComparison, words: Words) -> Section:
    entries = tuple(_new_action(a, words) for a in comparison.actions if a.fresh)
    return Section(
        words("plan-changes.new.title"),
        entries=entries,
        notes=or_note(entries, words("plan-changes.new.none")),
    )


def _new_action(compared: ComparedAction, words: Words) -> Entry:
    action = compared.planned.action
    labelled = {
        "need": action.need,
        "outcome": action.outcome,
        "how": action.how,
        "who": words.listed([x for x in (action.who, action.agency) if x]),
        "start": words.day(action.start),
        "end": words.day(action.end),
        "often": action.often,
        "measure": action.measure,
        "status": words.code("codes.status", compared.planned.status.value),
    }
    told = facts(*((words(f"plan.fields.{field}"), text) for field, text in labelled.items()))
    further = facts(*((extra.label, extra.text) for extra in action.extras))
    recorded = tuple(note_fact(note, words) for note in compared.notes)
    title = compared_title(compared, words)
    return Entry(
        title, domain_title(action.domain, words), paragraphs(action.action), (*told, *further, *recorded)
    )


def _changed(compared: ComparedAction, comparison: PlanComparison, words: Words) -> ChangedAction:
    return ChangedAction(
        compared_title(compared, words),
        paragraphs(compared.planned.action.action),
        _headings(comparison, words),
        tuple(_row(change, words) for change in compared.changes),
        tuple(note_fact(note, words) for note in compared.notes),
    )


def _contingency(change: Change, comparison: PlanComparison, words: Words) -> ChangedAction:
    row = _row(change, words)
    return ChangedAction(words("plan.contingency.title"), (), _headings(comparison, words), (row,), ())


def _headings(comparison: PlanComparison, words: Words) -> tuple[str, ...]:
    return (
        words("plan-changes.changed.field"),
        _name(comparison.before, words),
        _name(comparison.after, words),
    )


def _row(change: Change, words: Words) -> ChangedRow:
    texts = [change_value(change.field, value, words) for value in (change.before, change.after)]
    before, after = marked(*texts)
    blank = (Piece(words("plan-changes.blank"), changed=False),)
    return ChangedRow(field_name(change.field, words), before or blank, after or blank)


def _unchanged(comparison: PlanComparison, words: Words) -> Section:
    """Every action that is the same is named: nobody has to wonder whether it was left out.

    Of those that were closed before and have no later record, the number says enough. What only waits for the
    conference to drop it is not closed (000, Deciding not to implement).
    """
    left = [a for a in comparison.actions if not a.fresh and not a.changes]
    closed = [a for a in left if a.planned.status in (Status.DONE, Status.ENDED) and not a.notes]
    same = [a for a in left if a not in closed]
    numbers = words.listed(in_order(a.planned.action.number for a in closed))
    told = (words("plan-changes.same.closed", number=comparison.before.number, numbers=numbers),)
    entries = tuple(
        Entry(
            compared_title(a, words),
            text=paragraphs(a.planned.action.action),
            facts=tuple(note_fact(note, words) for note in a.notes),
        )
        for a in same
    )
    return Section(
        words("plan-changes.same.title"),
        entries=entries,
        notes=told if closed else or_note(entries, words("plan-changes.same.none")),
    )
