"""When two spellings are one: names, agencies, headings, choices and mailboxes."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_SILENT = frozenset("'’‘")
_LONGEST_MAILBOX = 60


@lru_cache(maxsize=4096)  # the same few names and agencies are compared all through a case
def folded(text: str) -> str:
    """Text with case, spacing and punctuation taken out of account; letters of every script stay.

    ``folded("St. Anne’s  School ") == folded("st annes school")``. Two texts that differ only in accents
    stay different: Siân and Sian may be two people. So may ਮਨਜੀਤ and ਮਨਜੋਤ, whose vowels are signs that
    stand beside a letter. Signs that cannot be seen, such as a change of direction, do not count.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(map(_compared, unicodedata.normalize("NFC", plain))).split())


def _compared(sign: str) -> str:
    """A letter, digit or vowel sign as it is; nothing for what is not heard or seen; a gap for the rest."""
    kind = unicodedata.category(sign)
    if sign in _SILENT or kind == "Cf" or _picks_a_shape(sign):
        return ""
    return sign if sign.isalnum() or kind.startswith("M") else " "


def _picks_a_shape(sign: str) -> bool:
    """Whether a sign only says how the one before it is drawn, as after an emoji."""
    return "\ufe00" <= sign <= "\ufe0f" or "\U000e0100" <= sign <= "\U000e01ef"


def same(one: str, other: str) -> bool:
    """Whether two texts are the same name, agency or heading."""
    return folded(one) == folded(other)


def mailbox_name(agency: str) -> str:
    """The name of an agency's folder in the inbox, as it stands on the disk: letters, digits and hyphens.

    Accents are dropped here, because folder names travel between systems that spell them differently.
    An agency in another script keeps its own letters. A long name is cut at 60 characters, the last of them
    made from the whole name, so that two services of one trust never share a folder. The name of a folder
    gives itself.
    """
    apart = unicodedata.normalize("NFD", folded(agency))
    bare = "".join(sign for sign in apart if not "\u0300" <= sign <= "\u036f")
    name = "-".join(folded(bare).split())
    if len(name) <= _LONGEST_MAILBOX:
        return name
    mark = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{name[: _LONGEST_MAILBOX - 9].strip('-')}-{mark}"


def mentioned(text: str, names: Sequence[str]) -> list[int]:
    """Places of the names that stand in a text as whole words; none counts as part of a longer one.

    In "Housing; Example Primary School" both agencies are found, and no agency called "Example".
    """
    left = folded(text).split()
    found: list[int] = []
    for place in sorted(range(len(names)), key=lambda p: (-len(folded(names[p]).split()), p)):
        name = folded(names[place]).split()
        for at in range(len(left) - len(name) + 1):
            if name and left[at : at + len(name)] == name:
                left[at : at + len(name)] = [""]
                found.append(place)
                break
    return sorted(found)


def which(name: str, names: Sequence[str]) -> int | None:
    """The place of the one name meant in a list, or None when it is none of them or could be several.

    A first name alone, or a full name where the list is shorter, counts when it fits only one.
    """
    wanted = folded(name)
    if not wanted:
        return None
    for place, candidate in enumerate(names):
        if folded(candidate) == wanted:
            return place
    parts = set(folded(name).split())
    fits = [place for place, candidate in enumerate(names) if _within(parts, set(folded(candidate).split()))]
    return fits[0] if len(fits) == 1 else None


def number_key(number: str) -> str:
    """A number as it compares: "7", " 07", "7." and "(7)" are one. Blank when there is no number."""
    text = "".join(unicodedata.normalize("NFKC", number).casefold().split()).strip(".:#()")
    return str(int(text)) if text.isdecimal() and len(text) < 10 else text


def _within(one: set[str], other: set[str]) -> bool:
    return bool(one and other) and (one <= other or other <= one)
