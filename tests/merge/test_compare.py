"""Any two versions of a plan: what differs between them, whatever happened in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.merge.compare import compared, since_conference, step_by_step
from pipeline.merge.periods import cases
from pipeline.merge.plan import COMPARED
from pipeline.model.forms import PlanDetail, PlanUpdate
from pipeline.model.plan import Change, Note, PlanAction, PlanVersion, Status
from pipeline.model.set_up import Action, Extra

ONE = PlanAction(Action("1", "child", action="Breakfast club.", who="Sam Sample", end=date(2041, 5, 1)))
TWO = PlanAction(Action("2", "parents", action="Weekly sessions.", extras=(Extra("plan", "Cost", "None"),)))
FIRST = PlanVersion(1, date(2041, 3, 1), "outline", (ONE, TWO), contingency="Ring the team.")


def later(number: int, *actions: PlanAction, contingency: str = "Ring the team.") -> PlanVersion:
    return PlanVersion(number, date(2041, 3 + number, 1), "minutes", actions, contingency=contingency)


def test_the_same_version_twice_differs_in_nothing() -> None:
    found = compared(FIRST, FIRST)
    assert [(a.fresh, a.changes, a.notes) for a in found.actions] == [(False, (), ())] * 2
    assert found.contingency is None


def test_every_answer_that_differs_is_told_then_and_now() -> None:
    changed = replace(ONE.action, who="Jo Placeholder", end=date(2041, 6, 1), often="Daily")
    found = compared(FIRST, later(2, replace(ONE, action=changed, status=Status.DONE), TWO))
    assert found.actions[0].changes == (
        Change("who", "Sam Sample", "Jo Placeholder"),
        Change("end", "2041-05-01", "2041-06-01"),
        Change("often", "", "Daily"),
        Change("status", "open", "done"),
    )
    assert found.actions[1].changes == ()


def test_an_action_of_a_later_version_is_new_with_everything_in_it() -> None:
    three = PlanAction(Action("3", "family", action="A tenancy."), notes=(Note(date(2041, 5, 1), "Begun."),))
    found = compared(FIRST, later(2, ONE, TWO, three))
    assert [(a.planned.action.number, a.fresh) for a in found.actions] == [
        ("1", False), ("2", False), ("3", True),
    ]  # fmt: skip
    assert found.actions[2].notes == three.notes


def test_what_was_changed_and_changed_back_is_no_change() -> None:
    away = replace(ONE, action=replace(ONE.action, who="Jo Placeholder"))
    second, third = later(2, away, TWO), later(3, ONE, TWO)
    assert compared(FIRST, second).actions[0].changes == (Change("who", "Sam Sample", "Jo Placeholder"),)
    assert compared(second, third).actions[0].changes == (Change("who", "Jo Placeholder", "Sam Sample"),)
    assert compared(FIRST, third).actions[0].changes == ()


def test_only_notes_written_since_are_told() -> None:
    old, new = Note(date(2041, 4, 1), "Begun."), Note(date(2041, 5, 1), "Going on.")
    before = later(2, replace(ONE, notes=(old,)), TWO)
    after = later(3, replace(ONE, notes=(old, new)), TWO)
    assert compared(before, after).actions[0].notes == (new,)


def test_answers_without_a_meaning_and_the_contingency_are_compared_too() -> None:
    other = replace(TWO.action, extras=(Extra("plan", "Cost", "Paid by the service"),))
    found = compared(FIRST, later(2, ONE, replace(TWO, action=other), contingency="Meet within a week."))
    assert found.actions[1].changes == (Change("extras", "Cost: None", "Cost: Paid by the service"),)
    assert found.contingency == Change("contingency", "Ring the team.", "Meet within a week.")


@pytest.mark.parametrize("contingency", ["Ring the team.", " Ring  the team.\n"])
def test_spaces_are_no_change(contingency: str) -> None:
    assert compared(FIRST, later(2, ONE, TWO, contingency=contingency)).contingency is None


NUMBERS = st.sampled_from(["", "1", "2", "10", "11", "77"])
TEXTS = st.sampled_from(["", "Bus pass", "Swim lessons", "New flat"])
DAYS = st.sampled_from([None, date(2041, 6, 2), date(2041, 7, 1)])
UPDATES = st.builds(
    PlanUpdate,
    number=NUMBERS,
    progress=TEXTS,
    decision=st.sampled_from(["", "same", "changed", "done", "conference"]),
    new_action=TEXTS,
    new_end=DAYS,
)
DETAILS = st.builds(PlanDetail, number=NUMBERS, new_outcome=TEXTS, new_how=TEXTS, new_start=DAYS)
NEW = st.builds(Action, number=NUMBERS, action=TEXTS, need=TEXTS)
MEETINGS = st.builds(
    lambda updates, details, new: {"updates": updates, "details": details, "new_actions": new},
    st.lists(UPDATES, max_size=3).map(tuple),
    st.lists(DETAILS, max_size=2).map(tuple),
    st.lists(NEW, max_size=2).map(tuple),
)


def versions(
    family: SimpleNamespace, meetings: list[dict[str, Any]], review: tuple[Action, ...] | None
) -> tuple[PlanVersion, ...]:
    """The plan after a conference, a meeting each week and perhaps another conference among them."""
    forms = [family.received(family.set_up, 1, family.icpc)]
    for week, said in enumerate(meetings, 1):
        day = family.icpc + timedelta(weeks=week)
        forms.append(family.received(family.minutes(day, **said), 10 + week, day))
    if review is not None:
        held = family.icpc + timedelta(days=18)
        later = replace(family.set_up, plan=review, last_conference=held, next_conference=date(2041, 12, 2))
        forms.append(family.received(later, 2, held))
    return cases("CP-2041-007", forms)[-1].plans


def values(planned: PlanAction) -> dict[str, str]:
    return {"status": planned.status.value} | {
        name: value.isoformat() if isinstance(value, date) else value or ""
        for name in COMPARED
        for value in [getattr(planned.action, name)]
    }


@given(st.lists(MEETINGS, max_size=4), st.none() | st.lists(NEW, max_size=3).map(tuple), st.data())
def test_two_steps_say_what_one_step_says(
    family: SimpleNamespace,
    meetings: list[dict[str, Any]],
    review: tuple[Action, ...] | None,
    data: st.DataObject,
) -> None:
    plans = versions(family, meetings, review)
    places = sorted(data.draw(st.lists(st.integers(0, len(plans) - 1), min_size=3, max_size=3)))
    first, middle, last = (plans[place] for place in places)
    once = {a.planned.action.number: a for a in compared(first, last).actions}
    early = {a.planned.action.number: a for a in compared(first, middle).actions}
    late = {a.planned.action.number: a for a in compared(middle, last).actions}
    was = {planned.action.number: planned for planned in first.actions}
    # Nothing disappears, and what is new in a step is new in the whole.
    assert set(was) <= set(early) <= set(late) == set(once)
    fresh = {n for n, a in early.items() if a.fresh} | {n for n, a in late.items() if a.fresh}
    assert {n for n, a in once.items() if a.fresh} == fresh == set(once) - set(was)
    for number, whole in once.items():
        if number in was:
            then, now = values(was[number]), values(whole.planned)
            told = {c.field: (c.before, c.after) for c in whole.changes}
            assert told == {f: (then[f], now[f]) for f in now if then[f] != now[f]}
            steps = {c.field for c in (*early[number].changes, *late[number].changes)}
            assert set(told) <= steps
            assert whole.notes == (*early[number].notes, *late[number].notes)


@given(st.lists(MEETINGS, max_size=4), st.none() | st.lists(NEW, max_size=3).map(tuple))
def test_a_version_against_itself_is_blank_and_every_step_has_its_kinds(
    family: SimpleNamespace, meetings: list[dict[str, Any]], review: tuple[Action, ...] | None
) -> None:
    plans = versions(family, meetings, review)
    for version in plans:
        same = compared(version, version)
        assert same.is_blank
        assert same.by_kind == ()
    for step in step_by_step(plans):
        told = {number for _, numbers in step.by_kind for number in numbers}
        differ = {a.planned.action.number for a in step.actions if a.fresh or a.changes or a.notes}
        assert told == differ


def test_what_became_of_an_action_is_told_by_kind() -> None:
    three = PlanAction(Action("3", "family", action="A tenancy."), status=Status.CONFERENCE)
    four = PlanAction(Action("4", "family", action="A bed."), notes=(Note(date(2041, 5, 1), "Ordered."),))
    first = replace(FIRST, actions=(ONE, replace(TWO, status=Status.DONE), three, replace(four, notes=())))
    often = replace(ONE.action, often="Daily")
    new = PlanAction(Action("5", action="A lock."), status=Status.DONE)
    ended = replace(three, status=Status.ENDED)
    second = later(2, replace(ONE, action=often), TWO, ended, four, new)
    assert compared(first, second).by_kind == (
        ("new", ("5",)),
        ("changed", ("1",)),
        ("done", ("5",)),
        ("reopened", ("2",)),
        ("ended", ("3",)),
        ("noted", ("4",)),
    )
    put = later(2, replace(ONE, status=Status.CONFERENCE), replace(TWO, status=Status.DONE))
    assert compared(FIRST, put).by_kind == (("done", ("2",)), ("conference", ("1",)))


def test_the_conference_sees_what_changed_since_the_last_one() -> None:
    second, third = later(2, ONE, TWO), replace(later(3, ONE, TWO), origin="outline")
    fourth = later(4, ONE, TWO)
    assert since_conference([FIRST]) is None

    def pair(*plans: PlanVersion) -> tuple[int, int]:
        found = since_conference(plans)
        assert found is not None
        return found.before.number, found.after.number

    assert pair(FIRST, second) == (1, 2)
    assert pair(FIRST, second, third, fourth) == (3, 4)
    assert pair(FIRST, second, third) == (2, 3)  # what the conference itself changed


def test_a_version_knows_the_day_of_the_form_that_corrected_it(family: SimpleNamespace) -> None:
    day = date(2041, 3, 15)
    meeting = family.minutes(day, new_actions=(Action(action="Bus pass"),))
    forms = [
        family.received(family.set_up, 1, family.icpc),
        family.received(meeting, 2, date(2041, 3, 17)),
        family.received(replace(meeting, other="Tea."), 3, date(2041, 3, 20)),
    ]
    first, second = cases("CP-2041-007", forms)[-1].plans
    assert (first.corrected, second.corrected) == (None, date(2041, 3, 20))
