"""The body of each paper that is a partnership's own. Twins: templates/*/*.html."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.render.word_parts import Element, run

from .pages import agreement
from .pieces import (
    Elements,
    cell,
    each,
    head,
    p,
    put,
    row,
    row_tag,
    section,
    shared_out,
    table,
    value,
)
from .styles import LANDSCAPE, NOTE, SOFT, style_id

Widths = tuple[float, ...]

AGREEMENT_PLAN: Widths = (15, 20, 10, 12, 10, 15, 18)
GOALS_PLAN: Widths = (18, 20, 12, 9.5, 9.5, 18, 13)


def written_agreement() -> Elements:
    """The plan as an agreement that everybody signs."""
    return _laid_plan(AGREEMENT_PLAN)


def goals_plan() -> Elements:
    """The plan by what needs to be achieved."""
    return _laid_plan(GOALS_PLAN)


LAYOUTS: dict[str, tuple[Callable[[], Elements], bool]] = {
    "written-agreement": (written_agreement, True),
    "goals-plan": (goals_plan, True),
}


def _laid_plan(widths: Widths) -> Elements:
    return [
        *head(LANDSCAPE),
        *each("part", "view.before", *section("part")),
        p("heading 1", value("view.plan_title")),
        p("Lead", value("view.plan_lead")),
        *each(
            "domain",
            "view.domains",
            p("heading 2", value("domain.title")),
            _plan_table(widths),
            p("Gap"),
        ),
        put("notes(view.notes)"),
        *each("part", "view.after", *section("part")),
        *agreement(LANDSCAPE),
    ]


def _plan_table(percents: Widths) -> Element:
    widths = shared_out(percents, LANDSCAPE)
    child = "{% if line.child %}" + "\t" + value("line.child") + "{% endif %}"
    title = p(
        "Banner", run(value("line.number"), style_id("Action Number")), "\t", value("line.status"), child
    )
    cells = [
        cell(w, put(f"cell(line.cells[{n}].text)"), put(f"stacked(line.cells[{n}].facts)"))
        for n, w in enumerate(widths)
    ]
    rows = [
        row_tag("for line in domain.lines", widths),
        row(cell(LANDSCAPE, title, fill=SOFT, span=len(widths))),
        row(*cells),
        row_tag("if line.changes", widths),
        row(cell(LANDSCAPE, put("cell(line.changes)"), fill=NOTE, span=len(widths))),
        row_tag("endif", widths),
        row_tag("endfor", widths),
    ]
    return table(percents, LANDSCAPE, "domain.headings", rows, value("domain.title"))
