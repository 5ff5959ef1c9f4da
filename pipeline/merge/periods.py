"""The forms of one case, put into their periods.

A period starts with a conference. Every form lands in one: nothing that was accepted is left out of all.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from pipeline.merge.bookings import with_diary
from pipeline.merge.numbers import Numbers, give_numbers, minutes_sheet, outline_sheet
from pipeline.merge.plan import Conference, CoreGroup, plan_versions, touches_plan
from pipeline.merge.requests import asked_on, request_key
from pipeline.merge.sources import minutes_day, sender_key
from pipeline.model.case import Case, Period, Received
from pipeline.model.forms import Amendment, Contribution, Minutes, SignOff
from pipeline.model.plan import PlanVersion
from pipeline.model.request import Request
from pipeline.model.set_up import CaseSetUp
from pipeline.rulebook.sameness import folded

F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A period and its set-up. ``conferences`` are all days its review was ever set for, the latest first."""

    period: Period
    set_up: Received[CaseSetUp]
    conferences: tuple[date, ...]


def cases(reference: str, forms: Sequence[Received[Any]]) -> tuple[Case, ...]:
    """One ``Case`` for each period of a case, in order; none while no set-up form has come.

    The order of ``forms`` does not matter: where one replaces another, the higher number of the record
    is the later one.
    """
    set_ups = _set_ups(_of(CaseSetUp, forms))
    if not set_ups:
        return ()
    stretches = _stretches(set_ups)
    days = sorted(_meetings(_of(Minutes, forms)), key=lambda versions: minutes_day(versions[-1]))
    minutes = [versions[-1] for versions in days]
    numbers = _numbers(set_ups, days)
    plans = _plans(stretches, minutes, numbers)
    return tuple(
        _case(reference, stretches, place, days, plans[place], forms) for place in range(len(stretches))
    )


def start_of(set_up: Received[CaseSetUp]) -> date:
    """The conference that opens the period of a set-up: the last one, which for the first is the initial.

    A set-up without either day is stopped by the checks; should one be in the record, the day of
    registration or of receipt keeps it in its place.
    """
    form = set_up.form
    return form.opened or form.registered or set_up.received


def _set_ups(forms: Sequence[Received[CaseSetUp]]) -> list[tuple[Received[CaseSetUp], ...]]:
    """The set-ups of each period, oldest first, each with its version (from 1).

    A set-up takes the place of the one that it corrects, as that one stands by then: a day that was wrong
    once and has been put right since gathers no later form.
    """
    periods: list[list[Received[CaseSetUp]]] = []
    for received in sorted(forms, key=lambda r: r.number):
        own = [p for p in periods if start_of(p[-1]) == start_of(received)]
        own += [p for p in periods if received.form.corrects(p[-1].form)]
        if not own:
            periods.append([])
            own = periods[-1:]
        own[0].append(replace(received, version=len(own[0]) + 1))
    return [tuple(versions) for versions in periods]


def _meetings(forms: Sequence[Received[Minutes]]) -> list[tuple[Received[Minutes], ...]]:
    """The minutes of each core group, oldest first, each with its version (from 1).

    Minutes take the place of those of their own day, and of those of the day that they say they replace: a
    meeting that went into the record under a wrong day is one meeting, whose actions keep their numbers.
    """
    meetings: list[list[Received[Minutes]]] = []
    for received in sorted(forms, key=lambda r: r.number):
        days = (minutes_day(received), received.form.replaces)
        before = [versions for versions in meetings if minutes_day(versions[-1]) in days]
        meetings = [versions for versions in meetings if versions not in before]
        gathered = sorted((each for versions in before for each in versions), key=lambda r: r.number)
        meetings.append([*gathered, received])
    return [tuple(replace(r, version=n) for n, r in enumerate(versions, 1)) for versions in meetings]


def _stretches(slots: Sequence[Sequence[Received[CaseSetUp]]]) -> list[Stretch]:
    stretches: list[Stretch] = []
    for versions in sorted(slots, key=lambda v: start_of(v[-1])):
        latest = versions[-1]
        start = start_of(latest)
        known = [v.form.next_conference for v in reversed(versions) if v.form.next_conference]
        first = latest.form.icpc == start or (latest.form.icpc is None and not stretches)
        # Without a review date there is no later day to name; the checks stop such a form.
        period = Period(start, latest.form.next_conference or start, first)
        stretches.append(Stretch(period, latest, tuple(dict.fromkeys(known))))
    return stretches


