"""What is dropped is waiting, claimed, or back with its sender: at every moment exactly one of them."""

from __future__ import annotations

import os
import stat
from datetime import date
from pathlib import Path

import pytest

from pipeline.errors import InboxUnreadable
from pipeline.model.document import Document
from pipeline.storage.inbox import LARGEST, Inbox, passed_over, read_file

TODAY = date(2041, 3, 14)


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    folder = tmp_path / "inbox"
    (folder / "quillmoor-school").mkdir(parents=True)
    return Inbox(folder)


def drop(inbox: Inbox, path: str, content: bytes = b"form") -> Path:
    place = inbox.folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    return place


def names(inbox: Inbox) -> list[tuple[str, str]]:
    return [(waiting.mailbox, waiting.name) for waiting in inbox.waiting()]


def everything(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_the_top_and_one_level_of_mailboxes_are_looked_at_and_nothing_of_ours(inbox: Inbox) -> None:
    drop(inbox, "a.xlsx")
    drop(inbox, "quillmoor-school/b.docx")
    for ours in ("forms", "returned", "receipts", "returned/as-sent", ".claimed"):
        drop(inbox, f"{ours}/c.xlsx")
        drop(inbox, f"quillmoor-school/{ours}/d.xlsx")
    drop(inbox, "quillmoor-school/deeper/e.xlsx")
    assert sorted(names(inbox)) == [("", "a.xlsx"), ("quillmoor-school", "b.docx")]


def test_links_pipes_sockets_and_folders_are_no_forms(inbox: Inbox, tmp_path: Path) -> None:
    outside = tmp_path / "outside.xlsx"
    outside.write_bytes(b"somebody else's")
    (inbox.folder / "link.xlsx").symlink_to(outside)
    (inbox.folder / "linked-mailbox").symlink_to(tmp_path)
    os.mkfifo(inbox.folder / "pipe.xlsx")
    (inbox.folder / "folder.xlsx").mkdir()
    assert names(inbox) == []


@pytest.mark.parametrize(
    "name",
    [
        "~$form.xlsx",
        ".form.xlsx",
        "form.xlsx.part",
        "form.crdownload",
        "form.TMP",
        "desktop.ini",
        "Thumbs.db",
    ],
)
def test_unfinished_files_and_clutter_are_passed_over_and_listed(inbox: Inbox, name: str) -> None:
    drop(inbox, name)
    assert passed_over(name)
    assert names(inbox) == []
    assert [each.name for each in inbox.passed_over()] == [name]


def test_an_inbox_that_went_away_is_not_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(InboxUnreadable, match="not there"):
        Inbox(tmp_path / "share").waiting()


def test_a_claimed_file_is_out_of_sight_and_read_as_it_was_sent(inbox: Inbox) -> None:
    drop(inbox, "quillmoor-school/form.xlsx", b"answers")
    claim = inbox.claim(inbox.waiting()[0])
    assert claim is not None
    assert names(inbox) == []
    submission = inbox.read(claim, TODAY)
    assert (submission.name, submission.mailbox, submission.content) == (
        "form.xlsx",
        "quillmoor-school",
        b"answers",
    )
    assert submission.received == TODAY


def test_only_one_of_two_gets_a_file(inbox: Inbox) -> None:
    drop(inbox, "form.xlsx")
    waiting = inbox.waiting()[0]
    assert inbox.claim(waiting) is not None
    assert Inbox(inbox.folder).claim(waiting) is None
    assert len(inbox.claims()) == 1


def test_a_claim_left_by_a_crash_is_found_again_in_the_order_of_arrival(inbox: Inbox) -> None:
    for name in ("z.xlsx", "a.xlsx"):
        drop(inbox, name, name.encode())
        claim = inbox.claim(inbox.waiting()[0])
        assert claim is not None
    assert [claim.name for claim in Inbox(inbox.folder).claims()] == ["z.xlsx", "a.xlsx"]


def test_two_files_of_one_name_dropped_one_after_the_other_are_both_kept(inbox: Inbox) -> None:
    for content in (b"first", b"second"):
        drop(inbox, "form.xlsx", content)
        assert inbox.claim(inbox.waiting()[0]) is not None
    assert [inbox.read(claim, TODAY).content for claim in inbox.claims()] == [b"first", b"second"]


def test_a_settled_claim_leaves_nothing_behind(inbox: Inbox) -> None:
    drop(inbox, "quillmoor-school/form.xlsx")
    claim = inbox.claim(inbox.waiting()[0])
    assert claim is not None
    inbox.settle(claim)
    assert list((inbox.folder / "quillmoor-school").iterdir()) == []


def test_a_returned_file_is_given_back_byte_for_byte(inbox: Inbox) -> None:
    drop(inbox, "quillmoor-school/form.xlsx", b"as sent")
    claim = inbox.claim(inbox.waiting()[0])
    assert claim is not None
    inbox.give_back(claim)
    assert everything(inbox.folder) == {"quillmoor-school/returned/as-sent/form.xlsx": b"as sent"}
    assert names(inbox) == []


def test_a_claim_put_back_waits_again_beside_a_newer_file_of_its_name(inbox: Inbox) -> None:
    drop(inbox, "form.xlsx", b"older")
    claim = inbox.claim(inbox.waiting()[0])
    assert claim is not None
    drop(inbox, "form.xlsx", b"newer")
    inbox.put_back(claim)
    assert everything(inbox.folder) == {"form.xlsx": b"newer", "form (2).xlsx": b"older"}


def test_an_answer_is_private_and_never_written_over_one_that_somebody_works_on(inbox: Inbox) -> None:
    answer = Document("returned/form.xlsx", b"marked")
    inbox.deliver("quillmoor-school", [answer])
    inbox.deliver("quillmoor-school", [answer])  # after a crash the same answer comes again
    returned = inbox.folder / "quillmoor-school" / "returned"
    assert everything(returned) == {"form.xlsx": b"marked"}
    assert stat.S_IMODE((returned / "form.xlsx").stat().st_mode) == 0o600
    (returned / "form.xlsx").write_bytes(b"half put right")
    inbox.deliver("quillmoor-school", [answer])
    assert everything(returned) == {"form.xlsx": b"half put right", "form (2).xlsx": b"marked"}


def test_no_answer_leaves_its_mailbox(inbox: Inbox) -> None:
    with pytest.raises(ValueError, match="stay in its folder"):
        inbox.deliver("quillmoor-school", [Document("../other/receipts/x.txt", b"")])


def test_of_a_huge_file_only_enough_is_read_to_tell_that_it_is(inbox: Inbox) -> None:
    place = drop(inbox, "huge.xlsx", b"")
    os.truncate(place, LARGEST * 10)
    claim = inbox.claim(inbox.waiting()[0])
    assert claim is not None
    assert len(inbox.read(claim, TODAY).content) == LARGEST + 1


def test_a_link_put_in_the_place_of_a_claimed_file_is_not_followed(inbox: Inbox, tmp_path: Path) -> None:
    outside = tmp_path / "secret.xlsx"
    outside.write_bytes(b"somebody else's")
    drop(inbox, "form.xlsx")
    claim = inbox.claim(inbox.waiting()[0])
    assert claim is not None
    claim.path.unlink()
    claim.path.symlink_to(outside)
    with pytest.raises(InboxUnreadable):
        inbox.read(claim, TODAY)


def test_a_device_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(InboxUnreadable):
        read_file(Path("/dev/zero"), TODAY)


def test_settled_means_that_two_looks_agree(inbox: Inbox) -> None:
    place = drop(inbox, "form.xlsx", b"half")
    before = inbox.waiting()
    assert inbox.waiting() == before
    place.write_bytes(b"half and half")
    assert inbox.waiting() != before
