"""Under each of the five protocols no document of a Welsh case says in English what Welsh has words for.

Two families: the worked example with every letter and the final report besides, and one of whom nothing is
known yet, so that what stands for a blank is read too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from lxml import etree
from reading import letters
from welsh_case import CASE, ELSEWHERE, LAST_DAY, LONG, books, pieces, sent, texts

from pipeline.model.case import Case
from pipeline.model.submission import Accepted, FilledForm
from pipeline.rulebook.form import Form
from pipeline.rulebook.library import FIRST_LANGUAGE
from pipeline.rulebook.protocol import Protocol
from pipeline.run import documents, fold_record

PROTOCOLS = ("ceredigion", "core-group-key-points", "cwm-taf", "joint-report-process", "rochdale")
FAMILIES = ("full", "bare")
TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
PARAGRAPH = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p"
# A weekday's first letter would change after these: "ar ddydd Mawrth".
MUTATED_DAY = re.compile(
    r"\b(?:ar|o|i|am|at|dan|dros|drwy|gan|heb|wrth|neu) dydd (?:Llun|Ma|Me|Iau|Gw|Sa|Sul)"
)
REQUEST: dict[str, Any] = {
    "about": {
        "case": CASE,
        "children": "Robin Example",
        "name": "Sam Sample",
        "agency": "Example Primary School",
        "concerns": "Robin has been collected late.",
        "tried": "Rung Alex each time.",
        "wanted": "2026-12-18",
    },
    "answer": {
        "answered_by": "Jo Placeholder",
        "answered_on": "2026-12-15",
        "answer_reasons": "The pattern is new.",
        "held": "2026-12-18",
        "time": "14:00",
        "place": "Example Centre",
    },
}
KINDS = ("An extra core group", "An earlier review conference")


def requests() -> Iterator[dict[str, Any]]:
    """One of each kind that waits, is granted and is refused; the reasons to ask are those of the form."""
    day = 0
    for kind in KINDS:
        for answer in ("", "Yes", "No"):
            day += 1
            answers = json.loads(json.dumps(REQUEST))
            answers["about"] |= {"kind": kind, "written": f"2026-12-{day:02}"}
            answers["answer"] = answers["answer"] | {"answer": answer} if answer else {}
            if kind == KINDS[1]:
                answers["causes"] = [{"cause": cause, "what": "Alex moved."} for cause in causes()]
            yield answers


def causes() -> Iterator[str]:
    (field,) = (f for block in books().forms["request"].blocks for f in block.fields if f.key == "cause")
    yield from (choice.label for choice in field.choices)


def full(protocol: str) -> Iterator[FilledForm]:
    """The example's forms, two relatives in institutions, every kind of request, and an authorised report."""
    for form in sent():
        answers = json.loads(json.dumps(form.answers))
        if form.form == "case-set-up":
            answers["case"]["protocol"] = protocol
            answers["parents"][0] |= {"excluded": "Yes", "exclusion_reason": "So decided."}
            answers["parents"][-1] |= {"institution": "HMP Nowhere", "institution_address": "1 Wall Street"}
            answers["relatives"] = [{"name": "Gwen Example", "institution": "Nowhere Hospital"}]
            answers["children"][0]["school_changed"] = "2026-11-20"
        yield FilledForm(form.form, form.version, CASE, answers)
    for answers in requests():
        yield FilledForm("request", books().forms["request"].version, CASE, answers)
    told = {
        "about": {"case": CASE, "next_conference": "2027-01-05"},
        "authorisation": {
            "authorisation": "Authorised",
            "authorised_by": "Toni Tryout",
            "authorised_on": "2026-12-23",
        },
    }
    yield FilledForm("sign-off", books().forms["sign-off"].version, CASE, told)


def bare(protocol: str) -> Iterator[FilledForm]:
    """A family of whom no more is known than a child's name, and meetings of which nothing was written."""
    case = {
        "case": CASE,
        "protocol": protocol,
        "nation": "Scotland",
        "language": "Cymraeg (Welsh)",
        "registered": "2026-09-14",
        "icpc": "2026-09-14",
        "last_conference": "2026-09-14",
        "next_conference": "2027-01-12",
    }
    child = {"name": "Robin Example"}
    members = [{"name": "Lee Sample", "agency": "Fernshire", "part": "Lead social worker (key worker)"}]
    meetings = [{"kind": kind, "held": f"2026-12-{day}"} for day, kind in enumerate(meeting_kinds(), 28)]
    set_up = {"case": case, "children": [child], "parents": [{"name": "Alex Example"}], "members": members}
    yield FilledForm(
        "case-set-up", books().forms["case-set-up"].version, CASE, {**set_up, "meetings": meetings}
    )
    for number, kind in enumerate(meeting_kinds(), 1):
        held = {"case": CASE, "kind": kind, "held": f"2026-10-{number:02}"}
        yield FilledForm("minutes", books().forms["minutes"].version, CASE, {"meeting": held})


