"""Finished documents: whole or untouched, made only when out of date, and the same again from nothing."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pipeline.errors import OutboxUnwritable
from pipeline.storage import durable
from pipeline.storage.outbox import MADE, Shelf, shelves


@dataclass
class Doc:
    """A document to be, which counts how often it was made."""

    path: str
    fingerprint: str
    content: bytes = b""
    times: list[int] = field(default_factory=list)

    @property
    def make(self) -> Callable[[], bytes]:
        def made() -> bytes:
            self.times.append(1)
            return self.content or self.fingerprint.encode()

        return made


def build(shelf: Shelf, *planned: Doc) -> list[str]:
    stale = shelf.stale(planned)
    for each in stale:
        shelf.put(each, each.make())
    shelf.close(planned)
    return [each.path for each in stale]


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file() and path.name != MADE)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_a_second_run_makes_nothing(tmp_path: Path) -> None:
    report, plan = Doc("joint-report-draft.docx", "r1"), Doc("plans/plan.pdf", "p1")
    assert build(Shelf(tmp_path), report, plan) == ["joint-report-draft.docx", "plans/plan.pdf"]
    assert build(Shelf(tmp_path), report, plan) == []
    assert files(tmp_path) == {"joint-report-draft.docx": b"r1", "plans/plan.pdf": b"p1"}
    assert (len(report.times), len(plan.times)) == (1, 1)


def test_only_what_is_made_from_something_else_is_made_again(tmp_path: Path) -> None:
    build(Shelf(tmp_path), Doc("report.docx", "r1"), Doc("plan.pdf", "p1"))
    assert build(Shelf(tmp_path), Doc("report.docx", "r2"), Doc("plan.pdf", "p1")) == ["report.docx"]
    assert files(tmp_path) == {"report.docx": b"r2", "plan.pdf": b"p1"}


def test_a_missing_or_changed_document_is_made_again(tmp_path: Path) -> None:
    docs = Doc("report.docx", "r1"), Doc("plan.pdf", "p1"), Doc("agenda.docx", "a1")
    build(Shelf(tmp_path), *docs)
    (tmp_path / "report.docx").unlink()
    (tmp_path / "plan.pdf").write_bytes(b"scribbled")
    (tmp_path / "agenda.docx").touch()  # a new time on the same bytes is no change
    assert build(Shelf(tmp_path), *docs) == ["report.docx", "plan.pdf"]
    assert files(tmp_path) == {"report.docx": b"r1", "plan.pdf": b"p1", "agenda.docx": b"a1"}


def test_a_deleted_outbox_comes_back_the_same(tmp_path: Path) -> None:
    docs = Doc("report.docx", "r1"), Doc("plan.pdf", "p1")
    build(Shelf(tmp_path / "case"), *docs)
    before = files(tmp_path)
    shutil.rmtree(tmp_path / "case")
    build(Shelf(tmp_path / "case"), *docs)
    assert files(tmp_path) == before


def test_what_is_no_longer_planned_goes_and_what_others_put_there_stays(tmp_path: Path) -> None:
    build(Shelf(tmp_path), Doc("agenda-2041-03-14.docx", "a"), Doc("plan.pdf", "p"))
    (tmp_path / "notes of my own.txt").write_text("mine")
    build(Shelf(tmp_path), Doc("plan.pdf", "p"))
    assert files(tmp_path) == {"plan.pdf": b"p", "notes of my own.txt": b"mine"}


def test_a_document_that_cannot_be_made_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(Shelf(tmp_path), Doc("report.docx", "r1"))

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    shelf = Shelf(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(durable, "write", full)
        with pytest.raises(OutboxUnwritable, match="No space left"):
            shelf.put(Doc("report.docx", "r2"), b"r2")
    shelf.close([Doc("report.docx", "r2")])
    assert files(tmp_path) == {"report.docx": b"r1"}
    assert build(Shelf(tmp_path), Doc("report.docx", "r2")) == ["report.docx"]


def test_a_crash_before_the_list_is_written_means_once_more_the_same(tmp_path: Path) -> None:
    Shelf(tmp_path).put(Doc("report.docx", "r1"), b"r1")  # and no close
    assert build(Shelf(tmp_path), Doc("report.docx", "r1")) == ["report.docx"]
    assert files(tmp_path) == {"report.docx": b"r1"}


def test_documents_are_private(tmp_path: Path) -> None:
    build(Shelf(tmp_path / "case"), Doc("report.docx", "r1"))
    assert stat.S_IMODE((tmp_path / "case" / "report.docx").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "case").stat().st_mode) == 0o700


def test_no_document_leaves_its_folder(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="stay in its folder"):
        Shelf(tmp_path / "case").put(Doc("../up.docx", "r1"), b"r1")


def test_wrong_names_what_is_missing_or_changed(tmp_path: Path) -> None:
    docs = Doc("a.docx", "a"), Doc("b.docx", "b"), Doc("c.docx", "c")
    build(Shelf(tmp_path), *docs)
    assert Shelf(tmp_path).wrong() == ()
    (tmp_path / "a.docx").unlink()
    (tmp_path / "b.docx").write_bytes(b"B")
    assert Shelf(tmp_path).wrong() == ("a.docx", "b.docx")


def test_clearing_takes_all_of_ours_and_nothing_else(tmp_path: Path) -> None:
    build(Shelf(tmp_path / "one" / "2041-03-14"), Doc("a.docx", "a"))
    build(Shelf(tmp_path / "two" / "2041-03-14"), Doc("b.docx", "b"))
    (tmp_path / "two" / "2041-03-14" / "mine.txt").write_text("mine")
    assert len(shelves(tmp_path)) == 2
    for folder in shelves(tmp_path):
        Shelf(folder).clear()
    assert files(tmp_path) == {"two/2041-03-14/mine.txt": b"mine"}
    assert shelves(tmp_path) == ()


# --- folders where people write too


def guests(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "forms", tmp_path / "made" / "case.json", guests=True)


def test_a_form_that_somebody_began_to_fill_in_is_theirs(tmp_path: Path) -> None:
    build(guests(tmp_path), Doc("contribution.xlsx", "v1"))
    (tmp_path / "forms" / "contribution.xlsx").write_bytes(b"half filled in")
    assert build(guests(tmp_path), Doc("contribution.xlsx", "v1")) == []
    build(guests(tmp_path), Doc("contribution.xlsx", "v2"))
    assert files(tmp_path / "forms") == {
        "contribution.xlsx": b"half filled in",
        "contribution (2).xlsx": b"v2",
    }
    build(guests(tmp_path), Doc("contribution.xlsx", "v3"))
    assert files(tmp_path / "forms") == {
        "contribution.xlsx": b"half filled in",
        "contribution (2).xlsx": b"v3",
    }


def test_an_untouched_form_is_replaced_by_the_newer_one(tmp_path: Path) -> None:
    build(guests(tmp_path), Doc("contribution.xlsx", "v1"))
    build(guests(tmp_path), Doc("contribution.xlsx", "v2"))
    assert files(tmp_path / "forms") == {"contribution.xlsx": b"v2"}


def test_a_form_that_somebody_took_away_is_not_laid_down_again(tmp_path: Path) -> None:
    build(guests(tmp_path), Doc("contribution.xlsx", "v1"))
    (tmp_path / "forms" / "contribution.xlsx").unlink()
    assert build(guests(tmp_path), Doc("contribution.xlsx", "v1")) == []


def test_a_form_no_longer_planned_goes_only_if_nobody_touched_it(tmp_path: Path) -> None:
    build(guests(tmp_path), Doc("one.xlsx", "1"), Doc("two.xlsx", "2"))
    (tmp_path / "forms" / "two.xlsx").write_bytes(b"half filled in")
    build(guests(tmp_path))
    assert files(tmp_path / "forms") == {"two.xlsx": b"half filled in"}
