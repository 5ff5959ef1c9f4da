"""The worked example from dropped forms to finished documents; what to expect was worked out by hand.

Review conference on Tuesday 5 January 2027, England and Wales. Bank holidays on the way: Friday 25 December,
Monday 28 December (for Boxing Day, a Saturday), Friday 1 January.

Final copy, 5 working days before: 4 Jan (1), 31 Dec (2), 30 Dec (3), 29 Dec (4), 24 Dec (5).
Four weeks before the conference: Tuesday 8 December. From there 5 working days to the 15th, 5 to the 22nd,
2 to the 24th, 3 to the 31st (29, 30, 31): three working days after the 24th, so the slack is -3. The last
core group that fits is 15 working days before the 24th: 23, 22, 21, 18, 17 | 16, 15, 14, 11, 10 | 9, 8, 7, 4
and Thursday 3 December.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from pipeline.cli import run

ROOT = Path(__file__).parents[1]
PERIOD = "outbox/CP-2026-014/2027-01-05"
CURRENT = ("06", "07", "08", "09", "10", "12")  # the contributions that count in the end

pytestmark = pytest.mark.pdf


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's own workspace after ``rcpc demo``."""
    folder = tmp_path_factory.mktemp("desk")
    assert run(["--workspace", str(folder), "demo"]) == 0
    return folder / "demo"


def text_of(pdf: Path) -> str:
    """The words of a PDF as one line, hyphenless, in reading order."""
    printed = subprocess.run(["pdftotext", "-raw", str(pdf), "-"], capture_output=True, check=True).stdout
    # Running head and foot, printed last, fall into the middle of a passage that goes over the page.
    return squeezed(" ".join(" ".join(page.splitlines()[:-2]) for page in printed.decode().split("\f")))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text))


def texts(name: str) -> Iterator[str]:
    """Every free text of one form of the example."""
    path = next((ROOT / "example").glob(f"{name}-*.yaml"))
    answers: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)["answers"]
    for block, content in answers.items():
        for row in content if isinstance(content, list) else [content]:
            for key, text in row.items():
                if block != "about" and len(text) > 25 and key not in ("position", "attended", "decision"):
                    yield from filter(None, (line.strip("• ") for line in text.splitlines()))


def test_the_timeline_is_what_the_calendar_on_the_wall_says(desk: Path) -> None:
    check = json.loads((desk / PERIOD / "timeline.json").read_bytes())
    assert (check["feasible"], check["slack_working_days"], check["latest_core_group"]) == (
        False,
        -3,
        "2026-12-03",
    )
    assert [day["date"] for day in check["broken_by"]] == ["2026-12-25", "2026-12-28", "2027-01-01"]
    steps = {step["id"]: step for step in check["steps"]}
    expected = {
        "first-core-group": ("2026-10-16", "2026-10-15", "done"),  # 10 days after Tuesday 6 October
        "final-core-group": ("2026-12-08", "2026-12-07", "done"),
        "draft-sent": ("2026-12-14", "2026-12-14", "done"),  # 5 working days after Monday 7 December
        "amendments-in": ("2026-12-21", None, "at-risk"),  # 5 after Monday the 14th
        "sent-to-manager": ("2026-12-23", None, "at-risk"),
        "authorised": ("2026-12-30", None, "at-risk"),  # 24, 29, 30
        "final-copy": ("2026-12-24", None, "at-risk"),
    }
    assert {
        name: (steps[name]["due"], steps[name]["done"], steps[name]["status"]) for name in expected
    } == expected
    assert check["other_reading"]["feasible"] is True  # 5 calendar days before: Thursday 31 December


def test_nobody_is_named_where_no_name_belongs(desk: Path) -> None:
    people = yaml.safe_load((ROOT / "example" / "01-case-set-up.yaml").read_text(encoding="utf-8"))["answers"]
    names = [row["name"] for block in ("children", "parents", "members") for row in people[block]]
    parts = {part.casefold() for name in names for part in name.split()}
    calendar = (desk / PERIOD / "timeline.ics").read_text().casefold()
    log = (desk / "record" / "log.jsonl").read_text().casefold()
    assert not [part for part in parts if part in calendar or part in log]
    files = [
        path.relative_to(desk).as_posix().casefold()
        for path in desk.rglob("*")
        if "as-sent" not in path.parts
    ]
    assert not [(part, file) for part in parts for file in files if part in file]


def test_the_joint_report_holds_every_word_of_every_contribution(desk: Path) -> None:
    report = text_of(desk / PERIOD / "joint-report-draft.pdf")
    said = [line for name in CURRENT for line in texts(name)]
    assert len(said) > 200
    assert [line for line in said if squeezed(line) not in report] == []


def test_each_minutes_document_holds_every_word_of_its_form(desk: Path) -> None:
    for name, held in (("02", "2026-10-15"), ("03", "2026-11-17"), ("11", "2026-12-07")):
        minutes = text_of(desk / PERIOD / f"minutes-{held}.pdf")
        assert [line for line in texts(name) if squeezed(line) not in minutes] == []


