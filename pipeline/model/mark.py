"""A finding in words, tied to the answer that it is about: what a returned form shows its sender."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model.finding import Level
from pipeline.model.submission import Path


@dataclass(frozen=True, slots=True)
class Mark:
    """``path`` is the answer's path (rows count from 0), a block's, or () for the form as a whole.

    ``says`` is what was found, ``do`` what to write instead.
    """

    path: Path
    level: Level
    says: str
    do: str
