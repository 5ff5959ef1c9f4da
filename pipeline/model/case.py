"""The case: everything the record knows about one family in one period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from pipeline.model.finding import Finding
from pipeline.model.forms import Amendment, Contribution, Minutes, SignOff
from pipeline.model.plan import PlanVersion
from pipeline.model.request import Request
from pipeline.model.set_up import CaseSetUp, Meeting
from pipeline.model.submission import Outside

F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class Period:
    """The stretch between two conferences. ``start`` is the conference before, ``rcpc`` the one ahead.

    ``first`` is true when ``start`` is the initial conference.
    """

    start: date
    rcpc: date
    first: bool


@dataclass(frozen=True, slots=True)
class Received(Generic[F]):
    """A form of the record, understood. ``version`` counts what the same sender sent for the same purpose."""

    form: F
    number: int
    digest: str
    received: date
    version: int = 1
    outside: tuple[Outside, ...] = ()


@dataclass(frozen=True, slots=True)
class Bookings:
    """The core groups that stood booked from the end of a day on, ordered by their own days."""

    since: date
    meetings: tuple[Meeting, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One case in one period, folded from the record.

    ``contributions`` holds the latest one of each agency, ordered by agency; ``replaced`` the earlier ones.
    ``minutes`` are those of this period ordered by the day held, the latest received for each day;
    ``minutes_versions`` are all that came for each of them, oldest first, and
    ``earlier_minutes`` those of earlier periods. ``requests`` are all of them by day, each before its answer;
    ``earlier_requests`` those made in earlier periods. ``plans`` are all versions from the first on, up to
    this period. ``diary`` (its booked core groups) has an entry for each day that changed what is booked, in
    order; it ends where the next period begins.
    ``past_conferences`` are all days that the reviews before this one were ever set for, but none that this
    one was.
    """

    reference: str
    period: Period
    set_up: Received[CaseSetUp]
    contributions: tuple[Received[Contribution], ...] = ()
    replaced: tuple[Received[Contribution], ...] = ()
    minutes: tuple[Received[Minutes], ...] = ()
    minutes_versions: tuple[tuple[Received[Minutes], ...], ...] = ()
    earlier_minutes: tuple[Received[Minutes], ...] = ()
    amendments: tuple[Received[Amendment], ...] = ()
    sign_offs: tuple[Received[SignOff], ...] = ()
    requests: tuple[Received[Request], ...] = ()
    earlier_requests: tuple[Received[Request], ...] = ()
    plans: tuple[PlanVersion, ...] = ()
    diary: tuple[Bookings, ...] = ()
    past_conferences: tuple[date, ...] = ()
    findings: tuple[Finding, ...] = ()

    def booked(self, on: date | None = None) -> tuple[Meeting, ...]:
        """Core groups still to come, by day. ``on`` looks back: what was to come after it, as known then."""
        known = [entry for entry in self.diary if on is None or entry.since <= on] or self.diary[:1]
        coming = known[-1].meetings if known else ()
        return tuple(meeting for meeting in coming if on is None or (meeting.held and meeting.held > on))

    @property
    def plan(self) -> PlanVersion:
        """The current version. Every case has one: the set-up brings the outline plan, even an empty one."""
        return self.plans[-1]

    @property
    def standing(self) -> tuple[Received[Any], ...]:
        """The forms of this period that no later one has replaced."""
        later: tuple[Received[Any], ...] = (*self.amendments, *self.sign_offs, *self.requests)
        return (self.set_up, *self.contributions, *self.minutes, *later)
