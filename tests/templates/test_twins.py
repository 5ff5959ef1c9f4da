"""Twins: the DOCX and the PDF of a document hold the same words in the same order, the same headings."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx as python_docx
import pytest
from docx.oxml.ns import qn
from reading import template

from pipeline.render.word import docx

PLANS = ("written-agreement", "goals-plan", "core-group-record")
LAYOUTS = (*PLANS, "letter", "plan-changes", "review-report")
NOTES = ("minutes", "notes-first", "notes-before-review")
DOCUMENTS = ("joint-report", "protection-plan", *NOTES, "agenda", "members", "timeline", *LAYOUTS)
HEADINGS = re.compile(r"^ *H[1-6] ", re.MULTILINE)
TEXT = re.compile(r'^ *"(.*)"$', re.MULTILINE)
# What stands from one of these tags to the next.
BLOCKS = re.compile(
    r"(?:^|\n) *(H[1-6]|THead|TBody|[A-Z]\w*)\b(.*?)(?=\n *(?:H[1-6]|THead|TBody)\b|\Z)", re.DOTALL
)
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff]+")
LEADER = re.compile(r'(\n *"")+\n *"\d+"$', re.MULTILINE)

Tags = Callable[[str], str]


@pytest.mark.pdf
@pytest.mark.office
@pytest.mark.parametrize("name", DOCUMENTS)
def test_twins_hold_the_same_words_in_the_same_order(
    name: str, tags: Tags, templates: Mapping[str, bytes], views: Mapping[str, Any]
) -> None:
    word, page = letters(body(word_twin(name, templates, views))), letters(said(tags(name)))
    assert len(word) > 500
    assert parting(word, page) is None


@pytest.mark.pdf
@pytest.mark.office
@pytest.mark.parametrize("name", DOCUMENTS)
def test_twins_have_the_same_headings(
    name: str, tags: Tags, templates: Mapping[str, bytes], views: Mapping[str, Any]
) -> None:
    # The number of an item stands in its heading in one twin and before it in the other.
    word = [letters(text.rpartition("\t")[2]) for _, text in headings(word_twin(name, templates, views))]
    page = [letters(said(part)) for part in HEADINGS.split(tags(name))[1:]]
    assert len(word) > 1
    # In the tree of tags a heading is followed by what stands below it.
    assert [head for head, text in zip(word, page, strict=False) if not text.startswith(head)] == []
    assert len(word) == len(page)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_page_says_what_it_is_how_it_stands_and_that_it_is_confidential(
    name: str, templates: Mapping[str, bytes], views: Mapping[str, Any]
) -> None:
    page = views[name].page
    section = word_twin(name, templates, views).sections[0]
    assert section.header.paragraphs[0].text == (
        f"{page.title}{f' · {page.reference}' if page.reference else ''}\t{page.status}"
    )
    assert section.footer.paragraphs[0].text == f"{page.marking}\t{page.page} 1 {page.of} 1"
    codes = [code.text.strip() for code in section.footer._element.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_headings_of_a_word_document_never_skip_a_level_downwards(
    name: str, templates: Mapping[str, bytes], views: Mapping[str, Any]
) -> None:
    levels = [level for level, _ in headings(word_twin(name, templates, views))]
    assert levels[0] == 0
    assert [(before, after) for before, after in pairwise(levels) if after > before + 1] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_tables_have_names_headings_that_come_again_and_columns_that_add_up(
    name: str, templates: Mapping[str, bytes], views: Mapping[str, Any]
) -> None:
    for table in word_twin(name, templates, views).element.body.iter(qn("w:tbl")):
        about = table.tblPr
        assert about.find(qn("w:tblLayout")).get(qn("w:type")) == "fixed"
        assert about.find(qn("w:tblCaption")).get(qn("w:val")).strip()
        assert "{" not in about.find(qn("w:tblCaption")).get(qn("w:val"))
        widths = [int(column.get(qn("w:w"))) for column in table.tblGrid]
        assert sum(widths) == int(about.find(qn("w:tblW")).get(qn("w:w")))
        if about.find(qn("w:tblLook")).get(qn("w:firstRow")) == "1" and len(table.tr_lst) > 1:
            assert table.tr_lst[0].find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_template_has_styles_and_tags_and_nothing_else(name: str, templates: Mapping[str, bytes]) -> None:
    """No fixed words, which belong in the words files, and no formatting beside the styles."""
    with zipfile.ZipFile(io.BytesIO(templates[template(name, "docx")])) as package:
        written = [
            n for n in package.namelist() if re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", n)
        ]
        assert len(written) == 3
        for part in written:
            root = python_docx.oxml.parser.parse_xml(package.read(part))
            for paragraph in root.iter(qn("w:p")):
                text = re.sub(r"\{[{%].*?[}%]\}", "", "".join(t.text for t in paragraph.iter(qn("w:t"))))
                # What the page numbers show until a program has counted them.
                assert not [c for c in text if c.isalpha()], text
            assert {p.tag for run in root.iter(qn("w:rPr")) for p in run} <= {qn("w:rStyle")}
            assert {p.tag for p_pr in root.iter(qn("w:pPr")) for p in p_pr} <= {qn("w:pStyle")}


def test_the_templates_are_as_they_were_laid(templates: Mapping[str, bytes]) -> None:
    """Whoever changes the program that lays them lays them anew; edits in Word end this test's part."""
    place = Path(__file__).parents[2] / "tools" / "lay_docx_templates.py"
    told = subprocess.run([sys.executable, place], cwd=place.parents[1], capture_output=True, text=True)
    assert (told.returncode, told.stdout) == (0, ""), told.stdout + told.stderr
    assert {template(name, "docx") for name in DOCUMENTS} == {p for p in templates if p.endswith(".docx")}


