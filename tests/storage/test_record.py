"""The record: nothing lost, nothing changed, everything in the order in which it was accepted."""

from __future__ import annotations

import hashlib
import json
import stat
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import OutboxUnwritable, RecordBroken
from pipeline.model.finding import Place
from pipeline.model.submission import FilledForm, Outside
from pipeline.storage import durable
from pipeline.storage.record import LOG, Record

AT = datetime(2041, 3, 14, 17, 5, tzinfo=UTC)
CASE = "CP-2041-007"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "record"


def lines(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / LOG).read_text().splitlines()]


def test_an_original_is_kept_unchanged_under_its_content(folder: Path) -> None:
    entry = Record(folder).keep(CASE, "minutes", b"as it was sent", "docx", AT)
    path = folder / CASE / f"{hashlib.sha256(b'as it was sent').hexdigest()}.docx"
    assert path.read_bytes() == b"as it was sent"
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert Record(folder).original(entry) == b"as it was sent"
    assert entry.received == date(2041, 3, 14)


def test_the_log_names_codes_and_hashes_only_and_each_line_seals_the_one_before(folder: Path) -> None:
    record = Record(folder)
    record.keep(CASE, "case-set-up", b"one", "xlsx", AT)
    record.note_returned(CASE, "minutes", b"two", AT)
    assert [set(line) for line in lines(folder)] == [
        {"number", "at", "event", "case", "form", "digest", "format", "prev", "seal"}
    ] * 2
    assert [line["event"] for line in lines(folder)] == ["accepted", "returned"]
    assert lines(folder)[0]["prev"] == "0" * 64
    assert lines(folder)[1]["prev"] == lines(folder)[0]["seal"]
    assert lines(folder)[1]["seal"] not in ("", lines(folder)[0]["seal"])


def test_a_form_sent_twice_is_kept_once_and_logged_as_known(folder: Path) -> None:
    record = Record(folder)
    first = record.keep(CASE, "minutes", b"same", "xlsx", AT)
    again = record.keep(CASE, "minutes", b"same", "xlsx", AT.replace(day=20))
    assert again == first
    assert [entry.number for entry in Record(folder).accepted] == [1]
    assert [line["event"] for line in lines(folder)] == ["accepted", "already-had"]


def test_the_same_bytes_in_two_cases_are_two_originals(folder: Path) -> None:
    record = Record(folder)
    record.keep("CP-2041-007", "minutes", b"same", "xlsx", AT)
    record.keep("CP-2041-008", "minutes", b"same", "xlsx", AT)
    assert [entry.case for entry in Record(folder).accepted] == ["CP-2041-007", "CP-2041-008"]
    assert Record(folder).verify() == ()


@pytest.mark.parametrize("torn", range(1, 40, 7))
def test_a_torn_last_line_is_as_if_never_written(folder: Path, torn: int) -> None:
    record = Record(folder)
    record.keep(CASE, "case-set-up", b"one", "xlsx", AT)
    record.keep(CASE, "minutes", b"two", "xlsx", AT)
    log = folder / LOG
    log.write_bytes(log.read_bytes()[:-torn])
    again = Record(folder)
    assert [entry.number for entry in again.accepted] == [1]
    again.keep(CASE, "minutes", b"two", "xlsx", AT)  # its claim was never given up, so it comes again
    assert [again.original(entry) for entry in Record(folder).accepted] == [b"one", b"two"]
    assert Record(folder).verify() == ()


def test_an_original_without_its_line_is_logged_when_the_form_comes_again(folder: Path) -> None:
    class Killed(BaseException):
        pass

    record = Record(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(durable, "append", lambda *_, **__: (_ for _ in ()).throw(Killed))
        with pytest.raises(Killed):
            record.keep(CASE, "minutes", b"two", "xlsx", AT)
    assert Record(folder).accepted == ()
    assert "not in its log" in Record(folder).verify()[0]
    Record(folder).keep(CASE, "minutes", b"two", "xlsx", AT)
    assert Record(folder).verify() == ()


def _change_original(folder: Path) -> None:
    path = next((folder / CASE).iterdir())
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b".")