def test_the_joint_report_tells_who_differs_and_who_is_silent(desk: Path) -> None:
    path = desk / PERIOD / "joint-report-draft.pdf"
    information = subprocess.run(["pdfinfo", str(path)], capture_output=True, check=True, text=True).stdout
    assert int(re.search(r"Pages:\s+(\d+)", information)[1]) >= 12  # type: ignore[index]
    report = text_of(path)
    # Willowgate Surgery sent nothing: named on the cover and in at least chronology, factors, voices (two
    # children), seen, views, five questions.
    assert report.count(squeezed("No information was received from Willowgate Surgery")) >= 10
    # Robin: Maya, Hazel, Ivy, Priya, Ania, Siân continue; Farid ends; Tom cannot say.
    # Wren: Maya, Ivy, Ania, Siân continue; Tom and Farid end; Hazel and Priya cannot say.
    assert squeezed("Continue the plan: 6; End the plan: 1; Not able to say yet: 1") in report
    assert squeezed("Continue the plan: 4; End the plan: 2; Not able to say yet: 2") in report
    # What the school sent on 3 December was replaced on the 7th.
    assert squeezed("It is early days.") not in report


def test_the_joint_report_tells_who_has_written_about_which_action(desk: Path) -> None:
    """By hand: 1 Acorn Hollow, 2 10 12 Beacon Tor, 3 4 nursing, 5 Clearwater, 6 8 11 social work, 7 police.

    The core group of 7 December made 11 and 12 and gave 4 to the nurse; only Clearwater had still to write.
    """
    report = text_of(desk / PERIOD / "joint-report-draft.pdf")
    for row in (
        "Fernshire Children's Services 6 and 8 – In the plan only since this agency wrote: 11",
        "Acorn Hollow Primary School 1 – –",
        "Beacon Tor Academy 2 and 10 – In the plan only since this agency wrote: 12",
        "Fernshire School Nursing 3 – In the plan only since this agency wrote: 4",
        "Fernshire Police 7 – –",
        "Clearwater Recovery Service 5 – –",
        "Willowgate Surgery No action of its own – – No contribution has come in",
        # Of Robin; it is Wren's school, and yet it has a view.
        "Beacon Tor Academy No action for this child – – – Silent Written",
        "No agency is asked in writing about action 9. Responsible: Ivy Larkspur.",
    ):
        assert squeezed(row) in report, row


def test_the_plan_linter_leaves_a_clear_plan_in_peace(desk: Path) -> None:
    report = text_of(desk / PERIOD / "joint-report-draft.pdf")
    # 004 asks for SMART actions, not for plain language.
    for row in ("1 6 October 2026 9", "2 15 October 2026 10", "3 17 November 2026 9", "4 7 December 2026 9"):
        assert squeezed(f"{row} 0 0 not asked not asked 0") in report
    receipts = list(desk.glob("inbox/**/receipts/*.txt"))
    assert len(receipts) > 10
    asked = ("does not yet say", "leaves something open", "not the name of a person", "may not use", "Flesch")
    assert [(r.name, words) for r in receipts for words in asked if words in r.read_text()] == []


def test_no_action_of_the_plan_is_lost(desk: Path) -> None:
    plan = text_of(desk / PERIOD / "protection-plan.pdf")
    # Nine of the outline, one of the first core group, two of the last; the last of four versions.
    for number in range(1, 13):
        assert f"Action{number}" in plan
    assert "Version4" in plan
    assert [path.name for path in sorted((desk / PERIOD).glob("protection-plan-v*.pdf"))] == [
        f"protection-plan-v{number}.pdf" for number in (1, 2, 3)
    ]


def test_the_form_with_faults_came_back_with_every_answer_and_each_fault(desk: Path) -> None:
    mailbox = desk / "inbox" / "beacon-tor-academy"
    (book,) = (mailbox / "returned").glob("*.xlsx")
    workbook = openpyxl.load_workbook(book)
    cells = [str(cell.value) for sheet in workbook for row in sheet.iter_rows() for cell in row if cell.value]
    for answer in texts("05"):
        assert any(answer in cell for cell in cells)
    for wrong in ("31/11/2026", "Mostly"):  # a day that November has not, a choice that nobody offers
        assert wrong in cells
    first = workbook.worksheets[0]
    listed = " ".join(str(cell.value) for row in first.iter_rows() for cell in row if cell.value)
    for fault in ("31/11/2026", "Mostly", "Report provided by"):
        assert fault in listed
    # Nothing that the sender did not know: no other member, no other agency of the case.
    assert not [cell for cell in cells if "Willowgate" in cell or "Brightwater" in cell]


def test_a_second_run_changes_nothing_and_a_deleted_outbox_comes_back_byte_for_byte(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outbox = desk / "outbox"
    before = {path.relative_to(outbox): path.read_bytes() for path in outbox.rglob("*") if path.is_file()}
    stamps = {
        path: path.stat().st_mtime_ns for path in desk.rglob("*") if path.suffix in (".pdf", ".docx", ".xlsx")
    }
    reports = ["--workspace", str(desk), "--today", "2026-12-16", "reports"]
    assert run(reports) == 0
    assert "Nothing has changed" in capsys.readouterr().out
    assert {path: path.stat().st_mtime_ns for path in stamps} == stamps
    shutil.rmtree(outbox)
    assert run(reports) == 0
    after = {path.relative_to(outbox): path.read_bytes() for path in outbox.rglob("*") if path.is_file()}
    documents = {path for path in before if not path.name.startswith(".")}
    assert {path for path in after if not path.name.startswith(".")} == documents
    assert [path for path in documents if before[path] != after[path]] == []


def test_no_agency_learns_of_a_case_from_the_folders_of_the_inbox(desk: Path) -> None:
    shared = [
        path for path in (desk / "inbox").iterdir() if path.name not in ("forms", "receipts", "returned")
    ]
    hidden = [path.name for path in shared if path.name.startswith(".")]
    assert [name for name in hidden if list((desk / "inbox" / name).rglob("*CP-2026-014*"))] == []
