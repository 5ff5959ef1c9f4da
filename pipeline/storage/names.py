"""Names of files and folders that come from what people wrote: made harmless before the disk sees them."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import PurePosixPath

MOST_BYTES = 255  # in a name, on every file system that we know
LONGEST = 120  # letters; well below that
PLAIN = re.compile(r"[^A-Za-z0-9._ -]")


def folder_name(text: str) -> str:
    """One safe folder name for a text such as a case reference.

    Different texts stay different: every unusual character is quoted as ``%`` and its code. The name is never
    empty, never hidden, never a step upwards.
    """
    quoted = PLAIN.sub(lambda found: f"%{ord(found[0]):X}", text.strip())
    if not quoted.strip(". ") or quoted[0] == "." or quoted[-1] in ". ":
        quoted = f"%{quoted}"
    if len(quoted) > LONGEST:
        return f"{quoted[:80]}-{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:32]}"
    return quoted


def inside(path: str) -> PurePosixPath:
    """A relative path with forward slashes that stays below its folder; ValueError for any other."""
    pure = PurePosixPath(path)
    if pure.is_absolute() or not pure.parts or ".." in pure.parts or "\\" in path or "\0" in path:
        raise ValueError("a document's path must stay in its folder")
    return pure


def numbered(name: str, number: int) -> str:
    """``report.xlsx`` -> ``report (2).xlsx``; number 1 leaves it alone. Long names are cut to what fits."""
    if number == 1:
        return name
    stem, dot, ending = name.rpartition(".")
    if not (dot and stem):
        stem, dot, ending = name, "", ""
    rest = f" ({number}){dot}{ending}"
    room = max(0, MOST_BYTES - len(os.fsencode(rest)))
    return (
        os.fsencode(stem)[:room].decode("utf-8", "ignore") + rest if _too_long(stem + rest) else stem + rest
    )


def _too_long(name: str) -> bool:
    return len(os.fsencode(name)) > MOST_BYTES
