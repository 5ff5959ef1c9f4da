"""All or nothing: a file is the old one or the new one, whatever happens on the way."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from pipeline.storage import durable


def test_a_file_is_written_whole_and_private(tmp_path: Path) -> None:
    durable.write(tmp_path / "report.txt", b"new")
    assert (tmp_path / "report.txt").read_bytes() == b"new"
    assert stat.S_IMODE((tmp_path / "report.txt").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["report.txt"]


@pytest.mark.parametrize("fails", ["fsync", "rename"])
def test_a_fault_on_the_way_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync" if fails == "fsync" else "replace", full)
    with pytest.raises(OSError, match="No space left"):
        durable.write(path, b"new")
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["report.txt"]


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was flushed and renamed, in order, with the name of the folder or of what was renamed."""
    told: list[str] = []
    fsync, replace = os.fsync, os.replace

    def flushed(handle: int) -> None:
        folder = stat.S_ISDIR(os.fstat(handle).st_mode)
        told.append(f"flush {Path(f'/proc/self/fd/{handle}').readlink().name}" if folder else "flush file")
        fsync(handle)

    def renamed(path: Path, to: Path) -> None:
        told.append(f"rename to {to.name}")
        replace(path, to)

    monkeypatch.setattr(os, "fsync", flushed)
    monkeypatch.setattr(os, "replace", renamed)
    return told


linux = pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="asks Linux what a handle belongs to")


@linux
def test_the_file_is_flushed_before_it_gets_its_name_and_the_folder_after(
    tmp_path: Path, done: list[str]
) -> None:
    (tmp_path / "here").mkdir()
    durable.write(tmp_path / "here" / "report.txt", b"new")
    assert done == ["flush file", "rename to report.txt", "flush here"]


@linux
def test_what_is_moved_is_flushed_before_and_both_folders_after_the_new_one_first(
    tmp_path: Path, done: list[str]
) -> None:
    for folder in ("from", "to"):
        (tmp_path / folder).mkdir()
    (tmp_path / "from" / "ours.xlsx").write_bytes(b"dropped")
    durable.move(tmp_path / "from" / "ours.xlsx", tmp_path / "to" / "theirs.xlsx")
    assert done == ["flush file", "rename to theirs.xlsx", "flush to", "flush from"]


@linux
def test_many_files_get_their_names_one_after_the_other_and_each_folder_is_flushed_once(
    tmp_path: Path, done: list[str]
) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
    staged = [durable.stage(tmp_path / path, b"new") for path in ("one/a", "one/b", "two/c")]
    assert done == ["flush file"] * 3
    assert durable.publish(staged) == (None, None, None)
    assert done[3:] == ["rename to a", "rename to b", "rename to c", "flush one", "flush two"]


@linux
def test_the_first_line_of_a_file_is_not_told_before_its_name_is_flushed(
    tmp_path: Path, done: list[str]
) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "log").touch()  # by a run that was killed before it could write
    durable.append(tmp_path / "here" / "log", b"first\n", keep=0)
    assert done == ["flush file", "flush here"]


def test_what_cannot_be_replaced_holds_nobody_else_back(tmp_path: Path) -> None:
    (tmp_path / "in use").mkdir()
    staged = [durable.stage(tmp_path / name, b"new") for name in ("a", "in use", "b")]
    first, second, third = durable.publish(staged)
    assert (first, third) == (None, None)
    assert isinstance(second, OSError)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a", "b", "in use"]


def test_what_is_discarded_leaves_everything_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_bytes(b"old")
    durable.discard([durable.stage(tmp_path / "report.txt", b"new"), durable.stage(tmp_path / "b", b"new")])
    assert [each.name for each in tmp_path.iterdir()] == ["report.txt"]
    assert (tmp_path / "report.txt").read_bytes() == b"old"


def test_a_file_system_that_cannot_flush_names_is_no_fault_and_one_that_fails_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsync, number = os.fsync, errno.EINVAL

    def folders_refused(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(number, os.strerror(number))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", folders_refused)
    durable.write(tmp_path / "report.txt", b"new")
    number = errno.EIO
    with pytest.raises(OSError, match="Input/output"):
        durable.write(tmp_path / "report.txt", b"newer")


def test_a_folder_goes_with_all_that_is_in_it_but_not_what_a_link_leads_to(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_bytes(b"kept")
    (tmp_path / "kept").mkdir()
    (tmp_path / "case" / "deep").mkdir(parents=True)
    (tmp_path / "case" / "deep" / "report.txt").write_bytes(b"gone")
    (tmp_path / "case" / "link").symlink_to(tmp_path / "kept.txt")
    (tmp_path / "case" / "folder").symlink_to(tmp_path / "kept")
    durable.remove_tree(tmp_path / "case")
    durable.remove_tree(tmp_path / "case")  # none is fine
    assert sorted(each.name for each in tmp_path.iterdir()) == ["kept", "kept.txt"]


def test_what_others_may_read_is_asked_for_in_spite_of_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        durable.make_folder(tmp_path / "shared", 0o2770)
        durable.write(tmp_path / "shared" / "form.xlsx", b"new", 0o660)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "shared").stat().st_mode) == 0o2770
    assert stat.S_IMODE((tmp_path / "shared" / "form.xlsx").stat().st_mode) == 0o660


def test_a_torn_line_is_cut_off_before_the_next_one(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_bytes(b"whole\nto")
    durable.append(log, b"next\n", keep=len(b"whole\n"))
    assert log.read_bytes() == b"whole\nnext\n"


def test_what_a_killed_run_left_is_swept_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / f"{durable.UNFINISHED}0123").write_bytes(b"half")
    (tmp_path / "report.txt").write_bytes(b"whole")
    durable.sweep(tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == ["report.txt"]


def test_a_folder_with_something_in_it_is_not_removed(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "note.txt").write_text("kept")
    durable.remove_empty(tmp_path / "full")
    assert (tmp_path / "full" / "note.txt").read_text() == "kept"


def test_new_folders_are_private(tmp_path: Path) -> None:
    durable.make_folder(tmp_path / "a" / "b")
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "a" / "b").stat().st_mode) == 0o700
