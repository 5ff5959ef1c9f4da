from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from pipeline.errors import LibraryBroken
from pipeline.rulebook.form import Block, Field, Form, Kind, check_common, load_form
from pipeline.rulebook.meanings import UNDERSTOOD, meanings
from pipeline.rulebook.sample import sample

SCHEMAS = Path(__file__).parents[2] / "schemas"
NAMES = sorted(UNDERSTOOD)

# What an agency does not say about itself in every row: its own name stands at the top of the form.
NOT_ASKED = {
    ("contribution", "factors"): {"said_by"},
    ("contribution", "positions"): {"member", "agency"},
    ("contribution", "seen"): {"member"},
    ("minutes", "new_actions"): {"number"},  # given when the record is folded
}

# The lists that the model's docstrings close.
CODES = {
    "Request.kind": {"extra-core-group", "early-review"},
    "Cause.cause": {"enquiries", "co-operation", "change", "engagement", "information", "risk", "another"},
    "Request.answer": {"granted", "refused"},
    "Child.interpreter": {"yes", "no"},
    "Parent.interpreter": {"yes", "no"},
    "Parent.responsibility": {"yes", "no"},
    "Parent.excluded": {"yes", "no"},
    "Member.part": {"lead", "manager", "chair", "family", "member"},
    "Meeting.kind": {"first", "subsequent", "pre-rcpc"},
    "Action.domain": {"child", "parents", "family"},
    "CaseSetUp.language": {"en", "cy"},
    "ProgressRow.achieved": {"achieved", "partly", "not"},
    "FactorRow.kind": {"risk", "protective"},
    "FactorRow.change": {"new", "changed", "same", "gone"},
    "SeenRow.alone": {"yes", "no"},
    "SeenRow.home": {"yes", "no"},
    "SeenRow.bedroom": {"yes", "no"},
    "PositionRow.position": {"continue", "end", "unsure"},
    "Attendance.invited": {"yes", "no"},
    "Attendance.attended": {"attended", "substitute", "apologies-report", "apologies", "nothing"},
    "PlanUpdate.decision": {"same", "changed", "done", "conference"},
    "Agreement.agreed": {"yes", "no", "part"},
    "Minutes.kind": {"first", "subsequent", "pre-rcpc"},
    "Minutes.everyone_has_plan": {"yes", "no"},
    "Amendment.as_it_stands": {"yes", "no"},
    "Decision.decision": {"accepted", "declined"},
    "SignOff.authorisation": {"authorised", "returned"},
}

# Headings of the forms that are filled in by hand today. Signatures have their room on the printed plan.
CONTRIBUTION_004 = """
Name of child/ren
Report provided by (name)
Report provided by (agency)
Chronology of agency involvement since the last conference
Review of Progress of the Protection Plan
How far has the expected outcome been achieved?
What actions or services were most effective?
Continuing or newly identified needs?
Updates Required for the Plan
Any Other Relevant Information
Risk Factors / Protective Factors
The Voice of the Child
Parent / Carers Views
Analysis
What is your understanding of the family history and context?
What are the needs of the child/ren and family?
What is the predicted impact on the child/ren if these needs are not met?
What is the assessment of how able the parents are to meet these needs?
What help will they receive?
Recommendation
"""
RECORD_000_AND_NOTES_004 = """
Date of registration
Date of last conference
Date of next conference
Date of initial core group
Dates of subsequent core groups
Children's names
Dates of birth
Attendance
Invited?
Attended?
Plan Aims
What are the risks that this plan is aiming to reduce?
What overall outcome are the family and agencies hoping to achieve?
What do the family consider could make the biggest difference to make things better?
What does the child consider could make the biggest difference in his or her life?
What is going well?
Progress with the Child Protection Plan and updates agreed
What needs to be achieved?
How will this happen?
Who will be responsible?
When will this start?
Record of progress
Any barriers to progress
How will we know when this has been achieved?
Relationship to the child
Organisation
Agreed to plan?
New concerns, significant events and actions
What will happen if there are concerns, or the plan is not working?
Date of next Core Group Meeting
Note taker (name)
Note taker (agency)
Introductions and apologies
Reports provided by those unable to attend
Notes of previous meeting
Matters arising
Do core group members have a copy of the protection plan?
Arrangements for the completion of the joint report
Voice of the Child
Parents/Carers views on the protection plan
"""
MEMBERSHIP_004 = """
Name
Agency
Address
Telephone number
E-mail address
How will information be shared securely?
"""


