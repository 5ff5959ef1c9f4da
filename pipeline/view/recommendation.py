"""Analysis and recommendation: every member's position, none weighed."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model.forms import PositionRow
from pipeline.model.report import AnalysisQuestion, ChildRecommendation, JointReport, Passage, Position
from pipeline.rulebook.words import Words
from pipeline.view.passage import (
    Entry,
    Group,
    Paragraphs,
    Section,
    Table,
    extra_facts,
    or_note,
    paragraphs,
    silence_notes,
    source_line,
    table,
)


@dataclass(frozen=True, slots=True)
class ChildPositions:
    """The table of all positions for one child, then the reasons: those that differ from most come first."""

    title: str
    table: Table
    tally: str
    dissent_title: str
    dissent: tuple[Entry, ...]
    reasons_title: str
    reasons: tuple[Entry, ...]
    notes: Paragraphs


@dataclass(frozen=True, slots=True)
class RecommendationSection:
    title: str
    lead: str
    agreed: tuple[Entry, ...]
    children: tuple[ChildPositions, ...]
    further: tuple[Entry, ...]
    notes: Paragraphs


def analysis_section(title: str, report: JointReport, further: tuple[Entry, ...], words: Words) -> Section:
    """The five questions of 004, each answered by agency and then by the core group together."""
    groups = [_question(question, words) for question in report.analysis]
    if report.plan_success is not None:
        groups.append(
            Group(words("report.analysis.plan-success"), entries=(_passage(report.plan_success, words),))
        )
    return Section(title, words("report.analysis.lead"), groups=tuple(groups), further=further)


def recommendation_section(
    title: str, report: JointReport, further: tuple[Entry, ...], words: Words
) -> RecommendationSection:
    """Should each child still have a plan? All positions, the count, and whoever differs (004)."""
    agreed = report.agreed_recommendation
    return RecommendationSection(
        title,
        words("report.recommendation.lead"),
        () if agreed is None else (_passage(agreed, words, words("report.recommendation.agreed")),),
        tuple(_child(recommendation, words) for recommendation in report.recommendations),
        further,
        or_note(report.recommendations, words("report.recommendation.none")),
    )


def position_word(row: PositionRow, words: Words) -> str:
    """What a member recommends, in words; that nothing is recorded is said too."""
    return words.code("codes.position", row.position) or words("report.recommendation.no-position")


def _question(question: AnalysisQuestion, words: Words) -> Group:
    entries = [Entry(source=source_line(p.source, words), text=paragraphs(p.text)) for p in question.passages]
    agreed = paragraphs(question.agreed)
    if agreed:
        source = source_line(question.agreed_source, words) if question.agreed_source else ""
        entries.append(Entry(words("report.analysis.agreed"), source, agreed))
    return Group(
        words(f"report.analysis.{question.id}"),
        entries=tuple(entries),
        notes=(
            *or_note(agreed, words("report.analysis.not-agreed")),
            *silence_notes(question.silence, words),
        ),
    )


def _passage(passage: Passage, words: Words, heading: str = "") -> Entry:
    return Entry(heading, source_line(passage.source, words), paragraphs(passage.text))


def _child(recommendation: ChildRecommendation, words: Words) -> ChildPositions:
    others = [p for p in recommendation.positions if p not in recommendation.dissent]
    dissent = tuple(_reasons(p, words) for p in recommendation.dissent)
    reasons = tuple(_reasons(p, words) for p in others)
    others_gave = "reasons" if dissent else "reasons-given"
    return ChildPositions(
        title=recommendation.child or words("report.recommendation.all-children"),
        table=table(
            [words(f"report.recommendation.{key}") for key in ("member", "agency", "position", "written")],
            (_position_row(p, words) for p in recommendation.positions),
        ),
        tally=_tally(recommendation, words),
        dissent_title=words("report.recommendation.dissent") if dissent else "",
        dissent=dissent,
        reasons_title=words(f"report.recommendation.{others_gave}") if reasons else "",
        reasons=reasons,
        notes=(),
    )


def positions_at_a_glance(report: JointReport, words: Words) -> Paragraphs:
    """For the cover: the count for each child, and by name whoever differs from most, or from one another."""
    return tuple(_glance(recommendation, words) for recommendation in report.recommendations)


def _glance(recommendation: ChildRecommendation, words: Words) -> str:
    counted = (p for p in recommendation.positions if p.row.position and not p.superseded)
    differing = [
        words("cover.differs", member=p.row.member or p.source.author, position=position_word(p.row, words))
        for p in (recommendation.dissent or counted)
    ]
    level = "cover.positions-level" if recommendation.differ else "cover.positions"
    return words(
        "cover.positions-differ" if recommendation.dissent else level,
        child=recommendation.child or words("report.recommendation.all-children"),
        tally=_tally(recommendation, words),
        differing="; ".join(differing),
    )


def _tally(recommendation: ChildRecommendation, words: Words) -> str:
    """The count, and by name whoever is missing from it."""
    counts = "; ".join(
        words("report.recommendation.count", position=words.code("codes.position", code), count=count)
        for code, count in recommendation.tally
    )
    absent = recommendation.absent
    return " ".join(
        [
            *([words("report.recommendation.tally", counts=counts)] if counts else []),
            *([words("report.recommendation.absent", members=words.listed(absent))] if absent else []),
        ]
    )


def _stated(position: Position, words: Words) -> str:
    """A position in words; one that its member has since replaced says that it is not counted."""
    word = position_word(position.row, words)
    return words("report.recommendation.superseded", position=word) if position.superseded else word


def _position_row(position: Position, words: Words) -> tuple[str, str, str, str]:
    row, source = position.row, position.source
    return (
        row.member or source.author,
        row.agency or source.agency,
        _stated(position, words),
        words.day(source.written),
    )


def _reasons(position: Position, words: Words) -> Entry:
    row = position.row
    return Entry(
        heading=_stated(position, words),
        source=source_line(position.source, words),
        text=paragraphs(row.reasons) or (words("report.recommendation.no-reasons"),),
        facts=extra_facts(row.extras),
    )
