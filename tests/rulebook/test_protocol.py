"""Protocols and nations from their files: what is read, and what a slip in one says."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from pipeline.errors import LibraryBroken
from pipeline.model.timeline import Limit, Unit
from pipeline.rulebook.protocol import Nation, Protocol
from pipeline.rulebook.protocol_file import load_nations, load_protocols, parse_limit

NAME = "joint-report-process"
META = json.loads((Path(__file__).parents[2] / "schemas" / "protocol.meta.json").read_text(encoding="utf-8"))


# 004, flow chart for joint report process, read by hand.
CHAIN = [
    ("final-core-group", Limit(4, Unit.WEEKS, before=True), "rcpc"),
    ("draft-sent", Limit(5, Unit.WORKING_DAYS), "final-core-group"),
    ("amendments-in", Limit(5, Unit.WORKING_DAYS), "draft-sent"),
    ("sent-to-manager", Limit(2, Unit.WORKING_DAYS), "amendments-in"),
    ("authorised", Limit(3, Unit.WORKING_DAYS), "sent-to-manager"),
    ("final-copy", Limit(5, Unit.WORKING_DAYS, before=True), "rcpc"),
]
# 004, flow chart for frequency of core groups, and "chair and note taker".
OTHERS = [
    ("first-core-group", Limit(10, Unit.DAYS), "icpc"),
    ("core-group", Limit(6, Unit.WEEKS), "previous-core-group"),
    ("single-assessment", Limit(0, Unit.DAYS, before=True), "rcpc"),
    ("first-rcpc", Limit(3, Unit.MONTHS), "icpc"),
    ("later-rcpc", Limit(6, Unit.MONTHS), "last-conference"),
    ("minutes", Limit(5, Unit.DAYS), "core-group"),
]


def test_the_chain_of_the_joint_report(protocol: Protocol) -> None:
    assert [(step.id, step.limit, step.anchor) for step in protocol.links] == CHAIN


def test_every_other_limit(protocol: Protocol) -> None:
    others = [step for step in protocol.steps if step.id not in protocol.chain]
    assert [(step.id, step.limit, step.anchor) for step in others] == OTHERS


def test_steps_and_roles_name_their_paragraph(protocol: Protocol) -> None:
    assert all(thing.source.startswith("004, ") for thing in (*protocol.steps, *protocol.roles))
    assert {step.who for step in protocol.steps} <= {role.title for role in protocol.roles}


def test_five_days_can_be_read_two_ways(protocol: Protocol) -> None:
    assert protocol.other_unit is Unit.DAYS
    assert protocol.other.step("final-copy").limit == Limit(5, Unit.DAYS, before=True)
    assert protocol.other.other == protocol
    assert protocol.other.step("draft-sent") == protocol.step("draft-sent")


def test_an_unknown_step_is_no_step(protocol: Protocol) -> None:
    with pytest.raises(KeyError):
        protocol.step("final")


def test_another_partnership_says_only_what_differs(protocol_yaml: Mapping[str, Any]) -> None:
    other = {
        "extends": NAME,
        "title": "Another partnership",
        "guidance": "000",
        "roles": {"clerk": {"title": "Minutes clerk", "source": "000, record"}},
        "steps": {
            "first-core-group": {"limit": "10 working days", "source": "000, first meeting", "read": None},
            "single-assessment": None,
            "final-core-group": {"before": "rcpc", "limit": "5 weeks"},
            "minutes": {"who": "clerk"},
        },
    }
    loaded = load_protocols({NAME: protocol_yaml, "another": other})["another"]

    assert (loaded.name, loaded.title, loaded.guidance) == ("another", "Another partnership", "000")
    first = loaded.step("first-core-group")
    assert (first.limit, first.anchor, first.source, first.read) == (
        Limit(10, Unit.WORKING_DAYS),
        "icpc",
        "000, first meeting",
        "",
    )
    assert loaded.step("minutes").who == "Minutes clerk"
    assert loaded.step("final-core-group").limit.amount == 5
    assert loaded.step("draft-sent").limit.amount == 5  # taken over
    assert "single-assessment" not in [step.id for step in loaded.steps]
    assert loaded.chain == load_protocols({NAME: protocol_yaml})[NAME].chain


def test_a_step_that_changes_sides_leaves_its_old_anchor(protocol_yaml: Mapping[str, Any]) -> None:
    other = {"extends": NAME, "steps": {"single-assessment": {"after": "icpc", "limit": "35 working days"}}}
    step = load_protocols({NAME: protocol_yaml, "other": other})["other"].step("single-assessment")
    assert (step.anchor, step.limit) == ("icpc", Limit(35, Unit.WORKING_DAYS))


def step(**changes: Any) -> Callable[[dict[str, Any]], None]:
    """Changes to the step that sends out the draft; None takes a key away."""

    def change(raw: dict[str, Any]) -> None:
        draft = raw["steps"]["draft-sent"]
        draft.update({key: value for key, value in changes.items() if value is not None})
        for key in [key for key, value in changes.items() if value is None]:
            draft.pop(key)

    return change


BROKEN: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "a number without a unit": (step(limit="5"), "steps.draft-sent.limit"),
    "a bare number": (step(limit=5), "steps.draft-sent.limit"),
    "hours": (step(limit="24 hours"), "steps.draft-sent.limit"),
    "no limit": (step(limit=None), "steps.draft-sent.limit"),
    "no source": (step(source=None), "steps.draft-sent.source"),
    "an empty source": (step(source=" "), "steps.draft-sent.source"),
    "no title": (step(title=None), "steps.draft-sent.title"),
    "an unknown role": (step(who="somebody"), "steps.draft-sent.who"),
    "an unknown record": (step(recorded="somewhere"), "steps.draft-sent.recorded"),
    "an unknown unit": (step(**{"other-unit": "hours"}), "steps.draft-sent.other-unit"),
    "an unknown period": (step(applies="sometimes"), "steps.draft-sent.applies"),
    "a misspelt key": (step(aplies="first"), "steps.draft-sent.aplies"),
    "no anchor": (step(after=None), "steps.draft-sent"),
    "two anchors": (step(before="rcpc"), "steps.draft-sent"),
    "an anchor that comes later": (step(after="authorised"), "steps.draft-sent.after"),
    "an anchor off the chain": (step(after="icpc"), "steps.draft-sent.after"),
    "a role without a source": (
        lambda raw: raw["roles"]["note-taker"].pop("source"),
        "roles.note-taker.source",
    ),
    "no roles": (lambda raw: raw.pop("roles"), "roles"),
    "no steps": (lambda raw: raw.pop("steps"), "steps"),
    "no guidance": (lambda raw: raw.pop("guidance"), "guidance"),
    "an unknown key": (lambda raw: raw.update(step={}), "step"),
    "a chain of one": (lambda raw: raw.update(chain=["final-core-group"]), "chain"),
    "no chain": (lambda raw: raw.pop("chain"), "chain"),
    "a chain with a stranger": (lambda raw: raw["chain"].append("stranger"), "chain"),
    "a chain that ends early": (lambda raw: raw["chain"].pop(), "chain"),
    "a repeating step without each": (
        lambda raw: raw["steps"]["core-group"].pop("each"),
        "steps.core-group.each",
    ),
    "each without its blank": (
        lambda raw: raw["steps"]["minutes"].update(each="Minutes"),
        "steps.minutes.each",
    ),
    "extends nothing": (lambda raw: raw.update(extends="nobody"), "extends"),
    "extends itself": (lambda raw: raw.update(extends=NAME), "extends"),
}


@pytest.mark.parametrize("slip", BROKEN)
def test_a_slip_is_named_by_file_and_key(protocol_yaml: Mapping[str, Any], slip: str) -> None:
    raw = deepcopy(dict(protocol_yaml))
    change, key = BROKEN[slip]
    change(raw)
    with pytest.raises(LibraryBroken, match=rf"^protocols/{NAME}\.yaml, {key}:") as caught:
        load_protocols({NAME: raw})
    assert key in caught.value.do_next


def test_protocols_cannot_extend_each_other_in_a_circle(protocol_yaml: Mapping[str, Any]) -> None:
    circle = {"one": {"extends": "two"}, "two": {"extends": "one"}}
    with pytest.raises(LibraryBroken, match="extends"):
        load_protocols(circle)


def test_a_list_is_no_protocol() -> None:
    with pytest.raises(LibraryBroken, match=r"protocols/odd\.yaml is not a protocol"):
        load_protocols({"odd": ["steps"]})


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("1 day", Limit(1, Unit.DAYS)),
        ("1 working day", Limit(1, Unit.WORKING_DAYS)),
        ("6 weeks", Limit(6, Unit.WEEKS)),
        ("3 months", Limit(3, Unit.MONTHS)),
    ],
)
def test_limits(text: str, limit: Limit) -> None:
    assert parse_limit(text) == limit
    assert str(limit) == text


@pytest.mark.parametrize(
    "text", ["", "5", "five days", "5 Days", "-5 days", "5 working days or so", "5  days"]
)
def test_what_is_no_limit(text: str) -> None:
    with pytest.raises(ValueError):
        parse_limit(text)


def test_the_meta_schema_takes_the_shipped_file(protocol_yaml: Mapping[str, Any]) -> None:
    Draft202012Validator.check_schema(META)
    assert not list(Draft202012Validator(META).iter_errors(protocol_yaml))
    assert not list(Draft202012Validator(META).iter_errors({"extends": NAME, "steps": {"minutes": None}}))


# What a schema of one file cannot see: whether ids agree with each other.
BEYOND_A_SCHEMA = {
    "an unknown role",
    "an anchor that comes later",
    "an anchor off the chain",
    "a chain with a stranger",
    "a chain that ends early",
    "a repeating step without each",
    "extends nothing",
    "extends itself",
    "an empty source",
    "no chain",
}


@pytest.mark.parametrize("slip", sorted(BROKEN.keys() - BEYOND_A_SCHEMA))
def test_an_editor_sees_the_slip_as_well(protocol_yaml: Mapping[str, Any], slip: str) -> None:
    raw = deepcopy(dict(protocol_yaml))
    BROKEN[slip][0](raw)
    assert list(Draft202012Validator(META).iter_errors(raw))


def test_nations_and_whose_holidays_they_keep(nations: Mapping[str, Nation]) -> None:
    assert {title: (nation.country, nation.subdivision) for title, nation in nations.items()} == {
        "England and Wales": ("GB", "ENG"),
        "Scotland": ("GB", "SCT"),
        "Northern Ireland": ("GB", "NIR"),
    }


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ({}, "holiday-names"),
        ({"holiday-names": {"a": "b"}, "substitute": "day off", "nations": {}}, "substitute"),
        ({"holiday-names": {"a": "b"}, "substitute": "{name}", "nations": {}}, "nations"),
        (
            {"holiday-names": {"a": "b"}, "substitute": "{name}", "nations": {"Mercia": {"country": "GB"}}},
            "nations.Mercia.subdivision",
        ),
    ],
)
def test_a_slip_in_nations_is_named(raw: dict[str, Any], key: str) -> None:
    with pytest.raises(LibraryBroken, match=rf"^nations\.yaml, {key}:"):
        load_nations(raw)
