"""The straight line: a submission in, a verdict out; a record in, documents out. Pure: no disk, no clock.

Left to right: read, check, (record), fold, check, merge, view, render. No stage calls back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Any

from pipeline import __version__
from pipeline.check.case_rules import CASE_UNKNOWN
from pipeline.check.fields import check_fields
from pipeline.check.rules import check_form
from pipeline.check.timeline import timeline
from pipeline.errors import RecordBroken, TextTooLong
from pipeline.merge.fold import fold, reference_key
from pipeline.merge.plan import proposals
from pipeline.merge.report import joint_report
from pipeline.merge.sources import answered_agency, missing
from pipeline.model.case import Case
from pipeline.model.document import Document
from pipeline.model.finding import Finding, Level
from pipeline.model.mark import Mark
from pipeline.model.prefill import Prefill
from pipeline.model.set_up import Member
from pipeline.model.submission import Accepted, FilledForm, Judged, Submission
from pipeline.model.timeline import StepStatus, Timeline
from pipeline.read.arrival import read
from pipeline.read.package import Sort, look
from pipeline.render.calendar import calendar
from pipeline.render.pdf import pdf
from pipeline.render.timeline_json import timeline_json
from pipeline.render.word import docx
from pipeline.render.word_form import word_form
from pipeline.render.workbook import workbook
from pipeline.rulebook.form import Form
from pipeline.rulebook.library import FIRST_LANGUAGE, Library
from pipeline.rulebook.sameness import mailbox_name
from pipeline.rulebook.understand import understand
from pipeline.rulebook.words import Words
from pipeline.view.agenda import agenda_view
from pipeline.view.joint_report import joint_report_view
from pipeline.view.meetings import booked
from pipeline.view.members import members_view
from pipeline.view.minutes import minutes_view
from pipeline.view.plan import plan_view
from pipeline.view.prefill import prefill
from pipeline.view.receipt import already_had, receipt, returned_note
from pipeline.view.timeline import timeline_view


@dataclass(frozen=True, slots=True)
class Planned:
    """A document to be. The same ``fingerprint`` means the same bytes; ``make`` is called only if needed."""

    path: str
    fingerprint: str
    make: Callable[[], bytes]


def judge(submission: Submission, library: Library, cases: Sequence[Case], today: date) -> Judged:
    """Reads and checks one submission against the cases known so far. Every fault is found in one go."""
    arrived = read(submission, library.forms, library.findings)
    filled = arrived.value
    if filled is None:
        return Judged(submission, None, arrived.findings, accepted=False)
    form = library.forms[filled.form]
    understood = understand(filled, form)
    case = _case_of(filled.case or understood.case, cases)
    singly = (*arrived.findings, *check_fields(filled, form, library.findings))
    findings = check_form(understood, filled, case, library, today, submission.mailbox, singly)
    accepted = not any(finding.level is Level.STOP for finding in findings)
    # A case that is not the sender's and one that does not exist must not differ, not even in a file's name.
    stranger = any(finding.code == CASE_UNKNOWN for finding in findings)
    own = "" if stranger else case.reference if case else understood.case
    return Judged(submission, filled, findings, accepted, own)


def answer(
    judged: Judged, cases: Sequence[Case], library: Library, again: bool = False
) -> tuple[Document, ...]:
    """What goes back to the mailbox a submission came from: a receipt, or the form with its faults marked.

    ``cases`` are those known after the form was taken in; ``again`` says that the record had this very file.
    File names carry the form, the case and the day, never what the sender called the file. What the record
    of the case holds is not told at the top of the inbox, which is open to everybody: see ``answer_apart``.
    """
    digest = hashlib.sha256(judged.submission.content).hexdigest()
    day = judged.submission.received
    case = _case_of(judged.case, cases)
    words = library.words_in(case.set_up.form.language if case else "")
    if judged.filled is None:
        return _sent_back_as_it_came(judged, digest, library, words)
    form = library.forms[judged.filled.form]
    name = "-".join(filter(None, (form.name, case.reference if case else "", day.isoformat(), digest[:8])))
    standing = [received for each in cases for received in each.standing]
    if again:
        replaced = not any(received.digest == digest for received in standing)
        text = already_had(form, judged.case, day, digest, words, replaced)
        return (Document(f"receipts/{name}.txt", text.encode()),)
    told = judged if judged.submission.mailbox else judged.open_to_all
    elsewhere = _folder_apart(judged, case, library) if told.findings != judged.findings else None
    if judged.accepted:
        version = next((received.version for received in standing if received.digest == digest), 1)
        text = receipt(
            form, judged.case, version, day, digest, told.findings, library.findings, words, elsewhere
        )
        return (Document(f"receipts/{name}.txt", text.encode()),)
    try:
        return _sent_back_marked(told, judged.filled, form, name, library, words, elsewhere)
    except (
        TextTooLong
    ):  # no fresh form can hold that answer, so the file itself goes back, with the same note
        return _sent_back_as_it_came(told, digest, library, words)


def answer_apart(judged: Judged, cases: Sequence[Case], library: Library) -> tuple[str, tuple[Document, ...]]:
    """Where, and in which words, everything is said about a form accepted at the top of the inbox.

    A mailbox and the whole receipt; ("", ()) if there is nothing that the top of the inbox may not tell.
    """
    case = _case_of(judged.case, cases)
    mailbox = _folder_apart(judged, case, library)
    if judged.submission.mailbox or not judged.accepted or judged.open_to_all == judged or not mailbox:
        return "", ()
    there = replace(judged, submission=replace(judged.submission, mailbox=mailbox))
    return mailbox, answer(there, cases, library)


def fold_record(accepted: Sequence[Accepted], library: Library) -> tuple[Case, ...]:
    """The record, folded: one case for each family and period."""
    return fold(accepted, library.forms)


def authorised_state(case: Case, accepted: Sequence[Accepted], library: Library) -> Case | None:
    """The case as it stood when the team manager authorised the report; None while that has not happened.

    004, flow chart for the joint report process: the report is final once the team manager authorises it.
    What comes in later does not change a final report.
    """
    decided = [sign_off for sign_off in case.sign_offs if sign_off.form.authorisation]
    if not decided or decided[-1].form.authorisation != "authorised":
        return None
    until = decided[-1].number
    then = fold([one for one in accepted if one.number <= until], library.forms)
    # Its sign-off tells the period: both of a period's days may have been corrected since.
    return next((c for c in then if any(s.digest == decided[-1].digest for s in c.sign_offs)), None)


def documents(case: Case, library: Library, today: date, final: Case | None = None) -> tuple[Planned, ...]:
    """Every document of one case in one period; paths are relative to the folder of that period."""
    words = library.words_in(case.set_up.form.language)
    planned = _Planner(library, words)
    report = joint_report(case)
    planned.twins("joint-report-draft", "joint-report", joint_report_view(case, report, words))
    if final is not None:
        view = joint_report_view(final, joint_report(final), words, final=True)
        planned.twins("joint-report-final", "joint-report", view)
    planned.twins("protection-plan", "protection-plan", plan_view(case, proposals(case), words))
    for version in case.plans[:-1]:
        view_then = plan_view(case, (), words, version)
        planned.page(
            f"protection-plan-v{version.number}.pdf", "protection-plan/protection-plan.html", view_then, pdf
        )
    for minutes in case.minutes:
        held = minutes.form.held.isoformat() if minutes.form.held else f"undated-{minutes.number}"
        planned.twins(f"minutes-{held}", "minutes", minutes_view(case, minutes, words))
    for meeting in booked(case):
        if meeting.held is not None:
            planned.twins(f"agenda-{meeting.held.isoformat()}", "agenda", agenda_view(case, meeting, words))
    planned.twins("members", "members", members_view(case, words))
    check = timeline_of(case, library, today)
    planned.twins("timeline", "timeline", timeline_view(check, library.protocols[check.protocol], words))
    stamp = datetime.combine(report.as_at, time(), UTC)
    planned.other("timeline.json", check, partial(timeline_json, check))
    planned.other("timeline.ics", check, partial(calendar, (check,), stamp, words))
    return tuple(planned.all)


def timeline_of(case: Case, library: Library, today: date) -> Timeline:
    """The timeline check of a case under its own protocol and nation. RecordBroken if one of them is gone."""
    set_up = case.set_up.form
    protocol, nation = library.protocols.get(set_up.protocol), library.nations.get(set_up.nation)
    if protocol is None or nation is None:
        raise RecordBroken(
            "The protocol or the nation that it follows is no longer in the schemas.",
            "Bring it back, or send a new case set-up.",
        )
    return timeline(case, protocol, nation, today)


def general_forms(library: Library) -> tuple[Planned, ...]:
    """Blank forms for anybody, in the order in which they are needed; relative to ``outbox/forms``."""
    planned = _Planner(library, library.words_in(FIRST_LANGUAGE))
    for number, form in enumerate(library.forms.values(), 1):
        planned.form(f"{number}-{form.name}", form, None)
    return tuple(planned.all)


def mailbox_forms(case: Case, library: Library) -> dict[str, tuple[Planned, ...]]:
    """Pre-filled forms for each agency of a case: mailbox name to forms, relative to the mailbox's ``forms``.

    Every agency gets its contribution and the minutes form, because the minutes are anybody's to take (004,
    chair and note taker); the sign-off form goes to the agency of the lead social worker alone.
    """
    words = library.words_in(case.set_up.form.language)
    mailboxes: dict[str, list[Planned]] = {}
    done = set()
    for member in case.set_up.form.members:
        mailbox = mailbox_name(member.agency)
        if not mailbox or member.part in ("family", "chair"):
            continue
        planned = _Planner(library, words)
        for form in library.forms.values():
            if (mailbox, form.name) in done or not _wanted(form, member):
                continue
            done.add((mailbox, form.name))
            ready = prefill(case, form, library, member)
            planned.form(f"{form.name}-{case.reference}-{case.period.rcpc.isoformat()}", form, ready)
        mailboxes.setdefault(mailbox, []).extend(planned.all)
    return {mailbox: tuple(forms) for mailbox, forms in mailboxes.items()}


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case in the summary of a run. ``due`` are steps that are due, overdue or at risk."""

    reference: str
    rcpc: date
    received: int
    missing: tuple[str, ...]
    timeline: Timeline

    @property
    def overdue(self) -> tuple[str, ...]:
        """Titles of the steps whose day has passed."""
        return tuple(step.title for step in self.timeline.steps if step.status is StepStatus.OVERDUE)


