"""The single report for the review: two questions, answered by every member (001, 3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.model.case import Case
from pipeline.model.report import Account, JointReport, Position
from pipeline.model.set_up import Member
from pipeline.rulebook.sameness import folded, same
from pipeline.rulebook.words import Words
from pipeline.view.page import Head, Page, head, page, period_text
from pipeline.view.passage import Entry, Group, Section, or_note, paragraphs, source_line, table
from pipeline.view.recommendation import position_word


@dataclass(frozen=True, slots=True)
class ReviewReportView:
    """Fields in reading order: everybody's answers in one table, then each question with what lies behind."""

    page: Page
    head: Head
    answers: Section
    objectives: Section
    continuing: Section


@dataclass(frozen=True, slots=True)
class _Voice:
    """Who answers together: the members of an agency, or one person of the family."""

    names: tuple[str, ...]
    agency: str


def review_report_view(case: Case, report: JointReport, words: Words) -> ReviewReportView:
    """Whether the plan's objectives have been achieved, and whether the plan should continue, by member.

    Nothing is counted together and nothing concluded: whoever did not answer is named.
    """
    title = words("review-report.title")
    voices = tuple(_voices(case.set_up.form.members))
    return ReviewReportView(
        page=page(title, case.reference, words),
        head=head(
            title,
            words("review-report.lead"),
            case,
            (
                (words("cover.rcpc"), words.weekday(case.period.rcpc)),
                (words("cover.period"), period_text(case, words)),
                (words("cover.as-at"), words.day(report.as_at)),
            ),
            words,
        ),
        answers=_answers(voices, report, words),
        objectives=_objectives(report, words),
        continuing=_continuing(report, words),
    )


def _voices(members: tuple[Member, ...]) -> Iterator[_Voice]:
    """Everybody but the independent chair, who is not in the core group."""
    agencies: dict[str, list[str]] = {}
    shown: dict[str, str] = {}
    for member in members:
        if member.part == "chair":
            continue
        alone = member.part == "family" or not member.agency
        key = f"\n{folded(member.name)}" if alone else folded(member.agency)
        agencies.setdefault(key, []).append(member.name)
        shown.setdefault(key, member.agency)
    return (_Voice(tuple(names), shown[key]) for key, names in agencies.items())


def _answers(voices: tuple[_Voice, ...], report: JointReport, words: Words) -> Section:
    rows = [
        (
            "\n".join(voice.names),
            voice.agency,
            _achieved(voice, report, words),
            _positions(voice, report, words),
        )
        for voice in voices
    ]
    keys = ("name", "agency", "objectives", "continue")
    headings = [words(f"review-report.answers.{key}") for key in keys]
    return Section(
        words("review-report.answers.title"),
        words("review-report.answers.lead"),
        table=table(headings, rows),
    )


def _achieved(voice: _Voice, report: JointReport, words: Words) -> str:
    lines = [
        (
            account.source.author,
            words(
                "review-report.answer",
                about=words("plan.number", number=progress.plan_action.action.number),
                answer=_achieved_word(account, words),
            ),
        )
        for progress in report.progress
        for account in progress.accounts
        if _speaks(voice, account.source.agency, account.source.author)
    ]
    return _by_person(voice, lines) or words("review-report.silent")


def _positions(voice: _Voice, report: JointReport, words: Words) -> str:
    lines = [
        (
            position.row.member or position.source.author,
            words(
                "review-report.answer",
                about=recommendation.child or words("report.recommendation.all-children"),
                answer=_position(position, words),
            ),
        )
        for recommendation in report.recommendations
        for position in recommendation.positions
        if _speaks(voice, position.row.agency or position.source.agency, position.row.member)
    ]
    return _by_person(voice, lines) or words("review-report.silent")


def _by_person(voice: _Voice, answers: Sequence[tuple[str, str]]) -> str:
    """Answers in lines; where an agency has several members, below the name of whoever gave them."""
    if len(voice.names) < 2:
        return "\n".join(answer for _, answer in answers)
    by_name: dict[str, list[str]] = {}
    for name, answer in answers:
        by_name.setdefault(name, []).append(answer)
    return "\n".join(line for name, said in by_name.items() for line in (name, *said))


def _speaks(voice: _Voice, agency: str, name: str) -> bool:
    """By name where the list knows it; else for the whole agency."""
    return any(same(name, own) for own in voice.names) or bool(voice.agency and same(agency, voice.agency))


def _achieved_word(account: Account, words: Words) -> str:
    return words.code("codes.achieved", account.row.achieved) or words("review-report.no-answer")


def _position(position: Position, words: Words) -> str:
    word = position_word(position.row, words)
    return words("report.recommendation.superseded", position=word) if position.superseded else word


def _objectives(report: JointReport, words: Words) -> Section:
    groups = tuple(
        Group(
            words("plan.number", number=progress.plan_action.action.number),
            progress.plan_action.action.outcome or progress.plan_action.action.action,
            tuple(
                Entry(
                    _achieved_word(account, words),
                    source_line(account.source, words),
                    paragraphs(account.row.account),
                )
                for account in progress.accounts
            ),
            or_note(progress.accounts, words("report.progress.no-account")),
        )
        for progress in report.progress
    )
    title = words("review-report.objectives.title")
    notes = or_note(groups, words("report.progress.none"))
    return Section(title, words("review-report.objectives.lead"), groups=groups, notes=notes)


def _continuing(report: JointReport, words: Words) -> Section:
    groups = tuple(
        Group(
            recommendation.child or words("report.recommendation.all-children"),
            "",
            tuple(
                Entry(
                    _position(position, words),
                    source_line(position.source, words),
                    paragraphs(position.row.reasons) or (words("report.recommendation.no-reasons"),),
                )
                for position in recommendation.positions
            ),
            _absent(recommendation.absent, words),
        )
        for recommendation in report.recommendations
    )
    title = words("review-report.continue.title")
    notes = or_note(groups, words("report.recommendation.none"))
    return Section(title, words("review-report.continue.lead"), groups=groups, notes=notes)


def _absent(members: tuple[str, ...], words: Words) -> tuple[str, ...]:
    if not members:
        return ()
    return (words("report.recommendation.absent", members=words.listed(members)),)
