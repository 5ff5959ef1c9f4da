"""Whether everything is as it was written, also while a run is at work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from desk import CASE, ORIGINAL, Desk

from pipeline.cli import verify as verifying
from pipeline.cli.workspace import Workspace

AT = datetime(2026, 12, 5, 12, tzinfo=UTC)


def meanwhile(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> list[float]:
    """What happens between the two looks; the pauses that were made."""
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        happens()

    monkeypatch.setattr(verifying, "sleep", pause)
    return pauses


def test_a_form_whose_line_a_run_at_work_is_about_to_write_is_no_stranger(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = desk.record
    record.keep(CASE, "minutes", b"one", "docx", AT)
    stray = next((desk.folder / "record" / CASE).glob(ORIGINAL)).with_suffix(".xlsx")
    stray.write_bytes(b"on its way")
    pauses = meanwhile(monkeypatch, stray.unlink)
    assert verifying._record(_workspace(desk)) == []
    assert pauses == [verifying.PAUSE]


def test_what_is_wrong_in_both_looks_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.record.keep(CASE, "minutes", b"one", "docx", AT)
    (desk.folder / "record" / "stray").write_bytes(b"")
    meanwhile(monkeypatch, lambda: None)
    assert verifying._record(_workspace(desk)) == ["stray is in the record but not in its log."]


def test_a_record_that_is_whole_is_looked_at_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.record.keep(CASE, "minutes", b"one", "docx", AT)
    pauses = meanwhile(monkeypatch, lambda: None)
    assert verifying._record(_workspace(desk)) == []
    assert pauses == []


def _workspace(desk: Desk) -> Workspace:
    return Workspace(desk.folder, lambda: AT)
