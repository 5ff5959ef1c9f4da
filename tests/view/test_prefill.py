"""What is known already stands in the form before it goes out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openpyxl import load_workbook

from pipeline.merge.bookings import with_diary
from pipeline.model.case import Case, Period, Received
from pipeline.model.forms import Minutes
from pipeline.model.plan import PlanAction, PlanVersion, Status
from pipeline.model.request import Request
from pipeline.model.set_up import Action, CaseSetUp, Child, FreeDay, Meeting, Member, Parent
from pipeline.read.workbook import read_workbook
from pipeline.render.workbook import workbook
from pipeline.rulebook.laid import says_more
from pipeline.rulebook.library import Library
from pipeline.rulebook.words import Words
from pipeline.view.prefill import prefill

CASE = "CP-2041-007"
TEACHER = Member("Pia Lund", "Hillfoot School", "Teacher", "member", "Class teacher")
NURSE = Member("Jo Marsh", "Health Visiting", "Health visitor", "member")
LEAD = Member("Ines Holt", "Children's Services", "Social worker", "lead")
MOTHER = Member("Mara Fable", "", "", "family", "Mother")
BREAKFAST = Action(
    "1", "child", "Ash Fable", "Breakfast.", "Eats.", "Club.", who="Pia Lund", agency="Hillfoot school"
)
VISITS = Action("2", "parents", action="Visits.", agency="Health Visiting; Hillfoot School")
BOILER = Action("3", "family", action="Boiler.", who="Ines Holt")
OLD = Action("4", "family", action="Old.", agency="Hillfoot School")
SCHOOL_RUN = Action("5", "family", action="Walk in.", who="Pia Lund")

SET_UP = CaseSetUp(
    case=CASE,
    protocol="joint-report-process",
    nation="Scotland",
    registered=date(2041, 3, 4),
    icpc=date(2041, 3, 4),
    children=(Child("Ash Fable", date(2031, 5, 3)), Child("Wren Fable")),
    parents=(Parent("Mara Fable"), Parent("Dov Quill")),
    members=(TEACHER, NURSE, LEAD, MOTHER),
    meetings=(Meeting("first", date(2041, 3, 14)), Meeting("subsequent", date(2041, 4, 25))),
)


@pytest.fixture
def case() -> Case:
    planned = (
        PlanAction(BREAKFAST),
        PlanAction(VISITS, Status.DONE),
        PlanAction(BOILER),
        PlanAction(OLD, Status.ENDED),
        PlanAction(SCHOOL_RUN, Status.CONFERENCE),
    )
    held = Minutes(CASE, "first", date(2041, 3, 14))
    told = Case(
        CASE,
        Period(date(2041, 3, 4), date(2041, 5, 30), True),
        Received(SET_UP, 1, "digest-1", date(2041, 3, 5)),
        minutes=(Received(held, 2, "digest-2", date(2041, 3, 20)),),
        plans=(PlanVersion(1, date(2041, 3, 4), "outline", planned),),
    )
    return with_diary(told)


def test_a_contribution_form_for_one_agency(case: Case, library: Library) -> None:
    ready = prefill(case, library.forms["contribution"], library, TEACHER)
    answers = ready.answers
    assert ready.case == CASE
    assert answers["about"] == {
        "case": CASE,
        "children": "Ash Fable and Wren Fable",
        "name": "Pia Lund",
        "agency": "Hillfoot School",
        "role": "Teacher",
        "last_conference": "2041-03-04",
        "conference": "2041-05-30",
    }
    assert [row["number"] for row in answers["progress"]] == ["1", "2", "5"]  # "4" was ended by a conference
    assert answers["progress"][0] == {
        "number": "1",
        "domain": "Child's developmental needs",
        "need": "Breakfast.",
        "action": "Club.",
        "outcome": "Eats.",
    }
    assert answers["voices"] == answers["seen"] == [{"child": "Ash Fable"}, {"child": "Wren Fable"}]
    assert answers["views"] == [{"name": "Mara Fable"}, {"name": "Dov Quill"}]
    assert "chronology" not in answers


@pytest.mark.parametrize(("member", "numbers"), [(NURSE, ["2"]), (LEAD, ["3"]), (MOTHER, []), (None, [])])
def test_own_actions_are_those_of_the_agency_or_its_people(
    member: Member | None, numbers: list[str], case: Case, library: Library
) -> None:
    answers = prefill(case, library.forms["contribution"], library, member).answers
    assert [row["number"] for row in answers.get("progress", [])] == numbers


@pytest.mark.parametrize("name", ["minutes", "contribution"])
def test_no_row_that_was_filled_in_beforehand_says_anything_yet(
    name: str, case: Case, library: Library
) -> None:
    form = library.forms[name]
    answers = prefill(case, form, library, TEACHER).answers
    tables = [block for block in form.blocks if block.prefill and answers.get(block.key)]
    assert tables
    assert not [row for block in tables for row in answers[block.key] if says_more(block, row)]


def test_a_longer_name_is_not_a_shorter_one(case: Case, library: Library) -> None:
    """Housing is not responsible for what Example Housing Trust does."""
    trust, housing = Member("A B", "Example Housing Trust"), Member("C D", "Housing")
    planned = (PlanAction(Action("1", action="Boiler.", agency="Example Housing Trust")),)
    changed = replace(
        case,
        set_up=replace(case.set_up, form=replace(SET_UP, members=(trust, housing))),
        plans=(PlanVersion(1, date(2041, 3, 4), "outline", planned),),
    )
    form = library.forms["contribution"]
    assert "progress" not in prefill(changed, form, library, housing).answers
    assert len(prefill(changed, form, library, trust).answers["progress"]) == 1


def test_a_minutes_form_knows_of_the_extra_core_group_that_was_granted(case: Case, library: Library) -> None:
    # 002, additional core group: it is one of the dates of subsequent core groups (000, record form).
    answer = Request(
        CASE, "extra-core-group", "Pia Lund", "Hillfoot School", date(2041, 3, 20),
        answer="granted", answered_on=date(2041, 3, 21), held=date(2041, 4, 2),
    )  # fmt: skip
    asked = with_diary(replace(case, requests=(Received(answer, 3, "digest-3", date(2041, 3, 21)),)))
    meeting = prefill(asked, library.forms["minutes"], library, TEACHER).answers["meeting"]
    assert meeting["first_core_group"] == "2041-03-14"
    assert meeting["core_groups"] == "2 April 2041 and 25 April 2041"


def test_a_minutes_form(case: Case, library: Library) -> None:
    answers = prefill(case, library.forms["minutes"], library, TEACHER).answers
    meeting = answers["meeting"]
    assert meeting["case"] == CASE
    assert meeting["births"] == "3 May 2031"
    assert meeting["registered"] == "2041-03-04"
    assert meeting["next_conference"] == "2041-05-30"
    assert meeting["first_core_group"] == "2041-03-14"
    assert meeting["core_groups"] == "25 April 2041"
    assert "chair" not in meeting
    assert answers["opening"]["previous_notes"] == (
        "Notes of the core group on 14 March 2041: see minutes-2041-03-14 in the folder of the case."
    )
    assert [row["name"] for row in answers["attendance"]] == [
        "Pia Lund",
        "Jo Marsh",
        "Ines Holt",
        "Mara Fable",
    ]
    assert answers["attendance"][0] == {"name": "Pia Lund", "agency": "Hillfoot School", "role": "Teacher"}
    agreement = {"name": "Pia Lund", "relationship": "Class teacher", "agency": "Hillfoot School"}
    assert answers["agreements"][0] == agreement
    assert [row["number"] for row in answers["updates"]] == [
        "1",
        "3",
        "5",
    ]  # open, or waiting for the conference
    assert answers["updates"][0]["who"] == "Pia Lund – Hillfoot school"
    assert [row["child"] for row in answers["aims"]] == ["Ash Fable", "Wren Fable"]


def test_the_chair_of_the_conference_has_no_row_in_minutes(case: Case, library: Library) -> None:
    """No agenda invites them, so nobody is asked whether they came."""
    chair = Member("Una Vale", "Safeguarding and Review Unit", "Conference chair", "chair")
    set_up = replace(SET_UP, members=(chair, *SET_UP.members))
    told = replace(case, set_up=replace(case.set_up, form=set_up))
    ready = prefill(told, library.forms["minutes"], library, LEAD)
    for table in ("attendance", "agreements"):
        assert [row["name"] for row in ready.answers[table]] == [m.name for m in SET_UP.members]
    assert "Una Vale" in ready.suggestions["members"]


def test_minutes_show_what_the_plan_says_will_happen_if_there_are_concerns(
    case: Case, library: Library
) -> None:
    """In a grey line of its own: the answer below it is for what takes its place."""
    (plan,) = case.plans
    told = replace(case, plans=(replace(plan, contingency="Ring the duty team."),))
    form = library.forms["minutes"]
    concerns = prefill(told, form, library).answers["concerns"]
    assert concerns == {"contingency_now": "Ring the duty team."}
    assert form.block("concerns").field("contingency_now").given
    assert "concerns" not in prefill(case, form, library).answers


def test_no_meeting_before(case: Case, library: Library) -> None:
    assert "opening" not in prefill(replace(case, minutes=()), library.forms["minutes"], library).answers


def test_amendment_and_sign_off(case: Case, library: Library) -> None:
    amendment = prefill(case, library.forms["amendment"], library, NURSE).answers["about"]
    assert (amendment["case"], amendment["name"], amendment["agency"]) == (
        CASE,
        "Jo Marsh",
        "Health Visiting",
    )
    sign_off = prefill(case, library.forms["sign-off"], library, LEAD)
    assert sign_off.answers["about"]["next_conference"] == "2041-05-30"
    titles = [step.title for step in library.protocols["joint-report-process"].links]
    assert list(sign_off.suggestions["steps"]) == titles


@pytest.mark.parametrize(
    ("protocol", "listed"), [("joint-report-process", True), ("ceredigion", False), ("rochdale", False)]
)
def test_a_sign_off_speaks_of_a_list_of_steps_only_where_its_guidance_has_steps(
    case: Case, library: Library, english: Words, protocol: str, listed: bool
) -> None:
    told = replace(case, set_up=replace(case.set_up, form=replace(SET_UP, protocol=protocol)))
    form = library.form_in("sign-off", "en", library.protocols[protocol])
    ready = prefill(told, form, library, LEAD)
    assert ("steps" in ready.suggestions) == listed
    sheet = load_workbook(BytesIO(workbook(form, english, ready)))["Steps"]
    texts = [str(cell.value or "") for row in sheet.iter_rows() for cell in row]
    hints = [
        rule.prompt or "" for rule in sheet.data_validations.dataValidation if rule.promptTitle == "Step"
    ]
    assert len(hints) == 1
    assert any("from the list" in text for text in (*texts, *hints)) == listed


def test_lists_for_drop_downs(case: Case, library: Library) -> None:
    offered = prefill(case, library.forms["contribution"], library).suggestions
    assert offered["children"] == ("Ash Fable", "Wren Fable")
    assert offered["members"] == ("Pia Lund", "Jo Marsh", "Ines Holt", "Mara Fable")
    assert offered["agencies"] == ("Hillfoot School", "Health Visiting", "Children's Services")
    assert offered["actions"] == ("1", "2", "3", "4", "5")


def test_without_a_case_only_the_lists_of_the_library(library: Library) -> None:
    ready = prefill(None, library.forms["case-set-up"], library)
    assert (ready.case, dict(ready.answers)) == ("", {})
    assert ready.suggestions["nations"] == tuple(library.nations)
    assert ready.suggestions["protocols"] == tuple(library.protocols)
    assert "children" not in ready.suggestions


def test_a_blank_set_up_has_the_protocol_and_the_nation_of_the_workspace(library: Library) -> None:
    chosen = replace(library, defaults={"protocol": "ceredigion", "nation": "England and Wales"})
    ready = prefill(None, chosen.forms["case-set-up"], chosen)
    assert ready.answers == {"case": {"protocol": "ceredigion", "nation": "England and Wales"}}
    assert prefill(None, chosen.forms["minutes"], chosen).answers == {}
    content = workbook(chosen.forms["case-set-up"], chosen.words["en"], ready)
    read = read_workbook(content, chosen.forms, chosen.findings).value
    assert read is not None
    assert read.answers["case"] == {"protocol": "ceredigion", "nation": "England and Wales"}


@pytest.mark.parametrize("name", ["contribution", "minutes", "amendment", "sign-off"])
def test_what_is_filled_in_beforehand_fits_and_comes_back(
    name: str, case: Case, library: Library, english: Words
) -> None:
    form = library.forms[name]
    ready = prefill(case, form, library, TEACHER)
    whole: dict[str, Any] = {**ready.answers, "form": name, "version": form.version}
    faults = list(Draft202012Validator(form.schema).iter_errors(whole))
    assert [fault.message for fault in faults if fault.validator != "required"] == []
    checked = read_workbook(workbook(form, english, ready), library.forms, library.findings)
    assert checked.value is not None
    assert checked.value.answers == ready.answers
    assert checked.findings == ()


def test_minutes_say_what_the_family_needs_and_when_it_is_not_to_be_called(
    case: Case, library: Library
) -> None:
    """003, 3.3 and 6.6. Who may not come needs nothing at the meeting; a day before the last one is over."""
    set_up = replace(
        SET_UP,
        children=(
            Child("Ash Fable", language="English"),
            Child("Wren Fable", disability="Uses a wheelchair", culture="None known"),
        ),
        parents=(
            Parent("Mara Fable", language="Polish", interpreter="yes"),
            Parent("Dov Quill", language="Polish", excluded="yes"),
        ),
        free_days=(FreeDay(date(2041, 3, 13)), FreeDay(date(2041, 4, 20), None, "A family feast")),
    )
    told = replace(case, set_up=replace(case.set_up, form=set_up))
    answers = prefill(told, library.forms["minutes"], library).answers
    assert answers["opening"]["to_provide"] == (
        "Ash Fable: English\nWren Fable: Uses a wheelchair\nMara Fable: Polish, interpreter needed"
    )
    assert answers["meeting"]["free_days"] == "20 April 2041 (A family feast)"


def test_what_says_that_nothing_is_needed_may_be_written_in_any_language(
    case: Case, library: Library
) -> None:
    children = (Child("Ash Fable", disability="None"), Child("Wren Fable", disability="Nac oes"))
    for language in ("en", "cy"):
        set_up = replace(SET_UP, language=language, children=children, parents=())
        told = replace(case, set_up=replace(case.set_up, form=set_up))
        answers = prefill(told, library.form_in("minutes", language), library).answers
        assert "to_provide" not in answers.get("opening", {})
