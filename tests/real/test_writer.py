"""Word forms that the real LibreOffice Writer has opened and saved."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import docx
import pytest
import yaml
from docx.oxml.ns import qn
from docx.table import Table, _Cell

from pipeline.model.finding import Checked
from pipeline.model.prefill import Prefill
from pipeline.model.submission import FilledForm
from pipeline.read.arrival import read
from pipeline.render.word_form import word_form
from pipeline.rulebook.catalogue import Catalogue, load_catalogue
from pipeline.rulebook.form import Block, Field, Form, Kind, load_form
from pipeline.rulebook.words import load_words

pytestmark = pytest.mark.office

ROOT = Path(__file__).parents[2]
LONG = (
    "Robin said: “I like it when breakfast club is on” – every day…\n"
    "• first point\n\n• second\tpoint & <more> {{ x }} ŵ"
)
TYPED = {
    "meeting": {"case": "CP-2026-014", "held": "2026-10-06", "place": "Room 2 – “the blue room”"},
    "attendance": [{"name": "Sam Sample", "attended": "Apologies"}, {"name": "Jo Placeholder"}],
    "opening": {"matters_arising": "Two things:\n• the door\n• Robin’s shoes\n\nNothing else."},
}


def answer_to(field: Field, number: int) -> Any:
    """A plain answer to a question; every third text is a long one with everything in it that goes wrong."""
    if field.kind is Kind.CHOICE:
        return field.choices[number % len(field.choices)].label
    if field.kind is Kind.TEXT and number % 3 == 0 and field.lines > 1:
        return LONG
    return 7 if field.kind is Kind.NUMBER else field.example


def answers_to(block: Block, number: int) -> dict[str, Any]:
    return {field.key: answer_to(field, number + at) for at, field in enumerate(block.fields)}


@pytest.fixture(scope="module")
def minutes() -> Form:
    raw = [
        json.loads((ROOT / f"schemas/{name}.schema.json").read_text("utf-8"))
        for name in ("minutes", "common")
    ]
    return load_form(raw[0], raw[1])


@pytest.fixture(scope="module")
def filled(minutes: Form) -> Mapping[str, Any]:
    """Every question of the minutes answered, tables with three rows."""
    return {
        block.key: [answers_to(block, row) for row in range(3)] if block.repeats else answers_to(block, 0)
        for block in minutes.blocks
    }


def put(cell: _Cell, *lines: str, style: str | None = None) -> None:
    """Somebody clicks into a cell and types; the hint in it goes."""
    for control in list(cell._element.iter(qn("w:sdt"))):
        control.getparent().remove(control)
    cell.text = lines[0]
    for line in lines[1:]:
        cell.add_paragraph(line, style=style if line else None)


def beside(table: Table, label: str) -> _Cell:
    return next(row.cells[1] for row in table.rows if row.cells[0].paragraphs[0].text.startswith(label))


def typed_by_hand(blank: bytes) -> bytes:
    """A blank form as a note taker fills it in, with bullets from the tool bar."""
    document = docx.Document(io.BytesIO(blank))
    meeting, attendance, _, opening = document.tables[:4]
    put(beside(meeting, "Case reference"), "CP-2026-014")
    put(beside(meeting, "Date of the meeting"), "Tuesday 6th October 2026")
    put(beside(meeting, "Place"), "Room 2 – “the blue room”")
    put(attendance.cell(1, 0), "Sam Sample")
    put(attendance.cell(1, 4), "apologies")
    put(attendance.add_row().cells[0], "Jo Placeholder")
    arising = beside(opening, "Matters arising")
    put(arising, "Two things:", "the door", "Robin’s shoes", style="List Bullet")
    arising.add_paragraph("")
    arising.add_paragraph("Nothing else.")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def saved(minutes: Form, filled: Mapping[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forms saved by Writer: in ``docx``, ``odt``, ``doc``, and in ``again`` back from ``odt``."""
    folder = tmp_path_factory.mktemp("writer")
    words = load_words(yaml.safe_load((ROOT / "templates/words/en.yaml").read_text("utf-8")))
    blank = word_form(minutes, words)
    ours = {
        "blank": blank,
        "filled": word_form(minutes, words, Prefill("CP-2026-014", filled, {"members": ("Sam Sample",)})),
        "typed": typed_by_hand(blank),
    }
    for name, content in ours.items():
        (folder / f"{name}.docx").write_bytes(content)
    office = shutil.which("soffice")
    assert office, "LibreOffice Writer is needed for this test"
    for kind, source, target in (
        ("docx", "*.docx", "docx"),
        ("odt", "*.docx", "odt"),
        ("doc", "blank.docx", "doc"),
        ("docx", "odt/*.odt", "again"),
    ):
        files = [str(path) for path in sorted(folder.glob(source))]
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = [
            office,
            profile,
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            str(folder / target),
            *files,
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(yaml.safe_load((ROOT / "schemas/findings.yaml").read_text("utf-8")))


def read_back(path: Path, form: Form, catalogue: Catalogue) -> Checked[FilledForm]:
    return read(path.read_bytes(), {form.name: form}, catalogue)


@pytest.mark.parametrize("way", ["docx", "again"])
def test_a_blank_form_is_still_blank(saved: Path, minutes: Form, catalogue: Catalogue, way: str) -> None:
    found = read_back(saved / way / "blank.docx", minutes, catalogue)
    assert found.findings == ()
    assert found.value is not None
    assert found.value.answers == {}
    assert found.value.outside == ()


@pytest.mark.parametrize("way", ["docx", "again"])
def test_a_filled_form_says_the_same(
    saved: Path, minutes: Form, filled: Mapping[str, Any], catalogue: Catalogue, way: str
) -> None:
    found = read_back(saved / way / "filled.docx", minutes, catalogue)
    assert found.findings == ()
    assert found.value is not None
    assert found.value.answers == filled
    assert found.value.outside == ()
    assert found.value.case == "CP-2026-014"


@pytest.mark.parametrize("way", [".", "docx", "again"])
def test_what_a_note_taker_typed_is_read(saved: Path, minutes: Form, catalogue: Catalogue, way: str) -> None:
    found = read_back(saved / way / "typed.docx", minutes, catalogue)
    assert found.findings == ()
    assert found.value is not None
    assert found.value.answers == TYPED
    assert found.value.outside == ()


@pytest.mark.parametrize(
    ("file", "code"), [("odt/filled.odt", "file-open-document"), ("doc/blank.doc", "file-old-kind")]
)
def test_other_kinds_of_document_are_called_by_their_names(
    saved: Path, minutes: Form, catalogue: Catalogue, file: str, code: str
) -> None:
    found = read_back(saved / file, minutes, catalogue)
    assert found.value is None
    assert [finding.code for finding in found.findings] == [code]
