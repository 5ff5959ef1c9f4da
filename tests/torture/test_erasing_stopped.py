"""An erasing that ends before any one of its durable operations is made good by the next run."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from desk import Desk
from erasing import fill, operations_of_erasing, stop_and_go_on


@pytest.mark.torture
def test_stopped_anywhere_it_is_finished_by_the_next_run(
    desk: Desk, tmp_path: Path, figures: Callable[[str], None]
) -> None:
    fill(desk)
    whole = shutil.copytree(desk.folder, tmp_path / "whole")
    operations = operations_of_erasing(desk)
    begun = 0
    for number in range(1, len(operations) + 1):
        shutil.rmtree(desk.folder)
        shutil.copytree(whole, desk.folder)
        begun += stop_and_go_on(desk, number)
    assert begun > 20
    figures(f"stopped before each of {len(operations)} operations, {begun} of them after the line in the log")
