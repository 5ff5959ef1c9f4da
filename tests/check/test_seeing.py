"""Seeing the child (003, 8.1): what contributions and minutes tell, counted by hand.

The initial conference on Tuesday 1 September 2026, the review on Tuesday 24 November 2026; no bank holiday of
England and Wales between. The key worker is Lee Sample, the senior practitioner Toni Tryout.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.check.timeline import timeline
from pipeline.model.case import Case, Received
from pipeline.model.forms import Contribution, Minutes, SeenRow
from pipeline.model.set_up import CaseSetUp, Child, Member
from pipeline.model.timeline import ChildSeen, Gap, Seeing, StepStatus
from pipeline.rulebook.library import Library

ICPC, RCPC = date(2026, 9, 1), date(2026, 11, 24)
ROBIN, KIT = "Robin Example", "Kit Example"
LEE, TONI, SAM = "Lee Sample", "Toni Tryout", "Sam Sample"

Look = Callable[..., tuple[ChildSeen, ...]]


def day(number: int, month: int) -> date:
    return date(2026, month, number)


def seen(on: date, child: str = ROBIN, by: str = LEE, **how: str) -> SeenRow:
    return SeenRow(child, by, on, **how)


@pytest.fixture(scope="session")
def look(library: Library, make_case: Callable[..., Case]) -> Look:
    """Each child as the timeline has it: ``look(today, minutes=[...], told=[...])``."""

    def children(
        today: date,
        minutes: tuple[Minutes, ...] = (),
        told: tuple[Contribution, ...] = (),
        name: str = "ceredigion",
        nation: str = "England and Wales",
        start: date = ICPC,
        rcpc: date = RCPC,
    ) -> tuple[ChildSeen, ...]:
        set_up = CaseSetUp(
            icpc=start,
            children=(Child(ROBIN), Child(KIT)),
            members=(
                Member(LEE, "Children's services", part="lead"),
                Member(TONI, "Children's services", part="manager"),
                Member(SAM, "Acorn School", part="member"),
            ),
        )
        case = make_case(start, rcpc, set_up=set_up, minutes=minutes)
        case = replace(
            case,
            contributions=tuple(
                Received(form, number, f"told-{number}", form.written or today)
                for number, form in enumerate(told, 20)
            ),
        )
        return timeline(case, library.protocols[name], library.nations[nation], today).children

    return children


def one(children: tuple[ChildSeen, ...], key: str, number: int = 1) -> Seeing:
    return next(check for check in children[number - 1].checks if check.id == key)


def meeting(on: date, *rows: SeenRow, **answers: Any) -> Minutes:
    return Minutes(kind="subsequent", held=on, seen=rows, **answers)


def test_before_any_form_the_first_visits_are_counted_from_the_conference(look: Look) -> None:
    """Ten working days after Tue 1 September: Wed 2 = 1, Fri 4 = 3, Fri 11 = 8, Mon 14 = 9, Tue 15 = 10.

    Four weeks after it are Tue 29 September, six weeks Tue 13 October.
    """
    robin, kit = look(day(2, 9))
    assert (robin.number, robin.name, kit.number, kit.name) == (1, ROBIN, 2, KIT)
    assert [(check.id, check.due, check.status) for check in robin.checks] == [
        ("child-seen", day(15, 9), StepStatus.DUE),
        ("child-seen-at-home", day(29, 9), StepStatus.DUE),
        ("child-seen-alone", day(13, 10), StepStatus.DUE),
        ("bedroom-seen", RCPC, StepStatus.DUE),
    ]
    assert all(check.last is None and check.gaps == () for check in kit.checks)


def test_each_visit_is_counted_from_the_one_before_it(look: Look) -> None:
    """Seen on Thu 10 September, then on Fri 25: ten working days after the 10th are Thu 24, so one day late.

    The next one is due ten working days after Fri 25 September, on Fri 9 October.
    """
    rows = [seen(day(10, 9)), seen(day(25, 9))]
    check = one(look(day(30, 9), [meeting(day(29, 9), *rows)]), "child-seen")
    assert check.gaps == (Gap(day(24, 9), day(25, 9), 1),)
    assert (check.last, check.due, check.status) == (day(25, 9), day(9, 10), StepStatus.DUE)


def test_at_home_alone_and_bedroom_are_counted_apart(look: Look) -> None:
    """Home on Mon 14 September: next by Mon 12 October. Alone on Wed 23 September: next by Wed 4 November."""
    rows = [
        seen(day(14, 9), home="yes", alone="no", bedroom="yes"),
        seen(day(23, 9), home="no", alone="yes"),
    ]
    found = look(day(30, 9), [meeting(day(29, 9), *rows)])
    assert (one(found, "child-seen-at-home").last, one(found, "child-seen-at-home").due) == (
        day(14, 9),
        day(12, 10),
    )
    assert (one(found, "child-seen-alone").last, one(found, "child-seen-alone").due) == (
        day(23, 9),
        day(4, 11),
    )
    bedroom = one(found, "bedroom-seen")
    assert (bedroom.last, bedroom.due, bedroom.status) == (day(14, 9), None, StepStatus.DONE)
    assert one(found, "child-seen", 2).last is None  # of the other child nothing is told


def test_a_day_that_passed_is_not_recorded_until_a_later_form_is_silent(look: Look) -> None:
    """Seen on Thu 10 September, so due again by Thu 24.

    On 28 September no form since then tells anything: nobody knows. Minutes of Tue 29 that tell of the same
    visit only make it overdue: 25, 28, 29, 30 September are four working days to Wed 30.
    """
    first = meeting(day(11, 9), seen(day(10, 9)))
    unknown = one(look(day(28, 9), [first]), "child-seen")
    assert (unknown.due, unknown.status, unknown.gaps) == (day(24, 9), StepStatus.NOT_RECORDED, ())
    silent = meeting(day(29, 9), seen(day(10, 9)))
    overdue = one(look(day(30, 9), [first, silent]), "child-seen")
    assert (overdue.status, overdue.gaps) == (StepStatus.OVERDUE, (Gap(day(24, 9), None, 4),))


def test_a_contribution_tells_of_its_writers_own_visits(look: Look) -> None:
    told = Contribution(name=LEE, written=day(30, 9), seen=(SeenRow(ROBIN, "", day(14, 9)),))
    assert one(look(day(30, 9), told=[told]), "child-seen").last == day(14, 9)


def test_visits_of_the_senior_practitioner_count_and_those_of_others_do_not(look: Look) -> None:
    """003, 8.3: in the key worker's absence the supervising senior practitioner sees the child."""
    rows = [seen(day(8, 9), by=TONI), seen(day(15, 9), by=SAM)]
    assert one(look(day(16, 9), [meeting(day(16, 9), *rows)]), "child-seen").last == day(8, 9)


