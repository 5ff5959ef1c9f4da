"""Every sentence that a finding can say, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.errors import LibraryBroken
from pipeline.model.finding import Finding, Level, Place


@dataclass(frozen=True, slots=True)
class Entry:
    """One code. ``says`` and ``do`` have blanks in braces; ``rank`` sorts the most basic fault first."""

    code: str
    level: Level
    says: str
    do: str
    rank: int = 50
    source: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A finding in words: what is wrong, what to do about it, which guidance asks for it."""

    says: str
    do: str
    source: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Codes and their entries."""

    entries: Mapping[str, Entry]

    def finding(
        self, code: str, place: Place | None = None, path: tuple[str | int, ...] = (), **details: str
    ) -> Finding:
        """A finding with its level looked up. An unknown code is our own fault, never a sender's."""
        entry = self._entry(code)
        return Finding(code, entry.level, place or Place(), tuple(sorted(details.items())), path)

    def sentence(self, finding: Finding) -> Sentence:
        """What the sender reads about a finding."""
        entry = self._entry(finding.code)
        details = dict(finding.details)
        try:
            return Sentence(entry.says.format_map(details), entry.do.format_map(details), entry.source)
        except KeyError as blank:
            raise LibraryBroken(f"finding {finding.code} was raised without its detail {blank}") from None

    def in_order(self, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """Stops before asks before notes; within a level the most basic first, then by place in the form."""
        levels = list(Level)
        return tuple(
            sorted(
                findings,
                key=lambda f: (
                    levels.index(f.level),
                    self._entry(f.code).rank,
                    tuple((isinstance(p, int), p if isinstance(p, int) else 0, str(p)) for p in f.path),
                ),
            )
        )

    def _entry(self, code: str) -> Entry:
        try:
            return self.entries[code]
        except KeyError:
            raise LibraryBroken(f"there is no finding called {code} in the catalogue") from None
