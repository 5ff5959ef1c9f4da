"""Which core groups are booked: what set-up, minutes and granted requests say together.

The one home of that question. The diary of a case: its booked core groups, by the days on which they became
known. Agendas, calendar, timeline and plan all look into it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from pipeline.merge.requests import all_asked
from pipeline.merge.sources import minutes_day
from pipeline.model.case import Bookings, Case, Received
from pipeline.model.request import Request
from pipeline.model.set_up import Meeting

FINAL = "pre-rcpc"
EXTRA = "extra-core-group"


def with_diary(case: Case, until: date | None = None) -> Case:
    """The case with its diary: for each day on which something was booked or held, what stood booked then.

    ``until`` is the conference that ends its period, once the set-up of the next one is in. From then on the
    meetings after it are in the diary of that one, so that each has one agenda.
    """
    granted = tuple(_answers(case))
    days = {case.period.start, *map(minutes_day, case.minutes), *(_answered_on(one) for one in granted)}
    days |= {until} if until else set()
    since = sorted(day for day in days if day >= case.period.start)
    return replace(case, diary=tuple(Bookings(day, _own(case, granted, day, until)) for day in since))


def _own(
    case: Case, answers: tuple[Received[Request], ...], on: date, until: date | None
) -> tuple[Meeting, ...]:
    """What stood booked at the end of a day; once the period has ended, what it left behind of its own."""
    standing = _standing(case, answers, on)
    if until is None or on < until:
        return standing
    return tuple(meeting for meeting in standing if meeting.held and meeting.held <= until)


def _standing(case: Case, answers: tuple[Received[Request], ...], on: date) -> tuple[Meeting, ...]:
    """What stood booked at the end of a day, by day, after the last core group held by then.

    Of the lists of meetings that set-up and minutes bring, the latest that names a day to come holds: one for
    the final core group, one for the others. A granted request adds its meeting to them (002, additional core
    group) until a newer answer says otherwise; a day that the lists have too is one meeting, not two.
    """
    held = [received for received in case.minutes if minutes_day(received) <= on]
    last = max(map(minutes_day, held), default=case.period.start)
    lists = [*_before_the_period(case), *((r.number, _after(minutes_day(r), r.form.meetings)) for r in held)]
    by_day: dict[date, tuple[int, Meeting]] = {}
    for final in (False, True):
        said = [(n, own) for n, rows in lists if (own := [m for m in rows if (m.kind == FINAL) is final])]
        for number, meetings in said[-1:]:
            by_day |= {meeting.held: (number, meeting) for meeting in meetings if meeting.held}
    for answer in answers:
        extra = Meeting("subsequent", answer.form.held, answer.form.time, answer.form.place)
        if extra.held and _answered_on(answer) <= on:
            number, listed = by_day.get(extra.held, (0, extra))
            known = extra if answer.number > number else listed
            other = listed if known is extra else extra
            merged = replace(listed, time=known.time or other.time, place=known.place or other.place)
            by_day[extra.held] = (max(number, answer.number), merged)
    return tuple(by_day[day][1] for day in sorted(by_day) if day > last)


def _before_the_period(case: Case) -> Iterator[tuple[int, tuple[Meeting, ...]]]:
    """What earlier minutes and the set-up name of this period, the set-up last.

    Core groups agree days up to the second review (004, agenda for the first core group), so beyond one
    conference: those stand where the set-up after it names none.
    """
    for meetings in (*(r.form.meetings for r in case.earlier_minutes), case.set_up.form.meetings):
        yield 0, _after(case.period.start, meetings)


def _after(day: date, meetings: Iterable[Meeting]) -> tuple[Meeting, ...]:
    """Those with a day later than this one: a row without a day books nothing, nor does one that is over."""
    return tuple(meeting for meeting in meetings if meeting.held and meeting.held > day)


def _answers(case: Case) -> Iterator[Received[Request]]:
    """The answers that grant an extra core group, each the newest to its request.

    What was asked for before a conference may be granted after it, or for a day after it.
    """
    for one in all_asked(case):
        if one.answer and one.answer.form.kind == EXTRA and one.answer.form.answer == "granted":
            yield one.answer


def _answered_on(answer: Received[Request]) -> date:
    return answer.form.answered_on or answer.received
