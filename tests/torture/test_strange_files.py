"""Things in the inbox that are no forms, and forms with names that nobody expects."""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from torture.ground import HEALTH, SCHOOL, Drop, Ground, contribution, nothing_lost, settled

CASE = "CP-2041-001"
READS_EVERYTHING = (1, 2)  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
CAPABILITIES, DROP = 0x20080522, 24  # the layout of what capget gives; PR_CAPBSET_DROP
NAMES = (
    " begins with a blank.json",
    "ends with a blank .json ",
    "no ending",
    "two  blanks.json",
    "a\nline break.json",
    "a\ttab.json",
    "a bell\a.json",
    "back\\slash.json",
    "quote'and\"quote.json",
    "$(touch here).json",
    "; rm -rf .json",
    "--help.json",
    "-rf",
    "*.json",
    "%2e%2e%2f.json",
    "_.json",
    "form.JSON",
    "CON.json",
    "nul",
    "läuft é.json",
    "la\u0308uft e\u0301.json",
    "\u202eexe.json",
    "家族.json",
    "🙂.json",
    f"{'x' * 250}.json",
    "{{ 7 * 7 }}.json",
    b"not \xff utf-8.json",
)
Figures = Callable[[str], None]


def test_forms_are_taken_in_whatever_they_are_called(ground: Ground, figures: Figures) -> None:
    for number, name in enumerate(NAMES):
        content = ground.form("contribution", contribution(CASE, SCHOOL, f"Number {number}."))
        box = SCHOOL if number % 2 else ""
        ground.drop(Drop(box, os.fsdecode(name), content, case=CASE))
    assert ground.run() == 0, ground.said
    assert settled(ground) == []
    assert sum("receipts/contribution" in name for name in ground.ours()) == len(NAMES) + len(
        NAMES[::2]
    )  # at the top and in the mailbox
    figures(f"{len(NAMES)} names")


def test_files_that_are_no_forms_go_back_whatever_they_are_called(ground: Ground, figures: Figures) -> None:
    for number, name in enumerate(NAMES):
        ground.drop(Drop(SCHOOL, os.fsdecode(name), b"no form, number %d" % number, "returned"))
    outside = sorted(path.name for path in ground.folder.parent.iterdir())
    assert ground.run() == 0, ground.said
    assert settled(ground) == []
    assert sorted(path.name for path in ground.folder.parent.iterdir()) == outside
    back = ground.back()
    assert sum(name.endswith(".txt") for name in back) >= len(NAMES)  # each with a note
    figures(f"{len(NAMES)} names")


def test_links_pipes_sockets_devices_and_folders_are_left_alone(
    ground: Ground, tmp_path: Path, figures: Figures, monkeypatch: pytest.MonkeyPatch
) -> None:
    box, secret = ground.folder / "inbox" / SCHOOL, tmp_path / "secret.json"
    secret.write_bytes(ground.form("contribution", contribution(CASE, SCHOOL, "Not in the inbox.")))
    (box / "link.json").symlink_to(secret)
    (box / "dangling.json").symlink_to(tmp_path / "nowhere.json")
    (box / "itself.json").symlink_to("itself.json")
    (box / "up").symlink_to("..")
    (ground.folder / "inbox" / "mailbox-elsewhere").symlink_to(tmp_path)
    (box / "endless.json").symlink_to("/dev/zero")
    os.mkfifo(box / "pipe.json")
    (box / "folder.json").mkdir()
    (box / "folder.json" / "deep.json").write_bytes(secret.read_bytes())
    talk = socket.socket(socket.AF_UNIX)
    monkeypatch.chdir(box)  # a whole path may be too long for a socket
    talk.bind("socket.json")
    with contextlib.suppress(PermissionError):
        os.mknod(box / "zero.json", 0o600 | 0o020000, os.makedev(1, 5))
    strange = sorted(path.name for path in box.iterdir())
    ground.drop(
        Drop(SCHOOL, "good.json", ground.form("contribution", contribution(CASE, SCHOOL, "Good.")), case=CASE)
    )
    assert ground.run() == 0, ground.said
    talk.close()
    assert {path.name for path in box.iterdir()} - {"forms", "receipts", "returned"} == set(strange) - {
        "forms"
    }
    for path in (*box.iterdir(), ground.folder / "inbox" / "mailbox-elsewhere"):
        if path.name in strange and path.name != "forms":
            path.unlink() if path.is_symlink() or not path.is_dir() else shutil.rmtree(path)
    assert settled(ground) == []
    figures(f"{len(strange)} strange things left alone, the form beside them taken in")


def test_a_link_among_what_is_claimed_is_not_followed(ground: Ground, tmp_path: Path) -> None:
    secret = tmp_path / "secret.json"
    secret.write_bytes(ground.form("contribution", contribution(CASE, SCHOOL, "Not in the inbox.")))
    claimed = ground.folder / "inbox" / SCHOOL / ".claimed" / "1"
    claimed.mkdir(parents=True)
    (claimed / "link.json").symlink_to(secret)
    good = ground.form("contribution", contribution(CASE, SCHOOL, "Good."))
    ground.drop(Drop(SCHOOL, "good.json", good, case=CASE))
    ground.run()
    assert secret.exists()
    assert good in ground.originals().values()
    assert secret.read_bytes() not in [*ground.originals().values(), *ground.back().values()]


def test_a_file_that_may_not_be_read_waits_and_holds_nobody_up(ground: Ground, figures: Figures) -> None:
    for box, name in ((SCHOOL, "good.json"), (HEALTH, "closed.json"), (HEALTH, "open.json")):
        content = ground.form("contribution", contribution(CASE, box, f"It is {name}."))
        ground.drop(Drop(box, name, content, case=CASE))
    closed = ground.folder / "inbox" / HEALTH / "closed.json"
    closed.chmod(0)
    ground.run(before=as_anybody)
    about = ground.said
    closed.chmod(0o600)
    assert nothing_lost(ground) == []
    assert len(ground.originals()) == 3, about
    assert list(ground.waiting()) == [f"{HEALTH}/closed.json"]
    assert "cannot be read" in " ".join(about.split())
    assert ground.run(before=as_anybody) == 0, ground.said
    assert settled(ground) == []
    figures("1 file that may not be read waited; 2 beside it were taken in")


def as_anybody() -> None:
    """Gives up an administrator's right to read everything; whoever is none has nothing to give up."""
    if os.geteuid() != 0:
        return
    system, header = ctypes.CDLL(None, use_errno=True), (ctypes.c_uint32 * 2)(CAPABILITIES, 0)
    held = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable: the first 32, then the others
    assert system.capget(header, held) == 0
    for each in READS_EVERYTHING:
        assert system.prctl(DROP, each, 0, 0, 0) == 0
        for at in range(3):
            held[at] &= ~(1 << each)
    assert system.capset(header, held) == 0
