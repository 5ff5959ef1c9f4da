from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.merge.periods import cases
from pipeline.merge.proposals import proposals, settled_proposals
from pipeline.model.case import Case
from pipeline.model.forms import Agreement, PlanDetail, PlanUpdate, UpdateRow
from pipeline.model.plan import Change, Decided, Note, PlanAction, Status
from pipeline.model.set_up import Action, Extra
from pipeline.rulebook.sameness import number_key

FIRST, SECOND = date(2041, 3, 15), date(2041, 4, 26)


def actions(case: Case, version: int = -1) -> dict[str, PlanAction]:
    return {a.action.number: a for a in case.plans[version].actions}


def test_version_1_is_the_outline_without_marks(family: SimpleNamespace) -> None:
    (version,) = family.case([]).plans
    assert (version.number, version.dated, version.origin) == (1, family.icpc, "outline")
    assert [a.action.number for a in version.actions] == ["1", "2", "10"]
    assert version.contingency == "Call the duty team."
    assert not any(a.new or a.changes or a.notes for a in version.actions)


def test_minutes_without_a_word_on_the_plan_make_no_version(family: SimpleNamespace) -> None:
    printed = (PlanUpdate("1"), PlanUpdate("2"))  # rows that came with the form, left blank
    assert len(family.case([family.minutes(FIRST, other="Tea was served.", updates=printed)]).plans) == 1


def test_each_meeting_makes_a_version_by_the_day_it_was_held(family: SimpleNamespace) -> None:
    second = family.minutes(
        SECOND, agreements=(Agreement("Pia Lund", agreed="yes"),), contingency="New plan B"
    )
    first = family.minutes(FIRST, updates=(PlanUpdate("1", progress="Going", decision="same"),))
    versions = family.case([second, first]).plans
    assert [(v.number, v.dated, v.origin) for v in versions] == [
        (1, family.icpc, "outline"),
        (2, FIRST, "minutes"),
        (3, SECOND, "minutes"),
    ]
    assert [v.contingency for v in versions] == ["Call the duty team.", "Call the duty team.", "New plan B"]
    changed = Change("contingency", "Call the duty team.", "New plan B")
    assert [v.revised for v in versions] == [None, None, changed]
    assert [len(v.agreements) for v in versions] == [0, 0, 1]


@pytest.mark.parametrize(
    ("decision", "status"),
    [
        ("same", Status.OPEN),
        ("", Status.OPEN),
        ("changed", Status.OPEN),
        ("done", Status.DONE),
        ("conference", Status.CONFERENCE),
    ],
)
def test_a_decision_sets_the_status(family: SimpleNamespace, decision: str, status: Status) -> None:
    case = family.case(
        [family.minutes(FIRST, updates=(PlanUpdate("02", "Two sessions", decision=decision),))]
    )
    action = actions(case)["2"]
    assert action.status is status
    assert action.notes == (Note(FIRST, "Two sessions"),)
    expected = () if status is Status.OPEN else (Change("status", "open", status.value),)
    assert action.changes == expected


def test_changes_show_before_and_after_and_last_one_version(family: SimpleNamespace) -> None:
    change = PlanUpdate("10", decision="changed", new_who="Eli Stone", new_end=date(2041, 6, 1))
    reviewed = PlanUpdate("10", progress="Part ordered", decision="same")
    case = family.case(
        [family.minutes(FIRST, updates=(change,)), family.minutes(SECOND, updates=(reviewed,))]
    )
    assert actions(case, 1)["10"].changes == (
        Change("who", "Cal Dorn", "Eli Stone"),
        Change("end", "", "2041-06-01"),
    )
    assert actions(case, 1)["10"].action.action == "Mend the boiler"
    assert actions(case, 2)["10"].changes == ()
    assert actions(case, 2)["10"].action.who == "Eli Stone"


