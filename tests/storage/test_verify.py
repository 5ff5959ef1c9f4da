"""Whatever anybody does to the record, by hand or by accident, verify finds it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pipeline.errors import RecordBroken
from pipeline.storage.log import LAST, LOG
from pipeline.storage.record import Record

AT = datetime(2041, 3, 14, 17, 5, tzinfo=UTC)
ONE, TWO, GONE = "CP-2041-007", "CP-2041-008", "CP-2041-009"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two cases, a third that was erased, and forms that went back."""
    folder = tmp_path_factory.mktemp("built") / "record"
    record = Record(folder)
    record.note_returned("", "", b"not a form", AT)
    for case in (ONE, GONE, TWO):
        record.keep(case, "case-set-up", f"set-up of {case}".encode(), "xlsx", AT)
        record.keep(case, "minutes", b"the same in each", "docx", AT)
        record.keep(case, "minutes", b"the same in each", "docx", AT)
    record.erase(GONE, AT)
    record.clear_away(GONE)
    record.note_returned(ONE, "contribution", b"faulty", AT)
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "record"))


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def found(folder: Path) -> bool:
    return Record(folder).verify() != ()


def test_a_record_that_nobody_touched_is_whole(folder: Path) -> None:
    assert Record(folder).verify() == ()
    assert len(files(folder)) == 3 + 2 * 3  # log, its end, own key; in each case a key and two forms


class Changed:
    """A file with other bytes for as long as the block lasts."""

    def __init__(self, path: Path, content: bytes) -> None:
        self.path, self.content, self.before = path, content, path.read_bytes()

    def __enter__(self) -> None:
        self.path.chmod(0o600)
        self.path.write_bytes(self.content)

    def __exit__(self, *_: object) -> None:
        self.path.write_bytes(self.before)


def changed_bytes(raw: bytes, place: int, letter: int) -> bytes:
    return raw[:place] + bytes([letter]) + raw[place + 1 :]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(which=st.integers(0, 8), place=st.integers(0, 10_000), letter=st.integers(0, 255))
def test_no_byte_can_change_unseen(folder: Path, which: int, place: int, letter: int) -> None:
    path = files(folder)[which]
    raw = path.read_bytes()
    place %= len(raw)
    assume(raw[place] != letter)
    with Changed(path, changed_bytes(raw, place, letter)):
        assert found(folder)
    assert not found(folder)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(which=st.integers(0, 8), length=st.integers(0, 10_000))
def test_no_file_can_be_cut_short_unseen(folder: Path, which: int, length: int) -> None:
    path = files(folder)[which]
    raw = path.read_bytes()
    with Changed(path, raw[: length % len(raw)]):
        assert found(folder)


@pytest.mark.parametrize("which", range(9))
def test_no_file_can_go_unseen(folder: Path, which: int) -> None:
    files(folder)[which].unlink()
    assert found(folder)


def harmed_lines(lines: list[bytes]) -> Iterator[list[bytes]]:
    for number, line in enumerate(lines):
        yield lines[:number] + lines[number + 1 :]
        yield lines[: number + 1] + lines[number:]
        yield [*lines, line]
        for other in range(number):
            swapped = list(lines)
            swapped[number], swapped[other] = swapped[other], swapped[number]
            yield swapped


def test_no_line_can_go_or_come_or_change_places_unseen(folder: Path) -> None:
    lines = (folder / LOG).read_bytes().splitlines(keepends=True)
    tried = 0
    for harmed in harmed_lines(lines):
        with Changed(folder / LOG, b"".join(harmed)):
            assert found(folder)
        tried += 1
    assert tried == len(lines) * 3 + len(lines) * (len(lines) - 1) // 2


def test_an_older_log_cannot_be_put_back_unseen(folder: Path) -> None:
    lines = (folder / LOG).read_bytes().splitlines(keepends=True)
    for kept in range(len(lines)):
        with Changed(folder / LOG, b"".join(lines[:kept])):
            assert found(folder)
            with pytest.raises(RecordBroken):
                _ = Record(folder).entries  # and nothing is added to it


def _stray(folder: Path) -> None:
    (folder / "stray").write_bytes(b"")


def _stray_in_a_case(folder: Path) -> None:
    (folder / ONE / ".hidden").write_bytes(b"")


def _stray_folder(folder: Path) -> None:
    (folder / ONE / "more").mkdir()


def _stray_case(folder: Path) -> None:
    (folder / "CP-1").mkdir()


def _case_copied(folder: Path) -> None:
    shutil.copytree(folder / ONE, folder / "CP-1")


def _case_renamed(folder: Path) -> None:
    (folder / ONE).rename(folder / "CP-1")


