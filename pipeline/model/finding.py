"""What is wrong with a form or a case, and where its sender sees it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")


class Level(StrEnum):
    """How much a finding asks of the sender."""

    STOP = "stop"  # the form goes back
    ASK = "ask"  # put it right or give a reason; the form is taken in
    NOTE = "note"  # nothing to do; worth knowing


@dataclass(frozen=True, slots=True)
class Place:
    """A spot in a form, in the sender's own terms.

    ``part`` is a sheet or section title, ``spot`` a cell ("D14"), a row or a key path. ``sheet`` and
    ``cell`` are filled only where the place can be linked to in a workbook.
    """

    part: str = ""
    spot: str = ""

    def __str__(self) -> str:
        if self.part and self.spot:
            return f"{self.part}, {self.spot}"
        return self.part or self.spot


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. ``code`` has its sentence in the catalogue; ``details`` fill its blanks.

    ``path`` is the answer's path in the filled form, where the finding is about one answer:
    ``("progress", 2, "achieved")`` (rows count from 0) or ``("about", "name")``. ``of_case`` marks what
    compares the form with the record of its case, so that its details may tell what the record holds.
    """

    code: str
    level: Level
    place: Place = Place()
    details: tuple[tuple[str, str], ...] = ()
    path: tuple[str | int, ...] = ()
    of_case: bool = False


@dataclass(frozen=True, slots=True)
class Checked(Generic[T]):
    """A value and everything found about it; ``value`` is None when nothing usable could be made."""

    value: T | None
    findings: tuple[Finding, ...] = ()

    @property
    def stopped(self) -> bool:
        """Whether any finding sends the form back."""
        return self.value is None or any(f.level is Level.STOP for f in self.findings)
