"""The three agendas of 004, in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import family
import pytest

from pipeline.model.case import Period
from pipeline.model.set_up import FreeDay, Meeting, Member
from pipeline.rulebook.library import Library
from pipeline.rulebook.protocol import ProtocolRule
from pipeline.rulebook.words import Words
from pipeline.view.agenda import AgendaView, agenda_view


@pytest.mark.parametrize(("kind", "items"), [("first", 11), ("subsequent", 12), ("pre-rcpc", 15)])
def test_every_item_of_the_guidance_has_its_place(kind: str, items: int, english: Words) -> None:
    view = agenda_view(family.case(), Meeting(kind, family.FIRST, "10:00", "Lantern Family Centre"), english)
    assert [item.number for item in view.items] == [str(n) for n in range(1, items + 1)]
    assert view.items[0].title == "Who takes the notes"
    assert view.items[-1].title.startswith("Dates, times and places")


def test_the_assessment_is_on_the_agenda_of_the_first_review_only(english: Words) -> None:
    later = replace(family.case(), period=Period(family.RCPC, family.RCPC, False))
    view = agenda_view(later, Meeting("pre-rcpc"), english)
    assert len(view.items) == 14
    assert "Assessment" not in [item.title for item in view.items]


def notes(view: AgendaView) -> dict[str, tuple[str, ...]]:
    return {item.title: item.note for item in view.items}


def test_what_the_guidance_does_not_ask_for_is_not_on_the_agenda(library: Library) -> None:
    """Who takes the notes: 004 and 000 keep that from the chair. The four considerations are 002's."""
    told, asked = {}, {}
    for name, protocol in library.protocols.items():
        view = agenda_view(family.case(), Meeting("pre-rcpc"), library.words["en"], protocol.rules)
        told[name] = notes(view)["Who takes the notes"]
        asked[name] = notes(view)["Progress on the plan, and changes it needs"]
    not_the_chair = ("The note taker is not the chair.",)
    assert {name for name, note in told.items() if note} == {"joint-report-process", "cwm-taf"}
    assert told["cwm-taf"] == not_the_chair
    assert {name for name, note in asked.items() if len(note) > 1} == {"core-group-key-points"}


@pytest.mark.parametrize(
    ("rules", "asked"),
    [
        # 004, reports provided by non-attendees; 001, attendance and contribution; 002 asks for neither.
        ({ProtocolRule.ABSENT_WRITE}, "send a written report."),
        ({ProtocolRule.SUBSTITUTE}, "send somebody who has been briefed."),
        ({ProtocolRule.ABSENT_WRITE, ProtocolRule.SUBSTITUTE}, "a written report or somebody who has been"),
        (set(), "please say so in good time."),
    ],
)
def test_whoever_cannot_come_is_asked_for_what_the_guidance_asks(
    rules: set[ProtocolRule], asked: str, english: Words
) -> None:
    lead = agenda_view(family.case(), Meeting("first"), english, rules).head.status_note
    assert asked in lead
    assert ("report" in lead) == (ProtocolRule.ABSENT_WRITE in rules)


def test_day_time_and_place_are_said_or_said_to_be_open(english: Words) -> None:
    view = agenda_view(family.case(), Meeting("", family.FIRST), english)
    front = {fact.label: fact.text for fact in view.head.facts}
    assert (front["Date"], front["Place"]) == (("Friday 20 September 2041",), ("Not fixed yet",))
    assert view.head.title == "Agenda: core group"


def test_open_actions_and_members_are_listed(english: Words) -> None:
    view = agenda_view(family.case(), Meeting("subsequent", family.FIRST), english)
    rows = {row[0][0]: row[1] for row in view.actions.table.rows}
    assert list(rows) == ["1", "3", "4", "5", "6"]
    # 000, Deciding not to implement any aspect: the conference has not decided on 6 yet.
    assert rows["6"][-1] == "Put to the conference"


def test_everybody_is_invited_but_whoever_chairs_the_conferences(english: Words) -> None:
    members = family.case().set_up.form.members
    with_chair = (*members, Member("Jocelyn Hartley-Test", "Review unit", "Independent chair", "chair"))
    case = family.with_set_up(family.case(), members=with_chair)
    view = agenda_view(case, Meeting("subsequent", family.FIRST), english)
    assert [row[0][0] for row in view.members.table.rows] == [m.name for m in members]


def test_the_days_that_the_family_keeps_free_stand_where_the_next_meetings_are_booked(english: Words) -> None:
    """003, 6.6. A day before this core group is over; a range with its last day after it is not."""
    case = family.case()
    free = (
        FreeDay(date(2041, 10, 31), date(2041, 11, 8), "A family feast"),
        FreeDay(date(2041, 11, 6), None, "Over"),
        FreeDay(date(2041, 11, 20)),
    )
    form = replace(case.set_up.form, free_days=free)
    view = agenda_view(
        replace(case, set_up=replace(case.set_up, form=form)),
        Meeting("subsequent", date(2041, 11, 7)),
        english,
    )
    days = "31 October 2041 to 8 November 2041 (A family feast) and 20 November 2041"
    assert view.items[-1].note == (f"The family asks to keep free: {days}.",)
