"""The record: nothing lost, nothing changed, everything in the order in which it was accepted."""

from __future__ import annotations

import hashlib
import hmac
import json
import stat
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pytest

from pipeline.errors import OutboxUnwritable, RecordBroken
from pipeline.model.finding import Place
from pipeline.model.submission import FilledForm, Outside
from pipeline.storage import durable
from pipeline.storage.log import LAST, LOG
from pipeline.storage.record import ACCEPTED, Entry, Record

AT = datetime(2041, 3, 14, 17, 5, 33, 123456, tzinfo=UTC)
CASE, OTHER = "CP-2041-007", "CP-2041-008"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "record"


def lines(folder: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (folder / LOG).read_text().splitlines()]


def events(folder: Path) -> list[str]:
    return [line["event"] for line in lines(folder)]


def originals(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob("[!.]*/*")) if path.name != "case.json"]


def key_of(path: Path) -> dict[str, str]:
    told: dict[str, str] = json.loads(path.read_bytes())
    return told


class Killed(BaseException):
    """The process ends here."""


def kill_at(patch: pytest.MonkeyPatch, operation: str, number: int = 1) -> None:
    """Kills before the numbered call of a durable operation."""
    real, calls = getattr(durable, operation), []

    def counting(*of: object, **named: object) -> object:
        calls.append(1)
        if len(calls) == number:
            raise Killed
        return real(*of, **named)

    patch.setattr(durable, operation, counting)


# --- what is kept


def test_a_record_that_has_lost_its_log_is_not_taken_for_a_new_one(folder: Path) -> None:
    Record(folder).keep(CASE, "minutes", b"as it was sent", "docx", AT)
    Record(folder).note_returned("", "", b"no form", AT)
    for name in (LOG, LAST):
        (folder / name).unlink()
    before = sorted(folder.rglob("*"))
    for asked in (lambda: Record(folder).cases, Record(folder).sweep):
        with pytest.raises(RecordBroken, match="log is missing"):
            asked()
    assert Record(folder).verify() == ("The record's log is missing.",)
    assert sorted(folder.rglob("*")) == before


def test_an_original_is_kept_unchanged_under_a_hash_that_only_its_case_can_tell(folder: Path) -> None:
    entry = Record(folder).keep(CASE, "minutes", b"as it was sent", "docx", AT)
    secret = bytes.fromhex(key_of(folder / CASE / "case.json")["key"])
    called = hmac.new(secret, b"as it was sent", hashlib.sha256).hexdigest()
    path = folder / CASE / f"{called}.docx"
    assert len(secret) == 32
    assert path.read_bytes() == b"as it was sent"
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert stat.S_IMODE((folder / CASE / "case.json").stat().st_mode) == 0o400
    assert Record(folder).original(entry) == b"as it was sent"
    assert (entry.case, entry.digest, entry.received) == (CASE, called, date(2041, 3, 14))


def test_the_log_holds_ids_codes_and_keyed_hashes_and_each_line_seals_the_one_before(folder: Path) -> None:
    record = Record(folder)
    record.keep(CASE, "case-set-up", b"one", "xlsx", AT)
    record.note_returned(CASE, "minutes", b"two", AT)
    record.note_returned("", "", b"three", AT)
    logged = lines(folder)
    names = {"number", "at", "event", "case", "form", "digest", "format", "prev", "seal"}
    assert [set(line) for line in logged] == [names] * 5
    assert events(folder) == ["opened", "accepted", "returned", "opened", "returned"]
    id_ = key_of(folder / CASE / "case.json")["id"]
    assert [line["case"] for line in logged] == [id_, id_, id_, "", ""]
    assert len(id_) == 32
    assert {line["at"] for line in logged} == {"2041-03-14T17:05:33+00:00"}
    assert [line["prev"] for line in logged] == ["0" * 64, *(line["seal"] for line in logged[:-1])]
    raw = (folder / LOG).read_text()
    assert CASE not in raw
    for content in (b"one", b"two", b"three"):
        assert hashlib.sha256(content).hexdigest() not in raw  # nobody can try out what is in it


