"""Answers that look like code: of templates, of pages, of office programs. Each stays the text that it is."""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree

from pipeline.apart.rendering import APART, Limits, made
from pipeline.cli.demo import typed_answers
from pipeline.model.submission import Accepted
from pipeline.read.arrival import read
from pipeline.rulebook.form import Form, Kind
from pipeline.rulebook.library import Library
from pipeline.run import Planned, documents, fold_record, mailbox_forms
from pipeline.storage.example import Sent, load_example
from pipeline.storage.settings import PROJECT

# Each would show itself if it were obeyed: a product printed, a file or an address fetched, a cell computed.
ATTACKS = (
    "{{7007*7}}",
    "{% if 1 %}{{'490' ~ '49'}}{% endif %}",
    "{#hidden#}",
    "{{''.__class__.__mro__[1].__subclasses__()}}",
    "{{view.page}} {{self}} {{cycler.__init__.__globals__}}",
    "{%tr if 0 %}",
    "{{r view }}",
    "{%p include 'shared/page.html' %}",
    "${7007*7} #{7007*7} <%= 7007*7 %>",
    "<script>document.write(7007*7)</script>",
    "<img src='file:///etc/passwd'>",
    "<img src=http://127.0.0.1:9/x><link rel=stylesheet href=//127.0.0.1:9/y>",
    "<svg onload=alert(1)><image href='file:///etc/hostname'/></svg>",
    "<object data='data:text/html;base64,PGI+'></object>",
    "</td></tr></table><style>*{display:none}</style>",
    "url(file:///etc/passwd) @import 'http://127.0.0.1:9/';",
    "<link rel=attachment href='file:///etc/passwd'>",
    "]]></w:t></w:r></w:p><w:p/>",
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e; &lt; &amp;",
    "=7007*7",
    "+7007*7",
    "@SUM(7007,7)",
    "-7007*7",
    '=HYPERLINK("http://127.0.0.1:9/","7")',
    "=cmd|' /C calc'!A0",
    '{ DDEAUTO c:\\\\windows\\\\calc "x" }',
    "http://127.0.0.1:9/ file:///etc/passwd mailto:x@example.org",
)
EXAMPLE = [
    each for each in load_example(PROJECT / "example") if not each.again and "returned" not in each.name
]
PAGES = ("joint-report-draft.pdf", "members.pdf")  # the longest and the one with most in small cells
LEFT_ALONE = {"case", "protocol", "nation", "language"}  # what names a file of ours, or the case

pytestmark = pytest.mark.skipif(not APART, reason="asks whether a child reaches out")


def attacked(form: Form, sent: Sent) -> Mapping[str, Any]:
    """The answers of a form with an attack behind each free text, always the same behind the same text."""

    def row(block: str, answers: Mapping[str, Any]) -> dict[str, Any]:
        kinds = {field.key: field.kind for field in form.block(block).fields}
        return {
            key: f"{answer} {ATTACKS[sum(answer.encode()) % len(ATTACKS)]}"
            if kinds[key] is Kind.TEXT and key not in LEFT_ALONE
            else answer
            for key, answer in answers.items()
        }

    answers = typed_answers(form, json.loads(json.dumps(sent.answers)))
    return {
        block: [row(block, each) for each in content] if isinstance(content, list) else row(block, content)
        for block, content in answers.items()
    }


def texts(answers: Mapping[str, Any]) -> list[str]:
    rows = [
        row for content in answers.values() for row in (content if isinstance(content, list) else [content])
    ]
    return [value for row in rows for value in row.values() if isinstance(value, str) and said(value)]


def said(value: str) -> bool:
    return any(attack in value for attack in ATTACKS)


@pytest.fixture(scope="module")
def case(library: Library) -> tuple[Planned, ...]:
    """Documents and forms of a case of which every text was an attack."""
    accepted = []
    for number, sent in enumerate(EXAMPLE, 1):
        form = library.forms[sent.form]
        raw = json.dumps({"form": form.name, "version": form.version, **attacked(form, sent)}).encode()
        filled = read(raw, library.forms, library.findings).value
        assert filled is not None
        accepted.append(Accepted(number, hashlib.sha256(raw).hexdigest(), sent.received, filled))
    (folded,) = fold_record(accepted, library)
    forms = [form for each in mailbox_forms(folded, library).values() for form in each]
    return (*documents(folded, library, EXAMPLE[-1].received), *forms)


