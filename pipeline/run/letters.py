"""The letters of a case: which ones its guidance and its forms call for, and what they are called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from pipeline.merge.periods import request_key
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
    it becomes a letter under any.
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
    for day, (asked, answered) in _requests(case):
        if asked.kind == Layout.EARLY_REVIEW:
            view = early_review_view(case, answered or asked, protocol, words)
            yield f"letter-early-review-{day}", view
            continue
        yield f"letter-extra-core-group-{day}", extra_core_group_view(case, asked, protocol, words)
        if answered:
            answer = answer_view(case, answered, protocol, words)
            yield f"letter-extra-core-group-answer-{day}", answer


def unanswered(case: Case) -> Iterator[tuple[str, Request]]:
    """Requests that nobody has answered yet, each with the day that tells it from the others."""
    yield from ((day, asked) for day, (asked, answered) in _requests(case) if not answered)


def _requests(case: Case) -> Iterator[tuple[str, tuple[Request, Request | None]]]:
    """Each request as it was first sent, and its latest answer; those of one day are counted."""
    slots: dict[str, list[Request]] = {}
    for received in case.requests:
        slots.setdefault(request_key(received), []).append(received.form)
    days: Counter[tuple[str, str]] = Counter()
    for forms in slots.values():
        asked, written = forms[0], forms[0].written
        day = written.isoformat() if written else "undated"
        days[asked.kind, day] += 1
        nth = days[asked.kind, day]
        answers = [form for form in forms if form.answer]
        yield f"{day}-{nth}" if nth > 1 else day, (asked, answers[-1] if answers else None)


def _due(case: Case, held: date | None, library: Library) -> date | None:
    """The last day for the notice about a core group; None where no step or no limit is set."""
    protocol, nation = library.protocol_of(case), library.nations.get(case.set_up.form.nation)
    step = use_of(protocol, Layout.PLAN_NOTICE).step
    if not (protocol and nation and step and held):
        return None
    limit = protocol.step(step).limit
    return WorkingDays(nation).due(held, limit) if limit else None
