"""Coverage: who has written about which action, worked out by hand for an invented family."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.merge.coverage import blanks, blanks_left, coverage
from pipeline.merge.progress import progress
from pipeline.model.coverage import Blanks, Coverage, Told
from pipeline.model.forms import PlanUpdate, PositionRow, ProgressRow, VoiceRow
from pipeline.model.set_up import Action, Member

TOLD = ProgressRow("1", "achieved", "Every day.")


def by_agency(found: Coverage) -> dict[str, list[tuple[str, Told]]]:
    return {
        each.agency: [(a.plan_action.action.number, a.told) for a in each.actions] for each in found.agencies
    }


def test_every_agency_of_the_members_list_stands_beside_its_actions(family: SimpleNamespace) -> None:
    found = coverage(family.case([]))
    assert by_agency(found) == {
        "Children's Services": [("2", Told.SILENT)],
        "Hillfoot School": [("1", Told.SILENT)],
        "Health Visiting": [],
        "Housing": [("10", Told.SILENT)],
    }
    assert [each.sent for each in found.agencies] == [False] * 4
    assert found.unasked == ()


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (TOLD, Told.FILLED),
        (
            ProgressRow("01", "not", "We never went."),
            Told.FILLED,
        ),  # a filled row may say that nothing came of it
        (ProgressRow("1", "achieved"), Told.PARTLY),
        (ProgressRow("1", account="Every day."), Told.PARTLY),
        (ProgressRow("1", needs="A coat."), Told.PARTLY),
        (ProgressRow("1"), Told.SILENT),  # only the printed number stood there
        (ProgressRow("2", "achieved", "Another action."), Told.SILENT),
    ],
)
def test_a_row_is_filled_in_partly_or_not(family: SimpleNamespace, row: ProgressRow, told: Told) -> None:
    found = coverage(family.case([family.contribution("Hillfoot School", progress=(row,))]))
    assert by_agency(found)["Hillfoot School"] == [("1", told)]
    assert [each.agency for each in found.agencies if each.sent] == ["Hillfoot School"]


def test_each_of_two_responsible_agencies_tells_for_itself(family: SimpleNamespace) -> None:
    shared = Action("3", "child", action="Both", agency="Housing; Hillfoot School")
    set_up = replace(family.set_up, plan=(*family.set_up.plan, shared))
    form = family.contribution("Housing", progress=(ProgressRow("3", "partly", "Half."),))
    found = by_agency(coverage(family.case([form], set_up=set_up)))
    assert (found["Housing"], found["Hillfoot School"]) == (
        [("3", Told.FILLED), ("10", Told.SILENT)],
        [("1", Told.SILENT), ("3", Told.SILENT)],
    )


def test_an_action_of_the_family_is_nobodys_to_write_about_and_an_outside_agency_is_named(
    family: SimpleNamespace,
) -> None:
    more = (
        Action("4", "family", action="Fridays at grandmother's", who="Mara Fable"),
        Action("5", "family", action="Judo", agency="Judo Club"),
    )
    found = coverage(family.case([], set_up=replace(family.set_up, plan=(*family.set_up.plan, *more))))
    assert [a.action.number for a in found.unasked] == ["4"]
    assert by_agency(found)["Judo Club"] == [("5", Told.SILENT)]


def test_what_came_into_the_plan_after_an_agency_wrote_is_not_held_against_it(
    family: SimpleNamespace,
) -> None:
    agreed = family.minutes(
        date(2041, 5, 2), new_actions=(Action("", "child", action="Reading", who="Pia Lund"),),
        updates=(PlanUpdate("10", decision="changed", new_who="Jo Marsh"),),
    )  # fmt: skip
    wrote = [
        family.contribution("Hillfoot School", progress=(TOLD,)),  # on 1 May
        family.contribution("Health Visiting", written=date(2041, 5, 3)),
    ]
    case = family.case([agreed, *wrote])
    found = by_agency(coverage(case))
    assert found["Hillfoot School"] == [("1", Told.FILLED), ("11", Told.LATER)]
    assert found["Health Visiting"] == [("10", Told.SILENT)]  # taken over on the 2nd, written on the 3rd
    assert blanks(case, "Hillfoot School").silent == ()


def test_each_child_has_its_actions_and_who_wrote_about_it(family: SimpleNamespace) -> None:
    own = replace(family.set_up.plan[0], child="Wren Fable")
    set_up = replace(family.set_up, plan=(own, *family.set_up.plan[1:]))
    form = family.contribution(
        "Hillfoot School",
        progress=(TOLD,),
        voices=(VoiceRow("Wren", "I like it."), VoiceRow("Ash Fable", gathered="Not asked")),
        positions=(PositionRow("", position="continue"),),
    )
    ash, wren = coverage(family.case([form], set_up=set_up)).children
    school = {
        c.child: next(a for a in c.agencies if a.about.agency == "Hillfoot School") for c in (ash, wren)
    }
    assert [a.told for a in school["Wren Fable"].about.actions] == [Told.FILLED]
    assert school["Ash Fable"].about.actions == ()
    assert (school["Wren Fable"].voice, school["Ash Fable"].voice) == (True, False)
    assert (school["Wren Fable"].position, school["Ash Fable"].position) == (True, True)
    assert [a.about.agency for a in ash.agencies if a.about.actions] == ["Children's Services", "Housing"]


def test_one_agency_can_be_shown_its_own_blanks_and_nobody_elses(family: SimpleNamespace) -> None:
    form = family.contribution(
        "housing", progress=(ProgressRow("10", "not"),), voices=(VoiceRow("", "They are cold."),)
    )
    case = family.case([form])
    own = blanks(case, "HOUSING")
    assert (own.agency, own.sent, own.silent) == ("Housing", True, ())
    assert [a.action.number for a in own.partly] == ["10"]
    assert (own.voices, own.positions) == ((), ("Ash Fable", "Wren Fable"))
    assert blanks(case, "Children's Services").voices == ("Ash Fable", "Wren Fable")
    assert blanks(case, "A stranger") == Blanks("A stranger", sent=False)


def test_only_an_agency_whose_part_is_in_has_left_something_blank(family: SimpleNamespace) -> None:
    whole = family.contribution(
        "Hillfoot School",
        progress=(TOLD,),
        voices=(VoiceRow("", "They like breakfast."),),
        positions=(PositionRow(position="continue"),),
    )
    case = family.case([whole, family.contribution("Housing")])
    assert blanks_left(case) == (blanks(case, "Housing"),)
    assert blanks_left(family.case([])) == ()


def test_the_matrix_and_the_account_of_progress_name_the_same_silences(family: SimpleNamespace) -> None:
    """One rule in two places would drift: whoever is silent in one is silent in the other."""
    forms: list[Any] = [
        family.contribution("Hillfoot School", progress=(TOLD, ProgressRow("2", "partly"))),
        family.contribution("Housing"),
    ]
    case = family.case(forms)
    silent = {
        (agency, p.plan_action.action.number)
        for p in progress(case)
        for agency in (*p.silence.sent_nothing, *p.silence.left_blank)
    }
    matrix = {
        (each.agency, a.action.number) for each in coverage(case).agencies for a in each.with_(Told.SILENT)
    }
    assert silent == matrix == {("Children's Services", "2"), ("Housing", "10")}


def test_a_member_without_an_agency_stands_under_their_name(family: SimpleNamespace) -> None:
    carer = Member("Fay Foster", part="member")
    action = Action("6", "child", action="Bedtime", who="Fay Foster")
    set_up = replace(
        family.set_up, members=(*family.set_up.members, carer), plan=(*family.set_up.plan, action)
    )
    assert by_agency(coverage(family.case([], set_up=set_up)))["Fay Foster"] == [("6", Told.SILENT)]