def _remove_original(folder: Path) -> None:
    next((folder / CASE).iterdir()).unlink()


def _add_original(folder: Path) -> None:
    (folder / CASE / "stray.xlsx").write_bytes(b"")


def _change_line(folder: Path) -> None:
    log = folder / LOG
    log.write_bytes(log.read_bytes().replace(b'"case-set-up"', b'"contribution"'))


def _remove_line(folder: Path) -> None:
    log = folder / LOG
    log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[1:]))


def _swap_lines(folder: Path) -> None:
    log = folder / LOG
    first, second = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(second + first)


@pytest.mark.parametrize(
    "harm", [_change_original, _remove_original, _add_original, _change_line, _remove_line, _swap_lines]
)
def test_verify_sees_whatever_was_done_to_the_record(folder: Path, harm: object) -> None:
    record = Record(folder)
    record.keep(CASE, "case-set-up", b"one", "xlsx", AT)
    record.keep(CASE, "minutes", b"two", "xlsx", AT)
    assert Record(folder).verify() == ()
    harm(folder)  # type: ignore[operator]
    assert len(Record(folder).verify()) == 1


@given(place=st.integers(0, 10_000), letter=st.integers(0, 255))
def test_no_byte_of_the_log_can_change_unseen(
    tmp_path_factory: pytest.TempPathFactory, place: int, letter: int
) -> None:
    folder = tmp_path_factory.mktemp("record")
    record = Record(folder)
    record.keep(CASE, "case-set-up", b"one", "xlsx", AT)
    record.keep(CASE, "minutes", b"two", "xlsx", AT)
    raw = bytearray((folder / LOG).read_bytes())
    place %= len(raw)
    if raw[place] == letter:
        return
    raw[place] = letter
    (folder / LOG).write_bytes(raw)
    assert Record(folder).verify() != ()


def test_a_broken_log_is_never_added_to(folder: Path) -> None:
    Record(folder).keep(CASE, "case-set-up", b"one", "xlsx", AT)
    _change_line(folder)
    before = (folder / LOG).read_bytes()
    with pytest.raises(RecordBroken):
        Record(folder).keep(CASE, "minutes", b"two", "xlsx", AT)
    assert (folder / LOG).read_bytes() == before


def test_a_full_disk_is_told_and_nothing_is_acknowledged(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(durable, "write", full)
    with pytest.raises(OutboxUnwritable, match="No space left"):
        Record(folder).keep(CASE, "minutes", b"two", "xlsx", AT)
    assert Record(folder).entries == ()


def test_what_was_read_is_remembered_for_the_same_library_only(folder: Path) -> None:
    record = Record(folder)
    entry = record.keep(CASE, "minutes", b"two", "xlsx", AT)
    filled = FilledForm(
        "minutes",
        1,
        CASE,
        {"meeting": {"place": "Tŷ Gwyn \ud800"}, "voices": [{"voice": "I like it."}]},
        {("meeting", "place"): Place("Meeting", "C4"), ("voices", 0, "voice"): Place("Voice", "B7")},
        (Outside(Place("Meeting", "F9"), "in the margin"),),
    )
    record.remember(entry, "a" * 64, filled)
    assert record.answers(entry, "a" * 64) == filled
    assert record.answers(entry, "b" * 64) is None
    record.remember(entry, "b" * 64, filled)
    assert record.answers(entry, "a" * 64) is None  # nothing of earlier libraries is left lying about
    assert len(list((folder / ".cache").iterdir())) == 1


def test_a_torn_memory_is_read_again_from_the_original(folder: Path) -> None:
    record = Record(folder)
    entry = record.keep(CASE, "minutes", b"two", "xlsx", AT)
    record.remember(entry, "a" * 64, FilledForm("minutes", 1, CASE, {}))
    memory = next((folder / ".cache").iterdir())
    memory.write_bytes(memory.read_bytes()[:10])
    assert record.answers(entry, "a" * 64) is None
