"""One family under each of the five protocols: every document is made, and says whose rules it follows.

The family of the worked example, its set-up with another protocol; nothing else is changed.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pikepdf
import pytest
from reading import letters, printed

from pipeline.model.case import Case
from pipeline.model.set_up import Meeting
from pipeline.model.submission import Accepted, FilledForm
from pipeline.render.pdf import pdf
from pipeline.rulebook.library import Library
from pipeline.run import documents, fold_record, mailbox_forms, timeline_of
from pipeline.storage.example import load_example
from pipeline.storage.library import load
from pipeline.view.agenda import agenda_view

ROOT = Path(__file__).parents[1]
NAMES = ("ceredigion", "core-group-key-points", "cwm-taf", "joint-report-process", "rochdale")
OTHERS = tuple(name for name in NAMES if name != "joint-report-process")
TODAY = date(2026, 12, 16)
PARTS = (
    "01-case-set-up",
    "02-minutes-first",
    "03-minutes-second",
    "04-acorn-hollow",
    "09-childrens-services",
)


@cache
def books() -> Library:
    return load(ROOT / "schemas", ROOT / "templates")


@cache
def case_under(name: str) -> Case:
    """The example's case as it stands after a few of its forms, had its set-up named this protocol."""
    sent = {each.name: each for each in load_example(ROOT / "example")}
    accepted = []
    for number, part in enumerate(PARTS, 1):
        one = sent[part]
        answers: dict[str, Any] = json.loads(json.dumps(one.answers))
        if part == PARTS[0]:
            answers["case"]["protocol"] = name
        filled = FilledForm(one.form, books().forms[one.form].version, "CP-2026-014", answers)
        accepted.append(Accepted(number, f"{number:064x}", one.received, filled))
    (case,) = fold_record(accepted, books())
    return case


@pytest.mark.parametrize("name", NAMES)
def test_every_document_and_form_of_a_case_is_made(name: str) -> None:
    case = case_under(name)
    made = {
        planned.path: planned.make() for planned in documents(case, books(), TODAY) if _light(planned.path)
    }
    assert {"joint-report-draft.docx", "protection-plan.docx", "timeline.docx", "timeline.json"} <= set(made)
    assert all(made.values())
    forms = [form for forms in mailbox_forms(case, books()).values() for form in forms]
    (sign_off,) = (form for form in forms if form.path.startswith("sign-off"))
    assert sign_off.make()


@pytest.mark.pdf
@pytest.mark.parametrize("kind", ["first", "subsequent", "pre-rcpc"])
def test_an_agenda_of_an_ordinary_family_is_two_pages_at_most(kind: str) -> None:
    case, library = case_under("joint-report-process"), books()
    meeting = Meeting(kind, date(2026, 12, 21), "10:00", "Acorn Hollow Primary School, community room")
    view = agenda_view(case, meeting, library.words_of(case), library.protocols["joint-report-process"].rules)
    with pikepdf.open(BytesIO(pdf(library.templates, "agenda/agenda.html", view, "en-GB"))) as made:
        assert len(made.pages) <= 2


def _light(path: str) -> bool:
    return not path.endswith(".pdf")


@pytest.mark.parametrize("name", OTHERS)
def test_the_timeline_without_a_chain_says_so_and_counts_its_own_limits(name: str) -> None:
    case, protocol = case_under(name), books().protocols[name]
    check = timeline_of(case, books(), TODAY)
    assert check.fit is None
    assert {step.source[:3] for step in check.steps} == {protocol.guidance}
    text = letters("\n".join(_word("timeline.docx", name)))
    assert letters("sets no times for the steps of the joint report") in text
    assert letters(protocol.title) in text
    assert "004" not in text
    said = json.loads(_made("timeline.json", name))
    assert (said["feasible"], said["slack_working_days"], said["latest_core_group"]) == (None, None, None)
    calendar = _made("timeline.ics", name).decode()
    due = [step for step in check.steps if step.due]
    visits = [visit for child in check.children for visit in child.checks if visit.due]
    assert calendar.count("BEGIN:VEVENT") == 1 + len(due) + len(visits) + len(check.booked)


@pytest.mark.pdf
def test_003_has_a_table_for_each_child_in_both_twins(tmp_path: Path) -> None:
    """Names stand on paper; timeline.json and the calendar know children by their number."""
    case = case_under("ceredigion")
    children = [child.name for child in case.set_up.form.children]
    assert len(children) > 1
    word = letters("\n".join(_word("timeline.docx", "ceredigion")))
    page = letters(printed(_made("timeline.pdf", "ceredigion"), tmp_path))
    for text in (word, page):
        places = [text.index(letters(name)) for name in children]
        assert places == sorted(places)
        assert text.count(letters("Child's bedroom seen")) >= len(children)
        assert letters("at least every 10 working days") in text
    said = _made("timeline.json", "ceredigion").decode()
    assert [child["child"] for child in json.loads(said)["children"]] == list(range(1, len(children) + 1))
    for out in (said, _made("timeline.ics", "ceredigion").decode()):
        assert not any(part in out for name in children for part in name.split())


@cache
def _made(path: str, name: str) -> bytes:
    case = case_under(name)
    (planned,) = (planned for planned in documents(case, books(), TODAY) if planned.path == path)
    return planned.make()


def _word(path: str, name: str) -> list[str]:
    """The paragraphs and cells of a Word document, in reading order."""
    texts: list[str] = []
    for part in docx.Document(BytesIO(_made(path, name))).iter_inner_content():
        if isinstance(part, docx.text.paragraph.Paragraph):
            texts.append(part.text)
        else:
            texts += [cell.text for row in part.rows for cell in row.cells]
    return texts


