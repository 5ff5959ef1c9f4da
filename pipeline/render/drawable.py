"""Text that the fonts of the templates can draw, and that can be laid out in reasonable time."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO

# A word longer than this gets places to break, close enough for the narrowest column: without them a
# 30,000-letter word takes more than a minute to lay out.
LONG_WORD = 120
STEP = 12
BREAK_HERE = "\u200b"

_LONG = re.compile(rf"\S{{{LONG_WORD + 1},}}")


@dataclass(frozen=True, slots=True)
class Drawable:
    """``known`` are the characters for which some font has a shape."""

    known: frozenset[str]
    _replaced: dict[str, str] = field(default_factory=dict)

    def text(self, text: str) -> str:
        """The text with every character that cannot be drawn written out by its name: "[grinning face]".

        Nothing a person wrote vanishes without a trace: only characters that have no shape at all do.
        Long words get invisible places to break; they do not come out when text is copied from the page.
        """
        strange = set(text) - self.known
        if strange:
            text = "".join(self._written(c) if c in strange else c for c in text)
        return _LONG.sub(_with_breaks, text) if len(text) > LONG_WORD else text

    def _written(self, character: str) -> str:
        if character not in self._replaced:
            self._replaced[character] = _in_words(character)
        return self._replaced[character]


def drawable(fonts: Mapping[str, bytes]) -> Drawable:
    """What a set of fonts (path to bytes) can draw together."""
    from fontTools.ttLib import TTFont

    known = {"\n", "\t"}
    for path in sorted(fonts):
        known.update(chr(code) for code in TTFont(BytesIO(fonts[path]), lazy=True).getBestCmap())
    return Drawable(frozenset(known))


def direction(text: str) -> str:
    """The way a text runs, by its first letter: rtl for scripts written from right to left, otherwise ltr."""
    for character in text:
        written = unicodedata.bidirectional(character)
        if written in {"L", "R", "AL"}:
            return "ltr" if written == "L" else "rtl"
    return "ltr"


def _in_words(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Zs":
        return " "
    if category in {"Cf", "Mn", "Zl", "Zp"}:
        return "\n" if category in {"Zl", "Zp"} else ""
    if category in {"Cc", "Cs"}:
        return "\N{REPLACEMENT CHARACTER}"
    return f"[{unicodedata.name(character, f'U+{ord(character):04X}').lower()}]"


def _with_breaks(word: re.Match[str]) -> str:
    letters = word.group()
    return BREAK_HERE.join(letters[i : i + STEP] for i in range(0, len(letters), STEP))
