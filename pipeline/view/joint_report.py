"""The RCPC Pre-Meeting Report, in words, in the order in which it is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model.case import Case
from pipeline.model.plan import PlanWording, Source
from pipeline.model.report import Contributor, JointReport
from pipeline.model.submission import Outside
from pipeline.rulebook.excluded import is_excluded
from pipeline.rulebook.words import Words
from pipeline.view.appendix import appendix_section
from pipeline.view.chronology import ChronologySection, chronology_section
from pipeline.view.coverage import CoverageSection, coverage_section
from pipeline.view.page import Head, Listing, Page, head, page, period_text
from pipeline.view.passage import (
    Entry,
    Section,
    facts,
    or_note,
    paragraphs,
    source_line,
    table,
)
from pipeline.view.people import factors_section, views_section, voices_section
from pipeline.view.progress import ProgressSection, progress_section, proposals_section
from pipeline.view.recommendation import (
    RecommendationSection,
    analysis_section,
    positions_at_a_glance,
    recommendation_section,
)
from pipeline.view.seen import seen_section

SECTIONS = (
    "contributors",
    "reasons",
    "chronology",
    "progress",
    "coverage",
    "proposals",
    "factors",
    "other",
    "voices",
    "seen",
    "views",
    "analysis",
    "recommendation",
    "outside",
    "sign-off",
    "appendix",
)
# Blocks of the contribution form that another section of the report shows.
HOMES = {"about": "contributors", "updates": "proposals", "positions": "recommendation"}


@dataclass(frozen=True, slots=True)
class JointReportView:
    """Fields in reading order; ``contents`` lists the titles of the sections that follow it."""

    page: Page
    head: Head
    contents: Listing
    contributors: Section
    reasons: Section
    chronology: ChronologySection
    progress: ProgressSection
    coverage: CoverageSection
    proposals: Section
    factors: Section
    other: Section
    voices: Section
    seen: Section
    views: Section
    analysis: Section
    recommendation: RecommendationSection
    outside: Section
    sign_off: Section
    appendix: Section


def joint_report_view(
    case: Case,
    report: JointReport,
    words: Words,
    final: bool = False,
    wording: Sequence[PlanWording] = (),
) -> JointReportView:
    """The joint report of one case and period, for all members and the family.

    ``final`` prints FINAL and who authorised it; otherwise the report says that it is a draft. ``wording`` is
    how each version of the plan is written, for the appendix. No sentence here judges anything: fixed words
    only say whose words follow, and what did not come.
    """
    titles = {key: _title(number, key, words) for number, key in enumerate(SECTIONS, start=1)}
    further = {key: _further(key, report, words) for key in SECTIONS}
    status = words("marking.final" if final else "marking.draft")
    title = words("report.title")
    return JointReportView(
        page=page(title, case.reference, words, status),
        head=_head(title, status, case, report, final, words),
        contents=Listing(words("report.contents"), tuple(titles.values())),
        contributors=_contributors(titles["contributors"], report, further["contributors"], words),
        reasons=_reasons(titles["reasons"], case, further["reasons"], words),
        chronology=chronology_section(titles["chronology"], report, further["chronology"], words),
        progress=progress_section(titles["progress"], report, case.plan, further["progress"], words),
        coverage=coverage_section(titles["coverage"], report.coverage, further["coverage"], words),
        proposals=proposals_section(
            titles["proposals"], report.proposals, further["proposals"], words, report.settled_proposals
        ),
        factors=factors_section(titles["factors"], report, further["factors"], words),
        other=_other(titles["other"], report, (*further["other"], *_considered(report, words)), words),
        voices=voices_section(titles["voices"], report, further["voices"], words),
        seen=seen_section(titles["seen"], case, report, further["seen"], words),
        views=views_section(titles["views"], case, report, further["views"], words),
        analysis=analysis_section(titles["analysis"], report, further["analysis"], words),
        recommendation=recommendation_section(
            titles["recommendation"], report, further["recommendation"], words
        ),
        outside=_outside(titles["outside"], report, words),
        sign_off=_sign_off(titles["sign-off"], case, final, words),
        appendix=appendix_section(titles["appendix"], report, wording, further["appendix"], words),
    )


def _title(number: int, key: str, words: Words) -> str:
    return words("report.numbered", number=number, title=words(f"report.{key}.title"))


def _head(title: str, status: str, case: Case, report: JointReport, final: bool, words: Words) -> Head:
    sent = tuple(
        words("cover.contribution", agency=c.source.agency, author=c.source.author, day=words.day(c.received))
        for c in report.contributors
    )
    none = (words("cover.none"),)
    return head(
        title,
        _status_note(case, final, words),
        case,
        (
            (words("cover.period"), period_text(case, words)),
            (words("cover.rcpc"), words.weekday(case.period.rcpc)),
            (words("cover.as-at"), words.weekday(report.as_at)),
            (words("codes.part.lead"), _named("lead", case, words)),
            (words("codes.part.manager"), _named("manager", case, words)),
        ),
        words,
        status=status,
        listings=(
            Listing(words("cover.contributions-in"), sent or none),
            Listing(words("cover.contributions-missing"), report.missing or none),
            Listing(words("cover.recommended"), positions_at_a_glance(report, words) or none),
            Listing(words("cover.differing"), _differing(report, words) or none),
        ),
    )


def _named(part: str, case: Case, words: Words) -> str:
    return words.listed([member.name for member in case.set_up.form.members if member.part == part])


def _differing(report: JointReport, words: Words) -> tuple[str, ...]:
    """Where accounts do not agree, for the cover: no side is taken, the places are only named."""
    actions = [p.plan_action.action.number for p in report.progress if p.differ]
    events = [
        words.listed(list(dict.fromkeys(words.day(e.held) for e in group.entries if e.held)))
        for group in report.chronology
        if group.dates_differ
    ]
    everybody = words("report.recommendation.all-children")
    children = [r.child or everybody for r in report.recommendations if r.differ]
    return (
        *(words("cover.differing-action", number=number) for number in actions),
        *(words("cover.differing-event", days=days) for days in events),
        *(words("cover.differing-position", child=child) for child in children),
    )


def _status_note(case: Case, final: bool, words: Words) -> str:
    if not final:
        return words("marking.draft-note")
    signed = [r.form for r in case.sign_offs if r.form.authorisation == "authorised"]
    if not signed:
        return words("marking.final-note")
    by, day = signed[-1].authorised_by, words.day(signed[-1].authorised_on)
    return words(
        "marking.authorised-note", by=by or words("passage.no-author"), day=day or words("passage.no-day")
    )


def _contributors(title: str, report: JointReport, further: tuple[Entry, ...], words: Words) -> Section:
    keys = ("agency", "author", "role", "written", "received")
    rows = [_contributor(contributor, words) for contributor in report.contributors]
    headings = tuple(words(f"report.contributors.{key}") for key in keys)
    notes = [words("passage.sent-nothing", agencies=words.listed(report.missing))] if report.missing else []
    return Section(
        title,
        words("report.contributors.lead"),
        table=table(headings if rows else (), rows),
        further=further,
        notes=(*or_note(rows, words("report.contributors.none")), *notes),
    )


def _contributor(contributor: Contributor, words: Words) -> tuple[str, ...]:
    source = contributor.source
    received = words.day(contributor.received)
    if contributor.version > 1:
        received += "\n" + words("report.contributors.replaced", version=contributor.version)
    written = words.day(source.written) or words("passage.no-day")
    return source.agency, source.author, contributor.role, written, received


def _reasons(title: str, case: Case, further: tuple[Entry, ...], words: Words) -> Section:
    form = case.set_up.form
    reasons = paragraphs(form.reasons)
    entries = (Entry(source=words("report.reasons.source"), text=reasons),) if reasons else ()
    return Section(
        title,
        words("report.reasons.lead"),
        facts(
            (words("report.reasons.category"), form.category),
            (words("report.reasons.registered"), words.day(form.registered)),
            (words("report.reasons.icpc"), words.day(form.icpc)),
            (words("report.reasons.last-conference"), words.day(form.last_conference)),
        ),
        entries=entries,
        further=further,
        notes=or_note(reasons, words("report.reasons.none")),
    )


def _other(title: str, report: JointReport, further: tuple[Entry, ...], words: Words) -> Section:
    entries = tuple(Entry(source=source_line(p.source, words), text=paragraphs(p.text)) for p in report.other)
    notes = or_note((*entries, *further), words("report.other.none"))
    return Section(title, words("report.other.lead"), entries=entries, further=further, notes=notes)


def _considered(report: JointReport, words: Words) -> tuple[Entry, ...]:
    """Supports, resources and monitoring as each record of a core group has them (002, re-evaluation)."""
    return tuple(
        Entry(words(f"minutes.concerns.{key}"), source_line(passage.source, words), paragraphs(passage.text))
        for key, passage in report.considered
    )


def _further(key: str, report: JointReport, words: Words) -> tuple[Entry, ...]:
    """Answers without a closed meaning from the blocks that this section shows, each with its source."""
    return tuple(
        Entry(extra.label, source_line(source, words), paragraphs(extra.text))
        for source, extra in report.extras
        if _home(extra.block) == key
    )


def _home(block: str) -> str:
    """The section that shows the answers of a form's block: the one of its name, or "other"."""
    home = HOMES.get(block, block)
    return home if home in SECTIONS else "other"


