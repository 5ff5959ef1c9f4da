"""``rcpc protocol``: a protocol in readable form, and how two differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from itertools import permutations
from typing import Any

import pytest

from pipeline.model.timeline import Limit, Unit
from pipeline.rulebook.layouts import Layout, LayoutUse
from pipeline.rulebook.library import Library
from pipeline.rulebook.protocol import Applies, Heading, LeftOpen, Protocol, ProtocolRule, Quorum
from pipeline.rulebook.protocol_file import load_protocols
from pipeline.rulebook.words import Words
from pipeline.view.protocol import Printed, difference_lines, protocol_lines

NAMES = ("ceredigion", "core-group-key-points", "cwm-taf", "joint-report-process", "rochdale")


@pytest.fixture
def printed(library: Library, english: Words) -> Printed:
    return library.printed_in(english)


def in_one(lines: tuple[str, ...]) -> str:
    return " ".join(" ".join(lines).split())


@pytest.mark.parametrize("name", NAMES)
def test_everything_that_a_protocol_says_is_printed_with_its_paragraph(
    library: Library, english: Words, name: str, printed: Printed
) -> None:
    protocol = library.protocols[name]
    lines = protocol_lines(protocol, english, printed=printed)
    text = in_one(lines)
    for thing in (*protocol.steps, *protocol.roles, *protocol.headings.values()):
        assert thing.title in text
        assert f"({thing.source})" in text
    for paragraph in (*protocol.rules.values(), *(use.source for use in protocol.layouts.values())):
        assert f"({paragraph})" in text
    assert all(" ".join(step.read.split()) in text for step in protocol.steps)
    assert all(" ".join(silent.says.split()) in text for silent in protocol.left_open)
    assert max(map(len, lines)) <= 80


def test_a_limit_says_its_unit_and_what_it_is_counted_from(
    library: Library, english: Words, printed: Printed
) -> None:
    text = in_one(protocol_lines(library.protocols["ceredigion"], english, printed=printed))
    assert "Record and plan to all members within 10 working days of: core group." in text
    assert "Core assessment complete within 35 working days of: start of the section 47 enquiries" in text
    assert "sets no times for the steps of the joint report" in text


def test_every_rule_and_every_layout_has_its_words(english: Words) -> None:
    assert set(english.branch("protocol.rules")) == set(ProtocolRule)
    assert set(english.branch("protocol.layouts")) == set(Layout)


def test_two_protocols_side_by_side(library: Library, english: Words, printed: Printed) -> None:
    """000 has the record sent round in 5 working days, 003 in 10; only 003 says how often a child is seen."""
    lines = difference_lines(
        library.protocols["cwm-taf"], library.protocols["ceredigion"], english, printed=printed
    )
    text = in_one(lines)
    assert "guidance: within 5 working days of: core group." in text
    assert "protocol: within 10 working days of: core group." in text
    assert (
        "Child seen at home Cwm Taf core group practice guidance: nothing "
        "Ceredigion core group protocol: within 4 weeks of: visit before it. Key worker. Visits that count "
        "are those of: the lead social worker and the team manager. (003, 8.1)"
    ) in text
    assert (
        "Core groups are not held in the family's home. "
        "Cwm Taf core group practice guidance: says so (000, Venue) Ceredigion core group protocol: nothing"
    ) in text
    assert "within 6 weeks of: core group before it" not in text  # both say so


def test_two_names_of_one_role_are_both_said(library: Library, english: Words, printed: Printed) -> None:
    # 004 has a social worker and a team manager; 003 a key worker, and a senior practitioner may stand in.
    lines = difference_lines(
        library.protocols["joint-report-process"], library.protocols["ceredigion"], english, printed=printed
    )
    text = in_one(lines)
    assert "Social worker Joint report process: says so (004, flow chart for joint report process)" in text
    key_worker = "Ceredigion core group protocol: Key worker: In the core group: the lead social worker."
    assert f"{key_worker} (003, 1.3)" in text
    assert "Ceredigion core group protocol: Core assessment complete: within 35 working days of" in text


@pytest.mark.parametrize("name", NAMES)
def test_a_protocol_differs_from_itself_in_nothing(
    library: Library, english: Words, name: str, printed: Printed
) -> None:
    protocol = library.protocols[name]
    lines = difference_lines(protocol, protocol, english, printed=printed)
    assert "points are the same." in lines[-1]
    assert not any(line.startswith("-") for line in lines)


def test_what_changes_from_a_day_on_is_shown(
    protocol_yaml: Mapping[str, Any], english: Words, printed: Printed
) -> None:
    edition = {"from": date(2027, 4, 1), "source": "x", "steps": {"draft-sent": {"limit": "7 working days"}}}
    base = {**protocol_yaml, "editions": [edition]}
    text = in_one(protocol_lines(load_protocols({"base": base})["base"], english, printed=printed))
    assert "In force for periods that begin on or after 1 April 2027" in text
    assert (
        "Before: within 5 working days of: Final core group before the conference. Social worker. "
        "(004, flow chart for joint report process) From that day: within 7 working days of"
    ) in text


COMING = {
    "extends": "base",
    "editions": [
        {
            "from": date(2027, 4, 1),
            "source": "Board, January 2027",
            "steps": {"draft-sent": {"limit": "7 working days"}, "single-assessment": None},
        }
    ],
}


def test_an_edition_says_where_it_was_announced(
    protocol_yaml: Mapping[str, Any], english: Words, printed: Printed
) -> None:
    ours = load_protocols({"base": protocol_yaml, "ours": COMING})["ours"]
    text = in_one(protocol_lines(ours, english, printed=printed))
    day = "In force for periods that begin on or after 1 April 2027"
    assert f"{day} {'-' * len(day)} (Board, January 2027) " in text
    assert "From that day: within 7 working days of: Final core group before the conference." in text
    then = text.split("Single assessment complete Before: ")[1]
    assert "From that day: nothing" in then
    assert "Social worker. (Board, January 2027)" in text


def test_a_comparison_tells_what_is_coming_in_either(
    protocol_yaml: Mapping[str, Any], english: Words, printed: Printed
) -> None:
    """One that only announces a change is the same until then; where it has no title, its name tells it."""
    found = load_protocols({"base": protocol_yaml, "ours": COMING, "theirs": {"extends": "ours"}})
    for one, other in (("base", "ours"), ("ours", "base")):
        lines = difference_lines(found[one], found[other], english, printed=printed)
        text = in_one(lines)
        assert f"Joint report process ({one}) and Joint report process ({other})" in text
        now, coming = text.split(" points are the same. ", 1)
        assert "draft" not in now
        assert coming.startswith(
            "Joint report process (ours) In force for periods that begin on or after 1 April"
        )
        assert "(Board, January 2027)" in coming
        assert "Before: within 5 working days" in coming
        assert "From that day: within 7 working days" in coming
        assert max(map(len, lines)) <= 80
    both = in_one(difference_lines(found["ours"], found["theirs"], english, printed=printed))
    assert both.count("From that day: within 7 working days") == 1  # what both have is told once
    assert "Joint report process (ours) and Joint report process (theirs) In force" in both


def test_the_members_whom_two_guidances_name_are_compared(
    library: Library, english: Words, printed: Printed
) -> None:
    """Neither 000 nor 003 gives a number; 003 names foster carers and residential staff (003, 2.1)."""
    lines = difference_lines(
        library.protocols["cwm-taf"], library.protocols["ceredigion"], english, printed=printed
    )
    text = in_one(lines)
    assert "the parents, the child or young person and the child's carers. (000, Members)" in text
    assert "foster carers or residential staff" in text


def _step(key: str, **changes: Any) -> Callable[[Protocol], Protocol]:
    def change(protocol: Protocol) -> Protocol:
        steps = tuple(replace(step, **changes) if step.id == key else step for step in protocol.steps)
        return replace(protocol, steps=steps)

    return change


def _layout(layout: Layout, **changes: Any) -> Callable[[Protocol], Protocol]:
    def change(protocol: Protocol) -> Protocol:
        use = replace(protocol.layouts.get(layout, LayoutUse("x")), **changes)
        return replace(protocol, layouts={**protocol.layouts, layout: use})

    return change


# Each thing that a protocol can say otherwise than another, and what has to be seen of it.
OTHERWISE: dict[str, tuple[Callable[[Protocol], Protocol], str]] = {
    "amount": (_step("minutes", limit=Limit(6, Unit.DAYS)), "within 6 calendar days of"),
    "unit": (_step("minutes", limit=Limit(5, Unit.WORKING_DAYS)), "within 5 working days of: core group"),
    "no limit": (_step("minutes", limit=None), "no time set by the guidance"),
    "counted from": (_step("first-core-group", anchor="enquiries"), "start of the section 47 enquiries"),
    "who": (_step("minutes", who="Clerk"), "Clerk."),
    "what a step is called": (_step("minutes", title="Notes to the lead"), "Notes to the lead"),
    "which period": (_step("minutes", applies=Applies.LATER), "from the first review conference on"),
    "other unit": (_step("final-copy", other_unit=None), "could also mean calendar days"),
    "whose visits": (_step("minutes", parts=("lead",)), "those of: the lead social worker"),
    "a step less": (lambda p: replace(p, steps=p.steps[:-1]), "Minutes to the social worker"),
    "the chain": (lambda p: replace(p, chain=(p.chain[0], p.chain[-1])), "in this order"),
    "a rule less": (lambda p: replace(p, rules={}), "Whoever chairs does not take the notes."),
    "a rule more": (
        lambda p: replace(p, rules={**p.rules, ProtocolRule.NOT_AT_HOME: "x"}),
        "not held in the family's home",
    ),
    "a role's name": (
        lambda p: replace(p, roles=(replace(p.roles[0], title="Everybody"), *p.roles[1:])),
        "Everybody",
    ),
    "a role's part": (
        lambda p: replace(p, roles=(replace(p.roles[0], part="family"), *p.roles[1:])),
        "In the core group: the family.",
    ),
    "a layout more": (_layout(Layout.GOALS_PLAN), "The plan by what needs to be achieved"),
    "a form's name": (_layout(Layout.PLAN_NOTICE, form="X9"), "Form X9."),
    "from whom to whom": (_layout(Layout.PLAN_NOTICE, sender="Clerk", to="Board"), "From Clerk to Board."),
    "whom to turn to": (_layout(Layout.PLAN_NOTICE, next="Board"), "If the answer is no: Board."),
    "when a paper goes": (_layout(Layout.PLAN_NOTICE, step="minutes"), "“Minutes to the social worker”"),
    "a heading": (lambda p: replace(p, headings={"report.title": Heading("Our report", "x")}), "Our report"),
    "whose presence": (lambda p: replace(p, quorum=Quorum("x", ("manager",))), "the team manager."),
    "how many": (lambda p: replace(p, quorum=Quorum("x", ("lead",), 3)), "At least 3 members."),
    "no quorum": (lambda p: replace(p, quorum=None), "Expected at every core group"),
    "left open": (lambda p: replace(p, left_open=(LeftOpen("By whom is not said.", "x"),)), "By whom is not"),
    "dated": (lambda p: replace(p, dated="June 2030"), "June 2030"),
}


@pytest.mark.parametrize("kind", OTHERWISE)
def test_every_kind_of_difference_is_seen(
    library: Library, english: Words, kind: str, printed: Printed
) -> None:
    change, seen = OTHERWISE[kind]
    one = library.protocols["joint-report-process"]
    text = in_one(difference_lines(one, change(one), english, printed=printed))
    assert seen in text
    assert seen in in_one(difference_lines(change(one), one, english, printed=printed))


@pytest.mark.parametrize(("one", "other"), list(permutations(NAMES, 2)))
def test_any_two_are_compared_from_either_side(
    library: Library, english: Words, one: str, other: str, printed: Printed
) -> None:
    """Whatever only one says is seen, and what both say alike is counted the same from either side."""
    ours, theirs = library.protocols[one], library.protocols[other]
    lines = difference_lines(ours, theirs, english, printed=printed)
    text = in_one(lines)
    only = [step for step in ours.steps if step.id not in {s.id for s in theirs.steps}]
    assert all(f"{step.title} {ours.title}: " in text for step in only)
    assert all(english(f"protocol.rules.{rule}") in text for rule in set(ours.rules) ^ set(theirs.rules))
    assert all(english(f"protocol.layouts.{x}") in text for x in set(ours.layouts) ^ set(theirs.layouts))
    assert lines[-1] == difference_lines(theirs, ours, english, printed=printed)[-1]
    assert max(map(len, lines)) <= 80
