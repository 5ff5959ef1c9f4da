"""Documents made apart: whatever becomes of a child costs one document, and nothing of it is left."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.apart import rendering
from pipeline.apart.rendering import APART, Limits, Make, Outcome, made
from pipeline.apart.trace import FaultApart, trace
from pipeline.errors import DocumentUnmade, LibraryBroken

pytestmark = pytest.mark.skipif(not APART, reason="here documents are made in the process itself")


@pytest.fixture
def limits(tmp_path: Path) -> Limits:
    return Limits(tmp_path / "temporary", seconds=30, at_once=2)


def outcomes(
    makes: list[Make], limits: Limits, wanted: Callable[[int], bool] = lambda _: True
) -> dict[int, Outcome]:
    return dict(made(makes, limits, wanted))


def crash() -> bytes:
    os.kill(os.getpid(), signal.SIGSEGV)
    return b"never"


def quote() -> bytes:
    raise ValueError("Hazel Larkspur said")


def broken_template() -> bytes:
    raise LibraryBroken("template plan.html cannot be used", "Restore it.")


def never_ends() -> bytes:
    while True:
        time.sleep(1)


def too_much() -> bytes:
    return bytes(1 << 40)


def test_every_document_comes_back_under_its_number(limits: Limits) -> None:
    contents = [bytes([number]) * number * 50_000 for number in range(12)]
    assert outcomes([lambda each=each: each for each in contents], limits) == dict(enumerate(contents))


@pytest.mark.parametrize("lost", [crash, never_ends, quote, broken_template, too_much])
@pytest.mark.parametrize("at_once", [1, 2])
def test_what_is_lost_costs_one_document(tmp_path: Path, lost: Make, at_once: int) -> None:
    limits = Limits(tmp_path, seconds=0.5, at_once=at_once)
    found = outcomes([lambda: b"a", lost, lambda: b"b", lost, lambda: b"c"], limits)
    assert [found[at] for at in (0, 2, 4)] == [b"a", b"b", b"c"]
    assert all(isinstance(found[at], Exception) for at in (1, 3))
    assert list(tmp_path.iterdir()) == []


def test_the_reason_is_told_and_nothing_that_a_form_said(limits: Limits) -> None:
    quick = Limits(limits.temporary, seconds=0.5, at_once=2)
    found = outcomes([crash, never_ends, quote, broken_template, too_much], quick)
    assert isinstance(found[0], DocumentUnmade)
    assert "broke off" in str(found[0])
    assert isinstance(found[1], DocumentUnmade)
    assert "longer than 0.5 seconds" in str(found[1])
    assert isinstance(found[2], FaultApart)
    assert found[2].kind == "builtins.ValueError"
    assert any("quote" in line for line in trace(found[2]))
    assert "Hazel" not in "\n".join([*trace(found[2]), str(found[2]), repr(found[2])])
    assert isinstance(found[3], LibraryBroken)
    assert (str(found[3]), found[3].do_next) == ("template plan.html cannot be used", "Restore it.")
    assert isinstance(found[4], FaultApart)
    assert found[4].kind == "builtins.MemoryError"


def test_a_child_holds_nothing_open_of_ours_and_says_nothing_on_the_terminal(
    limits: Limits, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    def look() -> bytes:
        sys.stderr.write("Hazel Larkspur said")
        os.write(1, b"Hazel Larkspur said")
        os.write(2, b"Hazel Larkspur said")
        links = [Path(f"/proc/self/fd/{number}") for number in range(256)]
        return "\n".join(str(link.readlink()) for link in links if link.is_symlink()).encode()

    with (tmp_path / "lock").open("w"):
        (found,) = outcomes([look], limits).values()
    assert isinstance(found, bytes)
    kinds = [line.split(":")[0] for line in found.decode().splitlines()]
    assert kinds == ["/dev/null"] * 3 + ["pipe"] * 2
    assert capfd.readouterr() == ("", "")


def reach_out() -> bytes:
    socket.create_connection(("127.0.0.1", 9))
    return b"never"


def start_a_program() -> bytes:
    return subprocess.run(["true"], check=True, capture_output=True).stdout


@pytest.mark.parametrize("outside", [reach_out, start_a_program])
def test_a_child_reaches_nothing_outside(limits: Limits, outside: Make) -> None:
    (found,) = outcomes([outside], limits).values()
    assert isinstance(found, FaultApart)
    assert found.kind == "builtins.PermissionError"


def test_what_libraries_put_down_for_a_while_goes_with_the_child_however_it_ends(limits: Limits) -> None:
    def leave_something(then: Make) -> Make:
        def leaving() -> bytes:
            handle, path = tempfile.mkstemp()
            os.write(handle, b"Hazel Larkspur said")
            assert path.startswith(str(limits.temporary))
            return then()

        return leaving

    quick = Limits(limits.temporary, seconds=0.5, at_once=2)
    found = outcomes([leave_something(then) for then in (lambda: b"made", crash, never_ends, quote)], quick)
    assert found[0] == b"made"
    assert list(limits.temporary.iterdir()) == []


def test_what_is_not_wanted_any_more_is_not_begun(limits: Limits) -> None:
    assert outcomes([lambda: b"a", never_ends, lambda: b"c"], limits, lambda at: at != 1) == {
        0: b"a",
        2: b"c",
    }


def test_children_end_with_whoever_leaves_early(limits: Limits, tmp_path: Path) -> None:
    def tell_and_stay() -> bytes:
        (tmp_path / "child").write_text(str(os.getpid()))
        return never_ends()

    making = made([lambda: b"a", tell_and_stay], limits, lambda _: True)
    assert next(making) == (0, b"a")
    wait_for((tmp_path / "child").exists)
    making.close()
    assert not is_running(int((tmp_path / "child").read_text()))
    assert list(limits.temporary.iterdir()) == []


def test_children_end_with_their_parent_however_that_ends(limits: Limits, tmp_path: Path) -> None:
    def tell_and_stay() -> bytes:
        part = tmp_path / f"part-{os.getpid()}"
        part.write_text(str(os.getpid()))
        part.rename(tmp_path / "child")
        return never_ends()

    parent = os.fork()
    if not parent:
        outcomes([tell_and_stay], limits)
        os._exit(0)
    wait_for((tmp_path / "child").exists)
    os.kill(parent, signal.SIGKILL)
    os.waitpid(parent, 0)
    wait_for(lambda: not is_running(int((tmp_path / "child").read_text())))


def test_where_a_process_cannot_be_copied_the_same_is_made_here(tmp_path: Path) -> None:
    found = outcomes([lambda: b"a", quote, lambda: b"c"], Limits(tmp_path, at_once=0))
    assert (found[0], found[2]) == (b"a", b"c")
    assert isinstance(found[1], ValueError)


def is_running(process: int) -> bool:
    """Whether it runs; one that has ended and that nobody has asked after yet does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_whoever_waits_for_a_slow_document_has_a_turn_meanwhile(
    limits: Limits, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "PATIENCE", 20)
    turn = tmp_path / "turn"

    def slow() -> bytes:
        while not turn.exists():
            time.sleep(0.01)
        return b"a"

    # The document is not done before somebody had a turn.
    assert dict(made([slow], limits, lambda _: True, turn.touch)) == {0: b"a"}
