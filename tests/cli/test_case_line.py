"""What the terminal says of one case: days in order, what is at risk, by how much it does not fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from pipeline.cli.case_line import line_json, say_line
from pipeline.model.timeline import (
    Booked,
    ChildSeen,
    Fit,
    Limit,
    Seeing,
    StepCheck,
    StepStatus,
    Timeline,
    Unit,
)
from pipeline.rulebook.words import Words
from pipeline.run import CaseLine, LeftBlank

DECEMBER = {day: date(2026, 12, day) for day in range(1, 32)}
RCPC = date(2027, 1, 5)
Say = Callable[[CaseLine], list[str]]
DUE, RISK, OVERDUE, DONE = StepStatus.DUE, StepStatus.AT_RISK, StepStatus.OVERDUE, StepStatus.DONE


def step(
    title: str, day: int, status: StepStatus, chain: bool = True, planned: date | None = None
) -> StepCheck:
    return StepCheck(
        id=title.lower(),
        title=title,
        who="",
        anchor="rcpc",
        anchor_date=RCPC,
        anchor_planned=False,
        limit=Limit(5, Unit.WORKING_DAYS),
        due=DECEMBER[day],
        done=None,
        status=status,
        days_late=0,
        source="",
        chain=chain,
        planned=planned,
    )


def line(*steps: StepCheck, slack: int = 0) -> CaseLine:
    fit = Fit(slack >= 0, slack, DECEMBER[3], DECEMBER[8], (), (), ())
    check = Timeline(
        case="CP-2026-014",
        protocol="",
        nation="",
        rcpc=RCPC,
        start=None,
        today=DECEMBER[1],
        steps=steps,
        fit=fit,
        other_unit=Unit.DAYS,
        other_fit=fit,
        other_steps=(),
    )
    return CaseLine("CP-2026-014", RCPC, 2, ("The Surgery",), check)


@pytest.fixture
def said(english: Words, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Say:
    monkeypatch.setenv("COLUMNS", "80")

    def say(of: CaseLine) -> list[str]:
        say_line(of, english)
        return capsys.readouterr().out.splitlines()

    return say


def test_steps_to_come_are_in_the_order_of_their_days_and_all_at_risk_are_named(said: Say) -> None:
    steps = (
        step("Authorised", 30, RISK),
        step("Final copy", 24, RISK),
        step("Visit", 2, DUE, chain=False),
        step("Core group", 3, DUE, chain=False),
        step("Agenda", 4, DUE, chain=False),
        step("Assessment", 31, DUE, chain=False),
    )
    assert said(line(*steps)) == [
        "CP-2026-014, conference on 5 January 2027",
        "  in          2 contributions",
        "  missing     The Surgery",
        "  due         2 December 2026: Visit",
        "              3 December 2026: Core group",
        "              4 December 2026: Agenda",
        "              24 December 2026, at risk: Final copy",
        "              30 December 2026, at risk: Authorised",
    ]
    assert [each["title"] for each in line_json(line(*steps))["due"]][-2:] == ["Authorised", "Assessment"]


def test_a_chain_that_does_not_fit_is_said_with_the_working_days_that_are_short(said: Say) -> None:
    assert said(line(step("Final copy", 24, RISK), slack=-3))[-1] == (
        "  timeline    does not fit: 3 working days short"
    )
    assert said(line(step("Final copy", 24, OVERDUE), slack=-1))[-1] == (
        "  timeline    does not fit: 1 working day short"
    )


def test_core_groups_that_are_booked_are_named_where_no_limit_is_set(said: Say) -> None:
    # 002 sets no time for core groups: nothing is due, and an extra one that was granted is booked.
    bare = line()
    extra = replace(bare, timeline=replace(bare.timeline, booked=(Booked(2, DECEMBER[4]),)))
    assert said(extra)[-1] == "  booked      4 December 2026"
    assert line_json(extra)["core_groups_booked"] == ["2026-12-04"]


def test_a_booked_day_that_has_passed_without_minutes_is_not_told_as_booked(said: Say) -> None:
    late = replace(step("Second", 9, OVERDUE, chain=False, planned=DECEMBER[3]), silent=True)
    bare = line(late)
    booked = (Booked(2, DECEMBER[3]), Booked(3, DECEMBER[10]))
    gone = replace(bare, timeline=replace(bare.timeline, today=DECEMBER[10], booked=booked))
    assert said(gone)[3:] == [
        "  overdue     9 December 2026: Second, held or booked on 3 December 2026: no",
        "              minutes have come",
        "  core group  held or booked on 3 December 2026: no minutes have come",
        "  booked      10 December 2026",
    ]
    told = line_json(gone)
    assert told["core_groups_without_minutes"] == ["2026-12-03"]
    assert told["core_groups_booked"] == ["2026-12-10"]


def test_requests_that_wait_are_counted_and_nobody_is_named(said: Say) -> None:
    # Today is 1 December: 25 November is six days ago.
    waits = replace(line(), unanswered=(date(2026, 11, 25), date(2026, 11, 30)))
    assert said(waits)[-2:] == [
        "  requests    2 requests without an answer, the oldest of 25 November 2026, 6",
        "              days ago",
    ]
    assert line_json(waits)["requests_unanswered"] == ["2026-11-25", "2026-11-30"]
    one = replace(line(), unanswered=(date(2026, 11, 30),))
    assert "1 request without an answer, the oldest of 30 November 2026, 1 day" in " ".join(said(one))


def test_what_an_agency_left_blank_is_told_by_numbers(said: Say) -> None:
    left = (
        LeftBlank("Hillfoot School", ("1", "12"), (), ()),
        LeftBlank("Housing", (), ("10",), (1, 2)),
    )
    shown = said(replace(line(), left_blank=left))
    assert shown[3:6] == [
        "  left blank  Hillfoot School: nothing on action 1 and 12",
        "              Housing: part of action 10; voice or recommendation of child 1 and",
        "              2",
    ]
    assert line_json(replace(line(), left_blank=left))["left_blank"] == [
        {"agency": "Hillfoot School", "silent": ("1", "12"), "partly": (), "children": ()},
        {"agency": "Housing", "silent": (), "partly": ("10",), "children": (1, 2)},
    ]


@pytest.mark.parametrize("status", [DUE, DONE])
def test_a_chain_that_an_early_core_group_made_fit_is_not_complained_of(
    said: Say, status: StepStatus
) -> None:
    meeting = step("Visit", 2, RISK, chain=False)
    assert "does not fit" not in "".join(said(line(meeting, step("Final copy", 24, status), slack=-3)))


def seeing(status: StepStatus, due: int | None, last: int | None = None, title: str = "Seen") -> Seeing:
    """A visit due on a day of December, the last one told of in November."""
    limit = Limit(10, Unit.WORKING_DAYS)
    told = date(2026, 11, last) if last else None
    return Seeing(title.lower(), title, limit, told, DECEMBER[due] if due else None, status, (), "")


def seen(*children: tuple[Seeing, ...]) -> CaseLine:
    names = ("Robin Example", "Kit Sample", "Jo Placeholder")
    found = tuple(ChildSeen(n, names[n - 1], checks) for n, checks in enumerate(children, 1))
    return replace(line(), timeline=replace(line().timeline, today=DECEMBER[10], children=found))


def test_seeing_the_children_comes_before_paper_and_names_nobody(said: Say) -> None:
    """003, 8.1. Overdue first, then what nobody recorded though its day has passed, then what is to come."""
    home = seeing(DUE, 14, title="Seen at home")
    late = seeing(OVERDUE, 9, 25)
    of_case = seen((home, late), (home, late), (home, seeing(StepStatus.NOT_RECORDED, 8)))
    shown = said(of_case)
    assert " ".join(" ".join(shown[1:-2]).split()) == (
        "children Seen: overdue, was due 9 December 2026, last recorded 25 November 2026 "
        "(child 1 and child 2) "
        "Seen: not recorded, was due 8 December 2026, none recorded yet (child 3) "
        "Seen at home: due 14 December 2026, none recorded yet (child 1, child 2 and child 3)"
    )
    assert shown[-2:] == ["  in          2 contributions", "  missing     The Surgery"]
    assert not any(name in "".join(shown) for name in ("Robin", "Kit", "Jo"))
    told = line_json(of_case)
    assert told["children_seen"][0] == {
        "id": "seen",
        "title": "Seen",
        "due": "2026-12-09",
        "last": "2026-11-25",
        "status": "overdue",
        "children": [1, 2],
    }
    assert [(each["status"], each["children"]) for each in told["children_seen"][1:]] == [
        ("not-recorded", [3]),
        ("due", [1, 2, 3]),
    ]
    assert "Robin" not in str(told)


def test_a_child_of_whom_nothing_more_is_asked_has_no_line(said: Say) -> None:
    enough = seen((seeing(DONE, None, 30), seeing(StepStatus.DONE_LATE, None, 30)))
    assert said(enough)[1] == "  in          2 contributions"
    assert line_json(enough)["children_seen"] == []


def test_what_is_overdue_comes_first_and_a_booked_day_is_told(said: Say) -> None:
    late = step("Second", 9, OVERDUE, chain=False, planned=DECEMBER[11])
    assert said(line(step("Third", 12, DUE), late, step("First", 8, OVERDUE, chain=False)))[3:] == [
        "  overdue     8 December 2026: First",
        "              9 December 2026: Second, booked for 11 December 2026",
        "  due         12 December 2026: Third",
    ]
