"""What leaves: finished files, still in memory."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """``path`` is relative to the folder it is delivered to, with forward slashes."""

    path: str
    content: bytes
