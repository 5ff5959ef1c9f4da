"""A submission and what was read in it become a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from pipeline.check.case_rules import CASE_UNKNOWN
from pipeline.check.fields import check_fields
from pipeline.check.rules import check_form
from pipeline.check.where import title_at
from pipeline.model.case import Case
from pipeline.model.finding import Checked, Finding, Level, Place
from pipeline.model.set_up import CaseSetUp
from pipeline.model.submission import FilledForm, Judged, Path, Submission
from pipeline.rulebook.form import Form
from pipeline.rulebook.library import FIRST_LANGUAGE, Library
from pipeline.rulebook.meanings import Understood
from pipeline.rulebook.understand import understand
from pipeline.run.cases import case_of


def judge(
    submission: Submission,
    arrived: Checked[FilledForm],
    library: Library,
    cases: Sequence[Case],
    today: date,
) -> Judged:
    """Checks what was read in one submission by the cases known so far. Every fault is found in one go.

    Its sender is told of it in the words of the form: in the language that the file says it has, else in that
    of the case.
    """
    filled = arrived.value
    if filled is None:
        return Judged(submission, None, arrived.findings, accepted=False, language=library.language)
    understood = understand(filled, library.forms[filled.form])
    case = case_of(filled.case or understood.case, cases)

    def found(form: Form) -> tuple[Finding, ...]:
        # Only places in a Word document are told by titles; those of a workbook name its own sheets.
        was = library.form_in(filled.form, filled.language) if filled.format == "docx" else form
        read = (_in_words_of(form, was, finding) for finding in arrived.findings)
        places = {path: _called(form, was, path, place) for path, place in filled.places.items()}
        placed = filled if was is form else replace(filled, places=places)
        singly = (*read, *check_fields(placed, form, library.findings))
        return check_form(understood, placed, case, library, today, submission.mailbox, singly, form)

    form = _printed(filled, understood, case, library)
    findings = found(form)
    # A case that is not the sender's and one that does not exist must not differ, not even in a file's name
    # or in the language of the answer.
    stranger = any(finding.code == CASE_UNKNOWN for finding in findings)
    if stranger and case is not None:
        form = _printed(filled, understood, None, library)
        findings = found(form)
    accepted = not any(finding.level is Level.STOP for finding in findings)
    own = "" if stranger else case.reference if case else understood.case
    return Judged(submission, filled, findings, accepted, own, form.language)


def _printed(filled: FilledForm, understood: Understood, case: Case | None, library: Library) -> Form:
    """The form as its sender has it, as far as the file tells, and its case if they belong to it."""
    chosen = understood if isinstance(understood, CaseSetUp) and not case else None
    of_case = (case.set_up.form.language or FIRST_LANGUAGE) if case else chosen.language if chosen else ""
    language = filled.language or of_case or library.language
    return library.form_in(filled.form, language, library.protocol_of(case) if case else None)


def _in_words_of(form: Form, was: Form, finding: Finding) -> Finding:
    """What reading found, with the question called as the form calls it: the reader knows no case."""
    details, title = dict(finding.details), title_at(form, finding.path)
    if "question" in details and title:
        details["question"] = title
    place = finding.place if was is form else _called(form, was, finding.path, finding.place)
    return replace(finding, place=place, details=tuple(sorted(details.items())))


def _called(form: Form, was: Form, path: Path, place: Place) -> Place:
    """A place that is told by titles, as in a Word document, with those under which its sender sees it."""
    part, spot = place.part, place.spot
    if (title := title_at(was, path[:1])) and part == title:
        part = title_at(form, path[:1])
    if len(path) > 1 and (title := title_at(was, path)) and spot.endswith(title):
        spot = spot.removesuffix(title) + title_at(form, path)
    return Place(part, spot)


def named_case(filled: FilledForm, library: Library) -> str:
    """The reference of the case that a form says it belongs to, whoever sent it; "" if it says none."""
    return filled.case or understand(filled, library.forms[filled.form]).case
