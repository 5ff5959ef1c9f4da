"""Progress on the plan: every action, every responsible agency's account of it, side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from pipeline.model.plan import PlanAction, PlanVersion, Proposal
from pipeline.model.report import Account, ActionProgress, GroupAccount, JointReport, Silence
from pipeline.rulebook.sameness import which
from pipeline.rulebook.words import Words
from pipeline.view.passage import (
    Entry,
    Fact,
    Paragraphs,
    Section,
    Table,
    extra_facts,
    facts,
    or_note,
    paragraphs,
    silence_notes,
    source_line,
    table,
)


@dataclass(frozen=True, slots=True)
class ActionAccounts:
    """One action of the plan. ``answers`` is filled when several agencies reported on it."""

    title: str
    action: Paragraphs
    facts: tuple[Fact, ...]
    differ: str
    answers: Table
    accounts: tuple[Entry, ...]
    notes: Paragraphs


@dataclass(frozen=True, slots=True)
class ProgressDomain:
    title: str
    actions: tuple[ActionAccounts, ...]


@dataclass(frozen=True, slots=True)
class ProgressSection:
    title: str
    lead: str
    domains: tuple[ProgressDomain, ...]
    further: tuple[Entry, ...]
    notes: Paragraphs


def progress_section(
    title: str, report: JointReport, plan: PlanVersion, further: tuple[Entry, ...], words: Words
) -> ProgressSection:
    """How far each planned outcome has been achieved, by domain (004, review of progress of the plan)."""
    domains = tuple(
        ProgressDomain(
            domain_title(domain, words), tuple(_action(progress, report, plan, words) for progress in actions)
        )
        for domain, actions in groupby(report.progress, key=lambda p: p.plan_action.action.domain)
    )
    notes = or_note(report.progress, words("report.progress.none"))
    return ProgressSection(title, words("report.progress.lead"), domains, further, notes)


def proposals_section(
    title: str,
    proposals: Iterable[Proposal],
    further: tuple[Entry, ...],
    words: Words,
    settled: Iterable[Proposal] = (),
) -> Section:
    """Updates that agencies propose and no core group has agreed yet; then those decided on since."""
    entries = tuple(_proposal(proposal, words) for proposal in (*proposals, *settled))
    notes = or_note(entries, words("report.proposals.none"))
    return Section(title, words("report.proposals.lead"), entries=entries, further=further, notes=notes)


def domain_title(domain: str, words: Words) -> str:
    """The heading of a domain of the plan; an action without one is said to have none."""
    return words.code("codes.domain", domain) or words("codes.no-domain")


def action_title(plan_action: PlanAction, words: Words) -> str:
    """The heading under which an action is found in every document."""
    status = words.code("codes.status", plan_action.status.value)
    return words("report.progress.action", number=plan_action.action.number, status=status)


def _action(progress: ActionProgress, report: JointReport, plan: PlanVersion, words: Words) -> ActionAccounts:
    action = progress.plan_action.action
    answered = [account for account in progress.accounts if account.row.achieved]
    answers = Table()
    if len(answered) > 1:
        answers = table(
            (
                words("report.progress.agency"),
                words("report.progress.author"),
                words("report.progress.achieved"),
            ),
            (
                (a.source.agency, a.source.author, words.code("codes.achieved", a.row.achieved))
                for a in answered
            ),
        )
    return ActionAccounts(
        title=action_title(progress.plan_action, words),
        action=paragraphs(action.action),
        facts=facts(
            (words("report.progress.child"), action.child),
            (words("report.progress.need"), action.need),
            (words("report.progress.outcome"), action.outcome),
            (words("report.progress.who"), words.listed([x for x in (action.who, action.agency) if x])),
            (words("report.progress.end"), words.day(action.end)),
        ),
        differ=words("report.progress.differ") if progress.differ else "",
        answers=answers,
        accounts=_accounts(progress, words),
        notes=missing_accounts(progress, report, plan, words),
    )


def missing_accounts(
    progress: ActionProgress, report: JointReport, plan: PlanVersion, words: Words
) -> Paragraphs:
    """Whose account is missing. Nobody is said to have left blank what did not exist when they wrote."""
    silence = progress.silence
    before = _wrote_before(progress.plan_action, silence.left_blank, report, plan)
    blank = tuple(agency for agency in silence.left_blank if agency not in before)
    notes = silence_notes(Silence(silence.sent_nothing, blank), words)
    if before:
        day, agencies = words.day(plan.dated), words.listed(before)
        notes = (*notes, words("report.progress.since", agencies=agencies, day=day))
    return notes or or_note((*progress.accounts, *progress.group), words("report.progress.unasked"))


def _wrote_before(
    plan_action: PlanAction, agencies: tuple[str, ...], report: JointReport, plan: PlanVersion
) -> tuple[str, ...]:
    """The agencies that wrote before an action, or their part in it, came into the plan."""
    if not (plan_action.new or any(change.field in ("who", "agency") for change in plan_action.changes)):
        return ()
    wrote = [(c.source.agency or c.source.author, c.source.written) for c in report.contributors]
    early = [agency for agency, day in wrote if day is not None and day < plan.dated]
    return tuple(agency for agency in agencies if which(agency, early) is not None)


def _accounts(progress: ActionProgress, words: Words) -> tuple[Entry, ...]:
    """What agencies and core groups wrote, by day; without one last."""
    told = [(account.source, _account(account, words)) for account in progress.accounts]
    told += [(account.source, group_account(account, words)) for account in progress.group]
    ordered = sorted(told, key=lambda one: one[0].written or date.max)
    return tuple(entry for _, entry in ordered)


def group_account(account: GroupAccount, words: Words) -> Entry:
    """What one core group recorded about an action."""
    row = account.row
    return Entry(
        source=source_line(account.source, words),
        facts=(
            *facts(
                (words("minutes.updates.progress"), row.progress),
                (words("minutes.updates.barriers"), row.barriers),
                (words("minutes.updates.actual"), row.actual_outcome),
                (words("minutes.updates.decision"), words.code("codes.decision", row.decision)),
            ),
            *extra_facts(row.extras),
        ),
    )


def _account(account: Account, words: Words) -> Entry:
    row = account.row
    return Entry(
        source=source_line(account.source, words),
        facts=(
            *facts(
                (words("report.progress.achieved"), words.code("codes.achieved", row.achieved)),
                (words("report.progress.account"), row.account),
                (words("report.progress.effective"), row.effective),
                (words("report.progress.needs"), row.needs),
            ),
            *extra_facts(row.extras),
        ),
    )


def _proposal(proposal: Proposal, words: Words) -> Entry:
    update = proposal.update
    return Entry(
        heading=_proposal_heading(proposal, words),
        source=source_line(proposal.source, words),
        text=paragraphs(update.action),
        facts=(
            *facts(
                (words("report.proposals.child"), update.child),
                (words("report.proposals.who"), update.who),
                (words("report.proposals.by-when"), words.day(update.by_when)),
            ),
            *extra_facts(update.extras),
            *_decision_facts(proposal, words),
        ),
    )


def _proposal_heading(proposal: Proposal, words: Words) -> str:
    """Which action a proposal is about and, where a core group decided on it since, what and when."""
    number, decided = proposal.update.number, proposal.decided
    about = words("report.proposals.about", number=number) if number else words("report.proposals.new")
    if decided is None:
        return about
    day = words.day(decided.held)
    if decided.update is not None:
        decision = words.code("codes.decision", decided.update.decision)
        return words("report.proposals.settled", about=about, day=day, decision=decision)
    if not decided.number:
        return words("report.proposals.agreed-unnumbered", about=about, day=day)
    key = "nearly" if decided.nearly else "agreed"
    return words(f"report.proposals.{key}", about=about, number=decided.number, day=day)


def _decision_facts(proposal: Proposal, words: Words) -> tuple[Fact, ...]:
    """The action as the core group left it, where it changed it."""
    update = proposal.decided.update if proposal.decided else None
    if update is None:
        return ()
    return facts(
        (words("minutes.updates.new-action"), update.new_action),
        (
            words("minutes.updates.new-who"),
            words.listed([x for x in (update.new_who, update.new_agency) if x]),
        ),
        (words("minutes.updates.new-end"), words.day(update.new_end)),
    )
