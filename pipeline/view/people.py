"""What members say about the family: factors, voices, views."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.model.case import Case
from pipeline.model.forms import FactorRow, ViewsRow, VoiceRow
from pipeline.model.report import FactorEntry, JointReport
from pipeline.rulebook.words import Words
from pipeline.view.passage import (
    Entry,
    Group,
    Section,
    extra_facts,
    facts,
    or_note,
    paragraphs,
    silence_notes,
    source_line,
)

CHANGES = ("new", "changed", "same", "gone", "")


def factors_section(title: str, report: JointReport, further: tuple[Entry, ...], words: Words) -> Section:
    """Risk and protective factors, what is new first (004: are there new or different risk factors?)."""
    unsorted = report.unsorted_factors
    return Section(
        title,
        words("report.factors.lead"),
        groups=(
            _factors("report.factors.risks", report.risks, words),
            _factors("report.factors.protective", report.protective, words),
            *((_factors("report.factors.unsorted", unsorted, words),) if unsorted else ()),
        ),
        further=further,
        notes=silence_notes(report.factors_silence, words),
    )


def voices_section(title: str, report: JointReport, further: tuple[Entry, ...], words: Words) -> Section:
    """Each child's own wishes and feelings, a part for each child (004, the voice of the child)."""
    groups = tuple(
        Group(
            voice.child or words("report.voices.all"),
            entries=tuple(
                voice_entry(row, words, source_line(source, words)) for source, row in voice.entries
            ),
            notes=(
                *or_note(voice.entries, words("report.voices.none", child=voice.child)),
                *silence_notes(voice.silence, words),
            ),
        )
        for voice in report.voices
    )
    return Section(title, words("report.voices.lead"), groups=groups, further=further)


def views_section(
    title: str, case: Case, report: JointReport, further: tuple[Entry, ...], words: Words
) -> Section:
    """Views of every parent and carer; those of an excluded parent are sought too (003, 2.4)."""
    excluded = {parent.name for parent in case.set_up.form.parents if parent.excluded == "yes"}
    groups = tuple(
        Group(
            views.name or words("report.views.unnamed"),
            words("report.views.excluded") if views.name in excluded else "",
            tuple(views_entry(row, source_line(source, words)) for source, row in views.entries),
            or_note(views.entries, words("report.views.none", name=views.name)),
        )
        for views in report.views
    )
    notes = silence_notes(report.views_silence, words)
    return Section(title, words("report.views.lead"), groups=groups, further=further, notes=notes)


def voice_entry(row: VoiceRow, words: Words, source: str = "") -> Entry:
    """A child's words, how they were gathered and what they tell."""
    return Entry(
        source=source,
        text=paragraphs(row.voice),
        facts=(
            *facts(
                (words("report.voices.gathered"), row.gathered), (words("report.voices.meaning"), row.meaning)
            ),
            *extra_facts(row.extras),
        ),
    )


def views_entry(row: ViewsRow, source: str = "") -> Entry:
    """A parent's or carer's views."""
    return Entry(source=source, text=paragraphs(row.views), facts=extra_facts(row.extras))


def factor_entry(row: FactorRow, words: Words, source: str = "") -> Entry:
    """One factor: what changed about it, what it is, what shows it."""
    return Entry(
        heading=words.code("codes.change", row.change) or words("codes.change-blank"),
        source=source,
        text=paragraphs(row.factor),
        facts=(
            *facts(
                (words("report.factors.child"), row.child),
                (words("report.factors.evidence"), row.evidence),
                (words("report.factors.said-by"), row.said_by),
            ),
            *extra_facts(row.extras),
        ),
    )


def by_change(rows: Iterable[FactorRow]) -> list[FactorRow]:
    """Factors with the new ones first and those that are gone last."""
    return sorted(rows, key=lambda row: CHANGES.index(row.change))


def _factors(name: str, entries: tuple[FactorEntry, ...], words: Words) -> Group:
    ordered = sorted(entries, key=lambda entry: CHANGES.index(entry.row.change))
    return Group(
        words(f"{name}.title"),
        entries=tuple(factor_entry(e.row, words, source_line(e.source, words)) for e in ordered),
        notes=or_note(entries, words(f"{name}.none")),
    )
