"""A verdict becomes what goes back to the sender: a receipt, or the form with its faults marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.errors import TextTooLong
from pipeline.merge.sources import answered_agency, minutes_day
from pipeline.model.case import Case, Received
from pipeline.model.document import Document
from pipeline.model.finding import Finding, Level
from pipeline.model.forms import Minutes
from pipeline.model.mark import Mark
from pipeline.model.submission import FilledForm, Judged
from pipeline.render.word_form import word_form
from pipeline.render.workbook import workbook
from pipeline.rulebook.catalogue import Catalogue
from pipeline.rulebook.form import Form
from pipeline.rulebook.library import Library
from pipeline.rulebook.sameness import mailbox_name
from pipeline.rulebook.understand import understand
from pipeline.rulebook.words import Words
from pipeline.run.cases import case_of
from pipeline.view.prefill import prefill
from pipeline.view.receipt import already_had, receipt, returned_note, taken_over


def answer(
    judged: Judged, cases: Sequence[Case], library: Library, digest: str, again: bool = False
) -> tuple[Document, ...]:
    """What goes back to the mailbox a submission came from: a receipt, or the form with its faults marked.

    ``cases`` are those known after the form was taken in, ``digest`` is what the record calls the file by;
    ``again`` says that the record had this very file.
    File names carry the form, the case and the day, never what the sender called the file. What the record
    of the case holds is not told at the top of the inbox, which is open to everybody: see ``answer_apart``.
    """
    day = judged.submission.received
    case = case_of(judged.case, cases)
    words, findings = library.words_in(judged.language), library.findings_in(judged.language)
    if judged.filled is None:
        return _sent_back_as_it_came(judged, digest, findings, words)
    protocol = library.protocol_of(case) if case else None
    form = library.form_in(judged.filled.form, judged.language, protocol)
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
        came = [versions[-2].received for versions in _replacing(cases, digest)]
        before = came[0] if came else None
        text = receipt(
            form, judged.case, version, day, digest, told.findings, findings, words, elsewhere, before
        )
        return (Document(f"receipts/{name}.txt", text.encode()),)
    try:
        return _sent_back_marked(told, judged.filled, form, name, library, words, elsewhere)
    except TextTooLong:  # no fresh form holds that answer: the file itself goes back, with the same note
        return _sent_back_as_it_came(told, digest, findings, words)


def answer_apart(
    judged: Judged, cases: Sequence[Case], library: Library, digest: str
) -> tuple[str, tuple[Document, ...]]:
    """Where, and in which words, everything is said about a form accepted at the top of the inbox.

    A mailbox and the whole receipt; ("", ()) if there is nothing that the top of the inbox may not tell.
    """
    case = case_of(judged.case, cases)
    mailbox = _folder_apart(judged, case, library)
    if judged.submission.mailbox or not judged.accepted or judged.open_to_all == judged or not mailbox:
        return "", ()
    there = replace(judged, submission=replace(judged.submission, mailbox=mailbox))
    return mailbox, answer(there, cases, library, digest)


def told_of_replacement(
    judged: Judged, cases: Sequence[Case], library: Library, digest: str
) -> tuple[str, tuple[Document, ...]]:
    """Where and what is told to whoever took the minutes that somebody else's have just replaced.

    A mailbox and a note; ("", ()) where no other agency's were. A sender is never left with a receipt for
    minutes that do not stand any more (004, Chair and note taker: one shared set).
    """
    case, minutes = case_of(judged.case, cases), _replacing(cases, digest)
    if case is None or judged.filled is None or not minutes:
        return "", ()
    now, earlier = minutes[0][-1], minutes[0][-2]
    told = mailbox_name(answered_agency(earlier.form, case.set_up.form))
    sender = judged.submission.mailbox or _folder_apart(judged, case, library)
    if told in ("", mailbox_name(sender)):
        return "", ()
    words = library.words_of(case)
    form = library.form_in(judged.filled.form, case.set_up.form.language, library.protocol_of(case))
    text = taken_over(form, case.reference, minutes_day(earlier), now.received, words)
    name = "-".join([form.name, case.reference, now.received.isoformat(), digest[:8], "replaced"])
    return told, (Document(f"receipts/{name}.txt", text.encode()),)


def _replacing(cases: Sequence[Case], digest: str) -> list[tuple[Received[Minutes], ...]]:
    """The versions of the minutes that this file has brought, where there were earlier ones."""
    known = [versions for case in cases for versions in case.minutes_versions]
    return [versions for versions in known if len(versions) > 1 and versions[-1].digest == digest]


def _folder_apart(judged: Judged, case: Case | None, library: Library) -> str:
    """The mailbox of the agency that a form speaks for; "" if it was not taken in or there is none."""
    if case is None or judged.filled is None or not judged.accepted:
        return ""
    form = understand(judged.filled, library.forms[judged.filled.form])
    return mailbox_name(answered_agency(form, case.set_up.form))


def _sent_back_as_it_came(
    judged: Judged, digest: str, catalogue: Catalogue, words: Words
) -> tuple[Document, ...]:
    day = judged.submission.received
    ending = "".join(c for c in judged.submission.name.rpartition(".")[2] if c.isascii() and c.isalnum())[:5]
    name = f"file-{day.isoformat()}-{digest[:8]}"
    note = returned_note(words("returned.a_file"), day, "", judged.findings, catalogue, words)
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
    catalogue = library.findings_in(judged.language)
    marks = tuple(_mark(finding, catalogue) for finding in judged.findings if finding.level is not Level.NOTE)
    in_word = form.word and filled.format == "docx"
    file = f"returned/{name}.docx" if in_word else f"returned/{name}.xlsx"
    content = (word_form if in_word else workbook)(form, words, ready, marks)
    note = returned_note(
        form.title,
        judged.submission.received,
        file.partition("/")[2],
        judged.findings,
        catalogue,
        words,
        filled.outside,
        elsewhere,
    )
    return (Document(file, content), Document(f"returned/{name}.txt", note.encode()))


def _mark(finding: Finding, catalogue: Catalogue) -> Mark:
    sentence = catalogue.sentence(finding)
    return Mark(finding.path, finding.level, sentence.says, sentence.do)
