"""The body of the timeline check: whether it fits, the days drawn, every step."""

from __future__ import annotations

from pipeline.render.word_parts import Element, element, run

from .pieces import (
    Elements,
    bare_table,
    cell,
    each,
    head,
    lines,
    maybe,
    p,
    put,
    row,
    row_tag,
    section,
    shared_out,
    simple_table,
    table,
    tag,
    value,
    when,
)
from .styles import CELL_MARGIN, LANDSCAPE, style_id

STEPS = (20, 12, 20, 13, 12, 12, 11)
SEEN = (16, 14, 14, 14, 11, 22, 9)


def timeline() -> Elements:
    """What is due when, and whether it fits."""
    width = LANDSCAPE
    return [
        *head(width, children=False),
        p("heading 1", value("view.fits.title")),
        p("Lead", value("view.fits.how")),
        *each(
            "reading",
            "view.fits.readings",
            p("heading 2", value("reading.reading")),
            tag('if reading.code == "short"'),
            *lines("Verdict Short", "reading.sentences"),
            tag("else"),
            *lines("Verdict", "reading.sentences"),
            tag("endif"),
            p("Gap"),
            *simple_table((44, 28, 28), width, "reading.plan", value("reading.reading")),
        ),
        *when("view.drawing", *_drawing(width)),
        *_steps(width),
        *when("view.seen", *_seen(width)),
        *section("view.readings"),
    ]


def _drawing(width: int) -> Elements:
    """The drawing as a table: the words of a step on the left, its bar on the right."""
    name = "view.drawing"
    widths = shared_out((34, 66), width)
    axis = widths[1] - 2 * CELL_MARGIN
    lane = [
        p("Cell Strong", value("lane.step")),
        p("Cell", "{{ lane.due_label }} · {{ lane.status }}"),
    ]
    rows = [
        row(cell(widths[0], p("Scale")), cell(widths[1], put(f"{name}.weeks|scale({axis})"))),
        row_tag(f"for lane in {name}.lanes", widths),
        row(cell(widths[0], *lane), cell(widths[1], put(f"lane|strip({name}, {axis})"))),
        row_tag("endfor", widths),
        _marked("conference", widths, axis),
        row_tag(f"if {name}.today", widths),
        _marked("today", widths, axis),
        row_tag("endif", widths),
        row_tag(f"for day in {name}.holidays", widths),
        row(
            cell(widths[0], p("Cell", value("day.label"))), cell(widths[1], put(f"day|mark({name}, {axis})"))
        ),
        row_tag("endfor", widths),
    ]
    legend = [
        piece
        for part in ("weekend", "holiday", "allowed", "done")
        for piece in (
            element("r", element("tab")),
            element("r", element("rPr", element("rStyle", val=style_id(f"Strip {part}"))), element("tab")),
            element("r", element("tab")),
            run(value(f"{name}.legend.{part}")),
        )
    ][1:]
    return [
        p("Opening Heading", value(f"{name}.title")),
        bare_table(widths, rows, value(f"{name}.description")),
        p("Gap"),
        p("Legend", *legend),
    ]


def _marked(day: str, widths: list[int], axis: int) -> Element:
    name = f"view.drawing.{day}"
    label = cell(widths[0], p("Flag", value(f"{name}.label")))
    return row(label, cell(widths[1], put(f"{name}|mark(view.drawing, {axis})")))


def _steps(width: int) -> Elements:
    name = "view.steps"
    widths = shared_out(STEPS, width)
    late = '["overdue", "done-late", "at-risk"]'
    standing = [
        tag(f"if row.code in {late}"),
        p("Flag", value("row.status")),
        tag("else"),
        p("Cell Strong", value("row.status")),
        tag("endif"),
    ]
    rows = [
        row_tag(f"for row in {name}.rows", widths),
        row(
            cell(widths[0], p("Cell Strong", value("row.step")), *maybe("Cell", "row.children")),
            cell(widths[1], p("Cell", value("row.who"))),
            cell(widths[2], p("Cell", value("row.limit")), p("Cell Source", value("row.counted"))),
            cell(widths[3], p("Cell", value("row.due"))),
            cell(widths[4], *maybe("Cell", "row.done")),
            cell(widths[5], *standing, *maybe("Flag", "row.late")),
            cell(widths[6], p("Cell Source", value("row.source"))),
        ),
        row_tag("endfor", widths),
    ]
    return [
        p("heading 1", value(f"{name}.title")),
        *lines("Note", f"{name}.state"),
        p("Gap"),
        table(STEPS, width, f"{name}.headings", rows, value(f"{name}.title")),
        p("Gap"),
    ]


def _seen(width: int) -> Elements:
    """How often each child was seen: a table for each."""
    name = "view.seen"
    return [
        p("heading 1", value(f"{name}.title")),
        p("Lead", value(f"{name}.lead")),
        *lines("Note", f"{name}.state"),
        *each(
            "child",
            f"{name}.children",
            p("heading 2", value("child.name")),
            *simple_table(SEEN, width, "child.table", value("child.name"), first_bold=True),
        ),
    ]
