"""The bullets and numbers that Word draws before paragraphs and does not keep in the text."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from lxml import etree

from pipeline.read.word_package import W, WordPackage

BULLET = "• "
Level = tuple[str, str]


@dataclass
class Lists:
    """What stands before each paragraph of a list; counts numbered ones as they come."""

    formats: dict[Level, str] = field(default_factory=dict)
    styles: dict[str, Level] = field(default_factory=dict)
    counted: Counter[Level] = field(default_factory=Counter)

    def mark(self, properties: etree._Element | None) -> str:
        """The bullet or number before a paragraph with these properties; "" if it is not in a list."""
        level = self._level(properties)
        if level is None or level[0] == "0":  # number 0 takes a paragraph out of its list
            return ""
        kind = self.formats.get(level, "bullet")
        if kind == "none":
            return ""
        if kind == "bullet":
            return BULLET
        for deeper in [key for key in self.counted if key[0] == level[0] and key[1] > level[1]]:
            del self.counted[deeper]
        self.counted[level] += 1
        return f"{_figure(self.counted[level], kind)}. "

    def _level(self, properties: etree._Element | None) -> Level | None:
        if properties is None:
            return None
        own = _numbering(properties)
        if own is not None:
            return own
        style = properties.find(f"{W}pStyle")
        return None if style is None else self.styles.get(style.get(f"{W}val", ""))


def lists_of(package: WordPackage) -> Lists:
    """The lists that a document defines."""
    lists = Lists()
    for tree in package.related("numbering"):
        drawn = {}
        for abstract in tree.iter(f"{W}abstractNum"):
            drawn[_value(abstract, "abstractNumId")] = {
                _value(level, "ilvl"): _value(level.find(f"{W}numFmt")) for level in abstract.iter(f"{W}lvl")
            }
        for number in tree.iter(f"{W}num"):
            for depth, kind in drawn.get(_value(number.find(f"{W}abstractNumId")), {}).items():
                lists.formats[_value(number, "numId"), depth] = kind or "bullet"
    for tree in package.related("styles"):
        for style in tree.iter(f"{W}style"):
            properties = style.find(f"{W}pPr")
            level = None if properties is None else _numbering(properties)
            if level is not None:
                lists.styles[_value(style, "styleId")] = level
    return lists


def _numbering(properties: etree._Element) -> Level | None:
    numbering = properties.find(f"{W}numPr")
    if numbering is None or numbering.find(f"{W}numId") is None:
        return None
    return _value(numbering.find(f"{W}numId")), _value(numbering.find(f"{W}ilvl")) or "0"


def _value(element: etree._Element | None, name: str = "val") -> str:
    return "" if element is None else str(element.get(f"{W}{name}", ""))


def _figure(number: int, kind: str) -> str:
    if kind in ("lowerLetter", "upperLetter") and number <= 26:
        letter = "abcdefghijklmnopqrstuvwxyz"[number - 1]
        return letter if kind == "lowerLetter" else letter.upper()
    return str(number)
