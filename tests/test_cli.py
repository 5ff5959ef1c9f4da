"""The commands as people type them: what they say, what they leave behind, what they end with."""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from desk import CASE, CONTRIBUTION, ORIGINAL, OTHER, SET_UP, Desk

from pipeline.cli import intake
from pipeline.storage.inbox import Inbox
from pipeline.storage.settings import PROJECT

# --- reports


def test_an_empty_workspace_says_how_to_begin(desk: Desk) -> None:
    assert desk.rcpc("reports") == 0
    assert "no case yet" in desk.out
    assert "make demo" in desk.out
    assert "make forms" in desk.out


def test_what_was_dropped_is_taken_in_set_ups_first_and_the_summary_says_so(desk: Desk) -> None:
    desk.drop("fernshire-school-nursing/ours.json", desk.form(CONTRIBUTION))  # arrives before its case
    desk.drop("set-up.json", desk.form(SET_UP))
    assert desk.rcpc("reports") == 0
    assert desk.events == [("accepted", "case-set-up"), ("accepted", "contribution")]
    assert f"{CASE}, conference on 5 January 2027" in desk.out
    assert "taken in    2 forms: case-set-up and contribution" in desk.out
    assert "missing     " in desk.out
    assert f"built       2 documents in outbox/{CASE}/2027-01-05" in desk.out  # timeline.json, timeline.ics
    assert "laid out    1 form in 1 mailbox" in desk.out
    assert max(map(len, desk.out.splitlines())) <= 80
    assert sorted(desk.files("outbox")) == [
        f"{CASE}/2027-01-05/timeline.ics",
        f"{CASE}/2027-01-05/timeline.json",
    ]
    mailbox = desk.files("inbox/fernshire-school-nursing")
    assert sum(name.startswith("receipts/contribution") for name in mailbox) == 1
    assert sum(name.startswith("forms/contribution") for name in mailbox) == 1
    assert "ours.json" not in mailbox


def test_running_again_changes_nothing_and_says_so(desk: Desk) -> None:
    desk.begin()
    before = {path: path.stat().st_mtime_ns for path in desk.folder.rglob("*")}
    assert desk.rcpc("reports") == 0
    assert "Nothing has changed" in desk.out
    assert "1 case" in desk.out
    assert {path: path.stat().st_mtime_ns for path in desk.folder.rglob("*")} == before


def test_a_form_sent_twice_changes_nothing_but_is_answered(desk: Desk) -> None:
    desk.begin()
    before = desk.files("outbox")
    desk.drop("fernshire-school-nursing/again.json", desk.form(CONTRIBUTION))
    assert desk.rcpc("reports", today="2026-12-05") == 0
    assert "had already 1 form" in desk.out
    assert desk.events[-1] == ("already-had", "contribution")
    assert len(desk.record.accepted) == 2
    assert desk.files("outbox") == before
    receipts = [name for name in desk.files("inbox/fernshire-school-nursing") if name.startswith("receipts/")]
    assert len(receipts) == 2


def test_a_deleted_outbox_is_made_again_byte_for_byte(desk: Desk) -> None:
    desk.begin()
    before = desk.files("outbox")
    shutil.rmtree(desk.folder / "outbox")
    assert desk.rcpc("reports") == 0
    assert desk.files("outbox") == before


def test_a_deleted_memory_is_made_again_from_the_originals(desk: Desk) -> None:
    desk.begin()
    shutil.rmtree(desk.folder / "record" / ".cache")
    assert desk.rcpc("reports") == 0
    assert "Nothing has changed" in desk.out


