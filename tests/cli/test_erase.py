"""Erasing a case: nothing of it is left, nothing of another is touched, a stop on the way is made good."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from desk import CASE, CONTRIBUTION, OTHER, SET_UP, Desk
from erasing import (
    LIKE,
    POLICE,
    SCHOOL,
    Killed,
    fill,
    form,
    operations_of_erasing,
    others,
    stop_and_go_on,
    traces,
)

from pipeline.cli import erase
from pipeline.storage.inbox import Inbox
from pipeline.storage.lock import alone

OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # how an office file of the older kind begins


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first test that needs it leaves a copy of the workspace for the others."""
    return tmp_path_factory.mktemp("built") / "here"


@pytest.fixture
def full(desk: Desk, built: Path) -> Desk:
    """Two cases with accepted and returned forms in the same mailboxes."""
    if not built.exists():
        fill(desk)
        shutil.copytree(desk.folder, built)
    else:
        desk.folder.rmdir()
        shutil.copytree(built, desk.folder)
    return desk


def test_nothing_of_the_case_is_left_and_nothing_of_another_is_touched(full: Desk) -> None:
    before, number = others(full), len(full.record.accepted)
    assert len(traces(full.folder)) > 20
    assert len(before) > 12
    assert full.rcpc("erase", CASE.lower(), "--sure") == 0, full.err
    assert traces(full.folder) == []
    assert others(full) == before
    assert len(full.record.accepted) == number - 3
    assert full.rcpc("verify") == 0, full.out
    assert full.rcpc("reports") == 0
    assert "Nothing has changed" in full.out
    assert traces(full.folder) == []
    assert full.rcpc("status") == 0
    assert CASE + "," not in full.out
    assert LIKE in full.out


def test_it_says_what_went_and_what_only_people_can_remove(full: Desk) -> None:
    assert full.rcpc("erase", CASE, "--sure") == 0
    said = " ".join(full.out.split())
    assert (
        f"{CASE} is erased: from the record 3 forms, from the outbox 2 documents, from the mailboxes" in said
    )
    assert "your backups" in said


def test_what_people_renamed_or_filled_in_is_found_by_what_it_says(full: Desk) -> None:
    inbox = full.folder / "inbox"
    renamed = 0
    for mailbox in (SCHOOL, ".", "elsewhere"):
        for folder in ("forms", "returned", "receipts"):
            for number, path in enumerate(sorted((inbox / mailbox / folder).rglob("*.*"))):
                if path.is_file() and LIKE not in path.name:
                    path.rename(path.with_name(f"renamed {number}{path.suffix}"))
                    renamed += 1
    draft = inbox / SCHOOL / "forms" / "half done.json"
    draft.write_bytes(form(full, CONTRIBUTION, case=CASE, role=""))
    assert renamed > 8
    assert full.rcpc("erase", CASE, "--sure") == 0, full.err
    assert traces(full.folder) == []


def test_a_file_that_came_back_because_nobody_could_read_it_goes_too(full: Desk) -> None:
    full.drop(f"{SCHOOL}/copied.csv", f"case;{CASE}\r\nchild;Marigold\r\n".encode())
    full.drop(f"{SCHOOL}/old.xls", OLE + f"Workbook {CASE} ".encode("utf-16-le"))
    theirs = f"case;{LIKE}\r\n".encode()
    full.drop(f"{SCHOOL}/theirs.csv", theirs)
    assert full.rcpc("reports") == 0
    assert full.rcpc("erase", CASE, "--sure") == 0, full.err
    assert traces(full.folder) == []
    left = full.files(f"inbox/{SCHOOL}/returned")
    assert theirs in left.values()
    assert not any(content.startswith(OLE) for content in left.values())


def test_a_case_that_was_erased_can_be_set_up_anew(full: Desk) -> None:
    assert full.rcpc("erase", CASE, "--sure") == 0
    full.drop("set-up.json", form(full, SET_UP, case=CASE))
    full.drop(f"{SCHOOL}/ours.json", form(full, CONTRIBUTION, case=CASE))
    assert full.rcpc("reports") == 0
    assert [entry.form for entry in full.record.accepted if entry.case == CASE] == [
        "case-set-up",
        "contribution",
    ]
    assert full.rcpc("verify") == 0
    assert full.rcpc("erase", CASE, "--sure") == 0
    assert traces(full.folder) == []


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("contribution-CP-2026-014-2026-12-05-1a2b3c4d.txt", True),
        ("minutes-CP-2026-014-2027-01-05.xlsx", True),
        ("minutes-cp-2026-014-2027-01-05 (2).xlsx", True),
        ("minutes-CP-2026-0141-2027-01-05.xlsx", False),
        ("minutes-CP-2026-014-2-2027-01-05.xlsx", False),
        ("minutes-2027-01-05.xlsx", False),
        ("notes-CP-2026-014-2027-01-05.xlsx", False),
        ("CP-2026-014.xlsx", False),  # whoever calls a file so may mean another: what it says decides
    ],
)
def test_names_that_we_give_are_known_and_no_others(name: str, ours: bool) -> None:
    assert bool(erase._our_names(["contribution", "minutes"], CASE)(name)) is ours


