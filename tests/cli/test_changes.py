"""``rcpc changes``, typed: two versions of a plan, by number, without a name on the screen."""

from __future__ import annotations

import json

import pytest
from desk import CASE, Desk

FIRST, SECOND = "02-minutes-first", "03-minutes-second"
NAMES = ("Larkspur", "Hazel", "Joy", "counsellor", "inhaler")


@pytest.fixture
def two_meetings(desk: Desk) -> Desk:
    """A case with an outline and two core groups: three versions of its plan."""
    desk.begin()
    for name in (FIRST, SECOND):
        desk.drop(f"{name}.json", desk.form(name))
        assert desk.rcpc("reports") == 0, desk.err
    return desk


def test_without_numbers_the_conference_and_today_are_compared(two_meetings: Desk) -> None:
    assert two_meetings.rcpc("changes", CASE) == 0
    lines = [" ".join(line.split()) for line in two_meetings.out.splitlines()]
    assert lines == [
        "CP-2026-014, conference on 5 January 2027",
        "Version 1 Outline plan made by the conference on 6 October 2026",
        "Version 3 Agreed by the core group on 17 November 2026",
        "",
        "New: 10",
        "Changed: 2 and 3",
        "Done: 8",
        "Progress recorded: 1, 4, 5, 6, 7 and 9",
        "Changed: what happens if the plan is not working",
        "",
        "Action 2 Changed: action.",
        "Action 3 End or review date: was “13 November 2026”, is now “4 December 2026”",
        "Action 8 Status: was “Open”, is now “Done”",
        "",
        "What the plan says stands in documents: `--into FOLDER` lays them down there.",
    ]


def test_any_two_versions_in_any_order(two_meetings: Desk) -> None:
    assert two_meetings.rcpc("changes", CASE.lower(), "3", "2") == 0
    forward = two_meetings.out
    assert "Version 2" in forward
    assert "Version 1" not in forward
    assert "New:" not in forward
    assert two_meetings.rcpc("changes", CASE, "v2") == 0  # with the newest
    assert two_meetings.out == forward
    assert two_meetings.rcpc("changes", CASE, "2", "2") == 0
    assert "No action has changed." in two_meetings.out
    assert "--into" not in two_meetings.out


def test_no_name_and_no_words_of_the_plan_are_on_the_screen(two_meetings: Desk) -> None:
    for more in ((), ("--json",)):
        assert two_meetings.rcpc("changes", CASE, *more) == 0
        assert [name for name in NAMES if name.lower() in two_meetings.out.lower()] == []


def test_a_version_that_is_not_there_says_which_are(two_meetings: Desk) -> None:
    for wrong in ("4", "0", "last"):
        assert two_meetings.rcpc("changes", CASE, wrong) == 2
        assert f"The plan of {CASE} has no version {wrong}." in " ".join(two_meetings.err.split())
        known = "version 1 (6 October 2026), version 2 (15 October 2026) and version 3 (17 November 2026)"
        assert known in " ".join(two_meetings.err.split())
    assert two_meetings.rcpc("changes", "CP-2026-015") == 2
    assert CASE in two_meetings.err


def test_a_plan_with_one_version_has_not_changed(desk: Desk) -> None:
    desk.begin()
    assert desk.rcpc("changes", CASE) == 0
    assert "one version only" in desk.out
    assert desk.rcpc("changes", CASE, "1", "1") == 0


def test_the_same_for_programs(two_meetings: Desk) -> None:
    assert two_meetings.rcpc("changes", CASE, "2", "3", "--json") == 0
    told = json.loads(two_meetings.out)
    assert (told["case"], told["from"], told["to"], told["contingency_changed"]) == (CASE, 2, 3, True)
    assert [version["number"] for version in told["versions"]] == [1, 2, 3]
    (eighth,) = (action for action in told["actions"] if action["number"] == "8")
    assert eighth == {"number": "8", "status": "done", "kinds": ["done"], "changed": ["status"]}
    assert len(told["actions"]) == 10


@pytest.mark.pdf
def test_documents_are_laid_into_a_folder_and_nothing_else_is(two_meetings: Desk) -> None:
    before = {room: two_meetings.files(room) for room in ("inbox", "outbox", "record")}
    for _ in range(2):  # the second time in place of the first
        assert (
            two_meetings.rcpc("changes", CASE, "1", "3", "--into", str(two_meetings.folder / "for-us")) == 0
        )
        laid = two_meetings.files("for-us")
        assert sorted(laid) == ["plan-changes-v1-v3.docx", "plan-changes-v1-v3.pdf"]
        assert laid["plan-changes-v1-v3.pdf"].startswith(b"%PDF")
    assert {room: two_meetings.files(room) for room in before} == before
    assert not (two_meetings.folder / "record" / ".temporary").exists()
    modes = [path.stat().st_mode & 0o077 for path in (two_meetings.folder / "for-us").iterdir()]
    assert modes == [0, 0]


@pytest.mark.parametrize("ours", ["inbox", "inbox/police", "outbox/CP-2026-014", "record"])
def test_nothing_is_laid_into_our_own_folders(two_meetings: Desk, ours: str) -> None:
    before = {room: two_meetings.files(room) for room in ("inbox", "outbox", "record")}
    assert two_meetings.rcpc("changes", CASE, "--into", str(two_meetings.folder / ours)) == 2
    assert "is no place for these documents" in " ".join(two_meetings.err.split())
    assert {room: two_meetings.files(room) for room in before} == before


def test_a_folder_that_cannot_be_written_is_told(two_meetings: Desk) -> None:
    (two_meetings.folder / "a-file").write_bytes(b"")
    assert two_meetings.rcpc("changes", CASE, "--into", str(two_meetings.folder / "a-file" / "in-it")) == 5
    assert "cannot be written there" in " ".join(two_meetings.err.split())