def test_a_form_with_faults_goes_back_marked_and_the_original_with_it(desk: Desk) -> None:
    desk.begin()
    faulty = desk.form(OTHER, agency="")
    desk.drop("fernshire-police/ours.json", faulty)
    assert desk.rcpc("reports") == 0
    assert "returned    1 form: contribution; look in inbox/fernshire-police/returned" in desk.out
    mailbox = desk.files("inbox/fernshire-police")
    assert mailbox["returned/as-sent/ours.json"] == faulty
    assert [Path(name).suffix for name in sorted(mailbox) if "as-sent" not in name] == [".txt", ".xlsx"]
    (note,) = (content.decode() for name, content in mailbox.items() if name.endswith(".txt"))
    assert "(agency)” is blank" in note
    assert "members' list" not in note  # the family, who belong to no agency, are not the sender's colleagues
    assert "your agency's" not in note  # nor are the family's actions the sender's
    assert desk.events[-1] == ("returned", "contribution")
    assert len(desk.record.accepted) == 2


def test_a_file_that_is_no_form_goes_back_unchanged_with_a_note(desk: Desk) -> None:
    desk.drop("fernshire-police/picture.xlsx", b"\x89PNG not a form at all")
    assert desk.rcpc("reports") == 0
    mailbox = desk.files("inbox/fernshire-police")
    assert b"\x89PNG not a form at all" in mailbox.values()
    assert sorted(Path(name).suffix for name in mailbox) == [".txt", ".xlsx"]
    assert all(name.startswith("returned/") for name in mailbox)
    assert desk.record.accepted == ()


def test_a_text_file_goes_back_beside_its_note_though_both_are_called_txt(desk: Desk) -> None:
    sent = "Siân said that she will come on Tuesday.".encode()
    for _ in range(2):
        desk.drop("fernshire-police/note.txt", sent)
        assert desk.rcpc("reports") == 0
        mailbox = desk.files("inbox/fernshire-police")
        assert sorted(content == sent for content in mailbox.values()) == [False, True]
        assert any(b"This is a plain text file" in content for content in mailbox.values())


def test_a_run_stopped_before_the_receipt_is_taken_up_again_by_the_next(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.begin()
    desk.drop("fernshire-police/ours.json", desk.form(OTHER))

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Inbox, "deliver", stopped)
        assert desk.rcpc("reports") == 130
    assert desk.rcpc("reports") == 0
    assert [event for event, _ in desk.events] == ["accepted", "accepted", "accepted"]
    mailbox = desk.files("inbox/fernshire-police")
    assert [name.split("/")[0] for name in mailbox] == ["receipts"]
    assert b"This is version 1 from you." in next(iter(mailbox.values()))  # the answer that it never had
    assert list((desk.folder / "inbox" / "fernshire-police").glob(".*")) == []


def test_one_broken_case_never_stops_the_others(desk: Desk) -> None:
    desk.begin()
    desk.drop("other.json", desk.form(SET_UP, case="CP-2026-015"))
    assert desk.rcpc("reports") == 0
    before = desk.files(f"outbox/{CASE}")
    shutil.rmtree(desk.folder / "record" / ".cache")
    shutil.rmtree(desk.folder / "outbox" / "CP-2026-015")
    next((desk.folder / "record" / CASE).glob(ORIGINAL)).unlink()
    assert desk.rcpc("reports") == 5
    assert CASE in desk.err
    assert "missing" in desk.err
    assert desk.files("outbox/CP-2026-015")
    assert desk.files(f"outbox/{CASE}") == before  # the last that anybody has is left in place


def test_forms_of_a_case_that_cannot_be_put_together_wait_until_it_can(desk: Desk) -> None:
    desk.begin()
    shutil.rmtree(desk.folder / "record" / ".cache")
    original = next((desk.folder / "record" / CASE).glob(ORIGINAL))
    away = original.rename(desk.folder / "away")
    desk.drop("fernshire-police/ours.json", desk.form(OTHER))
    desk.drop("larkspur-riding-club/set-up.json", desk.form(SET_UP))
    assert desk.rcpc("reports") == 5
    waiting = {"fernshire-police/ours.json", "larkspur-riding-club/set-up.json"}
    assert waiting <= desk.files("inbox").keys()
    assert len(desk.events) == 2

    away.rename(original)
    assert desk.rcpc("reports") == 0
    assert desk.events[2:] == [("returned", "case-set-up"), ("accepted", "contribution")]


