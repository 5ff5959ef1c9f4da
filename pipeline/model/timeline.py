"""Limits, steps and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Unit(StrEnum):
    WORKING_DAYS = "working days"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Limit:
    """``amount`` of ``unit`` after (or before) an anchor."""

    amount: int
    unit: Unit
    before: bool = False

    def __str__(self) -> str:
        unit = self.unit.value[:-1] if self.amount == 1 else self.unit.value
        return f"{self.amount} {unit}"


class StepStatus(StrEnum):
    DONE = "done"
    DONE_LATE = "done-late"
    DUE = "due"
    OVERDUE = "overdue"
    AT_RISK = "at-risk"
    NOT_RECORDED = "not-recorded"


@dataclass(frozen=True, slots=True)
class Holiday:
    date: date
    name: str


@dataclass(frozen=True, slots=True)
class StepCheck:
    """One step of a protocol, checked. ``days_late`` counts working days after the due day, 0 if in time.

    ``anchor`` is the id of the step or event counted from, ``anchor_date`` its day. ``anchor_planned`` is
    true while that day is itself only planned. ``children`` are those whom the step is for, by name, where it
    is not for all: for confidential paper alone, never for a calendar, another program or a terminal.
    ``silent`` is a core group whose booked day has passed and of which no minutes have come.
    """

    id: str
    title: str
    who: str
    anchor: str
    anchor_date: date | None
    anchor_planned: bool
    limit: Limit | None  # None where the guidance sets no time
    due: date | None
    done: date | None
    status: StepStatus
    days_late: int
    source: str
    chain: bool = False  # one of the steps that lead to the final copy
    planned: date | None = None  # the day a meeting is booked for
    read: str = ""  # what the source has and how it was read, where its words leave a doubt
    children: tuple[str, ...] = ()
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Booked:
    """A core group that is booked. ``number`` is its place (from 1) among those held and booked."""

    number: int
    day: date


@dataclass(frozen=True, slots=True)
class Gap:
    """A visit that came late, or has not come. ``seen`` is None while no form tells of one."""

    due: date
    seen: date | None
    days_late: int


@dataclass(frozen=True, slots=True)
class Seeing:
    """How often one child is to be seen in one way, and what the forms tell of it.

    ``last`` is the latest visit told of in this period, ``due`` the day the next one is due, None if no
    further one is. ``gaps`` are those that came late. A day that has passed with no form since to tell of it
    is not recorded: only a form that came later and tells of no visit makes it overdue.
    """

    id: str
    title: str
    limit: Limit | None
    last: date | None
    due: date | None
    status: StepStatus
    gaps: tuple[Gap, ...]
    source: str
    read: str = ""


@dataclass(frozen=True, slots=True)
class ChildSeen:
    """One child, by its place in the case set-up (from 1) and its name, and how it is seen."""

    number: int
    name: str
    checks: tuple[Seeing, ...]


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether the chain of steps fits before the conference if every step takes all the time it may.

    ``slack`` in working days: 0 just fits, negative does not. ``forwards`` is each step's day counted from
    the last allowed core group, ``backwards`` each step's last day counted back from the conference.
    """

    feasible: bool
    slack: int
    latest_core_group: date
    allowed_core_group: date  # the last day that the protocol allows for it
    broken_by: tuple[Holiday, ...]
    forwards: tuple[tuple[str, date], ...]
    backwards: tuple[tuple[str, date], ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The timeline check of one case, or of a conference not yet booked (``case`` is "").

    ``fit`` and ``other_fit`` are None where the guidance has no chain of steps before the conference.
    ``children`` is empty where it does not say how often a child is to be seen.
    """

    case: str
    protocol: str
    nation: str
    rcpc: date
    start: date | None  # of the period
    today: date
    steps: tuple[StepCheck, ...]
    fit: Fit | None
    other_unit: Unit | None
    other_fit: Fit | None
    other_steps: tuple[StepCheck, ...]
    holidays: tuple[Holiday, ...] = ()  # bank holidays on weekdays around the chain, in order
    children: tuple[ChildSeen, ...] = ()
    booked: tuple[Booked, ...] = ()

    @property
    def coming(self) -> tuple[date, ...]:
        """The days of the core groups still to come."""
        return tuple(booked.day for booked in self.booked if booked.day >= self.today)

    @property
    def without_minutes(self) -> tuple[date, ...]:
        """The days, now past, of core groups held or booked of which no minutes have come."""
        return tuple(booked.day for booked in self.booked if booked.day < self.today)
