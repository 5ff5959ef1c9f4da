"""What is dropped is waiting, claimed, or back with its sender: at every moment exactly one of them."""

from __future__ import annotations

import errno
import os
import stat
import tracemalloc
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

import pytest

from pipeline.errors import InboxUnreadable
from pipeline.model.document import Document
from pipeline.storage.dropped import LARGEST
from pipeline.storage.inbox import Claim, Inbox, read_file
from pipeline.storage.rights import PRIVATE, SHARED
from pipeline.storage.scan import Why, passed_over

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


def claimed(inbox: Inbox, name: str = "") -> Claim:
    """The first file that waits, or the one of that name, read and claimed."""
    waiting = next(each for each in inbox.waiting() if name in ("", each.name))
    submission = inbox.look_into(waiting, TODAY)
    assert submission is not None
    claim = inbox.claim(waiting, submission.content)
    assert claim is not None
    return claim


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
    assert [(each.name, each.why) for each in inbox.scan().passed_over] == [(name, Why.NAME)]


def test_an_inbox_that_went_away_is_not_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(InboxUnreadable, match="not there"):
        Inbox(tmp_path / "share").waiting()


def test_a_claimed_file_is_out_of_sight_and_read_as_it_was_sent(inbox: Inbox) -> None:
    drop(inbox, "quillmoor-school/form.xlsx", b"answers")
    claim = claimed(inbox)
    assert names(inbox) == []
    _, submission = inbox.read(claim, TODAY)
    assert (submission.name, submission.mailbox, submission.content) == (
        "form.xlsx",
        "quillmoor-school",
        b"answers",
    )
    assert submission.received == TODAY


def test_only_one_of_two_gets_a_file(inbox: Inbox) -> None:
    drop(inbox, "form.xlsx")
    waiting = inbox.waiting()[0]
    assert inbox.claim(waiting, b"form") is not None
    assert Inbox(inbox.folder).claim(waiting, b"form") is None
    assert len(inbox.claims()) == 1


def test_a_claim_left_by_a_crash_is_found_again_in_the_order_of_arrival(inbox: Inbox) -> None:
    for name in ("z.xlsx", "a.xlsx"):
        drop(inbox, name, name.encode())
        claimed(inbox)
    assert [claim.name for claim in Inbox(inbox.folder).claims()] == ["z.xlsx", "a.xlsx"]


def test_two_files_of_one_name_dropped_one_after_the_other_are_both_kept(inbox: Inbox) -> None:
    for content in (b"first", b"second"):
        drop(inbox, "form.xlsx", content)
        claimed(inbox)
    assert [inbox.read(claim, TODAY)[1].content for claim in inbox.claims()] == [b"first", b"second"]


def test_a_settled_claim_leaves_nothing_behind(inbox: Inbox) -> None:
    drop(inbox, "quillmoor-school/form.xlsx")
    claim = claimed(inbox)
    inbox.settle(claim)
    inbox.close_claims()
    assert list((inbox.folder / "quillmoor-school").iterdir()) == []


def test_a_returned_file_is_given_back_byte_for_byte(inbox: Inbox) -> None:
    drop(inbox, "quillmoor-school/form.xlsx", b"as sent")
    claim = claimed(inbox)
    inbox.give_back(claim)
    assert everything(inbox.folder) == {"quillmoor-school/returned/as-sent/form.xlsx": b"as sent"}
    assert names(inbox) == []


def test_a_huge_file_is_given_back_without_being_read(inbox: Inbox) -> None:
    for _ in range(2):  # the second time it stands beside its like
        place = drop(inbox, "huge.xlsx", b"")
        os.truncate(place, LARGEST * 10)
        claim = claimed(inbox)
        tracemalloc.start()
        inbox.give_back(claim)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert most < LARGEST
    assert [path.name for path in (inbox.folder / "returned" / "as-sent").iterdir()] == ["huge.xlsx"]


def test_a_claim_put_back_waits_again_beside_a_newer_file_of_its_name(inbox: Inbox) -> None:
    drop(inbox, "form.xlsx", b"older")
    claim = claimed(inbox)
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
    assert len(inbox.read(claimed(inbox), TODAY)[1].content) == LARGEST + 1


def test_a_link_put_in_the_place_of_a_claimed_file_is_not_followed(inbox: Inbox, tmp_path: Path) -> None:
    outside = tmp_path / "secret.xlsx"
    outside.write_bytes(b"somebody else's")
    drop(inbox, "form.xlsx")
    claim = claimed(inbox)
    claim.path.unlink()
    claim.path.symlink_to(outside)
    with pytest.raises(InboxUnreadable):
        inbox.read(claim, TODAY)


