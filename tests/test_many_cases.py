"""Many cases at once: all is made once, then only what is out of date, and one case never stops another.

Pages are slow to lay out, so the dozen does without PDFs; one case with its PDFs stands for them at the end.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from pipeline import cli
from pipeline.cli import build, workspace
from pipeline.model.case import Case
from pipeline.rulebook.library import Library
from pipeline.run import Planned
from pipeline.storage.library import load
from pipeline.storage.settings import PROJECT

CASES = [f"CP-2041-{number:03d}" for number in range(1, 13)]
RCPC = "2041-12-05"
TODAY = "2041-11-06"
ORIGINAL = "?" * 64 + ".*"  # in the folder of a case in the record
SCHOOL, HEALTH = "harbour-lane-primary-school", "health-visiting"
DOCUMENTS = 4  # joint report, protection plan, members, timeline

Counts = Callable[[], int]
Snapshot = dict[str, tuple[int, int, bytes]]


def set_up(case: str, protocol: str = "joint-report-process") -> dict[str, Any]:
    def member(name: str, agency: str, part: str) -> dict[str, str]:
        return {"name": name, "agency": agency, "role": "Worker", "part": part}

    return {
        "case": {
            "case": case,
            "protocol": protocol,
            "nation": "England and Wales",
            "category": "Neglect",
            "registered": "2041-09-10",
            "icpc": "2041-09-10",
            "last_conference": "2041-09-10",
            "next_conference": RCPC,
        },
        "children": [{"name": "Tomos Fennimore", "born": "2034-03-14"}],
        "parents": [{"name": "Beth Fennimore", "relationship": "Mother", "responsibility": "Yes"}],
        "members": [
            member("Adaeze Okonjo-Vale", "Children's services", "Lead social worker (key worker)"),
            member("Priya Solanki", "Harbour Lane Primary School", "Core group member"),
            member("Morag Tillyduff", "Health visiting", "Core group member"),
        ],
        "plan": [
            {
                "number": "1",
                "domain": "Child's developmental needs",
                "need": "Tomos comes to school hungry.",
                "outcome": "Tomos is fed.",
                "action": "A place at breakfast club.",
                "who": "Priya Solanki",
                "agency": "Harbour Lane Primary School",
                "end": "2041-12-01",
            }
        ],
    }


def contribution(case: str, name: str, agency: str, account: str) -> dict[str, Any]:
    about = {"case": case, "name": name, "agency": agency, "role": "Worker", "written": "2041-11-05"}
    return {
        "about": {**about, "conference": RCPC},
        "progress": [{"number": "1", "achieved": "Achieved", "account": account}],
        "positions": [{"child": "Tomos Fennimore", "position": "Continue the plan", "reasons": "It helps."}],
    }


@dataclass
class Dozen:
    """A workspace with many cases. ``said`` and ``troubled`` are what the last command printed."""

    folder: Path
    library: Library
    capture: pytest.CaptureFixture[str]

    def rcpc(self, *words: str) -> int:
        self.capture.readouterr()
        code = cli.run(["--workspace", str(self.folder), "--today", TODAY, *words])
        said, troubled = self.capture.readouterr()
        self.said, self.troubled = " ".join(said.split()), " ".join(troubled.split())
        return code

    def drop(self, mailbox: str, form: str, answers: dict[str, Any]) -> None:
        drop(self.folder, self.library, mailbox, form, answers)

    def files(self, *folders: str) -> dict[str, bytes]:
        return {name: content for name, (_, _, content) in self.snapshot(*folders).items()}

    def snapshot(self, *folders: str) -> Snapshot:
        """Every file of ours and theirs: its inode, the time of its last change, its bytes."""
        found: Snapshot = {}
        for folder in folders:
            for path in sorted((self.folder / folder).rglob("*")):
                if path.is_file():
                    about = path.stat()
                    name = path.relative_to(self.folder).as_posix()
                    found[name] = (about.st_ino, about.st_mtime_ns, path.read_bytes())
        return found


def drop(folder: Path, library: Library, mailbox: str, form: str, answers: dict[str, Any]) -> None:
    place = folder / "inbox" / mailbox
    place.mkdir(parents=True, exist_ok=True)
    content = {"form": form, "version": library.forms[form].version, **answers}
    (place / f"{len(list(place.iterdir()))}.json").write_text(json.dumps(content))


def without_pdfs(real: Callable[..., tuple[Planned, ...]]) -> Callable[..., tuple[Planned, ...]]:
    return lambda *of: tuple(planned for planned in real(*of) if not planned.path.endswith(".pdf"))


@contextmanager
def few_documents(library: Library) -> Iterator[None]:
    """No PDFs, no general forms, one form for each mailbox, and the library of the project read once."""
    forms = build.mailbox_forms

    def one_each(case: Case, books: Library) -> dict[str, Sequence[Planned]]:
        return {mailbox: planned[:1] for mailbox, planned in forms(case, books).items()}

    def once(schemas: Path, templates: Path) -> Library:
        return library if schemas == PROJECT / "schemas" else load(schemas, templates)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workspace, "load", once)
        patch.setattr(build, "documents", without_pdfs(build.documents))
        patch.setattr(build, "mailbox_forms", one_each)
        patch.setattr(build, "general_forms", lambda _: ())
        patch.setenv("COLUMNS", "80")
        yield


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, library: Library) -> Path:
    """Twelve cases with two contributions each, taken in and built by one run."""
    folder = tmp_path_factory.mktemp("dozen") / "here"
    folder.mkdir()
    with few_documents(library):
        for case in CASES:
            drop(folder, library, "", "case-set-up", set_up(case))
            for name, agency, mailbox in (
                ("Priya Solanki", "Harbour Lane Primary School", SCHOOL),
                ("Morag Tillyduff", "Health visiting", HEALTH),
            ):
                answers = contribution(case, name, agency, f"He is fed, says {name}.")
                drop(folder, library, mailbox, "contribution", answers)
        assert cli.run(["--workspace", str(folder), "--today", TODAY, "reports"]) == 0
    return folder


@pytest.fixture
def dozen(
    built: Path, tmp_path: Path, library: Library, capsys: pytest.CaptureFixture[str]
) -> Iterator[Dozen]:
    with few_documents(library):
        yield Dozen(Path(shutil.copytree(built, tmp_path / "here")), library, capsys)


@pytest.fixture
def merged(monkeypatch: pytest.MonkeyPatch) -> Counts:
    """How many joint reports have been merged."""
    making = import_module("pipeline.run.documents")
    real, calls = making.joint_report, []

    def counting(case: Case) -> Any:
        calls.append(case.reference)
        return real(case)

    monkeypatch.setattr(making, "joint_report", counting)
    return lambda: len(set(calls))


def test_the_first_run_makes_everything(dozen: Dozen) -> None:
    documents = dozen.files("outbox")
    for case in CASES:
        made = {name.rpartition("/")[2] for name in documents if name.startswith(f"outbox/{case}/{RCPC}/")}
        assert {
            f"{name}.docx" for name in ("joint-report-draft", "protection-plan", "members", "timeline")
        } < made
        assert {"timeline.json", "timeline.ics"} < made
        assert f"inbox/{SCHOOL}/forms/contribution-{case}-{RCPC}.xlsx" in dozen.files("inbox")
    assert sum("receipts/" in name for name in dozen.files("inbox")) == 3 * len(CASES)


def test_the_second_run_merges_nothing_changes_nothing_and_says_so(dozen: Dozen, merged: Counts) -> None:
    before = dozen.snapshot("outbox", "inbox", "record")
    assert dozen.rcpc("reports") == 0
    assert "Nothing has changed since the last run: 12 cases" in dozen.said
    assert dozen.snapshot("outbox", "inbox", "record") == before
    assert merged() == 0


def test_a_form_for_one_case_rebuilds_the_documents_of_that_case_alone(dozen: Dozen, merged: Counts) -> None:
    case, before = CASES[4], dozen.snapshot("outbox", "inbox")
    answers = contribution(case, "Priya Solanki", "Harbour Lane Primary School", "He eats twice now.")
    dozen.drop(SCHOOL, "contribution", answers)
    assert dozen.rcpc("reports") == 0
    after = dozen.snapshot("outbox", "inbox")
    changed = {name for name in after if after[name] != before.get(name)}
    assert before.keys() <= after.keys()
    assert all(case in name for name in changed), changed
    assert f"outbox/{case}/{RCPC}/joint-report-draft.docx" in changed
    assert f"outbox/{case}/{RCPC}/members.docx" not in changed  # of the case, but the news is not about it
    assert f"{case}, conference on 5 December 2041" in dozen.said
    assert CASES[3] not in dozen.said
    assert merged() == 1


def test_another_day_is_planned_anew_but_only_the_timelines_change(dozen: Dozen, merged: Counts) -> None:
    before = dozen.files("outbox")
    assert cli.run(["--workspace", str(dozen.folder), "--today", "2041-11-07", "reports"]) == 0
    after = dozen.files("outbox")
    changed = {Path(name).name for name in after if after[name] != before[name] and ".made" not in name}
    assert changed == {"timeline.docx", "timeline.json"}
    assert merged() == len(CASES)


def test_what_is_remembered_of_earlier_plans_may_be_deleted(dozen: Dozen, merged: Counts) -> None:
    before = dozen.snapshot("outbox", "inbox")
    shutil.rmtree(dozen.folder / "record" / ".cache")
    assert dozen.rcpc("reports") == 0
    assert "Nothing has changed" in dozen.said
    assert dozen.snapshot("outbox", "inbox") == before
    assert merged() == len(CASES)


def test_a_corrupted_original_is_reported_and_stops_nobody_else(dozen: Dozen) -> None:
    case, before = CASES[6], dozen.snapshot("outbox")
    shutil.rmtree(dozen.folder / "record" / ".cache")
    original = next((dozen.folder / "record" / case).glob(ORIGINAL))
    original.chmod(0o600)
    original.write_bytes(original.read_bytes() + b" ")
    other = contribution(CASES[7], "Priya Solanki", "Harbour Lane Primary School", "He eats twice now.")
    dozen.drop(SCHOOL, "contribution", other)
    assert dozen.rcpc("reports") == 5
    assert f"{case}: The original of line" in dozen.troubled
    assert "has been changed" in dozen.troubled
    after = dozen.snapshot("outbox")
    changed = {name.split("/")[1] for name in after if after[name] != before[name]}
    assert changed == {CASES[7]}
    assert before.keys() == after.keys()  # the last that anybody has of the broken case is still there


def test_a_protocol_that_is_gone_is_reported_and_stops_nobody_else(dozen: Dozen) -> None:
    schemas = Path(shutil.copytree(PROJECT / "schemas", dozen.folder / "schemas"))
    theirs = schemas / "protocols" / "of-the-neighbours.yaml"
    theirs.write_text("extends: joint-report-process\ntitle: The neighbours' process\n")
    dozen.drop("", "case-set-up", set_up("CP-2041-099", "of-the-neighbours"))
    assert dozen.rcpc("reports") == 0, dozen.troubled
    before = dozen.files("outbox/CP-2041-099")
    theirs.unlink()
    shutil.rmtree(dozen.folder / "outbox" / CASES[0])
    assert dozen.rcpc("reports") == 5
    assert "CP-2041-099: The protocol or the nation that it follows" in dozen.troubled
    assert dozen.files(f"outbox/{CASES[0]}")
    assert dozen.files("outbox/CP-2041-099") == before
    assert dozen.rcpc("status") == 5
    assert all(case in dozen.said for case in CASES)


def test_a_deleted_outbox_is_made_again_to_the_byte(dozen: Dozen) -> None:
    before = {n: c for n, c in dozen.files("outbox").items() if not n.endswith(".made.json")}
    shutil.rmtree(dozen.folder / "outbox")
    assert dozen.rcpc("reports") == 0
    after = {n: c for n, c in dozen.files("outbox").items() if not n.endswith(".made.json")}
    assert after == before
    assert len(after) >= len(CASES) * (DOCUMENTS + 2)


@pytest.mark.pdf
def test_deleted_pages_are_made_again_to_the_byte(
    tmp_path: Path, library: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    one = Dozen(tmp_path, library, capsys)
    one.drop("", "case-set-up", set_up(CASES[0]))
    assert one.rcpc("reports") == 0
    before = {n: c for n, c in one.files("outbox").items() if n.endswith(".pdf")}
    shutil.rmtree(tmp_path / "outbox")
    assert one.rcpc("reports") == 0
    assert {n: c for n, c in one.files("outbox").items() if n.endswith(".pdf")} == before
    assert len(before) == DOCUMENTS