def _outside(title: str, report: JointReport, words: Words) -> Section:
    entries = tuple(_written_outside(source, outside, words) for source, outside in report.outside)
    notes = or_note(entries, words("report.outside.none"))
    return Section(title, words("report.outside.lead"), entries=entries, notes=notes)


def _written_outside(source: Source, outside: Outside, words: Words) -> Entry:
    place = words("report.outside.place", place=str(outside.place)) if str(outside.place) else ""
    return Entry(place, source_line(source, words), paragraphs(outside.text))


def _sign_off(title: str, case: Case, final: bool, words: Words) -> Section:
    """Room for names, signatures and days: lead social worker, team manager, parents (004, steps 4 to 6).

    A parent who is kept from meetings has no line to sign (003, 2.4).
    """
    form = case.set_up.form
    signers: list[tuple[str, str]] = []
    for part in ("lead", "manager"):
        named = [member.name for member in form.members if member.part == part] or [""]
        signers += [(words(f"codes.part.{part}"), name) for name in named]
    signers += [
        (parent.relationship or words("report.sign-off.parent"), parent.name) for parent in form.parents
    ]
    headings = tuple(words(f"report.sign-off.{key}") for key in ("role", "name", "signature", "day"))

    def room(name: str) -> str:
        return words("plan.agreement.apart") if is_excluded(name, form) else ""

    return Section(
        title,
        words("report.sign-off.lead"),
        facts((words("report.sign-off.status"), _status_note(case, final, words))),
        table=table(headings, ((role, name, room(name), "") for role, name in signers)),
    )
