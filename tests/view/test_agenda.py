"""The three agendas of 004, in words."""

from __future__ import annotations

from dataclasses import replace

import family
import pytest

from pipeline.model.case import Period
from pipeline.model.set_up import Meeting, Member
from pipeline.rulebook.words import Words
from pipeline.view.agenda import agenda_view


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
