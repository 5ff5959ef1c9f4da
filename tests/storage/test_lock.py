"""One run at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import OutboxUnwritable
from pipeline.storage.lock import alone


def test_a_second_run_is_refused_until_the_first_is_done(tmp_path: Path) -> None:
    refused = pytest.raises(OutboxUnwritable, match="Another run")
    with alone(tmp_path / "record"), refused, alone(tmp_path / "record"):
        pytest.fail("two runs at once")
    with alone(tmp_path / "record"):
        pass


def test_a_run_that_failed_gives_the_lock_back(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), alone(tmp_path / "record"):
        raise ZeroDivisionError
    with alone(tmp_path / "record"):
        pass
