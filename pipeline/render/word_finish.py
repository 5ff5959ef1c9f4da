"""The last touch to a filled Word document: what a template cannot say for itself."""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.oxml.ns import qn

from pipeline.render.drawable import direction
from pipeline.render.word_package import NO_DATE
from pipeline.render.word_parts import Element, element
from pipeline.render.word_text import printable

TALL = 20  # lines
LETTER = 100  # about the width of a letter in a table, in twentieths of a point
# What stands before the direction of a paragraph in its properties, by the schema of Word.
BEFORE_DIRECTION = {
    "pStyle",
    "keepNext",
    "keepLines",
    "pageBreakBefore",
    "framePr",
    "widowControl",
    "numPr",
    "suppressLineNumbers",
    "pBdr",
    "shd",
    "tabs",
    "suppressAutoHyphens",
    "kinsoku",
    "wordWrap",
    "overflowPunct",
    "topLinePunct",
    "autoSpaceDE",
    "autoSpaceDN",
}


def finish(document: Document, title: str, language: str) -> None:
    """Say title and language, and nobody's name nor any day; mend cells, rows and directions of text.

    An empty cell gets the paragraph that Word asks for, a tall row may break over the page, and a text that
    begins from right to left runs so.
    """
    about = document.core_properties
    about.title, about.language, about.author, about.last_modified_by = printable(title), language, "", ""
    about.comments, about.keywords, about.revision = "", "", 1
    about.created = about.modified = NO_DATE
    _speak(document, language)
    body = document.element.body
    for cell in body.iter(qn("w:tc")):
        if cell[-1].tag != qn("w:p"):  # an empty answer; Word will not open a cell without a paragraph
            cell.append(element("p"))
    for row in body.iter(qn("w:tr")):
        _let_break(row)
    for paragraph in body.iter(qn("w:p")):
        _direct(paragraph)


def _speak(document: Document, language: str) -> None:
    """The language that is read out and checked for spelling, wherever the template names one."""
    for part in (document.styles.element, document.settings.element):
        for mark in part.iter(qn("w:lang"), qn("w:themeFontLang")):
            mark.set(qn("w:val"), language)


def _let_break(row: Element) -> None:
    """Rows stay whole, as their template says, unless that would leave half a page empty before them."""
    whole = row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}")
    if whole is not None and any(_lines(cell) > TALL for cell in row.iter(qn("w:tc"))):
        whole.getparent().remove(whole)


def _lines(cell: Element) -> float:
    """How many lines the text of a cell takes, about."""
    width = int(cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}").get(qn("w:w")))
    texts = ("".join(text.text or "" for text in p.iter(qn("w:t"))) for p in cell.iter(qn("w:p")))
    return sum(1 + len(text) * LETTER / width for text in texts)


def _direct(paragraph: Element) -> None:
    """Let a paragraph run from right to left if its first letter does, as a browser would."""
    texts = [text for text in paragraph.iter(qn("w:t")) if text.text]
    if direction("".join(text.text for text in texts)) != "rtl":
        return
    properties = _properties(paragraph, "pPr")
    before = [p for p in properties if p.tag.rpartition("}")[2] in BEFORE_DIRECTION]
    properties.insert(len(before), element("bidi"))
    for text in texts:
        _properties(text.getparent(), "rPr").append(element("rtl"))


def _properties(of: Element, name: str) -> Any:
    found = of.find(qn(f"w:{name}"))
    if found is None:
        found = element(name)
        of.insert(0, found)
    return found
