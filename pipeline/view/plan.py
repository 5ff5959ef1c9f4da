"""The protection plan, in words, laid out as in 003, appendix 2."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from pipeline.model.case import Case
from pipeline.model.plan import Change, Note, PlanAction, PlanVersion, Proposal, Status, how_left
from pipeline.rulebook.words import Words
from pipeline.view.agreement import AgreementSection, agreement_table, comments_of, signers
from pipeline.view.meetings import ahead_of
from pipeline.view.page import Head, Page, head, page
from pipeline.view.passage import (
    Entry,
    Fact,
    Group,
    Paragraphs,
    Section,
    extra_facts,
    facts,
    or_note,
    paragraphs,
)
from pipeline.view.progress import domain_title, proposals_section

# The columns of 003, appendix 2; each is a word under plan.columns.
COLUMNS = ("need", "action", "often", "who", "start", "planned", "actual")

# How the values of a change are written: codes of a closed list, days as ISO 8601, everything else as text.
CODED = {"status": "codes.status", "domain": "codes.domain"}
DAYS = frozenset({"start", "end"})


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One action. Fields come in the order of the columns; ``changes`` stand in a line beneath it."""

    number: str
    status: str
    child: str
    need: Paragraphs
    action: Paragraphs
    action_facts: tuple[Fact, ...]
    often: Paragraphs
    who: Paragraphs
    start: str
    end: tuple[Fact, ...]
    planned: Paragraphs
    planned_facts: tuple[Fact, ...]
    actual: tuple[Fact, ...]
    changes: Paragraphs


@dataclass(frozen=True, slots=True)
class PlanDomain:
    """One domain: a table with ``headings`` and a line for each action."""

    title: str
    headings: tuple[str, ...]
    lines: tuple[PlanLine, ...]


@dataclass(frozen=True, slots=True)
class PlanView:
    page: Page
    head: Head
    changes: Section
    plan_title: str
    plan_lead: str
    domains: tuple[PlanDomain, ...]
    notes: Paragraphs
    status: Section
    proposals: Section
    contingency: Section
    agreement: AgreementSection


def plan_view(
    case: Case, proposals: Sequence[Proposal], words: Words, version: PlanVersion | None = None
) -> PlanView:
    """The plan of one case in one version (the current one if None), with its proposals kept apart.

    An earlier version is printed without the proposals: they belong to the current one.
    """
    plan = version or case.plan
    title = words("plan.title")
    left = how_left(case.plans, plan.number)
    return PlanView(
        page=page(title, case.reference, words, words("plan.version", number=plan.number)),
        head=_head(title, case, plan, words),
        changes=changes_section(plan, words),
        plan_title=words("plan.table.title"),
        plan_lead=words("plan.table.lead"),
        domains=tuple(
            PlanDomain(
                domain_title(domain, words),
                tuple(words(f"plan.columns.{column}") for column in COLUMNS),
                tuple(_line(plan_action, plan.number, left, words) for plan_action in actions),
            )
            for domain, actions in groupby(plan.actions, key=lambda a: a.action.domain)
        ),
        notes=or_note(plan.actions, words("plan.table.none")),
        status=_status(plan, words),
        proposals=proposals_section(words("plan.proposals"), proposals, (), words),
        contingency=contingency_section(case, plan, words),
        agreement=_agreement(case, plan, words),
    )


def _head(title: str, case: Case, plan: PlanVersion, words: Words) -> Head:
    return head(
        title,
        words(f"plan.origin.{plan.origin}", day=words.day(plan.dated)),
        case,
        ahead_of(plan, case, words),
        words,
        status=words("plan.version", number=plan.number),
    )


def changes_section(plan: PlanVersion, words: Words) -> Section:
    """Which actions a version brought or changed, and in what; what was before stands with the action.

    What changed in the contingency is told in full: nothing else in the plan says what was before.
    """
    changed = [a for a in plan.actions if a.new or a.changes]
    entries = tuple(
        Entry(words("plan.changes.action", number=a.action.number), text=(_change_in_brief(a, words),))
        for a in changed
    )
    if plan.revised:
        line = change_line(plan.revised, words)
        entries = (*entries, Entry(field_name(plan.revised.field, words), text=(line,)))
    if plan.number == 1:
        return Section(words("plan.changes.first"), notes=(words("plan.changes.first-note"),))
    title = words("plan.changes.title", before=plan.number - 1)
    lead = words("plan.changes.lead") if changed else ""
    return Section(title, lead, entries=entries, notes=or_note(entries, words("plan.changes.none")))


