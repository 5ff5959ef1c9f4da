"""The guidance of one partnership as data: its steps, their limits, and the paragraph each one comes from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from pipeline.errors import LibraryBroken
from pipeline.model.timeline import Limit, Unit
from pipeline.rulebook.layouts import Layout, LayoutUse, load_layouts
from pipeline.rulebook.parsed_file import broken, check_keys, group, one_of, text
from pipeline.rulebook.sameness import same

RCPC = "rcpc"
ICPC = "icpc"
LAST_CONFERENCE = "last-conference"
PREVIOUS_CORE_GROUP = "previous-core-group"
CORE_GROUP = "core-group"
EVENTS = frozenset({RCPC, ICPC, LAST_CONFERENCE, PREVIOUS_CORE_GROUP, CORE_GROUP})
"""What a limit may be counted from, beside another step: a conference, or each core group in turn."""

_LIMIT = re.compile(r"(\d{1,3}) (working day|day|week|month)s?")


_KEYS = frozenset({"title", "guidance", "extends", "roles", "steps", "chain", "rules", "layouts"})
_STEP_KEYS = frozenset(
    {"title", "each", "who", "limit", "after", "before"}
    | {"other-unit", "applies", "recorded", "source", "read"}
)


class Recorded(StrEnum):
    """Where the record says that a step was done: the closed meaning that code gives a step."""

    FIRST_CORE_GROUP = "first-core-group"
    CORE_GROUPS = "core-groups"  # one step for each further core group
    FINAL_CORE_GROUP = "final-core-group"
    MINUTES = "minutes"  # one step for each core group held
    AMENDMENTS = "amendments"
    SIGN_OFF = "sign-off"
    AUTHORISATION = "authorisation"
    ASSESSMENT = "assessment"
    CONFERENCE = "conference"


class Applies(StrEnum):
    """In which periods of a case a step is asked for."""

    ALWAYS = "every"
    FIRST = "first"  # from the initial conference to the first review
    LATER = "later"


class ProtocolRule(StrEnum):
    """What some partnerships ask of a meeting and others do not. A rule without a name here holds for all."""

    LEAD_DOES_NOT_CHAIR = "lead-does-not-chair"
    MANAGER_CHAIRS_FIRST = "manager-chairs-first"
    NOT_AT_HOME = "not-at-home"


@dataclass(frozen=True, slots=True)
class Role:
    """Somebody to whom the guidance gives a step. ``source`` is the paragraph that does."""

    id: str
    title: str
    source: str


@dataclass(frozen=True, slots=True)
class Step:
    """One limit of a protocol.

    ``anchor`` is an event (``EVENTS``) or the id of an earlier step, ``who`` a role's title.
    ``other_unit`` is the unit that the source's words could also mean, None where they are plain.
    ``read`` says what the source has and how it was read. A step that comes once for every core group is
    called by ``each``, with the blank ``{number}`` or ``{meeting}``.
    """

    id: str
    title: str
    who: str
    limit: Limit
    anchor: str
    recorded: Recorded
    source: str
    applies: Applies = Applies.ALWAYS
    other_unit: Unit | None = None
    read: str = ""
    each: str = ""

    @property
    def other(self) -> Step:
        """The same step under the other reading of its unit."""
        if self.other_unit is None:
            return self
        return replace(self, limit=replace(self.limit, unit=self.other_unit), other_unit=self.limit.unit)


@dataclass(frozen=True, slots=True)
class Protocol:
    """A partnership's guidance. ``chain`` names the steps from the final core group to the final copy.

    ``rules`` are those it asks for, each with its paragraph; ``layouts`` the papers that are its own.
    """

    name: str
    title: str
    guidance: str
    steps: tuple[Step, ...]
    chain: tuple[str, ...]
    roles: tuple[Role, ...]
    rules: Mapping[ProtocolRule, str] = field(default_factory=dict)
    layouts: Mapping[Layout, LayoutUse] = field(default_factory=dict)

    def step(self, key: str) -> Step:
        """The step with this id; KeyError if there is none."""
        for step in self.steps:
            if step.id == key:
                return step
        raise KeyError(key)

    def named(self, answer: str) -> Step | None:
        """The step that somebody calls by its id or its title; None if it is neither."""
        return next((step for step in self.steps if same(step.id, answer) or same(step.title, answer)), None)

    @property
    def links(self) -> tuple[Step, ...]:
        """The steps of the chain in order."""
        return tuple(self.step(key) for key in self.chain)

    @property
    def other(self) -> Protocol:
        """The protocol with every doubtful unit read the other way."""
        return replace(self, steps=tuple(step.other for step in self.steps))

    @property
    def other_unit(self) -> Unit | None:
        """The other unit in which the final copy's limit could be read; None if its source is plain."""
        return self.links[-1].other_unit


@dataclass(frozen=True, slots=True)
class Nation:
    """Whose bank holidays count. ``holiday_names`` turns the calendar's names into those people use.

    ``substitute`` names the day off that stands in for a holiday at a weekend: it has the blank ``{name}``.
    """

    title: str
    country: str
    subdivision: str
    holiday_names: Mapping[str, str]
    substitute: str


