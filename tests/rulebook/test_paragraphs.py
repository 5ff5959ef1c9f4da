"""Every paragraph that a protocol, a finding or a question names is one that its guidance has.

The names were read off the five documents by hand: paragraphs by their numbers, or else by their headings.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.rulebook.library import Library
from pipeline.rulebook.protocol import Protocol

SCHEMAS = Path(__file__).parents[2] / "schemas"
NUMBERED = {1: 5, 2: 6, 3: 8, 4: 5, 5: 1, 6: 7, 7: 5, 8: 5, 9: 5}  # 003: how many paragraphs a section has
PARAGRAPHS = {
    "000": {
        "members", "role", "the role of the chair of the core group meeting", "the role of the chair",
        "key worker", "the responsibility of other members", "responsibility of other members",
        "core group frequency", "venue", "record of the core group meeting",
        "deciding not to implement any aspect of the child protection plan", "deciding not to implement",
        "record form", "record form, core group members",
        "record form, progress with the child protection plan", "record of a core group meeting",
        "record of a core group meeting: attendance", "record of a core group meeting and venue",
        "family support", "non cooperation", "disagreement among professionals",
    },
    "001": {"1", "2", "3", "3, attendance and contribution"},
    "002": {
        "what a core group is", "regular meetings", "re-evaluation of the plan", "additional core group",
        "copies of the plan", "a person in an institution",
    },
    "003": {
        *(f"{section}.{number}" for section, last in NUMBERED.items() for number in range(1, last + 1)),
        "appendix 1", "appendix 2",
    },
    "004": {
        "flow chart for frequency of core groups", "flow chart for joint report process",
        *(f"flow chart for joint report process, step {number}" for number in range(1, 7)),
        "flow chart for joint report process, steps 2 to 6",
        "flow chart for joint report process, steps 5 and 6",
        "core group membership", "chair and note taker",
        "update outline protection plan and agree detailed protection plan", "update outline protection plan",
        "progress of protection plan", "progress of protection plan and updates",
        "progress of protection plan and updates required to protection plan",
        "reports provided by non-attendees", "the voice of the child",
        "agencies' written contributions", "agencies written contributions to joint report",
        "multi agency analysis", "multi agency analysis for rcpc pre-meeting report",
        "completion of the rcpc pre-meeting report", "agendas", "agenda for first core group",
        "agenda for subsequent core group", "agenda for the core group prior to review conference",
        "format for notes", "agency contribution form", "agency contribution form: recommendation",
        "chronology of agency involvement", "chronology of agency involvement since the last conference",
        "core group membership and contact details",
        "core group membership and contact details: how information is shared securely",
        "core group membership: how information is shared securely",
    },
}  # fmt: skip
NUMBERS = set(PARAGRAPHS)


def unknown(source: str) -> list[str]:
    """The parts of a source that no guidance has: "000, Venue; 003, 3.6 and 3.7" has three."""
    wrong, guidance = [], ""
    for part in (part.strip() for part in source.split(";")):
        number, _, paragraph = part.partition(",")
        if number in NUMBERS:
            guidance, paragraph = number, paragraph.strip()
        else:
            paragraph = part  # another paragraph of the guidance named before it
        names = re.split(r" and |, ", paragraph) if guidance == "003" else [paragraph]
        if not guidance or any(n and n.lower() not in PARAGRAPHS[guidance] for n in names):
            wrong.append(part)
    return wrong


def sources(protocol: Protocol) -> Iterator[str]:
    for part in (protocol.steps, protocol.roles, protocol.left_open):
        yield from (one.source for one in part)
    yield from protocol.rules.values()
    yield from (use.source for use in (*protocol.layouts.values(), *protocol.headings.values()))
    yield from [protocol.quorum.source] if protocol.quorum else []


def test_every_source_of_a_protocol_is_a_paragraph_of_its_own_guidance(library: Library) -> None:
    for protocol in library.protocols.values():
        assert [s for s in sources(protocol) if unknown(s) or s[:3] != protocol.guidance] == []


def test_every_paragraph_that_a_finding_names_is_there(library: Library) -> None:
    own = ("", "this case's guidance")
    named = {code: e.source for code, e in library.findings.entries.items() if e.source not in own}
    assert {code: wrong for code, source in named.items() if (wrong := unknown(source))} == {}


@pytest.mark.parametrize("file", sorted(SCHEMAS.glob("*.schema.json")), ids=lambda file: file.stem)
def test_every_paragraph_that_a_question_names_is_there(file: Path) -> None:
    named = set(_named(json.loads(file.read_text(encoding="utf-8")))) - {"this product"}
    assert [wrong for source in named for wrong in unknown(source)] == []


def _named(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        source = part.get("x-source")
        if isinstance(source, str):
            yield source
        for below in part.values():
            yield from _named(below)
    elif isinstance(part, list):
        for below in part:
            yield from _named(below)


@pytest.mark.parametrize("slip", ["003, 3.9", "005, 1", "000, Frequency", "001, 4", "Venue", "004, step 3"])
def test_a_paragraph_that_is_not_there_is_seen(slip: str) -> None:
    assert unknown(slip)
