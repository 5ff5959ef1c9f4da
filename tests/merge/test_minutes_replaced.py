"""Minutes that went into the record under a wrong day, taken back (004, Chair and note taker)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

from pipeline.model.forms import PlanUpdate
from pipeline.model.set_up import Action

WRONG, RIGHT, NEXT = date(2041, 3, 26), date(2041, 4, 26), date(2041, 5, 10)
TAXI = Action(domain="parents", action="A taxi takes Mara to the clinic")


def test_minutes_of_a_wrong_day_leave_the_timeline_and_the_plan(family: SimpleNamespace) -> None:
    done = (PlanUpdate("1", decision="done"),)
    case = family.case(
        [
            family.minutes(WRONG, updates=done, new_actions=(TAXI,)),
            family.minutes(RIGHT, replaces=WRONG, new_actions=(TAXI,)),
        ]
    )
    assert [received.form.held for received in case.minutes] == [RIGHT]
    assert [plan.dated for plan in case.plans] == [family.icpc, RIGHT]
    # Action 1 is open again, and the new one keeps the number under which it was printed.
    assert [(p.action.number, p.status.value) for p in case.plan.actions if p.action.number in "1 11"] == [
        ("1", "open"),
        ("11", "open"),
    ]
    assert len(case.plan.actions) == 4


def test_what_was_replaced_is_an_earlier_version_and_stays_known(family: SimpleNamespace) -> None:
    case = family.case([family.minutes(WRONG), family.minutes(RIGHT, replaces=WRONG)])
    assert [[v.form.held for v in versions] for versions in case.minutes_versions] == [[WRONG, RIGHT]]
    assert case.minutes[0].version == 2


def test_a_correction_of_the_right_day_brings_the_wrong_one_back_no_more(family: SimpleNamespace) -> None:
    forms = [
        family.minutes(WRONG),
        family.minutes(RIGHT, replaces=WRONG),
        family.minutes(RIGHT, going_well="School"),
    ]
    assert [received.form.held for received in family.case(forms).minutes] == [RIGHT]


def test_minutes_of_both_days_become_one_meeting(family: SimpleNamespace) -> None:
    forms = [family.minutes(RIGHT), family.minutes(WRONG), family.minutes(RIGHT, replaces=WRONG)]
    assert [received.form.held for received in family.case(forms).minutes] == [RIGHT]


def test_a_later_meeting_on_the_day_given_back_is_one_of_its_own(family: SimpleNamespace) -> None:
    forms = [
        family.minutes(WRONG),
        family.minutes(RIGHT, replaces=WRONG),
        replace(family.minutes(WRONG), going_well="The first core group"),
        family.minutes(NEXT),
    ]
    assert [received.form.held for received in family.case(forms).minutes] == [WRONG, RIGHT, NEXT]
