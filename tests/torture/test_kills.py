"""A real ``kill -9`` of the whole process group at any moment, again and again, and a normal run after it."""

from __future__ import annotations

import os
import sys
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
    return started(lambda: cli.run(words(ground)), ground.saying)


def begun_with_children(ground: Ground) -> int:
    """The same as a program of its own, which reads files and makes documents in children."""
    command = [sys.executable, str(Path(__file__).parent / "lightly.py"), *words(ground)]
    return started(lambda: os.execv(sys.executable, command), ground.saying)


def words(ground: Ground) -> list[str]:
    return ["--workspace", str(ground.folder), "--today", TODAY, "reports"]


def killed_in_the_middle(
    day: Day, folder: Path, kills: int, seed: int, begun: Callable[[Ground], int] = begun
) -> str:
    """Kills at random moments, up to three in a row, then an undisturbed run. Gives the figures."""
    chance = Random(seed)
    wrong: list[str] = []
    begin = time.monotonic()
    assert ended(begun(day.waiting.copy(folder / "timed"))) == 0
    whole, done, at_work = time.monotonic() - begin, 0, 0
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


@pytest.mark.torture
def test_kills_of_a_run_with_all_its_children(day: Day, tmp_path: Path, figures: Figures) -> None:
    figures(killed_in_the_middle(day, tmp_path, 20, seed=20, begun=begun_with_children))