def test_a_form_of_no_known_case_is_called_by_the_record_s_own_key(folder: Path) -> None:
    entry = Record(folder).note_returned("CP-1", "", b"astray", AT)
    secret = bytes.fromhex(key_of(folder / "key.json")["key"])
    assert entry.digest == hmac.new(secret, b"astray", hashlib.sha256).hexdigest()
    assert entry.case == ""
    assert stat.S_IMODE((folder / "key.json").stat().st_mode) == 0o400
    assert Record(folder).verify() == ()


def test_a_form_sent_twice_is_kept_once_and_logged_as_known(folder: Path) -> None:
    record = Record(folder)
    first = record.keep(CASE, "minutes", b"same", "xlsx", AT)
    again = record.keep(CASE, "minutes", b"same", "xlsx", AT.replace(day=20))
    assert again == first == Record(folder).find(CASE, b"same")
    assert [entry.number for entry in Record(folder).accepted] == [2]
    assert events(folder) == ["opened", "accepted", "already-had"]
    assert [entry.event for entry in Record(folder).history(b"same")] == ["accepted", "already-had"]


def test_a_reference_typed_otherwise_is_the_same_case(folder: Path) -> None:
    record = Record(folder)
    record.keep(CASE, "minutes", b"one", "xlsx", AT)
    entry = record.keep("cp-2041\N{EN DASH}007 ", "minutes", b"two", "xlsx", AT)
    assert entry.case == CASE
    assert Record(folder).cases == (CASE,)
    assert len(originals(folder)) == 2


def test_the_same_bytes_in_two_cases_are_two_originals_that_nobody_can_match(folder: Path) -> None:
    record = Record(folder)
    record.keep(CASE, "minutes", b"same", "xlsx", AT)
    assert record.find(OTHER, b"same") is None
    record.keep(OTHER, "minutes", b"same", "xlsx", AT)
    assert [entry.case for entry in Record(folder).accepted] == [CASE, OTHER]
    assert len({path.name for path in originals(folder)}) == 2
    assert len({path.stat().st_ino for path in originals(folder)}) == 2
    assert Record(folder).verify() == ()


def test_the_order_is_that_of_the_log_whatever_the_clock_says(folder: Path) -> None:
    record = Record(folder)
    for hour, content in ((17, b"one"), (16, b"two"), (23, b"three"), (1, b"four")):
        record.keep(CASE, "minutes", content, "xlsx", AT.replace(hour=hour))
    again = Record(folder)
    assert [again.original(entry) for entry in again.accepted] == [b"one", b"two", b"three", b"four"]
    assert again.verify() == ()


def test_another_run_that_wrote_meanwhile_is_never_written_over(folder: Path) -> None:
    one, other = Record(folder), Record(folder)
    assert one.entries == other.entries == ()
    one.keep(CASE, "minutes", b"one", "xlsx", AT)
    before = (folder / LOG).read_bytes()
    with pytest.raises((OutboxUnwritable, RecordBroken)):
        other.keep(CASE, "minutes", b"two", "xlsx", AT)
    assert (folder / LOG).read_bytes() == before


# --- crashes


@pytest.mark.parametrize("torn", [1, 2, 60, -1])
def test_a_torn_last_line_is_as_if_never_written(folder: Path, torn: int) -> None:
    Record(folder).keep(CASE, "case-set-up", b"one", "xlsx", AT)
    whole, last = (folder / LOG).read_bytes(), (folder / LAST).read_bytes()
    Record(folder).keep(CASE, "minutes", b"two", "xlsx", AT)
    log = (folder / LOG).read_bytes()
    (folder / LOG).write_bytes(log[:-torn] if torn > 0 else log[: len(whole) + 1])
    (folder / LAST).write_bytes(last)  # it is written once the line is there
    again = Record(folder)
    assert [entry.number for entry in again.accepted] == [2]
    again.keep(CASE, "minutes", b"two", "xlsx", AT)  # its claim was never given up, so it comes again
    assert [again.original(entry) for entry in Record(folder).accepted] == [b"one", b"two"]
    assert Record(folder).verify() == ()


