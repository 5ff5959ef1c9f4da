"""The heartbeat of the watch goes on while the watch is busy, and its loss is noticed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest

from pipeline.storage import durable, heartbeat
from pipeline.storage.heartbeat import Heart, State, last_beat

NOON = datetime(2041, 3, 14, 12, tzinfo=UTC)


def test_it_beats_on_while_the_watch_is_busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "EVERY", 0.01)
    often, asked = Event(), []

    def clock() -> datetime:
        asked.append(1)
        if len(asked) == 10:
            often.set()
        return NOON

    heart = Heart(tmp_path, clock)
    heart.start()
    heart.tell(State.AT_WORK, waiting=3)
    assert often.wait(60)  # nobody told it anything meanwhile
    beat = last_beat(tmp_path)
    assert beat is not None
    assert (beat.state, beat.waiting, beat.looked) == (State.AT_WORK, 3, NOON)
    heart.stop()
    beat = last_beat(tmp_path)
    assert beat is not None
    assert beat.state is State.STOPPED
    assert not beat.is_alive(NOON)


def test_a_watch_that_is_silent_is_not_alive(tmp_path: Path) -> None:
    Heart(tmp_path, lambda: NOON).tell(State.WAITING)
    beat = last_beat(tmp_path)
    assert beat is not None
    assert beat.is_alive(NOON + timedelta(seconds=29))
    assert not beat.is_alive(NOON + timedelta(seconds=31))
    assert not beat.is_alive(NOON - timedelta(hours=1))  # the clock was set back: better ask than trust


def test_a_disk_that_is_full_costs_a_beat_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heart = Heart(tmp_path, lambda: NOON)
    heart.tell(State.WAITING, waiting=1)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(durable, "stage", full)
    heart.tell(State.AT_WORK, waiting=2)
    beat = last_beat(tmp_path)
    assert beat is not None
    assert beat.waiting == 1


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"moment": "2041-03-14T12:00:00"}', "\x00"])
def test_what_is_no_heartbeat_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / ".watch.json").write_text(text)
    assert last_beat(tmp_path) is None
