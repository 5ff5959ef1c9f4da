"""What one run asks of the system, call by call: nothing gets its name before its content is safe.

A name is safe once its folder is flushed, and only then may the sender's file be removed.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from torture.days import Day, eventful_day
from torture.ground import TODAY

from pipeline.rulebook.library import Library

LIGHTLY = Path(__file__).parent / "lightly.py"
WRITES = "openat,open,creat,write,pwrite64,writev,ftruncate,fsync,fdatasync"
CALLS = f"{WRITES},rename,renameat,renameat2,unlink,unlinkat"
CALL = re.compile(r"^(?:\d+ +)?(?:\[pid +\d+\] )?(\w+)\((.*)\) += (-?\d+)(?:<(.*?)>)?(?: .*)?$")
TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
HANDLE = re.compile(r"^\d+<(.*?)>")

Figures = Callable[[str], None]


@dataclass
class Ledger:
    """What is not yet safe while the calls go by. Paths are whole."""

    folder: str
    content: set[str] = field(default_factory=set)  # files written to and not flushed since
    names: dict[str, str] = field(default_factory=dict)  # folders with a new name in them, and the name
    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def call(self, name: str, words: str) -> None:
        texts = [text for text in TEXT.findall(words) if text.startswith(self.folder)]
        handle = HANDLE.match(words)
        on = handle[1] if handle and handle[1].startswith(self.folder) else ""
        if name in ("write", "pwrite64", "writev", "ftruncate") and on:
            self.content.add(on)
        elif name in ("fsync", "fdatasync") and on:
            self.counts["flushes"] += 1
            self.content.discard(on)
            self.names.pop(on, None)
        elif name.startswith("rename") and len(texts) == 2:
            self._renamed(*texts)
        elif name.startswith("unlink") and texts:
            self._removed(texts[0])

    def _renamed(self, path: str, to: str) -> None:
        self.counts["renames"] += 1
        if path in self.content:
            self.wrong.append(f"{path} got its name {to} before it was flushed")
            self.content.discard(path)
        for each in (path, to):
            self.names[each.rpartition("/")[0]] = to

    def _removed(self, path: str) -> None:
        self.content.discard(path)
        if "/.claimed/" in path:
            self.counts["claims given up"] += 1
            self.nothing_open(f"the claim {path} was given up")

    def nothing_open(self, when: str) -> None:
        for path in self.content:
            self.wrong.append(f"{when} while {path} was not flushed")
        for folder, name in self.names.items():
            self.wrong.append(f"{when} while {folder}, where {name} is, was not flushed")


def ledger_of(lines: Iterator[str] | list[str], folder: str) -> Ledger:
    """Reads what strace wrote. Calls that other threads interrupted are put together again."""
    ledger, begun = Ledger(folder), {}
    for line in lines:
        process = line.split(" ", 1)[0]
        if line.rstrip().endswith("<unfinished ...>"):
            begun[process] = line.rpartition(" <unfinished")[0]
            continue
        if resumed := re.search(r"<\.\.\. \w+ resumed>(.*)", line):
            line = begun.pop(process, "") + resumed[1]
        if (found := CALL.match(line.rstrip())) and int(found[3]) >= 0:
            ledger.call(found[1], found[2])
    ledger.nothing_open("the run ended")
    return ledger


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory, library: Library) -> Iterator[Day]:
    with eventful_day(tmp_path_factory.mktemp("day"), library) as made:
        yield made


@pytest.mark.strace
def test_every_name_comes_after_its_content_and_before_the_claim_is_given_up(
    day: Day, tmp_path: Path, figures: Figures
) -> None:
    ground = day.waiting.copy(tmp_path / "traced")
    notes = tmp_path / "calls"
    trace = [
        "strace",
        "-f",
        "-y",
        "-s",
        "4096",
        "-e",
        f"trace={CALLS}",
        "-e",
        "signal=none",
        "-o",
        str(notes),
    ]
    run = [sys.executable, str(LIGHTLY), "--workspace", str(ground.folder), "--today", TODAY, "reports"]
    done = subprocess.run([*trace, *run], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    ledger = ledger_of(notes.read_text(errors="replace").splitlines(), f"{ground.folder}/")
    figures(", ".join(f"{number} {what}" for what, number in sorted(ledger.counts.items())))
    assert ledger.counts["renames"] > 30
    assert ledger.counts["claims given up"] >= 3
    assert ledger.wrong == []


@pytest.mark.parametrize(
    ("lines", "wrong"),
    [
        (
            ['1 write(3</w/.a>, "x", 1) = 1', '1 rename("/w/.a", "/w/a") = 0', "1 fsync(4</w>) = 0"],
            "got its name",
        ),
        (
            ['1 write(3</w/.a>, "x", 1) = 1', "1 fsync(3</w/.a>) = 0", '1 rename("/w/.a", "/w/a") = 0'],
            "where /w/a is",
        ),
        (['1 write(3</w/log>, "x", 1) = 1', '1 unlink("/w/.claimed/1/a") = 0'], "given up"),
        (
            [
                "1 fsync(3</w/.a> <unfinished ...>",
                "1 <... fsync resumed>) = 0",
                '1 rename("/w/.a", "/w/a") = 0',
            ],
            "ended",
        ),
    ],
)
def test_the_ledger_sees_what_is_out_of_order(lines: list[str], wrong: str) -> None:
    assert any(wrong in each for each in ledger_of(lines, "/w").wrong)
