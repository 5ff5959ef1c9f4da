"""The watch: a scan is the truth, events are a doorbell, and what goes wrong is told once and tried again."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from desk import CASE, CONTRIBUTION, OTHER, SET_UP, Desk
from watchdog.events import FileClosedNoWriteEvent, FileCreatedEvent, FileOpenedEvent

from pipeline.cli import intake, reports
from pipeline.cli import watch as watching_module
from pipeline.cli.watch import Watch
from pipeline.cli.workspace import Workspace, clock_for
from pipeline.errors import InboxUnreadable
from pipeline.storage import durable
from pipeline.storage.heartbeat import State, last_beat
from pipeline.storage.inbox import Inbox
from pipeline.storage.lock import alone
from pipeline.storage.outbox import Shelf
from pipeline.storage.settings import PROJECT

POLICE, NURSES = "fernshire-police", "fernshire-school-nursing"


class Clock:
    """The time of the place, and a way to let it pass."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 12, 5, 12).astimezone()

    def __call__(self) -> datetime:
        return self.moment

    def passes(self, minutes: float) -> None:
        self.moment += timedelta(minutes=minutes)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def watching(desk: Desk, clock: Callable[[], datetime] | None = None) -> Watch:
    here = Workspace(desk.folder, clock or clock_for(None))
    here.prepare()
    return Watch(here)


def inbox_of(desk: Desk, mailbox: str) -> list[str]:
    """What lies in a mailbox, the folders of ours only by name."""
    return sorted({name.split("/")[0] for name in desk.files(f"inbox/{mailbox}")})


# --- whole files, half files


def test_a_file_is_taken_in_once_two_looks_agree(desk: Desk) -> None:
    whole = desk.form(SET_UP)
    watch = watching(desk)
    desk.drop("set-up.json", whole[:100])
    watch.look()
    desk.drop("set-up.json", whole)  # the copy goes on
    watch.look()
    assert desk.events == []
    watch.look()
    assert desk.events == [("accepted", "case-set-up")]


@pytest.mark.parametrize(
    "half",
    [
        lambda whole: whole[:100],
        lambda whole: b"",
        lambda whole: b"\0" * len(whole),
        lambda whole: whole[:-40] + b"\0" * 40,
    ],
    ids=["stalled", "empty", "preallocated", "zero tail"],
)
def test_a_file_that_looks_half_copied_waits_ten_minutes_and_then_its_sender_is_told(
    desk: Desk, clock: Clock, half: Callable[[bytes], bytes]
) -> None:
    desk.begin()
    sent = half(desk.form(OTHER))
    desk.drop(f"{POLICE}/ours.json", sent)
    watch = watching(desk, clock)
    for _ in range(3):
        watch.look()
    assert inbox_of(desk, POLICE) == ["ours.json"]
    assert desk.rcpc("status", "--json") == 0
    assert json.loads(desk.out)["half_copied"] == [[POLICE, "ours.json"]]
    clock.passes(minutes=9.9)
    watch.look()
    assert (desk.folder / "inbox" / POLICE / "ours.json").exists()
    clock.passes(minutes=0.2)
    watch.look()
    assert not (desk.folder / "inbox" / POLICE / "ours.json").exists()
    assert sent in desk.files(f"inbox/{POLICE}/returned").values()
    assert len(desk.record.accepted) == 2


def test_a_copy_that_goes_on_in_time_is_taken_in_and_the_ten_minutes_begin_anew_at_each_change(
    desk: Desk, clock: Clock
) -> None:
    desk.begin()
    whole = desk.form(OTHER)
    watch = watching(desk, clock)
    for most in (100, 200, 300):
        desk.drop(f"{POLICE}/ours.json", whole[:most])
        for _ in range(3):
            watch.look()
        clock.passes(minutes=9)
    desk.drop(f"{POLICE}/ours.json", whole)
    watch.look()
    watch.look()
    assert [event for event, _ in desk.events] == ["accepted"] * 3
    assert json.loads((desk.folder / "record" / ".cache" / "waiting.json").read_bytes()) == {}


