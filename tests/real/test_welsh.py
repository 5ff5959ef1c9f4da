"""Welsh forms that somebody filled in and saved in the real LibreOffice, by each route: read back whole."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.model.prefill import Prefill
from pipeline.read.arrival import read
from pipeline.render.word_form import word_form
from pipeline.render.workbook import workbook
from pipeline.rulebook.form import Form
from pipeline.rulebook.library import Library
from pipeline.storage.library import load

pytestmark = pytest.mark.office

ROOT = Path(__file__).parents[2]
HANDS = Path(__file__).with_name("office_hands.py")
CASE = "CP-2041-007"
ROUTES = (".xlsx", ".ods.xlsx", ".xls.xlsx", ".docx", ".odt.docx")
TYPED = "Siân Ŵyn: “mae'n well” – ŷ"
CONTRIBUTION: dict[str, Any] = {
    "about": {"case": CASE, "name": TYPED, "agency": "Hilltop", "written": "2041-11-03"},
    "progress": [{"number": "1", "achieved": "Yes"}, {"number": "2", "achieved": "No"}],
}
MINUTES: dict[str, Any] = {
    "meeting": {"case": CASE, "kind": "First core group", "held": "2041-11-03", "place": TYPED},
    "attendance": [{"name": "Sam Sample", "attended": "Apologies"}],
}


@cache
def library() -> Library:
    return load(ROOT / "schemas", ROOT / "templates")


def welsh(name: str) -> Form:
    return library().form_in(name, "cy")


def label(form: Form, block: str, field: str) -> str:
    return form.block(block).field(field).title


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook and a Word form, partly filled in by us, the rest typed in Welsh."""
    folder = tmp_path_factory.mktemp("welsh")
    words = library().words["cy"]
    report, minutes = welsh("contribution"), welsh("minutes")
    chosen = minutes.block("attendance").field("attended").shown("Apologies")
    kind = minutes.block("meeting").field("kind").shown("First core group")
    known = {"about": {"case": CASE, "agency": "Hilltop"}, "progress": CONTRIBUTION["progress"]}
    (folder / "form.xlsx").write_bytes(workbook(report, words, Prefill(CASE, known)))
    attendance = {"attendance": [{"name": "Sam Sample", "attended": "Apologies"}]}
    begun = {"meeting": {"case": CASE}, **attendance}
    (folder / "form.docx").write_bytes(word_form(minutes, words, Prefill(CASE, begun)))
    assert chosen != "Apologies"
    assert kind != "First core group"
    fields = [field.key for field in report.block("about").fields]
    rows = {key: 5 + fields.index(key) for key in ("name", "written")}  # answers begin in row 5
    sheet = report.block("about").sheet
    typed = [("type", sheet, f"C{rows['name']}", TYPED), ("type", sheet, f"C{rows['written']}", "03/11/2041")]
    written = [
        ("answer", label(minutes, "meeting", "kind"), kind),
        ("answer", label(minutes, "meeting", "held"), "3ydd o Dachwedd 2041"),
        ("answer", label(minutes, "meeting", "place"), TYPED),
    ]
    jobs = [
        {
            "open": str(folder / f"form.{ending}"),
            "do": do,
            "save": [str(folder / f"back{route}") for route in ROUTES if route.endswith(ending)],
        }
        for ending, do in (("xlsx", typed), ("docx", written))
    ]
    (folder / "jobs.json").write_text(json.dumps(jobs))
    command = ["/usr/bin/python3", str(HANDS), str(folder / "jobs.json"), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("route", ROUTES)
def test_a_welsh_form_comes_back_whole(saved: Path, route: str) -> None:
    found = read((saved / f"back{route}").read_bytes(), library().forms, library().findings)
    assert found.findings == ()
    assert found.value is not None
    assert found.value.answers == (MINUTES if route.endswith("docx") else CONTRIBUTION)
    assert (found.value.case, found.value.language, found.value.outside) == (CASE, "cy", ())
