"""What a core group decided about the plan, in words."""

from __future__ import annotations

from itertools import groupby

from pipeline.model.case import Case
from pipeline.model.forms import Minutes, PlanDetail, PlanUpdate
from pipeline.model.plan import PlanAction, PlanVersion
from pipeline.model.set_up import Action
from pipeline.rulebook.sameness import number_key
from pipeline.rulebook.words import Words
from pipeline.view.agreement import AgreementSection, agreement_table, comments_of, signers
from pipeline.view.minutes_sections import further, section
from pipeline.view.passage import Entry, Fact, Group, Section, extra_facts, facts, or_note, paragraphs
from pipeline.view.progress import domain_title


def updates_section(case: Case, form: Minutes, words: Words) -> Section:
    """Progress and agreed updates on every action that was talked about, by domain (000, record form)."""
    known = {a.action.number: a for a in _discussed(case, form).actions}
    in_plan = sorted(_with_details(form), key=lambda row: _place(row[0].number, tuple(known)))
    groups = tuple(
        Group(
            domain_title(domain, words),
            entries=tuple(_update(u, details, known.get(u.number), words) for u, details in rows),
        )
        for domain, rows in groupby(in_plan, key=lambda row: _domain(known.get(row[0].number)))
    )
    return section("updates", form, words, groups=groups, notes=or_note(groups, words("minutes.nothing")))


def _with_details(form: Minutes) -> list[tuple[PlanUpdate, tuple[PlanDetail, ...]]]:
    """Each update with the other changes to its action; those of an action without one stand alone."""
    left = list(form.details)
    rows = []
    for update in form.updates:
        own = tuple(detail for detail in left if number_key(detail.number) == number_key(update.number))
        left = [detail for detail in left if detail not in own]
        rows.append((update, own))
    return [*rows, *((PlanUpdate(detail.number), (detail,)) for detail in left)]


def new_actions_section(form: Minutes, words: Words) -> Section:
    """Actions that the core group added to the plan."""
    groups = tuple(
        Group(domain_title(domain, words), entries=tuple(_new_action(action, words) for action in actions))
        for domain, actions in groupby(form.new_actions, key=lambda a: a.domain)
    )
    return section(
        "new-actions", form, words, groups=groups, notes=or_note(groups, words("minutes.new-actions.none"))
    )


def agreement_section(case: Case, form: Minutes, words: Words) -> AgreementSection:
    """Each member's agreement to the plan, and the comments of those who do not agree (000).

    Whose agreement is not known has a line all the same, at the first core group in any case: there the plan
    becomes everybody's.
    """
    comments = comments_of(form.agreements, words)
    rows = signers(case, form.agreements) if form.agreements or form.kind == "first" else []
    return AgreementSection(
        title=words("minutes.agreement.title"),
        lead=words("minutes.agreement.lead") if rows else words("minutes.nothing"),
        table=agreement_table(rows, case.set_up.form, words),
        comments_title=words("plan.agreement.comments"),
        comments=(*comments, *further("agreement", form)),
        comments_none="" if comments else words("plan.agreement.no-comments"),
        room="",
    )


def left_by(case: Case, form: Minutes) -> PlanVersion:
    """The version as it stood once this core group had agreed its changes."""
    until = [plan for plan in case.plans if form.held is None or plan.dated <= form.held]
    return until[-1] if until else case.plans[0]


def _discussed(case: Case, form: Minutes) -> PlanVersion:
    """The version that lay on the table: the last one made before this core group."""
    earlier = [plan for plan in case.plans if form.held is None or plan.dated < form.held]
    return earlier[-1] if earlier else case.plans[0]


def _place(number: str, known: tuple[str, ...]) -> int:
    return known.index(number) if number in known else len(known)


def _domain(plan_action: PlanAction | None) -> str:
    return plan_action.action.domain if plan_action else ""


def _update(
    update: PlanUpdate, details: tuple[PlanDetail, ...], plan_action: PlanAction | None, words: Words
) -> Entry:
    action = plan_action.action if plan_action else Action(number=update.number)
    return Entry(
        heading=words("plan.number", number=update.number),
        text=paragraphs(action.action),
        facts=(
            *facts(
                (words("report.progress.who"), words.listed([x for x in (action.who, action.agency) if x])),
                (words("minutes.updates.progress"), update.progress),
                (words("minutes.updates.barriers"), update.barriers),
                (words("minutes.updates.actual"), update.actual_outcome),
                (words("minutes.updates.decision"), words.code("codes.decision", update.decision)),
                (words("minutes.updates.new-action"), update.new_action),
                (
                    words("minutes.updates.new-who"),
                    words.listed([x for x in (update.new_who, update.new_agency) if x]),
                ),
                (words("minutes.updates.new-end"), words.day(update.new_end)),
            ),
            *extra_facts(update.extras),
            *(fact for detail in details for fact in _detail_facts(detail, words)),
        ),
    )


def _detail_facts(detail: PlanDetail, words: Words) -> tuple[Fact, ...]:
    return (
        *facts(
            (words("minutes.updates.new-outcome"), detail.new_outcome),
            (words("minutes.updates.new-how"), detail.new_how),
            (words("minutes.updates.new-start"), words.day(detail.new_start)),
            (words("minutes.updates.new-often"), detail.new_often),
            (words("minutes.updates.new-measure"), detail.new_measure),
        ),
        *extra_facts(detail.extras),
    )


def _new_action(action: Action, words: Words) -> Entry:
    return Entry(
        text=paragraphs(action.action), facts=(*_new_action_facts(action, words), *extra_facts(action.extras))
    )


def _new_action_facts(action: Action, words: Words) -> tuple[Fact, ...]:
    return facts(
        (words("report.progress.child"), action.child),
        (words("report.progress.need"), action.need),
        (words("report.progress.outcome"), action.outcome),
        (words("plan.fields.how"), action.how),
        (words("report.progress.who"), words.listed([x for x in (action.who, action.agency) if x])),
        (words("plan.fields.often"), action.often),
        (words("plan.fields.start"), words.day(action.start)),
        (words("plan.fields.end"), words.day(action.end)),
        (words("plan.fields.measure"), action.measure),
    )
