"""Calendar entries, read back by a calendar."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar

from pipeline.check.timeline import plan_conference, timeline
from pipeline.model.case import Case
from pipeline.model.forms import Minutes
from pipeline.model.request import Request
from pipeline.model.set_up import CaseSetUp, Child, Member
from pipeline.model.timeline import Timeline
from pipeline.render.calendar import calendar
from pipeline.rulebook.protocol import Nation, Protocol
from pipeline.rulebook.words import Words

STAMP = datetime(2026, 11, 6, 9, 30, tzinfo=UTC)


@pytest.fixture
def check(make_case: Callable[..., Case], protocol: Protocol, nations: Mapping[str, Nation]) -> Timeline:
    """RCPC Tuesday 12 January 2027, which does not fit; the core group must be held by Thu 10 December."""
    set_up = CaseSetUp(
        icpc=date(2026, 10, 13),
        children=(Child("Ivo Tarn"),),
        members=(Member("Ada Quill", "Social Care", part="lead"),),
    )
    minutes = [Minutes(kind="first", held=date(2026, 10, 20), chair="Tom Reed", note_taker="Bel Marsh")]
    case = make_case(date(2026, 10, 13), date(2027, 1, 12), set_up=set_up, minutes=minutes)
    return timeline(case, protocol, nations["England and Wales"], date(2026, 11, 6))


def entries(content: bytes) -> list[tuple[str, date, date]]:
    return [
        (str(event["SUMMARY"]), event["DTSTART"].dt, event["DTEND"].dt)
        for event in Calendar.from_ical(content).walk("VEVENT")
    ]


def test_each_step_is_an_all_day_entry_on_its_last_day(check: Timeline, english: Words) -> None:
    found = {summary: (start, end) for summary, start, end in entries(calendar([check], STAMP, english))}

    # Four weeks before is Tue 15 December; the draft five working days later, Tue 22.
    due = "CP-2026-014: Last day for: "
    assert found[f"{due}Final core group before the conference"] == (date(2026, 12, 15), date(2026, 12, 16))
    assert found[f"{due}Draft report sent to members and parents"] == (date(2026, 12, 22), date(2026, 12, 23))
    assert found["CP-2026-014: Review conference"] == (date(2027, 1, 12), date(2027, 1, 13))
    latest = "CP-2026-014: Last day for the final core group that leaves every step its time"
    assert found[latest] == (date(2026, 12, 10), date(2026, 12, 11))
    assert len(found) == len(check.steps) + 2


def test_a_core_group_that_is_booked_has_an_entry_that_moves_with_it(
    make_case: Callable[..., Case], protocol: Protocol, nations: Mapping[str, Nation], english: Words
) -> None:
    """An extra core group is asked for on 26 October and granted (002); later its day is changed."""
    asked = Request(
        kind="extra-core-group", name="Ada Quill", written=date(2026, 10, 26), place="Quill Cottage"
    )
    first = replace(asked, answer="granted", answered_on=date(2026, 10, 28), held=date(2026, 11, 10))
    moved = replace(first, held=date(2026, 11, 12))

    def booked(*requests: Request) -> list[tuple[str, str, date]]:
        minutes = [Minutes(kind="first", held=date(2026, 10, 20))]
        case = make_case(date(2026, 10, 13), date(2027, 1, 12), minutes=minutes, requests=requests)
        check = timeline(case, protocol, nations["England and Wales"], date(2026, 11, 6))
        content = calendar([check], STAMP, english)
        assert b"Quill" not in content
        events = Calendar.from_ical(content).walk("VEVENT")
        return [(e["UID"], str(e["SUMMARY"]), e["DTSTART"].dt) for e in events if "booked" in e["UID"]]

    uid = "CP-2026-014.2027-01-12.core-group-booked-2@rcpc-pipeline"
    assert booked(asked) == []
    assert booked(asked, first) == [(uid, "CP-2026-014: Core group", date(2026, 11, 10))]
    assert booked(asked, first, moved) == [(uid, "CP-2026-014: Core group", date(2026, 11, 12))]


def test_a_chain_that_fits_needs_no_earlier_core_group(
    protocol: Protocol, nations: Mapping[str, Nation], english: Words
) -> None:
    check = plan_conference(date(2026, 11, 24), protocol, nations["Scotland"], date(2026, 9, 1))
    summaries = [summary for summary, _, _ in entries(calendar([check], STAMP, english))]
    assert len(summaries) == len(protocol.chain) + 1
    assert "Review conference" in summaries
    assert not any("leaves every step its time" in summary for summary in summaries)


def test_nobody_is_named(check: Timeline, english: Words) -> None:
    content = calendar([check], STAMP, english).decode()
    for name in ("Tarn", "Ivo", "Quill", "Ada", "Reed", "Marsh", "Social Care"):
        assert name not in content
    assert content.count("CLASS:CONFIDENTIAL") == content.count("BEGIN:VEVENT")


def test_an_entry_keeps_its_identity_when_its_day_moves(
    make_case: Callable[..., Case], protocol: Protocol, nations: Mapping[str, Nation], english: Words
) -> None:
    def uids(minutes: list[Minutes]) -> dict[str, date]:
        case = make_case(date(2026, 9, 1), date(2026, 11, 24), minutes=minutes)
        check = timeline(case, protocol, nations["England and Wales"], date(2026, 10, 21))
        events = Calendar.from_ical(calendar([check], STAMP, english)).walk("VEVENT")
        return {str(event["UID"]): event["DTSTART"].dt for event in events}

    planned = uids([])
    moved = uids([Minutes(kind="pre-rcpc", held=date(2026, 10, 20))])

    draft = "CP-2026-014.2026-11-24.draft-sent@rcpc-pipeline"
    assert (planned[draft], moved[draft]) == (date(2026, 11, 3), date(2026, 10, 27))


def test_several_cases_share_a_calendar(
    check: Timeline, protocol: Protocol, nations: Mapping[str, Nation], english: Words
) -> None:
    other = plan_conference(date(2026, 11, 24), protocol, nations["Scotland"], date(2026, 9, 1))
    content = calendar([check, other], STAMP, english)
    events = Calendar.from_ical(content).walk("VEVENT")
    assert len({str(event["UID"]) for event in events}) == len(events) == len(check.steps) + 2 + 7
    days = [event["DTSTART"].dt for event in events]
    assert days == sorted(days)


def test_the_same_bytes_whatever_the_order(
    check: Timeline, protocol: Protocol, nations: Mapping[str, Nation], english: Words
) -> None:
    other = plan_conference(date(2026, 11, 24), protocol, nations["Scotland"], date(2026, 9, 1))
    assert calendar([check, other], STAMP, english) == calendar([other, check], STAMP, english)


def test_the_stamp_is_the_one_handed_in(check: Timeline, english: Words) -> None:
    content = calendar([check], STAMP, english).decode()
    assert content.count("DTSTAMP:20261106T093000Z") == content.count("BEGIN:VEVENT")


def test_lines_are_folded_for_calendars_that_insist(check: Timeline, english: Words) -> None:
    lines = calendar([check], STAMP, english).split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