def test_a_device_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(InboxUnreadable):
        read_file(Path("/dev/zero"), TODAY)


def test_settled_means_that_two_looks_agree(inbox: Inbox) -> None:
    place = drop(inbox, "form.xlsx", b"half")
    before = inbox.waiting()[0].what
    place.chmod(0o640)  # a virus scanner was here; nobody wrote anything
    assert inbox.waiting()[0].what == before
    place.write_bytes(b"half and half")
    assert inbox.waiting()[0].what != before


# --- between the look and the claim


def test_a_file_that_was_written_after_the_look_is_not_read(inbox: Inbox) -> None:
    place = drop(inbox, "form.xlsx", b"half")
    waiting = inbox.waiting()[0]
    place.write_bytes(b"half and half")
    assert inbox.look_into(waiting, TODAY) is None


@pytest.mark.parametrize("replace", [True, False])
def test_a_file_that_is_another_by_the_time_it_is_claimed_waits_again(inbox: Inbox, replace: bool) -> None:
    place = drop(inbox, "form.xlsx", b"first")
    about = place.stat()
    waiting = inbox.waiting()[0]
    if replace:
        place.unlink()
    place.write_bytes(b"other")  # as long as the first, and with its date
    os.utime(place, ns=(about.st_atime_ns, about.st_mtime_ns))
    assert inbox.claim(waiting, b"first") is None
    assert everything(inbox.folder) == {"form.xlsx": b"other"}
    assert names(inbox) == [("", "form.xlsx")]


def test_a_file_that_was_taken_away_or_became_something_else_is_passed_by(inbox: Inbox) -> None:
    for name in ("a.xlsx", "b.xlsx", "c.xlsx"):
        drop(inbox, name)
    gone, pipe, link = inbox.waiting()
    for each in (gone, pipe, link):
        (inbox.folder / each.name).unlink()
    os.mkfifo(inbox.folder / pipe.name)
    (inbox.folder / link.name).symlink_to("/etc/hostname")
    assert [inbox.look_into(each, TODAY) for each in (gone, pipe, link)] == [None, None, None]
    assert [inbox.claim(each, b"form") for each in (gone, pipe, link)] == [None, None, None]
    assert (inbox.folder / pipe.name).is_fifo()
    assert (inbox.folder / link.name).is_symlink()
    assert list(inbox.folder.glob(".claimed/*")) == []


def test_a_claim_never_makes_a_mailbox_that_has_gone(inbox: Inbox) -> None:
    drop(inbox, "quillmoor-school/form.xlsx")
    waiting = inbox.waiting()[0]
    (inbox.folder / "quillmoor-school").rename(inbox.folder.parent / "away")
    assert inbox.claim(waiting, b"form") is None
    assert list(inbox.folder.iterdir()) == []


def test_whoever_still_writes_a_file_that_was_taken_in_finds_it_waiting_again(inbox: Inbox) -> None:
    with drop(inbox, "form.xlsx", b"first").open("ab") as writer:
        claim = claimed(inbox)
        writer.write(b" and more")
        writer.flush()
        inbox.settle(claim)
    assert everything(inbox.folder) == {"form.xlsx": b"first and more"}


def test_a_claim_put_back_is_never_laid_over_what_was_dropped_meanwhile(inbox: Inbox) -> None:
    drop(inbox, "form.xlsx", b"mine")
    claim = claimed(inbox)
    for name in ("form.xlsx", "form (2).xlsx"):
        drop(inbox, name, b"theirs")
    inbox.put_back(claim)
    assert everything(inbox.folder) == {
        "form.xlsx": b"theirs",
        "form (2).xlsx": b"theirs",
        "form (3).xlsx": b"mine",
    }


# --- names, kinds, mailboxes


NASTY = [
    "-rf.xlsx",
    "two\nlines.xlsx",
    "tab\there.xlsx",
    "a" * 250 + ".xlsx",
    "ŵ" * 120 + ".xlsx",
    os.fsdecode(b"not \xff utf-8.xlsx"),
    " leading and trailing .xlsx ",
    "\u202excod.xlsx",
    "con.xlsx",
    "%s%n.xlsx",
    "$(reboot).xlsx",
    "no ending",
    "\N{COMBINING ACUTE ACCENT}.xlsx",
]


@pytest.mark.parametrize("name", NASTY)
def test_a_file_may_have_any_name(inbox: Inbox, name: str) -> None:
    drop(inbox, name, b"first")
    inbox.give_back(claimed(inbox))
    drop(inbox, name, b"second")
    claim = claimed(inbox)
    drop(inbox, name, b"third")
    inbox.put_back(claim)
    claims = [claimed(inbox), claimed(inbox)]
    for each in claims:
        inbox.give_back(each)
    assert sorted(everything(inbox.folder).values()) == [b"first", b"second", b"third"]
    assert all("returned/as-sent/" in path for path in everything(inbox.folder))