def test_visits_before_the_conference_and_days_not_given_do_not_count(look: Look) -> None:
    rows = [seen(day(31, 8)), SeenRow(ROBIN, LEE, None)]
    assert one(look(day(16, 9), [meeting(day(10, 9), *rows)]), "child-seen").last is None


def test_after_the_last_visit_the_conference_comes_first(look: Look) -> None:
    """Ten working days after Wed 11 November are Wed 25, after the review of Tue 24: none is asked for."""
    rows = [seen(on) for on in (day(15, 9), day(29, 9), day(13, 10), day(27, 10), day(9, 11), day(11, 11))]
    check = one(look(day(20, 11), [meeting(day(12, 11), *rows)]), "child-seen")
    assert (check.due, check.status, check.gaps) == (None, StepStatus.DONE, ())


def test_a_visit_told_twice_is_one_visit(look: Look) -> None:
    rows = [seen(day(10, 9)), seen(day(10, 9), home="yes")]
    check = one(look(day(12, 9), [meeting(day(11, 9), *rows)]), "child-seen-at-home")
    assert check.last == day(10, 9)


@pytest.mark.parametrize(
    ("nation", "due"),
    [
        # Ten working days after Thu 17 December 2026: 18 = 1, 24 = 5, Tue 29 = 6, 31 = 8, Mon 4 January = 9,
        # Tue 5 = 10.
        ("England and Wales", date(2027, 1, 5)),
        ("Northern Ireland", date(2027, 1, 5)),
        ("Scotland", date(2027, 1, 6)),  # Mon 4 January is a day off there
    ],
)
def test_bank_holidays_at_christmas(look: Look, nation: str, due: date) -> None:
    found = look(date(2026, 12, 18), nation=nation, start=date(2026, 12, 17), rcpc=date(2027, 3, 16))
    assert one(found, "child-seen").due == due


@pytest.mark.parametrize("name", ["joint-report-process", "cwm-taf", "rochdale", "core-group-key-points"])
def test_where_the_guidance_does_not_say_how_often_there_is_no_table(look: Look, name: str) -> None:
    assert look(day(2, 9), name=name) == ()


DAYS = st.dates(date(2026, 8, 20), RCPC)
VISITS = st.lists(st.tuples(DAYS, st.sampled_from(["yes", "no", ""])), max_size=12)


@given(visits=VISITS, told=st.dates(ICPC, RCPC), today=st.dates(ICPC, date(2026, 12, 24)))
def test_whatever_is_told_the_books_balance(
    look: Look, visits: list[tuple[date, str]], told: date, today: date
) -> None:
    """Gaps in order, each late; the last visit is the latest; nothing is asked for after the conference."""
    rows = [seen(on, home=home) for on, home in visits]
    robin, kit = look(today, [meeting(told, *rows)])
    for check in robin.checks[:2]:
        wanted = [on for on, home in visits if on >= ICPC and (check.id == "child-seen" or home == "yes")]
        assert check.last == max(wanted, default=None)
        came = [gap for gap in check.gaps if gap.seen]
        assert came == sorted(came, key=lambda gap: gap.due)
        assert all(gap.seen in wanted and gap.due < gap.seen for gap in came if gap.seen)
        assert check.due is None or (check.last or ICPC) < check.due < RCPC
        missing = [gap for gap in check.gaps if gap.seen is None]
        assert bool(missing) == (check.status is StepStatus.OVERDUE)
    assert all(check.last is None for check in kit.checks)
