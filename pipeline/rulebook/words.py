"""Every fixed word of every document, in one language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipeline.errors import LibraryBroken


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language. ``language`` is a tag such as ``en-GB``.

    A name is a dotted path into the words file: ``words("plan.title")``. Blanks in braces are filled by
    keyword: ``words("report.silence", agencies="Housing")``. A missing name is our own fault.
    """

    language: str
    tree: Mapping[str, Any]

    def __call__(self, name: str, **blanks: object) -> str:
        """The words under a name, blanks filled."""
        text = self._find(name)
        if not isinstance(text, str):
            raise LibraryBroken(f"words {name!r} are not a text in language {self.language}")
        return text.format_map(blanks) if blanks else text

    def branch(self, name: str) -> Mapping[str, Any]:
        """All words under a name, for a template to pick from."""
        found = self._find(name)
        if not isinstance(found, Mapping):
            raise LibraryBroken(f"words {name!r} are not a group in language {self.language}")
        return found

    def code(self, group: str, code: str) -> str:
        """The word for a code of a closed list; "" stays ""."""
        return self(f"{group}.{code}") if code else ""

    def day(self, day: date | None) -> str:
        """"3 November 2026"; "" for None."""
        return "" if day is None else f"{day.day} {self.branch('dates')['months'][day.month - 1]} {day.year}"

    def weekday(self, day: date | None) -> str:
        """"Tuesday 3 November 2026"; "" for None."""
        return "" if day is None else f"{self.branch('dates')['days'][day.weekday()]} {self.day(day)}"

    def listed(self, items: Sequence[str]) -> str:
        """"A", "A and B", "A, B and C"."""
        if len(items) < 2:
            return "".join(items)
        return f"{', '.join(items[:-1])} {self('lists.and')} {items[-1]}"

    def _find(self, name: str) -> Any:
        found: Any = self.tree
        for part in name.split("."):
            if not isinstance(found, Mapping) or part not in found:
                raise LibraryBroken(f"words {name!r} are missing in language {self.language}")
            found = found[part]
        return found