def _case(
    reference: str,
    stretches: Sequence[Stretch],
    place: int,
    days: Sequence[tuple[Received[Minutes], ...]],
    plans: tuple[PlanVersion, ...],
    forms: Sequence[Received[Any]],
) -> Case:
    stretch = stretches[place]
    contributions = [c for c in _of(Contribution, forms) if _place_of_contribution(c, stretches) == place]
    senders = sorted(
        _slots(contributions, lambda r: sender_key(r.form)), key=lambda v: sender_key(v[-1].form)
    )
    amendments = [
        a for a in _of(Amendment, forms) if _place(a.form.written or a.received, stretches) == place
    ]
    requests = _all(_of(Request, forms), request_key, lambda r: (asked_on(r), r.number))
    sign_offs = [s for s in _of(SignOff, forms) if _place(_first_day(s), stretches) == place]
    own = tuple(v for v in days if _place(minutes_day(v[-1]), stretches) == place)
    case = Case(
        reference=reference,
        period=stretch.period,
        set_up=stretch.set_up,
        contributions=tuple(versions[-1] for versions in senders),
        replaced=tuple(earlier for versions in senders for earlier in versions[:-1]),
        minutes=tuple(versions[-1] for versions in own),
        minutes_versions=own,
        earlier_minutes=tuple(v[-1] for v in days if _place(minutes_day(v[-1]), stretches) < place),
        amendments=_all(
            amendments, _amender, lambda r: (r.form.written or r.received, _amender(r), r.number)
        ),
        sign_offs=_all(sign_offs, lambda _: "", lambda r: r.number),
        requests=tuple(r for r in requests if _place(asked_on(r), stretches) == place),
        earlier_requests=tuple(r for r in requests if _place(asked_on(r), stretches) < place),
        plans=plans,
        past_conferences=_past_conferences(stretches, place),
    )
    following = stretches[place + 1 : place + 2]
    return with_diary(case, following[0].period.start if following else None)


def _past_conferences(stretches: Sequence[Stretch], place: int) -> tuple[date, ...]:
    past = {day for stretch in stretches[:place] for day in stretch.conferences}
    return tuple(sorted(past - set(stretches[place].conferences)))


def _plans(
    stretches: Sequence[Stretch], minutes: Sequence[Received[Minutes]], numbers: Numbers
) -> list[tuple[PlanVersion, ...]]:
    """For each period, the versions from the first on: its conference, then its core groups by day held."""
    steps: list[Conference | CoreGroup] = []
    counts: list[int] = []
    for place, stretch in enumerate(stretches):
        steps.append(Conference(stretch.set_up, stretch.period.start))
        steps += [
            CoreGroup(m, minutes_day(m))
            for m in minutes
            if _place(minutes_day(m), stretches) == place and touches_plan(m.form)
        ]
        counts.append(len(steps))
    versions = plan_versions(steps, numbers)
    return [versions[:count] for count in counts]


def _numbers(
    set_ups: Sequence[Sequence[Received[CaseSetUp]]], days: Sequence[Sequence[Received[Minutes]]]
) -> Numbers:
    outlines = [outline_sheet(form, start_of(versions[-1])) for versions in set_ups for form in versions]
    meetings = [minutes_sheet(form, minutes_day(versions[-1])) for versions in days for form in versions]
    return give_numbers([*outlines, *meetings])


def _place_of_contribution(contribution: Received[Contribution], stretches: Sequence[Stretch]) -> int:
    """By the conference printed on the form, though it may have been moved since; else by the day written."""
    printed = contribution.form.conference
    for place in reversed(range(len(stretches))):
        if printed in stretches[place].conferences:
            return place
    return _place(contribution.form.written or contribution.received, stretches)


def _place(day: date, stretches: Sequence[Stretch]) -> int:
    """The period of a day: a conference's own day opens one, and what is older than all is in the first."""
    return max((place for place, s in enumerate(stretches) if s.period.start <= day), default=0)


def _first_day(sign_off: Received[SignOff]) -> date:
    """The earliest day in a sign-off. All its steps lie before the conference, so the first is the safest."""
    days = [*(step.done for step in sign_off.form.steps), sign_off.form.authorised_on]
    return min((day for day in days if day is not None), default=sign_off.received)


def _amender(amendment: Received[Amendment]) -> str:
    return f"{folded(amendment.form.agency)}\n{folded(amendment.form.name)}"


def _of(kind: type[F], forms: Sequence[Received[Any]]) -> list[Received[F]]:
    return [received for received in forms if isinstance(received.form, kind)]


def _slots(
    forms: Sequence[Received[F]], key: Callable[[Received[F]], Hashable]
) -> list[tuple[Received[F], ...]]:
    """Forms for the same purpose together, oldest first, each with its version (from 1)."""
    slots: dict[Hashable, list[Received[F]]] = {}
    for received in sorted(forms, key=lambda r: r.number):
        slot = slots.setdefault(key(received), [])
        slot.append(replace(received, version=len(slot) + 1))
    return [tuple(slot) for slot in slots.values()]


def _all(
    forms: Sequence[Received[F]], key: Callable[[Received[F]], Hashable], order: Callable[[Received[F]], Any]
) -> tuple[Received[F], ...]:
    """Every form, versions counted by ``key``, in ``order``."""
    return tuple(sorted((form for slot in _slots(forms, key) for form in slot), key=order))
