"""The sections of a record of a core group, in words."""

from __future__ import annotations

from pipeline.model.case import Received
from pipeline.model.forms import Aim, Attendance, FactorRow, Minutes, PositionRow
from pipeline.rulebook.words import Words
from pipeline.view.meetings import meeting_line
from pipeline.view.passage import (
    Entry,
    Fact,
    Group,
    Paragraphs,
    Section,
    Table,
    extra_facts,
    facts,
    or_note,
    paragraphs,
    table,
)
from pipeline.view.people import by_change, factor_entry, views_entry, voice_entry
from pipeline.view.recommendation import ChildPositions, RecommendationSection, position_word
from pipeline.view.seen import seen_table

SECTIONS = (
    "attendance",
    "purpose",
    "membership",
    "provided-for",
    "absent-reports",
    "previous",
    "seen",
    "voices",
    "views",
    "aims",
    "going-well",
    "assessment",
    "updates",
    "new-actions",
    "factors",
    "analysis",
    "recommendation",
    "arrangements",
    "concerns",
    "contingency",
    "other",
    "agreement",
    "meetings",
)
# Blocks of the minutes form that a section of another name shows.
HOMES = {
    "meeting": "attendance",
    "opening": "membership",
    "positions": "recommendation",
    "agreements": "agreement",
    "details": "updates",
}
QUESTIONS = ("history", "needs", "impact", "capacity", "help")


def section(
    key: str,
    form: Minutes,
    words: Words,
    *,
    facts: tuple[Fact, ...] = (),
    table: Table | None = None,
    entries: tuple[Entry, ...] = (),
    groups: tuple[Group, ...] = (),
    notes: Paragraphs = (),
) -> Section:
    """The section with this key, with the answers that only it can show."""
    title = words(f"minutes.{key}.title")
    more = further(key, form)
    return Section(title, "", facts, table or Table(), entries, groups, more, () if more else notes)


def further(key: str, form: Minutes) -> tuple[Entry, ...]:
    """Answers without a closed meaning asked in the blocks that this section shows."""
    return tuple(
        Entry(extra.label, text=paragraphs(extra.text)) for extra in form.extras if _home(extra.block) == key
    )


def _home(block: str) -> str:
    """The section that shows the answers of a form's block: the one of its name, or "other"."""
    home = HOMES.get(block, block.replace("_", "-"))
    return home if home in SECTIONS else "other"


def attendance(form: Minutes, words: Words) -> Section:
    """Who was invited, came, sent somebody, sent a report, or sent nothing (000, record form)."""
    keys = ("name", "agency", "invited", "attended")
    rows = [_attended(row, words) for row in form.attendance]
    return section(
        "attendance", form, words,
        table=table([words(f"minutes.attendance.{key}") for key in keys], rows) if rows else Table(),
        notes=or_note(rows, words("minutes.nothing")),
    )  # fmt: skip


def _attended(row: Attendance, words: Words) -> tuple[str, ...]:
    attended = [words.code("codes.attended", row.attended) or words("minutes.not-recorded")]
    if row.substitute:
        attended.append(words("minutes.attendance.substitute", name=row.substitute))
    attended += [f"{extra.label}: {extra.text}" for extra in row.extras]
    name = "\n".join(x for x in (row.name, row.role) if x)
    return name, row.agency, words.code("codes.yes-no", row.invited), "\n".join(attended)


def membership(form: Minutes, words: Words) -> Section:
    """Membership confirmed, and whether everyone has the plan (004)."""
    has_plan = words.code("codes.yes-no", form.everyone_has_plan) or words("minutes.not-recorded")
    return section(
        "membership", form, words,
        entries=texts(form.membership),
        facts=facts((words("minutes.membership.has-plan"), has_plan)),
        notes=or_note(form.membership, words("minutes.nothing")),
    )  # fmt: skip


