"""The record of one core group, in words (004, format for notes; 000, record form)."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model.case import Case, Received
from pipeline.model.forms import Minutes
from pipeline.rulebook.words import Words
from pipeline.view import minutes_sections as parts
from pipeline.view.minutes_plan import agreement_section, new_actions_section, updates_section
from pipeline.view.page import Head, Page, head, page
from pipeline.view.passage import Section, table
from pipeline.view.plan import AgreementSection
from pipeline.view.recommendation import RecommendationSection


@dataclass(frozen=True, slots=True)
class MinutesView:
    """Fields in reading order. Sections that a kind of meeting does not have are None."""

    page: Page
    head: Head
    dates: Section
    attendance: Section
    purpose: Section
    membership: Section
    absent_reports: Section
    previous: Section
    seen: Section
    voices: Section
    views: Section
    aims: Section
    going_well: Section
    assessment: Section
    updates: Section
    new_actions: Section
    factors: Section
    analysis: Section | None
    recommendation: RecommendationSection | None
    concerns: Section
    contingency: Section
    other: Section
    agreement: AgreementSection
    meetings: Section
    outside: Section


def minutes_view(case: Case, received: Received[Minutes], words: Words) -> MinutesView:
    """One shared set of minutes for all agencies, as the note taker wrote them.

    Analysis and recommendation belong to the core group before a review conference (004): other meetings
    show them only if something was written there.
    """
    form = received.form
    before_review = form.kind == "pre-rcpc"
    analysis, recommendation = parts.analysis(form, words), parts.recommendation(form, words)
    return MinutesView(
        page=page(words("minutes.title"), case.reference, words),
        head=_head(case, form, words),
        dates=_dates(case, words),
        attendance=parts.attendance(form, words),
        purpose=parts.told("purpose", form.purpose, form, words),
        membership=parts.membership(form, words),
        absent_reports=parts.absent_reports(form, words),
        previous=parts.previous(form, words),
        seen=parts.seen(form, words),
        voices=parts.voices(form, words),
        views=parts.views(form, words),
        aims=parts.aims(form, words),
        going_well=parts.told("going-well", form.going_well, form, words),
        assessment=parts.assessment(form, words),
        updates=updates_section(case, form, words),
        new_actions=new_actions_section(form, words),
        factors=parts.factors(form, words),
        analysis=analysis if before_review or analysis.groups or analysis.further else None,
        recommendation=recommendation if before_review or _recommended(recommendation) else None,
        concerns=parts.told("concerns", form.concerns, form, words),
        contingency=parts.told("contingency", form.contingency, form, words),
        other=parts.other(form, words),
        agreement=agreement_section(case, form, words),
        meetings=parts.meetings(form, words),
        outside=parts.outside(received, words),
    )


def _head(case: Case, form: Minutes, words: Words) -> Head:
    def person(name: str, agency: str) -> str:
        return ", ".join(x for x in (name, agency) if x) or words("minutes.not-recorded")

    kind = words.code("codes.meeting", form.kind)
    return head(
        words("minutes.title"),
        words("minutes.lead"),
        case,
        (
            (words("minutes.held"), words.weekday(form.held) or words("minutes.not-recorded")),
            (words("minutes.time"), form.time or words("minutes.not-recorded")),
            (words("minutes.place"), form.place or words("minutes.not-recorded")),
            (words("minutes.chair"), person(form.chair, form.chair_agency)),
            (words("minutes.note-taker"), person(form.note_taker, form.note_taker_agency)),
            (words("minutes.sent"), words.day(form.sent)),
            (words("minutes.circulated"), words.day(form.circulated)),
            (words("minutes.notice-sent"), words.day(form.notice_sent)),
        ),
        words,
        status=kind,
    )


def _dates(case: Case, words: Words) -> Section:
    """The five dates of 000's record form."""
    form = case.set_up.form
    held = sorted({r.form.held for r in (*case.earlier_minutes, *case.minutes) if r.form.held})
    keys = ("registered", "last-conference", "next-conference", "first-core-group", "later-core-groups")
    row = (
        words.day(form.registered),
        words.day(case.period.start),
        words.day(case.period.rcpc),
        words.day(held[0]) if held else "",
        "\n".join(words.day(day) for day in held[1:]),
    )
    return Section(
        words("minutes.dates.title"), table=table([words(f"minutes.dates.{key}") for key in keys], [row])
    )


def _recommended(section: RecommendationSection) -> bool:
    return bool(section.agreed or section.children or section.further)
