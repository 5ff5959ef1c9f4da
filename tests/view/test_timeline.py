"""The timeline in words, as a picture and on the terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.check.timeline import plan_conference, timeline
from pipeline.model.case import Case
from pipeline.model.forms import Minutes, SeenRow, SignOff, StepDone
from pipeline.model.set_up import CaseSetUp, Child, Meeting, Member
from pipeline.model.timeline import Limit, Unit
from pipeline.render.calendar import calendar
from pipeline.render.timeline_json import timeline_json
from pipeline.rulebook.library import Library
from pipeline.rulebook.protocol import Nation, Protocol
from pipeline.rulebook.protocol_file import load_protocols
from pipeline.rulebook.words import Words
from pipeline.view.timeline import TimelineView, limit_text, timeline_view
from pipeline.view.timeline_text import timeline_lines

ENGLAND = "England and Wales"
ICPC = date(2026, 9, 1)
RCPC = date(2026, 11, 24)
FINAL = Minutes(kind="pre-rcpc", held=date(2026, 10, 27))

HOLIDAYS = (
    "Christmas Day (Friday 25 December 2026), Substitute day for Boxing Day (Monday 28 December 2026) "
    "and New Year's Day (Friday 1 January 2027) take days out."
)

Plan = Callable[..., TimelineView]


@pytest.fixture
def plan(protocol: Protocol, nations: Mapping[str, Nation], english: Words) -> Plan:
    """The view of a conference that is not booked: ``plan(rcpc, nation=...)``."""

    def view(rcpc: date, nation: str = ENGLAND, today: date = date(2026, 9, 1)) -> TimelineView:
        return timeline_view(plan_conference(rcpc, protocol, nations[nation], today), protocol, english)

    return view


@pytest.fixture
def view_of(
    make_case: Callable[..., Case], protocol: Protocol, nations: Mapping[str, Nation], english: Words
) -> Callable[..., TimelineView]:
    """The view of the case whose conferences are on 1 September and 24 November 2026."""

    def view(today: date, **forms: object) -> TimelineView:
        check = timeline(make_case(ICPC, RCPC, **forms), protocol, nations[ENGLAND], today)
        return timeline_view(check, protocol, english)

    return view


def test_it_fits_with_nothing_to_spare(plan: Plan) -> None:
    used, other = plan(RCPC).fits.readings
    assert used.sentences == (
        "It fits with nothing to spare.",
        "The final core group is held by Tuesday 27 October 2026: the last day that the protocol allows.",
    )
    assert other.sentences[0] == "It fits with 2 working days to spare."
    assert (used.code, other.code) == ("fits", "fits")
    assert used.reading == "Final copy 5 working days before the conference (the reading used here)"
    assert other.reading == "Final copy 5 calendar days before the conference (the other reading)"


def test_it_does_not_fit_over_christmas(plan: Plan) -> None:
    used, other = plan(date(2027, 1, 12)).fits.readings
    assert used.sentences == (
        "It does not fit: 3 working days short.",
        "The final core group would have to be held by Thursday 10 December 2026.",
        HOLIDAYS,
    )
    assert other.sentences[0] == "It does not fit: 1 working day short."
    assert (used.code, other.code) == ("short", "short")


def test_one_holiday_takes_a_day_out(plan: Plan) -> None:
    used = plan(date(2026, 12, 15), "Scotland").fits.readings[0]
    assert used.sentences[2] == "St Andrew's Day (Monday 30 November 2026) takes a day out."


def test_forwards_and_backwards_side_by_side(plan: Plan) -> None:
    table = plan(date(2027, 1, 12)).fits.readings[0].plan
    assert table.headings == ("Step", "Planned forwards", "Planned backwards")
    assert table.rows[1] == (
        ("Draft report sent to members and parents",),
        ("Tuesday 22 December 2026",),
        ("Thursday 17 December 2026",),
    )
    assert len(table.rows) == 6


def test_a_plain_source_has_one_reading(
    protocol_yaml: Mapping[str, object], nations: Mapping[str, Nation], english: Words
) -> None:
    plain = {"extends": "base", "steps": {"final-copy": {"other-unit": None}}}
    protocol = load_protocols({"base": protocol_yaml, "plain": plain})["plain"]
    check = plan_conference(RCPC, protocol, nations[ENGLAND], date(2026, 9, 1))
    assert len(timeline_view(check, protocol, english).fits.readings) == 1


def test_a_row_says_who_when_and_why(view_of: Callable[..., TimelineView]) -> None:
    view = view_of(
        date(2026, 11, 6),
        minutes=[FINAL],
        sign_offs=[SignOff(steps=(StepDone("draft-sent", date(2026, 11, 5)),))],
    )
    rows = {row.step: row for row in view.steps.rows}

    draft = rows["Draft report sent to members and parents"]
    assert draft.who == "Social worker"
    assert draft.limit == "within 5 working days of: Final core group before the conference"
    assert draft.counted == "counted from Tuesday 27 October 2026"
    assert draft.due == "Tuesday 3 November 2026"
    assert draft.done == "Thursday 5 November 2026"
    assert (draft.status, draft.late, draft.code) == ("Done late", "late by 2 working days", "done-late")
    assert draft.source == "004, flow chart for joint report process"

    manager = rows["Report finalised and sent to the team manager"]
    assert manager.counted == "counted from Thursday 12 November 2026, a planned day"
    assert (manager.status, manager.late, manager.done) == ("At risk", "", "")
    assert rows["Single assessment complete"].limit == "by the day of: review conference"
    assert rows["First core group"].limit == "within 10 calendar days of: initial conference"
    assert rows["Minutes to the social worker: Final core group before the conference"].limit == (
        "within 5 calendar days of: Final core group before the conference"
    )


def test_overdue_and_booked(view_of: Callable[..., TimelineView]) -> None:
    set_up = CaseSetUp(icpc=ICPC, meetings=(Meeting("pre-rcpc", date(2026, 10, 29)),))
    view = view_of(date(2026, 10, 28), set_up=set_up)
    row = next(row for row in view.steps.rows if row.step == "Final core group before the conference")
    assert (row.status, row.late) == ("Overdue", "late by 1 working day")
    assert row.done == "booked for Thursday 29 October 2026"
    assert (
        "It is booked for Thursday 29 October 2026, which is too late for every step to take all its time."
        in view.fits.readings[0].sentences
    )


def test_children_who_changed_school_are_named_on_paper_alone(
    make_case: Callable[..., Case], library: Library, english: Words
) -> None:
    """003, 3.2. The paper is confidential; calendar, other programs and the terminal name nobody."""
    children = (
        Child("Robin Example", school_changed=date(2026, 9, 8)),
        Child("Kit Sample", school_changed=date(2026, 9, 8)),
        Child("Jo Placeholder", school_changed=date(2026, 9, 15)),
    )
    case = make_case(ICPC, RCPC, set_up=CaseSetUp(icpc=ICPC, protocol="ceredigion", children=children))
    protocol = library.protocols["ceredigion"]
    check = timeline(case, protocol, library.nations[ENGLAND], date(2026, 9, 16))
    view = timeline_view(check, protocol, english)
    rows = {row.step: row.children for row in view.steps.rows if row.children}
    assert rows == {
        "Core group after a change of school (1)": "Robin Example and Kit Sample",
        "Core group after a change of school (2)": "Jo Placeholder",
    }
    elsewhere = [
        timeline_json(check).decode(),
        calendar([check], datetime(2026, 9, 16, tzinfo=UTC), english).decode(),
        "\n".join(timeline_lines(view)),
    ]
    for text in elsewhere:
        assert "change of school (2)" in " ".join(text.replace("\r\n ", "").split())
        assert [child.name for child in children if child.name in text] == []


def test_late_over_a_weekend(view_of: Callable[..., TimelineView]) -> None:
    view = view_of(
        date(2026, 11, 2),
        minutes=[Minutes(kind="pre-rcpc", held=date(2026, 10, 23))],
        sign_offs=[SignOff(steps=(StepDone("draft-sent", date(2026, 11, 1)),))],
    )
    row = next(row for row in view.steps.rows if row.step.startswith("Draft"))
    assert row.late == "late, with no working day between"
    assert (
        "It was held on Friday 23 October 2026, which leaves every step its time."
        in view.fits.readings[0].sentences
    )


def test_held_on_the_very_last_day(view_of: Callable[..., TimelineView]) -> None:
    used = view_of(date(2026, 10, 28), minutes=[FINAL]).fits.readings[0]
    assert used.sentences[-1] == ("It was held on Tuesday 27 October 2026, which leaves every step its time.")


def test_how_things_stand(view_of: Callable[..., TimelineView]) -> None:
    assert view_of(date(2026, 9, 2)).steps.state == ("Nothing that is still to be done is late or at risk.",)
    # On 14 September only the first core group (due Fri 11) is overdue.
    assert view_of(date(2026, 9, 14)).steps.state == ("1 step is overdue.",)
    # The draft, due Tue 3 November, is overdue on the 4th, as are the first core group and the minutes of the
    # final one (due Sun 1 November). Four links after the draft are at risk. Six weeks after the day for
    # the first core group are Fri 23 October, so the next one of Tue 27 came late.
    assert view_of(date(2026, 11, 4), minutes=[FINAL]).steps.state == (
        "3 steps are overdue.",
        "4 steps are at risk: they cannot be in time if what comes before them takes all the time it may.",
        "1 step was done late.",
    )


def test_what_was_done_late_is_said_beside_that_nothing_is_late_now(
    view_of: Callable[..., TimelineView],
) -> None:
    # The first core group, due Fri 11 September, was held on Mon 14, and its minutes went the same day.
    first = Minutes(kind="first", held=date(2026, 9, 14), sent=date(2026, 9, 14))
    assert view_of(date(2026, 9, 15), minutes=[first]).steps.state == (
        "Nothing that is still to be done is late or at risk.",
        "1 step was done late.",
    )


def test_visits_count_in_how_things_stand(
    make_case: Callable[..., Case], library: Library, english: Words
) -> None:
    """003, 8.1. Ten working days after Tue 1 September are Tue 15; Robin was seen on Wed 16.

    Of Kit the minutes of the 16th tell no visit since the 1st. No limit of four weeks has passed.
    """
    protocol = library.protocols["ceredigion"]
    set_up = CaseSetUp(
        icpc=ICPC,
        protocol="ceredigion",
        children=(Child("Robin Example"), Child("Kit Sample")),
        members=(Member("Lee Sample", "Children's services", part="lead"),),
    )
    robin = SeenRow("Robin Example", "Lee Sample", date(2026, 9, 16))
    kit = SeenRow("Kit Sample", "Lee Sample", ICPC)
    sent = date(2026, 9, 16)
    first = Minutes(kind="first", held=date(2026, 9, 15), sent=sent, circulated=sent, seen=(robin, kit))
    second = replace(first, kind="subsequent", held=date(2026, 9, 16))

    def state(today: date, *minutes: Minutes) -> tuple[str, ...]:
        case = make_case(ICPC, RCPC, set_up=set_up, minutes=minutes)
        check = timeline(case, protocol, library.nations[ENGLAND], today)
        return timeline_view(check, protocol, english).steps.state

    assert state(date(2026, 9, 17), first, second) == (
        "1 visit to a child is overdue.",
        "1 visit to a child came late.",
    )
    # With no form at all nobody knows, and ten working days after the conference have passed on the 16th.
    # The first core group, too, is overdue.
    assert state(date(2026, 9, 16)) == (
        "1 step is overdue.",
        "The days of 2 visits to children have passed with nothing recorded.",
    )


def test_a_core_group_without_minutes_does_not_look_fine(view_of: Callable[..., TimelineView]) -> None:
    set_up = CaseSetUp(icpc=ICPC, meetings=(Meeting("first", date(2026, 9, 8)),))
    view = view_of(date(2026, 9, 9), set_up=set_up)
    row = next(row for row in view.steps.rows if row.step == "First core group")
    assert (row.status, row.done) == (
        "Not recorded",
        "held or booked on Tuesday 8 September 2026: no minutes have come",
    )
    assert view.steps.state == ("A core group was held or booked on 8 September 2026: no minutes have come.",)
    final = CaseSetUp(icpc=ICPC, meetings=(Meeting("pre-rcpc", date(2026, 9, 8)),))
    assert view_of(date(2026, 9, 9), set_up=final).fits.readings[0].sentences[-1] == (
        "The final core group was held or booked on Tuesday 8 September 2026: no minutes have come."
    )


def test_the_reading_of_each_doubtful_limit_is_printed(view_of: Callable[..., TimelineView]) -> None:
    # Minutes are due of core groups that have been held: the last one was held on 27 October.
    readings = view_of(date(2026, 10, 28), minutes=[FINAL, FINAL]).readings
    assert [fact.label for fact in readings.facts] == [
        "First core group",
        "Core group",
        "Single assessment complete",
        "Inaccuracies and amendments reported",
        "Final copy to parents and child, review unit told",
        "Minutes to the social worker",
        "No time set",
    ]


def test_an_anchor_that_is_not_recorded(
    make_case: Callable[..., Case], protocol: Protocol, nations: Mapping[str, Nation], english: Words
) -> None:
    check = timeline(make_case(ICPC, RCPC), protocol, nations[ENGLAND], ICPC)
    unknown = replace(check.steps[0], anchor_date=None, due=None)
    view = timeline_view(replace(check, steps=(unknown, *check.steps[1:])), protocol, english)
    assert view.steps.rows[0].counted == "the day it is counted from is not recorded"
    assert view.steps.rows[0].due == ""


@pytest.mark.parametrize(
    ("limit", "text"),
    [
        (Limit(1, Unit.WORKING_DAYS), "within 1 working day of: X"),
        (Limit(1, Unit.DAYS, before=True), "1 calendar day before: X"),
        (Limit(6, Unit.WEEKS), "within 6 weeks of: X"),
        (Limit(1, Unit.MONTHS), "within 1 month of: X"),
        (Limit(0, Unit.DAYS, before=True), "by the day of: X"),
    ],
)
def test_limits_name_their_unit(english: Words, limit: Limit, text: str) -> None:
    assert limit_text(limit, "X", english) == text


def test_the_picture(view_of: Callable[..., TimelineView]) -> None:
    # From Tue 27 October to Tue 24 November are 29 days, so a day is 100/29 = 3.448 percent.
    drawing = view_of(date(2026, 11, 3), minutes=[FINAL]).drawing

    assert [(tick.x, tick.label) for tick in drawing.weeks] == [
        (20.69, "2 November"),  # 6 days in
        (44.83, "9 November"),  # 13
        (68.97, "16 November"),  # 20
        (93.1, "23 November"),  # 27
    ]
    final, draft, *_, copy = drawing.lanes
    assert (final.x, final.width, final.done) == (0.0, 3.45, 1.72)
    # The draft may take Wed 28 October to Tue 3 November: from the second day on, seven days.
    assert (draft.x, draft.width, draft.done) == (3.45, 24.14, None)
    assert (draft.due_label, draft.status, draft.code) == ("3 November", "Due", "due")
    assert (draft.number, draft.y, draft.height) == (1, 25.0, 16.67)
    assert (copy.x, copy.width) == (72.41, 3.45)  # Tue 17 November, 21 days in, alone
    assert drawing.today is not None
    assert drawing.today.x == 25.86  # the middle of the eighth day
    assert drawing.conference.x == 98.28  # the middle of the last
    assert [closed.kind for closed in drawing.closed] == ["weekend"] * 8
    assert (drawing.closed[0].x, drawing.closed[0].width) == (13.79, 3.45)  # Sat 31 October, 4 days in
    assert "Draft report sent to members and parents: due 3 November 2026, due." in drawing.description


def test_holidays_are_marked_by_name(plan: Plan) -> None:
    closed = plan(date(2027, 1, 12)).drawing.closed
    assert [day.label for day in closed if day.kind == "holiday"] == [
        "Christmas Day",
        "Substitute day for Boxing Day",
        "New Year's Day",
    ]
    assert [day.label for day in plan(date(2027, 1, 12)).drawing.holidays] == [
        "25 December: Christmas Day",
        "28 December: Substitute day for Boxing Day",
        "1 January: New Year's Day",
    ]


def test_today_outside_the_picture_is_not_drawn(plan: Plan) -> None:
    assert plan(RCPC, today=date(2026, 9, 1)).drawing.today is None


def test_a_slip_of_the_pen_does_not_stretch_the_picture(view_of: Callable[..., TimelineView]) -> None:
    slip = SignOff(steps=(StepDone("draft-sent", date(2062, 11, 3)),))
    drawing = view_of(date(2026, 11, 4), minutes=[FINAL], sign_offs=[slip]).drawing
    assert drawing.lanes[1].done is None
    assert len(drawing.weeks) <= 17
    for lane in drawing.lanes:
        assert 0 <= lane.x <= lane.x + lane.width <= 100.01


@given(
    rcpc=st.dates(date(2025, 1, 1), date(2030, 12, 31)),
    today=st.dates(date(2025, 1, 1), date(2030, 12, 31)),
    nation=st.sampled_from([ENGLAND, "Scotland", "Northern Ireland"]),
)
def test_everything_stays_inside_the_picture_and_the_terminal(
    protocol: Protocol,
    nations: Mapping[str, Nation],
    english: Words,
    rcpc: date,
    today: date,
    nation: str,
) -> None:
    check = plan_conference(rcpc, protocol, nations[nation], today)
    view = timeline_view(check, protocol, english)
    for lane in view.drawing.lanes:
        assert 0 <= lane.x <= lane.x + lane.width <= 100.01
        assert 0 < lane.y < 100
    for place in (*view.drawing.weeks, *view.drawing.closed, view.drawing.conference):
        assert 0 <= place.x <= 100
    assert max(len(line) for line in timeline_lines(view)) <= 80


def test_plain_lines_for_the_terminal(view_of: Callable[..., TimelineView]) -> None:
    lines = timeline_lines(
        view_of(
            date(2026, 11, 6),
            minutes=[FINAL],
            sign_offs=[SignOff(steps=(StepDone("draft-sent", date(2026, 11, 5)),))],
        )
    )
    assert lines[0] == "Timeline check: CP-2026-014"
    assert "Review conference  Tuesday 24 November 2026" in lines
    start = lines.index("[Done late, late by 2 working days] Draft report sent to members and parents")
    assert lines[start + 1 : start + 6] == (
        "  Due: Tuesday 3 November 2026 (counted from Tuesday 27 October 2026)",
        "  Done: Thursday 5 November 2026",
        "  Who: Social worker",
        "  Limit: within 5 working days of: Final core group before the conference",
        "  Guidance: 004, flow chart for joint report process",
    )
    assert all(line.isprintable() for line in lines)
    assert max(len(line) for line in lines) <= 80


def test_a_narrow_terminal(plan: Plan) -> None:
    assert max(len(line) for line in timeline_lines(plan(RCPC), width=60)) <= 60


def test_the_planner_says_what_it_is(plan: Plan) -> None:
    view = plan(RCPC)
    assert view.page.title == "Planning a review conference"
    assert view.page.reference == ""
    assert timeline_lines(view)[0] == "Planning a review conference"
    assert "Period began" not in [fact.label for fact in view.head.facts]
