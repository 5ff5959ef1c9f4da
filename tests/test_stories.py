"""Every story: a form that somebody sends, and everything that is found about it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import load_workbook
from telling import sections, write

from pipeline.check.fields import check_fields
from pipeline.check.rules import check_form
from pipeline.merge.fold import fold, reference_key
from pipeline.model.case import Case
from pipeline.model.finding import Finding
from pipeline.model.prefill import Prefill
from pipeline.model.submission import Accepted, FilledForm, Outside, Place
from pipeline.read.workbook import read_workbook
from pipeline.render.workbook import workbook
from pipeline.rulebook.form_said import places
from pipeline.rulebook.library import Library
from pipeline.rulebook.protocol import ProtocolRule, Quorum
from pipeline.rulebook.understand import understand
from pipeline.storage.library import load

ROOT = Path(__file__).parents[1]
STORIES = Path(__file__).parent / "stories"
NAMES = sorted(
    path.relative_to(STORIES).with_suffix("").as_posix()
    for folder in ("good", "bad")
    for path in (STORIES / folder).glob("*.md")
)
SET_UP = "good/set-up"


@dataclass(frozen=True)
class Story:
    """``answers`` are the whole form's; ``finds`` the expected findings in the form ``code @ path``."""

    form: str
    answers: dict[str, Any]
    finds: tuple[str, ...]
    today: date
    record: tuple[str, ...] = (SET_UP,)
    mailbox: str = ""
    version: int = 1
    rules: tuple[str, ...] = ()
    members: int = 0
    outside: tuple[str, ...] = ()
    only_json: bool = False


@cache
def library() -> Library:
    return load(ROOT / "schemas", ROOT / "templates")


@cache
def story(name: str) -> Story:
    text = (STORIES / f"{name}.md").read_text(encoding="utf-8")
    _, head, body = text.split("---\n", 2)
    said = yaml.safe_load(head)
    base = story(said["like"]) if "like" in said else None
    name = said.get("form") or (base.form if base else "")
    form = library().forms[name]
    answers = json.loads(json.dumps(base.answers)) if base else {}
    for title, lines in sections(body):
        write(answers, form, title, lines)
    raw = re.search(r"```json\n(.*?)```", body, re.DOTALL)
    if raw:
        answers |= json.loads(raw[1])
    return Story(
        form=name,
        answers={key: value for key, value in answers.items() if value},
        finds=tuple(sorted(said["finds"])),
        today=said.get("today") or (base.today if base else None),
        record=tuple(said.get("record", base.record if base else (SET_UP,))),
        mailbox=said.get("mailbox", base.mailbox if base else ""),
        version=said.get("version", 1),
        rules=tuple(said.get("rules", ())),
        members=said.get("members", 0),
        outside=tuple(said.get("outside", ())),
        only_json=bool(raw),
    )


def filled(told: Story, under: str = "") -> FilledForm:
    """The story's form as a reader would hand it over; a set-up ``under`` another protocol, if named."""
    outside = tuple(Outside(Place("Notes", f"B{row}"), text) for row, text in enumerate(told.outside, 2))
    answers = json.loads(json.dumps(told.answers))
    if under and told.form == "case-set-up":
        answers["case"]["protocol"] = under
    return FilledForm(told.form, told.version, "", answers, outside=outside)


@cache
def case_before(record: tuple[str, ...], under: str = "") -> Case | None:
    """The case as the stories accepted before left it; None for an empty record."""
    told = [story(name) for name in record]
    accepted = [
        Accepted(number, f"{number:064x}", one.today, filled(one, under))
        for number, one in enumerate(told, start=1)
    ]
    cases = fold(accepted, library().forms)
    return cases[-1] if cases else None  # as a form that comes in is judged by the newest period


