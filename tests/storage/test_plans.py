"""What was planned before: recalled only for the same, forgotten with the case, never needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.storage.plans import FILE, Plans

PLAN = {"": {"members.docx": "abc"}, "police": {}}


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    plans = Plans(tmp_path)
    plans.remember("CP-1", "key", PLAN)
    plans.remember("CP-2", "key", PLAN)
    plans.save(whole=False)
    return tmp_path


def test_a_plan_is_recalled_if_it_is_made_from_the_same(kept: Path) -> None:
    assert Plans(kept).recall("CP-1", "key") == PLAN
    assert Plans(kept).recall("CP-1", "other") is None
    assert Plans(kept).recall("CP-3", "key") is None


def test_the_plans_of_one_case_can_be_forgotten(tmp_path: Path) -> None:
    plans = Plans(tmp_path)
    for about in ("documents CP-1 2041-12-05", "forms CP-1 2041-12-05", "forms CP-12 2041-12-05"):
        plans.remember(about, "key", PLAN)
    plans.save(whole=False)
    Plans(tmp_path).forget("cp-1")
    assert Plans(tmp_path).recall("documents CP-1 2041-12-05", "key") is None
    assert Plans(tmp_path).recall("forms CP-12 2041-12-05", "key") == PLAN
    assert '"documents CP-1 ' not in (tmp_path / FILE).read_text()


def test_saving_the_same_leaves_the_file_alone(kept: Path) -> None:
    before = (kept / FILE).stat()
    again = Plans(kept)
    again.recall("CP-1", "key")
    again.save(whole=False)
    after = (kept / FILE).stat()  # without the time of reading, which changes as it likes
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_whole_run_forgets_what_it_did_not_ask_for(kept: Path) -> None:
    whole = Plans(kept)
    whole.recall("CP-1", "key")
    whole.save(whole=True)
    assert Plans(kept).recall("CP-1", "key") == PLAN
    assert Plans(kept).recall("CP-2", "key") is None


@pytest.mark.parametrize("damaged", [b"", b"[]", b'{"CP-1": 3}', b'{"CP-1": ["key", [1]]}', b"\xff"])
def test_what_cannot_be_read_is_planned_anew(kept: Path, damaged: bytes) -> None:
    (kept / FILE).write_bytes(damaged)
    assert Plans(kept).recall("CP-1", "key") is None
