"""What a view says, and what a PDF says, in reading order."""

from __future__ import annotations

import subprocess
import unicodedata
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

from pipeline.render.drawable import direction
from pipeline.view.page import Page

# Views that share a template with another document.
SHARED = {"notes-first": "minutes", "notes-before-review": "minutes"}


def template(name: str, kind: str) -> str:
    """Where the template of a document lies; ``kind`` is docx or html."""
    own = SHARED.get(name, name)
    return f"{own}/{own}.{kind}"


def said(view: object) -> Iterator[str]:
    """Every string of a view in the order of its fields.

    The running words of the page are left out, and the ``key`` that tells a template which part this is.
    """
    if isinstance(view, str):
        if view:
            yield view
    elif isinstance(view, tuple):
        for part in view:
            yield from said(part)
    elif is_dataclass(view) and not isinstance(view, Page):
        for field in fields(view):
            if field.name != "key":
                yield from said(getattr(view, field.name))


def printed(content: bytes, folder: Path) -> str:
    """The text of a PDF in the order in which it is drawn."""
    file = folder / "read.pdf"
    file.write_bytes(content)
    read = subprocess.run(["pdftotext", "-raw", file, "-"], capture_output=True, check=True)
    return read.stdout.decode("utf-8")


def letters(text: str) -> str:
    """A text without spaces, breaks and marks of direction: lines and pages break where they like."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if not c.isspace() and unicodedata.category(c) not in {"Cf", "Cc"})


def first_missing(view: object, text: str, running: tuple[str, ...]) -> str | None:
    """The first string of the view that does not follow the one before it in the text, or None."""
    body = letters("".join(line for line in text.splitlines() if not line.startswith(running)))
    at = 0
    for words in said(view):
        # A reader of PDFs gives the words of a line from left to right even where they run the other way.
        wanted = words if direction(words) == "ltr" else " ".join(reversed(words.split()))
        found = body.find(letters(wanted), at)
        if found < 0:
            return words
        at = found + len(letters(words))
    return None


CODES = frozenset(
    [
        "kind",
        "change",
        "achieved",
        "position",
        "alone",
        "home",
        "bedroom",
        "decision",
        "agreed",
        "attended",
        "invited",
        "everyone_has_plan",
        "domain",
        "status",
        "origin",
        "field",
        "block",
        "id",
        "tally",
        "before",
        "after",
        "case",
    ]
)


def written(thing: object, skipped: frozenset[str] = CODES) -> Iterator[str]:
    """Every line that somebody wrote in a value of the model; codes of closed choices are left out."""
    if isinstance(thing, str):
        yield from (line.strip() for line in thing.splitlines() if line.strip())
    elif isinstance(thing, tuple):
        for part in thing:
            yield from written(part, skipped)
    elif is_dataclass(thing):
        for field in fields(thing):
            if field.name not in skipped:
                yield from written(getattr(thing, field.name), skipped)


def unsaid(thing: object, view: object, but: str = "") -> list[str]:
    """The lines of a value that its view does not say; the field ``but`` is said by another document."""
    everything = "\n".join(said(view))
    return [line for line in written(thing, CODES | {but}) if line not in everything]
