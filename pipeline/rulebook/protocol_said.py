"""What a protocol's own names are in other languages: ``said-in`` of its file."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from string import Formatter
from types import MappingProxyType
from typing import Any

from pipeline.rulebook.parsed_file import broken, check_keys, text
from pipeline.rulebook.protocol import Protocol, Said

_KEYS = frozenset({"title", "roles", "steps", "headings", "left-open"})
_STEP_KEYS = frozenset({"title", "each", "read"})


def load_said(file: str, raw: Any, protocol: Protocol) -> Mapping[str, Said]:
    """The names by language. ``raw`` is the parsed ``said-in``: a language's code, then what is said in it.

    Every name that it says must be one of the protocol's. Raises LibraryBroken naming the key.
    """
    if not isinstance(raw, Mapping) or not all(isinstance(said, Mapping) for said in raw.values()):
        raise broken(file, "said-in", "is not a group of languages, each with its names")
    return MappingProxyType(
        {str(code): _said(file, f"said-in.{code}.", said, protocol) for code, said in raw.items()}
    )


def _said(file: str, at: str, raw: Any, protocol: Protocol) -> Said:
    check_keys(file, raw, _KEYS, at)
    steps = _group(file, at, raw, "steps", {step.id for step in protocol.steps})
    for key, step in steps.items():
        check_keys(file, step, _STEP_KEYS, f"{at}steps.{key}.")

    def of_steps(kind: str) -> Mapping[str, str]:
        return {
            key: text(file, step, kind, f"{at}steps.{key}.") for key, step in steps.items() if kind in step
        }

    each = of_steps("each")
    for key, title in each.items():
        if _blanks(title) != _blanks(protocol.step(key).each):
            raise broken(file, f"{at}steps.{key}.each", "has other blanks than the step's own")
    return Said(
        title=text(file, raw, "title", at),
        roles=_texts(file, at, raw, "roles", {role.id for role in protocol.roles}),
        steps=of_steps("title"),
        each=each,
        read=of_steps("read"),
        headings=_texts(file, at, raw, "headings", protocol.headings),
        left_open=_left_open(file, at, raw, protocol),
    )


def _group(file: str, at: str, raw: Any, key: str, known: Collection[str]) -> Mapping[str, Any]:
    found = raw.get(key) or {}
    if not isinstance(found, Mapping):
        raise broken(file, f"{at}{key}", "is not a group")
    check_keys(file, found, frozenset(known), f"{at}{key}.")
    return found


def _texts(file: str, at: str, raw: Any, key: str, known: Collection[str]) -> Mapping[str, str]:
    found = _group(file, at, raw, key, known)
    return {name: text(file, found, name, f"{at}{key}.") for name in found}


def _left_open(file: str, at: str, raw: Any, protocol: Protocol) -> tuple[str, ...]:
    found = raw.get("left-open") or ()
    if found and (not isinstance(found, list) or len(found) != len(protocol.left_open)):
        raise broken(file, f"{at}left-open", f"needs {len(protocol.left_open)} texts, one for each")
    return tuple(str(one).strip() for one in found)


def _blanks(title: str) -> set[str | None]:
    return {blank for _, blank, _, _ in Formatter().parse(title)} - {None}
