"""A clock that is put back, goes a day ahead or has an hour twice: the same results in the same order."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from torture.ground import HEALTH, SCHOOL, Drop, Ground, contribution, light, set_up, settled

from pipeline.cli import commands
from pipeline.rulebook.library import Library

CASE = "CP-2041-001"
LONDON = ZoneInfo("Europe/London")
NIGHT = datetime(2041, 10, 27, 1, 30, tzinfo=LONDON)  # clocks go back at two
Figures = Callable[[str], None]

STEADY = [NIGHT + timedelta(minutes=10 * n) for n in range(7)]
CLOCKS: dict[str, Sequence[datetime]] = {
    "put back an hour": [each - timedelta(hours=n % 2) for n, each in enumerate(STEADY)],
    "the same hour twice": [
        each.replace(hour=1, minute=10 * (n % 3), fold=n // 3 % 2) for n, each in enumerate(STEADY)
    ],
    "stands still": [NIGHT] * len(STEADY),
    "goes backwards": [NIGHT - timedelta(minutes=n) for n in range(len(STEADY))],
    "another zone at every run": [
        each.astimezone(ZoneInfo(("Europe/London", "UTC")[n % 2])) for n, each in enumerate(STEADY)
    ],
}


@pytest.fixture(scope="module")
def lightly(library: Library) -> Iterator[Library]:
    with light(library):
        yield library


def drops(ground: Ground) -> list[Drop]:
    """One for each run. The same agency writes again and again, so that the order shows in every document."""
    form = ground.form
    sent = [Drop("", "set-up.json", form("case-set-up", set_up(CASE)), case=CASE)]
    for number in range(3):
        for box in (SCHOOL, HEALTH):
            content = form("contribution", contribution(CASE, box, f"This is account {number}."))
            sent.append(Drop(box, f"{number}.json", content, case=CASE))
    return sent


def lived(folder: Path, library: Library, moments: Sequence[datetime]) -> Ground:
    """One run at each moment, each with one more form; then the day after, as ``today``."""
    ground = Ground(folder, library)
    folder.mkdir()
    for moment, drop in zip([*moments, moments[-1]], drops(ground), strict=False):
        ground.drop(drop)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(commands, "clock_for", lambda _, at=moment: lambda: at)
            assert ground.run() == 0, ground.said
    ground.today = "2041-10-28"
    assert ground.run() == 0, ground.said
    assert settled(ground) == []
    return ground


@pytest.fixture(scope="module")
def steady(tmp_path_factory: pytest.TempPathFactory, lightly: Library) -> Ground:
    return lived(tmp_path_factory.mktemp("steady") / "here", lightly, STEADY)


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_clock_that_is_put_changes_nothing(
    clock: str, steady: Ground, tmp_path: Path, lightly: Library, figures: Figures
) -> None:
    moved = lived(tmp_path / "here", lightly, CLOCKS[clock])
    assert order(moved) == order(steady)
    assert moved.answers() == steady.answers()
    assert moved.outbox() == steady.outbox()
    figures(f"{clock}: {len(moved.log())} lines in the same order, {len(moved.outbox())} documents the same")


def test_a_day_ahead_and_back_again_keeps_the_order(tmp_path: Path, lightly: Library, steady: Ground) -> None:
    """The days of receipt are those the clock told; everything else is as ever."""
    ahead = [each + timedelta(days=n % 2) for n, each in enumerate(STEADY)]
    moved = lived(tmp_path / "here", lightly, ahead)
    assert order(moved) == order(steady)
    last = [latest_accounts(ground) for ground in (moved, steady)]
    assert last[0] == last[1] == {"This is account 2."}
    assert sum("receipts/" in name for name in moved.ours()) == sum(
        "receipts/" in name for name in steady.ours()
    )


def test_files_of_any_date_are_taken_in(tmp_path: Path, lightly: Library, figures: Figures) -> None:
    ground = Ground(tmp_path / "here", lightly)
    ground.folder.mkdir()
    sent = drops(ground)
    ground.drop(*sent)
    days = [date(1970, 1, 1), date(1980, 1, 1), date(2107, 12, 31), date(2041, 11, 7), date(1999, 2, 3)]
    for each, day in zip(sent, [*days, *days], strict=False):
        seconds = (day - date(1970, 1, 1)).days * 86400
        os.utime(ground.folder / "inbox" / each.mailbox / each.name, (seconds, seconds))
    assert ground.run() == 0, ground.said
    assert settled(ground) == []
    figures(f"{len(sent)} files of {len(days)} odd days")


def order(ground: Ground) -> list[bytes]:
    """The originals in the order of the log."""
    by_name = {Path(name).stem: content for name, content in ground.originals().items()}
    return [by_name[line["digest"]] for line in ground.log() if line["event"] == "accepted"]


def latest_accounts(ground: Ground) -> set[str]:
    """Which accounts the joint report holds."""
    report = next(c for n, c in ground.outbox().items() if n.endswith("joint-report-draft.docx")).decode()
    return {f"This is account {number}." for number in range(3) if f"This is account {number}." in report}
