"""Making documents apart: in children of this process, which hold all that is needed and may be lost.

A child is a copy of this process: what was loaded and worked out here is there already, and only the finished
bytes come back over a pipe. Whatever becomes of it, a library that crashes or a layout that never ends, costs
the one document that it was making; another child makes the next. Where a process cannot be copied with its
libraries inside (macOS, Windows), documents are made here, and a crash there ends the run.
"""

from __future__ import annotations

import io
import json
import os
import secrets
import select
import signal
import sys
import tempfile
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from pipeline import errors
from pipeline.apart import frames
from pipeline.apart.confined import die_with_parent
from pipeline.apart.trace import FaultApart, kind, trace
from pipeline.errors import DocumentUnmade, PipelineError
from pipeline.storage import durable

Make = Callable[[], bytes]
Outcome = bytes | Exception

APART = sys.platform.startswith("linux")
PATIENCE = 5_000  # milliseconds without a document before the caller has a turn
LARGEST = 1 << 28  # bytes of a document
MADE, FAULTY = b"+", b"-"  # the first byte of what a child says
# Whatever reaches out of the process; nothing that is laid out may.
_OUTSIDE = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "urllib.",
)


@dataclass(frozen=True, slots=True)
class Limits:
    """``seconds`` on the clock for one document, ``memory`` in bytes of a child, ``at_once`` of them.

    With 0 at once they are made in this process. ``temporary`` is where libraries put what they need for a
    while; each child gets a folder of its own in it.
    """

    temporary: Path
    seconds: float = 120.0
    memory: int = 2 << 30
    at_once: int = field(default_factory=lambda: min(4, len(os.sched_getaffinity(0))) if APART else 0)


@dataclass(slots=True)
class _Child:
    process: int
    ask: int  # a pipe
    reply: int  # a pipe
    temporary: Path
    at: int = -1  # what it is making


def made(
    makes: Sequence[Make],
    limits: Limits,
    wanted: Callable[[int], bool],
    meanwhile: Callable[[], None] = lambda: None,
) -> Generator[tuple[int, Outcome], None, None]:
    """Each document's number with its bytes, or with the fault for which there are none, as they get ready.

    ``wanted`` is asked just before each is begun; what is not wanted any more is left out. ``meanwhile`` is
    called every few seconds while the next one takes its time. Close the iterator if you leave it early: its
    children end with it. OSError if no child can be had.
    """
    if not APART or not limits.at_once:
        yield from ((at, _outcome(make)) for at, make in enumerate(makes) if wanted(at))
        return
    waiting = (at for at in range(len(makes)) if wanted(at))
    children: list[_Child] = []
    try:
        for at in islice(waiting, limits.at_once):
            children.append(_started(makes, limits))
            _send(children[-1], at)
        while children:
            ready = _ready([child.reply for child in children])
            if not ready:
                meanwhile()
            for child in [child for child in children if child.reply in ready]:
                at, outcome = child.at, _heard(child, limits)
                children.remove(child)
                following = next(waiting, None)
                children += _next(child, following, makes, limits)
                yield at, outcome
    finally:
        for child in children:
            _ended(child)


def _ready(pipes: Sequence[int]) -> set[int]:
    """Waits a while until something can be read from one of the pipes, or its other end has gone."""
    waiting = select.poll()
    for pipe in pipes:
        waiting.register(pipe, select.POLLIN)
    return {pipe for pipe, _ in waiting.poll(PATIENCE)}


def _next(child: _Child, following: int | None, makes: Sequence[Make], limits: Limits) -> list[_Child]:
    """Who makes the next document: the same child, a new one if that was lost, nobody if there is no more."""
    if following is None or not child.process:
        _ended(child)
    if following is None:
        return []
    able = child if child.process else _started(makes, limits)
    _send(able, following)
    return [able]


def _outcome(make: Make) -> Outcome:
    try:
        return make()
    except Exception as fault:
        return fault


