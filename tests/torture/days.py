"""A day on which a bit of everything is dropped: before, as it waits, and after an undisturbed run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from torture.ground import (
    HEALTH,
    SCHOOL,
    Drop,
    Ground,
    contribution,
    light,
    nameless,
    set_up,
    settled,
)

from pipeline.rulebook.library import Library

A, B = "CP-2041-001", "CP-2041-002"


@dataclass(frozen=True)
class Day:
    """A case that stands, drops of every fate that wait, and what becomes of them when nothing goes wrong."""

    before: Ground
    waiting: Ground
    after: Ground
    operations: list[str]


@contextmanager
def eventful_day(folder: Path, library: Library) -> Iterator[Day]:
    """The day, and light documents as long as it lasts."""
    with light(library):
        before = Ground(folder / "before", library)
        before.folder.mkdir()
        form = before.form
        fed = form("contribution", contribution(A, SCHOOL, "He is fed."))
        before.drop(
            Drop("", "set-up.json", form("case-set-up", set_up(A)), case=A),
            Drop(SCHOOL, "ours.json", fed, case=A),
        )
        assert before.run() == 0, before.said
        assert settled(before) == []
        waiting = before.copy(folder / "waiting")
        again = form("contribution", contribution(A, SCHOOL, "He eats twice now."))
        waiting.drop(
            Drop("", "set-up.json", form("case-set-up", set_up(B)), case=B),
            Drop(SCHOOL, "ours.json", again, case=A),
            Drop(HEALTH, "nameless.json", form("contribution", nameless(A, HEALTH, "Well.")), "returned"),
            Drop(HEALTH, "letter.docx", b"A letter and no form.", "returned"),
            Drop(HEALTH, "theirs.json", form("contribution", contribution(B, HEALTH, "Well.")), case=B),
        )
        after = waiting.copy(folder / "after")
        operations = [line.replace(str(after.folder), "") for line in after.operations()]
        assert settled(after) == []
        yield Day(before, waiting, after, operations)
