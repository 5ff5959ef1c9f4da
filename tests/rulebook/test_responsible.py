"""Who answers for an action, however the plan names them."""

from __future__ import annotations

import pytest

from pipeline.model.set_up import Action, CaseSetUp, Member
from pipeline.rulebook.responsible import responsible

SET_UP = CaseSetUp(
    members=(
        Member("Pia Lund", "Hillfoot School"),
        Member("Ned Ash", "Hillfoot School"),
        Member("Jo Marsh", "Health Visiting"),
        Member("Cal Dorn", "Housing"),
        Member("Rose Fern"),  # a foster carer
        Member("Mara Fable", part="family"),
    )
)


@pytest.mark.parametrize(
    ("agency", "who", "names"),
    [
        ("Hillfoot School", "", ["Pia Lund", "Ned Ash"]),
        ("Housing; hillfoot school", "Jo Marsh", ["Pia Lund", "Ned Ash", "Cal Dorn"]),  # agencies go first
        ("", "Jo Marsh and Cal Dorn", ["Jo Marsh", "Cal Dorn"]),
        ("", "Jo", ["Jo Marsh"]),
        ("The health team", "Jo Marsh", ["Jo Marsh"]),  # a name that the list does not have
        ("Rose Fern", "", ["Rose Fern"]),
        ("", "Mara Fable", ["Mara Fable"]),
        ("Rehousing", "", []),
        ("", "", []),
    ],
)
def test_who_answers_for_an_action(agency: str, who: str, names: list[str]) -> None:
    assert [member.name for member in responsible(Action(agency=agency, who=who), SET_UP)] == names
