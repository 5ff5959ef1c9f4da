"""How often each child was seen, in words: one table for each child."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model.timeline import ChildSeen, Gap, Seeing, StepStatus, Timeline, Unit
from pipeline.rulebook.words import Words
from pipeline.view.passage import Paragraphs, Table, table

COLUMNS = ("what", "limit", "last", "due", "status", "gaps", "source")


@dataclass(frozen=True, slots=True)
class ChildTable:
    """``name`` heads the table on paper; ``number`` stands for it where no name may be shown."""

    name: str
    number: str
    table: Table


@dataclass(frozen=True, slots=True)
class ChildrenSeen:
    title: str
    lead: str
    state: Paragraphs
    children: tuple[ChildTable, ...]


def children_seen(check: Timeline, words: Words) -> ChildrenSeen | None:
    """A table for each child; None where the guidance does not say how often a child is seen."""
    if not check.children:
        return None
    return ChildrenSeen(
        words("timeline.seen.title"),
        words("timeline.seen.lead"),
        _state(check, words),
        tuple(_child(child, words) for child in check.children),
    )


def amount_text(amount: int, unit: Unit, words: Words) -> str:
    """``"1 working day"``, ``"5 calendar days"``: the unit is always said in full."""
    return words.counted(f"timeline.units.{unit.value}", amount=amount)


def visits_with(check: Timeline, status: StepStatus) -> int:
    """How many of the visits that are still asked for have a status."""
    asked = (seeing for child in check.children for seeing in child.checks if seeing.due)
    return sum(seeing.status is status for seeing in asked)


def visits_late(check: Timeline) -> int:
    """How many visits came later than allowed: one to a child on a day is one, whatever was asked of it."""
    gaps = ((child.number, gap.seen) for child in check.children for s in child.checks for gap in s.gaps)
    return len({(number, day) for number, day in gaps if day})


def _state(check: Timeline, words: Words) -> Paragraphs:
    late = visits_with(check, StepStatus.OVERDUE)
    if not late:
        return ()
    return (words(f"timeline.seen.overdue-{'one' if late == 1 else 'many'}", count=late),)


def _child(child: ChildSeen, words: Words) -> ChildTable:
    number = words("timeline.seen.child", number=child.number)
    headings = [words(f"timeline.seen.{column}") for column in COLUMNS]
    return ChildTable(child.name or number, number, table(headings, (_row(s, words) for s in child.checks)))


def _row(seeing: Seeing, words: Words) -> tuple[str, ...]:
    return (
        seeing.title,
        _how_often(seeing, words),
        words.weekday(seeing.last) or words("timeline.seen.never"),
        words.weekday(seeing.due) or words("timeline.seen.no-more"),
        words.code("timeline.status", seeing.status),
        "\n".join(_gap(gap, words) for gap in seeing.gaps) or words("timeline.seen.no-gap"),
        seeing.source,
    )


def _how_often(seeing: Seeing, words: Words) -> str:
    limit = seeing.limit
    if limit is None:
        return words("timeline.limit.open")
    if limit.before:
        return words("timeline.seen.once")
    return words("timeline.seen.every", limit=amount_text(limit.amount, limit.unit, words))


def _gap(gap: Gap, words: Words) -> str:
    late = amount_text(gap.days_late, Unit.WORKING_DAYS, words)
    kind = "late" if gap.seen else "not-seen"
    if not gap.days_late:
        kind, late = f"{kind}-weekend", ""
    return words(f"timeline.seen.{kind}", due=words.day(gap.due), seen=words.day(gap.seen), days=late)