@pytest.mark.office
def test_templates_saved_by_a_word_processor_still_say_everything(
    templates: Mapping[str, bytes], views: Mapping[str, Any], tmp_path: Path
) -> None:
    """Administrators open them, change them and save them; the tags must come through that."""
    laid = {name: template(name, "docx") for name in DOCUMENTS}
    for place in laid.values():
        (tmp_path / Path(place).name).write_bytes(templates[place])
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    saving = ["soffice", profile, "--headless", "--convert-to", "docx", "--outdir", tmp_path / "saved"]
    subprocess.run([*saving, *tmp_path.glob("*.docx")], check=True, capture_output=True, timeout=300)
    for name, place in laid.items():
        saved = {place: (tmp_path / "saved" / Path(place).name).read_bytes()}
        before, after = (letters(body(word_twin(name, source, views))) for source in (templates, saved))
        assert parting(before, after) is None


def word_twin(name: str, templates: Mapping[str, bytes], views: Mapping[str, Any]) -> Any:
    content = docx(templates, template(name, "docx"), views[name], "en-GB")
    return python_docx.Document(io.BytesIO(content))


def body(document: Any) -> str:
    """Everything written in a Word document, tables and all, from its first paragraph to its last."""
    return " ".join(
        "".join(t.text or "" for t in paragraph.iter(qn("w:t")))
        for paragraph in document.element.body.iter(qn("w:p"))
    )


def headings(document: Any) -> list[tuple[int, str]]:
    """Title and headings with their level: 0 for the title, then as the styles say."""
    found = []
    for paragraph in document.paragraphs:
        style, level = paragraph.style, None
        if style.name in {"Title", "Cover Title"}:
            found.append((0, paragraph.text))
            continue
        while style is not None and level is None:
            outline = style.element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
            level = None if outline is None else int(outline.get(qn("w:val"))) + 1
            style = style.base_style
        if level is not None:
            found.append((level, paragraph.text))
    return found


def said(tags: str) -> str:
    """The texts of a tree of tags. Page numbers of a list of contents are left out: Word prints none.

    A table that goes on over the page is tagged as one table after another, each with the headings: they
    count once, until another heading of the document comes between.
    """
    texts, above = [], ""
    for kind, block in BLOCKS.findall(LEADER.sub("", tags)):
        here = "".join(TEXT.findall(block))
        if kind != "THead" or here != above:
            texts.append(here)
        if kind == "THead":
            above = here
        elif kind.startswith("H"):
            above = ""
    return "".join(texts)


def letters(text: str) -> str:
    """Letters and figures alone: how twins are spaced and laid out is each one's own.

    What runs from right to left is read from the page the other way round, so its letters are sorted.
    """
    plain = "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())
    return RIGHT_TO_LEFT.sub(lambda run: "".join(sorted(run.group())), plain)


def parting(one: str, other: str) -> tuple[str, str] | None:
    """Where two texts part, with what stands there in each; None if they are the same."""
    if one == other:
        return None
    pairs = zip(one, other, strict=False)
    place = next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
    near = slice(max(0, place - 40), place + 60)
    return one[near], other[near]
