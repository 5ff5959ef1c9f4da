"""Looking again and again: a scan of the inbox is the truth, events of the file system only a doorbell."""

from __future__ import annotations

import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from math import inf
from pathlib import Path
from threading import Event
from time import monotonic, sleep
from types import FrameType

from watchdog.events import (
    EVENT_TYPE_CLOSED_NO_WRITE,
    EVENT_TYPE_OPENED,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

from pipeline.cli import screen
from pipeline.cli.intake import patience_of
from pipeline.cli.reports import Meanwhile, Outcome, run_once, summarise
from pipeline.cli.trouble import Trouble, Troubles
from pipeline.cli.workspace import Workspace, clock_for
from pipeline.errors import InboxUnreadable, OutboxUnwritable
from pipeline.storage.heartbeat import Heart, State
from pipeline.storage.lock import alone
from pipeline.storage.scan import Identity, Waiting

SHORTEST = 0.5  # seconds between two looks, however often the doorbell rings
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 60.0  # seconds before something that went wrong is tried again
NAP = 0.5  # seconds in which a signal is noticed
STOPPED = 130  # exit code after Ctrl+C
# Exit codes of troubles that may be over by themselves: a share that is away, a disk that is full.
MENDS_ITSELF = {InboxUnreadable.exit_code, OutboxUnwritable.exit_code}

Look = dict[tuple[str, str], Identity]


class _Doorbell(FileSystemEventHandler):
    """Rings at changes. Reading is none: each look reads the inbox's mark and would ring for the next."""

    def __init__(self, bell: Event) -> None:
        self._bell = bell

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type not in (EVENT_TYPE_OPENED, EVENT_TYPE_CLOSED_NO_WRITE):
            self._bell.set()


class Watch:
    """Runs whenever files have settled, and once a new day. ``stop`` ends it after the file at hand."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._stopping = False  # no Event: a signal might come while one is being set
        self._bell = Event()
        self._heart = Heart(workspace.settings.record, clock_for(None))
        self._before: Look = {}  # what the look before found
        self._looked = -inf
        self._offered: set[Identity] = set()  # files that the run at hand has had
        self._held: dict[Identity, float] = {}  # files that could not be taken in, and when to try again
        self._again = inf  # when to try again whatever else a run could not do
        self._pause = FIRST_PAUSE
        self._day: date | None = None
        self._told: set[tuple[str, str]] = set()  # troubles of the last run, which were told of
        self._trouble = ""  # that of the last look

    def stop(self) -> None:
        """Asks for an end; safe to call from a signal handler."""
        self._stopping = True

    def run(self) -> None:
        """Looks until stopped. What goes wrong is told and tried again; a broken library ends the watch."""
        workspace = self._workspace
        workspace.prepare()
        with alone(workspace.settings.record):  # first of all: a second watch is refused at once
            words = workspace.words
            self._heart.start()
            try:
                with _doorbell(workspace.settings.inbox, self._bell):
                    screen.say(words("terminal.watching", inbox=workspace.settings.inbox))
                    self._look_on()
            finally:
                self._heart.stop()
        screen.say(words("terminal.stopped"))

    def _look_on(self) -> None:
        workspace = self._workspace
        while not self._stopping:
            troubles = Troubles(workspace.settings.record, workspace.clock)
            with troubles.caught(""):
                self.look()
            for trouble in troubles.found:
                self._in_trouble(trouble)
            self._rest(SHORTEST)
            self._rest(max(0.0, workspace.settings.watch_seconds - SHORTEST), self._bell)
            self._bell.clear()

    def look(self) -> None:
        """One look: files that are as they were at the look before are taken in.

        Raises InboxUnreadable if there is nothing to look into, and whatever stops a whole run.
        """
        self._offered = set()
        ready, today = self._ready(), self._workspace.today
        self._offered = {each.what for each in ready}
        if ready or today != self._day or monotonic() >= self._again:
            self._again = inf
            self._heart.tell(State.AT_WORK)
            meanwhile = Meanwhile(self._meanwhile, lambda: self._stopping)
            self._note(run_once(self._workspace, ready, meanwhile=meanwhile))
            self._day = today
        self._trouble = ""
        self._heart.tell(State.IN_TROUBLE if self._again < inf else State.WAITING)

    def _ready(self) -> tuple[Waiting, ...]:
        """What was there at the look before, just the same, and is not known to have to wait."""
        waiting = self._workspace.inbox.waiting()
        self._looked = monotonic()
        self._heart.tell(State.AT_WORK if self._offered else State.WAITING, len(waiting))
        before, self._before = self._before, {(each.mailbox, each.name): each.what for each in waiting}
        self._held = {what: until for what, until in self._held.items() if what in self._before.values()}
        return tuple(
            each
            for each in self._without_half_copied(waiting)
            if before.get((each.mailbox, each.name)) == each.what
            and each.what not in self._offered
            and self._held.get(each.what, -inf) <= self._looked
        )

    def _without_half_copied(self, waiting: Iterable[Waiting]) -> Iterator[Waiting]:
        patience, moment = patience_of(self._workspace), self._workspace.clock().timestamp()
        return (each for each in waiting if not patience.waits(each, moment))

    def _meanwhile(self) -> tuple[Waiting, ...]:
        """Between two folders of documents: what has come while the run was busy."""
        if monotonic() - self._looked < SHORTEST:
            return ()
        known = set(self._before.values())
        ready = self._ready()
        if set(self._before.values()) - known:
            self._rest(SHORTEST)
            ready = self._ready()
        self._offered |= {each.what for each in ready}
        return ready

    def _note(self, outcome: Outcome) -> None:
        """Tells what was done, and what of it went wrong for the first time; remembers what to try again."""
        troubles = outcome.troubles.found
        fresh = [each for each in troubles if each.log or (each.about, each.sentence) not in self._told]
        self._told = {(each.about, each.sentence) for each in troubles}
        outcome.troubles.found = fresh
        if outcome.changed:
            summarise(self._workspace, outcome)
        later = monotonic() + self._pause
        for each in self._without_half_copied(self._workspace.inbox.waiting()):
            if each.what in self._offered:
                self._held[each.what] = inf if each.what in outcome.faulty else later
        if any(each.exit_code in MENDS_ITSELF for each in troubles):
            self._again = later
            self._pause = min(2 * self._pause, LONGEST_PAUSE)
        else:
            self._pause = FIRST_PAUSE

    def _in_trouble(self, trouble: Trouble) -> None:
        """Tells once what stopped a look or a whole run."""
        words = self._workspace.words
        sentence = words("terminal.our-fault", log=trouble.log) if trouble.log else trouble.sentence
        if trouble.sentence != self._trouble:
            told = (sentence, trouble.do_next, words("terminal.waiting-for-it"))
            screen.complain(" ".join(filter(None, told)))
        self._trouble = trouble.sentence
        self._heart.tell(State.IN_TROUBLE)
        if trouble.exit_code != InboxUnreadable.exit_code:
            self._rest(self._pause)
            self._pause = min(2 * self._pause, LONGEST_PAUSE)

    def _rest(self, seconds: float, bell: Event | None = None) -> None:
        """Waits, but never long after a signal or the doorbell."""
        until = monotonic() + seconds
        while not self._stopping and not (bell and bell.is_set()):
            left = min(until - monotonic(), NAP)
            if left <= 0:
                return
            if bell is not None:
                bell.wait(left)
            else:
                sleep(left)


def watch(workspace: Workspace) -> int:
    """Watches until SIGTERM or Ctrl+C, and then ends cleanly. A second one ends it at once."""
    watching = Watch(workspace)
    code = 0

    def end(number: int, _frame: FrameType | None) -> None:
        nonlocal code
        code = STOPPED if number == signal.SIGINT else 0
        watching.stop()
        signal.signal(number, before[number])

    before = {number: signal.signal(number, end) for number in (int(signal.SIGTERM), int(signal.SIGINT))}
    try:
        watching.run()
    finally:
        for number, was in before.items():
            signal.signal(number, was)
    return code


@contextmanager
def _doorbell(inbox: Path, bell: Event) -> Iterator[None]:
    """Rings when the file system tells of a change. Where it does not, or stops to, the scan sees it all."""
    observer = Observer()
    try:
        observer.schedule(_Doorbell(bell), str(inbox), recursive=True)
        observer.start()
    except OSError:
        yield  # no events on this file system, or no more watches to be had
        return
    try:
        yield
    finally:
        observer.stop()
        observer.join()
