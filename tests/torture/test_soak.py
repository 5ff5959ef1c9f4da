"""Many, many drops: what was dropped is what was accepted, what was returned and what waits, exactly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from torture.faults import KILLED, Fault
from torture.ground import (
    HEALTH,
    SCHOOL,
    Drop,
    Ground,
    contribution,
    digest,
    light,
    nameless,
    set_up,
    settled,
)

from pipeline.rulebook.library import Library

Figures = Callable[[str], None]
FATES = ("accepted", "returned", "waiting")


@pytest.fixture(scope="module")
def lightly(library: Library) -> Iterator[Library]:
    with light(library):
        yield library


def wave(ground: Ground, chance: Random, cases: int, start: int, size: int) -> Iterator[Drop]:
    """Forms of every fate. Now and then one comes with the very bytes of one before."""
    for number in range(start, start + size):
        case = f"CP-2041-{number % cases:03d}"
        box, name = chance.choice([SCHOOL, HEALTH]), f"{number}.json"
        kind = chance.random()
        if number < cases:
            yield Drop("", name, ground.form("case-set-up", set_up(case)), case=case)
        elif kind < 0.1:
            yield Drop(box, name, b"no form, number %d" % number, "returned")
        elif kind < 0.15:
            content = ground.form("contribution", nameless(case, box, f"Number {number}."))
            yield Drop(box, name, content, "returned", case)
        elif kind < 0.2 and ground.drops[-1].mailbox == box and ground.drops[-1].fate == "accepted":
            yield Drop(box, name, ground.drops[-1].content, case=ground.drops[-1].case)
        else:
            content = ground.form("contribution", contribution(case, box, f"Number {number}."))
            yield Drop(box, name, content, case=case)


def account(ground: Ground) -> tuple[Counter[str], list[str]]:
    """How many of the dropped contents have which fate; and each content that has none or more than one."""
    there = (ground.originals(), ground.back(), ground.waiting())
    held = [{digest(content) for content in each.values()} for each in there]
    wrong, fates = [], Counter[str]()
    for each in {drop.digest: drop for drop in ground.drops}.values():
        found = [fate for fate, digests in zip(FATES, held, strict=True) if each.digest in digests]
        fates.update(found)
        # One that is killed between record and answer is in the record, and its claim is still there.
        if found not in ([each.fate], ["waiting"], [each.fate, "waiting"]):
            wrong.append(f"{each.mailbox}/{each.name} is {found or 'gone'}")
    unknown = set().union(*held[::2]) - {drop.digest for drop in ground.drops}
    return fates, wrong + [f"nobody dropped {each}" for each in unknown]


def soaked(ground: Ground, cases: int, drops: int, at_once: int, figures: Figures) -> list[str]:
    ground.folder.mkdir()
    chance, wrong = Random(drops), list[str]()
    kills = 0
    for number, start in enumerate(range(0, drops, at_once)):
        for each in wave(ground, chance, cases, start, min(at_once, drops - start)):
            ground.drop(each)
        fault = Fault("kill", chance.randrange(at_once * 10)) if number % 4 == 1 else None
        code = ground.run(fault=fault)
        kills += code == KILLED
        if code not in (0, KILLED):
            wrong.append(f"run {number} ended with {code}: {ground.said[-300:]}")
        wrong += account(ground)[1]
        if len(wrong) > 20:
            return wrong
    if ground.run() != 0:
        wrong.append(f"the last run: {ground.said[-300:]}")
    fates, more = account(ground)
    contents = len({each.digest for each in ground.drops})
    again = len(ground.drops) - contents
    sums = " + ".join(f"{fates[fate]} {fate}" for fate in FATES)
    figures(
        f"{len(ground.drops)} dropped, {again} of them again: {sums} = {fates.total()}; {kills} runs killed"
    )
    assert fates.total() == contents
    assert fates["waiting"] == 0
    return wrong + more + settled(ground)


def test_some_drops(tmp_path: Path, lightly: Library, figures: Figures) -> None:
    ground = Ground(tmp_path / "here", lightly)
    wrong = soaked(ground, cases=6, drops=150, at_once=50, figures=figures)
    assert not wrong, "\n".join(wrong[:20])


@pytest.mark.torture
def test_twenty_thousand_drops(tmp_path: Path, lightly: Library, figures: Figures) -> None:
    ground = Ground(tmp_path / "here", lightly)
    wrong = soaked(ground, cases=50, drops=20_000, at_once=2_000, figures=figures)
    assert not wrong, "\n".join(wrong[:20])
