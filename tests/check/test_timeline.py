"""The timeline of a case: days worked out by hand from the guidance and a calendar.

The family's conferences: the initial one on Tuesday 1 September 2026, the review on Tuesday 24 November 2026.
No bank holiday of England and Wales falls between. The final core group is due four weeks before, Tuesday
27 October; the final copy five working days before, Tuesday 17 November.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest

from pipeline.check.timeline import plan_conference, timeline
from pipeline.model.case import Case
from pipeline.model.forms import Amendment, Minutes, SignOff, StepDone
from pipeline.model.set_up import CaseSetUp, Meeting, Member
from pipeline.model.timeline import Limit, StepCheck, StepStatus, Timeline, Unit
from pipeline.rulebook.protocol import Nation, Protocol
from pipeline.rulebook.protocol_file import load_protocols

ENGLAND = "England and Wales"
ICPC = date(2026, 9, 1)
RCPC = date(2026, 11, 24)

Check = Callable[..., Mapping[str, StepCheck]]


def day(number: int, month: int) -> date:
    return date(2026, month, number)


@pytest.fixture
def check(protocol: Protocol, nations: Mapping[str, Nation], make_case: Callable[..., Case]) -> Check:
    """The steps of a case by id, on a day: ``check(today, minutes=..., ...)``."""

    def by_id(
        today: date, start: date = ICPC, rcpc: date = RCPC, nation: str = ENGLAND, **forms: Any
    ) -> Mapping[str, StepCheck]:
        found: Timeline = timeline(make_case(start, rcpc, **forms), protocol, nations[nation], today)
        return {step.id: step for step in found.steps}

    return by_id


def held(kind: str, on: date, **answers: Any) -> Minutes:
    return Minutes(case="CP-2026-014", kind=kind, held=on, **answers)


def signed(**done: date) -> SignOff:
    """A sign-off: ``signed(draft_sent=day, ...)``."""
    return SignOff(steps=tuple(StepDone(step.replace("_", "-"), on) for step, on in done.items()))


FINAL = held("pre-rcpc", day(27, 10))


def test_a_new_case_is_planned_to_the_end(check: Check) -> None:
    steps = check(day(2, 9))

    assert {key: step.due for key, step in steps.items()} == {
        "first-core-group": day(11, 9),  # 10 days after 1 September
        "core-group-2": day(23, 10),  # six weeks after that
        "final-core-group": day(27, 10),
        "draft-sent": day(3, 11),  # Wed 28, Thu 29, Fri 30, Mon 2, Tue 3
        "amendments-in": day(10, 11),
        "sent-to-manager": day(12, 11),
        "authorised": day(17, 11),  # Fri 13, Mon 16, Tue 17
        "final-copy": day(17, 11),
        "single-assessment": day(24, 11),
        "first-rcpc": day(1, 12),  # three months after 1 September
    }
    assert list(steps) == [
        "first-core-group",
        "core-group-2",
        "final-core-group",
        "draft-sent",
        "amendments-in",
        "sent-to-manager",
        "authorised",
        "final-copy",
        "single-assessment",
        "first-rcpc",
    ]
    assert {step.status for step in steps.values()} == {StepStatus.DUE}
    assert [step.id for step in steps.values() if step.anchor_planned] == [
        "core-group-2",
        "draft-sent",
        "amendments-in",
        "sent-to-manager",
        "authorised",
    ]


def test_every_step_done_in_time(check: Check) -> None:
    steps = check(
        day(25, 11),
        minutes=[
            held("first", day(10, 9), sent=day(15, 9), assessment_done=day(20, 10)),
            held("subsequent", day(22, 10), sent=day(22, 10)),
            held("pre-rcpc", day(27, 10), sent=day(1, 11)),
        ],
        sign_offs=[
            SignOff(
                steps=(
                    StepDone("draft-sent", day(3, 11)),
                    StepDone("amendments-in", day(10, 11)),
                    StepDone("sent-to-manager", day(12, 11)),
                    StepDone("final-copy", day(17, 11)),
                ),
                authorisation="authorised",
                authorised_on=day(17, 11),
            )
        ],
    )

    assert {step.status for step in steps.values()} == {StepStatus.DONE}
    assert steps["core-group-2"].due == day(22, 10)  # six weeks after 10 September
    assert steps["first-core-group-minutes"].due == day(15, 9)  # five calendar days
    assert steps["final-core-group-minutes"].due == day(1, 11)  # a Sunday: calendar days stay as written
    assert steps["first-rcpc"].done == RCPC
    assert not any(step.days_late for step in steps.values())
    assert not any(step.anchor_planned for step in steps.values())


def test_a_late_step_is_late_by_working_days_and_moves_the_next(check: Check) -> None:
    steps = check(day(9, 11), minutes=[FINAL], sign_offs=[signed(draft_sent=day(9, 11))])

    draft = steps["draft-sent"]
    # Due Tue 3 November: Wed 4 = 1, Thu 5, Fri 6, Mon 9 = 4.
    assert (draft.status, draft.days_late) == (StepStatus.DONE_LATE, 4)
    assert (steps["amendments-in"].anchor_date, steps["amendments-in"].due) == (day(9, 11), day(16, 11))


def test_late_on_a_weekend_is_late_without_a_working_day(check: Check) -> None:
    # A final core group on Fri 23 October: draft due Fri 30, sent on Sunday 1 November.
    steps = check(
        day(2, 11), minutes=[held("pre-rcpc", day(23, 10))], sign_offs=[signed(draft_sent=day(1, 11))]
    )
    assert (steps["draft-sent"].status, steps["draft-sent"].days_late) == (StepStatus.DONE_LATE, 0)


def test_the_rest_is_at_risk_once_it_cannot_end_in_time(check: Check) -> None:
    # Draft sent Thu 5 November, two days late: amendments until Thu 12, manager until Mon 16, authorised by
    # Thu 19 November: after Tue 17.
    steps = check(day(6, 11), minutes=[FINAL], sign_offs=[signed(draft_sent=day(5, 11))])

    statuses = {key: step.status for key, step in steps.items() if step.chain}
    assert statuses == {
        "final-core-group": StepStatus.DONE,
        "draft-sent": StepStatus.DONE_LATE,
        "amendments-in": StepStatus.AT_RISK,
        "sent-to-manager": StepStatus.AT_RISK,
        "authorised": StepStatus.AT_RISK,
        "final-copy": StepStatus.AT_RISK,
    }
    assert steps["authorised"].due == day(19, 11)


def test_time_made_good_takes_the_risk_away(check: Check) -> None:
    # As before, but the amendments were in on Mon 9: manager until Wed 11, authorised by Mon 16 November.
    steps = check(
        day(9, 11),
        minutes=[FINAL],
        sign_offs=[signed(draft_sent=day(5, 11)), signed(amendments_in=day(9, 11))],
    )
    assert steps["sent-to-manager"].due == day(11, 11)
    assert steps["authorised"].due == day(16, 11)
    assert {steps[key].status for key in ("sent-to-manager", "authorised", "final-copy")} == {StepStatus.DUE}


def test_what_was_not_done_is_overdue_and_puts_the_rest_at_risk(check: Check) -> None:
    # On Thu 5 November the draft, due Tue 3, has not been sent. At best it goes out today, so the rest ends
    # on Thu 19 November.
    steps = check(day(5, 11), minutes=[FINAL])

    assert (steps["draft-sent"].status, steps["draft-sent"].days_late) == (StepStatus.OVERDUE, 2)
    # Its own due day still counts from the day on which the draft was due.
    assert (steps["amendments-in"].due, steps["amendments-in"].status) == (day(10, 11), StepStatus.AT_RISK)
    assert steps["final-copy"].status is StepStatus.AT_RISK


def test_a_step_is_not_overdue_on_its_last_day(check: Check) -> None:
    steps = check(day(3, 11), minutes=[FINAL])
    assert (steps["draft-sent"].status, steps["draft-sent"].days_late) == (StepStatus.DUE, 0)
    assert steps["final-copy"].status is StepStatus.DUE


def test_a_core_group_held_early_moves_the_chain_forward(check: Check) -> None:
    # Held Tue 20 October: draft by Tue 27, amendments by Tue 3 November.
    steps = check(day(20, 10), minutes=[held("pre-rcpc", day(20, 10))])
    assert (steps["draft-sent"].due, steps["amendments-in"].due) == (day(27, 10), day(3, 11))
    assert steps["final-copy"].due == day(17, 11)


def test_a_core_group_booked_too_late_is_at_risk_at_once(check: Check) -> None:
    set_up = CaseSetUp(icpc=ICPC, meetings=(Meeting("pre-rcpc", day(29, 10)),))
    steps = check(day(2, 9), set_up=set_up)

    final = steps["final-core-group"]
    assert (final.due, final.planned, final.status) == (day(27, 10), day(29, 10), StepStatus.AT_RISK)
    # The draft is counted from the day booked: Fri 30, Mon 2, Tue 3, Wed 4, Thu 5 November.
    assert (steps["draft-sent"].due, steps["draft-sent"].anchor_planned) == (day(5, 11), True)
    assert steps["final-copy"].status is StepStatus.AT_RISK


def test_a_core_group_whose_booked_day_has_passed_is_neither_done_nor_to_come(check: Check) -> None:
    # Booked for Tue 20 October, due by Tue 27: on the 20th it is to come, on the 21st nobody has told.
    set_up = CaseSetUp(icpc=ICPC, meetings=(Meeting("pre-rcpc", day(20, 10)),))
    on_the_day = check(day(20, 10), set_up=set_up)["final-core-group"]
    assert (on_the_day.status, on_the_day.silent) == (StepStatus.DUE, False)
    after = check(day(21, 10), set_up=set_up)["final-core-group"]
    assert (after.planned, after.done, after.status) == (day(20, 10), None, StepStatus.NOT_RECORDED)
    assert after.silent
    # Once its last day has passed, too, it is overdue; the minutes make it done.
    late = check(day(28, 10), set_up=set_up)["final-core-group"]
    assert (late.status, late.silent) == (StepStatus.OVERDUE, True)
    came = check(day(28, 10), set_up=set_up, minutes=[held("pre-rcpc", day(20, 10))])["final-core-group"]
    assert (came.status, came.silent) == (StepStatus.DONE, False)


def test_a_planned_day_of_another_step_that_has_passed_is_no_meeting_without_minutes(check: Check) -> None:
    told = held("first", day(8, 9), assessment_due=day(1, 10))
    step = check(day(2, 10), minutes=[told])["single-assessment"]
    assert (step.planned, step.status, step.silent) == (day(1, 10), StepStatus.DUE, False)


def test_christmas_puts_a_chain_at_risk_before_anything_happened(check: Check) -> None:
    # RCPC Tue 12 January 2027: three bank holidays too many, see the fit.
    steps = check(day(2, 11), start=day(13, 10), rcpc=date(2027, 1, 12))
    assert {step.status for step in steps.values() if step.chain} == {StepStatus.AT_RISK}
    # The final copy is due on 5 January, before the manager's time is over on the 8th; the order is kept.
    assert [key for key, step in steps.items() if step.chain][-2:] == ["authorised", "final-copy"]
    assert steps["final-copy"].due == date(2027, 1, 5)
    assert steps["authorised"].due == date(2027, 1, 8)


def test_authorised_and_returned(check: Check) -> None:
    back = SignOff(authorisation="returned", authorised_on=day(13, 11), authorisation_reasons="Dates differ")
    done = signed(draft_sent=day(3, 11), amendments_in=day(10, 11), sent_to_manager=day(12, 11))
    steps = check(day(16, 11), minutes=[FINAL], sign_offs=[done, back])
    assert (steps["authorised"].done, steps["authorised"].status) == (None, StepStatus.DUE)

    # Sent again on Mon 16 and authorised on Wed 18: three days from the 16th is Thu 19 November.
    again = SignOff(
        steps=(StepDone("sent-to-manager", day(16, 11)),),
        authorisation="authorised",
        authorised_on=day(18, 11),
    )
    steps = check(day(18, 11), minutes=[FINAL], sign_offs=[done, back, again])
    authorised = steps["authorised"]
    assert (authorised.due, authorised.done, authorised.status) == (day(19, 11), day(18, 11), StepStatus.DONE)
    assert (steps["final-copy"].status, steps["final-copy"].days_late) == (StepStatus.OVERDUE, 1)
    # What is sent again is judged by the last time it was sent: two days after Tue 10 is Thu 12 November.
    assert (steps["sent-to-manager"].status, steps["sent-to-manager"].days_late) == (StepStatus.DONE_LATE, 2)


def test_authorisation_recorded_as_a_step(check: Check) -> None:
    steps = check(day(18, 11), minutes=[FINAL], sign_offs=[signed(authorised=day(16, 11))])
    assert steps["authorised"].done == day(16, 11)


def test_a_draft_sent_to_several_people_is_sent_when_the_last_has_it(check: Check) -> None:
    sign_off = SignOff(
        steps=(
            StepDone("draft-sent", day(3, 11), sent_to="Members"),
            StepDone("draft-sent", day(4, 11), sent_to="Parents"),
        )
    )
    assert check(day(4, 11), minutes=[FINAL], sign_offs=[sign_off])["draft-sent"].done == day(4, 11)


def test_a_step_may_be_called_by_its_title(check: Check) -> None:
    sign_off = SignOff(steps=(StepDone("draft report sent to  members and parents", day(3, 11)),))
    assert check(day(4, 11), minutes=[FINAL], sign_offs=[sign_off])["draft-sent"].done == day(3, 11)
    unknown = SignOff(steps=(StepDone("tea was made", day(3, 11)),))
    assert check(day(4, 11), minutes=[FINAL], sign_offs=[unknown])["draft-sent"].done is None


MEMBERS = (
    Member("Ada Quill", "Social Care", part="lead"),
    Member("Tom Reed", "Social Care", part="manager"),
    Member("Bel Marsh", "School", part="member"),
    Member("Cy Fenn", part="family"),
)


def amended(name: str, on: date | None) -> Amendment:
    return Amendment(case="CP-2026-014", name=name, written=on, as_it_stands="yes")


def test_the_round_stays_open_until_everybody_has_answered(check: Check) -> None:
    forms: dict[str, Any] = {
        "set_up": CaseSetUp(icpc=ICPC, members=MEMBERS),
        "minutes": [FINAL],
        "sign_offs": [signed(draft_sent=day(3, 11))],
    }
    open_round = check(day(6, 11), amendments=[amended("bel marsh", day(5, 11))], **forms)
    assert open_round["amendments-in"].done is None

    answers = [amended("bel marsh", day(5, 11)), amended("Cy Fenn", day(6, 11))]
    closed = check(day(6, 11), amendments=answers, **forms)
    assert closed["amendments-in"].done == day(6, 11)
    assert closed["sent-to-manager"].due == day(10, 11)  # Mon 9, Tue 10


def test_sending_the_report_on_ends_the_round(check: Check) -> None:
    forms: dict[str, Any] = {
        "set_up": CaseSetUp(icpc=ICPC, members=MEMBERS),
        "minutes": [FINAL],
        "sign_offs": [signed(draft_sent=day(3, 11), sent_to_manager=day(11, 11))],
    }
    # The last answer before the report went on counts, not one that came after it.
    late = [amended("Bel Marsh", day(9, 11)), amended("Cy Fenn", day(13, 11))]
    assert check(day(13, 11), amendments=late, **forms)["amendments-in"].done == day(9, 11)
    # On the very day it still counts: it may have come in the morning.
    same_day = [*late, amended("Dee Lark", day(11, 11))]
    assert check(day(13, 11), amendments=same_day, **forms)["amendments-in"].done == day(11, 11)
    # Nobody answered: silence lasted to the end of the time allowed, Tue 10 November.
    silent = check(day(13, 11), **forms)["amendments-in"]
    assert (silent.done, silent.status) == (day(10, 11), StepStatus.DONE)


def test_the_report_sent_on_early_after_silence(check: Check) -> None:
    sent = signed(draft_sent=day(3, 11), sent_to_manager=day(6, 11))
    assert check(day(13, 11), minutes=[FINAL], sign_offs=[sent])["amendments-in"].done == day(6, 11)


def test_meetings_are_counted_one_from_the_other(check: Check) -> None:
    # First on Thu 10 September (due Fri 11), so the second by Thu 22 October; booked for Mon 26.
    minutes = [held("first", day(10, 9), meetings=(Meeting("subsequent", day(26, 10)),))]
    steps = check(day(1, 10), minutes=minutes)

    second = steps["core-group-2"]
    assert (second.anchor, second.anchor_date, second.anchor_planned) == (
        "first-core-group",
        day(10, 9),
        False,
    )
    assert (second.due, second.planned, second.status) == (day(22, 10), day(26, 10), StepStatus.AT_RISK)
    assert second.title == "Core group 2"
    assert "core-group-3" not in steps  # the final one comes before six more weeks have passed


def test_a_final_core_group_six_weeks_on_is_the_next_one(check: Check) -> None:
    # Six weeks after Tue 15 September is Tue 27 October, the very day the final core group is due.
    assert "core-group-2" not in check(day(16, 9), minutes=[held("first", day(15, 9))])
    assert "core-group-2" in check(day(16, 9), minutes=[held("first", day(14, 9))])


def test_a_shorter_interval_set_by_a_conference(check: Check) -> None:
    set_up = CaseSetUp(icpc=ICPC, interval_weeks=3)
    steps = check(day(2, 9), set_up=set_up)
    # Fri 11 September, then Fri 2 and Fri 23 October; the final core group of Tue 27 October is the next.
    assert [step.due for key, step in steps.items() if key.startswith("core-group")] == [
        day(2, 10),
        day(23, 10),
    ]
    assert steps["core-group-2"].limit == Limit(3, Unit.WEEKS)


def test_a_longer_interval_does_not_loosen_the_protocol(check: Check) -> None:
    steps = check(day(2, 9), set_up=CaseSetUp(icpc=ICPC, interval_weeks=9))
    assert steps["core-group-2"].limit == Limit(6, Unit.WEEKS)


def test_a_gap_that_only_the_final_core_group_ended(check: Check) -> None:
    # Thu 10 September to Tue 27 October without a meeting: the next was due on Thu 22. Fri 23, Mon 26,
    # Tue 27 October: three working days late. Its minutes are asked for once, as those of the final one.
    steps = check(day(28, 10), minutes=[held("first", day(10, 9)), FINAL])
    second = steps["core-group-2"]
    assert (second.done, second.status, second.days_late) == (day(27, 10), StepStatus.DONE_LATE, 3)
    assert {key for key in steps if key.endswith("-minutes")} == {
        "first-core-group-minutes",
        "final-core-group-minutes",
    }


def test_minutes_that_have_not_come(check: Check) -> None:
    # Held Thu 10 September; five calendar days end on Tue 15. On Thu 17 they are two working days overdue.
    steps = check(day(17, 9), minutes=[held("first", day(10, 9))])
    minutes = steps["first-core-group-minutes"]
    assert (minutes.due, minutes.status, minutes.days_late) == (day(15, 9), StepStatus.OVERDUE, 2)
    assert minutes.title == "Minutes to the social worker: First core group"


def test_minutes_follow_the_meeting_that_was_held_before_its_day(check: Check) -> None:
    # The second core group, due on Thu 22 October, was held on Thu 1; its minutes are due on Tue 6 October.
    steps = check(day(2, 10), minutes=[held("first", day(10, 9)), held("subsequent", day(1, 10))])
    order = list(steps)
    assert order.index("core-group-2") < order.index("core-group-2-minutes")
    # Six weeks after 1 October is 12 November: the final core group comes first.
    assert "core-group-3" not in steps


def test_bookings_before_the_last_meeting_and_after_the_conference_are_passed_over(check: Check) -> None:
    meetings = (
        Meeting("first", day(4, 9)),
        Meeting("subsequent", day(10, 9)),  # the day on which the first was held in the end
        Meeting("subsequent", day(12, 10)),
        Meeting("subsequent", date(2027, 1, 4)),
        Meeting("pre-rcpc", day(26, 10)),
        Meeting("subsequent", None),
    )
    steps = check(
        day(11, 9), set_up=CaseSetUp(icpc=ICPC, meetings=meetings), minutes=[held("first", day(10, 9))]
    )
    assert steps["first-core-group"].done == day(10, 9)
    assert steps["core-group-2"].planned == day(12, 10)
    assert steps["final-core-group"].planned == day(26, 10)
    assert "core-group-3" not in steps


def test_a_final_core_group_held_twice_counts_the_second_time(check: Check) -> None:
    # The conference was put off, and another final core group was held.
    minutes = [held("first", day(10, 9)), held("pre-rcpc", day(13, 10)), FINAL]
    steps = check(day(28, 10), minutes=minutes)
    assert steps["final-core-group"].done == day(27, 10)
    assert steps["core-group-2"].done == day(13, 10)


def test_the_assessment_is_complete_by_the_conference(check: Check) -> None:
    planned = check(day(20, 10), minutes=[held("first", day(10, 9), assessment_due=day(30, 11))])
    assert planned["single-assessment"].status is StepStatus.AT_RISK

    done = check(day(30, 11), minutes=[held("first", day(10, 9), assessment_done=day(25, 11))])
    assert done["single-assessment"].status is StepStatus.DONE_LATE
    assert done["single-assessment"].days_late == 1

    # What later minutes say stands, and what is done is no longer planned.
    both = check(
        day(23, 10),
        minutes=[
            held("first", day(10, 9), assessment_due=day(30, 11), assessment_done=day(9, 9)),
            held("subsequent", day(22, 10), assessment_done=day(20, 10)),
        ],
    )["single-assessment"]
    assert (both.done, both.planned, both.status) == (day(20, 10), None, StepStatus.DONE)


def test_a_conference_booked_after_three_months_is_at_risk(check: Check) -> None:
    steps = check(day(2, 9), rcpc=day(8, 12))
    assert (steps["first-rcpc"].due, steps["first-rcpc"].status) == (day(1, 12), StepStatus.AT_RISK)


def test_a_conference_counts_as_held_once_its_day_has_passed(check: Check) -> None:
    assert (check(RCPC)["first-rcpc"].done, check(RCPC)["first-rcpc"].planned) == (None, RCPC)
    assert check(day(25, 11))["first-rcpc"].done == RCPC


def test_a_first_period_starts_with_the_initial_conference(check: Check) -> None:
    assert check(day(2, 9), set_up=CaseSetUp(icpc=None))["first-core-group"].due == day(11, 9)


def test_a_later_period(check: Check) -> None:
    # Review on Tue 24 November 2026, the next on Tue 11 May 2027. Meetings are counted from the conference:
    # Tue 5 January, Tue 16 February, Tue 30 March; the final one is due on Tue 13 April. Six months after the
    # conference is Mon 24 May 2027.
    steps = check(day(25, 11), start=RCPC, rcpc=date(2027, 5, 11), first=False)

    assert {key: step.due for key, step in steps.items() if not step.chain} == {
        "core-group-1": date(2027, 1, 5),
        "core-group-2": date(2027, 2, 16),
        "core-group-3": date(2027, 3, 30),
        "later-rcpc": date(2027, 5, 24),
    }
    assert steps["core-group-1"].anchor == "last-conference"
    assert steps["final-core-group"].due == date(2027, 4, 13)


def test_a_step_whose_anchor_is_not_recorded_cannot_be_judged(
    protocol_yaml: Mapping[str, Any], nations: Mapping[str, Nation], make_case: Callable[..., Case]
) -> None:
    assessment = {"after": "icpc", "applies": "every", "source": "000"}
    other = {"extends": "base", "steps": {"single-assessment": assessment}}
    protocol = load_protocols({"base": protocol_yaml, "other": other})["other"]
    case = make_case(RCPC, date(2027, 5, 11), first=False, set_up=CaseSetUp(icpc=None))

    found = timeline(case, protocol, nations[ENGLAND], day(25, 11))

    assessment = next(step for step in found.steps if step.id == "single-assessment")
    assert (assessment.due, assessment.status, assessment.days_late) == (None, StepStatus.NOT_RECORDED, 0)
    assert found.steps[-1] == assessment  # what has no day comes last


def test_the_nation_decides_about_holidays(check: Check) -> None:
    # RCPC Tue 15 December 2026; St Andrew's Day, Mon 30 November, is off in Scotland. The final core group of
    # Tue 17 November gives Tue 24; five working days on is Tue 1 December in England, Wed 2 in Scotland.
    forms: dict[str, Any] = {"start": day(15, 9), "rcpc": day(15, 12)}
    assert check(day(1, 10), **forms)["amendments-in"].due == day(1, 12)
    assert check(day(1, 10), nation="Scotland", **forms)["amendments-in"].due == day(2, 12)


def test_the_other_reading_moves_the_final_copy_alone(
    protocol: Protocol, nations: Mapping[str, Nation], make_case: Callable[..., Case]
) -> None:
    found = timeline(make_case(ICPC, RCPC), protocol, nations[ENGLAND], day(2, 9))

    assert found.other_unit is Unit.DAYS
    used = {step.id: step.due for step in found.steps}
    other = {step.id: step.due for step in found.other_steps}
    assert other.pop("final-copy") == day(19, 11)  # five calendar days before Tue 24 November
    assert used.pop("final-copy") == day(17, 11)
    assert used == other


def test_a_case_says_whose_it_is(
    protocol: Protocol, nations: Mapping[str, Nation], make_case: Callable[..., Case]
) -> None:
    found = timeline(make_case(ICPC, RCPC), protocol, nations[ENGLAND], day(2, 9))
    assert (found.case, found.protocol, found.nation) == ("CP-2026-014", "joint-report-process", ENGLAND)
    assert (found.start, found.rcpc, found.today) == (ICPC, RCPC, day(2, 9))


def test_planning_a_conference_that_is_not_booked(protocol: Protocol, nations: Mapping[str, Nation]) -> None:
    found = plan_conference(RCPC, protocol, nations[ENGLAND], day(2, 9))

    assert (found.case, found.start) == ("", None)
    assert [step.id for step in found.steps] == list(protocol.chain)
    assert [step.due for step in found.steps] == [
        day(27, 10),
        day(3, 11),
        day(10, 11),
        day(12, 11),
        day(17, 11),
        day(17, 11),
    ]
    assert found.fit.slack == 0
    assert {step.status for step in found.steps} == {StepStatus.DUE}


def test_planning_too_late_for_the_first_step(protocol: Protocol, nations: Mapping[str, Nation]) -> None:
    found = plan_conference(RCPC, protocol, nations[ENGLAND], day(29, 10))
    assert (found.steps[0].status, found.steps[0].days_late) == (StepStatus.OVERDUE, 2)
    assert {step.status for step in found.steps[1:]} == {StepStatus.AT_RISK}
