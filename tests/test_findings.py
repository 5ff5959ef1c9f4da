"""Every code of the catalogue is raised by a story or by one of these files."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from pipeline.check.fields import check_fields
from pipeline.model.prefill import Prefill
from pipeline.model.submission import FilledForm
from pipeline.read.arrival import read
from pipeline.render.word_form import word_form
from pipeline.render.workbook import workbook
from pipeline.rulebook.form import load_form
from pipeline.rulebook.library import Library
from pipeline.rulebook.sample import sample
from pipeline.storage.library import load

ROOT = Path(__file__).parents[1]
STORIES = Path(__file__).parent / "stories"
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 40
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

LIBRARY: Library = load(ROOT / "schemas", ROOT / "templates")
CASE = "CP-2041-007"


def form(case: str = CASE) -> bytes:
    """A contribution that answers every question."""
    contribution = LIBRARY.forms["contribution"]
    answers = sample(contribution)
    answers["about"]["case"] = case
    return workbook(contribution, LIBRARY.words["en"], Prefill(case, answers))


def edited(change: Callable[[Any], None]) -> bytes:
    """The contribution after somebody changed it in an office program."""
    book = load_workbook(io.BytesIO(form()))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def written(change: Callable[[Any], None]) -> bytes:
    """The Word form of the minutes after somebody changed it."""
    minutes = LIBRARY.forms["minutes"]
    document = docx.Document(
        io.BytesIO(word_form(minutes, LIBRARY.words["en"], Prefill(CASE, sample(minutes))))
    )
    change(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def repacked(change: Callable[[dict[str, bytes]], Any]) -> bytes:
    """The contribution with parts of its package changed."""
    with zipfile.ZipFile(io.BytesIO(form())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    return packed(parts)


def packed(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def swap(part: str, old: bytes, new: bytes) -> Callable[[dict[str, bytes]], Any]:
    def change(parts: dict[str, bytes]) -> None:
        assert old in parts[part]
        parts[part] = parts[part].replace(old, new)

    return change


def cell_of(book: Any, text: str) -> Any:
    """The first cell whose text is this."""
    return next(cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == text)


def put(book: Any, question: str, answer: str) -> None:
    label = cell_of(book, question)
    label.offset(column=1).value = answer


def drop(book: Any, sheet: str) -> None:
    del book[sheet]


def again(book: Any) -> None:
    """A second answer to one question, on a copy of its sheet."""
    copy = book.copy_worksheet(book["About"])
    copy.title = "About (2)"
    for row in copy.iter_rows():
        for cell in row:
            if cell.value == "Sam Sample":
                cell.value = "Jo Placeholder"


def far(book: Any) -> None:
    book["Chronology"]["A4000"].value = "The last word."


def other_form(book: Any) -> None:
    """A sheet that says that it belongs to the minutes."""
    line = next(
        cell
        for row in book["Analysis"].iter_rows()
        for cell in row
        if "contribution, version" in str(cell.value)
    )
    line.value = line.value.replace("contribution", "minutes")


def other_case(book: Any) -> None:
    line = next(cell for row in book["Analysis"].iter_rows() for cell in row if CASE in str(cell.value))
    line.value = line.value.replace(CASE, "CP-2041-099")


def without_block(book: Any) -> None:
    """The second part of the sheet, cut out with its heading and its hidden keys."""
    sheet = book["Factors"]
    first = cell_of(book, "Any Other Relevant Information").row
    sheet.delete_rows(first - 1, sheet.max_row)


def crossed(book: Any) -> None:
    """An answer with a line through it, left standing."""
    put(book, "Role", "Head teacher")
    cell_of(book, "Role").offset(column=1).font = Font(strike=True)


def tracked(document: Any) -> None:
    paragraph = document.paragraphs[0]._p
    inserted = OxmlElement("w:ins")
    for run in list(paragraph.r_lst):
        inserted.append(run)
    paragraph.append(inserted)


def pasted(document: Any) -> None:
    document.tables[0].rows[-1].cells[-1].paragraphs[0].add_run().add_picture(io.BytesIO(PIXEL))


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060"
    "00000005000157a5b1d40000000049454e44ae426082"
)


def plain_workbook() -> bytes:
    book = Workbook()
    book.active["A1"] = "Shopping list"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


FILES: Mapping[str, Callable[[], bytes]] = {
    "file-empty": lambda: b" \r\n",
    "file-too-large": lambda: packed({"[Content_Types].xml": b"\0" * 300_000_000}),
    "file-kind-unknown": lambda: b"\x01\x02\x03\x04\xfe",
    "file-disguised": lambda: b"<html><table><tr><td>Robin</td></tr></table></html>",
    "file-encrypted": lambda: OLE + "DRMEncryptedTransform EncryptedPackage".encode("utf-16-le"),
    "file-damaged": lambda: form()[:2000],
    "file-locked": lambda: OLE + "EncryptedPackage".encode("utf-16-le"),
    "file-old-kind": lambda: OLE + "Workbook".encode("utf-16-le"),
    "file-e-mail": lambda: b"From: sam@example.org\r\nSubject: form\r\n\r\nAttached",
    "file-picture": lambda: b"%PDF-1.7\n1 0 obj",
    "file-text": lambda: b"child,date\r\nRobin Example,3/4/2026\r\n",
    "file-packed": lambda: packed({"one.xlsx": form(), "two.xlsx": form()}),
    "file-open-document": lambda: packed(
        {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}
    ),
    "file-has-macros": lambda: repacked(
        swap(
            "[Content_Types].xml",
            b"openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            b"ms-excel.sheet.macroEnabled.main+xml",
        )
    ),
    "file-strict": lambda: repacked(
        swap("_rels/.rels", KINDS.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships")
    ),
    "file-linked": lambda: repacked(
        swap(
            "xl/_rels/workbook.xml.rels",
            b"</Relationships>",
            f'<Relationship Id="x" Type="{KINDS}/externalLink" Target="a.xml"/></Relationships>'.encode(),
        )
    ),
    "file-unsafe": lambda: repacked(lambda parts: parts.setdefault("../../home/x.xml", b"<a/>")),
    "file-unreadable": lambda: repacked(lambda parts: parts.update({"xl/workbook.xml": b"<workbook/>"})),
    "form-unknown": plain_workbook,
    "form-unclear": lambda: edited(other_form),
    "case-disagrees": lambda: edited(other_case),
    "sheet-missing": lambda: edited(lambda book: drop(book, "Analysis")),
    "part-missing": lambda: edited(without_block),
    "answered-twice": lambda: edited(again),
    "formula-without-result": lambda: edited(lambda book: put(book, "Role", "=1+1")),
    "error-in-cell": lambda: edited(lambda book: put(book, "Role", "#REF!")),
    "crossed-out": lambda: edited(crossed),
    "written-far-away": lambda: edited(far),
    "json-unreadable": lambda: b'{"form": "contribution", ',
    "json-key-twice": lambda: b'{"form": "contribution", "version": 1, "version": 2}',
    "tracked-changes": lambda: written(tracked),
    "picture-pasted": lambda: written(pasted),
}


@pytest.mark.parametrize("code", FILES)
def test_a_bad_file_gets_its_finding(code: str) -> None:
    found = read(FILES[code](), LIBRARY.forms, LIBRARY.findings)
    assert code in [finding.code for finding in found.findings]
    for finding in found.findings:
        assert LIBRARY.findings.sentence(finding).do


def test_an_answer_that_an_authority_wants_written_in_one_way() -> None:
    schema = json.loads((ROOT / "schemas/contribution.schema.json").read_text("utf-8"))
    common = json.loads((ROOT / "schemas/common.schema.json").read_text("utf-8"))
    meta = json.loads((ROOT / "schemas/form.meta.json").read_text("utf-8"))
    schema["properties"]["about"]["properties"]["role"] = {
        "title": "Pay number",
        "type": "string",
        "pattern": "^P[0-9]{3}$",
        "maxLength": 9,
        "x-means": "role",
        "examples": ["P007"],
        "x-source": "a story",
    }
    changed = load_form(schema, common, meta)
    about = {"case": CASE, "name": "Sam", "agency": "School", "written": "2026-09-07", "role": "7"}
    found = check_fields(FilledForm("contribution", 1, CASE, {"about": about}), changed, LIBRARY.findings)
    told = next(finding for finding in found if finding.code in FORMS)
    assert told.path == ("about", "role")
    assert LIBRARY.findings.sentence(told).do == "Write it like this: P007"


FORMS = {"not-as-expected"}  # raised only where an authority changed a form: the test above


def test_every_code_has_a_story_or_a_file() -> None:
    told: set[str] = set()
    for path in (STORIES / "bad").glob("*.md"):
        head = path.read_text(encoding="utf-8").split("---\n")[1]
        told |= {code for code in LIBRARY.findings.entries if f"{code} @" in head or f"- {code}\n" in head}
    assert told | set(FILES) | FORMS == set(LIBRARY.findings.entries)
    assert not told & set(FILES)