def found_in(told: Story, form: FilledForm, under: str = "", language: str = "") -> tuple[Finding, ...]:
    """Everything found about a form, told as this story tells it or under another protocol or language."""
    books = library()
    extra = {ProtocolRule(rule): "a story" for rule in told.rules}
    protocols = {
        name: replace(
            protocol,
            rules={**protocol.rules, **extra},
            quorum=replace(protocol.quorum or Quorum("a story"), members=told.members),
        )
        for name, protocol in books.protocols.items()
    }
    books = replace(books, protocols=protocols)
    schema = books.form_in(told.form, language)
    singly = check_fields(form, schema, books.findings)
    understood = understand(form, books.forms[told.form])
    case = case_before(told.record, under)
    if case and reference_key(understood.case) != reference_key(case.reference):
        case = None
    return check_form(understood, form, case, books, told.today, told.mailbox, singly, schema)


def fits_a_workbook(told: Story) -> bool:
    """Whether the form can be a workbook of ours: other shapes and versions come from elsewhere."""
    return not (told.only_json or told.outside or told.version != 1)


def answer_at(answers: Any, path: tuple[str | int, ...]) -> Any:
    """What stands at a path; None if nothing does."""
    for step in path:
        if isinstance(answers, list) and isinstance(step, int):
            answers = answers[step]
        else:
            answers = answers.get(step) if isinstance(answers, dict) else None
    return answers


def told_as(finding: Finding) -> str:
    """``code @ block row question``, rows from 1, as the stories write it."""
    path = [str(step + 1) if isinstance(step, int) else step for step in finding.path]
    return f"{finding.code} @ {' '.join(path)}".removesuffix(" @ ")


@pytest.mark.parametrize("name", NAMES)
def test_a_story_ends_as_it_says(name: str) -> None:
    told = story(name)
    findings = found_in(told, filled(told))
    assert sorted(map(told_as, findings)) == list(told.finds)


@pytest.mark.parametrize("name", [name for name in NAMES if fits_a_workbook(story(name))])
def test_a_story_told_in_a_real_workbook_ends_the_same(name: str) -> None:
    told = story(name)
    form = library().forms[told.form]
    case = understand(filled(told), form).case
    content = workbook(form, library().words["en"], Prefill(case, told.answers))
    read = read_workbook(content, library().forms, library().findings)
    assert read.value is not None
    findings = (*read.findings, *found_in(told, read.value))
    assert sorted(map(told_as, findings)) == list(told.finds)
    for finding in findings:
        if finding.path and finding.path[0] in [block.key for block in form.blocks]:
            assert finding.place.part == form.block(str(finding.path[0])).sheet
    asked = [(finding.place, answer_at(told.answers, finding.path)) for finding in findings]
    answered = [(place, answer) for place, answer in asked if isinstance(answer, str | int)]
    book = load_workbook(BytesIO(content)) if answered else {}
    for place, answer in answered:
        cell = book[place.part][place.spot.removeprefix("cell ")].value
        assert (cell.date().isoformat() if isinstance(cell, datetime) else cell) == answer


@pytest.mark.parametrize("name", NAMES)
def test_what_is_found_can_be_said(name: str) -> None:
    told = story(name)
    for finding in found_in(told, filled(told)):
        sentence = library().findings.sentence(finding)
        assert "{" not in sentence.says + sentence.do
        assert "None" not in sentence.says + sentence.do
        assert str(finding.place) or not finding.path


@pytest.mark.parametrize("code", ["need-unprovided", "day-kept-free", "child-silent"])
def test_details_of_a_welsh_form_call_questions_as_it_does(code: str) -> None:
    """A question of another form is named by its Welsh title too."""
    told = story(f"bad/{code}")
    english, welsh = (
        next(f for f in found_in(told, filled(told), language=language) if f.code == code)
        for language in ("", "cy")
    )
    assert welsh.path == english.path
    titles = {
        plain
        for name, form in library().forms.items()
        for (_, plain), (_, said) in zip(places(form), places(library().form_in(name, "cy")), strict=True)
        if said != plain
    }
    shown = " ".join(value for _, value in welsh.details)
    assert not [title for title in titles if f"({title})" in shown or f"“{title}”" in shown or title == shown]
    assert dict(welsh.details) != dict(english.details)
