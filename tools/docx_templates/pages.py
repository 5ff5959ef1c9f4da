"""The body of each Word template, in the order of its view. Twins: templates/*/*.html."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.render.word_parts import Element, run

from .pieces import (
    Elements,
    bookmarked,
    cell,
    contents,
    each,
    head,
    lines,
    maybe,
    p,
    put,
    room,
    row,
    row_tag,
    section,
    shared_out,
    simple_table,
    table,
    tag,
    together_piece,
    value,
    when,
)
from .styles import LANDSCAPE, NOTE, PORTRAIT, SOFT, style_id
from .timeline_page import timeline

SIGN, ROOM = 624, 2551  # room for a signature, room for comments: eleven and forty-five millimetres
SEEN = (15, 19, 15, 10, 10.5, 15, 15.5)
SEEN_BY_WHOM = (14, 14.5, 13.5, 9, 10.5, 14, 10.5, 14)
CHRONOLOGY = (16, 21, 37, 26)
COVERAGE = (34, 18, 18, 30)
COVERAGE_OF_CHILD = (25, 12, 12, 19, 12, 20)
APPENDIX = (11, 16, 11.5, 11.5, 12, 11, 12, 15)
PLAN = (14, 19, 10, 12, 13, 14, 18)
AGREEMENT = (19, 19, 19, 11, 19, 13)


def joint_report() -> Elements:
    """The report of all agencies to the review conference."""
    width = PORTRAIT
    return [
        *together_piece(),
        *head(width, cover=True),
        *contents("view.contents"),
        *section(
            "view.contributors",
            *_table((24, 20, 20, 18, 18), width, "view.contributors"),
            heading="Opening Heading",
            number=1,
        ),
        *section("view.reasons", number=2),
        *_chronology(width),
        *_progress(width),
        *_coverage(width),
        *section("view.proposals", number=6),
        *section("view.factors", number=7),
        *section("view.other", number=8),
        *section("view.voices", number=9),
        *section("view.seen", *_table(SEEN_BY_WHOM, width, "view.seen"), number=10),
        *section("view.views", number=11),
        *section("view.analysis", number=12),
        *recommendation((30, 25, 25, 20), width, number=13),
        *section("view.outside", number=14),
        *section("view.sign_off", *_table((20, 24, 38, 18), width, "view.sign_off", SIGN), number=15),
        *section("view.appendix", *_table(APPENDIX, width, "view.appendix"), number=16),
    ]


def minutes() -> Elements:
    """The record of one core group: its parts in the order of its view."""
    width = PORTRAIT
    tables = {
        "dates": (20, 20, 20, 20, 20),
        "attendance": (32, 28, 12, 28),
        "seen": SEEN,
        "meetings": (40, 60),
    }
    about = value("part.section.title or view.page.title")
    made = [
        one
        for key, percents in tables.items()
        for one in when(f'part.key == "{key}"', *simple_table(percents, width, "part.section.table", about))
    ]
    plain = [
        *maybe("heading 1", "part.section.title"),
        put("before(part.section)"),
        *made,
        put("after(part.section)"),
    ]
    return [
        *together_piece(),
        *head(width),
        *each(
            "part",
            "view.parts",
            tag('if part.key == "recommendation"'),
            *recommendation((36, 32, 32), width, name="part.section"),
            tag('elif part.key == "agreement"'),
            *agreement(width, "part.section"),
            tag("else"),
            *plain,
            tag("endif"),
        ),
    ]


def plan() -> Elements:
    """The protection plan, in the columns of its source."""
    width = LANDSCAPE
    return [
        *head(width),
        *section("view.changes"),
        p("heading 1", value("view.plan_title")),
        p("Lead", value("view.plan_lead")),
        *each("domain", "view.domains", p("heading 2", value("domain.title")), _plan_table(width), p("Gap")),
        put("notes(view.notes)"),
        *section("view.status"),
        *section("view.proposals"),
        *section("view.contingency"),
        *agreement(width),
    ]


def agenda() -> Elements:
    """What a core group will talk about."""
    width = PORTRAIT
    number = p("Agenda Item", value("item.number") + "\t" + value("item.title"))
    return [
        *head(width),
        p("heading 1", value("view.items_title")),
        *each("item", "view.items", number, *lines("Agenda Note", "item.note")),
        *section("view.actions", *_table((11, 43, 26, 20), width, "view.actions")),
        *section("view.members", *_table((28, 34, 38), width, "view.members")),
    ]


def members() -> Elements:
    """Who is in the core group and how to reach them."""
    return [
        *head(PORTRAIT),
        *section("view.members", *_table((23, 22, 32, 23), PORTRAIT, "view.members", first_bold=True)),
    ]


# The documents: where the template lies, its body, whether its pages are wide.
DOCUMENTS: dict[str, tuple[Callable[[], Elements], bool]] = {
    "joint-report": (joint_report, False),
    "protection-plan": (plan, True),
    "minutes": (minutes, False),
    "agenda": (agenda, False),
    "members": (members, False),
    "timeline": (timeline, True),
}


def _table(
    percents: tuple[float, ...], width: int, place: str, height: int = 0, *, first_bold: bool = False
) -> Elements:
    about = value(f"{place}.title")
    return simple_table(percents, width, f"{place}.table", about, first_bold=first_bold, height=height)


def _chronology(width: int) -> Elements:
    widths = shared_out(CHRONOLOGY, width)
    name = "view.chronology"
    rows = [
        row_tag(f"for rows in {name}.groups", widths),
        row_tag("if rows.notes", widths),
        row(cell(width, *lines("Banner", "rows.notes"), fill=NOTE, span=4)),
        row_tag("endif", widths),
        row_tag("for line in rows.lines", widths),
        row(
            cell(
                widths[0],
                p("Cell Strong", value("line.day")),
                *each("flag", "line.flags", p("Flag", value("flag"))),
                *maybe("Cell", "line.child"),
            ),
            cell(widths[1], p("Cell Source", value("line.source"))),
            cell(widths[2], put("cell(line.event)"), put("stacked(line.facts)")),
            cell(widths[3], put("cell(line.outcome)")),
        ),
        row_tag("endfor", widths),
        row_tag("endfor", widths),
    ]
    made = table(CHRONOLOGY, width, f"{name}.headings", rows, value(f"{name}.title"))
    return [
        bookmarked(p("heading 1", value(f"{name}.title")), 3),
        *maybe("Lead", f"{name}.lead"),
        *when(f"{name}.groups", made, p("Gap")),
        put(f"entries({name}.further, 3)"),
        put(f"notes({name}.notes)"),
    ]


def _progress(width: int) -> Elements:
    name = "view.progress"
    action = [
        p("heading 3", value("action.title")),
        *lines("Action Text", "action.action"),
        put("facts(action.facts)"),
        *maybe("Differ", "action.differ"),
        *simple_table((40, 30, 30), width, "action.answers", value("action.title")),
        put("entries(action.accounts)"),
        put("notes(action.notes)"),
    ]
    return [
        bookmarked(p("heading 1", value(f"{name}.title")), 4),
        *maybe("Lead", f"{name}.lead"),
        *each(
            "domain",
            f"{name}.domains",
            p("heading 2", value("domain.title")),
            *each("action", "domain.actions", *action),
        ),
        put(f"entries({name}.further, 3)"),
        put(f"notes({name}.notes)"),
    ]


def _coverage(width: int) -> Elements:
    name = "view.coverage"
    child = [
        p("heading 2", value("child.title")),
        *simple_table(COVERAGE_OF_CHILD, width, "child.table", value("child.title")),
    ]
    return [
        bookmarked(p("heading 1", value(f"{name}.title")), 5),
        *maybe("Lead", f"{name}.lead"),
        *_table(COVERAGE, width, name),
        *each("child", f"{name}.children", *child),
        put(f"entries({name}.further, 3)"),
        put(f"notes({name}.notes)"),
    ]


def recommendation(
    percents: tuple[float, ...], width: int, number: int = 0, name: str = "view.recommendation"
) -> Elements:
    """What was agreed together, then each child's positions with their reasons."""
    title = p("heading 1", value(f"{name}.title"))
    child = [
        p("heading 2", value("child.title")),
        *simple_table(percents, width, "child.table", value("child.title")),
        *maybe("Tally", "child.tally"),
        *maybe("heading 3", "child.dissent_title"),
        put("entries(child.dissent, 5)"),
        *maybe("heading 3", "child.reasons_title"),
        put("entries(child.reasons, 5)"),
        put("notes(child.notes)"),
    ]
    return [
        *([bookmarked(title, number)] if number else when(f"{name}.title", title)),
        *maybe("Lead", f"{name}.lead"),
        *each("item", f"{name}.agreed", put("together(item)")),
        *each("child", f"{name}.children", *child),
        put(f"entries({name}.further, 3)"),
        put(f"notes({name}.notes)"),
    ]


