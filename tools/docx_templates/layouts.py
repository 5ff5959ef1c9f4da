"""The body of each paper that is a partnership's own. Twins: templates/*/*.html."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.render.word_parts import Element, run

from .pages import SEEN, agreement, plan_table, recommendation
from .pieces import (
    Elements,
    cell,
    columns,
    each,
    head,
    lines,
    p,
    put,
    row,
    row_tag,
    section,
    shared_out,
    simple_table,
    table,
    together_piece,
    value,
    when,
)
from .styles import LANDSCAPE, PORTRAIT, style_id

LETTER_TABLE = (40, 26, 34)
LETTER_HEAD = (58, 42)
Widths = tuple[float, ...]

CHANGES: Widths = (20, 40, 40)
IN_SHORT: Widths = (22, 12, 66)
VERSIONS: Widths = (11, 20, 24, 45)
TWO_ANSWERS: Widths = (23, 22, 27.5, 27.5)
AGREEMENT_PLAN: Widths = (14, 19, 10, 12, 13, 14, 18)
GOALS_PLAN: Widths = (16, 19, 11.5, 12.5, 12.5, 16, 12.5)


def written_agreement() -> Elements:
    """The plan as an agreement that everybody signs."""
    return _laid_plan(AGREEMENT_PLAN)


def goals_plan() -> Elements:
    """The plan by what needs to be achieved."""
    return _laid_plan(GOALS_PLAN)


def letter() -> Elements:
    """Any letter: to whom, about what, what it says, who signs."""
    width = PORTRAIT
    return [
        p("Marking", value("view.marking")),
        *lines("Note", "view.draft"),
        p("Gap"),
        _to_and_about(width),
        p("Title", value("view.title")),
        p("Normal", value("view.greeting")),
        *lines("Normal", "view.opening"),
        *each(
            "part",
            "view.sections",
            *section(
                "part",
                *simple_table(LETTER_TABLE, width, "part.table", value("part.title")),
                heading="Listing Heading",
            ),
        ),
        p("Gap"),
        *lines("Normal", "view.closing"),
        p("Farewell", value("view.farewell")),
        *lines("Signing", "view.signing"),
        p("Gap"),
        put("facts(view.below)"),
    ]


def _to_and_about(width: int) -> Element:
    """The address on the left, date and reference on the right."""
    left, right = shared_out(LETTER_HEAD, width)
    about = each("fact", "view.about", p("Fact", value("fact.label"), ": ", value("fact.text|join")))
    return columns((left, right), row(cell(left, *lines("Fact", "view.to")), cell(right, *about)))


def plan_changes() -> Elements:
    """What changed in short, two versions side by side, all versions in a table, then each in turn."""
    width = PORTRAIT
    widths = shared_out(CHANGES, width)
    rows = [
        row_tag("for row in action.rows", widths),
        row(
            cell(widths[0], p("Cell", value("row.field"))),
            cell(widths[1], _pieces("row.before")),
            cell(widths[2], _pieces("row.after")),
        ),
        row_tag("endfor", widths),
    ]
    answers = table(CHANGES, width, "action.headings", rows, value("action.title"))
    return [
        *head(width),
        *section(
            "view.short",
            *simple_table(IN_SHORT, width, "view.short.table", value("view.short.title"), first_bold=True),
        ),
        *section("view.new"),
        p("heading 1", value("view.changed_title")),
        p("Lead", value("view.changed_lead")),
        *each(
            "action",
            "view.changed",
            p("heading 2", value("action.title")),
            *lines("Action Text", "action.action"),
            answers,
            p("Gap"),
            put("facts(action.notes)"),
        ),
        put("notes(view.changed_none)"),
        *section("view.unchanged"),
        *section(
            "view.versions",
            *simple_table(VERSIONS, width, "view.versions.table", value("view.versions.title")),
        ),
        *section("view.steps"),
    ]


def _pieces(items: str) -> Element:
    """A text in runs: words that the other version does not have stand out."""
    return p(
        "Cell",
        f"{{%r for piece in {items} %}}",
        "{%r if piece.changed %}",
        run(value("piece.text"), style_id("Action Number")),
        "{%r else %}",
        value("piece.text"),
        "{%r endif %}",
        "{%r endfor %}",
    )


def review_report() -> Elements:
    """Two questions, answered by every member."""
    name = "view.answers"
    answers = simple_table(TWO_ANSWERS, PORTRAIT, f"{name}.table", value(f"{name}.title"), first_bold=True)
    return [
        *head(PORTRAIT),
        *section(name, *answers),
        *section("view.achieved"),
        *section("view.objectives"),
        *section("view.continuing"),
    ]


def core_group_record() -> Elements:
    """The record of a core group with the plan's tables in it."""
    width = LANDSCAPE
    tables = {"dates": (20, 20, 20, 20, 20), "attendance": (36, 16, 16, 16, 16), "seen": SEEN}
    made = [*together_piece(), *head(width)]
    for name in ("dates", "attendance", "seen", "aims", "going_well"):
        place = f"view.{name}"
        made += section(place, *_titled_table(tables[name], width, place) if name in tables else ())
    made += [
        p("heading 1", value("view.plan_title")),
        p("Lead", value("view.plan_lead")),
        *each(
            "domain",
            "view.domains",
            p("heading 2", value("domain.title")),
            _plan_table(GOALS_PLAN),
            p("Gap"),
        ),
        put("notes(view.notes)"),
        *agreement(width, "view.people"),
        *section("view.concerns"),
        *section("view.contingency"),
        *section("view.meetings", *_titled_table((40, 60), width, "view.meetings")),
        *each("part", "view.further", *section("part")),
    ]
    return made + when("view.recommendation", *recommendation((36, 32, 32), width))


def _titled_table(percents: Widths, width: int, place: str) -> Elements:
    return simple_table(percents, width, f"{place}.table", value(f"{place}.title"))


LAYOUTS: dict[str, tuple[Callable[[], Elements], bool]] = {
    "written-agreement": (written_agreement, True),
    "goals-plan": (goals_plan, True),
    "letter": (letter, False),
    "plan-changes": (plan_changes, False),
    "review-report": (review_report, False),
    "core-group-record": (core_group_record, True),
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
        *when("view.agreement", *agreement(LANDSCAPE)),
    ]


def _plan_table(percents: Widths) -> Element:
    cells = [
        cell(w, put(f"cell(line.cells[{n}].text)"), put(f"stacked(line.cells[{n}].facts)"))
        for n, w in enumerate(shared_out(percents, LANDSCAPE))
    ]
    return plan_table(percents, LANDSCAPE, cells)
