"""A request and its answer, put together (002, additional core group)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import family

from pipeline.merge.requests import asked, waiting
from pipeline.model.case import Received
from pipeline.model.request import Request

DAY = date(2041, 11, 4)


def received(form: Request, number: int) -> Received[Request]:
    return Received(form, number, f"{number:064x}", DAY)


def test_what_its_sender_wrote_in_the_managers_part_is_a_wish_and_no_answer() -> None:
    hoped = date(2041, 11, 7)
    wish = replace(
        family.request(), answered_by="Ffion Fennimore", held=hoped, place="The school", wanted=None
    )
    (one,) = asked([received(wish, 1)])
    assert one.answer is None
    assert one.request.form.wanted == hoped
    assert (one.request.form.answered_by, one.request.form.held, one.request.form.place) == ("", None, "")


def test_the_day_by_which_it_is_wanted_stays_whatever_stands_beside_the_answer() -> None:
    by = date(2041, 11, 14)
    wish = replace(family.request(), wanted=by, held=date(2041, 11, 7))
    (one,) = asked([received(wish, 1)])
    assert one.request.form.wanted == by


def test_what_was_asked_before_a_conference_waits_until_it_is_answered() -> None:
    early = replace(family.request(), written=date(2041, 9, 1))
    answer = replace(early, answer="refused", answered_on=date(2041, 9, 12))
    sent, late = received(early, 1), received(family.request(), 2)
    case = replace(family.case(), earlier_requests=(sent,), requests=(late,))
    assert [one.request.number for one in waiting(case)] == [1, 2]
    answered = replace(case, earlier_requests=(sent, received(answer, 3)))
    assert [one.request.number for one in waiting(answered)] == [2]
