"""Looking again and again: a scan of the inbox is the truth, events of the file system only a doorbell."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from threading import Event
from types import FrameType

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from pipeline.cli import screen
from pipeline.cli.reports import run_once, summarise
from pipeline.cli.workspace import Workspace
from pipeline.errors import InboxUnreadable, OutboxUnwritable
from pipeline.storage.inbox import Waiting
from pipeline.storage.lock import alone

SHORTEST = 0.5  # seconds between two looks, however often the doorbell rings


class _Doorbell(FileSystemEventHandler):
    def __init__(self, bell: Event) -> None:
        self._bell = bell

    def on_any_event(self, event: FileSystemEvent) -> None:  # noqa: ARG002
        self._bell.set()


class Watch:
    """Runs whenever files have settled, and once a new day. ``stop`` ends it after the run at hand."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._stopped = Event()
        self._bell = Event()
        self._before: frozenset[Waiting] = frozenset()
        self._last: date | None = None
        self._trouble = ""
        self._left: frozenset[tuple[int, int, int]] = frozenset()

    def stop(self) -> None:
        """Asks for an end; safe to call from a signal handler."""
        self._stopped.set()
        self._bell.set()

    def run(self) -> None:
        """Looks until stopped. An inbox that goes away is waited for; a broken library ends the watch."""
        workspace = self._workspace
        workspace.prepare()
        words = workspace.words
        with alone(workspace.settings.record), _doorbell(workspace.settings.inbox, self._bell):
            screen.say(words("terminal.watching", inbox=workspace.settings.inbox))
            while not self._stopped.is_set():
                try:
                    self.look()
                    self._trouble = ""
                except (InboxUnreadable, OutboxUnwritable) as trouble:
                    self._tell_once(f"{trouble} {words('terminal.waiting-for-it')}")
                self._stopped.wait(SHORTEST)
                self._bell.wait(max(0.0, workspace.settings.watch_seconds - SHORTEST))
                self._bell.clear()
        screen.say(words("terminal.stopped"))

    def look(self) -> None:
        """One look: files that are as they were at the look before are taken in."""
        workspace = self._workspace
        seen = tuple(each for each in workspace.inbox.waiting() if _what(each) not in self._left)
        settled = tuple(each for each in seen if each in self._before)
        self._before = frozenset(seen) - frozenset(settled)
        today = workspace.today
        if settled or today != self._last:
            outcome = run_once(workspace, settled)
            if outcome.changed:
                summarise(workspace, outcome)
            self._last = today
            # What could not be dealt with is tried again once somebody changes it or the watch begins anew.
            self._left |= {_what(each) for each in settled} & {
                _what(each) for each in workspace.inbox.waiting()
            }

    def _tell_once(self, trouble: str) -> None:
        if trouble != self._trouble:
            screen.complain(trouble)
            self._trouble = trouble


def watch(workspace: Workspace) -> int:
    """Watches until SIGTERM, and then ends cleanly."""
    watching = Watch(workspace)

    def end(_signal: int, _frame: FrameType | None) -> None:
        watching.stop()

    before = signal.signal(signal.SIGTERM, end)
    try:
        watching.run()
    finally:
        signal.signal(signal.SIGTERM, before)
    return 0


def _what(waiting: Waiting) -> tuple[int, int, int]:
    return waiting.inode, waiting.size, waiting.changed


@contextmanager
def _doorbell(inbox: Path, bell: Event) -> Iterator[None]:
    observer = Observer()
    try:
        observer.schedule(_Doorbell(bell), str(inbox), recursive=True)
        observer.start()
    except OSError:
        yield  # no events on this file system, or no more watches to be had: the scan sees everything anyway
        return
    try:
        yield
    finally:
        observer.stop()
        observer.join()
