"""The record of a core group in 000's layout: its tables, its questions, and nothing of the minutes lost."""

from __future__ import annotations

from dataclasses import replace

import family
import pytest
from reading import unsaid

from pipeline.model.forms import Minutes
from pipeline.rulebook.words import Words
from pipeline.view.core_group_record import CoreGroupRecordView, core_group_record_view


@pytest.fixture
def view(english: Words) -> CoreGroupRecordView:
    return core_group_record_view(family.case(), family.received_minutes(), english)


def test_nothing_of_the_minutes_is_lost(view: CoreGroupRecordView) -> None:
    received = family.received_minutes()
    assert unsaid(received.form, view) == []
    assert unsaid(received.outside[0].text, view) == []


def test_attendance_has_a_column_for_each_answer(view: CoreGroupRecordView) -> None:
    # 000: name and role, invited, attended, apologies, no information.
    assert view.attendance.table.headings == (
        "Name and role", "Invited", "Attended", "Apologies", "No information",
    )  # fmt: skip
    rows = {row[0][0]: row[1:] for row in view.attendance.table.rows}
    assert rows["Adaeze Okonjo-Vale"] == (("Yes",), ("Yes",), (), ())
    assert rows["Sgt Owain Pritchard-Test"][1] == ("Sent a substitute", "Sent: PC Nerys Anyone")
    assert rows["Kasia Źródlewska"] == (("Yes",), (), ("Apologies and a written report",), ())
    assert rows["Bilal Sattar"] == (("Yes",), (), (), ("Yes",))


def test_every_member_has_a_row_to_sign(view: CoreGroupRecordView) -> None:
    # 000, record form: people involved in this plan, whoever has not answered too.
    rows = {row[0][0]: row[3] for row in view.people.table.rows}
    assert set(rows) >= {m.name for m in family.case().set_up.form.members if m.part != "chair"}
    assert (rows["Ffion Fennimore"], rows["Harriet Quayle"]) == (("No",), ())


def test_the_plan_stands_in_it_as_this_core_group_left_it(view: CoreGroupRecordView, english: Words) -> None:
    assert view.plan_lead == "The plan as this core group left it: version 2."
    assert [domain.title for domain in view.domains] == [
        "Child's developmental needs", "Parental capacity", "Family and environmental factors",
    ]  # fmt: skip
    case = family.case()
    first = core_group_record_view(case, case.minutes[0], english)
    assert first.plan_lead == "The plan as this core group left it: version 1."


def test_its_questions_come_in_the_order_of_the_form(view: CoreGroupRecordView) -> None:
    # 000, record form: dates, attendance, last seen, aims, going well, progress, people, concerns, what if.
    titles = [
        s.title for s in (view.dates, view.attendance, view.seen, view.aims, view.going_well)
    ]  # fmt: skip
    assert titles == [
        "Dates",
        "Who was there",
        "When the children were last seen",
        "What the plan aims for",
        "What is going well",
    ]
    assert view.aims.groups[0].entries[0].heading.startswith("What risks does the plan aim")
    assert view.people.comments[0].heading == "Ffion Fennimore: No"


def test_what_the_form_does_not_ask_follows_only_where_there_is_something(
    view: CoreGroupRecordView, english: Words
) -> None:
    assert "Reports from those who could not attend" in [s.title for s in view.further]
    received = replace(family.received_minutes(), form=Minutes(kind="subsequent"), outside=())
    bare = core_group_record_view(family.case(), received, english)
    assert [s.title for s in bare.further] == ["Membership of the core group"]
    assert bare.recommendation is None
    assert bare.attendance.notes == ("Nothing is recorded.",)


def test_every_member_has_a_line_for_when_they_saw_the_children(view: CoreGroupRecordView) -> None:
    # 000, record form: dates when the child was last seen by each member of the core group.
    rows = view.seen.table.rows
    assert rows[0][:3] == ((family.TOMOS,), ("Priya Solanki",), ("6 November 2041",))
    working = [m.name for m in family.case().set_up.form.members if m.part not in ("chair", "family")]
    assert sorted(row[1][0] for row in rows) == sorted(working)
    assert {row[2:] for row in rows[1:]} == {((),) * 5}
