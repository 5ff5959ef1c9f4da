"""What several of the torture tests begin with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from torture.ground import Drop, Ground, light, set_up

from pipeline.rulebook.library import Library

CASE = "CP-2041-001"


@pytest.fixture
def ground(tmp_path: Path, library: Library) -> Iterator[Ground]:
    """A case that stands, with nothing waiting."""
    with light(library):
        ground = Ground(tmp_path / "here", library)
        ground.folder.mkdir()
        ground.drop(Drop("", "set-up.json", ground.form("case-set-up", set_up(CASE)), case=CASE))
        assert ground.run() == 0, ground.said
        yield ground