def _started(makes: Sequence[Make], limits: Limits) -> _Child:
    """A new child. It keeps nothing open but its two pipes: no lock, no watch, no pipe of another."""
    temporary = limits.temporary / secrets.token_hex(8)
    durable.make_folder(temporary)
    asked, ask = os.pipe()
    reply, said = os.pipe()
    parent = os.getpid()
    try:
        process = os.fork()
    except OSError:
        for pipe in (asked, ask, reply, said):
            os.close(pipe)
        raise
    if not process:
        try:
            die_with_parent()
            if os.getppid() == parent:
                _become_small(limits, temporary, {asked, said})
                _work(makes, limits, asked, said)
        finally:
            os._exit(0)
    os.close(asked)
    os.close(said)
    return _Child(process, ask, reply, temporary)


def _become_small(limits: Limits, temporary: Path, keep: set[int]) -> None:
    """In the child: nothing to say on a terminal, no signals of the parent's, limits, no way out."""
    import resource

    for number in (signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then ends this process
    nowhere = os.open(os.devnull, os.O_RDWR)
    for handle in range(3):
        os.dup2(nowhere, handle)
    sys.stdout = sys.stderr = io.StringIO()  # whatever stood there may hold words that were not printed yet
    for handle in [int(each.name) for each in Path("/proc/self/fd").iterdir()]:
        if handle > 2 and handle not in keep:
            with suppress(OSError):
                os.close(handle)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    tempfile.tempdir = os.environ["TMPDIR"] = str(temporary)
    sys.addaudithook(_refuse)


def _refuse(event: str, _arguments: tuple[object, ...]) -> None:
    if event.startswith(_OUTSIDE):
        raise PermissionError(f"{event} is not for a process that makes documents")


def _work(makes: Sequence[Make], limits: Limits, asked: int, said: int) -> None:
    """Makes what is asked for until nobody asks any more. The kernel ends it if one takes too long."""
    while (number := frames.take(asked, 8)) is not None:
        signal.setitimer(signal.ITIMER_REAL, limits.seconds)
        outcome = _outcome(makes[int.from_bytes(number, "big")])
        signal.setitimer(signal.ITIMER_REAL, 0)
        frames.give(said, MADE + outcome if isinstance(outcome, bytes) else FAULTY + _fault_to_json(outcome))


def _send(child: _Child, at: int) -> None:
    child.at = at
    with suppress(OSError):  # it has gone already, which is heard at once
        frames.give(child.ask, at.to_bytes(8, "big"))


def _heard(child: _Child, limits: Limits) -> Outcome:
    """What a child has made, or why it has not; one that was lost has no process any more."""
    said = frames.take(child.reply, LARGEST)
    if said is None:
        return _lost(child, limits)
    return said[1:] if said[:1] == MADE else _fault_from_json(said[1:])


def _lost(child: _Child, limits: Limits) -> DocumentUnmade:
    """Why there is no answer, by how the child ended."""
    with suppress(ProcessLookupError):
        os.kill(child.process, signal.SIGKILL)  # it has ended already, or says what no child of ours says
    _, status = os.waitpid(child.process, 0)
    child.process = 0
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM:
        return DocumentUnmade(
            f"It took longer than {limits.seconds:g} seconds to lay out.",
            "Look for a very long text in the case's forms, or allow more time in pipeline.toml.",
        )
    return DocumentUnmade(
        "The program that lays it out broke off.",
        "Run it again; if it happens again, tell whoever looks after the program.",
    )


def _ended(child: _Child) -> None:
    """Ends a child, whatever it does at the moment, and leaves nothing of it."""
    os.close(child.ask)
    os.close(child.reply)
    if child.process:
        os.kill(child.process, signal.SIGKILL)
        os.waitpid(child.process, 0)
    with suppress(OSError):  # swept at the next run
        durable.remove_tree(child.temporary)


def _fault_to_json(fault: Exception) -> bytes:
    if isinstance(fault, PipelineError):
        return json.dumps({"ours": type(fault).__name__, "says": str(fault), "do": fault.do_next}).encode()
    return json.dumps({"kind": kind(fault), "lines": trace(fault)}).encode()


def _fault_from_json(raw: bytes) -> Exception:
    said = json.loads(raw)
    if "kind" in said:
        return FaultApart(said["kind"], tuple(said["lines"]))
    ours = getattr(errors, said["ours"], PipelineError)
    fault: PipelineError = ours.__new__(ours)
    PipelineError.__init__(fault, said["says"], said["do"])
    return fault
