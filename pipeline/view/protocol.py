"""A protocol in readable form, and how two of them differ: plain lines for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from textwrap import wrap

from pipeline.rulebook.layouts import Layout, LayoutUse
from pipeline.rulebook.protocol import EVENTS, Protocol, ProtocolRule, Quorum, Role, Step
from pipeline.rulebook.words import Words
from pipeline.view.timeline import limit_text

_INDENT = "  "
_NARROWEST = 60
_RULES = tuple(ProtocolRule)


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that a protocol says. ``text`` is what is compared; ``read`` is how it was understood."""

    name: str
    text: str
    source: str
    read: str = ""


Points = Mapping[str, Mapping[str, Point]]
"""What a protocol says, by group and then by id."""
Printed = Callable[[str], str]
"""The fixed word of a form or a document that a heading replaces, by its name."""


def protocol_lines(
    protocol: Protocol, words: Words, width: int = 80, printed: Printed | None = None
) -> tuple[str, ...]:
    """Everything that a protocol says, each with its paragraph; last what changes from later days on.

    ``printed`` finds what a heading replaces, on forms and in documents; without it in documents alone.
    """
    printed = printed or words
    width = max(width, _NARROWEST)
    lines = [*_titled(protocol.title, "="), *wrap(_about(protocol, words), width)]
    if not protocol.chain:
        lines += wrap(words("protocol.no-chain"), width)
    for group, points in _points(protocol, words, printed).items():
        if points:
            lines += ["", *_titled(words(f"protocol.group.{group}"), "-")]
            lines += [line for point in points.values() for line in _point(point, words, width)]
    for _, changes in _later(protocol, words, printed, width):
        lines += ["", *changes]
    return tuple(lines)


def difference_lines(
    one: Protocol, other: Protocol, words: Words, width: int = 80, printed: Printed | None = None
) -> tuple[str, ...]:
    """How two protocols differ, point by point; what both say alike is only counted.

    They are compared as they stand at first; last comes what changes in either from later days on.
    """
    printed = printed or words
    width = max(width, _NARROWEST)
    first, second = _called(one, other), _called(other, one)
    title = words("protocol.two", one=first, other=second)
    lines = [*wrap(title, width), "=" * min(len(title), width)]
    lines += wrap(_about(one, words), width) + wrap(_about(other, words), width)
    lines += _differences(one, other, first, second, words, printed, width)
    told: dict[tuple[date, tuple[str, ...]], list[str]] = {}
    for protocol, name in ((one, first), (other, second)):
        for day, changes in _later(protocol, words, printed, width):
            told.setdefault((day, changes), []).append(name)
    for (_, changes), names in sorted(told.items()):
        lines += ["", *wrap(words.listed(list(dict.fromkeys(names))), width), *changes]
    return tuple(lines)


def _called(protocol: Protocol, other: Protocol) -> str:
    """A protocol's title, with its name where the other one has taken over the title."""
    return protocol.title if protocol.title != other.title else f"{protocol.title} ({protocol.name})"


def _later(
    protocol: Protocol, words: Words, printed: Printed, width: int
) -> Iterator[tuple[date, tuple[str, ...]]]:
    """What changes from each later day on, with where that was announced."""
    before, sides = protocol, (words("protocol.before"), words("protocol.then"))
    for day, edition in protocol.editions:
        lines = [*_titled(words("protocol.from", day=words.day(day)), "-")]
        lines += wrap(words("protocol.source", source=edition.announced), width)
        yield day, (*lines, *_differences(before, edition, *sides, words, printed, width))
        before = edition


def _differences(
    one: Protocol, other: Protocol, first: str, second: str, words: Words, printed: Printed, width: int
) -> Iterator[str]:
    ours, theirs = _points(one, words, printed), _points(other, words, printed)
    alike = 0
    for group in ours:
        lines: list[str] = []
        for key in dict.fromkeys((*ours[group], *theirs[group])):
            here, there = ours[group].get(key), theirs[group].get(key)
            if here and there and (here.name, here.text) == (there.name, there.text):
                alike += 1
                continue
            found = here or there
            title = found.name if found else ""
            lines += _indented(title, width, 1)
            lines += _side(first, here, title, words, width)
            lines += _side(second, there, title, words, width)
        if lines:
            yield from ("", *_titled(words(f"protocol.group.{group}"), "-"), *lines)
    yield ""
    yield from wrap(words("protocol.alike-one" if alike == 1 else "protocol.alike", count=alike), width)


