"""The pieces that a Word form is put together from: runs, cells, rows, typing aids."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

from pipeline.render.word_text import printable

Element = Any  # elements of python-docx carry no useful types


def element(tag: str, *children: Element, **attributes: object) -> Element:
    """An element of WordprocessingML with its children; attributes are in the same namespace."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    made.extend(children)
    return made


def run(text: str, style: str = "") -> Element:
    """A run of text; tabs stay tabs, and a line break stays inside the paragraph."""
    made = element("r", *([element("rPr", element("rStyle", val=style))] if style else []))
    for number, line in enumerate(printable(text).split("\n")):
        if number:
            made.append(element("br"))
        for place, piece in enumerate(line.split("\t")):
            if place:
                made.append(element("tab"))
            if piece:
                words = element("t")
                words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
                words.text = piece
                made.append(words)
    return made


def key_run(key: str) -> Element:
    """A hidden run: the key of what stands before it."""
    return run(key, "FormKey")


def paragraph(style: str, *content: Element) -> Element:
    """A paragraph of one style."""
    return element("p", element("pPr", element("pStyle", val=style)), *content)


def paragraphs(style: str, text: str) -> list[Element]:
    """One paragraph for each line of a text; a blank text is one empty paragraph."""
    return [paragraph(style, *([run(line)] if line else [])) for line in text.split("\n")]


def cell(width: int, *content: Element) -> Element:
    """A cell of a table, ``width`` in twentieths of a point."""
    return element("tc", element("tcPr", element("tcW", w=width, type="dxa")), *content)


def row(cells: Iterable[Element], *, header: bool = False, height: int = 0, whole: bool = True) -> Element:
    """A row; a header row is repeated on each page, a ``whole`` one is not split between two pages."""
    marks = [element("cantSplit")] if whole else []
    if height:
        marks.append(element("trHeight", val=height, hRule="atLeast"))
    if header:
        marks.append(element("tblHeader"))
    return element("tr", element("trPr", *marks), *cells)


def table(title: str, widths: Sequence[int], rows: Iterable[Element], *, top: bool, side: bool) -> Element:
    """A table with a name for screen readers; its first row (``top``) or column (``side``) is a heading."""
    look = element(
        "tblLook",
        val=f"{0x0020 * top | 0x0080 * side | 0x0600:04X}",
        firstRow=int(top),
        lastRow=0,
        firstColumn=int(side),
        lastColumn=0,
        noHBand=1,
        noVBand=1,
    )
    about = element(
        "tblPr",
        element("tblStyle", val="FormTable"),
        element("tblW", w=sum(widths), type="dxa"),
        element("tblLayout", type="fixed"),
        look,
        element("tblCaption", val=printable(title)),
    )
    grid = element("tblGrid", *(element("gridCol", w=width) for width in widths))
    return element("tbl", about, grid, *rows)


def drop_down(
    name: str, number: int, offered: Sequence[str], answer: str, hint: str, *, closed: bool
) -> Element:
    """A drop-down; an open one (``closed=False``) also takes what is not on its list."""
    items = [
        element("listItem", displayText=printable(o), value=printable(o)) for o in dict.fromkeys(offered)
    ]
    return _control(name, number, element("dropDownList" if closed else "comboBox", *items), answer, hint)


def date_picker(name: str, number: int, language: str, iso: str, answer: str, hint: str) -> Element:
    """A calendar; ``answer`` is the day in words, ``iso`` the same day for the calendar, "" if it is none."""
    known = {"fullDate": f"{iso}T00:00:00Z"} if iso else {}
    calendar = element(
        "date",
        element("dateFormat", val="d MMMM yyyy"),
        element("lid", val=language),
        element("storeMappedDataAs", val="dateTime"),
        element("calendar", val="gregorian"),
        **known,
    )
    return _control(name, number, calendar, answer, hint)


def field(code: str, shown: str) -> list[Element]:
    """A field that Word works out, such as PAGE, with what is shown until it has."""
    return [
        element("r", element("fldChar", fldCharType="begin")),
        element("r", _code(code)),
        element("r", element("fldChar", fldCharType="separate")),
        run(shown),
        element("r", element("fldChar", fldCharType="end")),
    ]


def _code(code: str) -> Element:
    made = element("instrText")
    made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    made.text = f" {code} "
    return made


def _control(name: str, number: int, kind: Element, answer: str, hint: str) -> Element:
    about = [element("alias", val=printable(name)[:60]), element("id", val=number)]
    if not answer:
        about.append(element("showingPlcHdr"))
    shown = run(answer) if answer else run(hint, "PlaceholderText")
    return element("sdt", element("sdtPr", *about, kind), element("sdtContent", shown))
