"""All or nothing: a file is the old one or the new one, whatever happens on the way."""

from __future__ import annotations

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

    if fails == "fsync":
        monkeypatch.setattr(os, "fsync", full)
    else:
        monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        durable.write(path, b"new")
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["report.txt"]


def test_the_file_is_flushed_before_it_gets_its_name_and_the_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def flushed(handle: int) -> None:
        done.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        fsync(handle)

    def renamed(path: Path, to: Path) -> Path:
        done.append("rename")
        return replace(path, to)

    monkeypatch.setattr(os, "fsync", flushed)
    monkeypatch.setattr(Path, "replace", renamed)
    durable.write(tmp_path / "report.txt", b"new")
    assert done == ["file", "rename", "folder"]


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
