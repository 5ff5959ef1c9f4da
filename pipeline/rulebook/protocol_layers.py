"""Files of protocols laid over each other: what one takes over from another, what holds from which day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from pipeline.errors import LibraryBroken
from pipeline.rulebook.parsed_file import broken

KEPT, DROPPED = "kept", "dropped"
_GROUPS = ("roles", "steps", "rules", "layouts", "headings")
_OWN = ("extends", "unnamed", "editions", "default", "dated", "said-in")  # never taken over
_OF_AN_EDITION = ("from", "source", "said-in")
_OWN_WHEN_DROPPED = ("chain", "quorum", "left-open")


def laid_out(name: str, raw: Mapping[str, Any], day: date | None) -> Mapping[str, Any]:
    """The file with everything that it extends laid beneath it, as it stands on a day; None: at first.

    Steps, roles and rules of the file below are kept or dropped as ``unnamed`` says; what the file names
    again is changed key by key, and what it sets to null is dropped. Raises LibraryBroken.
    """
    return _laid_out(name, raw, day, ())


def edition_days(name: str, raw: Mapping[str, Any]) -> tuple[date, ...]:
    """The days on which the file or one that it extends changes, in order. Raises LibraryBroken."""
    days = {start for file in _lineage(name, raw, ()) for start, _ in _editions(file, raw[file])}
    return tuple(sorted(days))


def base_of(name: str, raw: Mapping[str, Any]) -> str | None:
    """The name of the file that one extends; None for one that stands alone. Raises LibraryBroken."""
    return _base(name, raw, ())


def said_from(name: str, raw: Mapping[str, Any], day: date | None) -> tuple[str, Any]:
    """What the file itself says in other languages from a day on, None: at first; and where that stands."""
    if day is None:
        return "said-in.", raw[name].get("said-in") or {}
    for number, (start, edition) in enumerate(_editions(name, raw[name])):
        if start == day:
            return f"editions.{number}.said-in.", edition.get("said-in") or {}
    return "", {}


def file_of(name: str) -> str:
    """What a protocol's file is called in a message."""
    return f"protocols/{name}.yaml"


def _laid_out(
    name: str, raw: Mapping[str, Any], day: date | None, seen: tuple[str, ...]
) -> Mapping[str, Any]:
    base = _base(name, raw, seen)
    own = _as_of(name, raw[name], day)
    if base is None:
        return own
    below = _laid_out(base, raw, day, (*seen, name))
    laid = _over(below, own, drop=own.get("unnamed", KEPT) == DROPPED)
    return {key: value for key, value in laid.items() if key not in _OWN or key in own}


def _as_of(name: str, own: Mapping[str, Any], day: date | None) -> Mapping[str, Any]:
    """The file with each of its editions up to a day laid over it."""
    standing = {key: value for key, value in own.items() if key != "editions"}
    for start, edition in _editions(name, own):
        if day is not None and start <= day:
            changes = {key: value for key, value in edition.items() if key not in _OF_AN_EDITION}
            # What an edition drops may lie in a file further below.
            standing = _over(standing, changes, drop=False, nulls="extends" in own)
    return standing


def _editions(name: str, own: Any) -> list[tuple[date, Mapping[str, Any]]]:
    found = []
    for number, edition in enumerate(own.get("editions") or () if isinstance(own, Mapping) else ()):
        start = edition.get("from") if isinstance(edition, Mapping) else None
        if not isinstance(start, date):
            raise broken(file_of(name), f"editions.{number}.from", "is not a day, written as 2027-04-01")
        if not isinstance(edition.get("source"), str):
            raise broken(file_of(name), f"editions.{number}.source", "is missing or is not a text")
        found.append((start, edition))
    days = [start for start, _ in found]
    if days != sorted(set(days)):
        raise broken(file_of(name), "editions", "must stand in the order of their days, one for each")
    return found


def _base(name: str, raw: Mapping[str, Any], seen: tuple[str, ...]) -> str | None:
    own = raw[name]
    if not isinstance(own, Mapping):
        raise LibraryBroken(f"{file_of(name)} is not a protocol")
    base = own.get("extends")
    if base is None:
        return None
    if base not in raw or base in (*seen, name):
        raise broken(file_of(name), "extends", f"{base} is not another protocol")
    if own.get("unnamed", KEPT) not in (KEPT, DROPPED):
        raise broken(file_of(name), "unnamed", f"is neither {KEPT} nor {DROPPED}")
    return str(base)


def _lineage(name: str, raw: Mapping[str, Any], seen: tuple[str, ...]) -> Iterator[str]:
    yield name
    base = _base(name, raw, seen)
    if base is not None:
        yield from _lineage(base, raw, (*seen, name))


def _over(
    below: Mapping[str, Any], own: Mapping[str, Any], *, drop: bool, nulls: bool = False
) -> dict[str, Any]:
    """One file over another. ``nulls`` keeps what is dropped as null, for a file that lies further below."""
    kept = {key: value for key, value in below.items() if not (drop and key in _OWN_WHEN_DROPPED)}
    laid = {**kept, **own}
    for group in _GROUPS:
        laid[group] = _group(below.get(group) or {}, own.get(group) or {}, drop=drop, nulls=nulls)
    return laid


def _group(below: Mapping[str, Any], own: Mapping[str, Any], *, drop: bool, nulls: bool) -> Mapping[str, Any]:
    laid = {key: entry for key, entry in below.items() if key in own or not drop}
    for key, entry in own.items():
        if entry is None and not nulls:
            laid.pop(key, None)
        elif isinstance(entry, Mapping) and isinstance(laid.get(key), Mapping):
            laid[key] = _changed(laid[key], entry)
        else:
            laid[key] = entry
    return laid


def _changed(below: Mapping[str, Any], entry: Mapping[str, Any]) -> Mapping[str, Any]:
    """A step said again: its own keys win, and a new anchor replaces the old one on either side."""
    sides: Sequence[str] = ("after", "before") if {"after", "before"} & entry.keys() else ()
    kept = {key: value for key, value in below.items() if key not in sides}
    return {key: value for key, value in {**kept, **entry}.items() if value is not None}