def case_line(case: Case, library: Library, today: date) -> CaseLine:
    """How one case stands: contributions in, agencies missing, steps due."""
    return CaseLine(
        case.reference,
        case.period.rcpc,
        len(case.contributions),
        missing(case),
        timeline_of(case, library, today),
    )


class _Planner:
    """Collects documents to be, each with the fingerprint of everything it is made from."""

    def __init__(self, library: Library, words: Words) -> None:
        self.library, self.words = library, words
        self.all: list[Planned] = []

    def twins(self, name: str, template: str, view: Any) -> None:
        self.page(f"{name}.docx", f"{template}/{template}.docx", view, docx)
        self.page(f"{name}.pdf", f"{template}/{template}.html", view, pdf)

    def page(self, path: str, template: str, view: Any, renderer: Callable[..., bytes]) -> None:
        make = partial(renderer, self.library.templates, template, view, self.words.language)
        self.other(path, (template, view), make)

    def form(self, name: str, form: Form, ready: Prefill | None) -> None:
        self.other(f"{name}.xlsx", (form.name, ready), partial(workbook, form, self.words, ready))
        if form.word:
            self.other(f"{name}.docx", (form.name, ready), partial(word_form, form, self.words, ready))

    def other(self, path: str, made_from: Any, make: Callable[[], bytes]) -> None:
        stuff = f"{__version__}\n{self.library.digest}\n{self.words.language}\n{path}\n{made_from!r}"
        fingerprint = hashlib.sha256(stuff.encode("utf-8", "surrogatepass")).hexdigest()
        self.all.append(Planned(path, fingerprint, make))


