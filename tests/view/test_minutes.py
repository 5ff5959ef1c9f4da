"""The record of a core group in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import family
import pytest
from reading import unsaid

from pipeline.model.case import Case, Received
from pipeline.model.forms import Aim, Minutes, PlanDetail
from pipeline.rulebook.protocol import ProtocolRule
from pipeline.rulebook.words import Words
from pipeline.view.minutes import MinutesView, minutes_view


@pytest.fixture
def view(english: Words) -> MinutesView:
    return minutes_view(family.case(), family.received_minutes(), english)


def part(view: MinutesView, key: str) -> Any:
    """The one section of a record with this key."""
    (found,) = (one.section for one in view.parts if one.key == key)
    return found


def test_everything_in_the_minutes_is_said(view: MinutesView) -> None:
    received = family.received_minutes()
    assert unsaid(received.form, view) == []
    assert unsaid(received.outside[0].text, view) == []


def test_the_front_says_when_where_and_who_wrote(view: MinutesView) -> None:
    front = {fact.label: fact.text for fact in view.head.facts}
    assert view.head.status == "Core group before the review conference"
    assert front["Date"] == ("Thursday 7 November 2041",)
    assert front["Note taker"] == ("Morag Tillyduff, Health visiting",)


def test_who_sent_a_substitute_and_who_sent_nothing_is_seen(view: MinutesView) -> None:
    attended = {row[0][0]: row[3] for row in part(view, "attendance").table.rows}
    assert attended["Sgt Owain Pritchard-Test"] == ("Sent a substitute", "Sent: PC Nerys Anyone")
    assert attended["Bilal Sattar"] == ("No information",)
    assert part(view, "absent-reports").notes == ("No information was received from Bilal Sattar.",)


def test_updates_stand_by_domain_with_the_action_as_it_was(view: MinutesView) -> None:
    child, home = part(view, "updates").groups
    assert (child.title, home.title) == ("Child's developmental needs", "Family and environmental factors")
    assert [entry.heading for entry in child.entries] == ["Action 1", "Action 2"]
    assert child.entries[0].text == (
        "Breakfast club every school day; school rings by 9.15 if he is not in.",
    )
    decisions = [f.text for e in (*child.entries, *home.entries) for f in e.facts if f.label == "Decision"]
    assert decisions == [
        ("Carries on with changes",),
        ("Done",),
        ("No longer needed: put to the conference to decide",),
    ]


def test_other_changes_stand_with_their_action_or_in_its_place(english: Words) -> None:
    received = family.received_minutes()
    details = (
        PlanDetail("01", new_how="Mam walks with him", new_often="Daily"),
        PlanDetail(
            "3", new_start=date(2041, 12, 2), new_outcome="Safe at home", new_measure="The lock holds"
        ),
    )
    view = minutes_view(
        family.case(), replace(received, form=replace(received.form, details=details)), english
    )
    told = {
        e.heading: {f.label: f.text for f in e.facts} for g in part(view, "updates").groups for e in g.entries
    }
    assert list(told) == ["Action 1", "Action 2", "Action 3", "Action 6"]
    assert told["Action 1"]["Decision"] == ("Carries on with changes",)
    assert told["Action 1"]["How it is done from now on"] == ("Mam walks with him",)
    assert told["Action 1"]["How often and how long from now on"] == ("Daily",)
    assert told["Action 3"]["Planned outcome from now on"] == ("Safe at home",)
    assert told["Action 3"]["New start date"] == ("2 December 2041",)
    assert told["Action 3"]["How we will know from now on"] == ("The lock holds",)


def test_the_dates_of_earlier_core_groups_are_listed(view: MinutesView) -> None:
    assert part(view, "dates").table.rows[0][3:] == (("20 September 2041",), ("7 November 2041",))


def test_whoever_does_not_agree_is_heard(view: MinutesView) -> None:
    assert [(c.heading, c.text) for c in part(view, "agreement").comments] == [
        ("Ffion Fennimore: No", ("Not with visits without notice.",))
    ]


def test_an_unforeseen_question_stands_in_its_section(view: MinutesView) -> None:
    assert [entry.heading for entry in part(view, "membership").further] == ["Was there a crèche?"]


def test_no_record_says_that_nobody_was_asked_what_the_guidance_does_not_ask(english: Words) -> None:
    plain = Received(Minutes(kind="subsequent", held=family.PRE_RCPC), 3, "e" * 64, family.PRE_RCPC)
    asked = {"provided-for", "outside"}
    assert not asked & {one.key for one in minutes_view(family.case(), plain, english).parts}
    told = replace(plain, form=replace(plain.form, provided_for="An interpreter sat beside her."))
    shown = part(minutes_view(family.case(), told, english), "provided-for")
    assert shown.entries[0].text == ("An interpreter sat beside her.",)


def test_analysis_and_recommendation_belong_to_the_meeting_before_the_conference(english: Words) -> None:
    plain = Received(Minutes(kind="subsequent", held=family.PRE_RCPC), 3, "e" * 64, family.PRE_RCPC)
    view = minutes_view(family.case(), plain, english)
    assert {"analysis", "recommendation", "arrangements"} & {one.key for one in view.parts} == set()
    assert part(view, "going-well").notes == ("Nothing is recorded.",)
    # What somebody wrote there all the same is shown.
    told = replace(plain, form=replace(plain.form, needs="Sleep."))
    shown = part(minutes_view(family.case(), told, english), "analysis")
    assert shown.groups[0].entries[0].text == ("Sleep.",)


def held_on(day: date, number: int, *aims: Aim) -> Received[Minutes]:
    return Received(Minutes(kind="subsequent", held=day, aims=aims), number, "f" * 64, day)


def with_aims(*others: Received[Minutes]) -> Case:
    return replace(family.case(), minutes=others)


def test_aims_of_an_earlier_core_group_stand_as_recorded_on_its_day(english: Words) -> None:
    # 000, record form: the four questions stand in every record; the aims hold until they are set anew.
    first, second, third, fourth = (
        date(2041, 9, 20),
        date(2041, 10, 17),
        date(2041, 11, 7),
        date(2041, 11, 28),
    )
    case = with_aims(
        held_on(
            first, 2, Aim(family.TOMOS, outcome="Calm evenings."), Aim(family.ELIN, outcome="Good hearing.")
        ),
        held_on(second, 3, Aim(family.TOMOS, outcome="Calm nights.")),
        held_on(third, 4),
        held_on(fourth, 5, Aim(family.ELIN, outcome="A quiet room.")),
    )
    of_third = part(minutes_view(case, case.minutes[2], english), "aims")
    assert [(g.title, g.lead, g.entries[0].text) for g in of_third.groups] == [
        (family.TOMOS, "Not recorded anew; as recorded on 17 October 2041.", ("Calm nights.",)),
        (family.ELIN, "Not recorded anew; as recorded on 20 September 2041.", ("Good hearing.",)),
    ]
    assert of_third.notes == ()
    # What a meeting says itself is its own; the other child's aims come from before.
    of_second = part(minutes_view(case, case.minutes[1], english), "aims")
    assert [(g.title, g.lead) for g in of_second.groups] == [
        (family.TOMOS, ""),
        (family.ELIN, "Not recorded anew; as recorded on 20 September 2041."),
    ]


def test_aims_that_nobody_recorded_before_are_not_made_up(english: Words) -> None:
    later = held_on(date(2041, 11, 28), 5, Aim(family.TOMOS, outcome="Calm nights."))
    bare = held_on(date(2041, 11, 7), 4)
    shown = part(minutes_view(with_aims(bare, later), bare, english), "aims")
    assert (shown.groups, shown.notes) == ((), ("Nothing is recorded.",))


def test_the_four_considerations_have_a_place_of_their_own_also_when_blank(english: Words) -> None:
    # 002, each re-evaluation of the plan: supports and resources, monitoring, outcomes, contingency.
    bare = held_on(family.PRE_RCPC, 4)
    shown = minutes_view(with_aims(bare), bare, english, {ProtocolRule.FOUR_CONSIDERATIONS})
    told = part(shown, "contingency")
    assert told.title == "What was considered about the plan"
    assert [group.title for group in told.groups] == [
        "Supports and resources required",
        "How the plan is monitored and reviewed",
        "Outcomes to be achieved",
        "What happens if there are concerns or the plan is not working",
    ]
    assert [group.notes for group in told.groups[:2]] == [("Nothing is recorded.",)] * 2
    outcomes = told.groups[2].notes
    assert outcomes[0].startswith("They stand with the actions of the plan, version 2: 1")


def test_what_was_considered_is_printed_once_and_whole(english: Words) -> None:
    received = family.received_minutes()
    form = replace(received.form, supports="A place at the nursery.", monitoring="Every fortnight.")
    received = replace(received, form=form)
    shown = minutes_view(family.case(), received, english, {ProtocolRule.FOUR_CONSIDERATIONS})
    assert unsaid(form, shown) == []
    told = part(shown, "contingency")
    assert [g.entries[0].text for g in (*told.groups[:2], told.groups[3])] == [
        ("A place at the nursery.",), ("Every fortnight.",), ("Ring the duty team.",),
    ]  # fmt: skip
    assert [e.text for e in part(shown, "concerns").entries] == [("None.",)]


def test_whose_agreement_is_not_known_has_a_line_too(view: MinutesView, english: Words) -> None:
    members = {m.name for m in family.case().set_up.form.members if m.part != "chair"}
    rows = {row[0][0]: row[3] for row in part(view, "agreement").table.rows}
    assert set(rows) >= members
    assert (rows["Ffion Fennimore"], rows["Harriet Quayle"]) == (("No",), ())
    first = Received(Minutes(kind="first", held=family.FIRST), 2, "f" * 64, family.FIRST)
    shown = part(minutes_view(with_aims(first), first, english), "agreement")
    assert {row[0][0] for row in shown.table.rows} >= members
