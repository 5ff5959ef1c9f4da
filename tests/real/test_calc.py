"""Forms that went through the real LibreOffice Calc: opened, saved, taken to other formats and back."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from pipeline.model.finding import Level
from pipeline.model.mark import Mark
from pipeline.model.prefill import Prefill
from pipeline.read.package import Sort, look
from pipeline.read.workbook import read_workbook
from pipeline.render.workbook import workbook
from pipeline.rulebook.form import Form, Kind
from pipeline.rulebook.library import Library
from pipeline.rulebook.sample import sample
from pipeline.storage.library import load

ROOT = Path(__file__).parents[2]
FORMS = ["case-set-up", "contribution", "minutes", "amendment", "sign-off", "request"]
ROUTES = {"xlsx": "saved as .xlsx", "ods": "by way of .ods", "xls": "by way of .xls"}
# A tab inside a cell is not here: the program itself drops it on the way to .ods.
HARD = "=SUM(A1) “smart”\u00a0• bullet\nline two ŵ ŷ łóć 家 عربى _x000D_ -1 007 <r> 😀"


@cache
def library() -> Library:
    return load(ROOT / "schemas", ROOT / "templates")


@cache
def hard(name: str) -> dict[str, Any]:
    """Every question answered, every text with everything that programs are known to trip over."""
    form: Form = library().forms[name]
    answers = sample(form)
    for block in form.blocks:
        held = answers[block.key][0] if block.repeats else answers[block.key]
        for field in block.fields:
            if field.kind is Kind.TEXT and field.means != "case":
                held[field.key] = HARD
    return answers


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All forms, filled in, in a folder for each route; two runs of the program for all of them."""
    folder = tmp_path_factory.mktemp("calc")
    words = library().words["en"]
    marks = [Mark(("about", "written"), Level.STOP, "Not a date.", "Write 14/03/2041.")]
    for name in FORMS:
        ready = Prefill("CP-2026-014", hard(name), {"children": ("Robin Example", "Kit Example")})
        for route in ROUTES:
            (folder / "made" / route).mkdir(parents=True, exist_ok=True)
            (folder / "made" / route / f"{name}-{route}.xlsx").write_bytes(
                workbook(library().forms[name], words, ready, marks if name == "contribution" else ())
            )
    for route in ("ods", "xls"):
        convert(folder, route, sorted((folder / "made" / route).glob("*.xlsx")), folder / "detour")
    convert(
        folder,
        "xlsx",
        [*(folder / "made" / "xlsx").iterdir(), *(folder / "detour").iterdir()],
        folder / "back",
    )
    return folder / "back"


def convert(folder: Path, to: str, files: list[Path], target: Path) -> None:
    program = shutil.which("soffice")
    assert program, "LibreOffice is needed: apt-get install libreoffice-calc"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", to, "--outdir", str(target), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)


@pytest.mark.office
@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("name", FORMS)
def test_the_same_answers_come_back(name: str, route: str, saved: Path) -> None:
    content = (saved / f"{name}-{route}.xlsx").read_bytes()
    assert look(content).sort is Sort.WORKBOOK
    checked = read_workbook(content, library().forms, library().findings)
    assert checked.value is not None
    assert checked.value.answers == hard(name)
    assert checked.value.case == "CP-2026-014"
    assert checked.value.outside == ()
    assert checked.findings == ()


@pytest.mark.office
@pytest.mark.parametrize("route", ["xlsx", "ods"])
def test_what_helps_with_filling_in_is_still_there(route: str, saved: Path) -> None:
    book = load_workbook(saved / f"contribution-{route}.xlsx")
    rules = [rule for sheet in book.worksheets for rule in sheet.data_validations.dataValidation]
    assert {"list", "date"} <= {rule.type for rule in rules}
    assert book["Progress"].column_dimensions["A"].hidden
    assert book["Lists"].sheet_state == "hidden"
    assert "rcpc.about.name" in book.defined_names
