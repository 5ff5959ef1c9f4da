"""Counting days, against calendars worked out by hand and laws that hold for every day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.timeline import Limit, Unit
from pipeline.rulebook.protocol import Nation
from pipeline.rulebook.working_days import WorkingDays

ENGLAND = "England and Wales"
SCOTLAND = "Scotland"
IRELAND = "Northern Ireland"

_GB = {
    title: WorkingDays(Nation(title, "GB", subdivision, {}, "{name}"))
    for title, subdivision in ((ENGLAND, "ENG"), (SCOTLAND, "SCT"), (IRELAND, "NIR"))
}
nations_days = st.sampled_from(sorted(_GB)).map(_GB.__getitem__)
all_days = st.dates(date(2024, 1, 1), date(2032, 12, 31))


# The bank holidays on weekdays that the governments of the nations published: the days by hand.
HOLIDAYS = {
    (ENGLAND, 2026): "1 Jan, 3 Apr, 6 Apr, 4 May, 25 May, 31 Aug, 25 Dec, 28 Dec",
    (ENGLAND, 2027): "1 Jan, 26 Mar, 29 Mar, 3 May, 31 May, 30 Aug, 27 Dec, 28 Dec",
    # 1 January 2028 is a Saturday: Monday 3 January stands in.
    (ENGLAND, 2028): "3 Jan, 14 Apr, 17 Apr, 1 May, 29 May, 28 Aug, 25 Dec, 26 Dec",
    # No Easter Monday; 15 June 2026 is a single day off for the football; the summer day is in early August.
    (SCOTLAND, 2026): "1 Jan, 2 Jan, 3 Apr, 4 May, 25 May, 15 Jun, 3 Aug, 30 Nov, 25 Dec, 28 Dec",
    # 2 January 2027 is a Saturday: Monday 4 January stands in.
    (SCOTLAND, 2027): "1 Jan, 4 Jan, 26 Mar, 3 May, 31 May, 2 Aug, 30 Nov, 27 Dec, 28 Dec",
    # 1 and 2 January 2028 are a Saturday and a Sunday.
    (SCOTLAND, 2028): "3 Jan, 4 Jan, 14 Apr, 1 May, 29 May, 7 Aug, 30 Nov, 25 Dec, 26 Dec",
    # 12 July 2026 is a Sunday: Monday 13 July stands in.
    (IRELAND, 2026): "1 Jan, 17 Mar, 3 Apr, 6 Apr, 4 May, 25 May, 13 Jul, 31 Aug, 25 Dec, 28 Dec",
    (IRELAND, 2027): "1 Jan, 17 Mar, 26 Mar, 29 Mar, 3 May, 31 May, 12 Jul, 30 Aug, 27 Dec, 28 Dec",
    (IRELAND, 2028): "3 Jan, 17 Mar, 14 Apr, 17 Apr, 1 May, 29 May, 12 Jul, 28 Aug, 25 Dec, 26 Dec",
}
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@pytest.mark.parametrize(("nation", "year"), sorted(HOLIDAYS))
def test_bank_holidays_on_weekdays(days_in: Callable[[str], WorkingDays], nation: str, year: int) -> None:
    expected = []
    for day in HOLIDAYS[nation, year].split(", "):
        number, month = day.split()
        expected.append(date(year, MONTHS.index(month) + 1, int(number)))

    found = days_in(nation).holidays(date(year - 1, 12, 31), date(year + 1, 1, 1))

    assert [holiday.date for holiday in found] == expected


def test_holidays_are_called_what_people_call_them(days_in: Callable[[str], WorkingDays]) -> None:
    days = days_in(SCOTLAND)

    assert [h.name for h in days.holidays(date(2026, 11, 29), date(2027, 1, 5))] == [
        "St Andrew's Day",
        "Christmas Day",
        "Substitute day for Boxing Day",
        "New Year's Day",
        "Substitute day for 2 January",
    ]
    [boyne] = days_in(IRELAND).holidays(date(2026, 7, 1), date(2026, 8, 1))
    assert boyne.name == "Substitute day for Battle of the Boyne (Orangemen's Day)"


def test_two_holidays_on_one_day_are_both_named(days_in: Callable[[str], WorkingDays]) -> None:
    # 1 January 2023 was a Sunday, so Monday 2 January was a holiday twice over in Scotland.
    [new_year] = days_in(SCOTLAND).holidays(date(2023, 1, 1), date(2023, 1, 3))
    assert new_year.name == "2 January; Substitute day for New Year's Day"


def test_the_first_working_day_after_is_day_one(days_in: Callable[[str], WorkingDays]) -> None:
    days = days_in(ENGLAND)
    # Thursday 2 April 2026; Good Friday, the weekend and Easter Monday do not count.
    assert days.after(date(2026, 4, 2), 1) == date(2026, 4, 7)
    assert days.after(date(2026, 4, 2), 5) == date(2026, 4, 13)
    # From a Saturday, Monday is day 1 as well.
    assert days.after(date(2026, 6, 6), 1) == date(2026, 6, 8)
    assert days.before(date(2026, 6, 6), 1) == date(2026, 6, 5)
    assert days.before(date(2026, 4, 7), 1) == date(2026, 4, 2)


def test_easter_monday_is_worked_in_scotland_alone(days_in: Callable[[str], WorkingDays]) -> None:
    monday = date(2026, 4, 6)
    assert [days_in(nation).is_working_day(monday) for nation in (ENGLAND, SCOTLAND, IRELAND)] == [
        False,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("limit", "anchor", "due"),
    [
        (Limit(5, Unit.DAYS), date(2026, 12, 21), date(2026, 12, 26)),  # forwards: a Saturday stays
        (Limit(5, Unit.DAYS, before=True), date(2027, 1, 6), date(2026, 12, 31)),  # 1 January moves back
        (Limit(4, Unit.WEEKS, before=True), date(2026, 6, 1), date(2026, 5, 1)),  # 4 May is a holiday, Friday
        (Limit(6, Unit.WEEKS), date(2026, 9, 10), date(2026, 10, 22)),
        (Limit(3, Unit.MONTHS), date(2026, 11, 30), date(2027, 2, 28)),  # there is no 30 February
        (Limit(6, Unit.MONTHS), date(2026, 8, 31), date(2027, 2, 28)),
        (Limit(0, Unit.DAYS, before=True), date(2026, 5, 4), date(2026, 5, 4)),  # "by the day itself"
        (Limit(2, Unit.WORKING_DAYS), date(2026, 12, 24), date(2026, 12, 30)),  # 25, 26, 27, 28 do not count
        (Limit(2, Unit.WORKING_DAYS, before=True), date(2026, 12, 30), date(2026, 12, 24)),
    ],
)
def test_due(days_in: Callable[[str], WorkingDays], limit: Limit, anchor: date, due: date) -> None:
    assert days_in(ENGLAND).due(anchor, limit) == due


def test_between_counts_the_last_day_and_not_the_first(days_in: Callable[[str], WorkingDays]) -> None:
    days = days_in(ENGLAND)
    friday, monday = date(2026, 6, 5), date(2026, 6, 8)
    assert days.between(friday, monday) == 1
    assert days.between(monday, friday) == -1
    assert days.between(friday, friday) == 0
    assert days.between(friday, friday + timedelta(days=2)) == 0


def test_what_if_a_holiday_were_worked(days_in: Callable[[str], WorkingDays]) -> None:
    days = days_in(ENGLAND)
    christmas = date(2026, 12, 25)
    assert days.working_on(christmas).is_working_day(christmas)
    assert not days.is_working_day(christmas)
    saturday = date(2026, 12, 26)
    assert not days.working_on(saturday).is_working_day(saturday)


@given(nations_days, all_days, st.integers(0, 60))
def test_forwards_and_back_is_where_you_began(days: WorkingDays, day: date, amount: int) -> None:
    start = days.on_or_before(day)
    assert days.before(days.after(start, amount), amount) == start
    assert days.after(days.before(start, amount), amount) == start


@given(nations_days, all_days, st.integers(1, 60))
def test_as_many_working_days_lie_between_as_were_counted(days: WorkingDays, day: date, amount: int) -> None:
    end = days.after(day, amount)
    assert days.is_working_day(end)
    assert days.between(day, end) == amount


@given(nations_days, all_days, st.sampled_from(Unit), st.integers(1, 40))
def test_a_day_counted_backwards_is_a_working_day_and_never_too_late(
    days: WorkingDays, day: date, unit: Unit, amount: int
) -> None:
    due = days.due(day, Limit(amount, unit, before=True))
    assert days.is_working_day(due)
    assert due < day
