"""``rcpc protocol``: a protocol in readable form, and how two differ."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from pipeline.rulebook.layouts import Layout
from pipeline.rulebook.library import Library
from pipeline.rulebook.protocol import ProtocolRule
from pipeline.rulebook.protocol_file import load_protocols
from pipeline.rulebook.words import Words
from pipeline.view.protocol import difference_lines, protocol_lines

NAMES = ("ceredigion", "core-group-key-points", "cwm-taf", "joint-report-process", "rochdale")


def in_one(lines: tuple[str, ...]) -> str:
    return " ".join(" ".join(lines).split())


@pytest.mark.parametrize("name", NAMES)
def test_everything_that_a_protocol_says_is_printed_with_its_paragraph(
    library: Library, english: Words, name: str
) -> None:
    protocol = library.protocols[name]
    lines = protocol_lines(protocol, english)
    text = in_one(lines)
    for thing in (*protocol.steps, *protocol.roles, *protocol.headings.values()):
        assert thing.title in text
        assert f"({thing.source})" in text
    for paragraph in (*protocol.rules.values(), *(use.source for use in protocol.layouts.values())):
        assert f"({paragraph})" in text
    assert all(" ".join(step.read.split()) in text for step in protocol.steps)
    assert all(" ".join(silent.says.split()) in text for silent in protocol.left_open)
    assert max(map(len, lines)) <= 80


def test_a_limit_says_its_unit_and_what_it_is_counted_from(library: Library, english: Words) -> None:
    text = in_one(protocol_lines(library.protocols["ceredigion"], english))
    assert "Record and plan to all members within 10 working days of: core group." in text
    assert "Core assessment complete within 35 working days of: start of the section 47 enquiries" in text
    assert "sets no times for the steps of the joint report" in text


def test_every_rule_and_every_layout_has_its_words(english: Words) -> None:
    assert set(english.branch("protocol.rules")) == set(ProtocolRule)
    assert set(english.branch("protocol.layouts")) == set(Layout)


def test_two_protocols_side_by_side(library: Library, english: Words) -> None:
    """000 has the record sent round in 5 working days, 003 in 10; only 003 says how often a child is seen."""
    lines = difference_lines(library.protocols["cwm-taf"], library.protocols["ceredigion"], english)
    text = in_one(lines)
    assert "guidance: within 5 working days of: core group." in text
    assert "protocol: within 10 working days of: core group." in text
    assert (
        "Child seen at home Cwm Taf core group practice guidance: nothing "
        "Ceredigion core group protocol: within 4 weeks of: visit before it. Key worker. (003, 8.1)"
    ) in text
    assert (
        "Core groups are not held in the family's home. "
        "Cwm Taf core group practice guidance: says so (000, Venue) Ceredigion core group protocol: nothing"
    ) in text
    assert "within 6 weeks of: core group before it" not in text  # both say so


def test_two_names_of_one_role_are_both_said(library: Library, english: Words) -> None:
    # 004 has a social worker and a team manager; 003 a key worker, and a senior practitioner may stand in.
    lines = difference_lines(
        library.protocols["joint-report-process"], library.protocols["ceredigion"], english
    )
    text = in_one(lines)
    assert "Social worker Joint report process: says so (004, flow chart for joint report process)" in text
    assert "Ceredigion core group protocol: Key worker (003, 1.3)" in text
    assert "Ceredigion core group protocol: Core assessment complete: within 35 working days of" in text


@pytest.mark.parametrize("name", NAMES)
def test_a_protocol_differs_from_itself_in_nothing(library: Library, english: Words, name: str) -> None:
    protocol = library.protocols[name]
    lines = difference_lines(protocol, protocol, english)
    assert "points are the same." in lines[-1]
    assert not any(line.startswith("-") for line in lines)


def test_what_changes_from_a_day_on_is_shown(protocol_yaml: Mapping[str, Any], english: Words) -> None:
    edition = {"from": date(2027, 4, 1), "source": "x", "steps": {"draft-sent": {"limit": "7 working days"}}}
    base = {**protocol_yaml, "editions": [edition]}
    text = in_one(protocol_lines(load_protocols({"base": base})["base"], english))
    assert "In force for periods that begin on or after 1 April 2027" in text
    assert (
        "Before: within 5 working days of: Final core group before the conference. Social worker. "
        "(004, flow chart for joint report process) From that day: within 7 working days of"
    ) in text
