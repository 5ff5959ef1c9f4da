"""People who drop, replace and take back while a scan is under way; workers and watches that meet."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from pathlib import Path
from random import Random

from torture.faults import ended, kill_group, started
from torture.ground import HEALTH, SCHOOL, TODAY, Drop, Ground, contribution, digest, settled

from pipeline import cli
from pipeline.storage.inbox import Inbox

CASE = "CP-2041-001"
STOPPED_CLEANLY, REFUSED = 0, 5
RUNS = 4
Figures = Callable[[str], None]


def sender(ground: Ground, ledger: Path, enough: Path, seed: int) -> int:
    """Drops forms, and takes some back or replaces them before they are taken in, until it is enough.

    The ledger holds what this sender knows for certain: what was dropped, and what was taken back in time.
    """
    chance, box, number = Random(seed), (SCHOOL, HEALTH)[seed % 2], 0
    with ledger.open("a", buffering=1) as book:
        while not enough.exists():
            number += 1
            path = ground.folder / "inbox" / box / f"{seed}-{chance.randrange(30)}.json"  # names come again
            content = ground.form("contribution", contribution(CASE, box, f"{number} of {seed}."))
            if chance.random() < 0.3:
                content = b"no form, %d of %d" % (number, seed)
            with contextlib.suppress(FileNotFoundError):  # it was claimed first, or nothing stood there
                before = digest(path.read_bytes())
                path.unlink()
                book.write(f"back {before}\n")
            with contextlib.suppress(FileExistsError):  # one that was put back stands there
                place_whole(path, content)
                book.write(f"dropped {digest(content)}\n")
            time.sleep(chance.uniform(0.005, 0.03))
    return 0


def place_whole(path: Path, content: bytes) -> None:
    """As a careful program drops a file: whole at once, and never over another."""
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(content)
    os.link(part, path)
    part.unlink()


def accounted(ground: Ground, ledger: Path) -> list[str]:
    """Dropped, less what was taken back, is what was accepted and what was returned; nothing twice."""
    notes = [line.split() for line in ledger.read_text().splitlines()]
    dropped = Counter(what for event, what in notes if event == "dropped")
    dropped -= Counter(what for event, what in notes if event == "back")
    accepted = Counter(digest(content) for content in ground.originals().values())
    accepted -= Counter(each.digest for each in ground.drops)
    returned = Counter(
        digest(content) for content in ground.back().values() if content.startswith(b"no form")
    )
    wrong = [f"gone: {each}" for each in dropped - accepted - returned]
    return wrong + [f"too many: {each}" for each in (accepted + returned) - dropped]


def test_dropped_replaced_and_taken_back_while_runs_go_on(
    ground: Ground, tmp_path: Path, figures: Figures
) -> None:
    ledger, enough = tmp_path / "ledger", tmp_path / "enough"
    senders = [
        started(lambda seed=seed: sender(ground, ledger, enough, seed), tmp_path / f"sender-{seed}")
        for seed in range(3)
    ]
    codes = [ground.run() for _ in range(RUNS)]
    enough.touch()
    assert [ended(each) for each in senders] == [0, 0, 0]
    assert codes == [0] * RUNS, ground.said
    assert ground.run() == 0, ground.said
    wrong = accounted(ground, ledger)
    events = Counter(line.split()[0] for line in ledger.read_text().splitlines())
    figures(
        f"{events['dropped']} dropped and {events['back']} taken back during {RUNS} runs; {len(wrong)} wrong"
    )
    assert wrong == []
    assert ground.waiting() == {}
    assert ground.leftovers() == []
    assert ground.run("verify") == 0, ground.said


def test_four_workers_and_two_watches_take_nothing_in_twice(
    ground: Ground, tmp_path: Path, figures: Figures
) -> None:
    drops = [
        Drop(
            box,
            f"{number}.json",
            ground.form("contribution", contribution(CASE, box, f"{number}.")),
            case=CASE,
        )
        for number in range(24)
        for box in (SCHOOL, HEALTH)
    ]
    words = ["--workspace", str(ground.folder), "--today", TODAY]

    def four_at_work(of: Sequence[Drop]) -> Counter[int]:
        ground.drop(*of)
        at_work = [started(lambda: cli.run([*words, "reports"]), tmp_path / f"worker-{n}") for n in range(4)]
        return Counter(map(ended, at_work))

    alone = four_at_work(drops[:12]) + four_at_work(drops[12:24])
    watches = [started(lambda: cli.run([*words, "watch"]), tmp_path / f"watch-{n}") for n in range(2)]
    try:
        refused = wait_for(lambda: any(map(gone, watches)))  # the other has begun, then
        beside = four_at_work(drops[24:36]) + four_at_work(drops[36:])
        for each in watches:
            os.kill(each, signal.SIGTERM)
        stopped = wait_for(lambda: all(map(gone, watches)))
        ends = Counter(ended(each) for each in watches if gone(each))
    finally:
        for each in watches:
            with contextlib.suppress(ChildProcessError):  # nobody waits for it any more
                kill_group(each)
    assert refused  # two watches never go together
    assert stopped
    assert ground.run() == 0, ground.said
    assert settled(ground) == []
    figures(
        f"{len(drops)} drops; four workers ended {dict(alone)}, beside two watches {dict(beside)}, "
        f"watches {dict(ends)} (5: another is at work)"
    )
    assert set(alone) | set(beside) | set(ends) <= {STOPPED_CLEANLY, REFUSED}
    assert alone[STOPPED_CLEANLY] >= 2  # whoever was first went on
    assert ends == {STOPPED_CLEANLY: 1, REFUSED: 1}


def gone(process: int) -> bool:
    return os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def wait_for(what: Callable[[], bool], seconds: float = 30) -> bool:
    until = time.monotonic() + seconds
    while not what() and time.monotonic() < until:
        time.sleep(0.05)
    return what()


def test_four_who_claim_at_once_get_every_file_once(tmp_path: Path, figures: Figures) -> None:
    inbox = Inbox(tmp_path / "inbox")
    box = inbox.folder / SCHOOL
    box.mkdir(parents=True)
    for number in range(1000):
        (box / f"{number}.json").write_bytes(b"%d" % number)
    with get_context("fork").Pool(4) as pool:
        got = pool.map(claimed_names, [inbox.folder] * 4, chunksize=1)
    counts = Counter(name for each in got for name in each)
    figures(f"1000 files, {[len(each) for each in got]} claimed by four")
    assert sorted(counts) == sorted(f"{number}.json" for number in range(1000))
    assert set(counts.values()) == {1}


def claimed_names(folder: Path) -> list[str]:
    inbox = Inbox(folder)
    claims = [inbox.claim(each, Path(each.name).stem.encode()) for each in inbox.waiting()]
    return [claim.name for claim in claims if claim is not None]
