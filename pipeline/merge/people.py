"""Children, parents and carers: whose voice, whose views, who was seen by whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from pipeline.merge.sources import contribution_source, minutes_source, silence
from pipeline.model.case import Case
from pipeline.model.forms import Contribution, FactorRow, SeenRow, ViewsRow, VoiceRow
from pipeline.model.plan import Source
from pipeline.model.report import ChildVoice, FactorEntry, ParentViews, Silence
from pipeline.model.set_up import CaseSetUp
from pipeline.rulebook.sameness import folded, same, which

R = TypeVar("R")


def factors(case: Case, kind: str) -> tuple[FactorEntry, ...]:
    """Risk or protective factors ("" for those that do not say which), contributions before minutes."""
    said = [(contribution_source(r.form), r.form.factors) for r in case.contributions]
    said += [(minutes_source(m), m.form.factors) for m in case.minutes]
    return tuple(FactorEntry(source, row) for source, rows in said for row in rows if _kind(row) == kind)


def factors_silence(case: Case) -> Silence:
    """Agencies with no word on risk and protective factors."""
    return silence(case, lambda form: any(row != FactorRow() for row in form.factors))


def voices(case: Case) -> tuple[ChildVoice, ...]:
    """One entry for each child of the case, in the set-up's order, heard or not.

    Then names that are none of the children, and last what was written without a name, which is about
    all of them: it stands once, and counts for its agency as word about every child.
    """
    said = [(contribution_source(r.form), row) for r in case.contributions for row in r.form.voices]
    said += [(minutes_source(m), row) for m in case.minutes for row in m.form.voices]
    children = [child.name for child in case.set_up.form.children]
    named = by_name(((row.child, (source, row)) for source, row in said if _voiced(row)), children)
    return tuple(
        ChildVoice(name, rows, _unheard(case, place) if place is not None else Silence())
        for place, name, rows in named
    )


def views(case: Case) -> tuple[ParentViews, ...]:
    """One entry for each parent or carer, with or without views, excluded ones too (003)."""
    said = [(contribution_source(r.form), row) for r in case.contributions for row in r.form.views]
    said += [(minutes_source(m), row) for m in case.minutes for row in m.form.views]
    parents = [parent.name for parent in case.set_up.form.parents]
    spoken = (
        (_parent(row.name, case.set_up.form), (source, row))
        for source, row in said
        if replace(row, name="") != ViewsRow()
    )
    return tuple(ParentViews(name, rows) for _, name, rows in by_name(spoken, parents))


def views_silence(case: Case) -> Silence:
    """Agencies that passed on no parent's or carer's views."""
    return silence(case, lambda form: any(replace(row, name="") != ViewsRow() for row in form.views))


def seen(case: Case) -> tuple[tuple[Source, SeenRow], ...]:
    """When who last saw a child, contributions before minutes."""
    said = [(contribution_source(r.form), row) for r in case.contributions for row in r.form.seen]
    said += [(minutes_source(m), row) for m in case.minutes for row in m.form.seen]
    return tuple((source, row) for source, row in said if _saw(row))


def seen_silence(case: Case) -> Silence:
    """Agencies that do not say when they last saw a child."""
    return silence(case, lambda form: any(_saw(row) for row in form.seen))


def by_name(
    said: Iterable[tuple[str, R]], names: Sequence[str]
) -> tuple[tuple[int | None, str, tuple[R, ...]], ...]:
    """What was said about each name: (place in ``names`` or None, name, what was said).

    Every name of the list has its entry. A name that is none of them has its own, spelt as first written;
    no name at all comes last. Whatever was said is in exactly one entry.
    """
    listed: list[list[R]] = [[] for _ in names]
    others: dict[str, tuple[str, list[R]]] = {}
    for name, what in said:
        place = which(name, names)
        if place is not None:
            listed[place].append(what)
        else:
            others.setdefault(folded(name) or name.strip(), (name.strip(), []))[1].append(what)
    unnamed = others.pop("", None)
    entries: list[tuple[int | None, str, tuple[R, ...]]] = [
        (place, name, tuple(rows)) for place, (name, rows) in enumerate(zip(names, listed, strict=True))
    ]
    entries += [(None, name, tuple(rows)) for name, rows in others.values()]
    return (*entries, (None, "", tuple(unnamed[1]))) if unnamed else tuple(entries)


def _unheard(case: Case, place: int) -> Silence:
    """Agencies that wrote nothing about one child; what is about all children is about this one."""
    children = [child.name for child in case.set_up.form.children]

    def answered(form: Contribution) -> bool:
        return any(
            _voiced(row) and (not row.child.strip() or which(row.child, children) == place)
            for row in form.voices
        )

    return silence(case, answered)


def _parent(name: str, set_up: CaseSetUp) -> str:
    """The parent's name where a form gives only the relationship ("Mother") and one parent has it."""
    if which(name, [parent.name for parent in set_up.parents]) is not None:
        return name
    related = [p.name for p in set_up.parents if p.relationship and same(p.relationship, name)]
    return related[0] if len(related) == 1 else name


def _kind(row: FactorRow) -> str | None:
    if row == FactorRow():
        return None
    return row.kind if row.kind in ("risk", "protective") else ""


def _voiced(row: VoiceRow) -> bool:
    return replace(row, child="") != VoiceRow()


def _saw(row: SeenRow) -> bool:
    return replace(row, child="", member="") != SeenRow()
