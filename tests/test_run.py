"""The straight line without a disk: what becomes of a submission, and what a record turns into."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from judging import answer, answer_apart, judge

from pipeline.model.case import Case
from pipeline.model.prefill import Prefill
from pipeline.model.submission import Accepted, Judged, Submission
from pipeline.render.word_form import word_form
from pipeline.render.workbook import workbook
from pipeline.rulebook.library import Library
from pipeline.run import (
    Planned,
    authorised_state,
    documents,
    fold_record,
    mailbox_forms,
)
from pipeline.storage.example import Sent, load_example

EXAMPLE = {sent.name: sent for sent in load_example(Path(__file__).parents[1] / "example")}
TODAY = date(2026, 12, 16)
OTHERS = {
    "acorn-hollow-primary-school",
    "beacon-tor-academy",
    "clearwater-recovery-service",
    "fernshire-childrens-services",
    "fernshire-police",
    "willowgate-surgery",
}


def dropped(sent: Sent, **changes: Any) -> Submission:
    """A form of the example as JSON; ``changes`` replace whole blocks."""
    content = {"form": sent.form, "version": 1, **sent.answers, **changes}
    return Submission(f"{sent.name}.json", json.dumps(content).encode(), sent.mailbox, sent.received)


def record(library: Library, submissions: Sequence[Submission]) -> list[Accepted]:
    """The record after these, each one accepted."""
    accepted: list[Accepted] = []
    for number, submission in enumerate(submissions, 1):
        cases = fold_record(accepted, library)
        judged = judge(submission, library, cases, submission.received)
        assert judged.accepted, judged.findings
        assert judged.filled is not None
        accepted.append(Accepted(number, f"digest-{number}", submission.received, judged.filled))
    return accepted


@pytest.fixture(scope="module")
def set_up(library: Library) -> list[Accepted]:
    return record(library, [dropped(EXAMPLE["01-case-set-up"])])


@pytest.fixture(scope="module")
def cases(library: Library, set_up: list[Accepted]) -> tuple[Case, ...]:
    return fold_record(set_up, library)


def answered(judged: Judged, cases: Sequence[Case], library: Library) -> dict[str, bytes]:
    """What goes back, by the ending of its path."""
    return {document.path.rpartition(".")[2]: document.content for document in answer(judged, cases, library)}


def test_a_stopped_word_form_comes_back_as_word(library: Library, cases: tuple[Case, ...]) -> None:
    minutes = EXAMPLE["02-minutes-first"]
    meeting = {**minutes.answers["meeting"], "held": "the Thursday before half term"}
    answers = {**minutes.answers, "meeting": meeting}
    content = word_form(library.forms["minutes"], library.words["en"], Prefill("CP-2026-014", answers))
    judged = judge(Submission("a.docx", content, "", TODAY), library, cases, TODAY)
    assert not judged.accepted
    back = answered(judged, cases, library)
    assert sorted(back) == ["docx", "txt"]
    document = docx.Document(BytesIO(back["docx"]))
    text = " ".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    assert "the Thursday before half term" in text
    assert "“I want Mum to wake up before the telly does.”" in text


def test_an_answer_that_no_cell_can_hold_sends_the_file_itself_back(
    library: Library, cases: tuple[Case, ...]
) -> None:
    submission = dropped(EXAMPLE["07-school-nursing"], other={"other": "x" * 40_000})
    judged = judge(submission, library, cases, TODAY)
    back = answered(judged, cases, library)
    assert back["json"] == submission.content
    assert "has 40000 characters; there is room for 30000." in back["txt"].decode()


def test_what_stood_beside_the_questions_stands_in_the_note(
    library: Library, cases: tuple[Case, ...]
) -> None:
    form = library.forms["contribution"]
    book = openpyxl.load_workbook(BytesIO(workbook(form, library.words["en"], Prefill("CP-2026-014"))))
    book["Analysis"]["H30"] = "I was not sure where to put this."
    content = BytesIO()
    book.save(content)
    judged = judge(Submission("a.xlsx", content.getvalue(), "", TODAY), library, cases, TODAY)
    assert not judged.accepted
    assert "cell H30: I was not sure where to put this." in answered(judged, cases, library)["txt"].decode()


@pytest.mark.parametrize("mailbox", ["", "example-riding-school"])
def test_a_stranger_to_the_case_reads_nothing_of_it(
    library: Library, cases: tuple[Case, ...], mailbox: str
) -> None:
    about = {
        "case": "CP-2026-014",
        "name": "Zed Quill",
        "agency": "Example Riding School",
        "written": "2026-12-02",
    }
    content = json.dumps({"form": "contribution", "version": 1, "about": about}).encode()
    judged = judge(Submission("a.json", content, mailbox, TODAY), library, cases, TODAY)
    assert not judged.accepted
    back = answered(judged, cases, library)
    book = openpyxl.load_workbook(BytesIO(back["xlsx"]))
    said = back["txt"].decode() + " ".join(
        str(cell.value) + (cell.comment.text if cell.comment else "")
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value
    )
    known = cases[0].set_up.form
    names = [row.name for rows in (known.children, known.parents, known.members) for row in rows]
    agencies = {member.agency for member in known.members if member.agency}
    secrets = {part for name in names for part in name.split()} | agencies
    assert [secret for secret in secrets if secret in said] == []


def test_a_final_report_is_the_case_as_it_stood_when_it_was_authorised(library: Library) -> None:
    names = ("01-case-set-up", "02-minutes-first", "07-school-nursing")
    sent = [dropped(EXAMPLE[name]) for name in names]
    authorisation = {
        "authorisation": "Authorised",
        "authorised_by": "Colin Ashdown",
        "authorised_on": "2026-12-15",
    }
    sign_off = dropped(EXAMPLE["13-sign-off"], authorisation=authorisation)
    before = record(library, sent)
    assert authorised_state(fold_record(before, library)[0], before, library) is None
    after = record(library, [*sent, sign_off, dropped(EXAMPLE["08-police"])])
    case = fold_record(after, library)[0]
    final = authorised_state(case, after, library)
    assert final is not None
    assert [r.form.agency for r in case.contributions] == ["Fernshire Police", "Fernshire School Nursing"]
    assert [r.form.agency for r in final.contributions] == ["Fernshire School Nursing"]


def test_only_the_timeline_is_out_of_date_on_another_day(library: Library, cases: tuple[Case, ...]) -> None:
    def prints(today: date) -> dict[str, str]:
        return {planned.path: planned.fingerprint for planned in documents(cases[0], library, today)}

    one, other = prints(TODAY), prints(TODAY + timedelta(days=1))
    assert prints(TODAY) == one
    differ = {path for path in one if one[path] != other[path]}
    assert differ == {"timeline.docx", "timeline.pdf", "timeline.json", "timeline.ics"}


def test_each_agency_gets_its_own_actions_and_only_the_lead_the_sign_off(
    library: Library, cases: tuple[Case, ...]
) -> None:
    mailboxes = mailbox_forms(cases[0], library)
    assert sorted(mailboxes) == [
        "acorn-hollow-primary-school",
        "beacon-tor-academy",
        "clearwater-recovery-service",
        "fernshire-childrens-services",
        "fernshire-police",
        "fernshire-school-nursing",
        "willowgate-surgery",
    ]
    assert [name for name, forms in mailboxes.items() if any("sign-off" in f.path for f in forms)] == [
        "fernshire-childrens-services"
    ]

    def contribution(forms: tuple[Planned, ...]) -> str:
        (planned,) = (planned for planned in forms if planned.path.startswith("contribution"))
        sheet = openpyxl.load_workbook(BytesIO(planned.make()))["Progress"]
        return " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)

    school = contribution(mailboxes["acorn-hollow-primary-school"])
    assert "A place at breakfast club every school day" in school
    assert "Weekly sessions with the recovery service" not in school


def refused(library: Library, cases: tuple[Case, ...], case: str, kind: str) -> dict[str, bytes]:
    """What goes back, by its path, to a riding school that names a case in a form."""
    about = {"case": case, "name": "Zed Quill", "agency": "Example Riding School", "written": "2026-12-02"}
    content = json.dumps({"form": kind, "version": 1, "about": about}).encode()
    judged = judge(Submission("a.json", content, "example-riding-school", TODAY), library, cases, TODAY)
    assert not judged.accepted
    assert judged.case == ""
    documents = answer(judged, cases, library)
    digest = hashlib.sha256(content).hexdigest()[:8]
    return {document.path.replace(digest, "X"): document.content for document in documents}


@pytest.mark.parametrize("kind", ["contribution", "amendment"])
def test_a_stranger_cannot_tell_a_case_from_no_case(
    library: Library, cases: tuple[Case, ...], kind: str
) -> None:
    there, nowhere = (refused(library, cases, case, kind) for case in ("CP-2026-014", "CP-2026-999"))
    assert sorted(there) == sorted(nowhere)
    for path, content in there.items():
        if path.endswith(".txt"):
            told = content.replace(b"CP-2026-014", b"CP-2026-999")
            assert re.sub(rb"-[0-9a-f]{8}\.", b".", told) == re.sub(rb"-[0-9a-f]{8}\.", b".", nowhere[path])


def nursing(mailbox: str) -> Submission:
    """A contribution that says nothing of one child, so that it is asked about that child by name."""
    sent = EXAMPLE["07-school-nursing"]
    return replace(dropped(sent, voices=sent.answers["voices"][:1]), mailbox=mailbox)


def test_what_the_record_holds_is_told_in_the_agencys_own_folder_alone(
    library: Library, set_up: list[Accepted], cases: tuple[Case, ...]
) -> None:
    judged = judge(nursing(""), library, cases, TODAY)
    assert judged.accepted
    secrets = [child.name for child in cases[0].set_up.form.children]
    asked = " ".join(value for finding in judged.findings for _, value in finding.details)
    assert [name for name in secrets if name in asked] != []
    (at_the_top,) = answer(judged, cases, library)
    assert [name for name in secrets if name in at_the_top.content.decode()] == []
    assert "It lies in the folder fernshire-school-nursing." in at_the_top.content.decode()
    mailbox, (apart,) = answer_apart(judged, cases, library)
    assert mailbox == "fernshire-school-nursing"
    assert [name for name in secrets if name in apart.content.decode()] != []
    # dropped in that folder, it is answered there and nowhere else
    inside = judge(nursing("fernshire-school-nursing"), library, cases, TODAY)
    assert answer(inside, cases, library)[0].content == apart.content
    assert answer_apart(inside, cases, library) == ("", ())


def test_a_form_that_goes_back_to_the_top_tells_nothing_of_the_record(
    library: Library, cases: tuple[Case, ...]
) -> None:
    about = {"case": "CP-2026-014", "agency": "Fernshire Police", "written": "not yet"}
    content = json.dumps({"form": "contribution", "version": 1, "about": about}).encode()
    judged = judge(Submission("a.json", content, "", TODAY), library, cases, TODAY)
    assert not judged.accepted
    back = answered(judged, cases, library)
    texts = [
        f"{cell.value} {cell.comment.text if cell.comment else ''}"
        for sheet in openpyxl.load_workbook(BytesIO(back["xlsx"]))
        for row in sheet.iter_rows()
        for cell in row
    ]
    said = back["txt"].decode() + " ".join(texts)
    known = cases[0].set_up.form
    assert [row.name for rows in (known.children, known.parents) for row in rows if row.name in said] == []
    assert [row.action for row in known.plan if row.action[:40] in said] == []
    assert "Drop the form in your agency's own folder to read it." in said
    assert answer_apart(judged, cases, library) == ("", ())


def test_a_form_that_came_back_after_a_later_one_is_told_so(library: Library, set_up: list[Accepted]) -> None:
    first, second = dropped(EXAMPLE["04-acorn-hollow"]), dropped(EXAMPLE["10-acorn-hollow-again"])
    kept = record(library, [dropped(EXAMPLE["01-case-set-up"]), first, second])
    digests = [hashlib.sha256(each.content).hexdigest() for each in (first, second)]
    kept = [kept[0], *(replace(one, digest=digest) for one, digest in zip(kept[1:], digests, strict=True))]
    cases = fold_record(kept, library)

    def told(submission: Submission) -> str:
        judged = judge(submission, library, cases, TODAY)
        (document,) = answer(judged, cases, library, again=True)
        return document.content.decode()

    assert "there is nothing to do" in told(second)
    assert "a later one has taken its place since" in told(first)


def test_a_report_stays_final_when_the_day_of_its_conference_is_put_right(library: Library) -> None:
    authorisation = {
        "authorisation": "Authorised",
        "authorised_by": "Colin Ashdown",
        "authorised_on": "2026-12-15",
    }
    sent = [dropped(EXAMPLE["01-case-set-up"]), dropped(EXAMPLE["13-sign-off"], authorisation=authorisation)]
    case = {**EXAMPLE["01-case-set-up"].answers["case"], "last_conference": "2026-10-07"}
    case |= {"icpc": "2026-10-07"}
    right = replace(dropped(EXAMPLE["01-case-set-up"], case=case), received=TODAY)
    after = record(library, [*sent, right])
    (now,) = fold_record(after, library)
    assert now.period.start == date(2026, 10, 7)
    final = authorised_state(now, after, library)
    assert final is not None
    assert final.set_up.number == 1


@pytest.mark.parametrize("agency", ["中文学校", "Szkoła w Łodzi", "ਸਕੂਲ ਨਰਸਿੰਗ"])
def test_an_agency_in_any_script_is_known_by_its_folder(library: Library, agency: str) -> None:
    told = json.dumps(EXAMPLE["01-case-set-up"].answers, ensure_ascii=False, default=str)
    answers = json.loads(told.replace("Fernshire School Nursing", agency))
    (case,) = cases = fold_record(record(library, [dropped(EXAMPLE["01-case-set-up"], **answers)]), library)
    (mailbox,) = set(mailbox_forms(case, library)) - OTHERS
    nursing = EXAMPLE["07-school-nursing"]
    about = {**nursing.answers["about"], "agency": agency}
    judged = judge(replace(dropped(nursing, about=about), mailbox=mailbox), library, cases, TODAY)
    assert judged.accepted, judged.findings