def raw(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((SCHEMAS / name).read_text(encoding="utf-8"))
    return content


def all_headings(form: Form) -> set[str]:
    things: list[Block | Field] = [*form.blocks, *(field for block in form.blocks for field in block.fields)]
    return {heading for thing in things for heading in (thing.title, *thing.also)}


def row_class(form: Form, block: Block) -> type:
    return meanings(UNDERSTOOD[form.name]).lists[block.means]


@pytest.mark.parametrize("name", NAMES)
def test_a_form_fits_the_meta_schema_and_stands_alone(name: str, forms: Mapping[str, Form]) -> None:
    form = forms[name]
    assert (form.name, form.version) == (name, 1)
    assert "$ref" not in json.dumps(form.schema)
    Draft202012Validator.check_schema(form.schema)
    assert form.word == (name == "minutes")


def test_the_meta_schema_is_a_schema(meta: Mapping[str, Any]) -> None:
    Draft202012Validator.check_schema(meta)


@pytest.mark.parametrize("name", NAMES)
def test_every_attribute_of_the_model_is_asked_for_once(name: str, forms: Mapping[str, Form]) -> None:
    form = forms[name]
    known = meanings(UNDERSTOOD[name])
    sections = [block for block in form.blocks if not block.repeats]
    asked = [field.means for block in sections for field in block.fields if field.means]
    assert sorted(asked) == sorted(known.answers)
    tables = [block for block in form.blocks if block.repeats and block.means]
    assert sorted(block.means for block in tables) == sorted(known.lists)
    for block in tables:
        columns = [field.means for field in block.fields if field.means]
        left_out = NOT_ASKED.get((name, block.key), set())
        assert sorted([*columns, *left_out]) == sorted(meanings(row_class(form, block)).answers), block.key


def test_choices_have_the_codes_that_the_model_closes(forms: Mapping[str, Form]) -> None:
    found: dict[str, set[str]] = {}
    for form in forms.values():
        for block in form.blocks:
            if block.repeats and not block.means:
                continue
            of = row_class(form, block) if block.repeats else UNDERSTOOD[form.name]
            for field in block.fields:
                if field.kind is Kind.CHOICE:
                    codes = {choice.code for choice in field.choices}
                    assert found.setdefault(f"{of.__name__}.{field.means}", codes) == codes
    assert found == CODES


@pytest.mark.parametrize("name", NAMES)
def test_every_form_begins_with_its_case_and_ends_with_reasons(name: str, forms: Mapping[str, Form]) -> None:
    first, last = forms[name].blocks[0], forms[name].blocks[-1]
    assert first.key == {"case-set-up": "case", "minutes": "meeting"}.get(name, "about")
    assert first.required
    assert (first.fields[0].key, first.fields[0].means, first.fields[0].required) == ("case", "case", True)
    assert last.key == "reasons"
    assert [field.key for field in last.fields] == ["about", "reason"]


@pytest.mark.parametrize("name", NAMES)
def test_the_sample_fits_the_forms_own_schema(name: str, forms: Mapping[str, Form]) -> None:
    form = forms[name]
    answers = {"form": name, "version": 1, **sample(form)}
    assert list(Draft202012Validator(form.schema).iter_errors(answers)) == []
    for block in form.blocks:
        rows = answers[block.key] if block.repeats else [answers[block.key]]
        assert all(str(row[field.key]) for row in rows for field in block.fields)


@pytest.mark.parametrize("name", NAMES)
def test_a_question_that_was_not_asked_does_not_fit(name: str, forms: Mapping[str, Form]) -> None:
    form = forms[name]
    answers: dict[str, Any] = {"form": name, "version": 1, **sample(form), "opinion": {"risk": "high"}}
    assert not Draft202012Validator(form.schema).is_valid(answers)
    del answers["opinion"]
    answers[form.blocks[0].key]["favourite_colour"] = "green"
    assert not Draft202012Validator(form.schema).is_valid(answers)


@pytest.mark.parametrize(
    ("name", "headings"),
    [
        ("contribution", CONTRIBUTION_004.strip().splitlines()),
        ("minutes", RECORD_000_AND_NOTES_004.strip().splitlines()),
        ("case-set-up", MEMBERSHIP_004.strip().splitlines()),
    ],
)
def test_the_headings_of_todays_forms_have_their_place(
    name: str, headings: list[str], forms: Mapping[str, Form]
) -> None:
    assert set(headings) <= all_headings(forms[name])


@pytest.mark.parametrize("name", NAMES)
def test_a_heading_names_one_thing_in_its_form(name: str, forms: Mapping[str, Form]) -> None:
    form = forms[name]
    titles = [block.title.casefold() for block in form.blocks]
    assert len(set(titles)) == len(titles)
    for block in form.blocks:
        headings = [h.casefold() for field in block.fields for h in (field.title, *field.also)]
        assert len(set(headings)) == len(headings), block.key


@pytest.mark.parametrize("name", NAMES)
def test_every_question_names_its_source(name: str, forms: Mapping[str, Form]) -> None:
    for block in forms[name].blocks:
        for source in (block.source, *(field.source for field in block.fields)):
            assert source[:3] in ("", "000", "001", "002", "003", "004") or source == "this product"
        assert block.source


def test_what_is_private_is_kept_from_the_family_copies(forms: Mapping[str, Form]) -> None:
    private = {
        (block.key, field.key)
        for block in forms["case-set-up"].blocks
        for field in block.fields
        if field.audience == "professionals"
    }
    assert {("members", "address"), ("members", "telephone"), ("members", "email")} <= private
    assert ("parents", "address") in private


def test_print_order_is_the_order_of_the_schema(forms: Mapping[str, Form]) -> None:
    assert [block.key for block in forms["amendment"].blocks] == ["about", "corrections", "reasons"]
    assert list(forms["amendment"].sheets()) == ["Amendments", "Reasons"]
    with pytest.raises(KeyError):
        forms["amendment"].block("chronology")
    with pytest.raises(KeyError):
        forms["amendment"].block("about").field("shoe_size")


def test_a_keyword_beside_a_reference_wins(forms: Mapping[str, Form]) -> None:
    agreements = forms["minutes"].block("agreements")
    assert agreements.field("agency").title == "Organisation"
    assert agreements.field("agency").suggest == "agencies"
    assert forms["minutes"].block("attendance").field("agency").title == "Agency"


def broken(change: str, value: object = None) -> dict[str, Any]:
    """The amendment schema with one thing changed; None takes it out."""
    schema = raw("amendment.schema.json")
    part: Any = schema
    *way, last = change.split("/")
    for key in way:
        part = part[key]
    if value is None:
        del part[last]
    else:
        part[last] = value
    return schema


WRITTEN = "properties/about/properties/written"
STANDS = "properties/about/properties/as_it_stands"
YES, NO = "Yes, agreed as it stands", "No, please correct what is listed below"
CORRECTIONS = "properties/corrections"


@pytest.mark.parametrize(
    ("change", "value", "named"),
    [
        ("x-form", None, "x-form"),
        (f"{WRITTEN}/x-widht", 3, "x-widht"),
        (f"{WRITTEN}/x-audience", "neighbours", "x-audience"),
        (f"{WRITTEN}/x-means", "shoe_size", "shoe_size"),
        (f"{WRITTEN}/x-means", "name", "given twice"),
        (f"{WRITTEN}/title", "Your name", "Your name"),
        (f"{WRITTEN}/title", None, "title"),
        (f"{WRITTEN}/format", "time", "written"),
        (f"{WRITTEN}/examples", None, "examples"),
        (f"{CORRECTIONS}/x-means", "chronology", "chronology"),
        (f"{CORRECTIONS}/x-means", "reasons", "given twice"),
        (f"{CORRECTIONS}/x-sheet", "a/b", "x-sheet"),
        (f"{CORRECTIONS}/items/properties/section/x-means", "inaccurate", "given twice"),
        (f"{CORRECTIONS}/items/additionalProperties", True, "additionalProperties"),
        (f"{STANDS}/x-codes", {YES: "yes"}, "x-codes"),
        (f"{STANDS}/x-codes", {YES: "yes", NO: "yes"}, "x-codes"),
        ("properties/about/properties/case/$ref", "common.schema.json#/$defs/shoe", "$defs/shoe"),
        ("properties/about/properties/case/$ref", "elsewhere.json#/$defs/case", "$ref"),
        ("properties/about/properties/case/$ref", "#/properties/about/properties/case", "leads back"),
        ("properties/version", {"const": 7}, "version"),
        ("x-form/name", "shopping-list", "shopping-list"),
    ],
)
def test_a_broken_schema_names_its_file_and_keyword(
    change: str, value: object, named: str, common: Mapping[str, Any], meta: Mapping[str, Any]
) -> None:
    with pytest.raises(LibraryBroken) as said:
        load_form(broken(change, value), common, meta)
    assert str(said.value).startswith("amendment.schema.json: ")
    assert named in str(said.value)


def test_a_broken_shared_shape_is_found_where_it_stands(
    common: Mapping[str, Any], meta: Mapping[str, Any]
) -> None:
    worse = deepcopy(dict(common))
    worse["$defs"]["name"]["x-lines"] = "many"
    with pytest.raises(LibraryBroken, match=r"common\.schema\.json: \$defs/name/x-lines"):
        check_common(worse, meta)


def ways(part: Any, way: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every spot of a schema at which something could be wrong."""
    below = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    return [one for key, value in below for one in ((*way, key), *ways(value, (*way, key)))]


SPOTS = ways(raw("amendment.schema.json"))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    spot=st.sampled_from(SPOTS),
    value=st.sampled_from([None, 0, True, "", "x", [], {}, ["x"], {"x": 1}, {"$ref": "#"}]),
)
def test_nothing_written_in_a_schema_crashes_the_loader(spot: tuple[str | int, ...], value: object) -> None:
    schema = raw("amendment.schema.json")
    part: Any = schema
    for key in spot[:-1]:
        part = part[key]
    part[spot[-1]] = value
    with suppress(LibraryBroken):
        load_form(schema, raw("common.schema.json"), raw("form.meta.json"))