@pytest.fixture(scope="module")
def printed(case: tuple[Planned, ...], tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Each kind of document once, made in a child that may not reach out."""
    wanted = ("joint-report-draft", "protection-plan.", "members", "agenda", "minutes-2026-12-07", "timeline")
    kinds = {
        (planned.path.partition("-CP-")[0], planned.path.rpartition(".")[2]): planned
        for planned in case
        if planned.path.startswith(wanted) or "-CP-" in planned.path
        if planned.path in PAGES or not planned.path.endswith(".pdf")
    }
    chosen = list(kinds.values())
    limits = Limits(tmp_path_factory.mktemp("temporary"))
    found = dict(made([planned.make for planned in chosen], limits, lambda _: True))
    faults = {chosen[at].path: each for at, each in found.items() if isinstance(each, Exception)}
    assert faults == {}
    return {chosen[at].path: each for at, each in found.items() if isinstance(each, bytes)}


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b\u00ad-]+", "", unicodedata.normalize("NFC", text))


def words_of_docx(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        bodies = [
            package.read(n) for n in package.namelist() if re.match(r"word/(document|header|footer)", n)
        ]
    return "".join(t.text or "" for body in bodies for t in etree.fromstring(body).iter("{*}t"))


def words_of_pdf(content: bytes, folder: Path) -> str:
    (folder / "page.pdf").write_bytes(content)
    command = ["pdftotext", "-raw", str(folder / "page.pdf"), "-"]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


def words_of_workbook(content: bytes) -> str:
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}  # never "f": nothing is computed
    assert not [cell for cell in cells if cell.hyperlink and cell.hyperlink.target]
    return "\n".join(str(cell.value) for cell in cells if cell.value is not None)


def test_every_attack_is_tried() -> None:
    tried = {
        ATTACKS[sum(answer.encode()) % len(ATTACKS)]
        for sent in EXAMPLE
        for content in sent.answers.values()
        for row in (content if isinstance(content, list) else [content])
        for answer in row.values()
    }
    assert tried == set(ATTACKS)


def test_the_joint_report_prints_every_attack_as_it_was_written(
    printed: dict[str, bytes], library: Library
) -> None:
    report = squeezed(words_of_docx(printed["joint-report-draft.docx"]))
    contributions = [each for each in EXAMPLE if each.form == "contribution"]
    latest = {each.mailbox: each for each in contributions}
    wanted = [
        text
        for sent in latest.values()
        for text in texts(attacked(library.forms[sent.form], sent))
        if len(text) > 60
    ]
    assert len(wanted) > 200
    assert [text for text in wanted if squeezed(text) not in report] == []


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_nothing_was_obeyed_in_any_office_document(printed: dict[str, bytes], kind: str) -> None:
    read_as: Callable[[bytes], str] = words_of_docx if kind == "docx" else words_of_workbook
    documents = {path: read_as(content) for path, content in printed.items() if path.endswith(kind)}
    assert len(documents) >= 4
    attacks = 0
    for path, text in documents.items():
        assert "49049" not in text, path
        assert not re.search(r"root:x:|<class 'type'>|jinja2\.", text), path
        attacks += said(text)
    assert attacks >= 4


@pytest.mark.pdf
def test_pages_say_the_same_and_nothing_was_fetched(printed: dict[str, bytes], tmp_path: Path) -> None:
    """A fetch would have failed the page; a file would stand on it or be carried by it."""
    pages = {path: content for path, content in printed.items() if path.endswith(".pdf")}
    assert len(pages) == len(PAGES)
    for path, content in pages.items():
        text = words_of_pdf(content, tmp_path)
        assert "49049" not in squeezed(text), path
        assert not re.search(r"root:x:|<class 'type'>|jinja2\.", text), path
        assert not re.search(rb"/(EmbeddedFile|JavaScript|URI|Launch)\b", content), path
    report = squeezed(words_of_pdf(pages["joint-report-draft.pdf"], tmp_path))
    assert [attack for attack in ATTACKS if squeezed(attack) not in report] == []
