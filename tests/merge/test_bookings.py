"""Which core groups are booked: set-up, minutes and granted requests together, each day once.

The period: from the initial conference on Tuesday 1 September 2026 to the review on Tuesday 24 November 2026.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from pipeline.merge.bookings import with_diary
from pipeline.merge.periods import cases
from pipeline.merge.requests import asked
from pipeline.model.case import Case, Received
from pipeline.model.forms import Minutes
from pipeline.model.request import Request
from pipeline.model.set_up import CaseSetUp, Meeting

START, RCPC = date(2026, 9, 1), date(2026, 11, 24)
Make = Callable[..., Case]


def day(number: int, month: int) -> date:
    return date(2026, month, number)


FIRST, SECOND, LAST = (
    Meeting("first", day(10, 9), "10:00", "Example Centre"),
    Meeting("subsequent", day(8, 10), "10:00", "Example Centre"),
    Meeting("pre-rcpc", day(27, 10), "09:30", "Example Centre"),
)


def set_up(*meetings: Meeting) -> CaseSetUp:
    return CaseSetUp(case="CP-2026-014", icpc=START, meetings=meetings)


def held(on: date, *meetings: Meeting, kind: str = "subsequent") -> Minutes:
    return Minutes("CP-2026-014", kind, on, meetings=meetings)


def request(answer: str = "", on: date | None = None, answered: date | None = None, **said: str) -> Request:
    """A member asks on 14 September; ``on`` is the day that the manager names for the meeting."""
    return Request(
        "CP-2026-014", "extra-core-group", "Robin Example", "Example School", day(14, 9),
        answer=answer, answered_on=answered or (day(16, 9) if answer else None), held=on, **said,
    )  # fmt: skip


def days(case: Case, on: date | None = None) -> list[date | None]:
    return [meeting.held for meeting in case.booked(on)]


def test_what_the_set_up_names_is_booked_until_it_was_held(make_case: Make) -> None:
    case = make_case(START, RCPC, set_up=set_up(FIRST, SECOND, LAST))
    assert case.booked() == (FIRST, SECOND, LAST)
    case = make_case(START, RCPC, set_up=set_up(FIRST, SECOND, LAST), minutes=[held(day(10, 9))])
    assert case.booked() == (SECOND, LAST)


def test_the_list_that_minutes_bring_takes_the_place_of_the_one_before(make_case: Make) -> None:
    # 004, agenda, last item: dates for future core groups. The last one is a list of its own.
    moved = Meeting("subsequent", day(9, 10))
    case = make_case(START, RCPC, set_up=set_up(FIRST, SECOND, LAST), minutes=[held(day(10, 9), moved)])
    assert case.booked() == (moved, LAST)


def test_a_row_without_a_day_to_come_unbooks_nothing(make_case: Make) -> None:
    # The note taker left the day of the final core group blank, and wrote down today's meeting once more.
    rows = (Meeting("pre-rcpc", None, "", "Example Centre"), Meeting("first", day(10, 9)))
    case = make_case(START, RCPC, set_up=set_up(FIRST, SECOND, LAST), minutes=[held(day(10, 9), *rows)])
    assert case.booked() == (SECOND, LAST)


def test_days_agreed_beyond_the_conference_stand_where_its_set_up_names_none(make_case: Make) -> None:
    # 004, agenda for the first core group: dates until the second review conference.
    before = held(day(20, 8), Meeting("subsequent", day(27, 8)), Meeting("subsequent", day(17, 9)))

    def later(*meetings: Meeting) -> Case:
        case = make_case(START, RCPC, first=False, set_up=set_up(*meetings))
        return with_diary(replace(case, earlier_minutes=(Received(before, 1, "a", day(21, 8)),)))

    assert days(later()) == [day(17, 9)]
    assert days(later(Meeting("subsequent", day(27, 8)))) == [day(17, 9)]
    assert days(later(SECOND, LAST)) == [day(8, 10), day(27, 10)]


def test_a_granted_extra_core_group_is_booked_beside_the_others(make_case: Make) -> None:
    # 002, additional core group: the team leader decides whether to grant the request.
    granted = request("granted", day(23, 9), time="14:00", place="Example Hall")
    case = make_case(
        START,
        RCPC,
        set_up=set_up(FIRST, SECOND, LAST),
        minutes=[held(day(10, 9))],
        requests=[request(), granted],
    )
    assert case.booked() == (Meeting("subsequent", day(23, 9), "14:00", "Example Hall"), SECOND, LAST)


def test_what_was_asked_for_before_a_conference_is_booked_though_it_is_granted_after_it() -> None:
    # 002, additional core group: the request is of 14 September, the conference of 24 November.
    told = (
        CaseSetUp(case="CP-2026-014", icpc=START, last_conference=START, next_conference=RCPC),
        request(),
        CaseSetUp(case="CP-2026-014", icpc=START, last_conference=RCPC, next_conference=date(2027, 5, 4)),
        request("granted", day(2, 12), day(25, 11)),
    )
    forms = [Received(form, number, str(number), RCPC) for number, form in enumerate(told, 1)]
    assert days(cases("CP-2026-014", forms)[-1]) == [day(2, 12)]


def test_the_diary_of_a_period_ends_where_the_next_begins() -> None:
    # Without minutes 27 October stays with its own period; the meeting of 2 December is the next one's.
    told = (
        CaseSetUp(case="CP-2026-014", last_conference=START, next_conference=RCPC, meetings=(LAST,)),
        request("granted", day(2, 12), day(20, 11)),
        CaseSetUp(case="CP-2026-014", last_conference=RCPC, next_conference=date(2027, 5, 4)),
    )
    forms = [Received(form, number, str(number), RCPC) for number, form in enumerate(told, 1)]
    (before,) = cases("CP-2026-014", forms[:2])
    assert days(before) == [day(27, 10), day(2, 12)]
    ended, after = cases("CP-2026-014", forms)
    assert days(ended) == [day(27, 10)]
    assert days(ended, day(20, 11)) == [day(2, 12)]  # as it was known then
    assert days(after) == [day(2, 12)]


def test_a_request_that_is_not_granted_or_has_no_day_books_nothing(make_case: Make) -> None:
    for answered in (request(), request("refused", day(23, 9)), request("granted")):
        case = make_case(START, RCPC, set_up=set_up(FIRST), requests=[answered])
        assert case.booked() == (FIRST,)


def test_an_earlier_conference_that_was_granted_is_no_core_group(make_case: Make) -> None:
    early = Request(
        kind="early-review", name="Robin Example", written=day(14, 9), answer="granted", held=day(2, 10)
    )
    assert make_case(START, RCPC, set_up=set_up(FIRST), requests=[early]).booked() == (FIRST,)


def test_the_newer_answer_holds(make_case: Make) -> None:
    yes, moved, no = request("granted", day(23, 9)), request("granted", day(25, 9)), request("refused")
    assert days(make_case(START, RCPC, requests=[request(), yes, moved])) == [day(25, 9)]
    assert days(make_case(START, RCPC, requests=[request(), yes, no])) == []
    assert days(make_case(START, RCPC, requests=[request(), no, yes])) == [day(23, 9)]


def test_a_day_that_the_minutes_name_too_is_one_meeting(make_case: Make) -> None:
    # Minutes are number 2 in the record, the answer 200: what the later form says of time and place holds.
    listed = Meeting("pre-rcpc", day(23, 9), "09:00", "Example Hall")
    case = make_case(
        START,
        RCPC,
        minutes=[held(day(10, 9), listed)],
        requests=[request("granted", day(23, 9), time="14:00")],
    )
    assert case.booked() == (Meeting("pre-rcpc", day(23, 9), "14:00", "Example Hall"),)


def test_the_minutes_say_more_of_a_day_where_they_came_after_the_answer(make_case: Make) -> None:
    listed = Meeting("subsequent", day(23, 9), "09:00", "Example Hall")
    case = make_case(START, RCPC, minutes=[held(day(17, 9), listed)])
    answer = Received(request("granted", day(23, 9), time="14:00", place="Elsewhere"), 1, "a", day(16, 9))
    case = with_diary(replace(case, requests=(answer,)))
    assert case.booked() == (listed,)


def test_once_it_was_held_it_is_no_longer_booked(make_case: Make) -> None:
    # Moved by a day, it is the one that was held.
    for on in (day(23, 9), day(24, 9)):
        case = make_case(START, RCPC, minutes=[held(on)], requests=[request("granted", day(23, 9))])
        assert case.booked() == ()


def test_looking_back_only_what_was_known_by_then_is_booked(make_case: Make) -> None:
    # Granted on 16 September: on the 15th nobody knew of it, on the 23rd it is no longer to come.
    case = make_case(
        START,
        RCPC,
        set_up=set_up(FIRST, SECOND, LAST),
        minutes=[held(day(10, 9)), held(day(8, 10))],
        requests=[request("granted", day(23, 9))],
    )
    assert days(case, day(31, 8)) == [day(10, 9), day(8, 10), day(27, 10)]
    assert days(case, day(15, 9)) == [day(8, 10), day(27, 10)]
    assert days(case, day(16, 9)) == [day(23, 9), day(8, 10), day(27, 10)]
    assert days(case, day(23, 9)) == [day(8, 10), day(27, 10)]
    assert days(case) == [day(27, 10)]


def test_a_request_as_it_was_last_sent_and_its_newest_answer_belong_together(make_case: Make) -> None:
    first, no, yes = request(), request("refused"), request("granted", day(23, 9))
    case = make_case(START, RCPC, requests=[first, no, yes])
    (one,) = asked(case.requests)
    assert (one.request.form, one.answer and one.answer.form) == (first, yes)
    assert one.day == day(14, 9)
    other = Request(kind="extra-core-group", name="Jo Placeholder")
    assert [each.answer for each in asked(make_case(START, RCPC, requests=[other]).requests)] == [None]
