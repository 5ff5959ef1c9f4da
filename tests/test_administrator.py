"""What an administrator may change without a programmer: a question of a form, a time limit of a protocol."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
import yaml
from judging import answer, judge

from pipeline.model.finding import Level
from pipeline.model.prefill import Prefill
from pipeline.model.submission import Accepted, Submission
from pipeline.render.workbook import workbook
from pipeline.rulebook.library import Library
from pipeline.run import documents, fold_record, mailbox_forms, timeline_of
from pipeline.storage.example import load_example
from pipeline.storage.library import load
from pipeline.view.protocol import difference_lines, protocol_lines

ROOT = Path(__file__).parents[1]
EXAMPLE = {sent.name: sent for sent in load_example(ROOT / "example")}
TODAY = date(2026, 12, 16)
SIXTH = "strath-example"
Edited = Callable[[Callable[[Path], None]], Library]


@pytest.fixture
def edited(tmp_path: Path) -> Edited:
    """The library of a workspace whose own copy of the schemas somebody has edited."""

    def edit(change: Callable[[Path], None]) -> Library:
        schemas = tmp_path / "schemas"
        shutil.copytree(ROOT / "schemas", schemas)
        change(schemas)
        return load(schemas, ROOT / "templates")

    return edit


def contribution_with(change: Callable[[dict[str, Any]], None]) -> Callable[[Path], None]:
    """An edit of the blocks of the contribution form."""

    def edit(schemas: Path) -> None:
        path = schemas / "contribution.schema.json"
        schema = json.loads(path.read_text(encoding="utf-8"))
        change(schema["properties"])
        path.write_text(json.dumps(schema), encoding="utf-8")

    return edit


def ask_more(blocks: dict[str, Any]) -> None:
    """One question more about each action, and one more in a section."""
    columns = blocks["progress"]["items"]["properties"]
    way = {"title": "What stood in the way?", "examples": ["The bus does not run."]}
    pets = {"title": "Animals in the home", "examples": ["A cat."]}
    columns["obstacles"] = {**way, "type": "string", "maxLength": 3000}
    blocks["other"]["properties"]["pets"] = {**pets, "type": "string", "maxLength": 300}


def submitted(library: Library, name: str, **changes: Any) -> Submission:
    """A form of the example, filled in as a workbook of this library; ``changes`` replace whole blocks."""
    sent = EXAMPLE[name]
    answers = json.loads(json.dumps(sent.answers)) | changes
    content = workbook(library.forms[sent.form], library.words["en"], Prefill("CP-2026-014", answers))
    return Submission(f"{name}.xlsx", content, sent.mailbox, sent.received)


def accepted(library: Library, submissions: list[Submission]) -> list[Accepted]:
    found: list[Accepted] = []
    for number, submission in enumerate(submissions, 1):
        cases = fold_record(found, library)
        judged = judge(submission, library, cases, submission.received)
        assert judged.accepted, judged.findings
        assert judged.filled is not None
        found.append(Accepted(number, f"digest-{number}", submission.received, judged.filled))
    return found


def joint_report(library: Library, record: list[Accepted]) -> list[str]:
    """The paragraphs and cells of the joint report, in reading order."""
    (case,) = fold_record(record, library)
    (planned,) = (p for p in documents(case, library, TODAY) if p.path == "joint-report-draft.docx")
    texts: list[str] = []
    for part in docx.Document(BytesIO(planned.make())).iter_inner_content():
        rows = [part.text] if hasattr(part, "text") else [c.text for row in part.rows for c in row.cells]
        texts += [line for text in rows for line in text.splitlines() if line.strip()]
    return texts


def test_a_new_question_is_asked_accepted_and_printed_in_its_section(edited: Edited) -> None:
    library = edited(contribution_with(ask_more))
    nursing = json.loads(json.dumps(EXAMPLE["07-school-nursing"].answers))
    nursing["progress"][0]["obstacles"] = "The clinic moved to the far end of town."
    nursing["other"] = {**nursing.get("other", {}), "pets": "Two elderly lurchers."}
    set_up = submitted(library, "01-case-set-up")
    told = submitted(library, "07-school-nursing", **nursing)
    record = accepted(library, [set_up, told])

    # The blank form in the agency's mailbox asks both.
    (case,) = fold_record(record, library)
    (blank,) = (
        p
        for p in mailbox_forms(case, library)["fernshire-school-nursing"]
        if p.path.startswith("contribution")
    )
    sheets = openpyxl.load_workbook(BytesIO(blank.make()))
    printed = {str(cell.value): sheet.title for sheet in sheets for row in sheet.iter_rows() for cell in row}
    assert printed["What stood in the way?"] == "Progress"
    assert "Animals in the home" in printed

    # What was answered stands in its own section of the report, under its own question.
    report = joint_report(library, record)
    headings = [". Progress on the plan", ". Changes to the plan that are proposed"]
    headings += [". Other relevant information", ". The voice of the child"]
    progress, proposals, other, after = (
        max(n for n, text in enumerate(report) if text.endswith(heading)) for heading in headings
    )
    answer = next(n for n, text in enumerate(report) if "far end of town" in text)
    pets = next(n for n, text in enumerate(report) if "elderly lurchers" in text)
    assert progress < answer < proposals
    assert any("What stood in the way?" in text for text in report[answer - 2 : answer + 1])
    assert other < pets < after
    assert any("Animals in the home" in text for text in report[pets - 2 : pets + 1])


def test_a_new_question_that_must_be_answered_sends_the_form_back(edited: Edited) -> None:
    def must(blocks: dict[str, Any]) -> None:
        blocks["about"]["properties"]["shift"] = {"title": "Best time to ring", "type": "string",
                                                  "maxLength": 60, "examples": ["Mornings"]}  # fmt: skip
        blocks["about"]["required"] = [*blocks["about"]["required"], "shift"]

    library = edited(contribution_with(must))
    set_up = submitted(library, "01-case-set-up")
    record = accepted(library, [set_up])
    told = submitted(library, "07-school-nursing")
    judged = judge(told, library, fold_record(record, library), TODAY)
    stops = [f for f in judged.findings if f.code == "answer-missing"]
    assert [library.findings.sentence(f).says for f in stops] == ["“Best time to ring” is blank."]


def test_a_form_of_the_version_before_comes_back_as_the_new_one(edited: Edited, library: Library) -> None:
    def raise_version(schemas: Path) -> None:
        path = schemas / "contribution.schema.json"
        schema = json.loads(path.read_text(encoding="utf-8"))
        schema["properties"]["version"]["const"] = schema["x-form"]["version"] = 2
        path.write_text(json.dumps(schema), encoding="utf-8")

    newer = edited(raise_version)
    record = accepted(library, [submitted(library, name) for name in ("01-case-set-up", "07-school-nursing")])
    cases = fold_record(record, newer)
    assert len(cases[0].contributions) == 1  # what was accepted stays
    judged = judge(submitted(library, "08-police"), newer, cases, TODAY)
    assert [f.code for f in judged.findings if f.level is Level.STOP] == ["form-version-unknown"]
    (back,) = (d for d in answer(judged, cases, newer) if d.path.endswith(".xlsx"))
    again = judge(Submission("b.xlsx", back.content, "fernshire-police", TODAY), newer, cases, TODAY)
    assert again.accepted
    assert again.filled is not None
    assert judged.filled is not None
    assert (again.filled.version, again.filled.answers) == (2, judged.filled.answers)


def test_a_partnerships_own_protocol_changes_one_limit(edited: Edited) -> None:
    """Seven working days for the draft: from Tue 8 December 9 = 1, 10, 11, 14, 15, 16, Thu 17 = 7."""
    own = {
        "extends": "joint-report-process",
        "title": "Our process",
        "steps": {"draft-sent": {"limit": "7 working days", "source": "Board, January 2027"}},
    }

    def add(schemas: Path) -> None:
        (schemas / "protocols" / "ours.yaml").write_text(yaml.safe_dump(own), encoding="utf-8")

    library = edited(add)
    answers = {**EXAMPLE["01-case-set-up"].answers["case"], "protocol": "ours"}
    set_up = submitted(library, "01-case-set-up", case=answers, meetings=[])
    (case,) = fold_record(accepted(library, [set_up]), library)
    ours = {step.id: step for step in timeline_of(case, library, date(2026, 10, 8)).steps}
    form = replace(case.set_up.form, protocol="joint-report-process")
    usual = replace(case, set_up=replace(case.set_up, form=form))
    theirs = {step.id: step for step in timeline_of(usual, library, date(2026, 10, 8)).steps}
    assert (ours["final-core-group"].due, ours["draft-sent"].due) == (date(2026, 12, 8), date(2026, 12, 17))
    assert theirs["draft-sent"].due == date(2026, 12, 15)
    assert str(ours["draft-sent"].limit) == "7 working days"
    (timeline,) = (p for p in documents(case, library, date(2026, 10, 8)) if p.path == "timeline.docx")
    body = docx.Document(BytesIO(timeline.make())).element.body
    words = " ".join(node.text or "" for node in body.iter("{*}t"))
    assert "Our process" in words
    assert "7 working days" in words


def examples_of_the_guide() -> list[str]:
    """The files that the guide prints as examples of a partnership's own guidance, the smallest first."""
    guide = (ROOT / "schemas" / "README.md").read_text(encoding="utf-8")
    return [block.split("```")[0] for block in guide.split("```yaml\n")[1:]]


