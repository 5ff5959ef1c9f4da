"""A folder to work in that no sweep takes while somebody does."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.storage import durable
from pipeline.storage.workroom import sweep_rooms, workroom


def test_a_room_stands_while_it_is_held_and_is_gone_afterwards(tmp_path: Path) -> None:
    below = tmp_path / "record" / ".temporary"
    with workroom(below) as room, workroom(below) as other:
        (room / "page.tmp").write_bytes(b"a page")
        sweep_rooms(below)
        assert room != other
        assert (room / "page.tmp").read_bytes() == b"a page"
        assert other.is_dir()
    assert not below.exists()


def test_what_nobody_holds_is_swept(tmp_path: Path) -> None:
    below, elsewhere = tmp_path / ".temporary", tmp_path / "elsewhere"
    for folder in (below / "0123", elsewhere):
        folder.mkdir(parents=True)
        (folder / "page.tmp").write_bytes(b"a page")
    (below / "0123" / ".lock").write_bytes(b"")
    (below / "alone.tmp").write_bytes(b"a page")
    (below / "link").symlink_to(elsewhere)
    sweep_rooms(below)
    assert not below.exists()
    assert (elsewhere / "page.tmp").exists()
    sweep_rooms(below)


def test_a_link_in_its_place_is_taken_away_and_not_what_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / ".temporary").symlink_to(tmp_path / "elsewhere")
    sweep_rooms(tmp_path / ".temporary")
    assert not (tmp_path / ".temporary").is_symlink()
    assert (tmp_path / "elsewhere").is_dir()


def test_a_sweep_between_the_folder_and_its_lock_costs_another_folder_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = durable.make_folder
    swept: list[Path] = []

    def make_folder(folder: Path) -> None:
        made(folder)
        if not swept:
            swept.append(folder)
            sweep_rooms(folder.parent)

    monkeypatch.setattr(durable, "make_folder", make_folder)
    with workroom(tmp_path / ".temporary") as room:
        assert room.is_dir()
        assert [room] != swept


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "a-file").write_bytes(b"")
    with pytest.raises(NotADirectoryError), workroom(tmp_path / "a-file"):
        pytest.fail("there is no room")
