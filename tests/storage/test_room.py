"""Room on the disks is looked for where it is needed."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline.storage.room import short_of_room


def test_the_first_folder_that_is_short_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record, inbox, away = tmp_path / "record", tmp_path / "inbox", tmp_path / "away"
    free = {record: 200 * 1024 * 1024, inbox: 200 * 1024 * 1024 - 1}

    def usage(folder: Path) -> SimpleNamespace:
        if folder not in free:
            raise FileNotFoundError
        return SimpleNamespace(free=free[folder])

    monkeypatch.setattr(shutil, "disk_usage", usage)
    assert short_of_room([record], 200) is None
    assert short_of_room([record, inbox], 200) == inbox
    assert short_of_room([record, inbox], 0) is None
    assert short_of_room([away], 200) is None  # what is wrong with it shows when it is used
