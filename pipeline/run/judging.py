"""A submission and what was read in it become a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pipeline.check.case_rules import CASE_UNKNOWN
from pipeline.check.fields import check_fields
from pipeline.check.rules import check_form
from pipeline.model.case import Case
from pipeline.model.finding import Checked, Level
from pipeline.model.submission import FilledForm, Judged, Submission
from pipeline.rulebook.library import Library
from pipeline.rulebook.understand import understand
from pipeline.run.cases import case_of


def judge(
    submission: Submission,
    arrived: Checked[FilledForm],
    library: Library,
    cases: Sequence[Case],
    today: date,
) -> Judged:
    """Checks what was read in one submission by the cases known so far. Every fault is found in one go."""
    filled = arrived.value
    if filled is None:
        return Judged(submission, None, arrived.findings, accepted=False)
    form = library.forms[filled.form]
    understood = understand(filled, form)
    case = case_of(filled.case or understood.case, cases)
    singly = (*arrived.findings, *check_fields(filled, form, library.findings))
    findings = check_form(understood, filled, case, library, today, submission.mailbox, singly)
    accepted = not any(finding.level is Level.STOP for finding in findings)
    # A case that is not the sender's and one that does not exist must not differ, not even in a file's name.
    stranger = any(finding.code == CASE_UNKNOWN for finding in findings)
    own = "" if stranger else case.reference if case else understood.case
    return Judged(submission, filled, findings, accepted, own)


def named_case(filled: FilledForm, library: Library) -> str:
    """The reference of the case that a form says it belongs to, whoever sent it; "" if it says none."""
    return filled.case or understand(filled, library.forms[filled.form]).case