def test_notes_of_every_meeting_accumulate(family: SimpleNamespace) -> None:
    said = [PlanUpdate("1", progress="A"), PlanUpdate("1", barriers="B", actual_outcome="C", decision="same")]
    case = family.case(
        [family.minutes(day, updates=(u,)) for day, u in zip((FIRST, SECOND), said, strict=True)]
    )
    assert actions(case)["1"].notes == (Note(FIRST, "A"), Note(SECOND, "", "B", "C"))


def test_what_was_done_is_opened_again_by_a_change(family: SimpleNamespace) -> None:
    done = family.minutes(FIRST, updates=(PlanUpdate("1", decision="done"),))
    again = family.minutes(
        SECOND, updates=(PlanUpdate("1", decision="changed", new_action="Lunch club too"),)
    )
    assert actions(family.case([done, again]))["1"].status is Status.OPEN


def test_other_changes_leave_what_is_blank_as_it_is(family: SimpleNamespace) -> None:
    decided = family.minutes(
        FIRST,
        updates=(PlanUpdate("1", decision="changed"),),
        details=(
            PlanDetail(
                "01", "Ash eats every day", "The club rings", date(2041, 4, 1), "Daily", "The register"
            ),
            PlanDetail("2", new_often="Every Monday"),
            PlanDetail("10"),  # a number and nothing else says nothing
        ),
    )
    found = actions(family.case([decided]))
    assert found["1"].changes == (
        Change("outcome", "", "Ash eats every day"),
        Change("how", "", "The club rings"),
        Change("start", "", "2041-04-01"),
        Change("often", "", "Daily"),
        Change("measure", "", "The register"),
    )
    assert (found["1"].action.action, found["1"].action.who) == ("Breakfast club each day", "Pia Lund")
    assert found["2"].changes == (Change("often", "", "Every Monday"),)
    assert (found["2"].status, found["2"].notes) == (Status.OPEN, ())
    assert found["10"].changes == ()


def test_other_changes_alone_make_a_version(family: SimpleNamespace) -> None:
    assert len(family.case([family.minutes(FIRST, details=(PlanDetail("1"),))]).plans) == 1
    assert len(family.case([family.minutes(FIRST, details=(PlanDetail("1", new_how="By bus"),))]).plans) == 2


def test_other_changes_to_an_unknown_action_are_a_line_of_their_own(family: SimpleNamespace) -> None:
    rows = (PlanDetail("77", new_how="By bus"), PlanDetail("", new_outcome="Seen"))
    found = actions(family.case([family.minutes(FIRST, details=rows)]))
    assert (found["77"].new, found["77"].action.how) == (True, "By bus")
    assert found["78"].action.outcome == "Seen"


def test_an_update_about_an_unknown_action_is_a_line_of_its_own(family: SimpleNamespace) -> None:
    update = PlanUpdate("77", "They went", "No bus", "Went", "done", "Swim lessons", "Pia Lund")
    line = actions(family.case([family.minutes(FIRST, updates=(update,))]))["77"]
    assert line.new
    assert line.status is Status.DONE
    assert (line.action.action, line.action.who) == ("Swim lessons", "Pia Lund")
    assert line.notes == (Note(FIRST, "They went", "No bus", "Went"),)


def test_an_update_without_a_number_is_a_line_with_the_next_number(family: SimpleNamespace) -> None:
    updates = (PlanUpdate("", "They went", decision="same"), PlanUpdate("", "They came", decision="same"))
    found = actions(family.case([family.minutes(FIRST, updates=updates)]))
    assert [n.progress for number in ("11", "12") for n in found[number].notes] == ["They went", "They came"]


def test_two_rows_about_one_action_leave_a_chain_of_changes(family: SimpleNamespace) -> None:
    rows = (PlanUpdate("10", new_who="Eli Stone"), PlanUpdate("10", new_who="Sol Grey", decision="done"))
    found = actions(family.case([family.minutes(FIRST, updates=rows)]))["10"]
    assert found.action.who == "Sol Grey"
    assert found.changes == (
        Change("who", "Cal Dorn", "Eli Stone"),
        Change("who", "Eli Stone", "Sol Grey"),
        Change("status", "open", "done"),
    )