def load_protocols(raw: Mapping[str, Any]) -> Mapping[str, Protocol]:
    """Every protocol by its name. ``raw`` holds each parsed file of ``protocols/`` under its stem.

    A file that ``extends`` another takes over its roles and steps, changes those it names again, and drops
    those it sets to null. Raises LibraryBroken naming the file and the key.
    """
    return {name: _protocol(name, _merged(name, raw, ())) for name in sorted(raw)}


def load_nations(raw: Mapping[str, Any]) -> Mapping[str, Nation]:
    """Every nation by its title. ``raw`` is the parsed ``nations.yaml``. Raises LibraryBroken."""
    file = "nations.yaml"
    names = group(file, raw, "holiday-names")
    substitute = text(file, raw, "substitute")
    if "{name}" not in substitute:
        raise broken(file, "substitute", "needs the blank {name}")
    return {
        title: Nation(
            title,
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


def _protocol(name: str, raw: Mapping[str, Any]) -> Protocol:
    file = _file(name)
    check_keys(file, raw, _KEYS)
    roles = {
        key: Role(
            key, text(file, role, "title", f"roles.{key}."), text(file, role, "source", f"roles.{key}.")
        )
        for key, role in group(file, raw, "roles").items()
    }
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
    )
    _check_chain(file, protocol, steps)
    return protocol


def _rules(file: str, raw: Mapping[str, Any]) -> Mapping[ProtocolRule, str]:
    unknown = [str(key) for key in raw if key not in set(ProtocolRule)]
    if unknown:
        raise broken(file, f"rules.{unknown[0]}", f"is none of {', '.join(ProtocolRule)}")
    return MappingProxyType({ProtocolRule(key): text(file, raw, key, "rules.") for key in raw})


def _step(
    file: str, key: str, raw: Mapping[str, Any], roles: Mapping[str, Role], before: Mapping[str, Step]
) -> Step:
    at = f"steps.{key}."
    check_keys(file, raw, _STEP_KEYS, at)
    who = text(file, raw, "who", at)
    if who not in roles:
        raise broken(file, f"{at}who", f"{who} is none of the roles")
    return Step(
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
    )


def _each(file: str, raw: Mapping[str, Any], at: str) -> str:
    """The title of each of many; only a step that comes once for every core group has one."""
    blanks = {Recorded.CORE_GROUPS: "{number}", Recorded.MINUTES: "{meeting}"}
    blank = blanks.get(one_of(Recorded, file, raw, "recorded", at))
    if blank is None:
        return ""
    each = text(file, raw, "each", at)
    if blank not in each:
        raise broken(file, f"{at}each", f"needs the blank {blank}")
    return each


def _limit(file: str, raw: Mapping[str, Any], at: str) -> Limit:
    written = str(raw.get("limit", ""))
    try:
        return parse_limit(written, before="before" in raw)
    except ValueError:
        units = ", ".join(Unit)
        raise broken(file, f"{at}limit", f"{written!r} is not a number and one of {units}") from None


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
    unknown = [key for key in protocol.chain if key not in steps]
    if len(protocol.chain) < 2 or unknown:
        raise broken(file, "chain", f"needs two or more of the steps {' '.join(unknown)}".strip())
    links = protocol.links
    ends = (links[0], links[-1])
    if any(step.anchor != RCPC or not step.limit.before for step in ends):
        raise broken(file, "chain", "its first and last step must count back from rcpc")
    for earlier, step in pairwise(links[:-1]):
        if step.anchor != earlier.id or step.limit.before:
            raise broken(
                file, f"steps.{step.id}.after", f"must be {earlier.id}, the link before it in the chain"
            )


def _merged(name: str, raw: Mapping[str, Any], seen: tuple[str, ...]) -> Mapping[str, Any]:
    """The file with everything that it extends laid beneath it."""
    file = _file(name)
    own = raw[name]
    if not isinstance(own, Mapping):
        raise LibraryBroken(f"{file} is not a protocol")
    base = own.get("extends")
    if base is None:
        return own
    if base not in raw or base in (*seen, name):
        raise broken(file, "extends", f"{base} is not another protocol")
    below = _merged(base, raw, (*seen, name))
    return {
        **below,
        **own,
        **{group: _laid(below, own, group) for group in ("roles", "steps", "rules", "layouts")},
    }


def _laid(below: Mapping[str, Any], own: Mapping[str, Any], group: str) -> Mapping[str, Any]:
    laid = dict(below.get(group) or {})
    for key, entry in (own.get(group) or {}).items():
        if entry is None:
            laid.pop(key, None)
        elif isinstance(entry, Mapping) and isinstance(laid.get(key), Mapping):
            laid[key] = _changed(laid[key], entry)
        else:
            laid[key] = entry
    return laid


def _changed(below: Mapping[str, Any], entry: Mapping[str, Any]) -> Mapping[str, Any]:
    """A step said again: its own keys win, and a new anchor replaces the old one on either side."""
    kept = {
        key: value
        for key, value in below.items()
        if not ({"after", "before"} & entry.keys() and key in ("after", "before"))
    }
    return {key: value for key, value in {**kept, **entry}.items() if value is not None}


def _file(name: str) -> str:
    return f"protocols/{name}.yaml"
