"""When each child was last seen, by whom, and who says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from pipeline.model.case import Case
from pipeline.model.forms import SeenRow
from pipeline.model.plan import Source
from pipeline.model.report import JointReport
from pipeline.rulebook.sameness import folded, which
from pipeline.rulebook.words import Words
from pipeline.view.passage import Entry, Section, Table, or_note, silence_notes, source_line, table

COLUMNS = ("child", "member", "day", "alone", "home", "bedroom", "where")
ANSWERS = ("alone", "home", "bedroom")

Told = tuple[Source, SeenRow]


def seen_section(
    title: str, case: Case, report: JointReport, further: tuple[Entry, ...], words: Words
) -> Section:
    """When each member saw each child, whether alone, and where (000, record form).

    A visit told twice, by the member and in minutes, stands once with both sources; a line says everything
    that any of them says.
    """
    children = [child.name for child in case.set_up.form.children]
    visits = sorted(_visits(report.seen), key=lambda visit: _place(visit[0][1], children))
    headings = tuple(words(f"report.seen.{key}") for key in (*COLUMNS, "source"))
    rows = tuple((*_cells([row for _, row in visit], words), _sources(visit, words)) for visit in visits)
    return Section(
        title,
        words("report.seen.lead"),
        table=table(headings, rows) if rows else Table(),
        further=further,
        notes=(
            *or_note(report.seen, words("report.seen.none")),
            *silence_notes(report.seen_silence, words),
        ),
    )


def seen_table(seen: Iterable[SeenRow], words: Words) -> Table:
    """One line for each child and member, as one set of minutes has them; a row with only a name is blank."""
    rows = tuple(_cells([row], words) for row in seen)
    return table(tuple(words(f"report.seen.{key}") for key in COLUMNS), rows) if rows else Table()


def _visits(seen: Iterable[Told]) -> list[list[Told]]:
    visits: list[list[Told]] = []
    for source, row in seen:
        told = (source, _by(source, row))
        known = next((visit for visit in visits if all(_one_visit(told[1], r) for _, r in visit)), None)
        if known is None:
            visits.append([told])
        else:
            known.append(told)
    return visits


def _by(source: Source, row: SeenRow) -> SeenRow:
    """A row without a member is its author's own; nobody saw a child for the core group together."""
    if row.member or source.core_group:
        return row
    return replace(row, member=source.author)


def _one_visit(one: SeenRow, other: SeenRow) -> bool:
    """Same child, member and day, and no answer that differs. Without a day nobody can tell."""
    return (
        one.seen is not None
        and (folded(one.child), folded(one.member), one.seen)
        == (folded(other.child), folded(other.member), other.seen)
        and all(
            getattr(one, name) == getattr(other, name) or not (getattr(one, name) and getattr(other, name))
            for name in ANSWERS
        )
    )


def _place(row: SeenRow, children: Sequence[str]) -> tuple[int, int]:
    """By child as the case lists them, then the latest day first; without a day last."""
    child = which(row.child, children)
    return (len(children) if child is None else child, -(row.seen or date.min).toordinal())


def _cells(rows: Sequence[SeenRow], words: Words) -> tuple[str, ...]:
    first, no_day = rows[0], words("report.seen.no-day")
    where = [row.where for row in rows]
    where += [f"{extra.label}: {extra.text}" for row in rows for extra in row.extras]
    answers = (next((getattr(row, name) for row in rows if getattr(row, name)), "") for name in ANSWERS)
    return (
        first.child,
        first.member,
        words.day(first.seen) or ("" if first == SeenRow(member=first.member) else no_day),
        *(words.code("codes.yes-no", answer) for answer in answers),
        "\n".join(dict.fromkeys(text for text in where if text)),
    )


def _sources(visit: Sequence[Told], words: Words) -> str:
    return "\n".join(dict.fromkeys(source_line(source, words) for source, _ in visit))
