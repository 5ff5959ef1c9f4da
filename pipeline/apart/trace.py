"""Where a fault arose, never what it says: libraries quote what stood in a form."""

from __future__ import annotations

import traceback
from pathlib import Path


class FaultApart(Exception):
    """A fault of ours in another process. ``lines`` are its trace, as ``trace`` gave it there."""

    def __init__(self, kind: str, lines: tuple[str, ...]) -> None:
        super().__init__(kind)
        self.kind = kind
        self.lines = lines


def trace(fault: BaseException) -> tuple[str, ...]:
    """The kinds of a fault and of what led to it, each with the files and lines that it went through."""
    if isinstance(fault, FaultApart):
        return fault.lines
    lines: list[str] = []
    each: BaseException | None = fault
    while each is not None:
        lines.append(kind(each))
        lines += [
            f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(each.__traceback__)
        ]
        each = each.__cause__ or each.__context__
    return tuple(lines)


def kind(fault: BaseException) -> str:
    """The full name of a fault's class."""
    return (
        fault.kind
        if isinstance(fault, FaultApart)
        else f"{type(fault).__module__}.{type(fault).__qualname__}"
    )
