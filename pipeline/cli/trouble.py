"""What went wrong on the way, gathered so that the rest of the run goes on."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pipeline import __version__
from pipeline.apart.trace import kind, trace
from pipeline.errors import LibraryBroken, PdfUnavailable, PipelineError
from pipeline.storage import durable

FAULTS = ".faults"  # in the record's folder, which nobody else may look into


@dataclass(frozen=True, slots=True)
class Trouble:
    """``about`` is a case reference, a document of it, or "". ``log`` says more where the fault is ours."""

    about: str
    sentence: str
    do_next: str
    exit_code: int
    log: Path | None = None


class Troubles:
    """Gathers troubles and writes the logs of our own faults."""

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        self.found: list[Trouble] = []
        self.without_pdf: PdfUnavailable | None = None
        self._folder = folder / FAULTS
        self._clock = clock

    @property
    def exit_code(self) -> int:
        """0 if all went well, else that of the first trouble."""
        return self.found[0].exit_code if self.found else 0

    @contextmanager
    def caught(self, about: str) -> Iterator[None]:
        """Gathers whatever goes wrong inside and ends the block. A broken library goes up: it breaks all."""
        try:
            yield
        except LibraryBroken:
            raise
        except Exception as fault:
            self.tell(about, fault)

    def tell(self, about: str, fault: Exception) -> None:
        """Gathers one fault. A template that is broken for every case is told of once."""
        if isinstance(fault, PdfUnavailable):
            self.without_pdf = fault
        elif isinstance(fault, PipelineError):
            trouble = Trouble(about, str(fault), fault.do_next, fault.exit_code)
            if not isinstance(fault, LibraryBroken) or not any(
                replace(trouble, about=t.about) == t for t in self.found
            ):
                self.found.append(trouble)
        else:
            log = self.log(fault)
            sentence = f"A fault of ours ({kind(fault)}). What happened could not be written down."
            self.found.append(Trouble(about, sentence, "", PipelineError.exit_code, log))

    def log(self, fault: BaseException) -> Path | None:
        """Writes where a fault arose, never what it says. None if the disk takes no log."""
        moment = self._clock()
        lines = [
            f"rcpc {__version__}, Python {platform.python_version()}, {platform.system()}",
            f"{moment.isoformat(timespec='seconds')} {kind(fault)}",
            *trace(fault),
        ]
        path = self._folder / f"{moment:%Y-%m-%dT%H-%M-%S}-{len(self.found):03d}.log"
        try:
            durable.make_folder(self._folder)
            durable.write(path, "\n".join([*lines, ""]).encode("utf-8", "replace"))
        except OSError:
            return None
        return path
