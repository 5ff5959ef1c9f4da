"""A partnership's own file over another: what it changes has its source; a slip says what to write."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from pipeline.errors import LibraryBroken
from pipeline.model.timeline import Limit, Unit
from pipeline.rulebook.protocol import Protocol
from pipeline.rulebook.protocol_file import load_protocols

SCHEMAS = Path(__file__).parents[2] / "schemas"
SHIPPED = {
    file.stem: yaml.safe_load(file.read_text(encoding="utf-8"))
    for file in (SCHEMAS / "protocols").glob("*.yaml")
}
META = Draft202012Validator(json.loads((SCHEMAS / "protocol.meta.json").read_text(encoding="utf-8")))
APRIL = date(2027, 4, 1)
BOARD = "Board, January 2027"


def own(**said: Any) -> Protocol:
    """An own file over the shipped guidance 003."""
    return load_protocols({**SHIPPED, "glannau": {"extends": "ceredigion", **said}})["glannau"]


def edition(start: date = APRIL, source: str = BOARD, **changes: Any) -> dict[str, Any]:
    return {"from": start, "source": source, **changes}


def told(said: dict[str, Any]) -> str:
    with pytest.raises(LibraryBroken) as caught:
        own(**said)
    return str(caught.value)


def test_what_an_edition_changes_has_the_editions_source() -> None:
    changes = edition(
        steps={"circulated": {"limit": "8 working days"}},
        roles={"members": {"title": "Everybody in the core group"}},
        headings={"report.title": {"title": "Our report"}},
        layouts={"written-agreement": {"form": "G1"}},
        quorum={"parts": ["lead"], "members": 3},
    )
    changes["left-open"] = [{"says": "By whom is not said."}]
    later = own(editions=[changes]).in_force(APRIL)
    step = later.step("circulated")
    assert (step.limit, step.source) == (Limit(8, Unit.WORKING_DAYS), BOARD)
    assert [role.source for role in later.roles if role.id == "members"] == [BOARD]
    assert later.headings["report.title"].source == BOARD
    assert [use.source for use in later.layouts.values() if use.form == "G1"] == [BOARD]
    assert later.quorum is not None
    assert later.quorum.source == BOARD
    assert [silent.source for silent in later.left_open] == [BOARD]
    # What it leaves as it was keeps its paragraph.
    assert later.step("core-group").source == "003, 3.1"


def test_before_its_day_an_edition_changes_no_source() -> None:
    found = own(editions=[edition(steps={"circulated": {"limit": "8 working days"}})])
    step = found.in_force(date(2027, 3, 31)).step("circulated")
    assert (step.limit, step.source) == (Limit(10, Unit.WORKING_DAYS), "003, 3.6, 3.7")


def test_a_steps_own_source_goes_before_the_editions() -> None:
    step = {"limit": "8 working days", "source": "Board, January 2027, item 4"}
    later = own(editions=[edition(steps={"circulated": step})]).in_force(APRIL)
    assert later.step("circulated").source == "Board, January 2027, item 4"


def test_each_edition_has_its_own_source() -> None:
    then = date(2028, 4, 1)
    found = own(
        editions=[
            edition(steps={"circulated": {"limit": "8 working days"}}),
            edition(then, "Board, January 2028", steps={"circulated": {"limit": "6 working days"}}),
        ]
    )
    assert found.in_force(then).step("circulated").source == "Board, January 2028"
    assert found.in_force(APRIL).step("circulated").source == BOARD


def test_a_changed_limit_leaves_behind_how_the_old_words_were_read() -> None:
    """004 has "5 days" for the final copy, which can be read two ways; "6 working days" can not."""
    base = {"joint-report-process": SHIPPED["joint-report-process"]}
    steps = {"final-copy": {"limit": "6 working days"}}
    new = {"final-copy": {**steps["final-copy"], "source": BOARD}}
    for file in ({"steps": new}, {"editions": [edition(steps=steps)]}):
        found = load_protocols({**base, "own": {"extends": "joint-report-process", **file}})["own"]
        step = found.in_force(APRIL).step("final-copy")
        assert (step.limit, step.read, step.other_unit) == (
            Limit(6, Unit.WORKING_DAYS, before=True),
            "",
            None,
        )
    # With the same limit the words are the same.
    kept = {"final-copy": {"who": "team-manager"}}
    found = load_protocols({**base, "own": {"extends": "joint-report-process", "steps": kept}})["own"]
    assert found.step("final-copy").read.startswith("The guidance has")


def test_an_edition_drops_a_reading_that_the_file_below_or_the_file_itself_has() -> None:
    changes = edition(steps={"circulated": {"read": None}})
    assert own(editions=[changes]).in_force(APRIL).step("circulated").read == ""
    mine = {"circulated": {"title": "Record to all"}}
    assert own(steps=mine, editions=[changes]).in_force(APRIL).step("circulated").read == ""


@pytest.mark.parametrize(
    "step",
    [
        {"limit": "8 working days"},
        {"after": "icpc"},
        {"before": "rcpc", "limit": "10 working days"},
        {"limit": "8 working days", "source": None},
    ],
)
def test_a_limit_that_a_file_changes_needs_a_source_of_its_own(step: dict[str, Any]) -> None:
    said = told({"steps": {"circulated": step}})
    assert said.startswith(
        "protocols/glannau.yaml, steps.circulated.source: is missing: the limit is changed"
    )
    assert "Board, January 2027" in said


def test_a_limit_that_stays_or_another_name_needs_none() -> None:
    found = own(steps={"circulated": {"limit": "10 working days", "title": "Record to all"}})
    assert found.step("circulated").source == "003, 3.6, 3.7"


def test_a_limit_kept_while_the_guidance_below_changes_needs_a_source_from_that_day() -> None:
    """Else the announcement of 8 days would be printed beside the 10 that the file keeps."""
    changes = edition(steps={"circulated": {"limit": "8 working days"}})
    below = {**SHIPPED["ceredigion"], "editions": [changes]}
    mine = {"extends": "ceredigion", "steps": {"circulated": {"limit": "10 working days"}}}
    with pytest.raises(LibraryBroken) as caught:
        load_protocols({**SHIPPED, "ceredigion": below, "glannau": mine})
    assert str(caught.value).startswith(
        "protocols/glannau.yaml, with the edition of 2027-04-01 in protocols/ceredigion.yaml, "
        "steps.circulated.source: is missing"
    )


@pytest.mark.parametrize(
    ("limit", "fault"),
    [
        (8, '"8" says no unit; write for example "8 working days"'),
        ("1", '"1" says no unit; write for example "1 working day"'),
        ("24 hours", '"24 hours" is no limit; write for example "5 working days"'),
        (None, 'is missing; write for example "5 working days"'),
    ],
)
def test_a_faulty_limit_says_what_to_write_and_in_which_edition_it_stands(limit: Any, fault: str) -> None:
    new = {"title": "T", "who": "members", "after": "icpc", "recorded": "outline-sent", "source": "x"}
    new |= {"limit": limit} if limit is not None else {}
    said = told({"editions": [edition(steps={"circulated": {"limit": limit or "none"}})]})
    place = "protocols/glannau.yaml, edition of 2027-04-01, steps.circulated.limit: "
    assert said.startswith(place + (fault if limit else '"none" is no limit; write for example'))
    alone = {**SHIPPED["joint-report-process"], "steps": {"told": new}, "chain": None, "layouts": None}
    with pytest.raises(LibraryBroken) as caught:
        load_protocols({"alone": alone})
    assert str(caught.value).startswith(f"protocols/alone.yaml, steps.told.limit: {fault}")


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"steps": {"record": {"limit": "8 working days"}}}, ""),
        ({"editions": [edition(steps={"record": {"limit": "8 working days"}})]}, "edition of 2027-04-01, "),
        ({"steps": {"record": None}}, ""),
        ({"editions": [edition(steps={"record": None})]}, "edition of 2027-04-01, "),
    ],
)
def test_a_step_that_is_not_there_is_told_with_near_names(changes: dict[str, Any], place: str) -> None:
    said = told(changes)
    start = f"protocols/glannau.yaml, {place}steps.record: there is no step of this name in ceredigion, which"
    assert said.startswith(start)
    assert "Did you mean circulated?" in said  # "Record and plan to all members"


def test_how_to_add_a_new_step_is_told_with_its_name() -> None:
    said = told({"steps": {"plan-letter": {"limit": "8 working days", "source": "x"}}})
    assert "A new step needs title, who, recorded, after or before as well" in said
    new = {"title": "Plan letter", "who": "members", "recorded": "outline-sent", "after": "last-conference"}
    found = own(steps={"plan-letter": {**new, "limit": "8 working days", "source": "x"}})
    assert found.step("plan-letter").title == "Plan letter"


def test_names_with_nothing_like_them_list_what_there_is() -> None:
    said = told({"roles": {"zz": {"title": "Z"}}})
    assert "It has members, team-manager, social-worker, independent-chair, service-manager." in said
    assert said.endswith("A new role needs source as well.")


@pytest.mark.parametrize(
    ("group", "thing"), [("rules", "rule"), ("layouts", "layout"), ("headings", "heading")]
)
def test_what_is_not_there_cannot_be_dropped(group: str, thing: str) -> None:
    assert f"there is no {thing} of this name" in told({group: {"misspelt": None}})


def test_a_file_may_drop_in_an_edition_what_it_added_itself() -> None:
    new = {"title": "Plan letter", "who": "members", "recorded": "outline-sent", "after": "last-conference"}
    steps = {"plan-letter": {**new, "limit": "8 working days", "source": "x"}}
    found = own(steps=steps, editions=[edition(steps={"plan-letter": None})])
    assert "plan-letter" in [step.id for step in found.steps]
    assert "plan-letter" not in [step.id for step in found.in_force(APRIL).steps]


@pytest.mark.parametrize(
    ("said", "key"),
    [
        (
            {"extends": "Ceredigion"},
            "extends: Ceredigion is not another protocol; write one of ceredigion, core",
        ),
        ({"steps": ["circulated"]}, "steps: needs the name of each step"),
        ({"steps": {"circulated": "8 working days"}}, "steps.circulated: needs lines of its own"),
        (
            {"editions": [edition(roles={"members": "All"})]},
            "edition of 2027-04-01, roles.members: needs lines",
        ),
        ({"editions": [edition(source="")]}, "edition of 2027-04-01, source: is missing"),
        (
            {"steps": {"circulated": {"who": "clerk"}}},
            "steps.circulated.who: clerk is none of the roles members,",
        ),
    ],
)
def test_other_slips_say_where_they_stand(said: dict[str, Any], key: str) -> None:
    assert told(said).startswith(f"protocols/glannau.yaml, {key}")


def test_a_slip_is_told_of_the_file_that_has_it() -> None:
    """And not of one that extends it, whichever comes first by name."""
    steps = {**SHIPPED["ceredigion"]["steps"], "circulated": {"title": "x"}}
    files = {**SHIPPED, "ceredigion": {**SHIPPED["ceredigion"], "steps": steps}}
    with pytest.raises(
        LibraryBroken, match=r"^protocols/ceredigion\.yaml, steps\.circulated: there is no step"
    ):
        load_protocols({**files, "aberglan": {"extends": "ceredigion"}})


def test_an_editor_takes_what_the_program_takes_and_refuses_what_has_no_source() -> None:
    """In an edition the edition's source will do; beside it each thing needs its own."""
    said = {
        "headings": {"report.title": {"title": "Our report"}},
        "layouts": {"written-agreement": {"form": "G1"}},
        "quorum": {"members": 3},
        "left-open": [{"says": "By whom is not said."}],
    }
    changes = {**edition(**said), "from": APRIL.isoformat()}
    assert META.is_valid({"extends": "ceredigion", "editions": [changes]})
    for key, entry in said.items():
        assert not META.is_valid({"extends": "ceredigion", key: entry}), key
        assert told({key: entry}).startswith(f"protocols/glannau.yaml, {key}."), key
    del changes["source"]
    assert not META.is_valid({"extends": "ceredigion", "editions": [changes]})
