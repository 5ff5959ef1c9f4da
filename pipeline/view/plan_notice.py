"""The notice that goes with the plan after a core group (002, copies of the plan)."""

from __future__ import annotations

from datetime import date

from pipeline.model.case import Case, Received
from pipeline.model.forms import Attendance, Minutes
from pipeline.model.set_up import Member
from pipeline.rulebook.excluded import is_excluded
from pipeline.rulebook.layouts import Layout
from pipeline.rulebook.protocol import Protocol
from pipeline.rulebook.words import Words
from pipeline.view.letter import LetterView, Post, blank, children_facts, holder, letter, member_named, use_of
from pipeline.view.meetings import meeting_line, next_core_group
from pipeline.view.passage import Section, Table, facts, or_note, table


def plan_notice_view(
    case: Case, received: Received[Minutes], protocol: Protocol | None, due: date | None, words: Words
) -> LetterView:
    """The letter about one core group; ``due`` is the last day for it, None if no step sets one.

    The chair signs: the members' list knows the person, the minutes the name.
    """
    form, use = received.form, use_of(protocol, Layout.PLAN_NOTICE)
    paper = use.form or words("letters.plan-notice.paper")
    day = words.weekday(form.held) or blank("meeting", words)
    receiver = holder(case, protocol, use.to)
    post = Post(
        to=use.to,
        receiver=receiver.name if receiver else "",
        sender=use.sender,
        signs=_chair(case, form),
        dated=words.day(form.notice_sent),
        notes=(words("letters.plan-notice.send-by", day=words.weekday(due)),) if due else (),
        below=facts((words("letters.enclosed"), paper)),
    )
    return letter(
        case,
        words("letters.plan-notice.title", paper=paper, day=words.day(form.held) or day),
        post,
        words("letters.plan-notice.opening", paper=paper, day=day),
        (_meeting(case, form, words), _copies(case, form, words)),
        words("letters.plan-notice.closing"),
        words,
    )


def _meeting(case: Case, form: Minutes, words: Words) -> Section:
    def person(name: str, agency: str) -> str:
        return ", ".join(x for x in (name, agency) if x) or words("minutes.not-recorded")

    version = next((p for p in reversed(case.plans) if form.held is None or p.dated <= form.held), None)
    coming = next_core_group(case, form.held)
    return Section(
        words("letters.plan-notice.meeting"),
        facts=(
            *children_facts(case, words),
            *facts(
                (words("minutes.place"), form.place or words("minutes.not-recorded")),
                (words("minutes.chair"), person(form.chair, form.chair_agency)),
                (words("minutes.note-taker"), person(form.note_taker, form.note_taker_agency)),
                (words("letters.plan-notice.plan"), _version(version.number if version else 0, words)),
                (
                    words("plan.next-core-group"),
                    meeting_line(coming, words) if coming else words("plan.not-booked"),
                ),
                (words("plan.next-rcpc"), words.weekday(case.period.rcpc)),
            ),
        ),
    )


def _chair(case: Case, form: Minutes) -> Member | None:
    if not form.chair:
        return None
    return member_named(case, form.chair) or Member(form.chair, form.chair_agency)


def _version(number: int, words: Words) -> str:
    return words("plan.version", number=number) if number else ""


def _copies(case: Case, form: Minutes, words: Words) -> Section:
    """Those who came, and those who were invited and could not come, with room for the day.

    Whoever is kept from meetings was not invited to this one, whatever the list of who was there leaves open.
    """
    keys, set_up = ("name", "attended", "sent"), case.set_up.form
    rows = [
        (
            _name(row),
            words.code("codes.attended", row.attended) or words("minutes.not-recorded"),
            words.day(form.circulated) or blank("date", words),
        )
        for row in form.attendance
        if row.attended == "attended" or (row.invited != "no" and not is_excluded(row.name, set_up))
    ]
    headings = [words(f"letters.plan-notice.copies.{key}") for key in keys]
    return Section(
        words("letters.plan-notice.copies.title"),
        words("letters.plan-notice.copies.lead") if rows else "",
        table=table(headings, rows) if rows else Table(),
        notes=or_note(rows, words("letters.plan-notice.copies.none")),
    )


def _name(row: Attendance) -> str:
    return ", ".join(x for x in (row.name, row.agency) if x)
