"""The joint report: what every agency wrote, side by side, unchanged, and who wrote nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from pipeline.merge.chronology import chronology
from pipeline.merge.coverage import coverage
from pipeline.merge.people import (
    factors,
    factors_silence,
    seen,
    seen_silence,
    views,
    views_silence,
    voices,
)
from pipeline.merge.progress import progress
from pipeline.merge.proposals import proposals, settled_proposals
from pipeline.merge.recommendation import recommendations
from pipeline.merge.sources import contribution_source, minutes_source, missing, silence
from pipeline.model.case import Case
from pipeline.model.forms import Contribution, Minutes, Reason
from pipeline.model.plan import Source
from pipeline.model.report import AnalysisQuestion, Contributor, JointReport, Passage
from pipeline.model.request import Request
from pipeline.model.submission import Outside

# What minutes say of the plan beside its actions (002, re-evaluation of the plan).
CONSIDERED: tuple[tuple[str, Callable[[Minutes], str]], ...] = (
    ("supports", lambda form: form.supports),
    ("monitoring", lambda form: form.monitoring),
)
# The five questions of 004's contribution form, and how each is read from a contribution and from minutes.
QUESTIONS: tuple[tuple[str, Callable[[Contribution | Minutes], str]], ...] = (
    ("history", lambda form: form.history),
    ("needs", lambda form: form.needs),
    ("impact", lambda form: form.impact),
    ("capacity", lambda form: form.capacity),
    ("help", lambda form: form.help),
)


def joint_report(case: Case) -> JointReport:
    """Everything that the agencies and the core group wrote for the conference that ends the period.

    Text is never changed, shortened or ranked. Contributions stand in the order of their agencies, minutes
    after them by day. The core group's own analysis is taken from the minutes of the meeting before the
    conference (004, multi agency analysis for the pre-meeting report).
    """
    return JointReport(
        as_at=max(_received(case)),
        contributors=tuple(
            Contributor(contribution_source(r.form), r.form.role, r.received, r.version)
            for r in case.contributions
        ),
        missing=missing(case),
        chronology=chronology(case),
        chronology_silence=silence(case, lambda form: bool(form.chronology)),
        progress=progress(case),
        proposals=proposals(case),
        risks=factors(case, "risk"),
        protective=factors(case, "protective"),
        factors_silence=factors_silence(case),
        other=_passages(case, lambda form: form.other),
        voices=voices(case),
        views=views(case),
        views_silence=views_silence(case),
        seen=seen(case),
        seen_silence=seen_silence(case),
        analysis=tuple(_question(case, key, answer) for key, answer in QUESTIONS),
        plan_success=_agreed(case, lambda minutes: minutes.plan_success),
        agreed_recommendation=_agreed(case, lambda minutes: minutes.recommendation),
        recommendations=recommendations(case),
        extras=tuple((source, extra) for source, form in _forms(case) for extra in form.extras),
        outside=_outside(case),
        settled_proposals=settled_proposals(case),
        unsorted_factors=factors(case, ""),
        coverage=coverage(case),
        reasons=_reasons(case),
        considered=_considered(case),
    )


def _received(case: Case) -> list[date]:
    minutes = (*case.minutes, *case.earlier_minutes)
    return [case.set_up.received, *(r.received for r in case.contributions), *(m.received for m in minutes)]


def _forms(case: Case) -> list[tuple[Source, Contribution | Minutes]]:
    contributions = [(contribution_source(r.form), r.form) for r in case.contributions]
    return [*contributions, *((minutes_source(m), m.form) for m in case.minutes)]


def _reasons(case: Case) -> tuple[tuple[Source, Reason], ...]:
    """Why what was asked about stands as it is, in every form of the period that has not been replaced.

    The set-up form and the sign-off have no author, so their source is blank.
    """
    nobody = Source("", "", None)
    set_up = [(nobody, reason) for reason in case.set_up.form.answers]
    forms: list[tuple[Source, tuple[Reason, ...]]] = [(source, form.reasons) for source, form in _forms(case)]
    forms += [(Source(r.form.agency, r.form.name, r.form.written), r.form.reasons) for r in case.amendments]
    forms += [(nobody, received.form.reasons) for received in case.sign_offs]
    forms += [(_asked_by(received.form), received.form.reasons) for received in case.requests]
    return (*set_up, *((source, reason) for source, reasons in forms for reason in reasons))


def _asked_by(request: Request) -> Source:
    """Who wrote last in a request: whoever answered it, else whoever asked."""
    if request.answered_by:
        return Source("", request.answered_by, request.answered_on)
    return Source(request.agency, request.name, request.written)


def _passages(case: Case, answer: Callable[[Contribution], str]) -> tuple[Passage, ...]:
    return tuple(
        Passage(contribution_source(r.form), answer(r.form))
        for r in case.contributions
        if answer(r.form).strip()
    )


def _considered(case: Case) -> tuple[tuple[str, Passage], ...]:
    told = [
        (key, Passage(minutes_source(m), answer(m.form))) for m in case.minutes for key, answer in CONSIDERED
    ]
    return tuple((key, passage) for key, passage in told if passage.text.strip())


def _question(case: Case, key: str, answer: Callable[[Contribution | Minutes], str]) -> AnalysisQuestion:
    agreed = _agreed(case, answer)
    return AnalysisQuestion(
        key,
        _passages(case, answer),
        agreed.text if agreed else "",
        silence(case, lambda form: bool(answer(form).strip())),
        agreed.source if agreed else None,
    )


def _agreed(case: Case, answer: Callable[[Minutes], str]) -> Passage | None:
    """What the core group before the conference recorded; of two such meetings the later with an answer."""
    for minutes in reversed(case.minutes):
        if minutes.form.kind == "pre-rcpc" and answer(minutes.form).strip():
            return Passage(minutes_source(minutes), answer(minutes.form))
    return None


def _outside(case: Case) -> tuple[tuple[Source, Outside], ...]:
    """What people wrote beside the questions. The set-up form has no author, so its source is blank."""
    contributions = [(contribution_source(r.form), r.outside) for r in case.contributions]
    minutes = [(minutes_source(m), m.outside) for m in case.minutes]
    found = [(Source("", "", None), case.set_up.outside), *contributions, *minutes]
    return tuple((source, outside) for source, texts in found for outside in texts)
