from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.merge.periods import cases
from pipeline.merge.progress import progress
from pipeline.merge.sources import desks, missing, responsible_agencies
from pipeline.model.forms import PlanUpdate, ProgressRow
from pipeline.model.plan import PlanAction, Source
from pipeline.model.report import Account, ActionProgress, GroupAccount, Silence
from pipeline.model.set_up import Action, Member


def by_number(case: Any) -> dict[str, ActionProgress]:
    return {p.plan_action.action.number: p for p in progress(case)}


def test_every_action_stands_in_the_order_of_the_plan(family: SimpleNamespace) -> None:
    assert list(by_number(family.case([]))) == ["1", "2", "10"]


def test_accounts_of_all_agencies_stand_beside_the_action(family: SimpleNamespace) -> None:
    mine = ProgressRow("1", "achieved", "Five days a week")
    theirs = ProgressRow("01", "partly", "Mother says three days")
    forms = [
        family.contribution("Hillfoot School", progress=(mine,)),
        family.contribution("Health Visiting", progress=(theirs, ProgressRow("2"))),
    ]
    found = by_number(family.case(forms))
    assert found["1"].accounts == (
        Account(Source("Health Visiting", "Jo Marsh", date(2041, 5, 1)), theirs),
        Account(Source("Hillfoot School", "Pia Lund", date(2041, 5, 1)), mine),
    )
    assert found["1"].differ
    assert found["2"].accounts == ()  # only the printed number stood there


def test_a_blank_answer_is_no_other_answer(family: SimpleNamespace) -> None:
    rows = (ProgressRow("1", "achieved"), ProgressRow("1", "", "Going well"))
    forms = [
        family.contribution(a, progress=(r,))
        for a, r in zip(("Housing", "Health Visiting"), rows, strict=True)
    ]
    assert not by_number(family.case(forms))["1"].differ


def test_who_was_responsible_and_is_silent(family: SimpleNamespace) -> None:
    forms = [
        family.contribution("hillfoot school", progress=(ProgressRow("1"),)),
        family.contribution("Children's Services", progress=(ProgressRow("2", account="Two sessions"),)),
    ]
    found = by_number(family.case(forms))
    assert found["1"].silence == Silence((), ("hillfoot school",))
    assert found["2"].silence == Silence()
    assert found["10"].silence == Silence(("Housing",), ())


def test_what_each_core_group_recorded_about_an_action_stands_beside_it(family: SimpleNamespace) -> None:
    """Nobody owes an account of what the family does; the meetings have looked at it all the same."""
    walk = PlanUpdate("3", "Walks to school most days", "Rain", "In time on 8 of 10 days", "same")
    again = PlanUpdate("03", actual_outcome="In time every day", decision="done")
    new = Action("3", "family", action="Walk to school", who="Mara Fable")
    forms = [
        family.minutes(date(2041, 4, 20), updates=(again, PlanUpdate("1"))),
        family.minutes(date(2041, 3, 20), new_actions=(new,)),
        family.minutes(date(2041, 4, 1), updates=(walk,)),
    ]
    found = by_number(family.case(forms))
    first, second = (
        Source("", "Pia Lund", day, core_group=True) for day in (date(2041, 4, 1), date(2041, 4, 20))
    )
    assert found["3"].group == (GroupAccount(first, walk), GroupAccount(second, again))
    assert found["3"].silence == Silence()
    assert found["1"].group == ()  # only the printed number stood there


def test_a_change_alone_is_told_by_the_plan(family: SimpleNamespace) -> None:
    update = PlanUpdate("1", decision="", new_who="Jo Marsh")
    found = by_number(family.case([family.minutes(date(2041, 4, 1), updates=(update,))]))
    assert found["1"].group == ()


def test_an_account_of_an_unknown_number_is_not_lost(family: SimpleNamespace) -> None:
    row = ProgressRow("44", "not", "We never went")
    last = progress(family.case([family.contribution("Housing", progress=(row,))]))[-1]
    assert last.plan_action == PlanAction(Action("44"))
    assert [a.row for a in last.accounts] == [row]
    assert last.silence == Silence()


def test_nobody_is_silent_about_what_was_over_when_the_period_began(family: SimpleNamespace) -> None:
    done = family.minutes(date(2041, 4, 1), updates=(PlanUpdate("2", decision="done"),))
    later = replace(
        family.set_up,
        last_conference=family.rcpc,
        next_conference=date(2041, 11, 20),
        plan=family.set_up.plan[:1],
    )
    forms = [family.received(f, n) for n, f in enumerate([family.set_up, done, later], start=1)]
    first, second = cases("CP-2041-007", forms)
    assert by_number(first)["2"].silence == Silence(
        ("Children's Services",)
    )  # done in this period: still to tell
    assert [n for n, p in by_number(second).items() if p.silence != Silence()] == ["1"]


def test_the_family_and_the_chair_owe_no_contribution(family: SimpleNamespace) -> None:
    assert [desk.name for desk in desks(family.set_up)] == [
        "Children's Services",
        "Hillfoot School",
        "Health Visiting",
        "Housing",
    ]


def test_the_leads_agency_is_awaited_though_the_chair_belongs_to_it(family: SimpleNamespace) -> None:
    chair = Member("Una Vale", "children's services", part="chair")
    set_up = replace(family.set_up, members=(*family.set_up.members, chair))
    assert "Children's Services" in [desk.name for desk in desks(set_up)]


def test_a_member_without_an_agency_is_awaited_by_name(family: SimpleNamespace) -> None:
    set_up = replace(
        family.set_up, members=(*family.set_up.members, Member("Edda Frost", role="Foster carer"))
    )
    assert missing(family.case([], set_up))[-1] == "Edda Frost"
    assert "Edda Frost" not in missing(family.case([family.contribution("", "Edda Frost")], set_up))


def test_a_contribution_counts_for_its_authors_agency_however_that_is_spelt(family: SimpleNamespace) -> None:
    case = family.case(
        [family.contribution("Hillfoot Primary", "Pia Lund"), family.contribution("HOUSING.", "X")]
    )
    assert missing(case) == ("Children's Services", "Health Visiting")


@pytest.mark.parametrize(
    ("agency", "who", "expected"),
    [
        ("housing", "", ("Housing",)),
        ("Hillfoot School; Housing", "", ("Hillfoot School", "Housing")),
        ("Health visiting / Hillfoot school", "", ("Hillfoot School", "Health Visiting")),
        ("Adult Services", "", ("Adult Services",)),
        ("Jo Marsh", "", ("Health Visiting",)),
        ("", "Cal Dorn", ("Housing",)),
        ("", "Mara Fable", ()),
        ("Mara Fable", "", ()),
        ("", "", ()),
        ("", "Somebody", ()),
    ],
)
def test_responsible_agencies(
    family: SimpleNamespace, agency: str, who: str, expected: tuple[str, ...]
) -> None:
    action = Action("1", agency=agency, who=who)
    assert responsible_agencies(action, family.set_up, desks(family.set_up)) == expected