def _cases_exchanged(folder: Path) -> None:
    (folder / ONE).rename(folder / "aside")
    (folder / TWO).rename(folder / ONE)
    (folder / "aside").rename(folder / TWO)


def _original_renamed(folder: Path) -> None:
    path = next((folder / ONE).glob("*.docx"))
    path.rename(path.with_suffix(".xlsx"))


def _original_in_another_case(folder: Path) -> None:
    path = next((folder / ONE).glob("*.docx"))
    path.rename(folder / TWO / path.name)


def _originals_exchanged(folder: Path) -> None:
    one, other = (next((folder / case).glob("*.docx")) for case in (ONE, TWO))
    one.rename(folder / "aside")
    other.rename(one)
    (folder / "aside").rename(other)


def _log_and_its_end_gone(folder: Path) -> None:
    (folder / LOG).unlink()
    (folder / LAST).unlink()


@pytest.mark.parametrize(
    "harm",
    [
        _stray,
        _stray_in_a_case,
        _stray_folder,
        _stray_case,
        _case_copied,
        _case_renamed,
        _cases_exchanged,
        _original_renamed,
        _original_in_another_case,
        _log_and_its_end_gone,
    ],
)
def test_nothing_can_be_added_or_moved_unseen(folder: Path, harm: Callable[[Path], None]) -> None:
    harm(folder)
    assert found(folder)


def test_the_same_form_in_two_cases_may_change_places_only_in_its_bytes(folder: Path) -> None:
    before = [path.read_bytes() for path in files(folder)]
    _originals_exchanged(folder)
    assert [path.read_bytes() for path in files(folder)] == before  # nothing has changed, so nothing is found
    assert not found(folder)


def test_what_is_hidden_in_the_record_is_not_the_truth(folder: Path) -> None:
    (folder / ".cache").mkdir()
    (folder / ".cache" / "plans.json").write_bytes(b"{}")
    (folder / ".lock").write_bytes(b"")
    assert not found(folder)


def test_an_erasing_that_was_stopped_is_told_until_it_is_done(folder: Path) -> None:
    Record(folder).erase(ONE, AT)
    assert Record(folder).erasing == (ONE,)
    assert Record(folder).verify() == (f"{ONE} was erased, but something of it is still here.",)
    assert Record(folder).clear_away(ONE) == 2
    assert Record(folder).verify() == ()
    assert Record(folder).cases == (TWO,)
    assert ONE.encode() not in b"".join(path.read_bytes() for path in files(folder))


@pytest.mark.parametrize("left", range(3))
def test_an_erasing_that_was_stopped_anywhere_is_taken_up_again(folder: Path, left: int) -> None:
    Record(folder).erase(ONE, AT)
    originals = sorted((folder / ONE).glob("?" * 64 + ".*"))
    for path in originals[:left]:
        path.unlink()
    again = Record(folder)
    assert again.verify() == (f"{ONE} was erased, but something of it is still here.",)
    with pytest.raises(RecordBroken):
        again.keep(ONE, "case-set-up", b"anew", "xlsx", AT)
    again.clear_away(ONE)
    assert Record(folder).verify() == ()


def test_a_case_that_is_broken_can_be_erased(folder: Path) -> None:
    next((folder / ONE).glob("*.docx")).unlink()
    Record(folder).erase(ONE, AT)
    for name in (".cache", ".delivered"):
        (folder / name / ONE.lower()).mkdir(parents=True)  # whoever spelt it so
        (folder / name / TWO).mkdir()
    assert Record(folder).clear_away(ONE) == 1
    assert Record(folder).verify() == ()
    assert [path.name for path in sorted(folder.glob("*/*/"))] == [TWO, TWO]


def test_a_reference_that_was_erased_can_be_set_up_anew(folder: Path) -> None:
    record = Record(folder)
    assert record.find(GONE, b"the same in each") is None
    entry = record.keep(GONE, "minutes", b"the same in each", "docx", AT)
    assert [each.case for each in Record(folder).accepted].count(GONE) == 1
    assert entry.digest not in {each.digest for each in Record(folder).entries if each.number < entry.number}
    assert Record(folder).verify() == ()


def test_the_log_of_an_erased_case_tells_nothing_of_it(folder: Path) -> None:
    gone = [each for each in Record(folder).entries if each.number < 12 and each.case == "" and each.id]
    assert [each.event for each in gone] == ["accepted", "accepted", "already-had"]
    raw = b"".join(path.read_bytes() for path in files(folder))
    assert GONE.encode() not in raw
    with pytest.raises(ValueError, match="only a case"):
        Record(folder).erase(GONE, AT)
