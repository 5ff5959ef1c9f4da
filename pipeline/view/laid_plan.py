"""The plan in the layouts that some partnerships print: as a written agreement (003), by its goals (000)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.model.case import Case
from pipeline.model.forms import Agreement
from pipeline.model.plan import PlanAction, PlanVersion, how_left
from pipeline.rulebook.layouts import Layout
from pipeline.rulebook.sameness import folded
from pipeline.rulebook.words import Words
from pipeline.view.agreement import AgreementSection, agreement_table, comments_of, signers
from pipeline.view.laid_sections import laid_sections
from pipeline.view.page import Head, Page, head, page
from pipeline.view.passage import Fact, Paragraphs, Section, extra_facts, facts, or_note, paragraphs
from pipeline.view.plan import change_lines, note_fact
from pipeline.view.progress import domain_title


@dataclass(frozen=True, slots=True)
class PlanCell:
    """What stands in one column of an action: its main text, and what else belongs there."""

    text: Paragraphs
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class LaidLine:
    """One action: a banner, a cell for each column, and what changed about it."""

    number: str
    status: str
    child: str
    cells: tuple[PlanCell, ...]
    changes: Paragraphs


@dataclass(frozen=True, slots=True)
class LaidDomain:
    title: str
    headings: tuple[str, ...]
    lines: tuple[LaidLine, ...]


@dataclass(frozen=True, slots=True)
class LaidPlanView:
    """Fields in reading order: ``before`` and ``after`` are the sections on either side of the tables.

    ``agreement`` is None for an outline plan that nobody signs.
    """

    page: Page
    head: Head
    before: tuple[Section, ...]
    plan_title: str
    plan_lead: str
    domains: tuple[LaidDomain, ...]
    notes: Paragraphs
    after: tuple[Section, ...]
    agreement: AgreementSection | None


def laid_plan_view(
    case: Case, layout: Layout, words: Words, version: PlanVersion | None = None
) -> LaidPlanView:
    """The plan of one case in a partnership's own layout, in one version (the current one if None).

    Every attribute of every action stands in one of its columns, whatever the layout: none is lost by it.
    What agencies propose and no core group has agreed is left to the joint report: nobody signs that.
    """
    plan = version or case.plan
    own = f"layouts.{layout}"
    outline = layout in OUTLINED and _is_outline(case, plan)
    title, lead = (words(f"{own}.outline.{key}" if outline else f"{own}.{key}") for key in ("title", "lead"))
    before, after = SECTIONS[layout]
    sections = laid_sections(case, plan, words)
    return LaidPlanView(
        page=page(title, case.reference, words, words("plan.version", number=plan.number)),
        head=_head(title, case, plan, words),
        before=tuple(sections[name] for name in before if name in sections),
        plan_title=words("plan.table.title"),
        plan_lead=lead,
        domains=laid_domains(case, plan, layout, words),
        notes=or_note(plan.actions, words("plan.table.none")),
        after=tuple(sections[name] for name in after if name in sections),
        agreement=None if outline else _agreement(own, case, plan, words),
    )


def _is_outline(case: Case, plan: PlanVersion) -> bool:
    """Whether a version is what the initial conference decided: the detailed plan comes after it."""
    icpc = case.set_up.form.icpc
    return plan.number == 1 and plan.origin == "outline" and icpc in (None, plan.dated)


def laid_domains(case: Case, plan: PlanVersion, layout: Layout, words: Words) -> tuple[LaidDomain, ...]:
    """A table for each domain of a version, in the columns of a layout.

    Both forms print one for each of the three domains, whether anything stands in it or not.
    """
    own, left = f"layouts.{layout}", how_left(case.plans, plan.number)
    standing = dict.fromkeys((*words.branch("codes.domain"), *(a.action.domain for a in plan.actions)))
    return tuple(
        LaidDomain(
            domain_title(domain, words),
            tuple(words(f"{own}.columns.{column}") for column in COLUMNS[layout]),
            tuple(
                _line(planned, COLUMNS[layout], plan.number, left, words)
                for planned in plan.actions
                if planned.action.domain == domain
            ),
        )
        for domain in standing
    )


def _head(title: str, case: Case, plan: PlanVersion, words: Words) -> Head:
    form = case.set_up.form
    return head(
        title,
        words(f"plan.origin.{plan.origin}", day=words.day(plan.dated)),
        case,
        (
            (words("report.reasons.registered"), words.day(form.registered)),
            (words("report.reasons.category"), form.category),
        ),
        words,
        status=words("plan.version", number=plan.number),
    )


# 003, appendix 2; 000, record of a core group meeting. Each column is headed by a word of its layout.
COLUMNS: Mapping[Layout, tuple[str, ...]] = {
    Layout.WRITTEN_AGREEMENT: ("need", "action", "often", "who", "when", "planned", "actual"),
    Layout.GOALS_PLAN: ("goal", "how", "who", "start", "end", "actual", "measure"),
}

# Layouts whose first version has a name of its own and is not signed: the first core group makes the detailed
# plan, which is the written agreement, from the outline plan of the conference (003, 4.1 and 7.1).
OUTLINED = frozenset({Layout.WRITTEN_AGREEMENT})

# The sections before the tables and after them.
SECTIONS: Mapping[Layout, tuple[tuple[str, ...], tuple[str, ...]]] = {
    Layout.WRITTEN_AGREEMENT: (("reasons", "changes"), ("parts", "considered", "contingency", "next")),
    Layout.GOALS_PLAN: (("aims", "changes"), ("contingency", "next")),
}


def _cells(planned: PlanAction, words: Words) -> Mapping[str, PlanCell]:
    """Every column that a layout may have. Together those of one layout hold the whole action."""
    action = planned.action

    def labelled(field: str, text: str) -> tuple[Fact, ...]:
        return facts((words(f"plan.fields.{field}"), text))

    how, often, extras = labelled("how", action.how), labelled("often", action.often), action.extras
    start, end = paragraphs(words.day(action.start)), words.day(action.end)
    return {
        "need": PlanCell(paragraphs(action.need)),
        "goal": PlanCell(paragraphs(action.outcome), labelled("need", action.need)),
        "action": PlanCell(paragraphs(action.action), (*how, *extra_facts(extras))),
        "how": PlanCell(paragraphs(action.action), (*how, *often, *extra_facts(extras))),
        "often": PlanCell(paragraphs(action.often)),
        "who": PlanCell(tuple(x for x in (action.who, action.agency) if x)),
        "when": PlanCell(start, labelled("end", end)),
        "start": PlanCell(start),
        "end": PlanCell(paragraphs(end)),
        "planned": PlanCell(paragraphs(action.outcome), labelled("measure", action.measure)),
        "actual": PlanCell((), tuple(note_fact(note, words) for note in planned.notes)),
        "measure": PlanCell(paragraphs(action.measure)),
    }


def _line(
    planned: PlanAction, columns: Sequence[str], number: int, left: Mapping[str, date], words: Words
) -> LaidLine:
    cells = _cells(planned, words)
    return LaidLine(
        number=words("plan.number", number=planned.action.number),
        status=words.code("codes.status", planned.status.value),
        child=planned.action.child,
        cells=tuple(cells[column] for column in columns),
        changes=change_lines(planned, number, left, words),
    )


def _agreement(own: str, case: Case, plan: PlanVersion, words: Words) -> AgreementSection:
    comments = comments_of(plan.agreements, words)
    return AgreementSection(
        title=words("plan.agreement.title"),
        lead=words(f"{own}.signing"),
        table=agreement_table(_signing(case, plan, words), case.set_up.form, words),
        comments_title=words("layouts.differences"),
        comments=comments,
        comments_none="" if comments else words("plan.agreement.no-comments"),
        room=words("plan.agreement.room"),
    )


def _signing(case: Case, plan: PlanVersion, words: Words) -> list[Agreement]:
    """Members, then parents and children who are not on the list: the family signs too (003, appendix 2).

    A parent who is kept from meetings is not in the core group (003, 2.1) and has a row without a line.
    """
    form = case.set_up.form
    rows = signers(case, plan.agreements)
    there = {folded(row.name) for row in rows}
    family = [
        *(Agreement(name=p.name, relationship=p.relationship) for p in form.parents),
        *(Agreement(name=c.name, relationship=words("layouts.child")) for c in form.children),
    ]
    return [*rows, *(row for row in family if folded(row.name) not in there)]