def test_answers_without_a_meaning_stay_with_their_action(family: SimpleNamespace) -> None:
    old, new = Extra("updates", "Colour", "amber"), Extra("updates", "Colour", "green")
    forms = [
        family.minutes(FIRST, updates=(PlanUpdate("1", extras=(old,)),)),
        family.minutes(SECOND, updates=(PlanUpdate("1", extras=(new,)),)),
    ]
    case = family.case(forms)
    assert actions(case, 1)["1"].action.extras == (old,)
    assert actions(case, 2)["1"].action.extras == (new,)


def two_periods(family: SimpleNamespace, *forms: object) -> Case:
    later = replace(
        family.set_up,
        last_conference=family.rcpc,
        next_conference=date(2041, 11, 20),
        contingency="",
        plan=(
            Action("1", "child", action="Breakfast and lunch club"),
            Action("", "family", action="New flat"),
        ),
    )
    accepted = [
        family.received(family.set_up, 1, family.icpc),
        *(family.received(form, n) for n, form in enumerate(forms, start=2)),
        family.received(later, 99, date(2041, 6, 2)),
    ]
    return cases("CP-2041-007", accepted)[1]


def test_a_later_conference_carries_ends_and_adds(family: SimpleNamespace) -> None:
    note = family.minutes(FIRST, updates=(PlanUpdate("1", "Went", decision="conference"),))
    case = two_periods(family, note)
    assert [(v.number, v.origin) for v in case.plans] == [(1, "outline"), (2, "minutes"), (3, "outline")]
    found = actions(case)
    assert found["1"].status is Status.OPEN
    assert found["1"].notes == (Note(FIRST, "Went"),)
    assert Change("action", "Breakfast club each day", "Breakfast and lunch club") in found["1"].changes
    assert Change("status", "conference", "open") in found["1"].changes
    assert found["2"].status is found["10"].status is Status.ENDED
    assert found["2"].action == family.set_up.plan[1]
    assert (found["11"].new, found["11"].action.action) == (True, "New flat")
    assert case.plan.contingency == "Call the duty team."


def test_a_conference_leaves_what_is_done_done(family: SimpleNamespace) -> None:
    case = two_periods(family, family.minutes(FIRST, updates=(PlanUpdate("2", decision="done"),)))
    assert actions(case)["2"].status is Status.DONE


def test_a_corrected_outline_that_lists_a_later_action_does_not_double_it(family: SimpleNamespace) -> None:
    new = Action("", "child", action="Bus pass", measure="He rides")
    minutes = family.received(family.minutes(FIRST, new_actions=(new,)), 2, FIRST)
    plan = (*family.set_up.plan, Action("11", "child", action="Bus pass", who="Pia Lund"))
    corrected = family.received(replace(family.set_up, plan=plan), 3, SECOND)
    (case,) = cases("CP-2041-007", [family.received(family.set_up, 1, family.icpc), minutes, corrected])
    found = [a.action for a in case.plan.actions if a.action.action == "Bus pass"]
    assert found == [Action("11", "child", action="Bus pass", who="Pia Lund", measure="He rides")]


def test_a_corrected_outline_that_takes_a_number_for_something_else_loses_neither(
    family: SimpleNamespace,
) -> None:
    minutes = family.received(family.minutes(FIRST, new_actions=(Action(action="Bus pass"),)), 2, FIRST)
    plan = (*family.set_up.plan, Action("11", "child", action="See a dentist"))
    corrected = family.received(replace(family.set_up, plan=plan), 3, SECOND)
    (case,) = cases("CP-2041-007", [family.received(family.set_up, 1, family.icpc), minutes, corrected])
    found = actions(case)
    assert (found["11"].action.action, found["12"].action.action) == ("See a dentist", "Bus pass")


