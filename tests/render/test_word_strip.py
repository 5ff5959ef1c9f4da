"""The axis of days in Word: every day that it names stands whole on one line."""

from __future__ import annotations

import re
from types import SimpleNamespace

from pipeline.render.word_strip import scale

WIDTH = 9800  # twentieths of a point


def test_a_day_too_near_the_end_to_fit_stands_before_it() -> None:
    # "4 January" is 9 letters, at most 990 wide: from 8820 on it would go over the end at 9800.
    ticks = [SimpleNamespace(x=x, label=label) for x, label in ((0, "7 December"), (40, "21 December"))]
    ticks.append(SimpleNamespace(x=93.75, label="4 January"))
    stops = re.findall(r'<w:tab w:val="(\w+)" w:pos="(\d+)"/>', str(scale(ticks, WIDTH)))
    assert stops == [("left", "3920"), ("right", "9800")]