@pytest.mark.parametrize(
    ("operation", "number"),
    [("make_folder", n) for n in (1, 2, 3)]
    + [("write", n) for n in (1, 2, 3, 4)]
    + [("append", n) for n in (1, 2)],
)
def test_a_run_killed_anywhere_leaves_one_result_when_the_form_comes_again(
    folder: Path, operation: str, number: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        kill_at(patch, operation, number)
        with pytest.raises(Killed):
            Record(folder).keep(CASE, "minutes", b"two", "xlsx", AT)
    again = Record(folder)
    again.sweep()
    again.keep(CASE, "minutes", b"two", "xlsx", AT)
    found = Record(folder)
    assert [(entry.case, found.original(entry)) for entry in found.accepted] == [(CASE, b"two")]
    assert events(folder).count(ACCEPTED) == 1
    assert found.verify() == ()


@pytest.mark.parametrize("case", [CASE, ""])
def test_a_key_that_was_never_logged_goes_with_the_next_run(folder: Path, case: str) -> None:
    record = Record(folder)
    begin = partial(record.keep, case, "case-set-up", b"one", "xlsx", AT)
    with pytest.MonkeyPatch.context() as patch:
        kill_at(patch, "append")
        with pytest.raises(Killed):
            begin() if case else record.note_returned("", "", b"one", AT)
    assert len(Record(folder).verify()) > 0
    Record(folder).sweep()
    assert [path.name for path in folder.iterdir()] == []
    assert Record(folder).verify() == ()


def test_what_was_given_is_known_again_also_after_a_torn_note(folder: Path) -> None:
    record = Record(folder)
    record.keep(CASE, "case-set-up", b"one", "xlsx", AT)
    record.note_given(CASE, [b"a receipt", b"another"])
    record.note_given("CP-1", [b"of no known case"])
    note = folder / ".delivered" / CASE / "given"
    note.write_bytes(note.read_bytes()[:-9])
    record.note_given(CASE, [b"a third"])
    given = Record(folder).given(CASE)
    told = [given(content) for content in (b"a receipt", b"another", b"a third", b"", b"of no known case")]
    assert told == [True, False, True, False, False]


def test_an_original_that_was_never_logged_is_told_and_goes_when_its_form_goes_back(folder: Path) -> None:
    Record(folder).keep(CASE, "case-set-up", b"one", "xlsx", AT)
    with pytest.MonkeyPatch.context() as patch:
        kill_at(patch, "append")
        with pytest.raises(Killed):
            Record(folder).keep(CASE, "minutes", b"two", "xlsx", AT)
    assert "not in its log" in Record(folder).verify()[0]
    Record(folder).sweep()
    assert len(originals(folder)) == 2  # it might be the last that anybody has
    Record(folder).note_returned(CASE, "minutes", b"two", AT)  # here it is in the hands of its sender
    assert len(originals(folder)) == 1
    assert Record(folder).verify() == ()


def test_a_form_that_goes_back_takes_no_accepted_original_with_it(folder: Path) -> None:
    Record(folder).keep(CASE, "minutes", b"one", "xlsx", AT)
    Record(folder).note_returned(CASE, "minutes", b"one", AT)
    assert Record(folder).verify() == ()
    assert len(Record(folder).accepted) == 1


@pytest.mark.parametrize("operation", ["write", "append"])
def test_a_full_disk_is_told_nothing_is_acknowledged_and_the_same_run_can_go_on(
    folder: Path, operation: str
) -> None:
    record = Record(folder)
    record.keep(CASE, "case-set-up", b"one", "xlsx", AT)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(durable, operation, full)
        with pytest.raises(OutboxUnwritable, match="No space left"):
            record.keep(CASE, "minutes", b"two", "xlsx", AT)
    assert len(Record(folder).accepted) == len(record.accepted) == 1
    record.keep(CASE, "minutes", b"two", "xlsx", AT)
    assert len(Record(folder).accepted) == 2
    assert Record(folder).verify() == ()


def test_a_disk_that_fails_after_the_line_was_written_counts_it_once(folder: Path) -> None:
    record = Record(folder)
    record.keep(CASE, "case-set-up", b"one", "xlsx", AT)
    write = durable.write

    def failing(path: Path, content: bytes, mode: int = 0o600) -> None:
        if path.name == LAST:
            raise OSError(5, "Input/output error")
        write(path, content, mode)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(durable, "write", failing)
        with pytest.raises(OutboxUnwritable):
            record.keep(CASE, "minutes", b"two", "xlsx", AT)
    for each in (record, Record(folder)):
        each.keep(CASE, "minutes", b"two", "xlsx", AT)
    assert events(folder) == ["opened", "accepted", "accepted", "already-had", "already-had"]
    assert Record(folder).verify() == ()


# --- keys


def _changed_key(path: Path) -> None:
    path.chmod(0o600)
    told = key_of(path)
    path.write_text(json.dumps(told | {"key": "0" * 64}, indent=1) + "\n")


@pytest.mark.parametrize("harm", [Path.unlink, _changed_key])
def test_a_case_without_its_key_is_broken_and_never_begun_anew_over_its_forms(
    folder: Path, harm: Callable[[Path], None]
) -> None:
    record = Record(folder)
    record.keep(CASE, "case-set-up", b"one", "xlsx", AT)
    record.keep(OTHER, "case-set-up", b"one", "xlsx", AT)
    harm(folder / CASE / "case.json")
    again = Record(folder)
    assert [entry.case for entry in again.accepted] == [CASE, OTHER]  # by its folder, so people know which
    with pytest.raises(RecordBroken, match=r"case\.json"):
        again.original(again.accepted[0])
    assert again.original(again.accepted[1]) == b"one"
    before = sorted(path.read_bytes() for path in folder.rglob("*.*") if path.is_file())
    with pytest.raises(RecordBroken, match=r"case\.json"):
        again.keep(CASE, "case-set-up", b"two", "xlsx", AT)
    assert sorted(path.read_bytes() for path in folder.rglob("*.*") if path.is_file()) == before
    assert f"{CASE}/case.json in the record is missing or has been changed." in again.verify()


def test_a_record_without_its_own_key_gets_no_other(folder: Path) -> None:
    Record(folder).note_returned("", "", b"astray", AT)
    (folder / "key.json").unlink()
    with pytest.raises(RecordBroken, match=r"key\.json"):
        Record(folder).note_returned("", "", b"astray", AT)
    assert Record(folder).verify() == ("key.json in the record is missing or has been changed.",)


def test_a_broken_log_is_never_added_to(folder: Path) -> None:
    Record(folder).keep(CASE, "case-set-up", b"one", "xlsx", AT)
    log = folder / LOG
    log.write_bytes(log.read_bytes().replace(b'"case-set-up"', b'"contribution"'))
    before = log.read_bytes()
    with pytest.raises(RecordBroken, match="Line 2 of the record's log has been changed"):
        Record(folder).keep(CASE, "minutes", b"two", "xlsx", AT)
    assert log.read_bytes() == before


# --- what it remembers


FILLED = FilledForm(
    "minutes",
    1,
    CASE,
    {"meeting": {"place": "Tŷ Gwyn \ud800"}, "voices": [{"voice": "I like it."}]},
    {("meeting", "place"): Place("Meeting", "C4"), ("voices", 0, "voice"): Place("Voice", "B7")},
    (Outside(Place("Meeting", "F9"), "in the margin"),),
)


@pytest.fixture
def entry(folder: Path) -> Entry:
    return Record(folder).keep(CASE, "minutes", b"two", "xlsx", AT)


def test_what_was_read_is_remembered_for_the_same_library_only(folder: Path, entry: Entry) -> None:
    record = Record(folder)
    record.remember(entry, "a" * 64, FILLED)
    assert record.answers(entry, "a" * 64) == FILLED
    assert record.answers(entry, "b" * 64) is None
    record.remember(entry, "b" * 64, FILLED)
    assert record.answers(entry, "a" * 64) is None  # nothing of earlier libraries is left lying about
    assert len(list((folder / ".cache" / CASE).iterdir())) == 1


def test_a_memory_that_was_torn_or_changed_is_read_again_from_the_original(
    folder: Path, entry: Entry
) -> None:
    record = Record(folder)
    record.remember(entry, "a" * 64, FILLED)
    memory = next((folder / ".cache" / CASE).iterdir())
    whole = memory.read_bytes()
    for harmed in (whole[:10], whole[:-5], whole.replace(b"I like it.", b"I hate it."), b"", b"\xff\n{}"):
        memory.write_bytes(harmed)
        assert record.answers(entry, "a" * 64) is None
    memory.write_bytes(whole)
    assert record.answers(entry, "a" * 64) == FILLED