NUMBERS = st.sampled_from(["", "1", "01", "2", "10", "11", "12", "99", "x"])
TEXTS = st.sampled_from(["", "Bus pass", "Swim lessons", "New flat"])
UPDATES = st.builds(
    PlanUpdate,
    number=NUMBERS,
    progress=TEXTS,
    decision=st.sampled_from(["", "same", "changed", "done", "conference"]),
    new_action=TEXTS,
)
DETAILS = st.builds(PlanDetail, number=NUMBERS, new_outcome=TEXTS, new_how=TEXTS, new_often=TEXTS)
NEW = st.builds(
    Action, number=NUMBERS, domain=st.sampled_from(["", "child", "family"]), action=TEXTS, need=TEXTS
)
MEETINGS = st.tuples(
    st.integers(-20, 120),
    st.lists(UPDATES, max_size=3).map(tuple),
    st.lists(DETAILS, max_size=2).map(tuple),
    st.lists(NEW, max_size=3).map(tuple),
)


@given(st.lists(MEETINGS, max_size=5), st.lists(st.lists(NEW, max_size=4).map(tuple), max_size=2))
def test_no_action_ever_disappears(
    family: SimpleNamespace,
    meetings: list[tuple[int, tuple[PlanUpdate, ...], tuple[PlanDetail, ...], tuple[Action, ...]]],
    outlines: list[tuple[Action, ...]],
) -> None:
    set_ups = [
        replace(family.set_up, case=f"{n}", plan=plan, last_conference=family.icpc + timedelta(40 * n))
        for n, plan in enumerate([family.set_up.plan, *outlines])
    ]
    forms = [family.received(s, n, s.last_conference) for n, s in enumerate(set_ups, start=1)]
    used: dict[int, object] = {}
    for after, updates, details, new in meetings:  # one meeting a day: a second would be a correction
        day = family.icpc + timedelta(after)
        used.setdefault(after, family.minutes(day, updates=updates, details=details, new_actions=new))
    forms += [family.received(form, n) for n, form in enumerate(used.values(), start=100)]
    before: set[str] = set()
    for version in cases("CP-2041-007", forms)[-1].plans:
        keys = [number_key(a.action.number) for a in version.actions]
        assert all(keys)
        assert len(set(keys)) == len(keys)
        assert before <= set(keys)
        assert (
            before == {number_key(a.action.number) for a in version.actions if not a.new}
            or version.number == 1
        )
        before = set(keys)


def test_proposals_wait_until_the_meeting_before_the_conference_decides(family: SimpleNamespace) -> None:
    rows = (
        UpdateRow("1", action="Lunch club too"),
        UpdateRow("2", action="Sessions twice a week"),
        UpdateRow("", action="A bus pass for Ash"),
        UpdateRow("", action="A dentist for Wren"),
    )
    agency = family.contribution("Housing", written=date(2041, 4, 30), updates=rows)
    decided = {
        "updates": (PlanUpdate("1", decision="changed"), PlanUpdate("2", decision="same")),
        "new_actions": (Action(action="a buss pass for Ash."),),
    }
    final = family.minutes(date(2041, 5, 2), "pre-rcpc", **decided)
    case = family.case([agency, final])
    assert [p.update for p in proposals(case)] == [rows[1], rows[3]]
    assert [p.update for p in settled_proposals(case)] == [rows[0], rows[2]]

    for other in (
        family.minutes(date(2041, 5, 2), "subsequent", **decided),  # not the meeting before the conference
        family.minutes(date(2041, 4, 29), "pre-rcpc", **decided),  # held before the agency wrote
    ):
        assert [p.update for p in proposals(family.case([agency, other]))] == list(rows)
    nameless = family.minutes(
        date(2041, 5, 2), "pre-rcpc", updates=(PlanUpdate("", "Done", decision="done"),)
    )
    assert len(proposals(family.case([agency, nameless]))) == 4
    undated = family.contribution("Housing", written=None, updates=rows)
    assert [p.update for p in proposals(family.case([undated, final]))] == list(rows)


