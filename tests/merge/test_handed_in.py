"""The written contributions on the day of a core group: what comes later changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import family

from pipeline.merge.handed_in import handed_in
from pipeline.model.case import Case, Received
from pipeline.model.forms import Contribution

SCHOOL, HEALTH, POLICE = family.SCHOOL.agency, family.HEALTH.agency, family.POLICE.agency


def came(number: int, agency: str, day: date, version: int = 1) -> Received[Contribution]:
    form = Contribution(case="CP-2041-007", name="Jo Placeholder", agency=agency)
    return Received(form, number, f"{number:064x}", day, version)


def told(case: Case) -> list[tuple[str, date, int]]:
    found = handed_in(case, family.received_minutes())
    return [(c.source.agency, c.received, c.version) for c in found.received]


def test_what_was_in_on_the_day_is_told_and_stays_told() -> None:
    # The core group met on 7 November 2041.
    early = came(5, SCHOOL, date(2041, 11, 5))
    same_day = came(7, HEALTH, date(2041, 11, 7))
    case = replace(family.case(), contributions=(same_day, early))
    before = told(case)
    assert before == [(SCHOOL, date(2041, 11, 5), 1), (HEALTH, date(2041, 11, 7), 1)]
    # A later one of the school's and the first of the police change nothing.
    again, late = came(9, SCHOOL, date(2041, 11, 8), 2), came(10, POLICE, date(2041, 11, 9))
    later = replace(case, contributions=(same_day, late, again), replaced=(early,))
    assert told(later) == before


def test_of_two_by_one_agency_the_later_one_stood() -> None:
    first, second = came(5, SCHOOL, date(2041, 11, 3)), came(6, SCHOOL.upper(), date(2041, 11, 6), 2)
    case = replace(family.case(), contributions=(second,), replaced=(first,))
    assert told(case) == [(SCHOOL.upper(), date(2041, 11, 6), 2)]


def test_whoever_owes_one_and_had_not_sent_it_is_named() -> None:
    case = replace(family.case(), contributions=(came(5, SCHOOL, date(2041, 11, 5)),))
    found = handed_in(case, family.received_minutes())
    assert found.day == date(2041, 11, 7)
    assert SCHOOL not in found.missing
    assert {HEALTH, POLICE} <= set(found.missing)