def glannau(content: str) -> Callable[[Path], None]:
    """An edit that adds a guidance of this content."""

    def add(schemas: Path) -> None:
        (schemas / "protocols" / "glannau.yaml").write_text(content, encoding="utf-8")

    return add


def test_the_smallest_guidance_of_the_guide_is_one_that_works(edited: Edited) -> None:
    smallest, _ = examples_of_the_guide()
    library = edited(
        lambda schemas: (
            (schemas / "protocols" / "glannau.yaml").write_text(smallest, encoding="utf-8") and None
        )
    )
    ours, theirs = library.protocols["glannau"], library.protocols["ceredigion"]
    step = ours.step("circulated")
    assert (ours.title, str(step.limit), step.source) == (
        "Glannau core group protocol",
        "8 working days",
        "Glannau board, January 2027",
    )
    assert [each for each in ours.steps if each.id != "circulated"] == [
        each for each in theirs.steps if each.id != "circulated"
    ]


def test_the_whole_guidance_of_the_guide_is_one_that_works(edited: Edited) -> None:
    _, whole = examples_of_the_guide()
    library = edited(glannau(whole))
    ours = library.protocols["glannau"]
    now, later = ours.in_force(date(2028, 3, 31)), ours.in_force(date(2028, 4, 1))
    assert [
        (str(each.step("circulated").limit), each.step("circulated").source) for each in (now, later)
    ] == [
        ("8 working days", "Glannau, 5"),
        ("5 working days", "Glannau board, 12 January 2028"),
    ]
    assert (now.step("circulated").who, now.step("outline-sent").anchor) == ("Clerk", "last-conference")
    assert "bedroom-seen" not in [step.id for step in now.steps]
    assert now.step("core-group").source == "003, 3.1"  # not named, so it stays
    assert now.headings["report.title"].title == "Report of the Glannau core group"
    welsh = now.said_in("cy")
    assert (welsh.title, welsh.step("outline-sent").who) == ("Protocol grwpiau craidd Glannau", "Clerc")
    assert later.said["cy"].headings["report.title"] == "Adroddiad grŵp teulu Glannau"
    assert later.said["cy"].steps["outline-sent"] == "Cynllun amlinellol i bob aelod"


