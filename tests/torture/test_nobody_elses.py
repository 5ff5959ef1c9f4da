"""Cases side by side, each with a mark of its own in every name and sentence: none is ever found elsewhere.

Runs are interleaved and disturbed; whatever can be seen or left behind is looked through, byte by byte.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from torture.faults import KILLED, KINDS, Fault
from torture.ground import (
    AGENCIES,
    HEALTH,
    SCHOOL,
    Drop,
    Ground,
    contribution,
    light,
    nameless,
    nothing_lost,
    nothing_torn,
    set_up,
    settled,
)

from pipeline.rulebook.library import Library

MARK = re.compile(rb"Zq[a-z]{4}Xv")
REFERENCE = re.compile(r"CP-2041-\d{3}")
Figures = Callable[[str], None]


@pytest.fixture  # not of the module: its last test makes real documents
def lightly(library: Library) -> Iterator[Library]:
    with light(library):
        yield library


def reference(number: int) -> str:
    return f"CP-2041-{number:03d}"


def mark(case: str) -> str:
    """Letters only, so that no check takes it for a number or a date."""
    digits = case.rpartition("-")[2]
    return f"Zq{''.join('abcdefghij'[int(digit)] for digit in digits)}kXv"


def some_drops(ground: Ground, chance: Random, cases: int, number: int) -> Iterator[Drop]:
    """A few forms of any cases; a case's first form is its set-up."""
    known = {drop.case for drop in ground.drops}
    for each in range(chance.randint(1, 3)):
        case = reference(chance.randint(1, cases))
        box, text, name = chance.choice([SCHOOL, HEALTH]), f"Account {number} {each}", f"{number}-{each}.json"
        if case not in known:
            known.add(case)
            content = ground.form("case-set-up", set_up(case, mark(case)))
            yield Drop("", name, content, case=case)
        elif chance.random() < 0.2:
            content = ground.form("contribution", nameless(case, box, text, mark(case)))
            yield Drop(box, name, content, "returned", case)
        elif chance.random() < 0.1:
            yield Drop(box, name, f"no form at all, {mark(case)} {number} {each}".encode(), "returned")
        else:
            content = ground.form("contribution", contribution(case, box, text, mark(case)))
            yield Drop(chance.choice(["", box]), name, content, case=case)


def foreign(ground: Ground) -> list[str]:
    """Every file that holds a mark which is not its own case's, and everything private that holds any."""
    wrong = []
    for name, content in every_file(ground):
        found = {each.decode() for each in MARK.findall(content)}
        named = REFERENCE.search(name)
        if as_dropped(ground, name, content):
            continue
        if name.startswith("record/") and not named and not name.startswith("record/.cache/"):
            allowed: set[str] = set()  # log, keys, faults, temporary files, lists of what was delivered
        elif named:
            allowed = {mark(named[0])}
        else:
            allowed = found if len(found) <= 1 and private(name) else set()
        if found - allowed:
            wrong.append(f"{name} holds {sorted(found - allowed)}")
    log = (ground.folder / "record" / "log.jsonl").read_bytes()
    wrong += ["the log names a case"] if REFERENCE.search(log.decode()) else []
    said = {each.decode() for each in MARK.findall(ground.said.encode())}
    return wrong + ([f"the terminal told {sorted(said)}"] if said else [])


def private(name: str) -> bool:
    """What is remembered of one original stands in a file named by the original alone."""
    return name.startswith("record/.cache/") and not name.endswith("plans.json")


def as_dropped(ground: Ground, name: str, content: bytes) -> bool:
    """A file as its sender sent it, in the sender's own mailbox, is whatever the sender wrote."""
    return name.startswith("inbox/") and any(content == drop.content for drop in ground.drops)


def every_file(ground: Ground) -> Iterator[tuple[str, bytes]]:
    """Every file below the workspace, and what is packed in those that are packages."""
    for name, content in ground.files(".").items():
        yield name, content
        if content.startswith(b"PK") and zipfile.is_zipfile(io.BytesIO(content)):
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                yield name, b"\n".join(package.read(part) for part in package.namelist())


