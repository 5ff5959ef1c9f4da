"""The heartbeat of the watch: a small file in the record that tells whether one is at work, and at what.

Derived and safe to delete. It names nobody and no file.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from threading import Event, Lock, Thread

from pipeline.storage import durable

FILE = ".watch.json"  # in the record
EVERY = 5.0  # seconds between two beats, however long a document takes
SILENT_AFTER = 30.0  # seconds without one


class State(StrEnum):
    """What the watch is doing."""

    WAITING = "waiting"
    AT_WORK = "at-work"
    IN_TROUBLE = "in-trouble"  # it goes on and tries again
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Beat:
    """One beat. ``looked`` is the last look at the inbox, ``waiting`` the number of files it found there."""

    moment: datetime
    looked: datetime
    pid: int
    state: State
    waiting: int

    def is_alive(self, now: datetime) -> bool:
        """Whether a watch is there: it was not stopped, and is not silent."""
        silent = abs((now - self.moment).total_seconds())  # the clock may have been set back
        return self.state is not State.STOPPED and silent < SILENT_AFTER


class Heart:
    """Beats from a thread of its own, so that a long piece of work does not look like the end of the watch.

    ``clock`` gives moments with their time zone. A beat that cannot be written is left out: the disk may be
    full, and the next one comes soon.
    """

    def __init__(self, record: Path, clock: Callable[[], datetime]) -> None:
        self._path = record / FILE
        self._clock = clock
        self._looked = clock()
        self._state, self._waiting = State.WAITING, 0
        self._told: tuple[State, int] | None = None  # what the last beat said
        self._ended = Event()
        self._one_at_a_time = Lock()
        self._thread = Thread(target=self._beat_on, name="heartbeat", daemon=True)

    def start(self) -> None:
        """Begins to beat."""
        self._beat()
        self._thread.start()

    def tell(self, state: State, waiting: int | None = None) -> None:
        """Says what the watch is doing, at once if that is new; with ``waiting``, that it has just looked."""
        with self._one_at_a_time:
            before = self._told
            self._state = state
            if waiting is not None:
                self._waiting, self._looked = waiting, self._clock()
            is_new = before != (self._state, self._waiting)
        if is_new:
            self._beat()

    def stop(self) -> None:
        """The last beat."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()
        self.tell(State.STOPPED)

    def _beat_on(self) -> None:
        while not self._ended.wait(EVERY):
            self._beat()

    def _beat(self) -> None:
        with self._one_at_a_time, suppress(OSError):
            beat = Beat(self._clock(), self._looked, os.getpid(), self._state, self._waiting)
            told = {**asdict(beat), "moment": beat.moment.isoformat(), "looked": beat.looked.isoformat()}
            durable.write(self._path, json.dumps(told).encode())
            self._told = self._state, self._waiting


def last_beat(record: Path) -> Beat | None:
    """The last beat of a watch; None if there was none or it cannot be read."""
    try:
        told = json.loads((record / FILE).read_bytes())
        moment, looked = (datetime.fromisoformat(told[name]) for name in ("moment", "looked"))
        if moment.tzinfo is None or looked.tzinfo is None:
            return None
        return Beat(moment, looked, int(told["pid"]), State(told["state"]), int(told["waiting"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
