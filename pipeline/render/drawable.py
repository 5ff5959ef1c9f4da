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

# Small pictures: without the mark that asks for their plain form, a font of the computer would be looked for.
_PICTURE = re.compile("([\u231a-\u2b55\U0001f000-\U0001faff])\ufe0f?")
_PLAIN = "\\1\ufe0e"

# Spaces that hold words together are part of one long word.
_LONG = re.compile(rf"[\S\u00a0\u2007\u202f]{{{LONG_WORD + 1},}}")


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
        text = _PICTURE.sub(_PLAIN, text)
        return _LONG.sub(_with_breaks, text) if len(text) > LONG_WORD else text

    def _written(self, character: str) -> str:
        if character not in self._replaced:
            self._replaced[character] = _in_words(character)
        return self._replaced[character]


def drawable(fonts: Mapping[str, bytes]) -> Drawable:
    """What a set of fonts (path to bytes) can draw together.

    Weights of one family share their name up to "-Bold" or "-Regular". A character counts only if each of
    them has it: a bold word must not send the layout looking for fonts of the computer.
    """
    from fontTools.ttLib import TTFont

    families: dict[str, set[str]] = {}
    for path in sorted(fonts):
        shapes = {chr(code) for code in TTFont(BytesIO(fonts[path]), lazy=True).getBestCmap()}
        family = path.rsplit(".", 1)[0].removesuffix("-Bold").removesuffix("-Regular")
        families[family] = families.get(family, shapes) & shapes
    return Drawable(frozenset({"\n", "\t"}.union(*families.values())))


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
