"""What a protocol's own names are in other languages: ``said-in`` of its file."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from string import Formatter
from types import MappingProxyType
from typing import Any

from pipeline.rulebook.parsed_file import broken, check_keys, text
from pipeline.rulebook.protocol import Protocol, Said

_KEYS = frozenset({"title", "roles", "steps", "headings", "left-open"})
_STEP_KEYS = frozenset({"title", "each", "read"})
_AT = "said-in."


def load_said(file: str, raw: Any, protocol: Protocol, *, titled: bool) -> Mapping[str, Said]:
    """The names by language. ``raw`` is the parsed ``said-in``: a language's code, then what is said in it.

    ``titled`` is whether the title must be among them: an edition says it anew only if it changes it.
    Every name that it says must be one of the protocol's. Raises LibraryBroken naming the key.
    """
    if not isinstance(raw, Mapping) or not all(isinstance(said, Mapping) for said in raw.values()):
        raise broken(file, _AT.rstrip("."), "is not a group of languages, each with its names")
    return MappingProxyType(
        {str(code): _said(file, f"{_AT}{code}.", said, protocol, titled) for code, said in raw.items()}
    )


def with_names_of(others: Sequence[Protocol], protocol: Protocol) -> Protocol:
    """The protocol with the names that others have in other languages for what it calls as they do.

    Its own go first, then those of the first of the others. So what is inherited unchanged is said once,
    and what got another name is not called by the old one.
    """
    said = dict(protocol.said)
    own = _names(protocol)
    for other in others:
        theirs = _names(other)
        for code, told in other.said.items():
            said[code] = _filled(said.get(code, Said()), _kept(told, theirs, own))
    return replace(protocol, said=MappingProxyType(said))


def _names(protocol: Protocol) -> Said:
    """The protocol's names as they stand, in the shape of what is said in another language."""
    return Said(
        protocol.title,
        {role.id: role.title for role in protocol.roles},
        {step.id: step.title for step in protocol.steps},
        {step.id: step.each for step in protocol.steps if step.each},
        {step.id: step.read for step in protocol.steps if step.read},
        {key: heading.title for key, heading in protocol.headings.items()},
        tuple(one.says for one in protocol.left_open),
    )


def _kept(told: Said, theirs: Said, own: Said) -> Said:
    """What is said of names that are the same in both."""

    def same(kind: str) -> Mapping[str, str]:
        was, now = getattr(theirs, kind), getattr(own, kind)
        return {key: text for key, text in getattr(told, kind).items() if key in now and was[key] == now[key]}

    left_open = dict(zip(theirs.left_open, told.left_open, strict=False))
    return Said(
        told.title if theirs.title == own.title else "",
        same("roles"),
        same("steps"),
        same("each"),
        same("read"),
        same("headings"),
        tuple(left_open.get(says, says) for says in own.left_open) if left_open else (),
    )


def _filled(said: Said, more: Said) -> Said:
    """The first, with what the second has beyond it."""
    return Said(
        said.title or more.title,
        {**more.roles, **said.roles},
        {**more.steps, **said.steps},
        {**more.each, **said.each},
        {**more.read, **said.read},
        {**more.headings, **said.headings},
        said.left_open or more.left_open,
    )


def _said(file: str, at: str, raw: Any, protocol: Protocol, titled: bool) -> Said:
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
        title=text(file, raw, "title", at) if titled or "title" in raw else "",
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