def test_documents_of_a_conference_that_was_moved_go(desk: Desk) -> None:
    desk.begin()
    desk.drop("moved.json", desk.form(SET_UP, next_conference="2027-01-12"))
    assert desk.rcpc("reports") == 0
    assert {name.split("/")[1] for name in desk.files("outbox")} == {"2027-01-12"}


def test_only_the_cases_asked_for_are_built(desk: Desk) -> None:
    desk.begin()
    shutil.rmtree(desk.folder / "outbox" / CASE)
    desk.drop("other.json", desk.form(SET_UP, case="CP-2026-015"))
    assert desk.rcpc("reports", "CP-2026-015") == 0
    assert {name.split("/")[0] for name in desk.files("outbox")} == {"CP-2026-015"}


def test_a_misspelt_case_is_answered_with_the_one_meant_and_what_came_in_is_still_told(desk: Desk) -> None:
    desk.begin()
    desk.drop("fernshire-police/ours.json", desk.form(OTHER, agency=""))
    assert desk.rcpc("reports", "cp-2026-14") == 2
    assert "There is no case cp-2026-14. Did you mean CP-2026-014?" in desk.err
    assert "returned    1 form: contribution" in desk.out
    assert desk.rcpc("timeline", CASE.lower()) == 0
    assert desk.rcpc("timeline", "Larkspur") == 2
    assert "There is no case Larkspur. Known: CP-2026-014." in desk.err


# --- our own troubles