def _side(whose: str, point: Point | None, title: str, words: Words, width: int) -> list[str]:
    """What one of the two says, with its own name for the point where the title is the other's."""
    said = words("protocol.not-said")
    if point:
        text = point.text
        if point.name != title:
            text = f"{point.name}: {text}" if text else point.name
        said = words("protocol.said", text=text or words("protocol.says-so"), source=point.source)
    return _indented(f"{whose}: {said}", width, 2)


def _about(protocol: Protocol, words: Words) -> str:
    kind = "about-dated" if protocol.dated else "about"
    return words(f"protocol.{kind}", name=protocol.name, guidance=protocol.guidance, dated=protocol.dated)


def _points(protocol: Protocol, words: Words, printed: Printed) -> Points:
    return {
        "limits": {step.id: _limit(step, protocol, words) for step in protocol.steps}
        | _chain(protocol, words),
        "rules": {
            rule.value: Point(words(f"protocol.rules.{rule}"), "", source)
            for rule, source in sorted(protocol.rules.items(), key=lambda each: _RULES.index(each[0]))
        },
        "quorum": {"quorum": _quorum(protocol.quorum, words)} if protocol.quorum else {},
        "layouts": {
            layout.value: _layout(layout, use, protocol, words)
            for layout, use in sorted(protocol.layouts.items())
        },
        "roles": {role.id: _role(role, words) for role in protocol.roles},
        "headings": {
            key: Point(printed(key), words("protocol.heading", title=heading.title), heading.source)
            for key, heading in protocol.headings.items()
        },
        "left-open": {silent.says: Point(silent.says, "", silent.source) for silent in protocol.left_open},
    }


def _limit(step: Step, protocol: Protocol, words: Words) -> Point:
    anchor = step.anchor
    counted = words(f"timeline.events.{anchor}") if anchor in EVENTS else protocol.step(anchor).title
    text = limit_text(step.limit, counted, words)
    if step.applies != "every":
        text = words("protocol.applies", limit=text, when=words(f"protocol.when.{step.applies}"))
    said = [words("protocol.limit", limit=text, who=step.who)]
    if step.other_unit:
        said.append(words("protocol.other-unit", unit=words(f"protocol.units.{step.other_unit}")))
    if step.parts:
        said.append(words("protocol.visits", parts=_parts(step.parts, words)))
    return Point(step.title, " ".join(said), step.source, step.read)


def _chain(protocol: Protocol, words: Words) -> dict[str, Point]:
    """The steps that have to fit before the conference, in their order."""
    if not protocol.chain:
        return {}
    titles = "; ".join(step.title for step in protocol.links)
    return {"chain": Point(words("protocol.chain"), f"{titles}.", protocol.links[0].source)}


def _role(role: Role, words: Words) -> Point:
    part = words("protocol.goes-with", part=words(f"protocol.part.{role.part}")) if role.part else ""
    return Point(words("protocol.role", title=role.title), part, role.source)


def _parts(parts: tuple[str, ...], words: Words) -> str:
    return words.listed([words(f"protocol.part.{part}") for part in parts])


def _quorum(quorum: Quorum, words: Words) -> Point:
    parts = _parts(quorum.parts, words)
    said = []
    if quorum.members:
        said.append(words("protocol.members", count=quorum.members))
    said.append(words("protocol.parts", parts=parts) if parts else "")
    text = " ".join(filter(None, said)) or words("protocol.no-number")
    # Who the members are stands in what was read, so two guidances are compared with it.
    return Point(words("protocol.presence"), " ".join(filter(None, (text, quorum.read))), quorum.source)


def _layout(layout: Layout, use: LayoutUse, protocol: Protocol, words: Words) -> Point:
    said = [words("protocol.form", form=use.form)] if use.form else []
    said += [words("protocol.sent", sender=use.sender, to=use.to)] if use.sender and use.to else []
    said += [words("protocol.next", next=use.next)] if use.next else []
    said += [words("protocol.by-when", step=protocol.step(use.step).title)] if use.step else []
    return Point(words(f"protocol.layouts.{layout}"), " ".join(said), use.source)


def _point(point: Point, words: Words, width: int) -> Iterator[str]:
    yield from wrap(point.name, width, initial_indent=_INDENT, subsequent_indent=_INDENT)
    for text in (point.text, point.read, words("protocol.source", source=point.source)):
        yield from _indented(text, width, 2)


def _titled(title: str, rule: str) -> tuple[str, str]:
    return title, rule * len(title)


def _indented(text: str, width: int, depth: int) -> list[str]:
    return wrap(text, width, initial_indent=_INDENT * depth, subsequent_indent=_INDENT * (depth + 1))