def absent_reports(form: Minutes, words: Words) -> Section:
    """Written information from those who could not attend; whoever sent none is named (004)."""
    entries = tuple(
        Entry(
            source=", ".join(x for x in (row.name, row.agency) if x),
            text=paragraphs(row.report),
            facts=extra_facts(row.extras),
        )
        for row in form.absent_reports
    )
    notes = [words("minutes.absent-reports.none")] if not entries else []
    silent = [row.name for row in form.attendance if row.attended == "nothing"]
    if silent:
        notes.append(words("minutes.absent-reports.silent", names=words.listed(silent)))
    return section("absent-reports", form, words, entries=entries, notes=tuple(notes))


def previous(form: Minutes, words: Words) -> Section:
    """Notes of the previous meeting and what arises from them (004)."""
    entries = (
        *texts(form.previous_notes, words("minutes.previous.notes")),
        *texts(form.matters_arising, words("minutes.previous.matters")),
    )
    return section("previous", form, words, entries=entries, notes=or_note(entries, words("minutes.nothing")))


def seen(form: Minutes, words: Words) -> Section:
    """When each member last saw each child, alone or not, and where (000)."""
    rows = seen_table(form.seen, words)
    return section("seen", form, words, table=rows, notes=or_note(form.seen, words("minutes.nothing")))


def voices(form: Minutes, words: Words) -> Section:
    """The voice of each child (004)."""
    groups = tuple(Group(row.child, entries=(voice_entry(row, words),)) for row in form.voices)
    return section("voices", form, words, groups=groups, notes=or_note(groups, words("minutes.nothing")))


def views(form: Minutes, words: Words) -> Section:
    """Views of each parent or carer (004)."""
    groups = tuple(Group(row.name, entries=(views_entry(row),)) for row in form.views)
    return section("views", form, words, groups=groups, notes=or_note(groups, words("minutes.nothing")))


def aims(form: Minutes, words: Words) -> Section:
    """The four questions of 000's record form, for each child."""
    groups = tuple(aim_group(aim, words) for aim in form.aims)
    return section("aims", form, words, groups=groups, notes=or_note(groups, words("minutes.nothing")))


def aim_group(aim: Aim, words: Words) -> Group:
    """What the plan aims for, for one child; questions without an answer are left out."""
    asked = (
        (words("minutes.aims.risks", child=aim.child), aim.risks),
        (words("minutes.aims.outcome", child=aim.child), aim.outcome),
        (words("minutes.aims.family", child=aim.child), aim.family_difference),
        (words("minutes.aims.own", child=aim.child), aim.child_difference),
        *((extra.label, extra.text) for extra in aim.extras),
    )
    return Group(aim.child, entries=tuple(e for question, answer in asked for e in texts(answer, question)))


def assessment(form: Minutes, words: Words) -> Section:
    """How the assessment is going and when it is due (004)."""
    days = facts(
        (words("minutes.assessment.due"), words.day(form.assessment_due)),
        (words("minutes.assessment.done"), words.day(form.assessment_done)),
    )
    notes = or_note((*days, *paragraphs(form.assessment)), words("minutes.nothing"))
    return section("assessment", form, words, facts=days, entries=texts(form.assessment), notes=notes)


def factors(form: Minutes, words: Words) -> Section:
    """Risk and protective factors that the core group named (004)."""

    def group(kind: str, name: str) -> Group:
        rows: list[FactorRow] = by_change(row for row in form.factors if row.kind == kind)
        entries = tuple(factor_entry(row, words) for row in rows)
        return Group(
            words(f"report.factors.{name}.title"),
            entries=entries,
            notes=or_note(rows, words("minutes.nothing")),
        )

    return section("factors", form, words, groups=(group("risk", "risks"), group("protective", "protective")))


def analysis(form: Minutes, words: Words) -> Section:
    """The five questions, answered by the core group together, and how the plan worked (004)."""
    answers = [(words(f"report.analysis.{key}"), getattr(form, key)) for key in QUESTIONS]
    answers.append((words("report.analysis.plan-success"), form.plan_success))
    groups = tuple(Group(title, entries=texts(answer)) for title, answer in answers if answer)
    return section("analysis", form, words, groups=groups, notes=or_note(groups, words("minutes.nothing")))