def test_an_edition_is_printed_in_a_cases_timeline_with_its_own_source(edited: Edited) -> None:
    """A period that begins on the day of the edition is told the 8 days and where they were announced."""
    own = """
extends: ceredigion
editions:
  - from: 2026-09-01
    source: "Board, June 2026"
    steps:
      circulated:
        limit: 8 working days
"""
    library = edited(glannau(own))
    answers = {**EXAMPLE["01-case-set-up"].answers["case"], "protocol": "glannau"}
    forms = [submitted(library, "01-case-set-up", case=answers), submitted(library, "02-minutes-first")]
    (case,) = fold_record(accepted(library, forms), library)
    found = [step for step in timeline_of(case, library, TODAY).steps if step.source == "Board, June 2026"]
    assert {str(step.limit) for step in found} == {"8 working days"}
    (timeline,) = (p for p in documents(case, library, TODAY) if p.path == "timeline.docx")
    text = text_of(timeline.make())
    assert "Board, June 2026" in text
    assert "003, 3.6, 3.7" not in text


def text_of(content: bytes) -> str:
    return "\n".join(node.text or "" for node in docx.Document(BytesIO(content)).element.body.iter("{*}t"))


def test_a_sixth_authority_is_one_file(edited: Edited) -> None:
    """An imagined one in Scotland with its own words: dropped into the folder, it works like the other five.

    Its days are worked out in tests/stories/timeline/sixth-authority-in-scotland.md.
    """

    def add(schemas: Path) -> None:
        shutil.copy(ROOT / "tests" / "guidance" / f"{SIXTH}.yaml", schemas / "protocols")

    library = edited(add)
    protocol, english = library.protocols[SIXTH], library.words["en"]
    printed = library.printed_in(english)
    lines = " ".join(" ".join(protocol_lines(protocol, english, printed=printed)).split())
    for said in ("Team meeting within 4 weeks of: core group before it", "(SE, 4)", "At least 3 members."):
        assert said in lines
    for other in library.protocols.values():
        for one, two in ((protocol, other), (other, protocol)):
            assert difference_lines(one, two, english, printed=printed)

    answers = {**EXAMPLE["01-case-set-up"].answers["case"], "protocol": SIXTH, "nation": "Scotland"}
    record = accepted(library, [submitted(library, "01-case-set-up", case=answers)])
    (case,) = fold_record(record, library)
    planned = {p.path: p for p in documents(case, library, TODAY)}
    assert "Report of the team around the child" in text_of(planned["joint-report-draft.docx"].make())
    timeline = text_of(planned["timeline.docx"].make())
    for words in ("Strath Example", "Lead professional", "Team meeting before the review", "SE, 7"):
        assert words in timeline
    assert "What needs to be achieved?" in text_of(planned["protection-plan.docx"].make())
    assert "Lead professional" in text_of(planned["members.docx"].make())
    boxes = mailbox_forms(case, library)
    assert all(blank.make() for blanks in boxes.values() for blank in blanks)
