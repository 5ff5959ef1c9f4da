"""Every sentence that a finding can say, in one place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from string import Formatter
from typing import Any

from pipeline.errors import LibraryBroken
from pipeline.model.finding import Finding, Level, Place
from pipeline.rulebook.form import Form


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
    """Codes and their entries; ``told`` is the same catalogue in other languages, by their codes."""

    entries: Mapping[str, Entry]
    told: Mapping[str, Catalogue] = field(default_factory=dict, repr=False, compare=False)

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

    def said_in(self, language: str) -> Catalogue:
        """The catalogue in a language; as it is where it has no words in that language."""
        return self.told.get(language, self)

    def spoken(self, sayings: Mapping[str, Mapping[str, Mapping[str, str]]]) -> Catalogue:
        """The catalogue with its words in other languages, by language and by code; what has none stays.

        Raises LibraryBroken for words whose blanks are not those of the finding, and for a code that is none.
        """
        told = {
            language: Catalogue({**self.entries, **{code: self._said(code, said[code]) for code in said}})
            for language, said in sayings.items()
        }
        return replace(self, told=told)

    def _said(self, code: str, said: Mapping[str, str]) -> Entry:
        entry = self._entry(code)
        told = replace(entry, says=said.get("says", entry.says), do=said.get("do", entry.do))
        for one, other in ((entry.says, told.says), (entry.do, told.do)):
            if _blanks(one) != _blanks(other):
                raise LibraryBroken(f"finding {code} has other blanks in another language: {other!r}")
        return told

    def in_order(self, findings: tuple[Finding, ...], form: Form) -> tuple[Finding, ...]:
        """Stops before asks before notes; within a level the most basic first, then as the form is read."""
        levels = list(Level)
        return tuple(
            sorted(
                findings,
                key=lambda f: (levels.index(f.level), self._entry(f.code).rank, _reading_order(f.path, form)),
            )
        )

    def _entry(self, code: str) -> Entry:
        try:
            return self.entries[code]
        except KeyError:
            raise LibraryBroken(f"there is no finding called {code} in the catalogue") from None


def load_catalogue(raw: Any) -> Catalogue:
    """The catalogue from what ``findings.yaml`` holds: a mapping of code to its entry.

    Raises ``LibraryBroken`` naming the code for anything that is not exactly an entry, because a typing
    slip there would otherwise be seen first by somebody whose form is returned.
    """
    if not isinstance(raw, Mapping) or not raw:
        raise LibraryBroken("the catalogue of findings is not a list of codes")
    return Catalogue({code: _entry(code, entry) for code, entry in raw.items()})


_CODE = re.compile(r"[a-z]+(-[a-z]+)*")
_LEVELS = {level.value: level for level in Level}
_KEYS = frozenset({"level", "rank", "says", "do", "source"})
_NEEDED = frozenset({"level", "says", "do"})


def _entry(code: Any, raw: Any) -> Entry:
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        raise LibraryBroken(f"{code!r} is not the name of a finding: small letters and hyphens only")
    if not isinstance(raw, Mapping):
        raise LibraryBroken(f"finding {code} has no entry in the catalogue")
    if unknown := sorted(str(key) for key in raw.keys() - _KEYS):
        raise LibraryBroken(f"finding {code} has an unknown key: {', '.join(unknown)}")
    if missing := sorted(_NEEDED - raw.keys()):
        raise LibraryBroken(f"finding {code} lacks: {', '.join(missing)}")
    if str(raw["level"]) not in _LEVELS:
        raise LibraryBroken(f"finding {code} has an unknown level; use one of {', '.join(_LEVELS)}")
    rank = raw.get("rank", 50)
    if type(rank) is not int or rank < 0:
        raise LibraryBroken(f"finding {code} has a rank that is not a whole number from 0")
    says, do, source = (_text(code, key, raw.get(key, "")) for key in ("says", "do", "source"))
    return Entry(code, _LEVELS[str(raw["level"])], says, do, rank, source)


def _text(code: str, key: str, text: Any) -> str:
    if not isinstance(text, str) or (key in _NEEDED and not text.strip()):
        raise LibraryBroken(f"finding {code} has no words under {key!r}")
    try:
        blanks = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    except ValueError as fault:
        raise LibraryBroken(f"finding {code} has braces that do not match under {key!r}: {fault}") from None
    if odd := [name for name in blanks if not name.isidentifier()]:
        raise LibraryBroken(f"finding {code} has a blank that is not a plain name under {key!r}: {odd[0]!r}")
    return text


def _blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _reading_order(path: tuple[str | int, ...], form: Form) -> tuple[int, ...]:
    """Where an answer stands in the form: block, row (a block itself before its rows), question."""
    keys = [block.key for block in form.blocks]
    if not path or path[0] not in keys:
        return (-1,)
    block = form.blocks[keys.index(str(path[0]))]
    fields = [field.key for field in block.fields]
    inside = tuple(fields.index(part) if part in fields else part for part in path[1:])
    return (keys.index(block.key), *(part if isinstance(part, int) else -1 for part in inside))
