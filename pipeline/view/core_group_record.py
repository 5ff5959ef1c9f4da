"""The record of a core group as 000 prints it: the plan's own tables stand in it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline.model.case import Case, Received
from pipeline.model.forms import Attendance, Minutes, SeenRow
from pipeline.rulebook.layouts import Layout
from pipeline.rulebook.sameness import which
from pipeline.rulebook.words import Words
from pipeline.view import minutes_sections as parts
from pipeline.view.agreement import AgreementSection, agreement_table, signers
from pipeline.view.laid_plan import LaidDomain, laid_domains
from pipeline.view.minutes import minutes_head, says, sections_of
from pipeline.view.minutes_plan import left_by
from pipeline.view.page import Head, Page, page
from pipeline.view.passage import Paragraphs, Section, Table, or_note, table
from pipeline.view.recommendation import RecommendationSection
from pipeline.view.seen import seen_table

# What the record's own form does not ask and minutes may hold all the same: printed where there is any.
FURTHER = (
    "purpose",
    "membership",
    "provided-for",
    "absent-reports",
    "previous",
    "voices",
    "views",
    "assessment",
    "updates",
    "new-actions",
    "factors",
    "analysis",
    "arrangements",
    "other",
    "outside",
)


@dataclass(frozen=True, slots=True)
class CoreGroupRecordView:
    """Fields in reading order. ``further`` is what minutes hold beyond the questions of this record."""

    page: Page
    head: Head
    dates: Section
    attendance: Section
    seen: Section
    aims: Section
    going_well: Section
    plan_title: str
    plan_lead: str
    domains: tuple[LaidDomain, ...]
    notes: Paragraphs
    people: AgreementSection
    concerns: Section
    contingency: Section
    meetings: Section
    further: tuple[Section, ...]
    recommendation: RecommendationSection | None


def core_group_record_view(case: Case, received: Received[Minutes], words: Words) -> CoreGroupRecordView:
    """One core group's record with the plan as it stood after the meeting (000, record form)."""
    form, made = received.form, sections_of(case, received, words)
    told, plan = made.plain, left_by(case, form)
    recommended = form.kind == "pre-rcpc" or says(made.recommendation, words)
    return CoreGroupRecordView(
        page=page(words("minutes.title"), case.reference, words),
        head=minutes_head(case, form, words, note_taker=True),
        dates=told["dates"],
        attendance=_attendance(form, words),
        seen=_seen(case, form, words),
        aims=told["aims"],
        going_well=told["going-well"],
        plan_title=words("core-group-record.plan"),
        plan_lead=words("core-group-record.as-it-stood", number=plan.number),
        domains=laid_domains(case, plan, Layout.GOALS_PLAN, words),
        notes=or_note(plan.actions, words("plan.table.none")),
        people=_people(case, form, made.agreement, words),
        concerns=told["concerns"],
        contingency=told["contingency"],
        meetings=told["meetings"],
        further=tuple(told[key] for key in FURTHER if says(told[key], words)),
        recommendation=made.recommendation if recommended else None,
    )


def _people(case: Case, form: Minutes, told: AgreementSection, words: Words) -> AgreementSection:
    """Every member of the core group with room to sign, whoever has not answered too (000, record form)."""
    rows = signers(case, form.agreements)
    lead = words("minutes.agreement.lead") if rows else told.lead
    return replace(told, lead=lead, table=agreement_table(rows, case.set_up.form, words))


def _seen(case: Case, form: Minutes, words: Words) -> Section:
    """When each member last saw the children; a blank line where nothing was recorded (000, record form)."""
    told = parts.seen(form, words)
    names = [member.name for member in case.set_up.form.members if member.part not in ("chair", "family")]
    there = {which(row.member, names) for row in form.seen}
    blank = [SeenRow(member=name) for place, name in enumerate(names) if place not in there]
    return replace(told, table=seen_table((*form.seen, *blank), words))


def _attendance(form: Minutes, words: Words) -> Section:
    """A column for each answer: invited, attended, apologies, no information (000)."""
    keys = ("name", "invited", "attended", "apologies", "nothing")
    rows = [_row(row, words) for row in form.attendance]
    headings = [words(f"core-group-record.attendance.{key}") for key in keys]
    return parts.section(
        "attendance",
        form,
        words,
        table=table(headings, rows) if rows else Table(),
        notes=or_note(rows, words("minutes.nothing")),
    )


def _row(row: Attendance, words: Words) -> tuple[str, ...]:
    yes = words.code("codes.yes-no", "yes")
    attended = {"attended": yes, "substitute": words.code("codes.attended", "substitute")}
    apologies = {"apologies": yes, "apologies-report": words.code("codes.attended", "apologies-report")}
    sent = words("minutes.attendance.substitute", name=row.substitute) if row.substitute else ""
    role = ", ".join(part for part in (row.role, row.agency) if part)
    person = (row.name, role, *(f"{extra.label}: {extra.text}" for extra in row.extras))
    return (
        "\n".join(part for part in person if part),
        words.code("codes.yes-no", row.invited),
        "\n".join(part for part in (attended.get(row.attended, ""), sent) if part),
        apologies.get(row.attended, ""),
        yes if row.attended == "nothing" else "",
    )