def test_a_single_run_leaves_a_half_copied_file_waiting_and_says_so(desk: Desk) -> None:
    desk.begin()
    desk.drop(f"{POLICE}/ours.json", desk.form(OTHER)[:100])
    assert desk.rcpc("reports") == 0
    assert "Still on their way, or half copied: 1 file" in desk.out
    assert (desk.folder / "inbox" / POLICE / "ours.json").exists()
    (desk.folder / "pipeline.toml").write_text("[watch]\npatience_minutes = 0\n")
    assert desk.rcpc("reports") == 0
    assert not (desk.folder / "inbox" / POLICE / "ours.json").exists()


def test_a_clock_that_was_set_back_makes_nobody_wait_longer_than_ten_minutes_more(
    desk: Desk, clock: Clock
) -> None:
    desk.begin()
    desk.drop(f"{POLICE}/ours.json", b"")
    watch = watching(desk, clock)
    for _ in range(2):
        watch.look()
    clock.passes(minutes=-60)
    watch.look()
    clock.passes(minutes=10)
    watch.look()
    assert not (desk.folder / "inbox" / POLICE / "ours.json").exists()


@pytest.mark.parametrize("moment", [0, 4102444800], ids=["1970", "2100"])
def test_the_date_of_a_file_is_of_no_account(desk: Desk, moment: int) -> None:
    desk.begin()
    desk.drop(f"{POLICE}/ours.json", desk.form(OTHER))
    os.utime(desk.folder / "inbox" / POLICE / "ours.json", (moment, moment))
    watch = watching(desk)
    watch.look()
    watch.look()
    assert len(desk.record.accepted) == 3


def test_a_file_written_between_the_look_and_the_claim_waits_for_its_rest(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.begin()
    desk.drop(f"{POLICE}/ours.json", desk.form(OTHER))
    place, real = desk.folder / "inbox" / POLICE / "ours.json", Inbox.claim
    later = desk.form(OTHER, role="Detective sergeant")

    def meanwhile(inbox: Inbox, *of: object) -> object:
        place.write_bytes(later)
        return real(inbox, *of)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Inbox, "claim", meanwhile)
        assert desk.rcpc("reports") == 0
    assert len(desk.record.accepted) == 2
    assert place.read_bytes() == later
    assert desk.rcpc("reports") == 0
    assert desk.record.original(desk.record.accepted[-1]) == later


# --- many files


def test_a_set_up_in_a_later_batch_still_comes_before_the_forms_of_its_case(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "BATCH", 1)
    desk.drop(f"{NURSES}/ours.json", desk.form(CONTRIBUTION))
    desk.drop(f"{POLICE}/ours.json", desk.form(OTHER, case="CP-1999-001"))
    desk.drop("z-set-up.json", desk.form(SET_UP))
    assert desk.rcpc("reports") == 0
    assert desk.events == [
        ("accepted", "case-set-up"),
        ("accepted", "contribution"),
        ("returned", "contribution"),
    ]


def test_no_more_than_a_batch_is_held_in_memory(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "BATCH_BYTES", 30_000)
    for number in range(6):
        desk.drop(f"{POLICE}/{number}.json", b"x" * 9_000)
    held: list[int] = []
    opened, real = intake.Intake._open, intake.Intake._take
    monkeypatch.setattr(intake.Intake, "_open", lambda *of: held.append(1) or opened(*of))  # type: ignore[func-returns-value]
    most = []

    def take(*of: object) -> object:
        most.append(len(held))
        held.pop()
        return real(*of)  # type: ignore[arg-type]

    monkeypatch.setattr(intake.Intake, "_take", take)
    assert desk.rcpc("reports") == 0
    assert max(most) == 3
    assert len(desk.events) == 6


def test_each_file_is_read_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    real, read = Workspace.read, []
    monkeypatch.setattr(Workspace, "read", lambda here, content: read.append(content) or real(here, content))
    desk.begin()
    assert len(read) == 2


# --- things that go wrong


