"""The single report for the review: two questions, answered by every member (001, 3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.model.case import Case
from pipeline.model.plan import PlanVersion
from pipeline.model.report import Account, JointReport, Position
from pipeline.model.set_up import Member
from pipeline.rulebook.sameness import same
from pipeline.rulebook.words import Words
from pipeline.view.page import Head, Page, head, page, period_text
from pipeline.view.passage import Entry, Group, Section, or_note, paragraphs, source_line, table
from pipeline.view.progress import group_account, missing_accounts
from pipeline.view.recommendation import position_word


@dataclass(frozen=True, slots=True)
class ReviewReportView:
    """Fields in reading order: everybody's answers in one table, what was summed up, then each question."""

    page: Page
    head: Head
    answers: Section
    achieved: Section
    objectives: Section
    continuing: Section


@dataclass(frozen=True, slots=True)
class _Said:
    """One answer and whose it is. ``name`` is blank where an agency answered and no person is named."""

    name: str
    agency: str
    line: str


def review_report_view(case: Case, report: JointReport, words: Words) -> ReviewReportView:
    """Whether the plan's objectives have been achieved, and whether the plan should continue, by member.

    The independent chair is not in the core group. Nothing is counted together and nothing concluded:
    whoever did not answer is named.
    """
    title = words("review-report.title")
    members = tuple(member for member in case.set_up.form.members if member.part != "chair")
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
        answers=_answers(members, report, words),
        achieved=_summed_up(report, words),
        objectives=_objectives(report, case.plan, words),
        continuing=_continuing(report, words),
    )


def _answers(members: Sequence[Member], report: JointReport, words: Words) -> Section:
    """A row for each member: what one of them said is never read as another's."""
    achieved, positions = tuple(_achieved(report, words)), tuple(_positions(report, words))
    silent = words("review-report.silent")
    rows = [
        (
            member.name,
            member.agency,
            _told(member, members, achieved, words) or words(f"review-report.{_unanswered(member)}"),
            _told(member, members, positions, words) or silent,
        )
        for member in members
    ]
    keys = ("name", "agency", "objectives", "continue")
    headings = [words(f"review-report.answers.{key}") for key in keys]
    return Section(
        words("review-report.answers.title"),
        words("review-report.answers.lead"),
        table=table(headings, rows),
    )


def _unanswered(member: Member) -> str:
    """No form that the family sends asks about the plan's objectives: they left nothing unanswered."""
    return "not-asked" if member.part == "family" else "silent"


def _achieved(report: JointReport, words: Words) -> Iterator[_Said]:
    for progress in report.progress:
        about = words("plan.number", number=progress.plan_action.action.number)
        for account in progress.accounts:
            line = words("review-report.answer", about=about, answer=_achieved_word(account, words))
            yield _Said(account.source.author, account.source.agency, line)


def _positions(report: JointReport, words: Words) -> Iterator[_Said]:
    for recommendation in report.recommendations:
        about = recommendation.child or words("report.recommendation.all-children")
        for position in recommendation.positions:
            row, source = position.row, position.source
            name = row.member or ("" if source.core_group else source.author)
            line = words("review-report.answer", about=about, answer=_position(position, words))
            yield _Said(name, row.agency or source.agency, line)


def _told(member: Member, members: Sequence[Member], said: Sequence[_Said], words: Words) -> str:
    """A member's own answers, then those given for the agency by somebody who is not on the list.

    Whoever has none is told of the members who answered for their agency.
    """
    own = [each.line for each in said if same(each.name, member.name)]
    others = [each for each in said if _for_agency(member, each)]
    colleagues = dict.fromkeys(m.name for m in members for each in others if same(m.name, each.name))
    by_name: dict[str, list[str]] = {}
    for each in others:
        if not any(same(each.name, name) for name in colleagues):
            by_name.setdefault(each.name, []).append(each.line)
    lines = [*own, *(line for name, told in by_name.items() for line in (*filter(None, [name]), *told))]
    if not lines and colleagues:
        lines = [words("review-report.by-colleague", names=words.listed(tuple(colleagues)))]
    return "\n".join(lines)


def _for_agency(member: Member, said: _Said) -> bool:
    """Whether somebody else answered for the agency of a member. Nobody speaks for one of the family."""
    known = member.part != "family" and bool(member.agency)
    return known and same(said.agency, member.agency) and not same(said.name, member.name)


def _achieved_word(account: Account, words: Words) -> str:
    return words.code("codes.achieved", account.row.achieved) or words("review-report.no-answer")


def _position(position: Position, words: Words) -> str:
    word = position_word(position.row, words)
    return words("report.recommendation.superseded", position=word) if position.superseded else word


def _summed_up(report: JointReport, words: Words) -> Section:
    """What the plan has achieved, as the minutes before the review have it (001, 3: summed up before it)."""
    told = report.plan_success
    entries = (Entry(source=source_line(told.source, words), text=paragraphs(told.text)),) if told else ()
    return Section(
        words("review-report.achieved.title"),
        words("review-report.achieved.lead") if entries else "",
        entries=entries,
        notes=or_note(entries, words("review-report.achieved.none")),
    )


def _objectives(report: JointReport, plan: PlanVersion, words: Words) -> Section:
    groups = tuple(
        Group(
            words("plan.number", number=progress.plan_action.action.number),
            progress.plan_action.action.outcome or progress.plan_action.action.action,
            (
                *(
                    Entry(
                        _achieved_word(account, words),
                        source_line(account.source, words),
                        paragraphs(account.row.account),
                    )
                    for account in progress.accounts
                ),
                *(group_account(account, words) for account in progress.group),
            ),
            missing_accounts(progress, report, plan, words),
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
