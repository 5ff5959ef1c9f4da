"""How things stand: the cases, what lies in the inbox, whether a watch is at work. Changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipeline.cli import screen
from pipeline.cli.case_line import line_json, say_line
from pipeline.cli.intake import patience_of
from pipeline.cli.questions import MOST, opened
from pipeline.cli.trouble import Troubles
from pipeline.cli.workspace import Workspace, clock_for
from pipeline.run import case_line
from pipeline.storage.heartbeat import Beat, State, last_beat
from pipeline.storage.scan import PassedOver, Waiting, Why, is_clutter

PASSED = {
    Why.NAME: "terminal.passed-over",
    Why.KIND: "terminal.passed-over-kind",
    Why.CLOSED: "terminal.passed-over-closed",
}


@dataclass(frozen=True, slots=True)
class _Inside:
    """What lies in the inbox. ``torn`` are those of the waiting files that look half copied."""

    waiting: tuple[Waiting, ...] = ()
    torn: tuple[Waiting, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()


def status(workspace: Workspace, as_json: bool) -> int:
    """Every case: what is in, what is missing, what is due; what lies in the inbox; how the watch is."""
    cases, troubles = opened(workspace)
    words = workspace.words
    inside = _look(workspace, troubles)
    beat = last_beat(workspace.settings.record)
    lines = []
    for case in cases.current():
        with troubles.caught(case.reference):
            lines.append(case_line(case, workspace.library, workspace.today))
    if as_json:
        told = {"cases": [line_json(line) for line in lines], "broken": sorted(cases.broken)}
        screen.say_json({**told, **_inside_json(inside), "watch": _beat_json(beat)})
        return troubles.exit_code
    for line in lines:
        say_line(line, words)
        screen.say()
    if not lines and not cases.broken:
        screen.say(words("terminal.no-case-yet"))
    if inside is not None:
        _say_inside(workspace, inside, is_watched=beat is not None and beat.is_alive(_now()))
    _say_beat(workspace, beat)
    screen.show_troubles(troubles, words)
    return troubles.exit_code


def _look(workspace: Workspace, troubles: Troubles) -> _Inside | None:
    """None if the inbox cannot be looked into: one that is away is not an empty one."""
    with troubles.caught(""):
        if not workspace.inbox.is_known and not workspace.settings.inbox.is_dir():
            return _Inside()  # nothing was ever done here
        scan, patience = workspace.inbox.scan(), patience_of(workspace)
        torn = tuple(each for each in scan.waiting if patience.is_torn(each))
        return _Inside(scan.waiting, torn, scan.passed_over)
    return None


def _inside_json(inside: _Inside | None) -> dict[str, Any]:
    if inside is None:
        return dict.fromkeys(("waiting", "half_copied", "passed_over"))
    return {
        "waiting": [[each.mailbox, each.name] for each in inside.waiting],
        "half_copied": [[each.mailbox, each.name] for each in inside.torn],
        "passed_over": [[each.mailbox, each.name] for each in inside.passed_over],
    }


def _say_inside(workspace: Workspace, inside: _Inside, is_watched: bool) -> None:
    words = workspace.words
    if inside.waiting:
        files = screen.counted(words, "file", len(inside.waiting))
        screen.say(words("terminal.waiting-watched" if is_watched else "terminal.waiting", files=files))
        for waiting in inside.waiting[:MOST]:
            screen.say(_spelled(waiting), indent=2)
        if len(inside.waiting) > MOST:
            screen.say(words("terminal.more", number=len(inside.waiting) - MOST), indent=2)
    else:
        screen.say(words("terminal.none-waiting"))
    for torn in inside.torn:
        screen.say(words("terminal.looks-torn", file=_spelled(torn)))
    for each in inside.passed_over:
        if each.why is Why.NAME and is_clutter(each.name):
            continue  # a program put it there; nobody has to do anything about it
        screen.say(words(PASSED[each.why], file=_spelled(each)))


def _spelled(file: Waiting | PassedOver) -> str:
    return f"{file.mailbox}/{file.name}".strip("/")


def _beat_json(beat: Beat | None) -> dict[str, Any] | None:
    if beat is None:
        return None
    return {
        "alive": beat.is_alive(_now()),
        "state": beat.state.value,
        "pid": beat.pid,
        "moment": beat.moment.isoformat(timespec="seconds"),
        "looked": beat.looked.isoformat(timespec="seconds"),
        "waiting": beat.waiting,
    }


def _say_beat(workspace: Workspace, beat: Beat | None) -> None:
    words = workspace.words
    if beat is None:
        return
    moment = beat.moment.astimezone()
    at = {"day": words.day(moment.date()), "time": f"{moment:%H:%M}"}
    if beat.is_alive(_now()):
        screen.say(words(f"terminal.watch.{beat.state.value}"))
    elif beat.state is State.STOPPED:
        screen.say(words("terminal.watch.stopped", **at))
    else:
        screen.say(words("terminal.watch.silent", **at))


def _now() -> datetime:
    """The moment by the machine's clock, which is the one that the watch beats by, whatever day is typed."""
    return clock_for(None)()