def test_a_case_keeps_the_protocol_of_the_day_its_period_began() -> None:
    """The limit changes on the day after the period began: nothing changes for this case."""
    case, old = case_under("cwm-taf"), books().protocols["cwm-taf"]
    fewer = replace(old, steps=old.steps[:1])
    day = case.period.start

    def steps(start: date) -> set[str]:
        changed = replace(old, editions=((start, fewer),))
        library = replace(books(), protocols={"cwm-taf": changed})
        return {step.id for step in timeline_of(case, library, TODAY).steps}

    assert steps(day) == {"first-core-group"}
    assert "core-group-2" in steps(date.fromordinal(day.toordinal() + 1))


@pytest.mark.parametrize(
    ("path", "name", "text"),
    [
        # 003 and 000 say key worker; the team manager may be a senior practitioner (003, 3.5).
        ("members.docx", "ceredigion", "Key worker"),
        ("members.docx", "ceredigion", "Team manager or senior practitioner"),
        ("members.docx", "cwm-taf", "Key worker"),
        ("members.docx", "joint-report-process", "Lead social worker"),
        ("minutes-2026-10-15.docx", "cwm-taf", "Record of a Core Group Meeting"),
        ("joint-report-draft.docx", "joint-report-process", "RCPC Pre-Meeting Report"),
        ("joint-report-draft.docx", "ceredigion", "Report to the Review Child Protection Conference"),
        ("members.docx", "ceredigion", "Please tell the key worker"),
        ("joint-report-draft.docx", "rochdale", "Single report for the Child Protection Review"),
    ],
)
def test_documents_use_the_words_of_their_guidance(path: str, name: str, text: str) -> None:
    assert any(text in line for line in _word(path, name))


# What one guidance alone says, and whose it is: 004's report and one set of minutes, 003's plan, 002's form.
OF_ONE_GUIDANCE = {
    "joint report": "joint-report-process",
    "RCPC": "joint-report-process",
    "One shared record": "joint-report-process",
    "written agreement": "ceredigion",
    "CP9": "core-group-key-points",
}
PAPERS = ("agenda", "minutes", "members", "protection-plan", "plan-changes", "review-report")


@pytest.mark.parametrize("name", NAMES)
def test_no_paper_or_form_says_what_another_guidance_alone_says(name: str) -> None:
    case, library = case_under(name), books()
    protocol = library.protocol_of(case)
    assert protocol
    papers = [one.path for one in documents(case, library, TODAY) if one.path.endswith(".docx")]
    lines = [line for path in papers if path.startswith(PAPERS) for line in _word(path, name)]
    for form in library.forms:
        # What is asked is the same for all; it is called and explained as each guidance has it.
        told = library.form_in(form, "", protocol)
        parts = (told, *told.blocks, *(field for block in told.blocks for field in block.fields))
        lines += [text for part in parts for text in (part.title, part.help)]
    foreign = [text for text, whose in OF_ONE_GUIDANCE.items() if whose != name]
    assert [line for line in lines for text in foreign if text in line] == []


@pytest.mark.parametrize(
    ("name", "place", "title", "explained"),
    [
        # 000, the responsibility of other members; 001, 3; 002, regular meetings; 003, 4.3.
        ("cwm-taf", "contribution", "Agency report to the Child Protection Conference", "the report"),
        ("rochdale", "contribution", "Contribution to the single report", "the report"),
        ("core-group-key-points", "contribution", "Contribution to the core group's report", "the report"),
        ("ceredigion", "contribution", "Agency contribution to the report to the Review", "the report"),
        (
            "joint-report-process",
            "contribution",
            "Agency contribution to the RCPC Pre-Meeting",
            "joint report",
        ),
        ("joint-report-process", "minutes", "Record of a core group", "one shared record of a core group"),
        ("ceredigion", "minutes", "Record of a core group", "a clerk is recommended"),
        ("cwm-taf", "sign-off", "Sign-off of the report for the review", "The key worker"),
        ("core-group-key-points", "request", "Request between meetings", "The team leader answers"),
    ],
)
def test_a_form_is_called_and_explained_as_its_guidance_has_it(
    name: str, place: str, title: str, explained: str
) -> None:
    form = books().form_in(place, "", books().protocols[name])
    assert form.title.startswith(title)
    assert explained in form.help


def test_who_may_chair_and_take_notes_is_explained_where_the_guidance_says_it() -> None:
    """The key worker does not chair in 000 and 003; the note taker is not the chair in 000 and 004."""

    def told(key: str) -> dict[str, str]:
        helps = {}
        for name in NAMES:
            form = books().form_in("minutes", "", books().protocols[name])
            (meeting,) = (block for block in form.blocks if block.key == "meeting")
            (helps[name],) = (field.help for field in meeting.fields if field.key == key)
        return helps

    assert {name for name, text in told("chair").items() if "ot the key worker" in text} == {
        "cwm-taf",
        "ceredigion",
    }
    assert {name for name, text in told("note_taker").items() if "other than the chair" in text} == {
        "cwm-taf",
        "joint-report-process",
    }


@pytest.mark.parametrize("name", OTHERS)
def test_words_of_another_guidance_are_not_used(name: str) -> None:
    assert not any("RCPC Pre-Meeting Report" in line for line in _word("joint-report-draft.docx", name))