# --- when it refuses


def test_a_case_that_is_not_there_is_told(full: Desk) -> None:
    assert full.rcpc("erase", "CP-2026-01", "--sure") == 2
    assert "There is no case CP-2026-01." in full.err


def _waiting(desk: Desk) -> None:
    desk.drop(f"{POLICE}/renamed by hand.json", form(desk, OTHER, case=CASE, agency=""))


def _claimed(desk: Desk) -> None:
    _waiting(desk)
    inbox = Inbox(desk.folder / "inbox")
    (waiting,) = inbox.waiting()
    assert inbox.claim(waiting, form(desk, OTHER, case=CASE, agency="")) is not None


def _set_aside(desk: Desk) -> None:
    desk.drop(f"{POLICE}/drafts/mine.json", form(desk, OTHER, case=CASE, agency=""))


@pytest.mark.parametrize(
    ("lies", "folder"), [(_waiting, POLICE), (_claimed, POLICE), (_set_aside, f"{POLICE}/drafts")]
)
def test_while_a_file_of_the_case_lies_in_the_inbox_nothing_is_erased(
    full: Desk, lies: Callable[[Desk], None], folder: str
) -> None:
    lies(full)
    before = traces(full.folder)
    assert full.rcpc("erase", CASE, "--sure") == 2
    assert f"A file about {CASE} lies in inbox/{folder}. Nothing was erased." in " ".join(full.err.split())
    assert traces(full.folder) == before
    assert full.rcpc("erase", LIKE, "--sure") == 0


def test_while_another_run_is_at_work_nothing_is_erased(full: Desk) -> None:
    before = traces(full.folder)
    with alone(full.folder / "record"):
        assert full.rcpc("erase", CASE, "--sure") == 5
    assert traces(full.folder) == before


def test_while_the_inbox_is_away_nothing_is_erased(full: Desk) -> None:
    (full.folder / "inbox").rename(full.folder / "away")
    assert full.rcpc("erase", CASE, "--sure") == 4
    (full.folder / "away").rename(full.folder / "inbox")
    assert full.record.case(CASE) == CASE


@pytest.mark.parametrize(("typed", "erased"), [(CASE.lower(), True), (LIKE, False), ("", False)])
def test_on_a_terminal_the_reference_is_typed_again(
    full: Desk, monkeypatch: pytest.MonkeyPatch, typed: str, erased: bool
) -> None:
    monkeypatch.setattr("sys.stdin", _Terminal(f"{typed}\n"))
    assert full.rcpc("erase", CASE) == (0 if erased else 2)
    assert (full.record.case(CASE) == "") is erased


def test_without_anybody_to_ask_it_wants_to_be_told_so(full: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{CASE}\n"))
    assert full.rcpc("erase", CASE) == 2
    assert "--sure" in full.err
    assert full.record.case(CASE) == CASE


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


# --- when it is stopped


def test_stopped_anywhere_it_is_finished_by_the_next_run_and_told_by_verify(
    full: Desk, tmp_path: Path
) -> None:
    whole = shutil.copytree(full.folder, tmp_path / "whole")
    operations = operations_of_erasing(full)
    logged = operations.index("append") + 1
    for number in (logged, logged + 1, logged + 2, (logged + len(operations)) // 2, len(operations)):
        shutil.rmtree(full.folder)
        shutil.copytree(whole, full.folder)
        assert stop_and_go_on(full, number) is (number > logged)


def test_stopped_it_can_be_taken_up_by_erasing_again(full: Desk) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(erase, "remove_all", _kill)
        with pytest.raises(Killed):
            full.rcpc("erase", CASE, "--sure")
    assert full.record.erasing == (CASE,)
    assert full.rcpc("erase", CASE) == 0
    assert traces(full.folder) == []


def _kill(*_: object) -> None:
    raise Killed
