"""Bars on an axis of days, drawn in Word with nothing but tabs: they print, and nobody must redraw them.

A strip is one paragraph. Its tab stops are where one stretch of days ends and the next begins; each stretch
is one tab, shaded by its character style. Places come from the view, in percent of the axis.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from lxml import etree
from markupsafe import Markup

from pipeline.render.word_parts import Element, element, paragraph, run

DAY_DONE = 0.9  # half the width of a mark, in percent of the axis
LETTER = 110  # room for a letter of the axis in a wide face, in twentieths of a point
MOST_STOPS = 60  # Word knows 64 tab stops in a paragraph

Stretch = tuple[float, float, str]  # from, to, character style ("" for blank)


def strip(lane: Any, drawing: Any, width: int) -> Markup:
    """The bar of one step over the days on which offices are closed; ``width`` in twentieths of a point."""
    layers = _closed(drawing)
    layers.append((lane.x, lane.x + lane.width, "StripAllowed"))
    if lane.done is not None:
        layers.append(_mark(lane.done, "StripDone"))
    return _drawn(_flat(layers), width)


def mark(tick: Any, drawing: Any, width: int) -> Markup:
    """One day marked over the days on which offices are closed."""
    return _drawn(_flat([*_closed(drawing), _mark(tick.x, "StripMark")]), width)


def scale(ticks: Iterable[Any], width: int) -> Markup:
    """The days that the axis names, each where it stands; one too near the end to fit stands before it."""
    named = tuple(ticks)
    stops = [_stop(_place(tick.x, width), tick.label, width) for tick in named if tick.x > 0]
    labels = [piece for tick in named for piece in ([_tab("")] if tick.x > 0 else []) + [run(tick.label)]]
    return _written(_paragraph("Scale", stops, labels))


def _stop(place: int, label: str, width: int) -> Element:
    fits = place + len(label) * LETTER <= width
    return element("tab", val="left" if fits else "right", pos=place if fits else width)


def _closed(drawing: Any) -> list[Stretch]:
    styles = {"weekend": "StripWeekend", "holiday": "StripHoliday"}
    return [(day.x, day.x + day.width, styles[day.kind]) for day in drawing.closed]


def _mark(x: float, style: str) -> Stretch:
    return max(0, x - DAY_DONE / 2), min(100, x + DAY_DONE / 2), style


def _flat(layers: list[Stretch]) -> list[Stretch]:
    """Side by side what lay one above the other: the later covers the earlier; equal neighbours join."""
    edges = sorted(
        {0.0, 100.0, *(edge for start, end, _ in layers for edge in (start, end) if 0 < edge < 100)}
    )
    flat: list[Stretch] = []
    for start, end in pairwise(edges):
        middle = (start + end) / 2
        style = next((style for a, b, style in reversed(layers) if a <= middle <= b), "")
        if flat and flat[-1][2] == style:
            flat[-1] = (flat[-1][0], end, style)
        else:
            flat.append((start, end, style))
    return flat if flat[-1][2] else flat[:-1]


def _drawn(stretches: list[Stretch], width: int) -> Markup:
    shown = stretches[:MOST_STOPS]
    stops = [element("tab", val="left", pos=_place(end, width)) for _, end, _ in shown]
    return _written(_paragraph("Strip", stops, [_tab(style) for *_, style in shown]))


def _place(percent: float, width: int) -> int:
    return max(1, round(width * percent / 100))


def _tab(style: str) -> Element:
    return element("r", *([element("rPr", element("rStyle", val=style))] if style else []), element("tab"))


def _paragraph(style: str, stops: list[Element], content: list[Element]) -> Element:
    made = paragraph(style, *content)
    if stops:
        made[0].append(element("tabs", *stops))
    return made


def _written(made: Element) -> Markup:
    return Markup(etree.tostring(made, encoding="unicode"))  # noqa: S704 - every text in it was escaped by lxml
