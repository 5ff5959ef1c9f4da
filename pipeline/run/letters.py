"""The letters of a case: which ones its guidance and its forms call for, and what they are called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from pipeline.merge.requests import Asked, all_asked, asked
from pipeline.model.case import Case
from pipeline.model.request import Request
from pipeline.rulebook.layouts import Layout
from pipeline.rulebook.library import Library
from pipeline.rulebook.words import Words
from pipeline.rulebook.working_days import WorkingDays
from pipeline.view.institution_letter import institution_letter_view, residents
from pipeline.view.letter import LetterView, use_of
from pipeline.view.plan_notice import plan_notice_view
from pipeline.view.request_letters import answer_view, early_review_view, extra_core_group_view

BETWEEN_MEETINGS = (Layout.EXTRA_CORE_GROUP, Layout.EARLY_REVIEW)
"""Letters that begin with a request form: where the guidance has one of them, everybody gets that form."""


def letters(case: Case, library: Library, words: Words) -> Iterator[tuple[str, LetterView]]:
    """Every letter with the name of its file: drafts, which somebody checks, signs and sends.

    Notices and letters to institutions are for guidance that asks for them; a request is somebody's own, so
    it becomes a letter under any. No earlier conference is asked for once the manager has said no: the key
    worker talks it over with the manager first (003, 4.4). Whoever asked is told of every answer.
    """
    protocol = library.protocol_told(case)
    if protocol and Layout.PLAN_NOTICE in protocol.layouts:
        for received in case.minutes:
            held = received.form.held
            day = held.isoformat() if held else f"undated-{received.number}"
            due = _due(case, held, library)
            yield f"letter-plan-notice-{day}", plan_notice_view(case, received, protocol, due, words)
    if protocol and Layout.INSTITUTION_LETTER in protocol.layouts:
        for number, resident in enumerate(residents(case), 1):
            view = institution_letter_view(case, resident, protocol, words)
            yield f"letter-institution-{number}", view
    for day, one in _by_day(asked(case.requests)):
        sent, answer = one.request.form, one.answer.form if one.answer else None
        if sent.kind == Layout.EXTRA_CORE_GROUP:
            yield f"letter-extra-core-group-{day}", extra_core_group_view(case, sent, protocol, words)
        elif answer is None or answer.answer == "granted":
            told = _with_answer(sent, answer) if answer else sent
            yield f"letter-early-review-{day}", early_review_view(case, told, protocol, words)
        if answer:
            yield f"letter-{sent.kind}-answer-{day}", answer_view(case, answer, protocol, words)


def _with_answer(sent: Request, answer: Request) -> Request:
    """The request in its sender's own words, whatever the form with the answer has made of them."""
    return replace(
        sent,
        answer=answer.answer,
        answered_by=answer.answered_by,
        answered_on=answer.answered_on,
        answer_reasons=answer.answer_reasons,
        held=answer.held,
        time=answer.time,
        place=answer.place,
    )


def to_answer(case: Case) -> Iterator[tuple[str, Request]]:
    """Requests that nobody has answered yet, each with the day that tells it from the others.

    Those of earlier periods are among them, while their letters stay with the papers of their own.
    """
    yield from ((day, one.request.form) for day, one in _by_day(all_asked(case)) if one.answer is None)


def _by_day(requests: Iterable[Asked]) -> Iterator[tuple[str, Asked]]:
    """Each request with the day that its papers are called by; those of one kind and day are counted."""
    days: Counter[tuple[str, str]] = Counter()
    for one in requests:
        written = one.request.form.written
        day = written.isoformat() if written else "undated"
        days[one.request.form.kind, day] += 1
        nth = days[one.request.form.kind, day]
        yield f"{day}-{nth}" if nth > 1 else day, one


def _due(case: Case, held: date | None, library: Library) -> date | None:
    """The last day for the notice about a core group; None where no step or no limit is set."""
    protocol, nation = library.protocol_of(case), library.nation_named(case.set_up.form.nation)
    step = use_of(protocol, Layout.PLAN_NOTICE).step
    if not (protocol and nation and step and held):
        return None
    limit = protocol.step(step).limit
    return WorkingDays(nation).due(held, limit) if limit else None
