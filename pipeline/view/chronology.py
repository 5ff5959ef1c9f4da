"""The integrated chronology, in words."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model.report import ChronologyEntry, ChronologyGroup, JointReport
from pipeline.rulebook.words import Words
from pipeline.view.passage import (
    Entry,
    Fact,
    Paragraphs,
    extra_facts,
    or_note,
    paragraphs,
    silence_notes,
    source_line,
)


@dataclass(frozen=True, slots=True)
class ChronologyLine:
    """One agency's entry. ``flags`` say what is unusual about it."""

    day: str
    flags: Paragraphs
    child: str
    source: str
    event: Paragraphs
    facts: tuple[Fact, ...]
    outcome: Paragraphs


@dataclass(frozen=True, slots=True)
class ChronologyRows:
    """Entries that stand side by side. ``notes`` is empty for an entry that stands alone."""

    notes: Paragraphs
    lines: tuple[ChronologyLine, ...]


@dataclass(frozen=True, slots=True)
class ChronologySection:
    """A table of four columns (day, who says so, event, outcome); a group of lines is kept together."""

    title: str
    lead: str
    headings: tuple[str, str, str, str]
    groups: tuple[ChronologyRows, ...]
    further: tuple[Entry, ...]
    notes: Paragraphs


def chronology_section(
    title: str, report: JointReport, further: tuple[Entry, ...], words: Words
) -> ChronologySection:
    """One chronology from all agencies (004, agency contribution form)."""
    return ChronologySection(
        title,
        words("report.chronology.lead"),
        (
            words("report.chronology.day"),
            words("report.chronology.who"),
            words("report.chronology.event"),
            words("report.chronology.outcome"),
        ),
        tuple(_rows(group, words) for group in report.chronology),
        further,
        (
            *or_note(report.chronology, words("report.chronology.none")),
            *silence_notes(report.chronology_silence, words),
        ),
    )


def _rows(group: ChronologyGroup, words: Words) -> ChronologyRows:
    notes = []
    if len(group.entries) > 1:
        notes.append(words("report.chronology.together"))
        if group.dates_differ:
            notes.append(words("report.chronology.dates-differ"))
        if group.outcomes_differ:
            notes.append(words("report.chronology.outcomes-differ"))
    return ChronologyRows(tuple(notes), tuple(_line(entry, words) for entry in group.entries))


def _line(entry: ChronologyEntry, words: Words) -> ChronologyLine:
    return ChronologyLine(
        day=words.day(entry.held) or words("report.chronology.no-day"),
        flags=(words("report.chronology.outside-period"),) if entry.outside_period else (),
        child=words("report.chronology.child", child=entry.child) if entry.child else "",
        source=source_line(entry.source, words),
        event=paragraphs(entry.event),
        facts=extra_facts(entry.extras),
        outcome=paragraphs(entry.outcome) or (words("report.chronology.no-outcome"),),
    )
