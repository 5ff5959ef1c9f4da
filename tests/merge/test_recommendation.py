from datetime import date
from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pipeline.merge.recommendation import recommendations
from pipeline.model.forms import PositionRow
from pipeline.model.report import ChildRecommendation

MEETING = date(2041, 5, 2)
FAMILY_AND_STAFF = ("Ines Holt", "Tam Reed", "Pia Lund", "Jo Marsh", "Cal Dorn", "Mara Fable")


def for_ash(family: SimpleNamespace, *forms: Any) -> ChildRecommendation:
    found = recommendations(family.case(forms))
    assert [r.child for r in found[:2]] == ["Ash Fable", "Wren Fable"]
    return found[0]


def agency(family: SimpleNamespace, name: str, position: str, reasons: str = "", **more: Any) -> Any:
    return family.contribution(
        name, positions=(PositionRow("Ash Fable", position=position, reasons=reasons),), **more
    )


def meeting(family: SimpleNamespace, *rows: tuple[str, str, str, str], kind: str = "pre-rcpc") -> Any:
    positions = tuple(PositionRow("Ash Fable", m, a, p, r) for m, a, p, r in rows)
    return family.minutes(MEETING, kind, positions=positions)


def shown(found: ChildRecommendation) -> list[tuple[str, str, str, bool]]:
    return [
        (p.row.member or p.source.author, p.row.position, p.row.reasons, p.superseded)
        for p in found.positions
    ]


def test_every_child_is_asked_about_and_everybody_silent_is_named(family: SimpleNamespace) -> None:
    found = recommendations(family.case([]))
    assert [(r.child, r.positions, r.dissent, r.absent) for r in found] == [
        ("Ash Fable", (), (), FAMILY_AND_STAFF),
        ("Wren Fable", (), (), FAMILY_AND_STAFF),
    ]
    assert found[0].tally == (("continue", 0), ("end", 0), ("unsure", 0))


def test_positions_are_counted_and_the_differing_ones_set_apart(family: SimpleNamespace) -> None:
    found = for_ash(
        family,
        agency(family, "Housing", "end", "Rent is paid"),
        agency(family, "Health Visiting", "continue"),
        meeting(
            family, ("Pia Lund", "Hillfoot School", "continue", ""), ("Mara Fable", "", "end", "We are well")
        ),
        agency(family, "Children's Services", "continue", "Too early"),
    )
    assert found.tally == (("continue", 3), ("end", 2), ("unsure", 0))
    assert [p.row.reasons for p in found.dissent] == ["We are well", "Rent is paid"]
    assert found.absent == ()  # the manager's agency has spoken


def test_when_two_are_level_there_is_no_most_to_differ_from(family: SimpleNamespace) -> None:
    found = for_ash(family, agency(family, "Housing", "end"), agency(family, "Health Visiting", "unsure"))
    assert found.dissent == ()
    assert len(found.positions) == 2
    assert found.differ


def test_half_is_not_most_however_many_the_others_are(family: SimpleNamespace) -> None:
    # Two of four: nobody may be told of having left a majority that there is not.
    found = for_ash(
        family,
        agency(family, "Housing", "continue"),
        agency(family, "Health Visiting", "continue"),
        meeting(family, ("Pia Lund", "Hillfoot School", "unsure", "")),
        agency(family, "Children's Services", "end"),
    )
    assert found.tally == (("continue", 2), ("end", 1), ("unsure", 1))
    assert found.dissent == ()
    assert found.differ


def test_when_all_agree_nobody_dissents(family: SimpleNamespace) -> None:
    found = for_ash(family, agency(family, "Housing", "end"), agency(family, "Health Visiting", "end"))
    assert found.dissent == ()
    assert not found.differ


def test_the_later_position_counts_and_the_earlier_stays_beside_it(family: SimpleNamespace) -> None:
    before = agency(family, "Housing", "end", "Rent is paid", written=date(2041, 5, 1))
    after = agency(family, "Housing", "end", "Rent is paid", written=date(2041, 5, 3))
    said = meeting(family, ("Cal Dorn", "Housing", "continue", "New arrears"))
    first = for_ash(family, before, said)
    assert shown(first) == [
        ("Cal Dorn", "continue", "New arrears", False),
        ("Cal Dorn", "end", "Rent is paid", True),
    ]
    assert first.tally == (("continue", 1), ("end", 0), ("unsure", 0))
    assert first.dissent == ()
    assert for_ash(family, after, said).tally == (("continue", 0), ("end", 1), ("unsure", 0))


def test_a_paper_of_the_same_day_comes_before_the_meeting(family: SimpleNamespace) -> None:
    paper = agency(family, "Housing", "end", written=MEETING)
    assert for_ash(family, paper, meeting(family, ("", "Housing", "unsure", ""))).tally[2] == ("unsure", 1)


def test_the_same_position_is_shown_once(family: SimpleNamespace) -> None:
    paper = agency(family, "Housing", "end", "Rent is paid")
    found = for_ash(family, paper, meeting(family, ("Cal Dorn", "Housing", "end", "Rent is paid")))
    assert shown(found) == [("Cal Dorn", "end", "Rent is paid", False)]


def test_other_reasons_for_the_same_position_stay(family: SimpleNamespace) -> None:
    paper = agency(family, "Housing", "end", "Rent is paid")
    found = for_ash(family, paper, meeting(family, ("Cal Dorn", "Housing", "end", "The flat is warm")))
    assert [(p.row.reasons, p.superseded) for p in found.positions] == [
        ("The flat is warm", False),
        ("Rent is paid", True),
    ]
    assert found.tally[1] == ("end", 1)


