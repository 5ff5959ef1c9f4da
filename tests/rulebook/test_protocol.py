"""Protocols and nations from their files: what is read, and what a slip in one says."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from pipeline.errors import LibraryBroken
from pipeline.model.timeline import Limit, Unit
from pipeline.rulebook.library import Library
from pipeline.rulebook.protocol import Nation, Protocol, ProtocolRule
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
            "final-core-group": {"before": "rcpc", "limit": "5 weeks", "source": "000, last meeting"},
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
    assessment = {"after": "icpc", "limit": "35 working days", "source": "000"}
    other = {"extends": NAME, "steps": {"single-assessment": assessment}}
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
    "a rule without a paragraph": (
        lambda raw: raw["rules"].update({"absent-write": ""}),
        "rules.absent-write",
    ),
    "a rule that nobody knows": (
        lambda raw: raw["rules"].update({"tea-is-made": "004"}),
        "rules.tea-is-made",
    ),
    "a heading without a paragraph": (
        lambda raw: raw.update(headings={"report.title": {"title": "Our report"}}),
        "headings.report.title.source",
    ),
    "a layout without a paragraph": (
        lambda raw: raw.update(layouts={"plan-notice": {"form": "X9"}}),
        "layouts.plan-notice.source",
    ),
    "a layout that nobody knows": (lambda raw: raw.update(layouts={"poster": "004"}), "layouts.poster"),
    "a quorum without a paragraph": (lambda raw: raw["quorum"].pop("source"), "quorum.source"),
    "a quorum of nobody's part": (lambda raw: raw["quorum"].update(parts=["cook"]), "quorum.parts"),
    "what is left open without a paragraph": (
        lambda raw: raw["left-open"][0].pop("source"),
        "left-open.0.source",
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
        ("35 working days", Limit(35, Unit.WORKING_DAYS)),
        ("1 week", Limit(1, Unit.WEEKS)),
        ("1 month", Limit(1, Unit.MONTHS)),
        ("6 weeks", Limit(6, Unit.WEEKS)),
        ("3 months", Limit(3, Unit.MONTHS)),
    ],
)
def test_limits(text: str, limit: Limit) -> None:
    assert parse_limit(text) == limit
    assert str(limit) == text


NO_LIMIT = [
    *("", " ", "5", "days", "five days", "5 Days", "-5 days", "5.5 days", "5  days", " 5 days", "5 days "),
    *("5 working days or so", "5 weekdays", "5 workdays", "5 business days", "5 working", "5 working weeks"),
    *("5 calendar days", "5d", "5days", "5 wks", "5 years", "24 hours", "1000 days", "5 or 6 days", "Open"),
]


@pytest.mark.parametrize("text", NO_LIMIT)
def test_what_is_no_limit(text: str) -> None:
    with pytest.raises(ValueError):
        parse_limit(text)


@pytest.mark.parametrize("written", [*NO_LIMIT, 5, 5.0, True, ["5 days"]])
def test_a_limit_that_does_not_say_its_unit_is_refused_and_an_editor_sees_it_too(
    protocol_yaml: Mapping[str, Any], written: Any
) -> None:
    raw = deepcopy(dict(protocol_yaml))
    raw["steps"]["minutes"]["limit"] = written
    with pytest.raises(LibraryBroken, match=rf"^protocols/{NAME}\.yaml, steps\.minutes\.limit:") as caught:
        load_protocols({NAME: raw})
    assert "working days, days, weeks, months" in str(caught.value)
    assert list(Draft202012Validator(META).iter_errors(raw))


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


def test_with_unnamed_dropped_only_what_is_named_is_taken_over(protocol_yaml: Mapping[str, Any]) -> None:
    other = {
        "extends": NAME,
        "unnamed": "dropped",
        "title": "Another partnership",
        "guidance": "000",
        "roles": {"members": {"source": "000, members"}},
        "steps": {"core-group": {"limit": "5 weeks", "source": "000, frequency", "read": None}},
    }
    loaded = load_protocols({NAME: protocol_yaml, "another": other})["another"]
    (step,) = loaded.steps
    assert (step.title, step.each, step.limit) == ("Core group", "Core group {number}", Limit(5, Unit.WEEKS))
    assert [role.source for role in loaded.roles] == ["000, members"]
    assert (loaded.chain, loaded.links, loaded.rules, loaded.left_open) == ((), (), {}, ())
    assert loaded.quorum is None
    assert loaded.other_unit is None
    assert not loaded.default


def test_a_role_that_was_dropped_is_asked_for(protocol_yaml: Mapping[str, Any]) -> None:
    """Whoever a step is given to has to stand in the guidance itself, with a paragraph."""
    other = {
        "extends": NAME,
        "unnamed": "dropped",
        "title": "Another partnership",
        "guidance": "000",
        "roles": {"note-taker": {"source": "000, record"}},
        "steps": {"core-group": {"limit": "5 weeks", "source": "000, frequency"}},
    }
    with pytest.raises(LibraryBroken, match=r"another\.yaml, steps\.core-group\.who: members"):
        load_protocols({NAME: protocol_yaml, "another": other})


EDITIONS: dict[str, Any] = {
    "extends": NAME,
    "title": "Ours",
    "editions": [
        {
            "from": date(2027, 4, 1),
            "source": "Letter of 1 March 2027",
            "steps": {"draft-sent": {"limit": "7 working days"}, "single-assessment": None},
        },
        {
            "from": date(2028, 4, 1),
            "source": "Letter of 1 March 2028",
            "steps": {"draft-sent": {"limit": "4 working days"}},
            "rules": {"manager-chairs-first": None},
        },
    ],
}


def test_an_edition_is_in_force_from_its_day_on(protocol_yaml: Mapping[str, Any]) -> None:
    ours = load_protocols({NAME: protocol_yaml, "ours": EDITIONS})["ours"]

    def days(on: date) -> int:
        return ours.in_force(on).step("draft-sent").within.amount

    assert (days(date(2027, 3, 31)), days(date(2027, 4, 1)), days(date(2028, 3, 31))) == (5, 7, 7)
    assert days(date(2028, 4, 1)) == 4
    later = ours.in_force(date(2028, 4, 1))
    assert "single-assessment" not in [step.id for step in later.steps]  # dropped by the edition before
    assert ProtocolRule.MANAGER_CHAIRS_FIRST not in later.rules
    assert ProtocolRule.MANAGER_CHAIRS_FIRST in ours.in_force(date(2027, 4, 1)).rules
    assert later.editions == ()
    assert not list(Draft202012Validator(META).iter_errors(_as_json(EDITIONS)))


def test_a_file_takes_over_the_editions_of_the_one_it_extends(protocol_yaml: Mapping[str, Any]) -> None:
    own = {"extends": "ours", "title": "Theirs", "steps": {"draft-sent": {"source": "Our own letter"}}}
    theirs = load_protocols({NAME: protocol_yaml, "ours": EDITIONS, "theirs": own})["theirs"]
    step = theirs.in_force(date(2027, 4, 1)).step("draft-sent")
    assert (step.limit, step.source) == (Limit(7, Unit.WORKING_DAYS), "Our own letter")
    assert [day for day, _ in theirs.editions] == [date(2027, 4, 1), date(2028, 4, 1)]


@pytest.mark.parametrize(
    ("editions", "key"),
    [
        ([{"from": "April", "source": "x"}], "edition 1 from the top, from"),
        ([{"from": datetime(2027, 4, 1, 9, tzinfo=UTC), "source": "x"}], "edition 1 from the top, from"),
        ([{"from": date(2027, 4, 1)}], "edition of 2027-04-01, source"),
        ([{"from": date(2027, 4, 1), "source": " "}], "edition of 2027-04-01, source"),
        (list(reversed(EDITIONS["editions"])), "editions"),
        (
            [{"from": date(2027, 4, 1), "source": "x", "steps": {"draft-sent": {"limit": "7"}}}],
            "edition of 2027-04-01, steps.draft-sent.limit",
        ),
    ],
)
def test_a_slip_in_an_edition_is_named(
    editions: list[Any], key: str, protocol_yaml: Mapping[str, Any]
) -> None:
    with pytest.raises(LibraryBroken, match=rf"^protocols/ours\.yaml, {key}:"):
        load_protocols({NAME: protocol_yaml, "ours": {**EDITIONS, "editions": editions}})


def test_two_defaults_are_one_too_many(protocol_yaml: Mapping[str, Any]) -> None:
    with pytest.raises(LibraryBroken, match="default"):
        load_protocols({NAME: protocol_yaml, "other": {**protocol_yaml, "title": "Other"}})


# The table of time limits, read by hand from the five documents: what is asked, how long, and from when.
WEEKS_6, DAYS_10, WORKING_10 = Limit(6, Unit.WEEKS), Limit(10, Unit.DAYS), Limit(10, Unit.WORKING_DAYS)
LIMITS = {
    "cwm-taf": {
        "first-core-group": (WORKING_10, "icpc"),
        "core-group": (WEEKS_6, "previous-core-group"),
        "circulated": (Limit(5, Unit.WORKING_DAYS), "core-group"),
    },
    "rochdale": {
        "first-core-group": (DAYS_10, "icpc"),
        "core-group": (None, "previous-core-group"),
        "outline-sent": (Limit(1, Unit.DAYS), "last-conference"),  # 24 hours
    },
    "core-group-key-points": {
        "core-group": (None, "previous-core-group"),  # regularly
        "circulated": (Limit(5, Unit.WORKING_DAYS), "core-group"),
        "notice": (Limit(7, Unit.DAYS), "core-group"),  # form CP9 in seven days
    },
    "ceredigion": {
        "first-core-group": (WORKING_10, "icpc"),
        "core-group": (WEEKS_6, "previous-core-group"),
        "single-assessment": (Limit(35, Unit.WORKING_DAYS), "enquiries"),
        "first-rcpc": (Limit(3, Unit.MONTHS), "icpc"),
        "later-rcpc": (Limit(6, Unit.MONTHS), "last-conference"),
        "school-change": (WORKING_10, "school-change"),
        "circulated": (WORKING_10, "core-group"),
        "child-seen": (WORKING_10, "previous-visit"),
        "child-seen-at-home": (Limit(4, Unit.WEEKS), "previous-visit"),
        "child-seen-alone": (WEEKS_6, "previous-visit"),
        "bedroom-seen": (Limit(0, Unit.DAYS, before=True), "rcpc"),  # once between conferences
    },
}


@pytest.mark.parametrize("name", LIMITS)
def test_the_limits_of_the_other_four(library: Library, name: str) -> None:
    found = library.protocols[name]
    assert {step.id: (step.limit, step.anchor) for step in found.steps} == LIMITS[name]
    assert found.chain == ()


# Rules of the domain list, by the guidance that asks for them.
RULES = {
    "joint-report-process": {
        "manager-chairs-first", "manager-attends-second", "manager-attends-last", "chair-takes-no-notes",
        "absent-write", "one-set-of-minutes", "actions-smart", "dissent-circulated", "childs-voice",
    },
    "cwm-taf": {
        "lead-does-not-chair", "chair-takes-no-notes", "not-at-home", "interval-by-conference",
        "actions-smart", "dropped-to-conference", "dissent-circulated",
    },
    "rochdale": {"substitute", "actions-smart", "plain-language", "family-contributes", "single-report"},
    "core-group-key-points": {"four-considerations", "extra-core-group", "institution-written-to"},
    "ceredigion": {
        "lead-does-not-chair", "manager-chairs-all", "actions-smart", "plain-language",
        "dissent-circulated", "childs-voice", "language-respected", "culture-respected",
        "disability-respected", "excluded-views-sought", "new-school-joins", "plan-signed", "early-review",
    },
}  # fmt: skip


def test_the_rules_of_all_five(library: Library) -> None:
    assert {name: set(protocol.rules) for name, protocol in library.protocols.items()} == RULES


def test_everything_that_a_protocol_says_names_a_paragraph_of_its_own_guidance(library: Library) -> None:
    for protocol in library.protocols.values():
        said = [
            *(step.source for step in protocol.steps),
            *(role.source for role in protocol.roles),
            *protocol.rules.values(),
            *(use.source for use in protocol.layouts.values()),
            *(heading.source for heading in protocol.headings.values()),
            *(silent.source for silent in protocol.left_open),
            *([protocol.quorum.source] if protocol.quorum else []),
        ]
        assert all(source.startswith(protocol.guidance) for source in said), protocol.name


def test_the_default_is_the_joint_report_process(library: Library) -> None:
    assert library.default_protocol.name == NAME


def test_headings_replace_words_that_there_are(library: Library) -> None:
    for protocol in library.protocols.values():
        for key in protocol.headings:
            # Those of forms are held against the forms when the library is loaded.
            assert key.startswith("forms.") or library.words["en"](key)


def test_every_shipped_file_fits_the_meta_schema() -> None:
    folder = Path(__file__).parents[2] / "schemas" / "protocols"
    for file in sorted(folder.glob("*.yaml")):
        content = _as_json(yaml.safe_load(file.read_text(encoding="utf-8")))
        assert [error.message for error in Draft202012Validator(META).iter_errors(content)] == [], file.name


def _as_json(content: Any) -> Any:
    """Days as texts, as a JSON schema sees them."""
    return json.loads(json.dumps(content, default=str))
