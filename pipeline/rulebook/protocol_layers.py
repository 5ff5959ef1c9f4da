"""Files of protocols laid over each other: what one takes over from another, what holds from which day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from pipeline.errors import LibraryBroken
from pipeline.rulebook.parsed_file import broken, text
from pipeline.rulebook.protocol_slips import changes_limit, check_groups, check_names, check_sources

KEPT, DROPPED = "kept", "dropped"
_GROUPS = ("roles", "steps", "rules", "layouts", "headings")
_OWN = ("extends", "unnamed", "editions", "default", "dated", "said-in")  # never taken over
_OF_AN_EDITION = ("from", "source", "said-in")
_OWN_WHEN_DROPPED = ("chain", "quorum", "left-open")
_OF_A_LIMIT = ("read", "other-unit")  # they tell of the words that a limit stood in


def laid_out(name: str, raw: Mapping[str, Any], day: date | None) -> Mapping[str, Any]:
    """The file with everything that it extends laid beneath it, as it stands on a day; None: at first.

    Steps, roles and rules of the file below are kept or dropped as ``unnamed`` says; what the file names
    again is changed key by key, and what it sets to null is dropped. A limit that is changed leaves how the
    old one was read behind it. What an edition changes has the edition's source, unless it says its own.
    Raises LibraryBroken, also for a limit that a file changes without a source.
    """
    _check_layer(name, raw, day)
    return _laid_out(name, raw, day, ())


def edition_days(name: str, raw: Mapping[str, Any]) -> tuple[date, ...]:
    """The days on which the file or one that it extends changes, in order. Raises LibraryBroken."""
    days = {start for file in _lineage(name, raw, ()) for start, _ in _editions(file, raw[file])}
    return tuple(sorted(days))


def announced(name: str, raw: Mapping[str, Any], day: date) -> str:
    """Where the editions of a day say that they come from: the file's, then those of what it extends."""
    editions = (dict(_editions(file, raw[file])).get(day) for file in _lineage(name, raw, ()))
    return "; ".join(dict.fromkeys(edition["source"] for edition in editions if edition))


def day_before(name: str, raw: Mapping[str, Any], day: date) -> date | None:
    """The day of the edition that one comes after; None: what holds at first. Raises LibraryBroken."""
    return max((start for start in edition_days(name, raw) if start < day), default=None)


def base_of(name: str, raw: Mapping[str, Any]) -> str | None:
    """The name of the file that one extends; None for one that stands alone. Raises LibraryBroken."""
    return _base(name, raw, ())


def said_from(name: str, raw: Mapping[str, Any], day: date | None) -> Any:
    """What the file itself says in other languages from a day on, None: at first."""
    said = raw[name] if day is None else dict(_editions(name, raw[name])).get(day, {})
    return said.get("said-in") or {}


def file_of(name: str) -> str:
    """What a protocol's file is called in a message."""
    return f"protocols/{name}.yaml"


def place_of(name: str, raw: Mapping[str, Any], day: date | None) -> str:
    """Where in a file stands what holds from a day on, None: at first. Raises LibraryBroken.

    On a day on which only a file below changes, what the file says may no longer fit: both are named.
    """
    if day is None:
        return file_of(name)
    if any(start == day for start, _ in _editions(name, raw[name])):
        return _edition_place(name, day)
    others = [file for file in _lineage(name, raw, ()) if day in dict(_editions(file, raw[file]))]
    return f"{file_of(name)}, with the {_of_day(day)} in {' and '.join(map(file_of, others))}"


def in_order(raw: Mapping[str, Any]) -> list[str]:
    """The files' names, each after the one that it extends: a slip is told of the file that has it."""
    return sorted(raw, key=lambda name: (len(tuple(_lineage(name, raw, ()))), name))


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
    """The editions of one file by their days, with their sources on what they change."""
    found: list[tuple[date, Mapping[str, Any]]] = []
    for number, edition in enumerate(own.get("editions") or () if isinstance(own, Mapping) else (), 1):
        start = edition.get("from") if isinstance(edition, Mapping) else None
        if type(start) is not date:
            place = f"{file_of(name)}, edition {number} from the top"
            raise broken(place, "from", "is missing or is not a day; write it as 2027-04-01")
        check_groups(_edition_place(name, start), edition)
        source = text(_edition_place(name, start), edition, "source")
        found.append((start, {**edition, "source": source, **_with_source(edition, source)}))
    days = [start for start, _ in found]
    if days != sorted(set(days)):
        raise broken(file_of(name), "editions", "must stand in the order of their days, one for each")
    return found


def _edition_place(name: str, day: date) -> str:
    return f"{file_of(name)}, {_of_day(day)}"


def _of_day(day: date) -> str:
    return f"edition of {day.isoformat()}"


def _with_source(edition: Mapping[str, Any], source: str) -> dict[str, Any]:
    """What an edition changes, each with the edition's source unless it says its own."""

    def sourced(entry: Any) -> Any:
        return {"source": source, **entry} if isinstance(entry, Mapping) else entry

    told: dict[str, Any] = {
        key: {name: sourced(entry) for name, entry in edition[key].items()}
        for key in _GROUPS
        if edition.get(key)
    }
    if "quorum" in edition:
        told["quorum"] = sourced(edition["quorum"])
    if isinstance(edition.get("left-open"), list):
        told["left-open"] = [sourced(one) for one in edition["left-open"]]
    return told


def _check_layer(name: str, raw: Mapping[str, Any], day: date | None) -> None:
    """What a file, or its edition of a day, names again must be there; a limit it changes needs a source."""
    place, base = place_of(name, raw, day), base_of(name, raw)
    if day is None:
        check_groups(place, raw[name])
    below = _laid_out(base, raw, day, (name,)) if base else {}
    if base:
        check_sources(place, below, _as_of(name, raw[name], day))
    before = _laid_out(name, raw, day_before(name, raw, day), ()) if day else {}
    layer = dict(_editions(name, raw[name])).get(day, {}) if day else raw[name]
    if base or day:
        known = {group: {**(below.get(group) or {}), **(before.get(group) or {})} for group in _GROUPS}
        check_names(place, layer, known, base)


def _base(name: str, raw: Mapping[str, Any], seen: tuple[str, ...]) -> str | None:
    own = raw[name]
    if not isinstance(own, Mapping):
        raise LibraryBroken(f"{file_of(name)} is not a protocol")
    base = own.get("extends")
    if base is None:
        return None
    if base not in raw or base in (*seen, name):
        others = ", ".join(sorted(other for other in raw if other not in (*seen, name)))
        raise broken(file_of(name), "extends", f"{base} is not another protocol; write one of {others}")
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
        elif isinstance(entry, Mapping):
            under = laid.get(key)
            laid[key] = _changed(under if isinstance(under, Mapping) else {}, entry, nulls=nulls)
        else:
            laid[key] = entry
    return laid


def _changed(below: Mapping[str, Any], entry: Mapping[str, Any], *, nulls: bool) -> Mapping[str, Any]:
    """A step said again: its own keys win, and a new anchor replaces the old one on either side."""
    sides: Sequence[str] = ("after", "before") if {"after", "before"} & entry.keys() else ()
    left = dict.fromkeys(_OF_A_LIMIT if below and changes_limit(below, entry) else ())
    kept = {key: value for key, value in below.items() if key not in sides}
    laid = {**kept, **left, **entry}
    return laid if nulls else {key: value for key, value in laid.items() if value is not None}
