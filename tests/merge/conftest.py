"""An invented family, and forms about it made from the model's own classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.merge.periods import cases
from pipeline.model.case import Case, Received
from pipeline.model.forms import Contribution, Minutes
from pipeline.model.set_up import Action, CaseSetUp, Child, Member, Parent

ICPC = date(2041, 3, 4)  # Monday
RCPC = date(2041, 5, 30)

SET_UP = CaseSetUp(
    case="CP-2041-007",
    icpc=ICPC,
    last_conference=ICPC,
    next_conference=RCPC,
    contingency="Call the duty team.",
    children=(Child("Ash Fable"), Child("Wren Fable")),
    parents=(
        Parent("Mara Fable", relationship="Mother"),
        Parent("Dov Quill", relationship="Father", excluded="yes"),
    ),
    members=(
        Member("Ines Holt", "Children's Services", part="lead"),
        Member("Tam Reed", "Children's Services", part="manager"),
        Member("Una Vale", "Safeguarding and Review Unit", part="chair"),
        Member("Pia Lund", "Hillfoot School", part="member"),
        Member("Jo Marsh", "Health Visiting", part="member"),
        Member("Cal Dorn", "Housing", part="member"),
        Member("Mara Fable", part="family"),
    ),
    plan=(
        Action("1", "child", action="Breakfast club each day", who="Pia Lund", agency="Hillfoot School"),
        Action("2", "parents", action="Weekly sessions", who="Ines Holt", agency="Children's Services"),
        Action("10", "family", action="Mend the boiler", who="Cal Dorn", agency="Housing"),
    ),
)


def received(form: Any, number: int, day: date | None = None, **more: Any) -> Received[Any]:
    """A form of the record; its digest is its number, so that no two are the same."""
    return Received(form, number, f"digest-{number}", day or date(2041, 5, 1), **more)


def contribution(
    agency: str, name: str = "", written: date | None = date(2041, 5, 1), **more: Any
) -> Contribution:
    known = {m.agency: m.name for m in reversed(SET_UP.members)}
    return Contribution(
        "CP-2041-007", name or known.get(agency, ""), agency, written=written, conference=RCPC, **more
    )


def minutes(held: date | None, kind: str = "subsequent", **more: Any) -> Minutes:
    return Minutes("CP-2041-007", kind, held, note_taker="Pia Lund", **more)


def one_case(forms: Sequence[Any], set_up: CaseSetUp = SET_UP) -> Case:
    """The case that a set-up and these forms make, received in this order."""
    accepted = [received(set_up, 1, ICPC), *(received(form, n) for n, form in enumerate(forms, start=2))]
    (case,) = cases("CP-2041-007", accepted)
    return case


@pytest.fixture(scope="session")
def family() -> SimpleNamespace:
    return SimpleNamespace(
        icpc=ICPC,
        rcpc=RCPC,
        set_up=SET_UP,
        received=received,
        contribution=contribution,
        minutes=minutes,
        case=one_case,
        replace=replace,
    )
