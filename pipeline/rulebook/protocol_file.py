"""The files of ``schemas/protocols/`` and ``nations.yaml`` as typed values, or the slip in one is named."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from pipeline.model.timeline import Limit, Unit
from pipeline.rulebook.layouts import load_layouts
from pipeline.rulebook.parsed_file import broken, check_keys, group, one_of, text
from pipeline.rulebook.protocol import (
    AFTER_EACH,
    EVENTS,
    PREVIOUS_VISIT,
    RCPC,
    SEEING,
    Applies,
    Heading,
    LeftOpen,
    Nation,
    Protocol,
    ProtocolRule,
    Quorum,
    Recorded,
    Role,
    Step,
)
from pipeline.rulebook.protocol_layers import (
    announced,
    base_of,
    day_before,
    edition_days,
    file_of,
    in_order,
    laid_out,
    place_of,
    said_from,
)
from pipeline.rulebook.protocol_said import load_said, with_names_of

OPEN = "open"
_DIGITS = 3
_LIMIT = re.compile(rf"(\d{{1,{_DIGITS}}}) (working day|day|week|month)s?")
_KEYS = frozenset(
    {"title", "guidance", "dated", "default", "extends", "unnamed", "roles", "steps", "chain", "rules"}
    | {"layouts", "headings", "quorum", "left-open", "editions", "said-in"}
)
_STEP_KEYS = frozenset(
    {"title", "each", "who", "limit", "after", "before"}
    | {"other-unit", "applies", "recorded", "parts", "source", "read"}
)
_PARTS = frozenset({"lead", "manager", "chair", "family", "member"})


def load_protocols(raw: Mapping[str, Any]) -> Mapping[str, Protocol]:
    """Every protocol by its name. ``raw`` holds each parsed file of ``protocols/`` under its stem.

    A file that ``extends`` another takes over its roles and steps, changes those it names again, and drops
    those it sets to null. What it still calls the same is called the same in other languages too.
    Raises LibraryBroken naming the file and the key.
    """
    loaded = {name: _with_editions(name, raw) for name in in_order(raw)}
    found = dict(sorted(loaded.items()))
    defaults = [name for name, protocol in found.items() if protocol.default]
    if len(defaults) > 1:
        raise broken(file_of(defaults[1]), "default", f"is said by {defaults[0]} already")
    return found


def load_nations(raw: Mapping[str, Any]) -> Mapping[str, Nation]:
    """Every nation by its title. ``raw`` is the parsed ``nations.yaml``. Raises LibraryBroken."""
    found = _nations(raw, raw, "")
    said = raw.get("said-in") or {}
    others = {code: _nations(raw, said[code], f"said-in.{code}.") for code in said}
    return {
        title: replace(nation, said={code: others[code][title] for code in others})
        for title, nation in found.items()
    }


def _nations(raw: Mapping[str, Any], said: Any, at: str) -> Mapping[str, Nation]:
    """Every nation by its own title, with the names that ``said`` has for it and its holidays."""
    file = "nations.yaml"
    names = group(file, said, "holiday-names")
    substitute = text(file, said, "substitute", at)
    if "{name}" not in substitute:
        raise broken(file, f"{at}substitute", "needs the blank {name}")
    return {
        title: Nation(
            text(file, said, title, at) if at else title,
            text(file, nation, "country", f"nations.{title}."),
            text(file, nation, "subdivision", f"nations.{title}."),
            {str(key): str(name) for key, name in names.items()},
            substitute,
        )
        for title, nation in group(file, raw, "nations").items()
    }


def parse_limit(written: str, before: bool = False) -> Limit:
    """``"5 working days"`` as a Limit. ValueError if there is no unit: a bare number means nothing."""
    found = _LIMIT.fullmatch(written)
    if found is None:
        raise ValueError(written)
    return Limit(int(found[1]), Unit(f"{found[2]}s"), before)


def _with_editions(name: str, raw: Mapping[str, Any]) -> Protocol:
    first = _as_of(name, raw, None)
    later = [
        (day, replace(_as_of(name, raw, day), announced=announced(name, raw, day)))
        for day in edition_days(name, raw)
    ]
    return replace(first, editions=tuple(later))


def _as_of(name: str, raw: Mapping[str, Any], day: date | None) -> Protocol:
    """The protocol from a day on, None: at first, with every name that it has in another language.

    A name stands once: where it was said before, or in the file below, and the name is still the same.
    """
    place = place_of(name, raw, day)
    protocol = _protocol(name, place, laid_out(name, raw, day))
    before: list[Protocol] = []
    if day is not None:
        before.append(_as_of(name, raw, day_before(name, raw, day)))
    if base := base_of(name, raw):
        before.append(_as_of(base, raw, day))
    said = load_said(place, said_from(name, raw, day), protocol, titled=day is None)
    return with_names_of(before, replace(protocol, said=said))


def _protocol(name: str, file: str, raw: Mapping[str, Any]) -> Protocol:
    check_keys(file, raw, _KEYS)
    roles = {key: _role(file, key, role) for key, role in group(file, raw, "roles").items()}
    steps: dict[str, Step] = {}
    for key, step in group(file, raw, "steps").items():
        steps[key] = _step(file, key, step, roles, steps)
    protocol = Protocol(
        name,
        text(file, raw, "title"),
        text(file, raw, "guidance"),
        tuple(steps.values()),
        tuple(raw.get("chain") or ()),
        tuple(roles.values()),
        _rules(file, raw.get("rules") or {}),
        load_layouts(file, raw.get("layouts") or {}, {role.id: role.title for role in roles.values()}, steps),
        _headings(file, raw.get("headings") or {}),
        _quorum(file, raw.get("quorum")),
        tuple(
            LeftOpen(*_texts(file, one, f"left-open.{number}.", "says", "source"))
            for number, one in enumerate(raw.get("left-open") or ())
        ),
        str(raw.get("dated") or ""),
        raw.get("default") is True,
    )
    _check_chain(file, protocol, steps)
    return protocol


def _role(file: str, key: str, raw: Any) -> Role:
    at = f"roles.{key}."
    check_keys(file, raw, frozenset({"title", "source", "part"}), at)
    (part,) = _parts(file, {"parts": [raw["part"]]}, at) if raw.get("part") else ("",)
    return Role(key, text(file, raw, "title", at), text(file, raw, "source", at), part)


def _rules(file: str, raw: Mapping[str, Any]) -> Mapping[ProtocolRule, str]:
    unknown = [str(key) for key in raw if key not in set(ProtocolRule)]
    if unknown:
        raise broken(file, f"rules.{unknown[0]}", f"is none of {', '.join(ProtocolRule)}")
    return MappingProxyType({ProtocolRule(key): text(file, raw, key, "rules.") for key in raw})


def _headings(file: str, raw: Mapping[str, Any]) -> Mapping[str, Heading]:
    return MappingProxyType(
        {
            str(key): Heading(*_texts(file, one, f"headings.{key}.", "title", "source"))
            for key, one in raw.items()
        }
    )


def _texts(file: str, raw: Any, at: str, *keys: str) -> tuple[str, ...]:
    check_keys(file, raw, frozenset(keys), at)
    return tuple(text(file, raw, key, at) for key in keys)


def _quorum(file: str, raw: Any) -> Quorum | None:
    if raw is None:
        return None
    check_keys(file, raw, frozenset({"source", "parts", "members", "read"}), "quorum.")
    members = raw.get("members", 0)
    if not isinstance(members, int) or members < 0:
        raise broken(file, "quorum.members", "is not a number of members")
    parts = _parts(file, raw, "quorum.")
    return Quorum(text(file, raw, "source", "quorum."), parts, members, str(raw.get("read") or "").strip())


def _parts(file: str, raw: Mapping[str, Any], at: str) -> tuple[str, ...]:
    parts = tuple(raw.get("parts") or ())
    if set(parts) - _PARTS:
        raise broken(file, f"{at}parts", f"has one that is none of {', '.join(sorted(_PARTS))}")
    return parts


def _step(
    file: str, key: str, raw: Mapping[str, Any], roles: Mapping[str, Role], before: Mapping[str, Step]
) -> Step:
    at = f"steps.{key}."
    check_keys(file, raw, _STEP_KEYS, at)
    who = text(file, raw, "who", at)
    if who not in roles:
        raise broken(file, f"{at}who", f"{who} is none of the roles {', '.join(roles)}")
    step = Step(
        id=key,
        title=text(file, raw, "title", at),
        who=roles[who].title,
        limit=_limit(file, raw, at),
        anchor=_anchor(file, raw, at, before),
        recorded=one_of(Recorded, file, raw, "recorded", at),
        source=text(file, raw, "source", at),
        applies=one_of(Applies, file, raw, "applies", at) if "applies" in raw else Applies.ALWAYS,
        other_unit=one_of(Unit, file, raw, "other-unit", at) if "other-unit" in raw else None,
        read=str(raw.get("read") or "").strip(),
        each=_each(file, raw, at),
        parts=_parts(file, raw, at),
    )
    if step.recorded in SEEING and step.anchor not in (PREVIOUS_VISIT, RCPC):
        raise broken(file, at.rstrip("."), f"is counted after {PREVIOUS_VISIT} or before {RCPC}")
    return step


def _each(file: str, raw: Mapping[str, Any], at: str) -> str:
    """The title of each of many; only a step that can come several times in a period has one."""
    recorded = one_of(Recorded, file, raw, "recorded", at)
    numbered = recorded in (Recorded.CORE_GROUPS, Recorded.SCHOOL_CHANGE)
    blank = "{number}" if numbered else "{meeting}" if recorded in AFTER_EACH else None
    if blank is None:
        return ""
    each = text(file, raw, "each", at)
    if blank not in each:
        raise broken(file, f"{at}each", f"needs the blank {blank}")
    return each


def _limit(file: str, raw: Mapping[str, Any], at: str) -> Limit | None:
    written = str(raw.get("limit") if raw.get("limit") is not None else "")
    if written == OPEN:
        return None
    try:
        return parse_limit(written, before="before" in raw)
    except ValueError:
        raise broken(file, f"{at}limit", _how_to_say(written)) from None


def _how_to_say(written: str) -> str:
    """What is wrong with a limit, with one to write instead: the same number, where it is only that."""
    bare = written.isascii() and written.isdecimal() and len(written) <= _DIGITS
    example = Limit(int(written) if bare else 5, Unit.WORKING_DAYS)
    fault = f'"{written}" says no unit' if bare else f'"{written}" is no limit' if written else "is missing"
    units = ", ".join(Unit)
    return f'{fault}; write for example "{example}": a number and one of {units}, or "{OPEN}" for no time set'


def _anchor(file: str, raw: Mapping[str, Any], at: str, before: Mapping[str, Step]) -> str:
    sides = [side for side in ("after", "before") if side in raw]
    if len(sides) != 1:
        raise broken(file, at.rstrip("."), "needs either 'after' or 'before'")
    anchor = text(file, raw, sides[0], at)
    if anchor not in EVENTS and anchor not in before:
        raise broken(file, f"{at}{sides[0]}", f"{anchor} is neither an event nor an earlier step")
    return anchor


def _check_chain(file: str, protocol: Protocol, steps: Mapping[str, Step]) -> None:
    """The chain must be one: first and last count back from the RCPC, each link from the one before it."""
    if not protocol.chain:
        loose = [step.id for step in protocol.steps if step.recorded in _OF_A_CHAIN]
        if loose:
            raise broken(file, "chain", f"is missing, though there is a step {loose[0]}")
        return
    unknown = [key for key in protocol.chain if key not in steps]
    if len(protocol.chain) < 2 or unknown:
        raise broken(file, "chain", f"needs two or more of the steps {' '.join(unknown)}".strip())
    links = protocol.links
    for step in links:
        if step.limit is None:
            raise broken(file, f"steps.{step.id}.limit", "cannot be left open in the chain")
    if any(step.anchor != RCPC or not step.within.before for step in (links[0], links[-1])):
        raise broken(file, "chain", "its first and last step must count back from rcpc")
    for earlier, step in pairwise(links[:-1]):
        if step.anchor != earlier.id or step.within.before:
            raise broken(
                file, f"steps.{step.id}.after", f"must be {earlier.id}, the link before it in the chain"
            )


_OF_A_CHAIN = frozenset(
    {Recorded.FINAL_CORE_GROUP, Recorded.AMENDMENTS, Recorded.SIGN_OFF, Recorded.AUTHORISATION}
)