def _wanted(form: Form, member: Member) -> bool:
    if form.name == "case-set-up":
        return False
    return form.name != "sign-off" or member.part == "lead"


def _case_of(reference: str, cases: Sequence[Case]) -> Case | None:
    """The newest period of the case with this reference."""
    key = reference_key(reference)
    found = [case for case in cases if reference_key(case.reference) == key]
    return found[-1] if found else None


def _folder_apart(judged: Judged, case: Case | None, library: Library) -> str:
    """The mailbox of the agency that a form speaks for; "" if it was not taken in or there is none."""
    if case is None or judged.filled is None or not judged.accepted:
        return ""
    form = understand(judged.filled, library.forms[judged.filled.form])
    return mailbox_name(answered_agency(form, case.set_up.form))


def _sent_back_as_it_came(
    judged: Judged, digest: str, library: Library, words: Words
) -> tuple[Document, ...]:
    day = judged.submission.received
    ending = "".join(c for c in judged.submission.name.rpartition(".")[2] if c.isascii() and c.isalnum())[:5]
    name = f"file-{day.isoformat()}-{digest[:8]}"
    note = returned_note(words("returned.a_file"), day, "", judged.findings, library.findings, words)
    return (
        Document(f"returned/{name}.{ending or 'bin'}", judged.submission.content),
        Document(f"returned/{name}.txt", note.encode()),
    )


def _sent_back_marked(
    judged: Judged,
    filled: FilledForm,
    form: Form,
    name: str,
    library: Library,
    words: Words,
    elsewhere: str | None,
) -> tuple[Document, ...]:
    """The form afresh with the sender's own answers; no list of the case, which may not be theirs."""
    ready = replace(prefill(None, form, library), case=filled.case, answers=filled.answers)
    marks = tuple(_mark(finding, library) for finding in judged.findings if finding.level is not Level.NOTE)
    in_word = form.word and look(judged.submission.content).sort is Sort.WORD
    file = f"returned/{name}.docx" if in_word else f"returned/{name}.xlsx"
    content = (word_form if in_word else workbook)(form, words, ready, marks)
    note = returned_note(
        form.title,
        judged.submission.received,
        file.partition("/")[2],
        judged.findings,
        library.findings,
        words,
        filled.outside,
        elsewhere,
    )
    return (Document(file, content), Document(f"returned/{name}.txt", note.encode()))


def _mark(finding: Finding, library: Library) -> Mark:
    sentence = library.findings.sentence(finding)
    return Mark(finding.path, finding.level, sentence.says, sentence.do)
