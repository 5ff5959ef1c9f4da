"""Building: what cannot be made leaves the old one in place and is told of; everything else goes on."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pytest

from pipeline.apart.rendering import APART
from pipeline.cli.build import Built, Work, _Shelving, build
from pipeline.cli.private import TEMPORARY
from pipeline.cli.trouble import Troubles
from pipeline.cli.workspace import Workspace
from pipeline.errors import LibraryBroken, OutboxUnwritable, PdfUnavailable
from pipeline.rulebook.library import Library
from pipeline.run import Planned
from pipeline.storage import durable
from pipeline.storage.outbox import Shelf
from pipeline.storage.workroom import workroom

MOMENT = datetime(2041, 11, 6, 12, tzinfo=UTC)
apart = pytest.mark.skipif(not APART, reason="here documents are made in the process itself")


@dataclass
class Site:
    """A workspace with shelves on which documents are built."""

    folder: Path
    library: Library
    troubles: Troubles = field(init=False)
    seconds: float = 30.0
    done: int = 0

    def shelf(self, case: str) -> Path:
        return self.folder / "outbox" / case / "2041-12-05"

    def build(self, **cases: dict[str, Callable[[], bytes]]) -> list[Built]:
        """Cases with their documents; the fingerprint of a document is what makes it."""
        self.troubles = Troubles(self.folder / "record", lambda: MOMENT)
        workspace = self.workspace()
        workspace.prepare()
        works = [self._work(case, makes) for case, makes in cases.items()]
        return list(build(workspace, works, self.troubles, self._count))

    def workspace(self) -> Workspace:
        workspace = Workspace(self.folder, lambda: MOMENT)
        workspace.__dict__["settings"] = replace(workspace.settings, document_seconds=self.seconds)
        workspace.__dict__["library"] = self.library
        return workspace

    def _count(self) -> None:
        self.done += 1

    def _work(self, case: str, makes: dict[str, Callable[[], bytes]]) -> Work:
        shelf = Shelf(self.shelf(case))
        planned = tuple(Planned(path, repr(make), make) for path, make in makes.items())
        return Work(case, date(2041, 12, 5), shelf, planned, shelf.stale(planned))

    def there(self, case: str) -> dict[str, bytes]:
        found = (path for path in self.shelf(case).glob("*") if not path.name.startswith("."))
        return {path.name: path.read_bytes() for path in found}

    def told(self) -> list[tuple[str, str]]:
        return [(trouble.about, trouble.sentence) for trouble in self.troubles.found]


@pytest.fixture
def site(tmp_path: Path, library: Library) -> Site:
    return Site(tmp_path, library)


def text(content: bytes) -> Callable[[], bytes]:
    return partial(bytes, content)


def crash() -> bytes:
    os.kill(os.getpid(), signal.SIGSEGV)
    return b""


def never_ends() -> bytes:
    while True:
        time.sleep(1)


def quote() -> bytes:
    raise ValueError("Hazel Larkspur said")


def grumble() -> bytes:
    raise LibraryBroken("a page cannot be laid out as its template asks", "Look at the template.")


def no_pango() -> bytes:
    raise PdfUnavailable("PDFs cannot be made on this computer.")


def figures(built: Sequence[Built]) -> list[tuple[str, int, int, int]]:
    return [(each.work.about, each.made, each.removed, each.left) for each in built]


def test_shelves_are_told_of_in_their_order_however_long_each_takes(site: Site) -> None:
    def slowly() -> bytes:
        time.sleep(0.3)
        return b"slow"

    built = site.build(one={"a": slowly, "b": text(b"b")}, two={}, three={"c": text(b"c")})
    assert figures(built) == [("one", 2, 0, 0), ("two", 0, 0, 0), ("three", 1, 0, 0)]
    assert site.done == 3
    assert site.there("one") == {"a": b"slow", "b": b"b"}
    assert site.there("three") == {"c": b"c"}


@pytest.mark.parametrize(
    ("fault", "code", "says"),
    [
        pytest.param(crash, 70, "broke off", marks=apart),
        pytest.param(never_ends, 70, "longer than 1 seconds", marks=apart),
        (quote, 70, "ValueError"),
        (grumble, 3, "as its template asks"),
    ],
)
def test_what_cannot_be_made_leaves_the_old_one_and_holds_nobody_back(
    site: Site, fault: Callable[[], bytes], code: int, says: str
) -> None:
    site.seconds = 1
    site.build(one={"report.pdf": text(b"old"), "plan.pdf": text(b"old")}, two={"plan.pdf": text(b"old")})
    built = site.build(one={"report.pdf": fault, "plan.pdf": text(b"new")}, two={"plan.pdf": text(b"new")})
    assert figures(built) == [("one", 1, 0, 1), ("two", 1, 0, 0)]
    assert site.there("one") == {"report.pdf": b"old", "plan.pdf": b"new"}
    assert site.there("two") == {"plan.pdf": b"new"}
    ((about, sentence),) = site.told()
    assert about == "one, report.pdf"
    assert says in sentence
    assert site.troubles.exit_code == code
    logs = [path.read_text() for path in (site.folder / "record").rglob("*.log")]
    assert "Hazel" not in sentence + "".join(logs)
    assert not (site.folder / "record" / TEMPORARY).exists()
    # It is tried again by the next run, and only it.
    again = site.build(one={"report.pdf": text(b"newer"), "plan.pdf": text(b"new")}, two={})
    assert figures(again)[0] == ("one", 1, 0, 0)


def test_a_template_that_is_broken_for_all_is_told_of_once(site: Site) -> None:
    built = site.build(one={"a.pdf": grumble, "b.pdf": grumble}, two={"a.pdf": grumble, "c": text(b"c")})
    assert figures(built) == [("one", 0, 0, 2), ("two", 1, 0, 1)]
    assert site.told() == [("one, a.pdf", "a page cannot be laid out as its template asks")]


def test_without_the_layout_library_everything_else_is_made_and_it_is_no_fault(site: Site) -> None:
    built = site.build(one={"report.pdf": no_pango, "report.docx": text(b"docx")})
    assert figures(built) == [("one", 1, 0, 1)]
    assert site.troubles.found == []
    assert site.troubles.without_pdf is not None


def test_a_disk_that_is_full_leaves_its_shelf_as_it_was(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    old = {"a": text(b"old a"), "b": text(b"old b"), "c": text(b"old c")}
    site.build(one=old, two={"d": text(b"old d")})
    stage, staged = durable.stage, []

    def full(path: Path, content: bytes, mode: int = 0o600) -> durable.Staged:
        if path.name == "b":
            raise OSError(28, "No space left on device")
        staged.append(path.name)
        return stage(path, content, mode)

    monkeypatch.setattr(durable, "stage", full)
    new = {name: text(b"new " + name.encode()) for name in "abc"}
    built = site.build(one=new, two={"d": text(b"new d")})
    assert figures(built) == [("one", 0, 0, 3), ("two", 1, 0, 0)]
    assert site.there("one") == {"a": b"old a", "b": b"old b", "c": b"old c"}
    assert site.there("two") == {"d": b"new d"}
    assert site.told() == [("one", "The outbox cannot be written (No space left on device).")]
    assert not list(site.folder.rglob(f"{durable.UNFINISHED}*"))
    monkeypatch.undo()
    assert figures(site.build(one=new, two={"d": text(b"new d")}))[0] == ("one", 3, 0, 0)


@apart
@pytest.mark.parametrize("fails", ["mkdir", "fork"])
def test_without_room_to_work_in_everything_stays_as_it_was(
    site: Site, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    site.build(one={"a": text(b"old")})
    real = getattr(os, fails)

    def none_left(*of: object) -> object:
        if fails == "fork" or TEMPORARY in str(of[0]):
            raise OSError(28, "No space left on device")
        return real(*of)

    monkeypatch.setattr(os, fails, none_left)
    handles = len(list(Path("/proc/self/fd").iterdir()))
    with pytest.raises(OutboxUnwritable, match=r"cannot be made \(No space left"):
        site.build(one={"a": text(b"new")})
    assert len(list(Path("/proc/self/fd").iterdir())) == handles
    monkeypatch.undo()
    assert site.there("one") == {"a": b"old"}
    assert figures(site.build(one={"a": text(b"new")})) == [("one", 1, 0, 0)]


def test_what_still_comes_for_a_shelf_without_room_holds_nobody_up(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: Shelf, _planned: object, content: bytes) -> None:
        raise OutboxUnwritable(content.decode())

    monkeypatch.setattr(Shelf, "put", away)
    shelving = _Shelving(site._work("one", {name: text(b"") for name in "ab"}), left=2)
    for planned, content in zip(shelving.work.stale, (b"first", b"second"), strict=True):
        shelving.take(planned, content)
    assert shelving.left == 0
    troubles = Troubles(site.folder / "record", lambda: MOMENT)
    assert shelving.close(troubles).left == 2
    assert [trouble.sentence for trouble in troubles.found] == ["first"]


def test_stopping_between_two_shelves_leaves_the_rest_as_it_was(site: Site) -> None:
    site.build(one={"a": text(b"old")}, two={"a": text(b"old"), "b": text(b"old")})
    newer = {"one": {"a": text(b"new")}, "two": {"a": text(b"new"), "b": never_ends}}
    works = [site._work(case, makes) for case, makes in newer.items()]
    making = build(site.workspace(), works, Troubles(site.folder / "record", lambda: MOMENT), lambda: None)
    assert next(making).made == 1
    making.close()
    assert site.there("one") == {"a": b"new"}
    assert site.there("two") == {"a": b"old", "b": b"old"}
    assert not list(site.folder.rglob(f"{durable.UNFINISHED}*"))
    assert not (site.folder / "record" / TEMPORARY).exists()


def test_whoever_stops_waits_for_no_more_than_the_document_at_hand(site: Site) -> None:
    site.build(one={"a": text(b"old")})
    works = [site._work("one", {"a": text(b"new"), "b": never_ends, "c": never_ends})]
    troubles = Troubles(site.folder / "record", lambda: MOMENT)
    before = site.done
    stopped = build(site.workspace(), works, troubles, site._count, stopping=lambda: site.done > before)
    assert list(stopped) == []
    assert site.there("one") == {"a": b"old"}
    assert not list(site.folder.rglob(f"{durable.UNFINISHED}*"))


def test_what_a_killed_run_left_is_gone_after_the_next(site: Site) -> None:
    site.build(one={"a": text(b"a")})
    left = site.folder / "record" / TEMPORARY / "0123" / "page.tmp"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"Hazel Larkspur said")
    half = site.shelf("one") / f"{durable.UNFINISHED}0123"
    half.write_bytes(b"Hazel Larkspur said")
    site.build(one={"a": text(b"a")})
    assert not left.exists()
    assert not half.exists()


def test_a_command_that_works_beside_a_run_keeps_what_it_works_in(site: Site) -> None:
    # `rcpc changes` makes documents too, while a watch holds the workspace and builds.
    with workroom(site.folder / "record" / TEMPORARY) as room:
        (room / "page.tmp").write_bytes(b"a page")
        site.build(one={"a": text(b"a")})
        assert (room / "page.tmp").exists()
    assert not (site.folder / "record" / TEMPORARY).exists()
