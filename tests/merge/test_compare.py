"""Any two versions of a plan: what differs between them, whatever happened in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipeline.merge.compare import compared
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
