"""The timeline check as plain lines for a terminal: no colour, no table that could break at its edge."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from pipeline.view.passage import Fact, Table
from pipeline.view.timeline import FitView, StepRow, TimelineView
from pipeline.view.timeline_seen import ChildrenSeen

_INDENT = "  "
_NARROWEST = 60  # below it, two full dates would be broken; the terminal may fold lines itself


def timeline_lines(view: TimelineView, width: int = 80) -> tuple[str, ...]:
    """The whole view as lines of at most ``width`` characters, but no narrower than 60."""
    width = max(width, _NARROWEST)
    reference = f"{view.head.title}: {view.page.reference}" if view.page.reference else view.head.title
    lines = [*_titled(reference, "="), *_facts(view.head.facts, width), ""]
    lines += [*_titled(view.fits.title, "-")]
    for fit in view.fits.readings:
        lines += [*_fit(fit, width), ""]
    lines += [*wrap(view.fits.how, width), "", *_titled(view.steps.title, "-")]
    lines += [line for sentence in view.steps.state for line in wrap(sentence, width)]
    for row in view.steps.rows:
        lines += ["", *_row(row, view.steps.headings, width)]
    lines += _seen(view.seen, width) if view.seen else []
    lines += ["", *_titled(view.readings.title, "-")]
    for fact in view.readings.facts:
        lines += [fact.label, *(line for text in fact.text for line in _indented(text, width))]
    return tuple(lines)


def _titled(title: str, rule: str) -> tuple[str, str]:
    return title, rule * len(title)


def _facts(facts: tuple[Fact, ...], width: int) -> Iterator[str]:
    label_width = max(len(fact.label) for fact in facts) + 2
    for fact in facts:
        text = wrap(" ".join(fact.text), width - label_width)
        yield f"{fact.label:<{label_width}}{text[0]}"
        yield from (" " * label_width + line for line in text[1:])


def _fit(fit: FitView, width: int) -> Iterator[str]:
    yield from wrap(f"{fit.reading}:", width)
    yield from _indented(" ".join(fit.sentences), width)
    yield from _plan(fit.plan, width)


def _plan(plan: Table, width: int) -> Iterator[str]:
    """Each step with its two days beneath it: a third column would not fit beside two full dates."""
    labels = plan.headings[1:]
    label_width = max(len(label) for label in labels) + 2
    for step, *days in plan.rows:
        yield from _indented(" ".join(step), width)
        for label, day in zip(labels, days, strict=True):
            yield f"{_INDENT * 2}{label:<{label_width}}{' '.join(day)}"


def _row(row: StepRow, headings: tuple[str, ...], width: int) -> Iterator[str]:
    late = f", {row.late}" if row.late else ""
    yield from wrap(f"[{row.status}{late}] {row.step}", width, subsequent_indent=_INDENT)
    _, who, limit, due, done, _, source = headings
    answers = (
        (due, f"{row.due} ({row.counted})" if row.due else row.counted),
        (done, row.done),
        (who, row.who),
        (limit, row.limit),
        (source, row.source),
    )
    for label, text in answers:
        if text:
            yield from wrap(f"{label}: {text}", width, initial_indent=_INDENT, subsequent_indent=_INDENT * 2)


def _seen(seen: ChildrenSeen, width: int) -> Iterator[str]:
    """Each child by its number: a terminal may be looked at by anybody who passes."""
    yield from ("", *_titled(seen.title, "-"), *wrap(seen.lead, width))
    for sentence in seen.state:
        yield from wrap(sentence, width)
    for child in seen.children:
        yield from ("", child.number)
        labels = child.table.headings[1:]
        for what, *cells in child.table.rows:
            yield from _indented(" ".join(what), width)
            for label, cell in zip(labels, cells, strict=True):
                text = f"{label}: {'; '.join(cell)}"
                yield from wrap(text, width, initial_indent=_INDENT * 2, subsequent_indent=_INDENT * 3)


def _indented(text: str, width: int) -> list[str]:
    return wrap(text, width, initial_indent=_INDENT, subsequent_indent=_INDENT)
