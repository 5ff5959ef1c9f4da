"""A disk that is really full: a small file system, files that may not grow. Nothing is lost, and it heals."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from torture.days import Day, eventful_day
from torture.faults import forked
from torture.ground import Ground, nothing_lost, nothing_torn, settled

from pipeline.rulebook.library import Library

Figures = Callable[[str], None]

NEW_MOUNTS, NEW_USER = 0x00020000, 0x10000000
PRIVATE_BELOW = 0x4000 | 0x40000
SIZE = 4 << 20  # bytes of the small disk
FREE = (0, 4, 12, 24, 40, 64, 96, 144, 240)  # kB free when a run begins


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory, library: Library) -> Iterator[Day]:
    with eventful_day(tmp_path_factory.mktemp("day"), library) as made:
        yield made


def endured(ground: Ground, day: Day, starved: Callable[[], int], relieved: Callable[[], None]) -> list[str]:
    """A starved run, and one with room again."""
    code = starved()
    wrong = nothing_lost(ground) + nothing_torn(ground)
    if code not in (0, 4, 5):
        wrong.append(f"ended with {code}: {ground.said[-300:]}")
    relieved()
    if (code := ground.run()) != 0:
        wrong.append(f"with room again it ended with {code}: {ground.said[-300:]}")
    return wrong + settled(ground, like=day.after)


@pytest.mark.mounts
def test_a_small_disk_that_fills_up(day: Day, tmp_path: Path, figures: Figures) -> None:
    faults = tmp_path / "faults"

    def work() -> int:
        """In a child with mounts of its own, so that nothing stays mounted whatever happens."""
        own_mounts()
        stopped = 0
        for kilobytes in FREE:
            disk = tmp_path / f"disk-{kilobytes}"
            disk.mkdir()
            mounted(disk)
            ground = day.waiting.copy(disk / "here")
            without_reserve(ground)
            ballast = disk / "ballast"

            def starved(ground: Ground = ground, ballast: Path = ballast, free: int = kilobytes) -> int:
                fill(ballast, free * 1024)
                return ground.run()

            ground.saying_elsewhere = tmp_path / f"said-{kilobytes}"
            wrong = endured(ground, day, starved, ballast.unlink)
            stopped += "No space left" in ground.said
            with faults.open("a") as file:
                file.writelines(f"{kilobytes} kB free: {each}\n" for each in wrong)
        faults.with_name("stopped").write_text(str(stopped))
        return 0

    assert forked(work, tmp_path / "said") == 0, (tmp_path / "said").read_text()
    wrong = faults.read_text().splitlines() if faults.exists() else []
    stopped = int(faults.with_name("stopped").read_text())
    figures(f"{len(FREE)} runs on a full disk, {stopped} of them stopped by it; {len(wrong)} wrong")
    assert not wrong, "\n".join(wrong[:20])
    assert stopped > len(FREE) // 2


def test_files_that_may_not_grow(day: Day, tmp_path: Path, figures: Figures) -> None:
    wrong, stopped = [], 0
    limits = (0, 50, 700, 1500, 3000, 8000)
    for limit in limits:
        ground = day.waiting.copy(tmp_path / str(limit))
        ground.saying_elsewhere = Path(os.devnull)

        def starved(ground: Ground = ground, limit: int = limit) -> int:
            return ground.run(before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))

        def relieved(ground: Ground = ground) -> None:
            nonlocal stopped
            stopped += bool(ground.waiting())
            ground.saying_elsewhere = None

        wrong += [f"{limit} bytes: {each}" for each in endured(ground, day, starved, relieved)]
    figures(f"{len(limits)} runs with files that may not grow, {stopped} stopped by it; {len(wrong)} wrong")
    assert stopped > len(limits) // 3
    assert not wrong, "\n".join(wrong[:20])


def without_reserve(ground: Ground) -> None:
    """The reserve would keep every run from beginning on a disk as small as this."""
    (ground.folder / "pipeline.toml").write_text("[watch]\nfree_megabytes = 0\n")


def fill(ballast: Path, free: int) -> None:
    """Writes until just ``free`` bytes are left."""
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"\0" * 4096)
    os.truncate(ballast, max(0, ballast.stat().st_size - free))


def own_mounts() -> None:
    """From here on this process sees mounts of its own. OSError where the system does not allow it."""
    user, group = os.getuid(), os.getgid()
    _system("unshare", NEW_MOUNTS | NEW_USER)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"0 {user} 1")
    Path("/proc/self/gid_map").write_text(f"0 {group} 1")
    _system("mount", None, b"/", None, PRIVATE_BELOW, None)


def mounted(folder: Path) -> None:
    _system("mount", b"tmpfs", os.fsencode(folder), b"tmpfs", 0, f"size={SIZE}".encode())


def _system(name: str, *words: object) -> None:
    if getattr(ctypes.CDLL(None, use_errno=True), name)(*words) != 0:
        raise OSError(ctypes.get_errno(), name)