def test_who_takes_an_action_over_brings_their_agency(family: SimpleNamespace) -> None:
    def owner(**update: Any) -> tuple[str, str]:
        minutes = family.minutes(date(2041, 4, 1), updates=(PlanUpdate("1", decision="changed", **update),))
        (action,) = (a.action for a in family.case([minutes]).plan.actions if a.action.number == "1")
        return action.who, action.agency

    assert owner(progress="Carries on") == ("Pia Lund", "Hillfoot School")
    assert owner(new_who="Jo Marsh") == ("Jo Marsh", "Health Visiting")
    assert owner(new_who="Jo Marsh and Cal Dorn") == ("Jo Marsh and Cal Dorn", "Health Visiting; Housing")
    assert owner(new_who="Mara Fable") == ("Mara Fable", "")  # her mother: no agency is asked about it
    assert owner(new_who="Somebody New") == ("Somebody New", "Hillfoot School")
    assert owner(new_who="Jo Marsh", new_agency="Housing") == ("Jo Marsh", "Housing")


def test_what_was_put_to_the_conference_has_ended_when_the_conference_leaves_it_out(
    family: SimpleNamespace,
) -> None:
    put = family.minutes(date(2041, 4, 1), updates=(PlanUpdate("1", decision="conference"),))
    review = replace(
        family.set_up,
        last_conference=family.rcpc,
        next_conference=date(2041, 11, 20),
        plan=family.set_up.plan[1:],
    )
    forms = [family.set_up, put, review]
    first, second = cases("CP-2041-007", [family.received(f, n) for n, f in enumerate(forms, start=1)])
    assert [a.status for a in first.plan.actions if a.action.number == "1"] == [Status.CONFERENCE]
    assert [a.status for a in second.plan.actions if a.action.number == "1"] == [Status.ENDED]


def test_a_meeting_settles_what_was_written_on_its_day_and_nothing_later(family: SimpleNamespace) -> None:
    day = date(2041, 5, 2)
    minutes = family.minutes(day, "pre-rcpc", updates=(PlanUpdate("1", decision="changed"),))

    def settled(written: date) -> bool:
        form = family.contribution("Housing", written=written, updates=(UpdateRow("1", action="Twice"),))
        return bool(settled_proposals(family.case([form, minutes])))

    assert [settled(day + timedelta(days=off)) for off in (-1, 0, 1)] == [True, True, False]


def test_a_proposal_says_what_a_core_group_decided_on_it_since(family: SimpleNamespace) -> None:
    rows = (
        UpdateRow("", action="A family group conference to agree who is rung at night"),
        UpdateRow("", action="A bus pass for Ash"),
        UpdateRow("10", action="Six more sessions"),
        UpdateRow("2", action="Sessions twice a week"),
    )
    held = date(2041, 5, 2)
    done, same = PlanUpdate("10", decision="done"), PlanUpdate("2", decision="same")
    minutes = family.minutes(
        held,
        "pre-rcpc",
        updates=(done, same),
        new_actions=(Action(action="A family group conference."), Action(action="A bus pass for Ash.")),
    )
    case = family.case([family.contribution("Housing", written=date(2041, 4, 30), updates=rows), minutes])
    number = {a.action.action: a.action.number for a in case.plan.actions}
    # Open: by number, new ones last; the plan may hold the first only in part, so it stays among them.
    assert [(p.update, p.decided) for p in proposals(case)] == [
        (rows[3], Decided(held, "2", same)),
        (rows[0], Decided(held, number["A family group conference."], nearly=True)),
    ]
    assert [(p.update, p.decided) for p in settled_proposals(case)] == [
        (rows[2], Decided(held, "10", done)),
        (rows[1], Decided(held, number["A bus pass for Ash."])),
    ]