def recommendation(form: Minutes, words: Words) -> RecommendationSection:
    """What the core group agreed to recommend, and each member's own position for each child (004)."""
    children = dict.fromkeys(row.child for row in form.positions)
    agreed = texts(form.recommendation, words("report.recommendation.agreed"))
    return RecommendationSection(
        title=words("minutes.recommendation.title"),
        lead="",
        agreed=agreed,
        children=tuple(
            _positions(child, [r for r in form.positions if r.child == child], words) for child in children
        ),
        further=further("recommendation", form),
        notes=or_note((*agreed, *children), words("minutes.nothing")),
    )


def _positions(child: str, rows: list[PositionRow], words: Words) -> ChildPositions:
    reasons = tuple(
        Entry(
            position_word(row, words),
            ", ".join(x for x in (row.member, row.agency) if x),
            paragraphs(row.reasons),
            extra_facts(row.extras),
        )
        for row in rows
        if row.reasons or row.extras
    )
    keys = ("member", "agency", "position")
    return ChildPositions(
        title=child or words("report.recommendation.all-children"),
        table=table(
            [words(f"report.recommendation.{key}") for key in keys],
            ((row.member, row.agency, position_word(row, words)) for row in rows),
        ),
        tally="",
        dissent_title="",
        dissent=(),
        reasons_title=words("minutes.recommendation.reasons") if reasons else "",
        reasons=reasons,
        notes=(),
    )


def concerns(form: Minutes, words: Words) -> Section:
    """New concerns (000), and what the plan needs and how it is watched (002, re-evaluation of the plan)."""
    entries = (
        *texts(form.concerns),
        *texts(form.supports, words("minutes.concerns.supports")),
        *texts(form.monitoring, words("minutes.concerns.monitoring")),
    )
    return section("concerns", form, words, entries=entries, notes=or_note(entries, words("minutes.nothing")))


def reasons(form: Minutes, words: Words) -> Section:
    """Why something in the form stands as it is."""
    entries = tuple(
        Entry(reason.about, text=paragraphs(reason.reason), facts=extra_facts(reason.extras))
        for reason in form.reasons
    )
    return Section(
        words("minutes.reasons.title"), entries=entries, notes=or_note(entries, words("minutes.nothing"))
    )


def other(form: Minutes, words: Words) -> Section:
    """What has no other place, and why something in the form stands as it is."""
    entries = (*texts(form.other), *reasons(form, words).entries)
    return section("other", form, words, entries=entries, notes=or_note(entries, words("minutes.nothing")))


def meetings(form: Minutes, words: Words) -> Section:
    """Dates, times and places of the next core groups (004)."""
    rows = [(words.code("codes.meeting", m.kind), meeting_line(m, words)) for m in form.meetings]
    headings = (words("minutes.meetings.kind"), words("minutes.meetings.when"))
    return section(
        "meetings", form, words,
        table=table(headings, rows) if rows else Table(),
        notes=or_note(rows, words("minutes.meetings.none")),
    )  # fmt: skip


def outside(received: Received[Minutes], words: Words) -> Section:
    """What was written beside the questions of the form."""
    entries = tuple(
        Entry(
            words("report.outside.place", place=str(o.place)) if str(o.place) else "", text=paragraphs(o.text)
        )
        for o in received.outside
    )
    title, lead = words("minutes.outside.title"), words("report.outside.lead")
    return Section(
        title, lead if entries else "", entries=entries, notes=or_note(entries, words("report.outside.none"))
    )


def person(name: str, agency: str, words: Words) -> str:
    """Somebody who had a part in the meeting, with their agency."""
    return ", ".join(x for x in (name, agency) if x) or words("minutes.not-recorded")


def told(key: str, text: str, form: Minutes, words: Words) -> Section:
    """A section that holds one answer."""
    return section(key, form, words, entries=texts(text), notes=or_note(text, words("minutes.nothing")))


def texts(text: str, heading: str = "") -> tuple[Entry, ...]:
    """One answer as an entry, or nothing if it was left blank."""
    return (Entry(heading, text=paragraphs(text)),) if text.strip() else ()
