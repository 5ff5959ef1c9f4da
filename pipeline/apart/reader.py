"""The side that asks: hands bytes to a process of their own, and gets answers or a finding, whatever happens.

The process is started when the first file comes and stays warm; a child of it reads each file and dies. The
command itself never unpacks or parses what somebody dropped.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from pipeline.apart.confined import Limits
from pipeline.apart.frames import Bytes, give, take
from pipeline.apart.reply import BROKEN, NO_ROOM, from_json
from pipeline.errors import LibraryBroken, PipelineError
from pipeline.model.finding import Checked
from pipeline.model.submission import FilledForm
from pipeline.read.zip_parts import Limits as Sizes
from pipeline.rulebook.catalogue import Catalogue
from pipeline.rulebook.form import Form
from pipeline.rulebook.library import Library

COMMAND = (sys.executable, "-P", "-m", "pipeline.apart")
ROOT = Path(__file__).parents[2]
GRACE = 5  # seconds beyond those of a file, in which its child is to be ended by its own limits
TRIES = 2  # the process may have died of something else, and then this file is not to blame
_WARM: dict[str, Reader] = {}


def reader_for(library: Library) -> Reader:
    """The reader with the forms and findings of a library: one for as long as the library stays the same."""
    if library.digest not in _WARM:
        while _WARM:
            _WARM.popitem()[1].close()
        _WARM[library.digest] = Reader(library.forms, library.findings)
    return _WARM[library.digest]


class Reader:
    """Reads files apart. ``command`` is what starts the reading process. Not for several threads at once."""

    def __init__(
        self,
        forms: Mapping[str, Form],
        catalogue: Catalogue,
        limits: Limits | None = None,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self._forms, self._catalogue = dict(forms), catalogue
        self._limits = limits or Limits()
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._end: Callable[[], object] = lambda: None

    def read(self, content: bytes) -> Checked[FilledForm]:
        """The filled form in the bytes of a file, or the finding that says why there is none.

        However the reading process ends, and whatever it says, is this one file's trouble: a finding.
        Raises LibraryBroken if our own forms or findings cannot be used, and PipelineError if no process can
        be started: then the file is not to blame and waits.
        """
        raw = self._ask(memoryview(content)[: Sizes().packed + 1])  # of more, enough to tell
        if raw == BROKEN:
            raise LibraryBroken("A form or a finding that reading needs is missing.", "Restore the schemas.")
        if raw == NO_ROOM:
            raise _not_started()
        found = from_json(raw, self._forms, self._catalogue) if raw else None
        return found or Checked(None, (self._catalogue.finding("file-unreadable"),))

    def close(self) -> None:
        """Ends the reading process. The next file starts another."""
        self._end()
        self._process = None

    def _ask(self, content: Bytes) -> bytes | None:
        """What the process says of a file; None if it never came to say anything."""
        for _ in range(TRIES):
            process = self._running()
            with _not_beyond(process, self._limits.seconds + GRACE) as late:
                raw = _exchange(process, content, self._limits.reply)
            if raw is None or not hasattr(os, "fork"):
                self.close()
            if raw is not None or late.is_set():
                return raw
        return None

    def _running(self) -> subprocess.Popen[bytes]:
        """The process that reads; a command that was forked off starts its own."""
        if self._process is None or self._owner != os.getpid():
            self._process, self._owner = self._started(), os.getpid()
        return self._process

    def _started(self) -> subprocess.Popen[bytes]:
        try:
            process = subprocess.Popen(  # noqa: S603 - our own Python with our own module
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # what a library complains of may quote the form
                bufsize=0,
                env={**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), *filter(None, sys.path[1:])))},
            )
        except OSError:
            raise _not_started() from None
        self._end = weakref.finalize(self, _end, process, os.getpid())
        with _not_beyond(process, self._limits.seconds + GRACE):
            start = pickle.dumps((self._forms, self._catalogue, self._limits))
            if _exchange(process, start, self._limits.reply) is None:
                self._end()
                raise _not_started()
        return process


def _exchange(process: subprocess.Popen[bytes], content: Bytes, most: int) -> bytes | None:
    if process.stdin is None or process.stdout is None:
        return None
    try:
        give(process.stdin.fileno(), content)
        return take(process.stdout.fileno(), most)
    except OSError:
        return None


@contextmanager
def _not_beyond(process: subprocess.Popen[bytes], seconds: float) -> Iterator[threading.Event]:
    """Kills the process when the time is over, and then sets the event."""
    late = threading.Event()

    def end() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(seconds, end)
    timer.start()
    try:
        yield late
    finally:
        timer.cancel()


def _end(process: subprocess.Popen[bytes], owner: int) -> None:
    if os.getpid() != owner:  # a command that was forked off leaves its parent's process alone
        return
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()


def _not_started() -> PipelineError:
    return PipelineError(
        "The process that reads files cannot be started.",
        "See whether the computer has memory left; the files wait meanwhile.",
    )
