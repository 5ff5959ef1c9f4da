"""The timeline under each guidance: days counted by hand, with the bank holidays of each nation.

Bank holidays that matter here, from the three nations' own lists:
- England and Wales: Fri 25 December 2026, Mon 28 December (Boxing Day falls on a Saturday), Fri 1 January,
  Good Friday 26 March, Easter Monday 29 March 2027.
- Scotland: the same at Christmas; Fri 1 and Mon 4 January 2027 (the second falls on a Saturday); Good Friday,
  but no Easter Monday.
- Northern Ireland: as England and Wales, and St Patrick's Day Wed 17 March and Mon 12 July 2027.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from pipeline.check.timeline import plan_conference, timeline
from pipeline.model.case import Case
from pipeline.model.forms import Minutes, SignOff, StepDone
from pipeline.model.request import Request
from pipeline.model.set_up import CaseSetUp, Child, Meeting
from pipeline.model.timeline import Limit, StepCheck, StepStatus, Timeline, Unit
from pipeline.rulebook.library import Library

ENGLAND, SCOTLAND, NORTHERN_IRELAND = "England and Wales", "Scotland", "Northern Ireland"
NAMES = ("ceredigion", "core-group-key-points", "cwm-taf", "joint-report-process", "rochdale")
THURSDAY_BEFORE_CHRISTMAS = date(2026, 12, 17)
REVIEW = date(2027, 3, 16)

Check = Callable[..., Mapping[str, StepCheck]]


@pytest.fixture
def check(library: Library, make_case: Callable[..., Case]) -> Check:
    """The steps of a case by id: ``check("cwm-taf", today, start, rcpc, nation, minutes=..., ...)``."""

    def by_id(
        name: str,
        today: date,
        start: date = THURSDAY_BEFORE_CHRISTMAS,
        rcpc: date = REVIEW,
        nation: str = ENGLAND,
        set_up: Mapping[str, Any] | None = None,
        first: bool = True,
        **forms: Any,
    ) -> Mapping[str, StepCheck]:
        form = CaseSetUp(case="CP-2026-014", protocol=name, icpc=start if first else None, **(set_up or {}))
        case = make_case(start, rcpc, first, set_up=form, **forms)
        found: Timeline = timeline(case, library.protocols[name], library.nations[nation], today)
        return {step.id: step for step in found.steps}

    return by_id


def held(kind: str, on: date, **answers: Any) -> Minutes:
    return Minutes(case="CP-2026-014", kind=kind, held=on, **answers)


def test_000_ten_working_days_over_christmas_then_six_weeks(check: Check) -> None:
    """000, Core Group Frequency.

    Ten working days after Thu 17 December: Fri 18 = 1, 21 = 2, 22 = 3, 23 = 4, Thu 24 = 5, Tue 29 = 6,
    30 = 7, Thu 31 = 8, Mon 4 January = 9, Tue 5 = 10. Six weeks after Tue 5 January is
    Tue 16 February; six weeks after that, Tue 30 March, the review of 16 March has been held.
    """
    steps = check("cwm-taf", date(2026, 12, 18))
    assert {key: step.due for key, step in steps.items()} == {
        "first-core-group": date(2027, 1, 5),
        "core-group-2": date(2027, 2, 16),
    }
    assert {step.status for step in steps.values()} == {StepStatus.DUE}


def test_000_an_interval_that_the_conference_set_goes_before_six_weeks(check: Check) -> None:
    """000, Core Group Frequency: four weeks after Tue 5 January are Tue 2 February, then Tue 2 March."""
    steps = check("cwm-taf", date(2026, 12, 18), set_up={"interval_weeks": 4})
    assert [(key, step.due) for key, step in steps.items()] == [
        ("first-core-group", date(2027, 1, 5)),
        ("core-group-2", date(2027, 2, 2)),
        ("core-group-3", date(2027, 3, 2)),
    ]
    assert steps["core-group-3"].limit == Limit(4, Unit.WEEKS)


def test_000_the_record_goes_round_within_five_working_days(check: Check) -> None:
    """000, Record of the Core Group Meeting: Wed 6 January = 1, 7 = 2, 8 = 3, Mon 11 = 4, Tue 12 = 5.

    Sent on Thu 14 January it is two working days late.
    """
    first = held("first", date(2027, 1, 5), circulated=date(2027, 1, 14))
    step = check("cwm-taf", date(2027, 1, 20), minutes=[first])["first-core-group-circulated"]
    assert (step.due, step.done, step.status) == (
        date(2027, 1, 12),
        date(2027, 1, 14),
        StepStatus.DONE_LATE,
    )
    assert step.days_late == 2
    assert step.title == "Record and plan to all members: First core group"
    waiting = check("cwm-taf", date(2027, 1, 13), minutes=[held("first", date(2027, 1, 5))])
    assert waiting["first-core-group-circulated"].status is StepStatus.OVERDUE


def test_000_the_core_group_before_the_review_is_one_more_core_group(check: Check) -> None:
    """Without a chain nothing is counted back from the review; its minutes still close the six weeks."""
    steps = check(
        "cwm-taf",
        date(2027, 3, 10),
        minutes=[held("first", date(2027, 1, 5)), held("pre-rcpc", date(2027, 2, 15))],
    )
    assert steps["core-group-2"].done == date(2027, 2, 15)
    assert steps["core-group-2"].status is StepStatus.DONE
    assert not any(step.chain for step in steps.values())
    assert "core-group-2-circulated" in steps


@pytest.mark.parametrize(("sent", "status"), [(18, StepStatus.DONE), (19, StepStatus.DONE_LATE)])
def test_001_the_outline_plan_a_day_after_the_conference(check: Check, sent: int, status: StepStatus) -> None:
    """001, 2: 24 hours after Thu 17 December, so by Fri 18."""
    step = check("rochdale", date(2026, 12, 21), set_up={"outline_sent": date(2026, 12, sent)})[
        "outline-sent"
    ]
    assert (step.due, step.status) == (date(2026, 12, 18), status)


def test_001_the_outline_plan_of_an_earlier_conference_is_not_this_ones(check: Check) -> None:
    """001, 2: counted from each conference. A set-up that began as a copy still has the day of the last."""
    step = check("rochdale", date(2026, 12, 21), set_up={"outline_sent": date(2026, 9, 2)})["outline-sent"]
    assert (step.due, step.done, step.status) == (date(2026, 12, 18), None, StepStatus.NOT_RECORDED)


@pytest.mark.parametrize(
    ("planned", "status"), [(date(2027, 1, 12), StepStatus.DUE), (date(2027, 1, 13), StepStatus.AT_RISK)]
)
def test_a_day_that_is_still_to_come_is_booked_and_not_done(
    check: Check, planned: date, status: StepStatus
) -> None:
    """000, Record: five working days after Tue 5 January are Tue 12. Note takers write the day planned."""
    first = held("first", date(2027, 1, 5), circulated=planned)
    step = check("cwm-taf", date(2027, 1, 7), minutes=[first])["first-core-group-circulated"]
    assert (step.due, step.planned, step.done, step.status) == (date(2027, 1, 12), planned, None, status)
    on_the_day = check("cwm-taf", planned, minutes=[first])["first-core-group-circulated"]
    assert (on_the_day.done, on_the_day.planned) == (planned, None)


def test_001_an_outline_plan_whose_day_nobody_told_is_not_called_late(check: Check) -> None:
    step = check("rochdale", date(2027, 2, 1))["outline-sent"]
    assert (step.status, step.days_late) == (StepStatus.NOT_RECORDED, 0)


def test_001_ten_days_are_calendar_days_and_no_interval_is_set(check: Check) -> None:
    """001, 2: ten days after Thu 17 December are Sun 27 December. How often to meet is not said."""
    steps = check(
        "rochdale",
        date(2027, 2, 1),
        minutes=[held("first", date(2026, 12, 22)), held("subsequent", date(2027, 1, 28))],
    )
    assert steps["first-core-group"].due == date(2026, 12, 27)
    second = steps["core-group-2"]
    assert (second.limit, second.due, second.done, second.status) == (
        None,
        None,
        date(2027, 1, 28),
        StepStatus.DONE,
    )
    assert "core-group-3" not in steps


def test_001_a_meeting_that_is_booked_is_shown_without_a_last_day(check: Check) -> None:
    booked = (Meeting("subsequent", date(2027, 2, 9)),)
    step = check("rochdale", date(2027, 2, 1), set_up={"meetings": booked})["core-group-2"]
    assert (step.planned, step.due, step.status) == (date(2027, 2, 9), None, StepStatus.DUE)


def test_001_an_interval_of_the_conference_is_counted_where_the_guidance_sets_none(check: Check) -> None:
    """Four weeks after the first core group of Tue 22 December are Tue 19 January."""
    steps = check(
        "rochdale",
        date(2027, 1, 20),
        set_up={"interval_weeks": 4},
        minutes=[held("first", date(2026, 12, 22))],
    )
    assert (steps["core-group-2"].due, steps["core-group-2"].status) == (
        date(2027, 1, 19),
        StepStatus.OVERDUE,
    )


@pytest.mark.parametrize(
    ("nation", "plan"),
    [
        # 002: five working days after Mon 15 March 2027: 16 = 1, 17 = 2, 18 = 3, Fri 19 = 4, Mon 22 = 5.
        (ENGLAND, date(2027, 3, 22)),
        # St Patrick's Day, Wed 17 March, is a day off: 16 = 1, 18 = 2, 19 = 3, Mon 22 = 4, Tue 23 = 5.
        (NORTHERN_IRELAND, date(2027, 3, 23)),
    ],
)
def test_002_the_plan_in_five_working_days_and_cp9_in_seven_days(
    check: Check, nation: str, plan: date
) -> None:
    """002: form CP9 within seven days of Mon 15 March, Mon 22 March everywhere: they are calendar days."""
    meeting = held("first", date(2027, 3, 15), circulated=plan, notice_sent=date(2027, 3, 24))
    steps = check(
        "core-group-key-points",
        date(2027, 3, 30),
        start=date(2027, 3, 1),
        rcpc=date(2027, 5, 25),
        nation=nation,
        minutes=[meeting],
    )
    assert list(steps) == ["core-group-1", "core-group-1-circulated", "core-group-1-notice"]
    circulated, notice = steps["core-group-1-circulated"], steps["core-group-1-notice"]
    assert (circulated.due, circulated.status) == (plan, StepStatus.DONE)
    assert (notice.due, notice.status, notice.days_late) == (date(2027, 3, 22), StepStatus.DONE_LATE, 2)
    assert notice.title == "Form CP9 to the co-ordinator: Core group 1"


@pytest.mark.parametrize(
    ("meeting", "nation", "plan", "paper"),
    [
        # New Year: Tue 30 December = 1, Wed 31 = 2, Fri 2 January = 3, Mon 5 = 4, Tue 6 = 5.
        (date(2025, 12, 29), ENGLAND, date(2026, 1, 6), date(2026, 1, 5)),
        (date(2025, 12, 29), NORTHERN_IRELAND, date(2026, 1, 6), date(2026, 1, 5)),
        # In Scotland Fri 2 January is a day off as well: Mon 5 = 3, Tue 6 = 4, Wed 7 = 5.
        (date(2025, 12, 29), SCOTLAND, date(2026, 1, 7), date(2026, 1, 5)),
        # Tue 17 March = 1, 18 = 2, 19 = 3, Fri 20 = 4, Mon 23 = 5.
        (date(2026, 3, 16), ENGLAND, date(2026, 3, 23), date(2026, 3, 23)),
        # St Patrick's Day: Wed 18 March = 1, 19 = 2, Fri 20 = 3, Mon 23 = 4, Tue 24 = 5.
        (date(2026, 3, 16), NORTHERN_IRELAND, date(2026, 3, 24), date(2026, 3, 23)),
        # Good Friday 3, Easter Monday 6 April: Tue 31 March = 1, Wed 1 = 2, Thu 2 = 3, Tue 7 = 4, Wed 8 = 5.
        (date(2026, 3, 30), ENGLAND, date(2026, 4, 8), date(2026, 4, 6)),
        (date(2026, 3, 30), NORTHERN_IRELAND, date(2026, 4, 8), date(2026, 4, 6)),
        # In Scotland Easter Monday is worked: Thu 2 April = 3, Mon 6 = 4, Tue 7 = 5.
        (date(2026, 3, 30), SCOTLAND, date(2026, 4, 7), date(2026, 4, 6)),
        # Fri 10 July = 1, Mon 13 = 2, 14 = 3, 15 = 4, Thu 16 = 5.
        (date(2026, 7, 9), ENGLAND, date(2026, 7, 16), date(2026, 7, 16)),
        # 12 July is a Sunday, so Mon 13 is off: Fri 10 = 1, Tue 14 = 2, 15 = 3, 16 = 4, Fri 17 = 5.
        (date(2026, 7, 9), NORTHERN_IRELAND, date(2026, 7, 17), date(2026, 7, 16)),
    ],
)
def test_002_bank_holidays_move_the_plan_and_never_cp9(
    check: Check, meeting: date, nation: str, plan: date, paper: date
) -> None:
    """002, copies of the plan: five working days for the plan, seven days for CP9, both from the meeting."""
    about = {"start": meeting - timedelta(weeks=2), "rcpc": meeting + timedelta(weeks=12), "nation": nation}
    open_ones = check("core-group-key-points", meeting, minutes=[held("subsequent", meeting)], **about)
    assert open_ones["core-group-1-circulated"].due == plan
    assert open_ones["core-group-1-notice"].due == paper
    for late in (0, 1):
        told = held(
            "subsequent",
            meeting,
            circulated=plan + timedelta(days=late),
            notice_sent=paper + timedelta(days=late),
        )
        steps = check("core-group-key-points", plan + timedelta(weeks=2), minutes=[told], **about)
        wanted = StepStatus.DONE_LATE if late else StepStatus.DONE
        assert {steps[f"core-group-1-{key}"].status for key in ("circulated", "notice")} == {wanted}


def test_002_cp9_may_go_before_the_plan_does(check: Check) -> None:
    """Both are counted from the meeting of Mon 15 March: neither waits for the other."""
    told = held("first", date(2027, 3, 15), circulated=date(2027, 3, 22), notice_sent=date(2027, 3, 16))
    about = {"start": date(2027, 3, 1), "rcpc": date(2027, 5, 25)}
    steps = check("core-group-key-points", date(2027, 3, 30), minutes=[told], **about)
    assert steps["core-group-1-notice"].status is StepStatus.DONE
    assert steps["core-group-1-circulated"].status is StepStatus.DONE


def extra(answer: str = "", on: date | None = None) -> Request:
    """A member asks on Mon 11 January 2027 for an extra core group; ``on`` is the day that was granted."""
    answered = date(2027, 1, 12) if answer else None
    return Request(
        "CP-2026-014", "extra-core-group", "Robin Example", "Example School", date(2027, 1, 11),
        answer=answer, answered_on=answered, held=on,
    )  # fmt: skip


def test_002_an_extra_core_group_stands_in_the_timeline_once_it_is_granted(check: Check) -> None:
    """002, additional core group: the team leader decides. No interval is set, so nothing falls due."""
    first = held("first", date(2026, 12, 22))

    def second(*requests: Request, minutes: tuple[Minutes, ...] = (), on: int = 13) -> StepCheck | None:
        today = date(2027, 1, on)
        steps = check("core-group-key-points", today, minutes=[first, *minutes], requests=requests)
        return steps.get("core-group-2")

    granted = extra("granted", date(2027, 1, 19))
    assert second(extra()) is None
    assert second(extra(), extra("refused")) is None
    booked = second(extra(), granted)
    assert booked is not None
    assert (booked.planned, booked.due, booked.done) == (date(2027, 1, 19), None, None)
    assert second(extra(), granted, extra("refused")) is None
    was_held = second(extra(), granted, minutes=(held("subsequent", date(2027, 1, 19)),), on=20)
    assert was_held is not None
    assert (was_held.planned, was_held.done) == (None, date(2027, 1, 19))


def test_004_an_extra_core_group_counts_for_the_six_weeks(check: Check) -> None:
    """Six weeks after Tue 22 December are Tue 2 February; after the one of Tue 19 January, Tue 2 March."""
    first = held("first", date(2026, 12, 22))
    listed = Meeting("subsequent", date(2027, 2, 23))
    about = {"minutes": [replace(first, meetings=(listed,))], "rcpc": date(2027, 4, 27)}
    without = check("joint-report-process", date(2027, 1, 13), **about)
    assert (without["core-group-2"].due, without["core-group-2"].status) == (
        date(2027, 2, 2),
        StepStatus.AT_RISK,
    )
    steps = check(
        "joint-report-process",
        date(2027, 1, 13),
        requests=[extra(), extra("granted", date(2027, 1, 19))],
        **about,
    )
    second, third = steps["core-group-2"], steps["core-group-3"]
    assert (second.planned, second.due, second.status) == (
        date(2027, 1, 19),
        date(2027, 2, 2),
        StepStatus.DUE,
    )
    assert (third.planned, third.due, third.status) == (date(2027, 2, 23), date(2027, 3, 2), StepStatus.DUE)


def test_003_a_granted_extra_core_group_is_the_one_after_a_change_of_school(check: Check) -> None:
    """003, 3.2: ten working days after Wed 6 January 2027: 7 = 1, Fri 8 = 2, 15 = 7, Mon 18 = 8, 20 = 10."""
    children = (Child("Robin Example", school_changed=date(2027, 1, 6)), Child("Kit Example"))
    step = check(
        "ceredigion",
        date(2027, 1, 13),
        set_up={"children": children},
        requests=[extra(), extra("granted", date(2027, 1, 19))],
    )["school-change-1"]
    assert (step.due, step.planned, step.status) == (date(2027, 1, 20), date(2027, 1, 19), StepStatus.DUE)
    assert step.children == ("Robin Example",)


@pytest.mark.parametrize(
    ("nation", "due"),
    [
        # 003, 5.1: 35 working days after Mon 14 December. To Thu 24 December 8, to Thu 31 December 11; then
        # January: Mon 4 = 12, Fri 8 = 16, Fri 15 = 21, Fri 22 = 26, Fri 29 = 31, February: Thu 4 = 35.
        (ENGLAND, date(2027, 2, 4)),
        # Mon 4 January is a day off, so everything after it is one day later.
        (SCOTLAND, date(2027, 2, 5)),
    ],
)
def test_003_the_core_assessment_after_the_enquiries_began(check: Check, nation: str, due: date) -> None:
    step = check(
        "ceredigion",
        date(2027, 1, 4),
        start=date(2027, 1, 4),
        nation=nation,
        set_up={"enquiries": date(2026, 12, 14)},
    )["single-assessment"]
    assert (step.due, step.anchor) == (due, "enquiries")


def test_003_without_the_day_of_the_enquiries_the_assessment_cannot_be_counted(check: Check) -> None:
    assert check("ceredigion", date(2027, 1, 4))["single-assessment"].status is StepStatus.NOT_RECORDED


@pytest.mark.parametrize(
    ("nation", "due"),
    [
        # 003, 3.7: ten working days after Thu 18 March 2027: 19 = 1, Mon 22 = 2, 23 = 3, 24 = 4, Thu 25 = 5,
        # over Easter, Tue 30 = 6, 31 = 7, 1 April = 8, Fri 2 = 9, Mon 5 = 10.
        (ENGLAND, date(2027, 4, 5)),
        (NORTHERN_IRELAND, date(2027, 4, 5)),
        # In Scotland Easter Monday is worked: Mon 29 March = 6, 30 = 7, 31 = 8, 1 April = 9, Fri 2 = 10.
        (SCOTLAND, date(2027, 4, 2)),
    ],
)
def test_003_the_record_goes_round_within_ten_working_days_over_easter(
    check: Check, nation: str, due: date
) -> None:
    steps = check(
        "ceredigion",
        date(2027, 3, 19),
        start=date(2027, 3, 8),
        rcpc=date(2027, 6, 1),
        nation=nation,
        minutes=[held("first", date(2027, 3, 18))],
    )
    assert steps["first-core-group-circulated"].due == due


@pytest.mark.parametrize(
    ("nation", "due"),
    [
        # 003, 3.2: ten working days after Mon 5 July 2027: Tue 6 = 1, Fri 9 = 4, Mon 12 = 5, Fri 16 = 9,
        # Mon 19 = 10.
        (ENGLAND, date(2027, 7, 19)),
        # Mon 12 July is a day off: Fri 9 = 4, Tue 13 = 5, Fri 16 = 8, Mon 19 = 9, Tue 20 = 10.
        (NORTHERN_IRELAND, date(2027, 7, 20)),
    ],
)
def test_003_a_core_group_after_a_change_of_school(check: Check, nation: str, due: date) -> None:
    children = (
        Child("Robin Example", school_changed=date(2027, 7, 5)),
        Child("Kit Example", school_changed=date(2027, 7, 5)),  # the same day: one meeting serves both
        Child("Jo Example", school_changed=date(2027, 5, 4)),  # before the conference: it knew
    )
    about = {"start": date(2027, 6, 1), "rcpc": date(2027, 8, 24), "nation": nation}
    steps = check("ceredigion", date(2027, 7, 12), set_up={"children": children}, **about)
    (step,) = [step for key, step in steps.items() if key.startswith("school-change")]
    assert (step.id, step.due, step.status) == ("school-change-1", due, StepStatus.DUE)
    assert "Example" not in step.title
    told = check(
        "ceredigion",
        date(2027, 7, 30),
        set_up={"children": children},
        minutes=[held("first", date(2027, 6, 14)), held("subsequent", date(2027, 7, 21))],
        **about,
    )["school-change-1"]
    assert (told.done, told.status) == (date(2027, 7, 21), StepStatus.DONE_LATE)
    booked = check(
        "ceredigion",
        date(2027, 7, 12),
        set_up={"children": children, "meetings": (Meeting("subsequent", date(2027, 7, 22)),)},
        **about,
    )["school-change-1"]
    assert (booked.planned, booked.status) == (date(2027, 7, 22), StepStatus.AT_RISK)


def test_003_reviews_after_three_and_six_months(check: Check) -> None:
    """003, appendix 1: three months after 17 December, 17 March; six after 16 March, 16 September."""
    first = check("ceredigion", date(2026, 12, 18))
    assert (first["first-rcpc"].due, first["first-rcpc"].status) == (date(2027, 3, 17), StepStatus.DUE)
    later = check(
        "ceredigion", date(2027, 3, 17), start=date(2027, 3, 16), rcpc=date(2027, 9, 20), first=False
    )
    assert (later["later-rcpc"].due, later["later-rcpc"].status) == (date(2027, 9, 16), StepStatus.AT_RISK)
    assert "first-rcpc" not in later


@pytest.mark.parametrize("name", [name for name in NAMES if name != "joint-report-process"])
def test_without_a_chain_nothing_has_to_fit(library: Library, name: str) -> None:
    planned = plan_conference(
        date(2027, 1, 5), library.protocols[name], library.nations[ENGLAND], date(2026, 12, 1)
    )
    assert (planned.fit, planned.other_fit, planned.other_unit, planned.steps) == (None, None, None, ())


@pytest.mark.parametrize(("name", "first"), list(product(NAMES, (True, False))))
def test_every_protocol_works_from_an_empty_case_to_a_full_one(check: Check, name: str, first: bool) -> None:
    bare = check(name, date(2027, 1, 4), first=first)
    assert all(step.done is None for step in bare.values())
    full = check(
        name,
        date(2027, 4, 1),
        first=first,
        set_up={"interval_weeks": 3, "outline_sent": date(2026, 12, 18), "enquiries": date(2026, 12, 1)},
        minutes=[
            held("first", date(2026, 12, 22), sent=date(2026, 12, 23), circulated=date(2026, 12, 23)),
            held("subsequent", date(2027, 1, 12), notice_sent=date(2027, 1, 14)),
            held("pre-rcpc", date(2027, 2, 16), assessment_done=date(2027, 1, 20)),
        ],
        sign_offs=[SignOff(steps=(StepDone("draft-sent", date(2027, 2, 20)),))],
    )
    assert all(step.source for step in full.values())
    assert len(full) > len(bare)


def test_a_case_keeps_the_rules_in_force_when_its_period_began(
    library: Library, make_case: Callable[..., Case]
) -> None:
    """A protocol changes on 1 April 2027: a period that began on 31 March keeps the old limit."""
    old = library.protocols["cwm-taf"]
    step = replace(old.step("core-group"), limit=Limit(3, Unit.WEEKS))
    new = replace(old, steps=tuple(step if s.id == step.id else s for s in old.steps))
    books = replace(library, protocols={"cwm-taf": replace(old, editions=((date(2027, 4, 1), new),))})

    def limit(start: date) -> Limit | None:
        form = CaseSetUp(protocol="cwm-taf", icpc=start)
        protocol = books.protocol_of(make_case(start, date(2027, 6, 30), set_up=form))
        return protocol.step("core-group").limit if protocol else None

    assert limit(date(2027, 3, 31)) == Limit(6, Unit.WEEKS)
    assert limit(date(2027, 4, 1)) == Limit(3, Unit.WEEKS)
