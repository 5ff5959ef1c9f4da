"""Requests between meetings, each with its answer (002, additional core group; 003, 4.4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from pipeline.model.case import Case, Received
from pipeline.model.request import Request
from pipeline.rulebook.sameness import folded


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as its sender last sent it, and the latest answer to it; None while nobody has answered."""

    request: Received[Request]
    answer: Received[Request] | None

    @property
    def day(self) -> date:
        """The day it was made."""
        return asked_on(self.request)


def asked(requests: Iterable[Received[Request]]) -> tuple[Asked, ...]:
    """Each request once, in the order of ``requests``, with the answer that holds: the newest one."""
    slots: dict[str, list[Received[Request]]] = {}
    for received in requests:
        slots.setdefault(request_key(received), []).append(received)
    found = []
    for slot in slots.values():
        forms = sorted(slot, key=lambda received: received.number)
        answers = [received for received in forms if received.form.answer]
        sent = [received for received in forms if not received.form.answer] or forms[:1]
        found.append(Asked(_as_asked(sent[-1]), answers[-1] if answers else None))
    return tuple(found)


def all_asked(case: Case) -> tuple[Asked, ...]:
    """Every request of a case by day, those of earlier periods too: a conference in between answers none."""
    return asked((*case.earlier_requests, *case.requests))


def waiting(case: Case) -> tuple[Asked, ...]:
    """Requests that nobody has answered yet, whichever period they were made in."""
    return tuple(one for one in all_asked(case) if one.answer is None)


def _as_asked(received: Received[Request]) -> Received[Request]:
    """A request without what its sender wrote in the manager's part: a day there is the day they hope for."""
    form = received.form
    if form.answer:
        return received
    hoped = replace(form, wanted=form.wanted or form.held, held=None, time="", place="")
    return replace(received, form=replace(hoped, answered_by="", answered_on=None, answer_reasons=""))


def request_key(request: Received[Request]) -> str:
    """What a request and its answer share: who asked, for what, on which day."""
    form = request.form
    return "\n".join([folded(form.agency), folded(form.name), form.kind, asked_on(request).isoformat()])


def asked_on(request: Received[Request]) -> date:
    """The day a request was made; where that was left blank, the day it was received."""
    return request.form.written or request.received