def test_a_fault_of_ours_leaves_a_log_without_anything_from_the_form(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.begin()
    desk.drop("fernshire-police/ours.json", desk.form(OTHER))

    def faulty(*_: object, **__: object) -> None:
        raise ValueError("Hazel Larkspur said")

    with monkeypatch.context() as patch:
        patch.setattr(intake, "judge", faulty)
        assert desk.rcpc("reports") == 70
    (log,) = (desk.folder / "record" / ".faults").iterdir()
    assert "ValueError" in log.read_text()
    assert "faulty" in log.read_text()
    assert "Hazel" not in log.read_text() + desk.out + desk.err
    assert log.name in desk.err.replace("\n", "")
    assert "ours.json" in desk.files("inbox/fernshire-police")  # it waits for the next run
    assert desk.rcpc("reports") == 0
    assert len(desk.record.accepted) == 3


def test_a_fault_in_the_command_itself_is_logged_in_its_workspace(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(*_: object) -> None:
        raise ValueError("Hazel Larkspur said")

    monkeypatch.setattr("pipeline.cli.commands.run_reports", faulty)
    assert desk.rcpc("reports") == 70
    (log,) = (desk.folder / "record" / ".faults").iterdir()
    assert "Hazel" not in log.read_text() + desk.err


def _no_findings(desk: Desk) -> None:
    shutil.copytree(PROJECT / "schemas", desk.folder / "schemas")
    (desk.folder / "schemas" / "findings.yaml").write_text("- no")


def _inbox_gone(desk: Desk) -> None:
    shutil.rmtree(desk.folder / "inbox")


def _outbox_is_a_file(desk: Desk) -> None:
    shutil.rmtree(desk.folder / "outbox")
    (desk.folder / "outbox").write_text("")


def _log_changed(desk: Desk) -> None:
    log = desk.folder / "record" / "log.jsonl"
    log.write_bytes(log.read_bytes().replace(b"accepted", b"returned", 1))


@pytest.mark.parametrize(
    ("harm", "code", "said"),
    [
        (_no_findings, 3, "findings.yaml"),
        (_inbox_gone, 4, "inbox is not there"),
        (_outbox_is_a_file, 5, "cannot be written"),
        (_log_changed, 5, "Line 2"),
    ],
)
def test_each_trouble_ends_with_its_own_code_and_a_plain_sentence(
    desk: Desk, harm: Callable[[Desk], None], code: int, said: str
) -> None:
    desk.begin()
    harm(desk)
    assert desk.rcpc("reports") == code
    assert said in desk.err.replace("\n", " ")
    assert "Traceback" not in desk.err


@pytest.mark.parametrize(
    "typed",
    [
        ("bogus",),
        ("reports", "--bogus"),
        ("timeline",),
        ("timeline", CASE, "--rcpc", "2027-04-20"),
        ("timeline", "--rcpc", "soon"),
        ("timeline", "--rcpc", "2027-04-20", "--nation", "Atlantis"),
        ("timeline", "CP-9"),
        ("reports", "CP-9"),
        ("forms", "CP-9"),
        ("check",),
    ],
)
def test_a_wrong_command_ends_with_2(desk: Desk, typed: tuple[str, ...]) -> None:
    assert desk.rcpc(*typed) == 2
    assert desk.err
    assert "Traceback" not in desk.err


def test_a_second_run_at_the_same_time_is_refused(desk: Desk) -> None:
    from pipeline.storage.lock import alone

    with alone(desk.folder / "record"):
        assert desk.rcpc("reports") == 5
    assert "Another run" in desk.err


# --- questions


def test_check_says_what_is_wrong_and_takes_nothing_in(desk: Desk) -> None:
    desk.begin()
    file = desk.folder / "ours.json"
    file.write_bytes(desk.form(OTHER, agency=""))
    assert desk.rcpc("check", str(file), "--json") == 1
    (said,) = json.loads(desk.out)
    assert said["accepted"] is False
    assert "stop" in {finding["level"] for finding in said["findings"]}
    assert all(finding["says"] and finding["code"] for finding in said["findings"])
    assert desk.rcpc("check", str(file)) == 1
    assert "would come back" in desk.out
    assert desk.out.splitlines()[1] == "  To put right:"
    assert file.exists()
    assert len(desk.record.entries) == 2


def test_timeline_of_a_case_and_of_a_conference_not_yet_booked(desk: Desk) -> None:
    desk.begin()
    assert desk.rcpc("timeline", CASE, "--json") == 0
    said = json.loads(desk.out)
    assert (said["case"], said["rcpc"], said["nation"]) == (CASE, "2027-01-05", "England and Wales")
    assert desk.rcpc("timeline", "--rcpc", "2027-07-20", "--nation", "Scotland", "--json") == 0
    # Four weeks before is 22 June, and Scotland has no bank holiday in between: the sum just fits.
    said = json.loads(desk.out)
    assert (said["feasible"], said["slack_working_days"], said["latest_core_group"]) == (
        True,
        0,
        "2027-06-22",
    )
    assert desk.rcpc("timeline", "--rcpc", "20/7/2027") == 2
    assert "“20/7/2027” is not a day that can be read. Write year, month and day" in desk.err
    assert desk.rcpc("timeline", CASE) == 0
    assert max(map(len, desk.out.splitlines())) <= 80


def test_status_lists_cases_what_waits_and_what_is_passed_over(desk: Desk) -> None:
    desk.begin()
    desk.drop("fernshire-police/ours.json", desk.form(OTHER))
    desk.drop("~$ours.xlsx", b"lock")
    assert desk.rcpc("status", "--json") == 0
    said = json.loads(desk.out)
    assert [case["case"] for case in said["cases"]] == [CASE]
    assert said["cases"][0]["contributions"] == 1
    assert said["waiting"] == [["fernshire-police", "ours.json"]]
    assert said["passed_over"] == [["", "~$ours.xlsx"]]
    desk.drop(".gitkeep", b"")
    assert desk.rcpc("status") == 0
    assert "Waiting in the inbox: 1 file." in desk.out
    assert "  fernshire-police/ours.json\n" in desk.out
    assert "~$ours.xlsx" in desk.out
    assert ".gitkeep" not in desk.out
    (desk.folder / "inbox" / "fernshire-police" / "ours.json").unlink()
    assert desk.rcpc("status") == 0
    assert "Nothing is waiting in the inbox." in desk.out


def test_status_of_an_inbox_that_is_away_does_not_call_it_empty(desk: Desk) -> None:
    desk.begin()
    (desk.folder / "inbox").rename(desk.folder / "away")
    assert desk.rcpc("status") == 4
    assert "The inbox is not there." in desk.err
    assert "Nothing is waiting" not in desk.out
    assert desk.rcpc("status", "--json") == 4
    assert json.loads(desk.out)["waiting"] is None


def test_verify_proves_the_record_and_the_outbox(desk: Desk) -> None:
    desk.begin()
    assert desk.rcpc("verify") == 0
    assert "2 forms" in desk.out
    document = desk.folder / "outbox" / CASE / "2027-01-05" / "timeline.json"
    document.write_bytes(document.read_bytes().replace(b"2027", b"2028", 1))
    assert desk.rcpc("verify", "--json") == 1
    said = json.loads(desk.out)
    assert (said["whole"], said["agrees"]) == (True, False)
    assert said["outbox"] == [f"outbox/{CASE}/2027-01-05/timeline.json"]
    original = next((desk.folder / "record" / CASE).glob(ORIGINAL))
    original.chmod(0o600)
    original.write_bytes(original.read_bytes() + b" ")
    assert desk.rcpc("verify") == 1
    assert f"{CASE}/{original.name}" in desk.out.replace("\n", "")  # which file to bring back
    assert "has been changed" in desk.out


def test_asking_leaves_no_trace(desk: Desk) -> None:
    desk.begin()
    shutil.rmtree(desk.folder / "record" / ".cache")
    before = sorted(desk.folder.rglob("*"))
    for typed in (("status",), ("verify",), ("timeline", CASE)):
        assert desk.rcpc(*typed) == 0
    assert sorted(desk.folder.rglob("*")) == before


def test_forms_of_a_case_go_to_its_mailboxes(desk: Desk) -> None:
    desk.begin()
    forms = desk.folder / "inbox" / "fernshire-school-nursing" / "forms"
    shutil.rmtree(forms)
    assert desk.rcpc("reports") == 0
    assert not forms.exists()  # somebody took them, and nobody asked for them again
    assert desk.rcpc("forms", CASE) == 0
    assert len(list(forms.iterdir())) == 1
    assert "inbox/fernshire-school-nursing/forms" in desk.out


def test_mailboxes_may_be_shared_with_a_group(desk: Desk) -> None:
    (desk.folder / "pipeline.toml").write_text('[folders]\nmailboxes = "group"\n')
    desk.begin()
    mailbox = desk.folder / "inbox" / "fernshire-school-nursing"
    assert stat.S_IMODE(mailbox.stat().st_mode) & 0o7070 == 0o2070
    for folder in ("forms", "receipts"):
        (file,) = (mailbox / folder).iterdir()
        assert stat.S_IMODE(file.stat().st_mode) & 0o777 == 0o660
        file.unlink()
    assert desk.rcpc("forms", CASE) == 0
    (file,) = (mailbox / "forms").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) & 0o777 == 0o660
    assert all(stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 for path in (desk.folder / "record").rglob("*"))


# --- a record that went away


def test_a_record_that_is_not_there_costs_no_document(desk: Desk) -> None:
    desk.begin()
    before = desk.files("outbox")
    (desk.folder / "record").rename(desk.folder / "away")
    assert desk.rcpc("reports") == 0
    assert desk.files("outbox") == before


# --- demo


def test_the_demo_shows_every_kind_of_arrival_and_changes_nothing_the_second_time(desk: Desk) -> None:
    assert desk.rcpc("demo") == 0, desk.err
    assert "1 form returned to the sender" in desk.out
    assert "sent again, which changes nothing" in desk.out
    assert f"Everything is in demo/outbox/{CASE}/2027-01-05" in desk.out
    before = desk.files("demo")
    assert desk.rcpc("demo") == 0
    assert "Nothing has changed" in desk.out
    assert desk.files("demo") == before
