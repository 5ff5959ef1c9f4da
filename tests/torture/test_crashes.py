"""A fault at every operation that changes the disk, and a normal run after it: everybody has one answer.

Whatever stood in the inbox before must at every moment be in the record, with its sender, or still wait.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from pathlib import Path
from random import Random

import pytest
from torture.days import Day, eventful_day
from torture.faults import KILLED, KINDS, Fault
from torture.ground import nothing_lost, nothing_torn, settled

from pipeline.rulebook.library import Library

ENDS = {0, 4, 5, KILLED}  # never 70: a full disk is no bug of ours
Figures = Callable[[str], None]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory, library: Library) -> Iterator[Day]:
    with eventful_day(tmp_path_factory.mktemp("day"), library) as made:
        yield made


def endured(day: Day, folder: Path, *faults: Fault) -> tuple[list[str], list[int]]:
    """One run for each fault, then an undisturbed one. Gives what is wrong, and how the runs ended."""
    ground = day.waiting.copy(folder)
    wrong, ends = [], []
    for fault in faults:
        ends.append(ground.run(fault=fault))
        if ends[-1] not in ENDS or "Traceback" in ground.said:
            wrong.append(f"ended with {ends[-1]}: {ground.said[-300:]} {ground.faults()}")
        wrong += nothing_lost(ground) + nothing_torn(ground)
    if (code := ground.run()) != 0:
        wrong.append(f"the run afterwards ended with {code}: {ground.said[-300:]}")
    wrong += settled(ground, like=day.after)
    return wrong, ends


def grid(day: Day, folder: Path, faults: Iterable[tuple[Fault, ...]], figures: Figures) -> None:
    wrong: dict[tuple[Fault, ...], list[str]] = {}
    ends: Counter[str] = Counter()
    runs = 0
    for number, each in enumerate(faults):
        found, codes = endured(day, folder / str(number), *each)
        if found:
            wrong[each] = found
        runs += len(codes)
        ends.update("killed" if code == KILLED else f"ended {code}" for code in codes)
    told = ", ".join(f"{times} {end}" for end, times in sorted(ends.items()))
    figures(f"{runs} runs with a fault over {len(day.operations)} operations ({told}); {len(wrong)} wrong")
    assert runs
    assert not wrong, "\n".join(
        f"{fault.kind} at {fault.at} ({day.operations[min(fault.at, len(day.operations) - 1)]}): {sentence}"
        for faults, sentences in list(wrong.items())[:20]
        for fault in faults[-1:]
        for sentence in sentences[:4]
    )


def sort_of(operation: str) -> str:
    """Operations that do the same to another file are of one sort."""
    plain = re.sub(r"[0-9a-f]{8,64}", "#", operation)
    plain = re.sub(r"\d+", "9", plain)
    plain = re.sub(r"(harbour-lane-primary-school|health-visiting|childrens-services)", "box", plain)
    return re.sub(r"/outbox/.*/", "/outbox/", plain)


def of_each_sort(day: Day, most: int) -> list[Fault]:
    """A fault at one operation of each sort, of so many sorts at most; the log's are always among them.

    A file that is about to be flushed meets a power cut, which leaves it half there.
    """
    sorts: dict[str, list[int]] = {}
    for number, operation in enumerate(day.operations):
        sorts.setdefault(sort_of(operation), []).append(number)
    places = {sort: Random(sort).choice(numbers) for sort, numbers in sorts.items()}
    log = [at for sort, at in places.items() if "log.jsonl" in sort]
    others = [at for sort, at in places.items() if "log.jsonl" not in sort]
    chosen = sorted([*log, *Random(1).sample(others, min(most - len(log), len(others)))])
    return [Fault(kind_for(day.operations[at], number), at) for number, at in enumerate(chosen)]


def kind_for(operation: str, number: int) -> str:
    name, _, path = operation.partition(" ")
    return "power" if name == "fsync" and "." in Path(path).name else KINDS[number % len(KINDS)]


def test_a_fault_at_each_sort_of_operation(day: Day, tmp_path: Path, figures: Figures) -> None:
    grid(day, tmp_path, [(fault,) for fault in of_each_sort(day, 32)], figures)


def test_two_faults_one_after_the_other(day: Day, tmp_path: Path, figures: Figures) -> None:
    places = Random(2).sample(range(len(day.operations)), 6)
    pairs = [(Fault("kill", at), Fault(KINDS[n % len(KINDS)], n * 3)) for n, at in enumerate(places)]
    grid(day, tmp_path, pairs, figures)


@pytest.mark.torture
@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_at_every_operation(day: Day, tmp_path: Path, figures: Figures, kind: str) -> None:
    grid(day, tmp_path, [(Fault(kind, at),) for at in range(len(day.operations))], figures)


@pytest.mark.torture
def test_two_faults_on_a_grid(day: Day, tmp_path: Path, figures: Figures) -> None:
    total = len(day.operations)
    places = product(range(0, total, 11), range(0, total, 17))
    pairs = [(Fault("power", a), Fault("kill" if n % 2 else "power", b)) for n, (a, b) in enumerate(places)]
    grid(day, tmp_path, pairs, figures)
