"""Slips in a protocol's file that lies over another, or in an edition: what it names must be there below."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from pipeline.rulebook.parsed_file import broken

_THINGS = {"roles": "role", "steps": "step", "rules": "rule", "layouts": "layout", "headings": "heading"}
_NEW = {"roles": ("title", "source"), "steps": ("title", "who", "limit", "recorded", "source")}
_SOURCED = ("steps", "layouts", "headings")
_SIDES = ("after", "before")
_LIKE = 0.75  # how like a misspelt name the one that was meant has to be, out of 1
_MOST = 3  # near names that are listed


def changes_limit(below: Mapping[str, Any], entry: Mapping[str, Any]) -> bool:
    """Whether a step said again has another limit, or one that is counted from something else."""
    return any(entry.get(key) not in (None, below.get(key)) for key in ("limit", *_SIDES))


def check_groups(place: str, layer: Mapping[str, Any]) -> None:
    """Roles, steps and the rest are names with something under each. Raises LibraryBroken naming the key."""
    for group in _THINGS:
        entries = layer.get(group)
        if entries is not None and not isinstance(entries, Mapping):
            raise broken(
                place, group, f"needs the name of each {_THINGS[group]}, and under it what is said of it"
            )
        for key, entry in (entries or {}).items() if group in _NEW else ():
            if entry is not None and not isinstance(entry, Mapping):
                example = "limit: open" if group == "steps" else "title: Team manager"
                raise broken(place, f"{group}.{key}", f"needs lines of its own under it, such as {example}")


def check_sources(place: str, below: Mapping[str, Any], own: Mapping[str, Any]) -> None:
    """What is changed needs its own source: the old paragraph has the old one. Raises LibraryBroken.

    That holds for limits, headings and layouts; a step or a role that only gets another name keeps its own.
    """
    for group in _SOURCED:
        there = below.get(group) or {}
        for key, entry in (own.get(group) or {}).items():
            if not isinstance(entry, Mapping) or entry.get("source") or key not in there:
                continue
            if group != "steps" or changes_limit(there[key], entry):
                thing = "limit" if group == "steps" else _THINGS[group]
                why = f"is missing: the {thing} is changed here, so say where the new one is written"
                raise broken(place, f"{group}.{key}.source", f"{why}, for example Board, January 2027")


def check_names(
    place: str, layer: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]], base: str | None
) -> None:
    """Whatever is changed or dropped has to be there, or be new and whole. Raises LibraryBroken.

    ``known`` is what lies below, by group; ``base`` the file that is extended, None: the file's own.
    """
    for group, thing in _THINGS.items():
        for key, entry in (layer.get(group) or {}).items():
            missing = _missing(group, entry) if entry is not None else []
            if key in known[group] or (entry is not None and not missing):
                continue
            below = f"{base}, which this file extends" if base else "this file"
            why = f"there is no {thing} of this name in {below}. {_near(key, known[group])}"
            if missing:
                why += f" A new {thing} needs {', '.join(missing)} as well"
            raise broken(place, f"{group}.{key}", why.rstrip("."))


def _missing(group: str, entry: Mapping[str, Any]) -> list[str]:
    """What a new role or step still needs; the other groups are looked at as they are read."""
    missing = [key for key in _NEW.get(group, ()) if not entry.get(key) and entry.get(key) != 0]
    if group == "steps" and not any(entry.get(side) for side in _SIDES):
        missing.append("after or before")
    return missing


def _near(key: str, known: Mapping[str, Any]) -> str:
    """The names that may have been meant: alike as a whole, or in a word of the name or the title."""
    called: dict[str, list[str]] = {}
    for name, entry in known.items():
        title = str(entry.get("title", "")) if isinstance(entry, Mapping) else ""
        for word in {name, title, *name.split("-"), *title.split()}:
            called.setdefault(word.casefold(), []).append(name)
    wanted = (key.casefold(), *key.casefold().split("-"))
    alike = [like for word in wanted for like in get_close_matches(word, called, _MOST, _LIKE)]
    near = list(dict.fromkeys(name for like in alike for name in called[like]))[:_MOST]
    return f"Did you mean {' or '.join(near)}?" if near else f"It has {', '.join(known)}."
