"""The case set-up form, understood: who the case is about, who works with them, the outline plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Extra:
    """An answer that the code gives no meaning; it still reaches its section of the report."""

    block: str  # key of the section or table it was asked in
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a finding of level *ask* stands as it is. ``about`` is the finding's code or the question."""

    about: str = ""
    reason: str = ""
    extras: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True)
class Child:
    name: str = ""
    born: date | None = None
    gender: str = ""
    school: str = ""
    language: str = ""
    interpreter: str = ""  # code: yes, no or ""
    disability: str = ""
    culture: str = ""
    lives_with: str = ""
    school_changed: date | None = None  # since the last conference
    extras: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True)
class Parent:
    """A parent or carer."""

    name: str = ""
    born: date | None = None
    relationship: str = ""
    responsibility: str = ""  # parental responsibility, code: yes, no or ""
    language: str = ""
    interpreter: str = ""
    address: str = ""
    excluded: str = ""  # excluded from meetings, code: yes, no or ""
    exclusion_reason: str = ""
    institution: str = ""  # in prison or hospital: which
    institution_address: str = ""
    extras: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody else who matters to a child and is in prison or hospital (002)."""

    name: str = ""
    relationship: str = ""
    born: date | None = None
    institution: str = ""
    institution_address: str = ""
    extras: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """A core group member. ``part`` is a code: lead, manager, chair (independent), family, member."""

    name: str = ""
    agency: str = ""
    role: str = ""
    part: str = ""
    relationship: str = ""
    address: str = ""
    telephone: str = ""
    email: str = ""
    secure_route: str = ""  # how information is shared securely
    extras: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True)
class Meeting:
    """A core group that is booked or was held. ``kind`` is a code: first, subsequent, pre-rcpc."""

    kind: str = ""
    held: date | None = None
    time: str = ""
    place: str = ""
    extras: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True)
class FreeDay:
    """Days on which the family asks not to meet (003, 6.6). ``last`` is None for a single day."""

    first: date | None = None
    last: date | None = None
    occasion: str = ""
    extras: tuple[Extra, ...] = ()

    def holds(self, day: date) -> bool:
        """Whether a day is one of these, the first and the last included."""
        return self.first is not None and self.first <= day <= (self.last or self.first)


@dataclass(frozen=True, slots=True)
class Action:
    """One line of a plan. ``domain`` is a code: child, parents, family.

    ``number`` is the line's own reference ("1", "7"), unique in a case for ever.
    """

    number: str = ""
    domain: str = ""
    child: str = ""  # a child's name, or "" for all
    need: str = ""
    outcome: str = ""
    action: str = ""
    how: str = ""
    who: str = ""
    agency: str = ""
    start: date | None = None
    end: date | None = None  # end or review date
    often: str = ""  # frequency and length of service
    measure: str = ""  # how we will know
    extras: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseSetUp:
    """The case set-up form, understood. Sent once, and again after each conference."""

    case: str = ""
    protocol: str = ""
    nation: str = ""
    language: str = ""  # of the documents, code: en, cy
    category: str = ""
    registered: date | None = None
    icpc: date | None = None
    last_conference: date | None = None
    next_conference: date | None = None
    outline_sent: date | None = None  # the day the outline plan went to the members
    enquiries: date | None = None  # the day the enquiries that led to the conference began
    interval_weeks: int | None = None  # a shorter core group interval set by the conference
    reasons: str = ""  # why the children have a plan, in the conference's words
    contingency: str = ""
    children: tuple[Child, ...] = ()
    parents: tuple[Parent, ...] = ()
    relatives: tuple[Relative, ...] = ()
    members: tuple[Member, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    free_days: tuple[FreeDay, ...] = ()
    plan: tuple[Action, ...] = ()
    answers: tuple[Reason, ...] = ()  # to points that were raised about this form
    extras: tuple[Extra, ...] = ()

    @property
    def opened(self) -> date | None:
        """The conference that opens its period: the last one, which for the first period is the initial."""
        return self.last_conference or self.icpc

    def corrects(self, earlier: CaseSetUp) -> bool:
        """Whether this is about the same period as an earlier set-up, so that it takes its place.

        A period is known by the conference that opens it. Where that day itself was wrong it is known by the
        review that ends it; and a case has one first period at a time, which an initial conference opens.
        """
        if self.opened and self.opened == earlier.opened:
            return True
        if self.next_conference and self.next_conference == earlier.next_conference:
            return True
        return self._first_before(earlier) and earlier._first_before(self)

    def _first_before(self, other: CaseSetUp) -> bool:
        """Whether an initial conference opens it, on a day before the other's review."""
        opened, review = self.opened, other.next_conference
        return opened is not None and opened == self.icpc and review is not None and opened < review