def _change_in_brief(plan_action: PlanAction, words: Words) -> str:
    """What is new about an action in one line: where it stands in full, its answers only by name."""
    if plan_action.new:
        return words("plan.changes.new")
    status = [change for change in plan_action.changes if change.field == "status"]
    others = [words(f"plan.fields.{c.field}").lower() for c in plan_action.changes if c.field != "status"]
    return " ".join(
        [
            *(change_line(change, words) for change in status),
            *([words("plan.changes.brief", fields=words.listed(others))] if others else []),
        ]
    )


def change_lines(plan_action: PlanAction, number: int, left: Mapping[str, date], words: Words) -> Paragraphs:
    """What is new about an action, in words: colour alone would not reach everybody.

    ``left`` holds the days on which actions changed without their "how".
    """
    if number == 1:
        return ()
    if plan_action.new:
        return (words("plan.changes.new"),)
    day = words.day(left.get(plan_action.action.number))
    still = (words("plan.changes.how-left", day=day),) if day else ()
    return (*(change_line(change, words) for change in plan_action.changes), *still)


def change_line(change: Change, words: Words) -> str:
    """One answer then and now, in a sentence."""
    field = field_name(change.field, words)
    before, after = (change_value(change.field, value, words) for value in (change.before, change.after))
    if not before:
        return words("plan.changes.added", field=field, after=after)
    if not after:
        return words("plan.changes.removed", field=field, before=before)
    return words("plan.changes.changed", field=field, before=before, after=after)


def field_name(field: str, words: Words) -> str:
    """What the answer that a change is about is called."""
    return words("plan.contingency.short" if field == "contingency" else f"plan.fields.{field}")


def change_value(field: str, value: str, words: Words) -> str:
    """A value as the plan prints it: codes and days in words, a text in one line."""
    if field in CODED:
        return words.code(CODED[field], value)
    if field in DAYS and value:
        return words.day(date.fromisoformat(value))
    return " ".join(paragraphs(value))


def _line(plan_action: PlanAction, number: int, left: Mapping[str, date], words: Words) -> PlanLine:
    action = plan_action.action
    return PlanLine(
        number=words("plan.number", number=action.number),
        status=words.code("codes.status", plan_action.status.value),
        child=action.child,
        need=paragraphs(action.need),
        action=paragraphs(action.action),
        action_facts=(*facts((words("plan.fields.how"), action.how)), *extra_facts(action.extras)),
        often=paragraphs(action.often),
        who=tuple(x for x in (action.who, action.agency) if x),
        start=words.day(action.start),
        end=facts((words("plan.fields.end"), words.day(action.end))),
        planned=paragraphs(action.outcome),
        planned_facts=facts((words("plan.fields.measure"), action.measure)),
        actual=tuple(note_fact(note, words) for note in plan_action.notes),
        changes=change_lines(plan_action, number, left, words),
    )


def note_fact(note: Note, words: Words) -> Fact:
    """What one core group recorded about an action, under its day."""
    barriers = words("plan.barriers", barriers=" ".join(paragraphs(note.barriers))) if note.barriers else ""
    text = (*paragraphs(note.actual_outcome), *paragraphs(note.progress), *paragraphs(barriers))
    return Fact(words.day(note.held), text)


def _status(plan: PlanVersion, words: Words) -> Section:
    """Open, done, put to the conference, ended: every action in one of them, none ever missing."""
    groups = tuple(_standing(status, plan, words) for status in Status)
    return Section(
        words("plan.status.title"),
        words("plan.status.lead"),
        groups=tuple(g for g in groups if g is not None),
    )


def _standing(status: Status, plan: PlanVersion, words: Words) -> Group | None:
    actions = [a for a in plan.actions if a.status is status]
    if not actions and status is Status.ENDED:
        return None
    return Group(
        words(f"plan.status.{status.value}", count=len(actions)),
        words(f"plan.status.{status.value}-note") if actions else "",
        tuple(
            Entry(words("plan.number", number=a.action.number), text=paragraphs(a.action.action))
            for a in actions
        ),
        or_note(actions, words("plan.status.none")),
    )


def contingency_section(case: Case, plan: PlanVersion, words: Words) -> Section:
    """What happens if the plan does not work: as this version has it, else as the conference did."""
    text = paragraphs(plan.contingency or case.set_up.form.contingency)
    entries = (Entry(text=text),) if text else ()
    return Section(
        words("plan.contingency.title"), entries=entries, notes=or_note(text, words("plan.contingency.none"))
    )


def _agreement(case: Case, plan: PlanVersion, words: Words) -> AgreementSection:
    comments = comments_of(plan.agreements, words)
    return AgreementSection(
        title=words("plan.agreement.title"),
        lead=words("plan.agreement.lead"),
        table=agreement_table(signers(case, plan.agreements), case.set_up.form, words),
        comments_title=words("plan.agreement.comments"),
        comments=comments,
        comments_none="" if comments else words("plan.agreement.no-comments"),
        room=words("plan.agreement.room"),
    )
