"""Bytes over a pipe, each run of them after its length: whoever reads knows what is whole."""

from __future__ import annotations

import os

LENGTH = 8  # bytes, big end first
STEP = 1 << 20
Bytes = bytes | memoryview


def give(pipe: int, content: Bytes) -> None:
    """Writes one run of bytes. OSError if nobody reads any more."""
    for piece in (len(content).to_bytes(LENGTH, "big"), content):
        rest = memoryview(piece)
        while rest:
            rest = rest[os.write(pipe, rest[:STEP]) :]


def take(pipe: int, most: int) -> bytes | None:
    """The next run of bytes; None if the other side ended, tore it off, or announces more than ``most``."""
    length = up_to(pipe, LENGTH)
    size = int.from_bytes(length, "big")
    if len(length) < LENGTH or size > most:
        return None
    content = up_to(pipe, size)
    return content if len(content) == size else None


def up_to(pipe: int, most: int) -> bytes:
    """What comes until the other side ends, but no more than ``most`` bytes."""
    pieces = []
    while most and (piece := os.read(pipe, min(most, STEP))):
        pieces.append(piece)
        most -= len(piece)
    return b"".join(pieces)
