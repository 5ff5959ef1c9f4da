"""Every style of the Word templates, as XML: nothing in a template is formatted in any other way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any
from xml.sax.saxutils import quoteattr

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

# Fonts that Word users have, near in feeling to those of the PDF: a plain face to read, a serif to head.
TEXT, SERIF = "Arial", "Georgia"
ACCENT, INK, QUIET, WHITE = "1D5C57", "222222", "4A4A4A", "FFFFFF"
RULE, PALE, SOFT = "B9B2A3", "B7CDC9", "EEF4F2"
NOTE, NOTE_EDGE, WARN, BROWN = "F5F1E8", "8A6A1F", "7A4A00", "5A5143"

PORTRAIT, LANDSCAPE = 9638, 15251  # width of the text in twentieths of a point: A4 less its margins
CELL_MARGIN = 100  # left and right of the text of a table, in twentieths of a point
INDENT = 284  # of somebody's words, whose edge is drawn in the margin beside them


@dataclass(frozen=True, slots=True)
class Look:
    """One paragraph style. Distances in points, indents in twentieths of a point, sizes in points."""

    name: str
    based: str = "Normal"
    font: str = ""
    size: float = 0
    colour: str = ""
    bold: bool | None = None
    before: float | None = None
    after: float | None = None
    line: int = 0
    left: int = 0
    right: int = 0
    hanging: int = 0
    keep_next: bool | None = None
    keep_lines: bool = False
    new_page: bool | None = None
    edges: dict[str, str] = field(default_factory=dict)
    fill: str = ""
    tabs: str = ""
    bullet: bool = False
    outline: int | None = None
    following: str = ""


STRIPS = {"Weekend": "E6DFCF", "Holiday": "E3C98F", "Allowed": ACCENT, "Done": "D08A2E", "Mark": WARN}

# Four times: where a sample begins, where it ends, where its words begin.
LEGEND_TABS = "".join(
    f'<w:tab w:val="left" w:pos="{3600 * sample + place}"/>'
    for sample in range(4)
    for place in ((0, 340, 480) if sample else (340, 480))
)


def edge(colour: str, eighths: int, space: int) -> str:
    """A border: its width in eighths of a point, its distance from the text in points."""
    return f'w:val="single" w:sz="{eighths}" w:space="{space}" w:color="{colour}"'


BESIDE = {"left": edge(PALE, 16, 10)}
BESIDE_ALL = {"left": edge(ACCENT, 16, 10)}
BOX = {side: edge(ACCENT, 8, 7) for side in ("top", "left", "bottom", "right")}
WARN_BOX = {side: edge(NOTE_EDGE, 8, 5) for side in ("top", "left", "bottom", "right")}


LETTER: dict[str, dict[str, Any]] = {
    "Title": {"size": 13, "before": 9, "after": 5},
    "Listing Heading": {"size": 10.5, "before": 5, "after": 1},
    "Marking": {"size": 8.5, "left": 0, "right": 0, "edges": {}, "after": 2},
    "Note": {"size": 8.5, "before": 2, "after": 2},
    "Lead": {"after": 3},
    "Label": {"before": 0, "after": 1.5},
    "Fact": {"before": 0, "after": 1.5},
    "Passage": {"before": 0},
    "Cell": {"after": 0},
}
"""What a letter has otherwise than a report: it is read once, by one person, on one page if it can be."""


AGENDA: dict[str, dict[str, Any]] = {
    "Title": {"size": 22, "before": 8, "after": 2},
    "heading 1": {"size": 13, "before": 11, "after": 3},
    "Agenda Item": {"size": 11, "before": 3, "after": 0},
    "Agenda Note": {"after": 0},
    "Marking": {"after": 2},
    "Status Note": {"after": 3},
    "Label": {"before": 0, "after": 1},
    "Fact": {"before": 0, "after": 1},
    "Cell": {"after": 0},
    "Gap": {"after": 2},
}
"""What an agenda has otherwise: two pages for an ordinary family, with less between the lines."""


def looks(width: int, table_size: float) -> tuple[Look, ...]:
    """The paragraph styles for a page whose text is ``width`` twentieths of a point wide."""
    right_tab = f'<w:tab w:val="right" w:pos="{width}"/>'
    return (
        Look("Title", font=SERIF, size=25, colour=ACCENT, bold=True, before=20, after=4, keep_next=True),
        Look("Cover Title", "Title", size=30, before=20, after=6),
        Look(
            "heading 1",
            font=SERIF,
            size=16,
            colour=ACCENT,
            bold=True,
            before=26,
            after=6,
            keep_next=True,
            keep_lines=True,
            edges={"top": edge(ACCENT, 16, 7)},
            outline=0,
        ),
        Look("Opening Heading", "heading 1", new_page=True, before=0),
        Look("Contents Heading", "heading 1"),
        Look("Listing Heading", "heading 1", size=11, before=8, after=2, edges={"top": 'w:val="nil"'}),
        Look(
            "heading 2",
            font=SERIF,
            size=12.5,
            colour=INK,
            bold=True,
            before=16,
            after=4,
            keep_next=True,
            keep_lines=True,
            outline=1,
        ),
        Look(
            "Agenda Item",
            "heading 2",
            size=11.5,
            before=11,
            after=1,
            left=620,
            hanging=620,
            tabs='<w:tab w:val="left" w:pos="620"/>',
        ),
        Look(
            "heading 3",
            size=11,
            colour=ACCENT,
            bold=True,
            before=13,
            after=2,
            keep_next=True,
            keep_lines=True,
            outline=2,
        ),
        Look("Entry Heading", "heading 3", size=10, before=0, after=0, left=INDENT, edges=BESIDE),
        Look("Entry Heading In Section", "Entry Heading", outline=1),
        Look("Entry Heading Below Heading 3", "Entry Heading", outline=3),
        Look("Agreed Heading", "Entry Heading In Section", edges=BESIDE_ALL, fill=SOFT),
        Look("Marking", size=9, colour=ACCENT, bold=True, left=160, right=160, edges=BOX, after=6),
        Look("Status", size=14, bold=True, before=6, after=2, keep_next=True),
        Look("Cover Status", "Status", size=18),
        Look("Status Note", colour=QUIET, after=8),
        Look("Lead", colour=QUIET, after=6, keep_next=True),
        Look(
            "Note", left=170, right=120, before=6, after=2, fill=NOTE, edges={"left": edge(NOTE_EDGE, 24, 8)}
        ),
        Look(
            "Source",
            size=9,
            colour=BROWN,
            bold=True,
            left=INDENT,
            before=0,
            after=0,
            keep_next=True,
            edges=BESIDE,
        ),
        Look("Passage", left=INDENT, before=3, after=0, edges=BESIDE),
        Look("Agreed Source", "Source", edges=BESIDE_ALL, fill=SOFT),
        Look("Agreed Passage", "Passage", edges=BESIDE_ALL, fill=SOFT),
        Look("Label", size=9.5, colour=QUIET, bold=True, before=2),
        Look("Fact", size=10, before=2),
        Look("Action Text", bold=True, after=3, keep_next=True),
        Look("Differ", bold=True, before=8, after=8, left=120, right=120, keep_next=True, edges=WARN_BOX),
        Look("Tally", bold=True, before=6, after=4),
        Look("Agenda Note", colour=QUIET, left=620, after=2),
        Look(
            "Verdict",
            before=2,
            after=2,
            left=170,
            fill=SOFT,
            keep_next=True,
            edges={"left": edge(ACCENT, 24, 8)},
        ),
        Look("Verdict Short", "Verdict", fill=NOTE, edges={"left": edge(NOTE_EDGE, 24, 8)}),
        Look("Scale", size=8, colour=QUIET, after=0, keep_next=True),
        Look("Strip", size=9, before=3, after=0, line=240, keep_next=True),
        Look("Legend", size=9, colour=QUIET, after=2, tabs=LEGEND_TABS),
        Look("Contents", before=4, after=4, keep_next=True, edges={"bottom": edge("DDD6C8", 4, 5)}),
        Look("List Bullet", left=320, hanging=260, after=2, bullet=True),
        Look("Room Label", bold=True, before=12, after=4, keep_next=True),
        Look("Column", size=table_size, colour=WHITE, bold=True, keep_next=True),
        Look("Cell", size=table_size, after=2),
        Look("Cell Strong", "Cell", bold=True),
        Look("Cell Label", "Cell", colour=QUIET, bold=True, before=2, after=0, keep_next=True),
        Look("Cell Source", "Cell", size=table_size - 0.5, colour=QUIET),
        Look("Flag", "Cell", colour=WARN, bold=True),
        Look("Banner", "Cell", bold=True, keep_next=True),
        Look("Gap", size=2, before=0, after=4, line=40),
        Look("Gap Beside", "Gap", after=0),
        Look("Control", size=8, colour="808080"),
        Look("header", size=8.5, colour=QUIET, bold=True, tabs=right_tab, edges={"bottom": edge(RULE, 5, 5)}),
        Look("footer", size=8.5, colour=QUIET, tabs=right_tab),
    )


def letter_looks(width: int, table_size: float) -> tuple[Look, ...]:
    """Those of a letter, with the room for a signature above the name."""
    own = (replace(look, **LETTER.get(look.name, {})) for look in looks(width, table_size))
    return (*own, Look("Farewell", after=36, keep_next=True), Look("Signing", "Fact", keep_next=True))


def agenda_looks(width: int, table_size: float) -> tuple[Look, ...]:
    """Those of an agenda."""
    return tuple(replace(look, **AGENDA.get(look.name, {})) for look in looks(width, table_size))


def style_sheet(text_size: float, paragraphs: Iterable[Look], cell_room: tuple[int, int] = (70, 60)) -> str:
    """The whole style sheet of one template; ``cell_room`` is above and below what a cell holds."""
    return "".join(
        (
            f'<w:styles xmlns:w="{W}">',
            _defaults(text_size),
            _default("paragraph", "Normal", "<w:qFormat/>"),
            _default("character", "Default Paragraph Font", '<w:uiPriority w:val="1"/><w:semiHidden/>'),
            _plain_table(),
            _default("numbering", "No List", "<w:semiHidden/>"),
            *(_paragraph(look) for look in paragraphs),
            _character("Header Status", f'<w:color w:val="{ACCENT}"/><w:sz w:val="19"/><w:szCs w:val="19"/>'),
            _character("Footer Marking", f'<w:b/><w:bCs/><w:color w:val="{ACCENT}"/>'),
            _character("Action Number", f'<w:b/><w:bCs/><w:color w:val="{ACCENT}"/>'),
            *(_character(f"Strip {day}", _shade(fill)) for day, fill in STRIPS.items()),
            _record_table(*cell_room),
            _facts_table("Facts Table", ""),
            _facts_table("Entry Facts Table", f"<w:tblBorders><w:left {edge(PALE, 16, 0)}/></w:tblBorders>"),
            _room_table(),
            "</w:styles>",
        )
    )


def style_id(name: str) -> str:
    """The identifier of a style: its name without spaces, each word with a capital."""
    return "".join(word[0].upper() + word[1:] for word in name.split())


def _default(kind: str, name: str, more: str) -> str:
    about = f'w:type="{kind}" w:default="1" w:styleId="{style_id(name)}"'
    return f'<w:style {about}><w:name w:val="{name}"/>{more}</w:style>'


def _defaults(size: float) -> str:
    half = round(size * 2)
    return (
        "<w:docDefaults><w:rPrDefault><w:rPr>"
        f'<w:rFonts w:ascii="{TEXT}" w:hAnsi="{TEXT}" w:eastAsia="{TEXT}" w:cs="{TEXT}"/>'
        f'<w:color w:val="{INK}"/><w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'
        '<w:lang w:val="en-GB" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault><w:pPr><w:widowControl/>"
        '<w:spacing w:before="0" w:after="60" w:line="269" w:lineRule="auto"/>'
        "</w:pPr></w:pPrDefault></w:docDefaults>"
    )


def _paragraph(look: Look) -> str:
    name, based = quoteattr(look.name), style_id(look.based)
    built_in = look.name in {
        "Title",
        "heading 1",
        "heading 2",
        "heading 3",
        "List Bullet",
        "header",
        "footer",
    }
    return (
        f'<w:style w:type="paragraph"{"" if built_in else " w:customStyle=" + quoteattr("1")}'
        f' w:styleId="{style_id(look.name)}"><w:name w:val={name}/><w:basedOn w:val="{based}"/>'
        f"<w:qFormat/><w:pPr>{_paragraph_properties(look)}</w:pPr>"
        f"<w:rPr>{_run_properties(look)}</w:rPr></w:style>"
    )


def _paragraph_properties(look: Look) -> str:
    """In the order that the schema of Word asks for."""
    parts = [_switch("keepNext", look.keep_next), _switch("keepLines", look.keep_lines or None)]
    parts.append(_switch("pageBreakBefore", look.new_page))
    if look.bullet:
        parts.append('<w:numPr><w:numId w:val="1"/></w:numPr>')
    if look.edges:
        sides = (f"<w:{s} {look.edges[s]}/>" for s in ("top", "left", "bottom", "right") if s in look.edges)
        parts.append(f"<w:pBdr>{''.join(sides)}</w:pBdr>")
    if look.fill:
        parts.append(f'<w:shd w:val="clear" w:color="auto" w:fill="{look.fill}"/>')
    if look.tabs:
        parts.append(f"<w:tabs>{look.tabs}</w:tabs>")
    parts.append(_spacing(look))
    if look.left or look.right:
        hanging = f' w:hanging="{look.hanging}"' if look.hanging else ""
        parts.append(f'<w:ind w:left="{look.left}" w:right="{look.right}"{hanging}/>')
    if look.outline is not None:
        parts.append(f'<w:outlineLvl w:val="{look.outline}"/>')
    return "".join(parts)


def _spacing(look: Look) -> str:
    wanted = [
        f'w:{name}="{round(points * 20)}"'
        for name, points in (("before", look.before), ("after", look.after))
        if points is not None
    ]
    if look.line:
        wanted.append(f'w:line="{look.line}" w:lineRule="exact"')
    return f"<w:spacing {' '.join(wanted)}/>" if wanted else ""


def _run_properties(look: Look) -> str:
    parts = []
    if look.font:
        parts.append(f'<w:rFonts w:ascii="{look.font}" w:hAnsi="{look.font}"/>')
    if look.bold is not None:
        parts.append(_switch("b", look.bold) + _switch("bCs", look.bold))
    if look.colour:
        parts.append(f'<w:color w:val="{look.colour}"/>')
    if look.size:
        parts.append(f'<w:sz w:val="{round(look.size * 2)}"/><w:szCs w:val="{round(look.size * 2)}"/>')
    return "".join(parts)


def _switch(name: str, on: bool | None) -> str:
    return "" if on is None else f"<w:{name}/>" if on else f'<w:{name} w:val="0"/>'


def _character(name: str, run: str) -> str:
    return (
        f'<w:style w:type="character" w:customStyle="1" w:styleId="{style_id(name)}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="DefaultParagraphFont"/><w:qFormat/><w:rPr>{run}</w:rPr></w:style>'
    )


def _shade(fill: str) -> str:
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'


def _plain_table() -> str:
    return (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        f"{_margins(0, 0, 0, 0)}</w:tblPr></w:style>"
    )


def _table(name: str, table: str, conditions: str = "") -> str:
    return (
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{style_id(name)}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/><w:qFormat/><w:tblPr>{table}</w:tblPr>'
        f"{conditions}</w:style>"
    )


def _record_table(above: int, below: int) -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f"<w:{side} {edge(RULE, 4, 0)}/>" for side in sides)
    head = (
        f'<w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{ACCENT}"/>'
        '<w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'
    )
    return _table(
        "Record Table",
        f"<w:tblBorders>{borders}</w:tblBorders>{_margins(above, CELL_MARGIN, below, CELL_MARGIN)}",
        head,
    )


def _facts_table(name: str, borders: str) -> str:
    return _table(name, f"{borders}{_margins(0, 0, 0, 160)}")


def _room_table() -> str:
    borders = "".join(f"<w:{side} {edge(RULE, 4, 0)}/>" for side in ("top", "left", "bottom", "right"))
    return _table("Room Table", f"<w:tblBorders>{borders}</w:tblBorders>{_margins(100, 100, 100, 100)}")


def _margins(top: int, left: int, bottom: int, right: int) -> str:
    sizes = (("top", top), ("left", left), ("bottom", bottom), ("right", right))
    inner = "".join(f'<w:{side} w:w="{size}" w:type="dxa"/>' for side, size in sizes)
    return f"<w:tblCellMar>{inner}</w:tblCellMar>"