def agreement(width: int, name: str = "view.agreement") -> Elements:
    """Who agrees to the plan, room to sign, and the comments of those who do not."""
    return [
        p("heading 1", value(f"{name}.title")),
        *maybe("Lead", f"{name}.lead"),
        *_table(AGREEMENT, width, name, SIGN),
        p("heading 2", value(f"{name}.comments_title")),
        put(f"entries({name}.comments)"),
        *maybe("Note", f"{name}.comments_none"),
        *when(
            f"{name}.room",
            p("Room Label", value(f"{name}.room")),
            room(width, f"{name}.room", ROOM),
            p("Gap"),
        ),
    ]


def plan_table(percents: tuple[float, ...], width: int, cells: Elements) -> Element:
    """One domain of a plan: each action's banner, its row of cells, and what has changed in it."""
    widths = shared_out(percents, width)
    child = "{% if line.child %}" + "\t" + value("line.child") + "{% endif %}"
    title = p(
        "Banner", run(value("line.number"), style_id("Action Number")), "\t", value("line.status"), child
    )
    rows = [
        row_tag("for line in domain.lines", widths),
        row(cell(width, title, fill=SOFT, span=len(widths))),
        row(*cells),
        row_tag("if line.changes", widths),
        row(cell(width, put("cell(line.changes)"), fill=NOTE, span=len(widths))),
        row_tag("endif", widths),
        row_tag("endfor", widths),
    ]
    return table(percents, width, "domain.headings", rows, value("domain.title"))


def _plan_table(width: int) -> Element:
    widths = shared_out(PLAN, width)
    cells = [
        cell(widths[0], put("cell(line.need)")),
        cell(widths[1], put("cell(line.action)"), put("stacked(line.action_facts)")),
        cell(widths[2], put("cell(line.often)")),
        cell(widths[3], put("cell(line.who)")),
        cell(widths[4], *maybe("Cell", "line.start"), put("stacked(line.end)")),
        cell(widths[5], put("cell(line.planned)"), put("stacked(line.planned_facts)")),
        cell(widths[6], put("stacked(line.actual)")),
    ]
    return plan_table(PLAN, width, cells)
