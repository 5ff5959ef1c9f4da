"""Finished documents: whole or untouched, made only when out of date, and the same again from nothing."""

from __future__ import annotations

import itertools
import os
import shutil
import stat
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pipeline.errors import OutboxUnwritable
from pipeline.storage import durable
from pipeline.storage.outbox import MADE, Shelf, shelves, sweep


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


def lay(shelf: Shelf, *planned: Doc) -> None:
    for each in planned:
        shelf.put(each, each.make())
    shelf.close(planned)


def seen(folder: Path) -> dict[str, bytes]:
    """What people see."""
    return {path: content for path, content in files(folder).items() if not path.startswith(".")}


def files(folder: Path, hidden: bool = False) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file() and (hidden or path.name != MADE))
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


def full(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_nothing_is_seen_of_a_shelf_before_all_of_it_is_ready(tmp_path: Path) -> None:
    docs = Doc("report.docx", "r1"), Doc("plan.pdf", "p1")
    build(Shelf(tmp_path), *docs)
    newer, shelf = [Doc("report.docx", "r2"), Doc("plan.pdf", "p2")], Shelf(tmp_path)
    for doc in newer:
        shelf.put(doc, doc.make())
        assert seen(tmp_path) == {"report.docx": b"r1", "plan.pdf": b"p1"}
    shelf.close(newer)
    assert seen(tmp_path) == {"report.docx": b"r2", "plan.pdf": b"p2"}


@pytest.mark.parametrize(
    "nth", range(1, 6)
)  # two documents and the list: three flushes before anything is seen
def test_a_disk_that_fills_up_leaves_the_shelf_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nth: int
) -> None:
    build(Shelf(tmp_path), Doc("report.docx", "r1"), Doc("plan.pdf", "p1"))
    before = files(tmp_path, hidden=True)
    newer = [Doc("report.docx", "r2"), Doc("plan.pdf", "p2")]
    shelf, flushed, calls = Shelf(tmp_path), os.fsync, []

    def until_it_is_full(handle: int) -> None:
        calls.append(handle)
        if len(calls) >= nth and stat.S_ISREG(os.fstat(handle).st_mode):
            full()
        flushed(handle)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", until_it_is_full)
        if nth <= 3:
            with pytest.raises(OutboxUnwritable, match="No space left"):
                lay(shelf, *newer)
            assert files(tmp_path, hidden=True) == before
        else:
            lay(shelf, *newer)  # all the room it needed was taken
    assert build(Shelf(tmp_path), *newer) == (["report.docx", "plan.pdf"] if nth <= 3 else [])
    assert seen(tmp_path) == {"report.docx": b"r2", "plan.pdf": b"p2"}
    assert not list(tmp_path.rglob(f"{durable.UNFINISHED}*"))


def test_a_document_that_somebody_has_open_stays_and_the_others_are_laid_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(Shelf(tmp_path), Doc("report.docx", "r1"), Doc("plan.pdf", "p1"))
    newer, replace = [Doc("report.docx", "r2"), Doc("plan.pdf", "p2")], os.replace

    def open_in_word(path: Path, to: Path) -> None:
        if to.name == "report.docx":
            raise PermissionError(13, "Permission denied")
        replace(path, to)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", open_in_word)
        with pytest.raises(OutboxUnwritable, match="Permission denied"):
            build(Shelf(tmp_path), *newer)
    assert seen(tmp_path) == {"report.docx": b"r1", "plan.pdf": b"p2"}
    assert Shelf(tmp_path).wrong() == ()
    assert build(Shelf(tmp_path), *newer) == ["report.docx"]


def test_a_document_that_cannot_be_removed_stays_on_the_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(Shelf(tmp_path), Doc("agenda.docx", "a"), Doc("plan.pdf", "p"))

    def in_use(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(os, "unlink", in_use)
        with pytest.raises(OutboxUnwritable, match="Permission denied"):
            build(Shelf(tmp_path), Doc("plan.pdf", "p"))
    build(Shelf(tmp_path), Doc("plan.pdf", "p"))
    assert files(tmp_path) == {"plan.pdf": b"p"}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="ends a child of its own")
def test_a_crash_anywhere_leaves_whole_documents_and_the_next_run_all_of_them(tmp_path: Path) -> None:
    """Killed before each operation in turn; one document is new, one newer, one the same and one goes."""
    older = Doc("kept.ics", "k"), Doc("report.docx", "r1"), Doc("agenda.docx", "a")
    newer = Doc("kept.ics", "k"), Doc("report.docx", "r2"), Doc("plan.pdf", "p")
    for guests in (False, True):
        wanted = {"kept.ics": b"k", "report.docx": b"r2", "plan.pdf": b"p"}
        for at in itertools.count():
            top = tmp_path / f"{guests}{at}"

            def shelf(top: Path = top, guests: bool = guests) -> Shelf:
                made = top / "lists" / "case.json" if guests else None
                return Shelf(top / "forms", made, guests)

            build(shelf(), *older)
            killed = in_a_child(lambda shelf=shelf: build(shelf(), *newer), at)
            there = seen(top / "forms")
            assert there.items() <= {("agenda.docx", b"a"), ("report.docx", b"r1"), *wanted.items()}
            assert {"kept.ics", "report.docx"} <= there.keys()
            again = shelf()
            again.sweep()
            build(again, *newer)
            assert seen(top / "forms") == wanted
            assert not list(top.rglob(f"{durable.UNFINISHED}*"))
            assert shelf().wrong() == ()
            if not killed:
                break
        assert at > 8


def in_a_child(work: Callable[[], object], at: int) -> bool:
    """Whether a child was killed before the operation of that number came to be."""
    child = os.fork()
    if not child:
        number = itertools.count()

        def counted(real: Callable[..., object]) -> Callable[..., object]:
            return lambda *of: os._exit(99) if next(number) == at else real(*of)

        for name in ("open", "fsync", "replace", "unlink", "mkdir"):
            setattr(os, name, counted(getattr(os, name)))
        work()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 99


def test_what_killed_runs_left_is_swept_from_the_whole_outbox(tmp_path: Path) -> None:
    build(Shelf(tmp_path / "case" / "2041-03-14"), Doc("report.docx", "r1"))
    (tmp_path / "case" / "2041-02-01").mkdir()
    (tmp_path / "case" / "2041-02-01" / f"{durable.UNFINISHED}0123").write_bytes(b"half")
    sweep(tmp_path)
    assert list(files(tmp_path)) == ["case/2041-03-14/report.docx"]


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


def pipe(place: Path) -> None:
    os.mkfifo(place)


def no_end(place: Path) -> None:
    place.symlink_to("/dev/zero")


def enormous(place: Path) -> None:
    place.touch()
    os.truncate(place, 1 << 40)  # bytes, of which the disk holds none


@pytest.mark.parametrize("put", [pipe, no_end, enormous])
def test_whatever_somebody_puts_in_the_place_of_a_form_holds_nobody_up(
    tmp_path: Path, put: Callable[[Path], None], at_most: Callable[[int], AbstractContextManager[None]]
) -> None:
    build(guests(tmp_path), Doc("contribution.xlsx", "v1"))
    place = tmp_path / "forms" / "contribution.xlsx"
    place.unlink()
    put(place)
    with at_most(20):
        build(guests(tmp_path), Doc("contribution.xlsx", "v2"))
        build(guests(tmp_path))
    assert place.lstat().st_size != 2  # left alone
    assert list(place.parent.iterdir()) == [place]


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
