from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.merge.numbers import Sheet, give_numbers, number_key, plan_order
from pipeline.model.set_up import Action

MARCH, APRIL, MAY = date(2041, 3, 20), date(2041, 4, 20), date(2041, 5, 20)


@pytest.mark.parametrize("number", ["7", " 7 ", "07", "7.", "(7)", "#7", "７"])
def test_spellings_of_a_number_are_one(number: str) -> None:
    assert number_key(number) == "7"


def test_other_numbers_stay_apart() -> None:
    assert len({number_key(n) for n in ("1.2", "12", "1a", "1", "", "9" * 5000)}) == 6


def test_a_plan_is_ordered_as_people_count() -> None:
    rows = [
        Action("2", "family"),
        Action("10", "child"),
        Action("2a", "child"),
        Action("2", "child"),
        Action("1", ""),
        Action("3", "parents"),
    ]
    assert [(a.domain, a.number) for a in sorted(rows, key=plan_order)] == [
        ("child", "2"),
        ("child", "2a"),
        ("child", "10"),
        ("parents", "3"),
        ("family", "2"),
        ("", "1"),
    ]


def sheet(day: date, number: int, *rows: Action, came: date = MAY, slot: str = "minutes") -> Sheet:
    return Sheet((slot, day), f"d{number}", came, number, rows)


def test_minutes_that_come_late_do_not_shift_a_number() -> None:
    outline = sheet(MARCH, 1, Action("1"), Action("7"), came=MARCH, slot="outline")
    may = sheet(MAY, 2, Action(action="Breakfast club"), came=MAY)
    april_late = sheet(APRIL, 3, Action(action="Parenting course"), came=date(2041, 6, 1))
    given_to = give_numbers([outline, may, april_late])
    assert given_to.given[("d2", 0)] == "8"
    assert given_to.given[("d3", 0)] == "9"
    assert given_to.highest == 9


def test_minutes_of_one_day_in_the_post_are_numbered_by_the_day_they_were_held() -> None:
    outline = sheet(MARCH, 5, Action("1"), slot="outline")
    may, april = sheet(MAY, 2, Action(action="B")), sheet(APRIL, 3, Action(action="A"))
    given_to = give_numbers([may, outline, april])
    assert (given_to.given[("d3", 0)], given_to.given[("d2", 0)]) == ("2", "3")


def test_a_correction_keeps_the_numbers_of_its_rows() -> None:
    first = sheet(APRIL, 1, Action(action="Weekly visits"), Action(action="Mend the boiler"), came=APRIL)
    other = sheet(MAY, 2, Action(action="Breakfast club"), came=MAY)
    again = sheet(
        APRIL, 3, Action(action="Mend the boilers"), Action(action="A new one"), came=date(2041, 6, 1)
    )
    numbers = give_numbers([first, other, again]).given
    assert (numbers[("d1", 0)], numbers[("d1", 1)]) == ("1", "2")
    assert numbers[("d2", 0)] == "3"
    assert numbers[("d3", 0)] == "2"
    assert numbers[("d3", 1)] == "4"


def test_an_outline_that_uses_a_number_twice_or_none_loses_no_line() -> None:
    numbers = give_numbers([sheet(MARCH, 1, Action("1"), Action("1"), Action(""), slot="outline")]).given
    assert [numbers[("d1", place)] for place in range(3)] == ["1", "2", "3"]


ROWS = st.lists(
    st.builds(
        Action, number=st.sampled_from(["", "1", "2", "9", "x"]), action=st.sampled_from(["A", "B", "C"])
    ),
    max_size=4,
).map(tuple)
SHEETS = st.lists(
    st.tuples(st.sampled_from(["outline", "minutes"]), st.sampled_from([MARCH, APRIL, MAY]), ROWS), max_size=5
)


@given(SHEETS, st.randoms())
def test_every_row_has_a_number_of_its_own_in_its_form_in_any_order(
    found: list[tuple[str, date, tuple[Action, ...]]], random: object
) -> None:
    sheets = [Sheet((kind, day), f"d{n}", MAY, n, rows) for n, (kind, day, rows) in enumerate(found)]
    numbers = give_numbers(sheets)
    for one in sheets:
        keys = [number_key(numbers.given[(one.digest, place)]) for place in range(len(one.rows))]
        assert all(keys)
        assert len(set(keys)) == len(keys)
    random.shuffle(sheets)  # type: ignore[attr-defined]
    assert give_numbers(sheets) == numbers


def test_numbers_reach_the_plan(family: SimpleNamespace) -> None:
    case = family.case([family.minutes(APRIL, new_actions=(Action("", "child", action="Bus pass"),))])
    assert [a.action.number for a in case.plan.actions] == ["1", "11", "2", "10"]


def test_a_correction_does_not_take_a_number_that_it_writes_itself() -> None:
    first = sheet(MARCH, 1, Action("", action="Weekly visits"), slot="outline")
    again = sheet(
        MARCH, 2, Action("", action="Weekly visits"), Action("1", action="Bus pass"), slot="outline"
    )
    numbers = give_numbers([first, again]).given
    assert (numbers[("d2", 0)], numbers[("d2", 1)]) == ("2", "1")


def test_a_number_typed_beside_a_new_action_counts_when_nobody_used_it() -> None:
    outline = sheet(MARCH, 1, Action("1"), came=MARCH, slot="outline")
    spoken = Sheet(("minutes", APRIL), "d2", APRIL, 2, (), ("7",))  # an update about a number nobody knows
    typed = sheet(MAY, 3, Action("7", action="A"), Action("1", action="B"), Action("20", action="C"))
    numbers = give_numbers([outline, spoken, typed]).given
    assert [numbers[("d3", place)] for place in range(3)] == ["21", "22", "20"]
