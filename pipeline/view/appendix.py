"""The appendix for the chair: reasons that were given, and how each version of the plan is written."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model.forms import Reason
from pipeline.model.plan import PlanWording, Source
from pipeline.model.report import JointReport
from pipeline.rulebook.words import Words
from pipeline.view.passage import Entry, Section, extra_facts, or_note, paragraphs, source_line, table


def appendix_section(
    title: str, report: JointReport, wording: Sequence[PlanWording], further: tuple[Entry, ...], words: Words
) -> Section:
    """Every reason in its sender's words, below a table that counts what was asked about the plan's wording.

    The table says nothing about the family, and is not added up.
    """
    reasons = tuple(_reason_given(source, reason, words) for source, reason in report.reasons)
    rows = [_counted(version, words) for version in wording]
    keys = ("version", "dated", "actions", *(group for group, _ in wording[0].asked)) if wording else ()
    return Section(
        title,
        words("report.appendix.lead"),
        table=table([words(f"report.appendix.{key}") for key in keys], rows),
        entries=reasons,
        further=further,
        notes=or_note(reasons, words("report.appendix.none")),
    )


def _counted(version: PlanWording, words: Words) -> tuple[str, ...]:
    counts = (
        words("report.appendix.not-asked") if count is None else str(count) for _, count in version.asked
    )
    return str(version.number), words.day(version.dated), str(version.actions), *counts


def _reason_given(source: Source, reason: Reason, words: Words) -> Entry:
    """Why a question that was asked about stands as it is, in its sender's words."""
    heading = words("report.appendix.reason", about=reason.about)
    return Entry(heading, source_line(source, words), paragraphs(reason.reason), extra_facts(reason.extras))