def lived_through(
    folder: Path, library: Library, cases: int, runs: int, look: int, seed: int
) -> tuple[Ground, list[str], Counter[str]]:
    """Drops and runs by turns, every third disturbed; every ``look`` runs everything is looked through."""
    ground, chance = Ground(folder, library), Random(seed)
    folder.mkdir()
    wrong: list[str] = []
    ends: Counter[str] = Counter()
    for number in range(runs):
        ground.drop(*some_drops(ground, chance, cases, number))
        fault = Fault(chance.choice(KINDS), chance.randrange(90)) if number % 3 == 2 else None
        code = ground.run(fault=fault)
        ends["killed" if code == KILLED else "disturbed" if fault and code else "went well"] += 1
        if code not in ((0, 4, 5, KILLED) if fault else (0,)):
            wrong.append(f"run {number} ended with {code}: {ground.said[-300:]}")
        if number % look == look - 1 or number == runs - 1:
            wrong += [
                f"run {number}: {each}"
                for each in nothing_lost(ground) + nothing_torn(ground) + foreign(ground)
            ]
        if len(wrong) > 20:
            break
    if ground.run() != 0:
        wrong.append(f"the last run: {ground.said[-300:]}")
    return ground, wrong + settled(ground) + foreign(ground), ends


def told(ground: Ground, ends: Counter[str], wrong: list[str]) -> str:
    cases, files = len({drop.case for drop in ground.drops}), sum(1 for _ in ground.files("."))
    runs = ", ".join(f"{number} {end}" for end, number in sorted(ends.items()))
    sizes = f"{cases} cases, {len(ground.drops)} drops, {files} files"
    return f"{sizes}; {ends.total()} runs: {runs}; {len(wrong)} wrong"


def test_a_few_cases_never_meet(tmp_path: Path, lightly: Library, figures: Figures) -> None:
    ground, wrong, ends = lived_through(tmp_path / "here", lightly, cases=5, runs=24, look=8, seed=5)
    figures(told(ground, ends, wrong))
    assert not wrong, "\n".join(wrong[:20])


def test_a_foreign_mark_is_seen_wherever_it_stands(tmp_path: Path, lightly: Library) -> None:
    ground = Ground(tmp_path / "here", lightly)
    ground.folder.mkdir()
    for number in (1, 2):
        case = reference(number)
        ground.drop(
            Drop("", f"{number}.json", ground.form("case-set-up", set_up(case, mark(case))), case=case)
        )
    assert ground.run() == 0, ground.said
    assert foreign(ground) == []
    for place in (
        f"outbox/{reference(1)}/2041-12-05/members.docx",
        "record/log.jsonl",
        "record/.faults/1.log",
    ):
        other = ground.copy(tmp_path / place.replace("/", "-"))
        path = other.folder / place
        path.parent.mkdir(exist_ok=True)
        with path.open("ab") as file:
            file.write(mark(reference(2)).encode() + b"\n")
        assert foreign(other), place


@pytest.mark.torture
def test_fifty_cases_and_a_thousand_runs(tmp_path: Path, lightly: Library, figures: Figures) -> None:
    ground, wrong, ends = lived_through(tmp_path / "here", lightly, cases=50, runs=1000, look=50, seed=50)
    figures(told(ground, ends, wrong))
    assert not wrong, "\n".join(wrong[:20])


@pytest.mark.torture
@pytest.mark.pdf
def test_real_documents_of_two_cases_never_meet(tmp_path: Path, library: Library, figures: Figures) -> None:
    """Every kind of document with its real layout and properties, PDFs included."""
    ground = Ground(tmp_path / "here", library)
    ground.folder.mkdir()
    for number in (1, 2):
        case, its = reference(number), mark(reference(number))
        ground.drop(Drop("", f"{number}.json", ground.form("case-set-up", set_up(case, its)), case=case))
        for box in AGENCIES:
            content = ground.form("contribution", contribution(case, box, "Fed.", its))
            ground.drop(Drop(box, f"{number}.json", content, case=case))
    assert ground.run() == 0, ground.said
    pages = 0
    for path in (ground.folder / "outbox").rglob("*.pdf"):
        text = words_of(path)
        own = mark(REFERENCE.search(str(path))[0]) if REFERENCE.search(str(path)) else ""
        assert set(re.findall(MARK.pattern.decode(), text)) <= {own}, path
        pages += own in text if own else 0
    figures(f"{pages} PDFs with their own mark and no other, {len(ground.files('.'))} files")
    assert pages >= 4
    assert foreign(ground) == []
    assert settled(ground) == []


def words_of(path: Path) -> str:
    assert shutil.which("pdftotext")
    return subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True).stdout
