"""The record of one core group, in words (004, format for notes; 000, record form)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from pipeline.model.case import Case, Received
from pipeline.model.forms import Minutes
from pipeline.rulebook.protocol import ProtocolRule
from pipeline.rulebook.words import Words
from pipeline.view import minutes_sections as parts
from pipeline.view.agreement import AgreementSection
from pipeline.view.minutes_aims import aims_section
from pipeline.view.minutes_considered import considered_section
from pipeline.view.minutes_plan import agreement_section, left_by, new_actions_section, updates_section
from pipeline.view.page import Head, Page, head, page
from pipeline.view.passage import Section, table
from pipeline.view.recommendation import RecommendationSection

AnySection = Section | RecommendationSection | AgreementSection

ORDER = ("dates", *parts.SECTIONS, "outside")
"""The sections of a record, where no guidance has an order of its own."""
BEFORE_REVIEW = ("analysis", "recommendation", "arrangements")
"""Sections of the core group before a review conference (004): others have them if something is written."""
IF_WRITTEN = ("provided-for", "outside")
"""What not every guidance or meeting asks about: no record says that it holds nothing of these."""


@dataclass(frozen=True, slots=True)
class Part:
    """One section in its place. ``key`` says which it is: it is not printed."""

    key: str
    section: AnySection


@dataclass(frozen=True, slots=True)
class Sections:
    """Every section of a record: most by their keys, and the two that have a make of their own."""

    plain: Mapping[str, Section]
    recommendation: RecommendationSection
    agreement: AgreementSection

    def __getitem__(self, key: str) -> AnySection:
        """The section with this key."""
        own: dict[str, AnySection] = {"recommendation": self.recommendation, "agreement": self.agreement}
        return own[key] if key in own else self.plain[key]


@dataclass(frozen=True, slots=True)
class MinutesView:
    """A record of a core group: its parts in reading order."""

    page: Page
    head: Head
    parts: tuple[Part, ...]


def minutes_view(
    case: Case, received: Received[Minutes], words: Words, rules: Collection[ProtocolRule] = ()
) -> MinutesView:
    """One shared set of minutes for all agencies, as the note taker wrote them, in the order of the form.

    ``rules`` are those of the case's guidance: some give what the minutes hold a place of its own.
    """
    form, made = received.form, sections_of(case, received, words)
    optional = IF_WRITTEN if form.kind == "pre-rcpc" else (*IF_WRITTEN, *BEFORE_REVIEW)
    left_out = [key for key in optional if not says(made[key], words)]
    if ProtocolRule.FOUR_CONSIDERATIONS in rules and form.kind != "first":
        made = _considering(case, form, made, words)
    return MinutesView(
        page=page(words("minutes.title"), case.reference, words),
        head=minutes_head(case, form, words, note_taker=True),
        parts=tuple(Part(key, made[key]) for key in ORDER if key not in left_out),
    )


def _considering(case: Case, form: Minutes, made: Sections, words: Words) -> Sections:
    """The four considerations of 002 stand together, in the place of the contingency, and nowhere else."""
    told = considered_section(form, left_by(case, form), made.plain["contingency"], words)
    apart = parts.concerns(replace(form, supports="", monitoring=""), words)
    return replace(made, plain={**made.plain, "contingency": told, "concerns": apart})


def sections_of(case: Case, received: Received[Minutes], words: Words) -> Sections:
    """Every section of a record."""
    form = received.form
    plain = {
        "dates": _dates(case, words),
        "attendance": parts.attendance(form, words),
        "purpose": parts.told("purpose", form.purpose, form, words),
        "membership": parts.membership(form, words),
        "provided-for": parts.told("provided-for", form.provided_for, form, words),
        "absent-reports": parts.absent_reports(form, words),
        "previous": parts.previous(form, words),
        "seen": parts.seen(form, words),
        "voices": parts.voices(form, words),
        "views": parts.views(form, words),
        "aims": aims_section(case, form, words),
        "going-well": parts.told("going-well", form.going_well, form, words),
        "assessment": parts.assessment(form, words),
        "updates": updates_section(case, form, words),
        "new-actions": new_actions_section(form, words),
        "factors": parts.factors(form, words),
        "analysis": parts.analysis(form, words),
        "arrangements": parts.told("arrangements", form.report_arrangements, form, words),
        "concerns": parts.concerns(form, words),
        "contingency": parts.told("contingency", form.contingency, form, words),
        "other": parts.other(form, words),
        "meetings": parts.meetings(form, words),
        "outside": parts.outside(received, words),
    }
    return Sections(plain, parts.recommendation(form, words), agreement_section(case, form, words))


def says(section: AnySection, words: Words) -> bool:
    """Whether a section holds more than that nothing is recorded."""
    if isinstance(section, RecommendationSection):
        return bool(section.agreed or section.children or section.further)
    if isinstance(section, AgreementSection):
        return bool(section.table.rows or section.comments)
    told = (section.facts, section.table.rows, section.entries, section.further)
    nothing = {words(name) for name in NOTHING}
    return any(told) or any(group.entries for group in section.groups) or bool(set(section.notes) - nothing)


NOTHING = (
    "minutes.nothing",
    "minutes.absent-reports.none",
    "minutes.new-actions.none",
    "minutes.meetings.none",
    "report.outside.none",
)


def minutes_head(case: Case, form: Minutes, words: Words, *, note_taker: bool) -> Head:
    """When and where the core group met and who led it; who took the notes if ``note_taker`` is asked for."""
    taker = parts.person(form.note_taker, form.note_taker_agency, words)
    kind = words.code("codes.meeting", form.kind)
    return head(
        words("minutes.title"),
        words("minutes.lead"),
        case,
        (
            (words("minutes.held"), words.weekday(form.held) or words("minutes.not-recorded")),
            (words("minutes.replaces"), words.day(form.replaces)),
            (words("minutes.time"), form.time or words("minutes.not-recorded")),
            (words("minutes.place"), form.place or words("minutes.not-recorded")),
            (words("minutes.chair"), parts.person(form.chair, form.chair_agency, words)),
            (words("minutes.note-taker"), taker if note_taker else ""),
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
