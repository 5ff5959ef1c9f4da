"""What a protocol's own names are in another language: every one of a Welsh guidance, and a slip is named."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from pipeline.errors import LibraryBroken
from pipeline.rulebook.layouts import Layout
from pipeline.rulebook.library import FIRST_LANGUAGE, Library
from pipeline.rulebook.protocol import Protocol, Said
from pipeline.rulebook.protocol_file import load_nations, load_protocols
from pipeline.rulebook.working_days import WorkingDays

NAME = "joint-report-process"
SHIPPED = ("ceredigion", "core-group-key-points", "cwm-taf", NAME, "rochdale")


ROLE = {"title": "Clerk of ours", "source": "x"}


def with_said(raw: Mapping[str, Any], said: Any) -> Protocol:
    return load_protocols({NAME: {**deepcopy(dict(raw)), "said-in": said}})[NAME]


def unsaid(protocol: Protocol, language: str) -> list[str]:
    """The names of a protocol that are not said in a language, each with the key it would have."""
    said = protocol.said.get(language, Said())
    names = {
        **{f"roles.{role.id}": said.roles.get(role.id) for role in protocol.roles},
        **{f"steps.{step.id}.title": said.steps.get(step.id) for step in protocol.steps},
        **{f"steps.{step.id}.each": said.each.get(step.id) for step in protocol.steps if step.each},
        **{f"steps.{step.id}.read": said.read.get(step.id) for step in protocol.steps if step.read},
        **{f"headings.{key}": said.headings.get(key) for key in protocol.headings},
        "title": said.title,
        "left-open": len(said.left_open) == len(protocol.left_open),
    }
    return [key for key, text in names.items() if not text]


@pytest.mark.parametrize("name", SHIPPED)
def test_every_name_of_a_guidance_is_said_in_every_language_of_words(library: Library, name: str) -> None:
    """Of any language that has a words file; the first needs none."""
    others = [language for language in library.words if language != FIRST_LANGUAGE]
    assert others
    for language in others:
        assert unsaid(library.protocols[name], language) == [], language


def test_the_guidances_of_this_test_are_those_that_there_are(library: Library) -> None:
    assert set(library.protocols) == set(SHIPPED)


def test_a_name_that_is_missing_is_told(protocol_yaml: Mapping[str, Any]) -> None:
    steps = {"core-group": {"title": "Grŵp craidd"}}
    missing = unsaid(with_said(protocol_yaml, {"cy": {"title": "Proses", "steps": steps}}), "cy")
    assert "title" not in missing
    assert "steps.core-group.title" not in missing
    assert {"steps.core-group.each", "steps.core-group.read", "roles.note-taker", "left-open"} <= set(missing)


@pytest.mark.parametrize("name", SHIPPED)
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
    assert (use.sender, use.to, use.next) == (
        "Gweithiwr allweddol",
        "Cadeirydd y gynhadledd",
        "Rheolwr gwasanaeth diogelu plant, Gwasanaethau Cymdeithasol",
    )


def test_what_is_not_said_keeps_its_name(protocol_yaml: Mapping[str, Any], protocol: Protocol) -> None:
    told = with_said(protocol_yaml, {"cy": {"title": "Proses", "roles": {"note-taker": "Cofnodwr"}}}).said_in(
        "cy"
    )
    assert told.title == "Proses"
    assert told.step("minutes").who == "Cofnodwr"
    assert [step.title for step in told.steps] == [step.title for step in protocol.steps]
    assert told.left_open == protocol.left_open


def small(**more: Any) -> dict[str, Any]:
    """A base with two steps and their Welsh, for files that extend it."""
    step = {"who": "clerk", "limit": "5 days", "after": "icpc", "recorded": "outline-sent", "source": "1"}
    return {
        "title": "Theirs",
        "guidance": "9",
        "roles": {"clerk": {"title": "Clerk", "source": "1"}},
        "steps": {
            "plan-sent": {"title": "Plan sent", "read": "Read so.", **step},
            "told": {"title": "Everybody told", **step},
        },
        "left-open": [{"says": "This is open.", "source": "1"}, {"says": "So is that.", "source": "2"}],
        "headings": {"report.title": {"title": "Our report", "source": "1"}},
        "said-in": {
            "cy": {
                "title": "Eu rhai nhw",
                "roles": {"clerk": "Clerc"},
                "steps": {
                    "plan-sent": {"title": "Cynllun wedi'i anfon", "read": "Darllenwyd felly."},
                    "told": {"title": "Pawb wedi cael gwybod"},
                },
                "headings": {"report.title": "Ein hadroddiad"},
                "left-open": ["Mae hyn yn agored.", "A hyn hefyd."],
            }
        },
        **more,
    }


def test_what_a_file_takes_over_unchanged_is_said_once() -> None:
    own = {"title": "Ours", "guidance": "8", "extends": "base"}
    own["steps"] = {"told": {"limit": "3 days", "source": "8"}}
    told = load_protocols({"base": small(), "ours": own})["ours"].said_in("cy")
    assert told.title == "Ours"  # another title is not the title of theirs
    assert [(step.title, step.read) for step in told.steps] == [
        ("Cynllun wedi'i anfon", "Darllenwyd felly."),
        ("Pawb wedi cael gwybod", ""),
    ]
    assert {step.who for step in told.steps} == {"Clerc"}
    assert [one.says for one in told.left_open] == ["Mae hyn yn agored.", "A hyn hefyd."]
    assert told.said["cy"].headings == {"report.title": "Ein hadroddiad"}


def test_a_new_name_is_never_called_by_the_old_one_in_another_language() -> None:
    own = {
        "title": "Ours",
        "guidance": "8",
        "extends": "base",
        "roles": {"clerk": {"title": "Secretary"}},
        "steps": {"plan-sent": {"title": "Plan handed over"}, "told": {"read": "Read otherwise."}},
        "headings": {"report.title": {"title": "Another report", "source": "8"}},
        "left-open": [{"says": "So is that.", "source": "8"}],
    }
    told = load_protocols({"base": small(), "ours": own})["ours"].said_in("cy")
    assert [(step.title, step.read, step.who) for step in told.steps] == [
        ("Plan handed over", "Darllenwyd felly.", "Secretary"),
        ("Pawb wedi cael gwybod", "Read otherwise.", "Secretary"),
    ]
    assert [one.says for one in told.left_open] == ["A hyn hefyd."]
    assert told.said["cy"].headings == {}


def test_what_a_file_says_itself_goes_before_what_it_takes_over() -> None:
    own = {
        "title": "Ours",
        "guidance": "8",
        "extends": "base",
        "unnamed": "dropped",
        "roles": {"clerk": {}},
        "steps": {"told": {}},
        "said-in": {"cy": {"title": "Ein rhai ni", "roles": {"clerk": "Ysgrifennydd"}}},
    }
    told = load_protocols({"base": small(), "ours": own})["ours"].said_in("cy")
    assert (told.title, [role.title for role in told.roles]) == ("Ein rhai ni", ["Ysgrifennydd"])
    assert [step.title for step in told.steps] == ["Pawb wedi cael gwybod"]
    assert set(told.said["cy"].steps) == {"told"}  # what was dropped has no name here


def test_an_edition_says_only_what_it_calls_otherwise() -> None:
    """A step dropped or renamed from a day on leaves the rest as it was said."""
    day, later = date(2027, 4, 1), date(2028, 4, 1)
    renamed = {"from": day, "source": "1", "steps": {"plan-sent": {"title": "Plan posted"}}}
    renamed["said-in"] = {"cy": {"steps": {"plan-sent": {"title": "Cynllun wedi'i bostio"}}}}
    dropped = {"from": later, "source": "1", "steps": {"told": None}}
    found = load_protocols(
        {
            "base": small(editions=[renamed, dropped]),
            "ours": {"title": "Ours", "guidance": "8", "extends": "base"},
        }
    )
    for name, title in (("base", "Eu rhai nhw"), ("ours", "Ours")):
        first, second, third = (
            found[name].in_force(start).said_in("cy") for start in (date(2027, 3, 31), day, later)
        )
        assert [step.title for step in first.steps] == ["Cynllun wedi'i anfon", "Pawb wedi cael gwybod"]
        assert [step.title for step in second.steps] == ["Cynllun wedi'i bostio", "Pawb wedi cael gwybod"]
        assert [step.title for step in third.steps] == ["Cynllun wedi'i bostio"]
        assert (first.title, third.title, third.steps[0].who) == (title, title, "Clerc")


def test_a_slip_in_what_an_edition_says_is_named() -> None:
    edition = {"from": date(2027, 4, 1), "source": "1", "said-in": {"cy": {"roles": {"clark": "Clerc"}}}}
    with pytest.raises(
        LibraryBroken, match=r"protocols/base.yaml, edition of 2027-04-01, said-in.cy.roles.clark:"
    ):
        load_protocols({"base": small(editions=[edition])})


def test_a_guidance_without_another_language_loads_and_keeps_its_names(
    protocol_yaml: Mapping[str, Any],
) -> None:
    own = {"title": "Ours", "guidance": "Ours", "extends": NAME, "roles": {"clerk": ROLE}}
    told = load_protocols({NAME: protocol_yaml, "ours": own})["ours"].said_in("cy")
    assert told.title == "Ours"
    assert told.roles[-1].title == "Clerk of ours"
    assert told.step("minutes").title == "Cofnodion i'r gweithiwr cymdeithasol"


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
    """2018 to 2032 have each of them, also at weekends, when another day stands in, and single occasions."""
    start, end = date(2017, 12, 31), date(2033, 1, 1)
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
