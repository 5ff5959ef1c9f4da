"""What the Word templates are put together from: tag paragraphs, tables, and the pieces they all share.

The pieces stand at the top of a template as Jinja macros, the twins of those in shared/macros.html, so that
whoever edits a template in Word changes how an entry looks in one place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.render.word_parts import Element, element, field, paragraph, run

from .styles import INDENT, style_id

Elements = list[Element]
LONG = 200  # letters from which on an answer stands below its label and not beside it
EDGE = 64  # where the line beside somebody's words is drawn
LOOK = {
    "val": "0620",
    "firstRow": 1,
    "lastRow": 0,
    "firstColumn": 0,
    "lastColumn": 0,
    "noHBand": 1,
    "noVBand": 1,
}


def p(style: str, *content: str | Element) -> Element:
    """A paragraph of a named style; texts become runs without any formatting."""
    return paragraph(style_id(style), *(run(c) if isinstance(c, str) else c for c in content))


def tag(jinja: str) -> Element:
    """A paragraph that only steers: it is gone from the document."""
    return p("Control", f"{{%p {jinja} %}}")


def put(call: str) -> Element:
    """A paragraph whose place is taken by a piece."""
    return p("Control", f"{{{{p {call} }}}}")


def value(name: str) -> str:
    """What prints a value of the view."""
    return f"{{{{ {name} }}}}"


def when(condition: str, *content: Element) -> Elements:
    """Content that is there only if something is."""
    return [tag(f"if {condition}"), *content, tag("endif")]


def each(name: str, things: str, *content: Element) -> Elements:
    """Content for each of several things."""
    return [tag(f"for {name} in {things}"), *content, tag("endfor")]


def maybe(style: str, name: str) -> Elements:
    """A paragraph for a text that may be blank."""
    return when(name, p(style, value(name)))


def lines(style: str, name: str) -> Elements:
    """A paragraph for each line of a text."""
    return each("line", name, p(style, value("line")))


def macro(head: str, *content: Element) -> Elements:
    """A piece that has a name."""
    return [tag(f"macro {head}"), *content, tag("endmacro")]


def shared_out(percents: Sequence[float], width: int) -> list[int]:
    """Column widths in twentieths of a point that add up to ``width``."""
    widths = [round(width * percent / 100) for percent in percents]
    widths[-1] += width - sum(widths)
    return widths


def table(
    percents: Sequence[float], width: int, headings: str, rows: Iterable[Element], about: str
) -> Element:
    """A record table: headings that come again on each page, then ``rows``. ``about`` names it aloud."""
    widths = shared_out(percents, width)
    head = [cell(w, p("Column", value(f"{headings}[{n}]"))) for n, w in enumerate(widths)]
    return _table("Record Table", widths, [row(*head, heading=True), *rows], about, LOOK)


def bare_table(widths: Sequence[int], rows: Sequence[Element], about: str) -> Element:
    """A record table that has no headings."""
    return _table("Record Table", widths, rows, about, {**LOOK, "val": "0600", "firstRow": 0})


def columns(widths: Sequence[int], *rows: Element) -> Element:
    """What stands side by side, without a line around it."""
    look = {**LOOK, "val": "0600", "firstRow": 0}
    return _table("Facts Table", widths, rows, value("view.page.title"), look)


def cell(width: int, *content: Element, fill: str = "", span: int = 1) -> Element:
    """A cell; ``span`` columns wide, its ground coloured if ``fill`` is given."""
    about = [element("tcW", w=width, type="dxa")]
    if span > 1:
        about.append(element("gridSpan", val=span))
    if fill:
        about.append(element("shd", val="clear", color="auto", fill=fill))
    return element("tc", element("tcPr", *about), *content)


def row(*cells: Element, heading: bool = False, height: int = 0) -> Element:
    """A row that stays whole; one with headings comes again on each page."""
    marks = [element("cantSplit")]
    if height:
        marks.append(element("trHeight", val=height, hRule="atLeast"))
    if heading:
        marks.append(element("tblHeader"))
    return element("tr", element("trPr", *marks), *cells)


def row_tag(jinja: str, widths: Sequence[int]) -> Element:
    """A row that only steers."""
    return row(cell(sum(widths), p("Control", f"{{%tr {jinja} %}}"), span=len(widths)))


def simple_table(
    percents: Sequence[float], width: int, name: str, about: str, *, first_bold: bool = False, height: int = 0
) -> Elements:
    """The table of a section: as many columns as it has percents; nothing at all if it has no headings."""
    widths = shared_out(percents, width)
    cells = [
        cell(w, put(f"strong(row[{n}])" if first_bold and n == 0 else f"cell(row[{n}])"))
        for n, w in enumerate(widths)
    ]
    rows = [
        row_tag(f"for row in {name}.rows", widths),
        row(*cells, height=height),
        row_tag("endfor", widths),
    ]
    made = table(percents, width, f"{name}.headings", rows, about)
    return when(f"{name}.headings", made, p("Gap"))


def facts_table(width: int, style: str, indent: int, about: str) -> Element:
    """Labels beside what belongs to them."""
    widths = shared_out((30, 70), width - indent)
    rows = [
        row_tag("for fact in items", widths),
        row_tag(f"if fact.text|join|length > {LONG}", widths),
        row(cell(width - indent, p("Label", value("fact.label")), *lines("Fact", "fact.text"), span=2)),
        row_tag("else", widths),
        row(cell(widths[0], p("Label", value("fact.label"))), cell(widths[1], *lines("Fact", "fact.text"))),
        row_tag("endif", widths),
        row_tag("endfor", widths),
    ]
    look = {**LOOK, "val": "0680", "firstRow": 0, "firstColumn": 1}
    return _table(style, widths, rows, about, look, indent)


def room(width: int, name: str, height: int) -> Element:
    """An empty box to write in."""
    return _table("Room Table", [width], [row(cell(width, p("Cell")), height=height)], value(name), LOOK)


def pieces(width: int) -> Elements:
    """The macros at the top of every template."""
    made = [
        macro("cell(items)", *lines("Cell", "items")),
        macro("strong(items)", *lines("Cell Strong", "items")),
        macro(
            "stacked(items)",
            *each("fact", "items", p("Cell Label", value("fact.label")), *lines("Cell", "fact.text")),
        ),
        macro("notes(items)", *lines("Note", "items")),
        macro(
            "facts(items)",
            *when("items", facts_table(width, "Facts Table", 0, value("view.page.title")), p("Gap")),
        ),
        macro(
            "entry(item, level)",
            *_entry_heading(),
            *maybe("Source", "item.source"),
            *lines("Passage", "item.text"),
            *when("item.facts", put("beside(item.facts)")),
            p("Gap"),
        ),
        macro("beside(items)", facts_table(width, "Entry Facts Table", EDGE, value("view.page.title"))),
        macro("entries(items, level=4)", *each("item", "items", put("entry(item, level)"))),
        macro(
            "groups(items)",
            *each(
                "group",
                "items",
                p("heading 2", value("group.title")),
                *maybe("Lead", "group.lead"),
                put("entries(group.entries)"),
                put("notes(group.notes)"),
            ),
        ),
        macro("before(section)", *maybe("Lead", "section.lead"), put("facts(section.facts)")),
        macro(
            "after(section)",
            put("entries(section.entries, 3)"),
            put("groups(section.groups)"),
            put("entries(section.further, 3)"),
            put("notes(section.notes)"),
        ),
    ]
    return [one for piece in made for one in piece]


def together_piece() -> Elements:
    """What the core group said with one voice stands on a ground of its own."""
    body = [*maybe("Agreed Heading", "item.heading"), *maybe("Agreed Source", "item.source")]
    return macro(
        "together(item)",
        *body,
        *lines("Agreed Passage", "item.text"),
        *when("item.facts", put("beside(item.facts)")),
        p("Gap"),
    )


def section(name: str, *tables: Element, heading: str = "heading 1", number: int = 0) -> Elements:
    """One section with its parts in the order of the view; a number makes it a place to go to."""
    title = p(heading, value(f"{name}.title"))
    return [
        bookmarked(title, number) if number else title,
        put(f"before({name})"),
        *tables,
        put(f"after({name})"),
    ]


def bookmarked(heading: Element, number: int) -> Element:
    """A heading that the list of contents leads to."""
    heading.insert(1, element("bookmarkStart", id=number, name=f"section_{number}"))
    heading.append(element("bookmarkEnd", id=number))
    return heading


def contents(name: str) -> Elements:
    """The titles of the sections, each leading to its place. No field that has to be brought up to date.

    It stands whole where the cover ends: else a cover that runs over leaves a page nearly empty.
    """
    link = element("hyperlink", run(value("title")), anchor="section_{{loop.index}}", history=1)
    return [
        p("Contents Heading", value(f"{name}.title")),
        *each("title", f"{name}.items", p("Contents", link)),
    ]


def head(width: int, *, cover: bool = False, children: bool = True) -> Elements:
    """The first thing read: the twin of ``head`` in shared/macros.html."""
    title, status = ("Cover Title", "Cover Status") if cover else ("Title", "Status")
    table_of = simple_table((62, 38), width, "view.head.children", value("view.head.title"), first_bold=True)
    return [
        p("Marking", value("view.head.marking")),
        p(title, value("view.head.title")),
        *maybe(status, "view.head.status"),
        *maybe("Status Note", "view.head.status_note"),
        *(table_of if children else []),
        put("facts(view.head.facts)"),
        *each(
            "listing",
            "view.head.listings",
            p("Listing Heading", value("listing.title")),
            *each("item", "listing.items", p("List Bullet", value("item"))),
        ),
    ]


def running_head() -> Element:
    """What this is and whose on the left, how it stands on the right."""
    reference = "{% if view.page.reference %} · {{ view.page.reference }}{% endif %}"
    return p(
        "header",
        value("view.page.title"),
        reference,
        element("r", element("tab")),
        run(value("view.page.status"), style_id("Header Status")),
    )


def running_foot() -> Element:
    """The marking on the left, the page of pages on the right."""
    return p(
        "footer",
        run(value("view.page.marking"), style_id("Footer Marking")),
        element("r", element("tab")),
        value("view.page.page") + " ",
        *field("PAGE", "1"),
        f" {value('view.page.of')} ",
        *field("NUMPAGES", "1"),
    )


def _entry_heading() -> Elements:
    """Headings never skip a level: an entry's own stands one below the heading above it."""
    levels = {3: "Entry Heading In Section", 4: "Entry Heading", 5: "Entry Heading Below Heading 3"}
    return [
        one
        for level, style in levels.items()
        for one in when(f"item.heading and level == {level}", p(style, value("item.heading")))
    ]


def _table(
    style: str,
    widths: Sequence[int],
    rows: Sequence[Element],
    about: str,
    look: dict[str, object],
    indent: int = 0,
) -> Element:
    properties = [
        element("tblStyle", val=style_id(style)),
        element("tblW", w=sum(widths), type="dxa"),
        element("tblInd", w=indent, type="dxa"),
        element("tblLayout", type="fixed"),
    ]
    if indent:
        margin = element("tblCellMar", element("left", w=INDENT - indent, type="dxa"))
        properties.append(margin)
    properties += [element("tblLook", **look), element("tblCaption", val=about)]
    grid = element("tblGrid", *(element("gridCol", w=width) for width in widths))
    return element("tbl", element("tblPr", *properties), grid, *rows)
