"""Whether everything is as it was written, also while a run is at work."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from desk import CASE, ORIGINAL, Desk

from pipeline.cli import verify as verifying
from pipeline.cli.workspace import Workspace

AT = datetime(2026, 12, 5, 12, tzinfo=UTC)
TIMELINE = f"outbox/{CASE}/2027-01-05/timeline.json"
CALENDAR = TIMELINE.replace("json", "ics")


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


def test_a_document_of_an_earlier_day_is_no_fault(desk: Desk) -> None:
    """The timelines say what is late as of today, so those of yesterday are not what today's would be."""
    desk.begin()
    assert desk.rcpc("verify", "--json", today="2026-12-06") == 0
    told = json.loads(desk.out)
    assert (told["whole"], told["agrees"], told["outbox"]) == (True, True, [])
    assert told["of_an_earlier_day"] == [TIMELINE, CALENDAR]
    assert desk.rcpc("verify", today="2026-12-06") == 0
    assert "Made as of an earlier day, and right as of that day: 2 documents." in " ".join(desk.out.split())
    assert desk.rcpc("reports", today="2026-12-06") == 0
    assert desk.rcpc("verify", "--json", today="2026-12-06") == 0
    assert json.loads(desk.out)["of_an_earlier_day"] == []


def test_on_a_later_day_a_document_that_was_changed_or_taken_away_is_found_all_the_same(desk: Desk) -> None:
    desk.begin()
    document = desk.folder / TIMELINE
    made = document.read_bytes()
    document.write_bytes(made.replace(b"2027", b"2028", 1))
    assert desk.rcpc("verify", "--json", today="2026-12-07") == 1
    assert json.loads(desk.out)["outbox"] == [TIMELINE]
    document.unlink()
    assert desk.rcpc("verify", "--json", today="2026-12-07") == 1
    told = json.loads(desk.out)
    assert (told["outbox"], told["of_an_earlier_day"]) == ([TIMELINE], [CALENDAR])


def test_a_document_without_a_form_that_is_in_the_record_is_found_on_any_day(desk: Desk) -> None:
    """As after a run that was stopped between taking a form in and printing it."""
    desk.begin()
    earlier = desk.files("outbox")
    listed = (desk.folder / TIMELINE).with_name(".made.json")
    before = listed.read_bytes()
    desk.drop("minutes.json", desk.form("02-minutes-first"))
    assert desk.rcpc("reports") == 0, desk.err
    assert desk.files("outbox") != earlier
    for path, content in earlier.items():
        (desk.folder / "outbox" / path).write_bytes(content)
    listed.write_bytes(before)
    for today in ("2026-12-05", "2026-12-06"):
        assert desk.rcpc("verify", "--json", today=today) == 1
        assert TIMELINE in json.loads(desk.out)["outbox"]


def _workspace(desk: Desk) -> Workspace:
    return Workspace(desk.folder, lambda: AT)
