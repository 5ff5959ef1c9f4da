"""What a protocol's own names are in another language: every one of a Welsh guidance, and a slip is named."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from pipeline.errors import LibraryBroken
from pipeline.rulebook.layouts import Layout
from pipeline.rulebook.library import Library
from pipeline.rulebook.protocol import Protocol
from pipeline.rulebook.protocol_file import load_nations, load_protocols
from pipeline.rulebook.working_days import WorkingDays

NAME = "joint-report-process"
WELSH = ("ceredigion", "cwm-taf")


def with_said(raw: Mapping[str, Any], said: Any) -> Protocol:
    return load_protocols({NAME: {**deepcopy(dict(raw)), "said-in": said}})[NAME]


@pytest.mark.parametrize("name", WELSH)
def test_every_name_of_a_welsh_guidance_is_said_in_welsh(library: Library, name: str) -> None:
    protocol = library.protocols[name]
    said = protocol.said["cy"]
    assert [role.id for role in protocol.roles if role.id not in said.roles] == []
    assert [step.id for step in protocol.steps if step.id not in said.steps] == []
    assert [step.id for step in protocol.steps if step.each and step.id not in said.each] == []
    assert [step.id for step in protocol.steps if step.read and step.id not in said.read] == []
    assert [key for key in protocol.headings if key not in said.headings] == []
    assert len(said.left_open) == len(protocol.left_open)


@pytest.mark.parametrize("name", WELSH)
def test_names_change_with_the_language_and_nothing_else_does(library: Library, name: str) -> None:
    own = library.protocols[name]
    told = own.said_in("cy")
    assert own.said_in("en") is own
    assert told.title != own.title
    assert [(s.id, s.limit, s.anchor, s.source, s.recorded, s.parts) for s in told.steps] == [
        (s.id, s.limit, s.anchor, s.source, s.recorded, s.parts) for s in own.steps
    ]
    assert {step.who for step in told.steps} <= {role.title for role in told.roles}
    assert [(one.source, one.says) for one in told.left_open] != [(o.source, o.says) for o in own.left_open]
    assert [(key, use.source) for key, use in told.layouts.items()] == [
        (key, use.source) for key, use in own.layouts.items()
    ]


def test_who_writes_to_whom_is_said_too(library: Library) -> None:
    use = library.protocols["ceredigion"].said_in("cy").layouts[Layout.EARLY_REVIEW]
    assert (use.sender, use.to, use.next) == ("Gweithiwr allweddol", "Cadeirydd y gynhadledd", "")


def test_what_is_not_said_keeps_its_name(protocol_yaml: Mapping[str, Any], protocol: Protocol) -> None:
    told = with_said(protocol_yaml, {"cy": {"title": "Proses", "roles": {"note-taker": "Cofnodwr"}}}).said_in(
        "cy"
    )
    assert told.title == "Proses"
    assert told.step("minutes").who == "Cofnodwr"
    assert [step.title for step in told.steps] == [step.title for step in protocol.steps]
    assert told.left_open == protocol.left_open


def test_a_file_that_extends_another_does_not_take_its_names_over(protocol_yaml: Mapping[str, Any]) -> None:
    base = {**deepcopy(dict(protocol_yaml)), "said-in": {"cy": {"title": "Proses"}}}
    own = {"title": "Ours", "guidance": "Ours", "extends": NAME}
    found = load_protocols({NAME: base, "ours": own})
    assert found[NAME].said_in("cy").title == "Proses"
    assert found["ours"].said_in("cy").title == "Ours"


@pytest.mark.parametrize(
    ("said", "key"),
    [
        (["cy"], "said-in"),
        ({"cy": "Proses"}, "said-in"),
        ({"cy": {}}, "said-in.cy.title"),
        ({"cy": {"title": "Proses", "names": {}}}, "said-in.cy.names"),
        ({"cy": {"title": "Proses", "roles": []}}, ""),
        ({"cy": {"title": "Proses", "roles": ["x"]}}, "said-in.cy.roles"),
        ({"cy": {"title": "Proses", "roles": {"clerk": "Clerc"}}}, "said-in.cy.roles.clerk"),
        ({"cy": {"title": "Proses", "steps": {"core-grup": {}}}}, "said-in.cy.steps.core-grup"),
        (
            {"cy": {"title": "Proses", "steps": {"core-group": {"titel": "x"}}}},
            "said-in.cy.steps.core-group.titel",
        ),
        (
            {"cy": {"title": "Proses", "steps": {"core-group": {"each": "Grŵp"}}}},
            "said-in.cy.steps.core-group.each",
        ),
        ({"cy": {"title": "Proses", "headings": {"a.b": "x"}}}, "said-in.cy.headings.a.b"),
        ({"cy": {"title": "Proses", "left-open": ["x"] * 9}}, "said-in.cy.left-open"),
    ],
)
def test_a_slip_is_named_by_file_and_key(protocol_yaml: Mapping[str, Any], said: Any, key: str) -> None:
    if not key:
        assert with_said(protocol_yaml, said).said["cy"].roles == {}
        return
    with pytest.raises(LibraryBroken) as raised:
        with_said(protocol_yaml, said)
    assert f"protocols/{NAME}.yaml, {key}:" in str(raised.value)


def test_every_bank_holiday_has_a_welsh_name(library: Library) -> None:
    """2026 to 2032 have each of them, also at weekends, when another day stands in."""
    start, end = date(2025, 12, 31), date(2033, 1, 1)
    for nation in library.nations.values():
        own = WorkingDays(nation).holidays(start, end)
        told = WorkingDays(nation.said_in("cy")).holidays(start, end)
        assert [day.date for day in told] == [day.date for day in own]
        english = {day.name for day in own} - {"2 January"}
        assert sorted({day.name for day in told} & english) == []
        assert "Substitute" not in " ".join(day.name for day in told)
        assert nation.said_in("cy").title != nation.title
        assert nation.said_in("en") is nation


def test_the_days_around_a_conference_in_january(library: Library) -> None:
    wales = library.nations["England and Wales"].said_in("cy")
    days = WorkingDays(wales).holidays(date(2026, 12, 20), date(2027, 1, 5))
    assert [(day.date.day, day.name) for day in days] == [
        (25, "Dydd Nadolig"),
        (28, "Gŵyl banc yn lle Gŵyl San Steffan"),
        (1, "Dydd Calan"),
    ]


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ({"substitute": "yn lle {name}", "holiday-names": {"A": "B"}}, "said-in.cy.Lloegr"),
        ({"Lloegr": "Lloegr", "substitute": "yn lle", "holiday-names": {"A": "B"}}, "said-in.cy.substitute"),
        ({"Lloegr": "Lloegr", "substitute": "yn lle {name}"}, "holiday-names"),
    ],
)
def test_a_slip_in_the_names_of_nations_is_named(said: dict[str, Any], key: str) -> None:
    raw = {
        "nations": {"Lloegr": {"country": "GB", "subdivision": "ENG"}},
        "substitute": "for {name}",
        "holiday-names": {"A": "B"},
        "said-in": {"cy": said},
    }
    with pytest.raises(LibraryBroken, match=key):
        load_nations(raw)