def meeting_kinds() -> tuple[str, ...]:
    """The labels of the kinds of meeting."""
    (field,) = (
        field
        for block in books().forms["case-set-up"].blocks
        if block.key == "meetings"
        for field in block.fields
        if field.key == "kind"
    )
    return tuple(choice.label for choice in field.choices)


@cache
def forms_of(family: str, protocol: str) -> tuple[FilledForm, ...]:
    return tuple({"full": full, "bare": bare}[family](protocol))


@cache
def case_of(family: str, protocol: str) -> Case:
    accepted = [
        Accepted(number, f"{number:064x}", LAST_DAY, form)
        for number, form in enumerate(forms_of(family, protocol), 1)
    ]
    (case,) = fold_record(accepted, books())
    return case


@cache
def papers(family: str, protocol: str) -> dict[str, tuple[str, ...]]:
    """Every Word document of a case by its name: its paragraphs, with those of its head and foot."""
    found = {}
    case = case_of(family, protocol)
    for one in documents(case, books(), LAST_DAY, final=case):
        if one.path.endswith(".docx"):
            with ZipFile(BytesIO(one.make())) as parts:
                found[one.path] = tuple(
                    line
                    for name in sorted(parts.namelist())
                    if re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", name)
                    for line in paragraphs(parts.read(name))
                )
    return found


def paragraphs(raw: bytes) -> Iterator[str]:
    for paragraph in etree.fromstring(raw).iter(PARAGRAPH):
        yield "".join(text.text or "" for text in paragraph.iter(TEXT))


def names_of(protocol: Protocol) -> Iterator[str]:
    yield protocol.title
    for role in protocol.roles:
        yield role.title
    for step in protocol.steps:
        yield from (step.title, step.each, step.read)
    yield from (heading.title for heading in protocol.headings.values())
    yield from (one.says for one in protocol.left_open)


def labels_of(form: Form) -> Iterator[str]:
    yield form.title
    for block in form.blocks:
        yield block.title
        for field in block.fields:
            yield field.title
            yield from (choice.label for choice in field.choices)


def sources_of(protocol: Protocol) -> Iterator[str]:
    """Where a paragraph stands is told as the guidance has it, or nobody would find it there."""
    yield from (step.source for step in protocol.steps)
    yield from (one.source for one in protocol.left_open)


def words_of(language: str) -> Iterator[str]:
    tree = books().words[language].tree
    for key, below in tree.items():
        if key not in ELSEWHERE:
            yield from texts(below)


def english(protocol: Protocol) -> set[str]:
    """Every piece of what is fixed in English, as its letters; short ones could be anybody's."""
    fixed = [*words_of(FIRST_LANGUAGE), *names_of(protocol), *books().nations]
    fixed += [name for nation in books().nations.values() for name in nation.holiday_names.values()]
    fixed += [text for form in books().forms.values() for text in labels_of(form)]
    found = {letters(piece) for text in fixed for piece in pieces(text)}
    return {piece for piece in found if len(piece) >= LONG}


def known(family: str, protocol: Protocol) -> str:
    """What may stand in a document: answers, and words that are the same in both languages."""
    answers = [text for form in forms_of(family, protocol.name) for text in texts(form.answers)]
    welsh = [*words_of("cy"), *names_of(protocol.said_in("cy"))]
    return "\n".join(letters(text) for text in (*answers, *welsh, *sources_of(protocol)))


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_no_document_says_in_english_what_is_said_in_welsh(protocol: str, family: str) -> None:
    own = books().protocols[protocol]
    wanted, allowed = english(own), known(family, own)
    assert len(wanted) > 500
    left = {
        (path, piece)
        for path, lines in papers(family, protocol).items()
        for line in lines
        if (text := letters(line)) and text not in allowed
        for piece in wanted
        if piece in text and piece not in allowed
    }
    assert sorted(left) == []


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_no_weekday_follows_a_word_that_mutates_it(protocol: str, family: str) -> None:
    lines = [line for lines in papers(family, protocol).values() for line in lines]
    assert any("dydd " in line for line in lines)
    assert [line for line in lines if MUTATED_DAY.search(line)] == []


def test_every_kind_of_paper_was_read() -> None:
    """Letters, the final report and each authority's own papers are among those that were looked at."""
    read = {
        re.sub(r"-?\d{4}-\d{2}-\d{2}(-\d)?|-\d$", "", path.removesuffix(".docx"))
        for protocol in PROTOCOLS
        for family in FAMILIES
        for path in papers(family, protocol)
    }
    assert {
        "agenda",
        "joint-report-draft",
        "joint-report-final",
        "letter-early-review",
        "letter-early-review-answer",
        "letter-extra-core-group",
        "letter-extra-core-group-answer",
        "letter-institution",
        "letter-plan-notice",
        "members",
        "minutes",
        "plan-changes",
        "protection-plan",
        "review-report",
        "timeline",
    } <= read