def test_reasons_without_a_position_do_not_undo_an_earlier_position(family: SimpleNamespace) -> None:
    paper = agency(family, "Housing", "end", "Rent is paid")
    found = for_ash(family, paper, meeting(family, ("Cal Dorn", "Housing", "", "Nothing to add")))
    assert [(p.row.position, p.superseded) for p in found.positions] == [("end", False), ("", False)]
    assert found.tally[1] == ("end", 1)
    assert "Cal Dorn" not in found.absent


def test_a_substitute_speaks_for_the_agency(family: SimpleNamespace) -> None:
    paper = agency(family, "Housing", "end")
    found = for_ash(family, paper, meeting(family, ("Sol Grey", "Housing", "continue", "")))
    assert found.tally == (("continue", 1), ("end", 0), ("unsure", 0))


def test_two_people_of_one_agency_are_two_positions(family: SimpleNamespace) -> None:
    rows = (
        ("Ines Holt", "Children's Services", "continue", ""),
        ("Tam Reed", "Children's Services", "end", ""),
    )
    found = for_ash(
        family, meeting(family, *rows), agency(family, "Children's Services", "unsure", written=MEETING)
    )
    assert [
        (p.row.member or p.source.author, p.row.position) for p in found.positions if not p.superseded
    ] == [
        ("Ines Holt", "continue"),
        ("Tam Reed", "end"),
    ]


def test_a_member_is_not_overruled_by_a_colleague(family: SimpleNamespace) -> None:
    said = meeting(family, ("Tam Reed", "Children's Services", "end", ""))
    found = for_ash(family, said, agency(family, "Children's Services", "continue"))  # Ines Holt writes
    assert found.tally == (("continue", 1), ("end", 1), ("unsure", 0))


def test_two_strangers_of_an_agency_do_not_overrule_a_third(family: SimpleNamespace) -> None:
    day = PositionRow("Ash Fable", "Ada", "Housing", "end")
    earlier = family.minutes(date(2041, 4, 20), "pre-rcpc", positions=(day,))
    found = for_ash(
        family, earlier, meeting(family, ("Bo", "Housing", "unsure", ""), ("Cy", "Housing", "unsure", ""))
    )
    assert found.tally == (("continue", 0), ("end", 1), ("unsure", 2))


def test_one_person_who_writes_for_two_agencies_has_two_positions(family: SimpleNamespace) -> None:
    papers = [
        family.contribution(a, "Jo Marsh", positions=(PositionRow("Ash", position=p),))
        for a, p in (("Health Visiting", "end"), ("School Nursing", "continue"))
    ]
    assert for_ash(family, *papers).tally == (("continue", 1), ("end", 1), ("unsure", 0))


def test_only_the_meeting_before_the_conference_states_positions(family: SimpleNamespace) -> None:
    found = for_ash(family, meeting(family, ("Pia Lund", "Hillfoot School", "end", ""), kind="subsequent"))
    assert found.positions == ()


def test_a_position_for_no_child_in_particular_counts_for_each(family: SimpleNamespace) -> None:
    form = family.contribution(
        "Housing", positions=(PositionRow(position="end"), PositionRow("Wren", position="unsure"))
    )
    ash, wren = recommendations(family.case([form]))
    assert ash.tally == (("continue", 0), ("end", 1), ("unsure", 0))
    assert wren.tally == (("continue", 0), ("end", 0), ("unsure", 1))
    assert [(p.row.position, p.superseded) for p in wren.positions] == [("unsure", False), ("end", True)]


def test_a_position_for_an_unknown_child_is_not_lost(family: SimpleNamespace) -> None:
    form = family.contribution("Housing", positions=(PositionRow("Rowan", position="end"),))
    last = recommendations(family.case([form]))[-1]
    assert (last.child, last.tally[1], last.absent) == ("Rowan", ("end", 1), ())


ROW = st.tuples(
    st.sampled_from(["", "Cal Dorn", "Cal", "Sol Grey", "Pia Lund"]),
    st.sampled_from(["", "Housing", "Hillfoot School", "Other"]),
    st.sampled_from(["", "continue", "end", "unsure"]),
    st.sampled_from(["", "A", "B"]),
)


@given(st.lists(ROW, max_size=5), st.lists(ROW, max_size=3), st.randoms())
def test_no_position_vanishes_in_any_order(
    family: SimpleNamespace, said: list[Any], sent: list[Any], random: Any
) -> None:
    papers = {
        a: family.contribution(a or "None", m, positions=(PositionRow("Ash Fable", position=p, reasons=r),))
        for m, a, p, r in sent
    }
    forms = [meeting(family, *said), *papers.values()]
    found = for_ash(family, *forms)
    stated = {(row.position, row.reasons) for form in forms for row in form.positions}
    kept = {(p.row.position, p.row.reasons) for p in found.positions}
    for position, reasons in stated - {("", "")}:
        assert not position or position in {code for code, _ in kept}
        assert not reasons or reasons in {text for _, text in kept}
    counted = [p for p in found.positions if not p.superseded and p.row.position]
    assert sum(count for _, count in found.tally) == len(counted)
    assert set(found.dissent) <= set(counted)
    random.shuffle(forms)
    assert for_ash(family, *forms) == found