def test_what_cannot_be_a_form_is_listed(inbox: Inbox, tmp_path: Path) -> None:
    (inbox.folder / "link.xlsx").symlink_to(tmp_path / "nothing")
    (inbox.folder / "quillmoor-school" / "my forms").mkdir()
    (inbox.folder / "quillmoor-school" / "forms").mkdir()  # ours
    os.mkfifo(inbox.folder / "pipe.xlsx")
    assert [(each.mailbox, each.name) for each in inbox.scan().passed_over] == [
        ("", "link.xlsx"),
        ("", "pipe.xlsx"),
        ("quillmoor-school", "my forms"),
    ]


def test_a_mailbox_that_may_not_be_looked_into_hides_no_other(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.scandir

    def refusing(path: Path) -> object:
        if path.name == "closed":
            raise PermissionError(13, "Permission denied")
        return real(path)

    drop(inbox, "closed/form.xlsx")
    drop(inbox, "quillmoor-school/form.xlsx")
    monkeypatch.setattr(os, "scandir", refusing)
    assert names(inbox) == [("quillmoor-school", "form.xlsx")]
    assert [(each.mailbox, each.why) for each in inbox.scan().passed_over] == [("closed", Why.CLOSED)]


def test_an_answer_is_not_laid_through_a_link(inbox: Inbox, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (inbox.folder / "quillmoor-school" / "receipts").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InboxUnreadable):
        inbox.deliver("quillmoor-school", [Document("receipts/x.txt", b"taken in")])
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize(
    ("link", "to"),
    [
        (".claimed", "../fernshire-police"),
        (".claimed/1", "../../fernshire-police/returned"),
        (".claimed/1/theirs.xlsx", "../../../fernshire-police/returned/theirs.xlsx"),
    ],
)
def test_no_link_makes_a_claim_of_what_lies_in_another_mailbox(inbox: Inbox, link: str, to: str) -> None:
    drop(inbox, "fernshire-police/returned/theirs.xlsx")
    (inbox.folder / "fernshire-police" / "empty").mkdir()
    place = inbox.folder / "quillmoor-school" / link
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(to)
    assert place.exists()
    assert inbox.claims() == ()
    inbox.sweep()
    assert (inbox.folder / "fernshire-police" / "empty").is_dir()


def test_a_file_is_not_claimed_into_another_mailbox(inbox: Inbox) -> None:
    (inbox.folder / "fernshire-police").mkdir()
    (inbox.folder / "quillmoor-school" / ".claimed").symlink_to("../fernshire-police")
    drop(inbox, "quillmoor-school/form.xlsx")
    with pytest.raises(InboxUnreadable):
        inbox.claim(inbox.waiting()[0], b"form")
    assert names(inbox) == [("quillmoor-school", "form.xlsx")]
    assert list((inbox.folder / "fernshire-police").iterdir()) == []
    assert [(each.name, each.why) for each in inbox.scan().passed_over] == [(".claimed", Why.KIND)]


def test_the_inbox_itself_may_be_a_link_to_its_share(tmp_path: Path) -> None:
    (tmp_path / "share").mkdir()
    (tmp_path / "inbox").symlink_to("share")
    inbox = Inbox(tmp_path / "inbox")
    drop(inbox, "form.xlsx")
    claim = claimed(inbox)
    assert inbox.claims() == (Claim("", "form.xlsx", claim.path),)
    inbox.deliver("", [Document("returned/note.txt", b"note")])
    inbox.give_back(claim)
    assert sorted(everything(tmp_path / "share")) == ["returned/as-sent/form.xlsx", "returned/note.txt"]


def test_what_a_killed_run_left_half_done_is_swept(inbox: Inbox) -> None:
    (inbox.folder / "quillmoor-school" / ".claimed" / "00000000000000000001-0000").mkdir(parents=True)
    drop(inbox, "quillmoor-school/receipts/.unfinished-12", b"half")
    inbox.sweep()
    assert list((inbox.folder / "quillmoor-school").rglob("*")) == [
        inbox.folder / "quillmoor-school" / "receipts"
    ]


# --- who may look in


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_answers_are_private_unless_mailboxes_are_shared_with_a_group(tmp_path: Path) -> None:
    was = os.umask(0o077)
    try:
        for name, rights, folders, files in (
            ("private", PRIVATE, 0o700, 0o600),
            ("shared", SHARED, 0o2770, 0o660),
        ):
            inbox = Inbox(tmp_path / name, rights=rights)
            inbox.folder.mkdir()
            inbox.deliver("school", [Document("receipts/x.txt", b"taken in")])
            assert mode(inbox.folder / "school") == folders
            assert mode(inbox.folder / "school" / "receipts") == folders
            assert mode(inbox.folder / "school" / "receipts" / "x.txt") == files
            drop(inbox, "school/form.xlsx")
            assert mode(claimed(inbox).path.parent) & 0o077 == 0  # nobody else has any business with a claim
    finally:
        os.umask(was)


def test_forms_laid_out_are_opened_to_the_group_and_nobodys_rights_are_taken_away(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path, rights=SHARED)
    form, sent, dropped = (
        drop(inbox, f"school/{path}") for path in ("forms/a.xlsx", "returned/as-sent/b.xlsx", "c.xlsx")
    )
    (tmp_path / "school").chmod(0o755)
    for path in (form, sent, dropped):
        path.chmod(0o600)
    inbox.open_to_group()
    assert mode(tmp_path / "school") == 0o2775
    assert (mode(form), mode(sent), mode(dropped)) == (0o660, 0o660, 0o600)
    form.chmod(0o600)
    Inbox(tmp_path).open_to_group()  # private: nothing is opened
    assert mode(form) == 0o600


# --- which inbox it is


@pytest.fixture
def known(tmp_path: Path) -> Inbox:
    (tmp_path / "share").mkdir()
    inbox = Inbox(tmp_path / "share", tmp_path / "record")
    inbox.adopt()
    return inbox


def test_an_empty_folder_where_the_inbox_was_is_a_share_that_is_not_connected(known: Inbox) -> None:
    assert known.waiting() == ()
    known.folder.rename(known.folder.with_name("away"))
    with pytest.raises(InboxUnreadable, match="not there"):
        known.waiting()
    known.folder.mkdir()  # the mount point
    for ask in (known.waiting, known.adopt, lambda: known.deliver("school", [])):
        with pytest.raises(InboxUnreadable, match="not the inbox that was here before") as refused:
            ask()
        assert "an empty file called .rcpc-inbox" in refused.value.do_next
    assert list(known.folder.iterdir()) == []
    known.folder.rmdir()
    known.folder.with_name("away").rename(known.folder)
    assert known.waiting() == ()


def test_the_inbox_of_another_record_is_refused(known: Inbox, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    Inbox(tmp_path / "other", tmp_path / "another-record").adopt()
    with pytest.raises(InboxUnreadable, match="not the inbox that was here before"):
        Inbox(tmp_path / "other", tmp_path / "record").waiting()


@pytest.mark.parametrize("put", [os.mkfifo, lambda place: place.symlink_to("/dev/zero")])
def test_whatever_is_put_in_the_place_of_the_mark_is_not_waited_for(
    known: Inbox, put: Callable[[Path], None], at_most: Callable[[int], AbstractContextManager[None]]
) -> None:
    (known.folder / ".rcpc-inbox").unlink()
    put(known.folder / ".rcpc-inbox")
    with at_most(20), pytest.raises(InboxUnreadable):
        known.check()


def test_a_new_inbox_on_purpose_has_an_empty_marker(known: Inbox, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / ".rcpc-inbox").touch()
    moved = Inbox(tmp_path / "new", tmp_path / "record")
    assert moved.waiting() == ()
    moved.adopt()
    assert (tmp_path / "new" / ".rcpc-inbox").read_bytes() == (known.folder / ".rcpc-inbox").read_bytes()


def test_a_record_brought_back_without_its_memory_takes_the_inbox_that_is_there(known: Inbox) -> None:
    again = Inbox(known.folder, known.folder.with_name("new-record"))
    again.adopt()
    known.folder.rename(known.folder.with_name("away"))
    known.folder.mkdir()
    with pytest.raises(InboxUnreadable):
        again.waiting()


def test_a_share_that_hangs_is_told_as_such(known: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not as a fault of ours: nobody can mend that but whoever looks after the share."""
    drop(known, "quillmoor-school/form.xlsx")

    def stale(*_: object, **__: object) -> None:
        raise OSError(errno.ESTALE, "Stale file handle")

    for owner, name, asked in (
        (Path, "is_dir", (known.check, known.waiting, known.adopt)),
        (os, "open", (known.check, known.waiting, known.adopt)),
        (Path, "glob", (known.claims, known.sweep)),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, stale)
            for ask in asked:
                with pytest.raises(InboxUnreadable, match="Stale file handle"):
                    ask()
    assert names(known) == [("quillmoor-school", "form.xlsx")]
