"""A real ``kill -9`` of the whole process group at any moment, again and again, and a normal run after it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from torture.days import Day, eventful_day
from torture.faults import ended, kill_group, started
from torture.ground import TODAY, Ground, nothing_lost, nothing_torn, settled

from pipeline import cli
from pipeline.rulebook.library import Library

Figures = Callable[[str], None]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory, library: Library) -> Iterator[Day]:
    with eventful_day(tmp_path_factory.mktemp("day"), library) as made:
        yield made


def begun(ground: Ground) -> int:
    """A run in a process group of its own; gives its number."""
    words = ["--workspace", str(ground.folder), "--today", TODAY, "reports"]
    return started(lambda: cli.run(words), ground.saying)


def length_of_a_run(day: Day, folder: Path) -> float:
    ground = day.waiting.copy(folder)
    begin = time.monotonic()
    assert ended(begun(ground)) == 0
    return time.monotonic() - begin


def killed_in_the_middle(day: Day, folder: Path, kills: int, seed: int) -> str:
    """Kills at random moments, up to three in a row, then an undisturbed run. Gives the figures."""
    chance = Random(seed)
    wrong: list[str] = []
    whole, done, at_work = length_of_a_run(day, folder / "timed"), 0, 0
    while done < kills:
        ground = day.waiting.copy(folder / str(done))
        for _ in range(chance.randint(1, 3)):
            process = begun(ground)
            time.sleep(chance.uniform(0, whole))
            at_work += kill_group(process)
            done += 1
            wrong += nothing_lost(ground) + nothing_torn(ground)
        if (code := ground.run()) != 0:
            wrong.append(f"the run afterwards ended with {code}: {ground.said[-300:]}")
        wrong += settled(ground, like=day.after)
    assert at_work > kills // 4  # else the kills came too late to show anything
    assert not wrong, "\n".join(wrong[:20])
    return f"{done} kills at random moments, {at_work} of them in the middle of a run; {len(wrong)} wrong"


def test_a_dozen_kills_at_random_moments(day: Day, tmp_path: Path, figures: Figures) -> None:
    figures(killed_in_the_middle(day, tmp_path, 12, seed=12))


@pytest.mark.torture
def test_a_hundred_kills_at_random_moments(day: Day, tmp_path: Path, figures: Figures) -> None:
    figures(killed_in_the_middle(day, tmp_path, 100, seed=100))
