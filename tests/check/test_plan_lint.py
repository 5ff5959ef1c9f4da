"""The plan linter: what it says about plans that people write, and what it keeps still about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.check.plan_lint import (
    GROUPS,
    Surroundings,
    flaws,
    plan_wordings,
    surroundings,
    unnamed,
    wording,
)
from pipeline.model.case import Case, Period, Received
from pipeline.model.plan import PlanAction, PlanVersion, Status
from pipeline.model.set_up import Action, CaseSetUp, Child, Member
from pipeline.storage.library import load

ROOT = Path(__file__).parents[2]
WORDS = load(ROOT / "schemas", ROOT / "templates").plan_words["en"]
SET_UP = CaseSetUp(
    children=(Child("Robin Example", school="EARL Street School"),),
    members=(
        Member("Siân Wetherby-Moss", "Family Intervention Service", "Intervention worker"),
        Member("Jo Placeholder", "Sampleton Police", "Police officer"),
    ),
)
AROUND = surroundings(SET_UP, ())
GOOD = Action(
    number="1",
    domain="child",
    need="Robin often comes to school without breakfast.",
    outcome="Robin eats breakfast every school day.",
    action="Robin has a place at breakfast club.",
    how="Alex brings him at 8.00.",
    who="Jo Placeholder",
    start=date(2041, 9, 12),
    end=date(2041, 12, 1),
    often="Every school day",
    measure="The register of the club.",
)


def found(action: Action, around: Surroundings = AROUND) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    return [(flaw.code, flaw.found) for flaw in flaws(action, around, WORDS)]


def test_nothing_is_said_about_an_action_that_says_everything() -> None:
    assert found(GOOD) == []


def test_the_worked_example_is_left_in_peace() -> None:
    told = {
        path.stem: yaml.safe_load(path.read_text("utf-8")).get("answers", {})
        for path in (ROOT / "example").glob("*.yaml")
    }
    rows = [
        row
        for answers in told.values()
        for table in ("plan", "new_actions")
        for row in answers.get(table, ())
    ]
    actions = [Action(**row) for row in rows]
    assert len(actions) >= 12
    around = surroundings(SET_UP, actions)
    assert [(action.action, flaw) for action in actions for flaw in flaws(action, around, WORDS)] == []


@pytest.mark.parametrize(
    "field", ["need", "outcome", "action", "how", "who", "start", "end", "often", "measure"]
)
def test_each_part_of_a_smart_action_is_asked_for(field: str) -> None:
    changes: dict[str, Any] = {field: None if field in ("start", "end") else ""}
    assert found(replace(GOOD, **changes)) == [("action-not-smart", ((field, ""),))]


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("action", "Alex to engage with the club.", "engage"),
        ("action", "School will be monitoring breakfasts.", "monitoring"),
        ("measure", "Keep under review.", "keep under review"),
        ("how", "On school days, as appropriate.", "as appropriate"),
        ("often", "Regularly", "regularly"),
        ("outcome", "An adequate breakfast.", "adequate"),
    ],
)
def test_a_vague_word_is_found_where_it_stands(field: str, text: str, said: str) -> None:
    changes: dict[str, Any] = {field: text}
    assert found(replace(GOOD, **changes)) == [("action-vague", ((field, said),))]


@pytest.mark.parametrize(
    ("changes", "vague"),
    [
        ({"action": "Support for Robin.", "how": ""}, True),
        ({"action": "Support for Robin.", "how": "As needed."}, True),
        ({"action": "Support for Robin."}, False),  # how says what it is
        ({"action": "Support for Robin on 14 mornings.", "how": ""}, False),
        ({"action": "A support worker for Alex.", "how": ""}, False),
        ({"action": "Regular visits."}, False),  # how often says how regular
        ({"action": "Regular visits.", "often": "As required"}, True),
        ({"action": "Ongoing visits."}, False),  # it has an end
        ({"action": "Ongoing visits.", "end": None}, True),
        ({"outcome": "Improved mornings.", "measure": ""}, True),
        ({"outcome": "Improved mornings."}, False),  # the register tells
        (
            {"need": "Nobody monitors what Robin eats, as appropriate."},
            False,
        ),  # a need may be told in any words
    ],
)
def test_a_word_that_is_answered_for_elsewhere_is_left_alone(changes: dict[str, Any], vague: bool) -> None:
    codes = [flaw.code for flaw in wording(replace(GOOD, **changes), AROUND, WORDS)]
    assert ("action-vague" in codes) is vague


def test_all_vague_words_of_an_action_come_in_one_finding_with_what_to_write() -> None:
    (flaw,) = wording(
        replace(GOOD, action="Engage with Alex.", often="Ongoing, as needed", end=None), AROUND, WORDS
    )
    assert flaw.found == (("action", "engage"), ("often", "as needed"), ("often", "ongoing"))
    assert flaw.write.startswith("“engage” – what the person comes to")
    assert flaw.write.count("“") == 3


def test_names_are_neither_jargon_nor_short_forms() -> None:
    text = "The Family Intervention Service meets Robin at EARL Street School with the intervention worker."
    assert found(replace(GOOD, how=text)) == []
    assert found(replace(GOOD, how="A family intervention at 8.00.")) == [
        ("action-jargon", (("how", "intervention"),))
    ]


def test_a_short_form_is_explained_once_for_all_actions() -> None:
    short, explained = (
        replace(GOOD, how="CAMHS at 8.00."),
        replace(GOOD, how="The young minds service (CAMHS)."),
    )
    assert found(short) == [("action-abbreviation", (("how", "CAMHS"),))]
    assert found(short, surroundings(SET_UP, [explained, short])) == []
    assert found(replace(GOOD, how="ALEX BRINGS HIM TO THE CLUB AT 8.00.")) == []  # shouted, not shortened
    (flaw,) = flaws(replace(GOOD, how="CAMHS and ZZTOP meet GPs at 8.00."), AROUND, WORDS)
    assert (
        flaw.write
        == "CAMHS – child and adolescent mental health service; ZZTOP: please write out what it stands for"
    )


def test_a_plan_in_another_language_is_asked_only_what_is_missing() -> None:
    hard = replace(GOOD, action="Engage holistically.", how="", who="professionals")
    assert [flaw.code for flaw in flaws(hard, AROUND, WORDS.without_words)] == ["action-not-smart"]
    assert not unnamed("professionals", SET_UP, WORDS.without_words)


@pytest.mark.parametrize(
    ("who", "nobody"),
    [
        ("Jo Placeholder", False),
        ("jo placeholder; police", False),
        ("Ms Wetherby-Moss", False),
        ("Siân", False),
        ("Somebody Unknown", False),  # whether a stranger may own an action is another rule's to ask
        ("", False),
        ("Professionals", True),
        ("All agencies", True),
        ("Parents and professionals", True),
        ("Police officer", True),
        ("Sampleton Police", True),
        ("TBC", True),
        ("N/A", True),
    ],
)
def test_who_means_a_person(who: str, nobody: bool) -> None:
    assert unnamed(who, SET_UP, WORDS) is nobody


def test_a_plan_full_of_phrases_gets_no_more_than_one_finding_of_each_kind() -> None:
    worst = Action(
        action="Parents to engage with multi-agency interventions and CAMHS, as appropriate, and ongoing.",
        need="Parental acrimony and inconsistent supervision impact on emotional presentation.",
        outcome="Consistent, nurturing and emotionally available parenting, to be monitored by the FSW.",
    )
    codes = [flaw.code for flaw in flaws(worst, AROUND, WORDS)]
    assert codes == [
        "action-not-smart",
        "action-vague",
        "action-jargon",
        "action-abbreviation",
        "action-hard-to-read",
    ]


def test_each_version_of_the_plan_is_counted_by_the_same_words() -> None:
    """Version 1 leaves out how, how often and the measure, and is vague; version 2 says it; 3 is late."""
    bare = replace(GOOD, how="", often="", measure="", action="Support.", who="Professionals")
    late = replace(GOOD, end=date(2041, 10, 1))
    versions = (
        PlanVersion(1, date(2041, 9, 11), "outline", (PlanAction(bare), PlanAction(bare, Status.ENDED))),
        PlanVersion(2, date(2041, 9, 20), "minutes", (PlanAction(GOOD),)),
        PlanVersion(3, date(2041, 11, 1), "minutes", (PlanAction(late), PlanAction(late))),
    )
    case = Case(
        "CP", Period(date(2041, 9, 11), date(2041, 12, 1), True), Received(SET_UP, 1, "", date(2041, 9, 11)),
        plans=versions,
    )  # fmt: skip
    first, second, third = plan_wordings(case, WORDS)
    assert (first.number, first.dated, first.actions) == (1, date(2041, 9, 11), 1)
    # Three blanks are one thing to ask, the owner another.
    assert dict(first.asked) == {"missing": 2, "open": 1, "words": 0, "reading": 0, "dates": 0}
    assert dict(second.asked) == {"missing": 0, "open": 0, "words": 0, "reading": 0, "dates": 0}
    assert dict(third.asked) == {
        "missing": 0,
        "open": 0,
        "words": 0,
        "reading": 0,
        "dates": 3,
    }  # both late, one twice


def test_every_code_of_a_group_is_in_the_catalogue() -> None:
    known = load(ROOT / "schemas", ROOT / "templates").findings.entries
    assert {code for codes in GROUPS.values() for code in codes} <= set(known)


def test_each_guidance_asks_for_what_it_says_and_no_more() -> None:
    """SMART: 000 (Role), 001 (3), 003 (6.6), 004 (Update Outline). Plain: 001 (3), 003 (7.3). 002: none."""
    library = load(ROOT / "schemas", ROOT / "templates")
    text = "Keep an eye on a holistic view from CAMHS."
    bad = replace(GOOD, need="", measure="", action=text, who="Professionals")
    asked = {}
    for protocol in library.protocols.values():
        words = library.plan_words_of(replace(SET_UP, protocol=protocol.name))
        found = {flaw.code for flaw in flaws(bad, surroundings(SET_UP, [bad]), words)}
        found |= {"action-owner-unnamed"} if unnamed(bad.who, SET_UP, words) else set()
        asked[protocol.guidance] = found
    smart = {"action-not-smart", "action-owner-unnamed", "action-vague"}
    plain = {"action-jargon", "action-abbreviation"}
    assert asked == {"000": smart, "001": smart | plain, "002": set(), "003": smart | plain, "004": smart}


def test_what_a_guidance_does_not_ask_for_is_not_counted() -> None:
    case = Case(
        "CP", Period(date(2041, 9, 11), date(2041, 12, 1), True), Received(SET_UP, 1, "", date(2041, 9, 11)),
        plans=(PlanVersion(1, date(2041, 9, 11), "outline", (PlanAction(GOOD),)),),
    )  # fmt: skip
    (only,) = plan_wordings(case, WORDS.asked_by(()))
    assert dict(only.asked) == {"missing": None, "open": None, "words": None, "reading": None, "dates": 0}
