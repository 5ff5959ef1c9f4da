"""Files as they come, and as they are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from pipeline.model.finding import Finding, Level, Place

Path = tuple[str | int, ...]
NOTHING: Mapping[Any, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Submission:
    """A file that came. ``mailbox`` is the folder it was dropped in ("" for the top of the inbox)."""

    name: str
    content: bytes
    mailbox: str = ""
    received: date = date.min


@dataclass(frozen=True, slots=True)
class Outside:
    """Text that somebody wrote in a form beyond its questions. Kept, shown, never dropped."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class FilledForm:
    """Answers as found, unjudged.

    ``answers`` is the JSON shape of the form: ``{"about": {"name": "..."}, "chronology": [{...}, ...]}``.
    Blank answers and blank rows are absent. Every value is a string, except where the schema says integer;
    a date that could be read is ISO 8601, a choice that could be matched is the choice's own label, and
    whatever could not be understood stays as it was written, for the checks to point at.
    ``places`` gives the place of every answer, of every block (path of length 1) and of every unanswered
    field of a section: keys are paths into ``answers``.
    """

    form: str
    version: int
    case: str
    answers: Mapping[str, Any]
    places: Mapping[Path, Place] = field(default_factory=lambda: NOTHING)
    outside: tuple[Outside, ...] = ()
    format: str = field(default="", compare=False)  # the kind of file it came in: "xlsx", "docx" or "json"
    language: str = field(default="", compare=False)  # of the form that was filled in, "" if it does not say


@dataclass(frozen=True, slots=True)
class Accepted:
    """One form of the record: number in the log (from 1), hash of the original, the day it was received."""

    number: int
    digest: str
    received: date
    filled: FilledForm


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a submission: its filled form, if it could be read, and everything found."""

    submission: Submission
    filled: FilledForm | None
    findings: tuple[Finding, ...]
    accepted: bool
    case: str = ""  # reference of the case it belongs to, when that is known
    language: str = ""  # what its sender is answered in, "" for the first

    @property
    def open_to_all(self) -> Judged:
        """The same without the findings that may tell what the record of the case holds.

        What sends a form back is always said, since it must be mended; it quotes the sender's own answers.
        """
        told = tuple(f for f in self.findings if f.level is Level.STOP or not f.of_case)
        return replace(self, findings=told)
