"""A parsed file of ``schemas/``, asked for what it must hold; a slip is named by file and key.

``at`` is the path of a part within its file, ending in a dot; "" for the file itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from pipeline.errors import LibraryBroken

E = TypeVar("E", bound=StrEnum)


def group(file: str, raw: Any, key: str) -> Mapping[str, Any]:
    """A group of names that is there and not empty. Raises LibraryBroken."""
    found = raw.get(key) if isinstance(raw, Mapping) else None
    if not isinstance(found, Mapping) or not found:
        raise broken(file, key, "is missing or is not a group")
    return found


def text(file: str, raw: Any, key: str, at: str = "") -> str:
    """A text that is there and not blank, trimmed. Raises LibraryBroken."""
    found = raw.get(key) if isinstance(raw, Mapping) else None
    if not isinstance(found, str) or not found.strip():
        raise broken(file, f"{at}{key}", "is missing or is not a text")
    return found.strip()


def one_of(kind: type[E], file: str, raw: Mapping[str, Any], key: str, at: str) -> E:
    """One word of a closed list. Raises LibraryBroken with the words it could be."""
    try:
        return kind(str(raw.get(key)))
    except ValueError:
        raise broken(file, f"{at}{key}", f"is none of {', '.join(kind)}") from None


def check_keys(file: str, raw: Any, known: frozenset[str], at: str = "") -> None:
    """A misspelt key would be passed over in silence, and a limit with it. Raises LibraryBroken."""
    for key in raw if isinstance(raw, Mapping) else ():
        if key not in known:
            raise broken(file, f"{at}{key}", f"is none of {', '.join(sorted(known))}")


def broken(file: str, key: str, why: str) -> LibraryBroken:
    """What to raise about a key of a file, with what to do next."""
    return LibraryBroken(f"{file}, {key}: {why}.", f"Put {key} right in {file}.")
