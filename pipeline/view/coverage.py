"""Who has written about which action and which child: filled in, partly filled in, silent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.model.coverage import AgencyCoverage, AgencyOnChild, ChildCoverage, Coverage, Told
from pipeline.model.plan import PlanAction
from pipeline.rulebook.words import Words
from pipeline.view.passage import Entry, Paragraphs, Table, or_note, table

_COLUMNS = ("agency", "filled", "partly", "silent")


@dataclass(frozen=True, slots=True)
class CoverageOfChild:
    title: str
    table: Table


@dataclass(frozen=True, slots=True)
class CoverageSection:
    """The whole plan by agency, then each child. Cells hold the numbers of actions."""

    title: str
    lead: str
    table: Table
    children: tuple[CoverageOfChild, ...]
    further: tuple[Entry, ...]
    notes: Paragraphs


def coverage_section(
    title: str, coverage: Coverage, further: tuple[Entry, ...], words: Words
) -> CoverageSection:
    """The matrix of actions and responsible agencies (004, agencies' written contributions)."""
    rows = [_row(agency, words) for agency in coverage.agencies]
    return CoverageSection(
        title=title,
        lead=words("report.coverage.lead"),
        table=table(_headings(_COLUMNS, words) if rows else (), rows),
        children=tuple(_of_child(child, words) for child in coverage.children if rows),
        further=further,
        notes=(*or_note(rows, words("report.coverage.none")), *_unasked(coverage, words)),
    )


def _headings(columns: Iterable[str], words: Words) -> tuple[str, ...]:
    return tuple(words(f"report.coverage.{column}") for column in columns)


def _row(agency: AgencyCoverage, words: Words, no_action: str = "no-action") -> tuple[str, ...]:
    """An agency and the numbers of its actions in three columns; no cell is blank."""
    name = agency.agency if agency.actions else f"{agency.agency}\n{words(f'report.coverage.{no_action}')}"
    told = (_numbers(agency.with_(told), words) for told in (Told.FILLED, Told.PARTLY, Told.SILENT))
    more = []
    if not agency.sent:
        more.append(words("report.coverage.sent-nothing"))
    if later := agency.with_(Told.LATER):
        more.append(words("report.coverage.later", numbers=_numbers(later, words)))
    cells = (name, *told)
    silent = "\n".join([*filter(None, cells[-1:]), *more])
    return tuple(cell or words("report.coverage.nothing") for cell in (*cells[:-1], silent))


def _numbers(actions: Iterable[PlanAction], words: Words) -> str:
    return words.listed([action.action.number for action in actions])


def _of_child(child: ChildCoverage, words: Words) -> CoverageOfChild:
    columns = (*_COLUMNS, "voice", "position")
    rows = (_row_of_child(agency, words) for agency in child.agencies)
    return CoverageOfChild(
        words("report.coverage.child", child=child.child), table(_headings(columns, words), rows)
    )


def _row_of_child(agency: AgencyOnChild, words: Words) -> tuple[str, ...]:
    told = (
        words(f"report.coverage.{'written' if has else 'blank'}") for has in (agency.voice, agency.position)
    )
    return (*_row(agency.about, words, "no-action-child"), *told)


def _unasked(coverage: Coverage, words: Words) -> Paragraphs:
    """Actions on which no agency answers in writing, each with whoever sees to it."""
    return tuple(
        words(
            "report.coverage.unasked",
            number=a.action.number,
            who=a.action.who or words("report.coverage.nobody"),
        )
        for a in coverage.unasked
    )