def test_a_file_that_our_own_fault_left_waiting_is_not_tried_over_and_over(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.begin()
    tried = []

    def faulty(*_: object, **__: object) -> None:
        tried.append(1)
        raise ValueError

    monkeypatch.setattr(intake, "judge", faulty)
    watch = watching(desk)
    desk.drop(f"{POLICE}/ours.json", desk.form(OTHER))
    for _ in range(6):
        watch.look()
    assert len(tried) == 1
    desk.drop(f"{POLICE}/ours.json", desk.form(OTHER, role="Officer"))
    for _ in range(3):
        watch.look()
    assert len(tried) == 2


def test_one_file_that_may_not_be_read_stops_no_other_and_is_told_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.begin()
    real = Inbox.look_into

    def refusing(inbox: Inbox, waiting: object, *of: object) -> object:
        if waiting.name.startswith("closed"):  # type: ignore[attr-defined]
            raise InboxUnreadable("A file in the inbox cannot be read (Permission denied).")
        return real(inbox, waiting, *of)  # type: ignore[arg-type]

    monkeypatch.setattr(Inbox, "look_into", refusing)
    for name in ("closed-1.json", "closed-2.json", "ours.json"):
        desk.drop(f"{POLICE}/{name}", desk.form(OTHER))
    watch = watching(desk)
    for _ in range(5):
        watch.look()
    assert len(desk.record.accepted) == 3
    assert desk.capture.readouterr().err.count("cannot be read") == 1
    assert len(list((desk.folder / "inbox" / POLICE).glob("closed-*"))) == 2


def test_on_a_full_disk_nothing_is_claimed_and_all_goes_on_by_itself_when_there_is_room(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.begin()
    monkeypatch.setattr(watching_module, "FIRST_PAUSE", 0.0)
    watch = watching(desk)
    for number in range(3):
        desk.drop(f"{POLICE}/{number}.json", desk.form(OTHER, role=f"Officer {number}"))
    with monkeypatch.context() as patch:
        patch.setattr(intake, "short_of_room", lambda folders, megabytes: next(iter(folders)))
        for _ in range(4):
            watch.look()
        err = desk.capture.readouterr().err
        assert err.replace("\n", " ").count("fewer than 200 MB are free where record is") == 1
        assert sorted(desk.files(f"inbox/{POLICE}")) == ["0.json", "1.json", "2.json"]
        assert len(desk.events) == 2
        assert last_beat(desk.folder / "record").state is State.IN_TROUBLE  # type: ignore[union-attr]
    watch.look()
    assert len(desk.record.accepted) == 5
    assert last_beat(desk.folder / "record").state is State.WAITING  # type: ignore[union-attr]


def test_a_disk_that_fills_up_in_the_middle_of_a_file_leaves_a_claim_that_is_taken_up_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.begin()
    monkeypatch.setattr(watching_module, "FIRST_PAUSE", 0.0)
    watch = watching(desk)
    for number in range(3):
        desk.drop(f"{POLICE}/{number}.json", desk.form(OTHER, role=f"Officer {number}"))
    real, asked = durable.stage, []

    def full(path: Path, *of: object) -> object:
        if "record" in path.parts and path.parent.name == CASE:
            asked.append(path)
            raise OSError(28, "No space left on device")
        return real(path, *of)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(durable, "stage", full)
        watch.look()
        watch.look()
    assert len(asked) == 1  # one is enough to know
    assert len(desk.record.accepted) == 2
    assert len(list((desk.folder / "inbox" / POLICE).rglob("*.json"))) == 3  # one of them is claimed
    watch.look()
    assert len(desk.record.accepted) == 5
    assert inbox_of(desk, POLICE) == ["receipts"]


def test_a_fault_in_the_look_itself_does_not_end_the_watch(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.begin()
    for name in ("SHORTEST", "FIRST_PAUSE", "LONGEST_PAUSE"):
        monkeypatch.setattr(watching_module, name, 0.01)
    (desk.folder / "pipeline.toml").write_text("[watch]\nseconds = 0.1\n")
    watch = watching(desk)
    look, looks = watch.look, []

    def looking() -> None:
        looks.append(1)
        if len(looks) < 3:
            raise OSError(5, "Hazel Larkspur")
        if len(looks) == 6:
            watch.stop()
        look()

    monkeypatch.setattr(watch, "look", looking)
    desk.drop(f"{POLICE}/ours.json", desk.form(OTHER))
    watch.run()
    assert len(desk.record.accepted) == 3
    err = desk.capture.readouterr().err
    assert err.count("our fault") == 1
    assert "Hazel" not in err


# --- shares


def test_a_watch_does_not_begin_without_its_inbox(desk: Desk) -> None:
    desk.begin()
    (desk.folder / "inbox").rename(desk.folder / "away")
    assert desk.rcpc("watch") == 4


@pytest.mark.parametrize("mount_point", [False, True])
def test_a_watch_waits_for_an_inbox_that_goes_away(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, mount_point: bool
) -> None:
    desk.begin()
    monkeypatch.setattr(watching_module, "SHORTEST", 0.01)
    (desk.folder / "pipeline.toml").write_text("[watch]\nseconds = 0.1\n")
    watch = watching(desk)
    inbox, away = desk.folder / "inbox", desk.folder / "away"
    look, looks = watch.look, []

    def looking() -> None:
        looks.append(1)
        if len(looks) == 2:
            inbox.rename(away)
            if mount_point:
                inbox.mkdir()
        if len(looks) == 5:
            if mount_point:
                assert list(inbox.iterdir()) == []  # nothing was laid into what is not the inbox
                inbox.rmdir()
            away.rename(inbox)
            desk.drop(f"{POLICE}/ours.json", desk.form(OTHER))
        if len(looks) == 7:
            watch.stop()
        look()

    monkeypatch.setattr(watch, "look", looking)
    watch.run()
    err = desk.capture.readouterr().err
    sentence = "This is not the inbox that was here before." if mount_point else "The inbox is not there."
    assert err.count(sentence) == 1  # told once, not at every look
    assert "Connect the folder" in " ".join(err.split())  # and what to do about it
    assert len(desk.record.accepted) == 3


def test_forms_are_never_laid_into_what_is_left_when_the_share_goes_away(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox, away = desk.folder / "inbox", desk.folder / "away"
    real = Shelf.close

    def close(shelf: Shelf, *of: object) -> object:
        if shelf.guests:  # all its documents are ready
            inbox.rename(away)
            inbox.mkdir()
        return real(shelf, *of)  # type: ignore[arg-type]

    desk.drop("set-up.json", desk.form(SET_UP))
    with monkeypatch.context() as patch:
        patch.setattr(Shelf, "close", close)
        assert desk.rcpc("reports") == 4
    assert list(inbox.iterdir()) == []
    assert "not the inbox that was here before" in desk.err.replace("\n", " ")
    assert "laid out" not in desk.out
    inbox.rmdir()
    away.rename(inbox)
    assert desk.rcpc("reports") == 0
    assert "laid out    1 form in 1 mailbox" in desk.out
    assert len(list((inbox / NURSES / "forms").iterdir())) == 1  # and nothing half made


def test_only_a_change_rings_the_doorbell_and_not_our_own_look() -> None:
    bell = Event()
    doorbell = watching_module._Doorbell(bell)
    for quiet in (FileOpenedEvent("inbox/.rcpc-inbox"), FileClosedNoWriteEvent("inbox/.rcpc-inbox")):
        doorbell.dispatch(quiet)
    assert not bell.is_set()
    doorbell.dispatch(FileCreatedEvent("inbox/form.xlsx"))
    assert bell.is_set()


def test_without_any_events_polling_alone_finds_everything(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Deaf:
        """An observer as on a network share, whose thread has died besides."""

        def schedule(self, *_: object, **__: object) -> None:
            raise OSError(28, "inotify watch limit reached")

    monkeypatch.setattr(watching_module, "Observer", Deaf)
    monkeypatch.setattr(watching_module, "SHORTEST", 0.01)
    (desk.folder / "pipeline.toml").write_text("[watch]\nseconds = 0.1\n")
    watch = watching(desk)
    desk.drop("set-up.json", desk.form(SET_UP))
    look, looks = watch.look, []

    def looking() -> None:
        look()
        looks.append(1)
        if len(looks) == 3:
            watch.stop()

    monkeypatch.setattr(watch, "look", looking)
    watch.run()
    assert desk.events == [("accepted", "case-set-up")]


# --- while documents are made


def test_what_comes_while_documents_are_made_is_answered_before_the_next_case(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.begin()
    for number in range(15, 18):
        desk.drop(f"set-up-{number}.json", desk.form(SET_UP, case=f"CP-2026-0{number}"))
    assert desk.rcpc("reports") == 0
    shutil.rmtree(desk.folder / "outbox")
    monkeypatch.setattr(watching_module, "SHORTEST", 0.0)
    order, real = [], reports._Run._note

    def note(run: object, one: object) -> None:
        if one.work.about and not one.work.shelf.guests:  # type: ignore[attr-defined]
            order.append(one.work.about)  # type: ignore[attr-defined]
            if len(order) == 1:
                desk.drop(f"{POLICE}/ours.json", desk.form(OTHER))
        real(run, one)  # type: ignore[arg-type]

    monkeypatch.setattr(reports._Run, "_note", note)
    answered = intake.Intake._settle
    monkeypatch.setattr(
        intake.Intake,
        "_settle",
        lambda *of: order.append("answered") or answered(*of),  # type: ignore[func-returns-value]
    )
    watching(desk).look()
    assert order[0] == CASE
    assert order.index("answered") < order.index("CP-2026-017")
    assert order.count(CASE) == 2  # made again, with what came
    assert sorted(set(order)) == ["CP-2026-014", "CP-2026-015", "CP-2026-016", "CP-2026-017", "answered"]
    assert len(desk.files("outbox")) == 8


def test_the_watch_stops_between_two_files(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    watch = watching(desk)
    desk.drop("set-up.json", desk.form(SET_UP))
    desk.drop(f"{NURSES}/ours.json", desk.form(CONTRIBUTION))
    real = intake.Intake._settle

    def settle(*of: object) -> object:
        watch.stop()
        return real(*of)  # type: ignore[arg-type]

    monkeypatch.setattr(intake.Intake, "_settle", settle)
    watch.look()
    watch.look()
    assert desk.events == [("accepted", "case-set-up")]
    assert desk.files("outbox") == {}
    assert desk.rcpc("reports") == 0
    assert len(desk.record.accepted) == 2


# --- who is at work


def test_a_second_watch_is_refused_before_anything_is_loaded(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.begin()

    def loaded(*_: object) -> None:
        pytest.fail("that takes time")

    monkeypatch.setattr("pipeline.cli.workspace.load", loaded)
    with alone(desk.folder / "record"):
        assert desk.rcpc("watch") == 5
    assert "Another run is at work" in desk.err


def test_status_tells_whether_a_watch_is_at_work(desk: Desk) -> None:
    record = desk.folder / "record"

    def told() -> str:
        assert desk.rcpc("status") == 0
        return desk.out

    assert "watch" not in told()
    watch = watching(desk)
    watch.look()
    assert "A watch is at work here." in told()
    assert desk.rcpc("status", "--json") == 0
    beat = json.loads(desk.out)["watch"]
    assert (beat["alive"], beat["state"], beat["pid"], beat["waiting"]) == (True, "waiting", os.getpid(), 0)
    file = record / ".watch.json"
    beat = json.loads(file.read_bytes())
    old = datetime.fromisoformat(beat["moment"]) - timedelta(minutes=5)
    file.write_text(json.dumps({**beat, "moment": old.isoformat()}))
    assert "The watch has been silent since" in told()
    file.write_text(json.dumps({**beat, "state": "stopped"}))
    assert "the last one was stopped on" in told()
    file.write_text("half")
    assert "watch" not in told()


def test_status_can_tell_of_a_file_of_any_name(desk: Desk) -> None:
    for name in (b"not \xff utf-8.xlsx.part", b"not \xff utf-8.json", b"two\nlines.part"):
        desk.drop(os.fsdecode(name), b"{}")
    assert desk.rcpc("status", "--json") == 0
    told = json.loads(desk.out)
    assert told["waiting"] == [["", "not \udcff utf-8.json"]]
    assert desk.rcpc("status") == 0
    assert "not \N{REPLACEMENT CHARACTER} utf-8.xlsx.part" in desk.out


def test_a_heartbeat_names_nobody_and_no_file(desk: Desk) -> None:
    desk.drop("Hazel Larkspur.json", desk.form(SET_UP))
    watch = watching(desk)
    watch.look()
    watch.look()
    assert set(json.loads((desk.folder / "record" / ".watch.json").read_bytes())) == {
        "moment",
        "looked",
        "pid",
        "state",
        "waiting",
    }
    kept = [path.read_bytes() for path in (desk.folder / "record" / ".cache").glob("*.json")]
    assert not any(b"Larkspur" in each for each in kept)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_the_watch_stops_cleanly_when_asked(desk: Desk, number: int, code: int) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "--workspace", str(desk.folder), "watch"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=PROJECT,
        env={**os.environ, "COLUMNS": "80"},
    )
    assert process.stdout is not None
    assert "Watching" in process.stdout.readline()
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert process.returncode == code, err
    assert "stopped" in out
    assert last_beat(desk.folder / "record").state is State.STOPPED  # type: ignore[union-attr]
