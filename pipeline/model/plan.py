"""The protection plan and its numbered versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pipeline.model.forms import Agreement, PlanUpdate, UpdateRow
from pipeline.model.set_up import Action


class Status(StrEnum):
    OPEN = "open"
    DONE = "done"
    CONFERENCE = "conference"  # no longer needed, the core group says: for the conference to ratify
    ENDED = "ended"  # a conference made its plan without it


@dataclass(frozen=True, slots=True)
class Note:
    """What one core group recorded about an action."""

    held: date
    progress: str = ""
    barriers: str = ""
    actual_outcome: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs from the version before. ``field`` is an attribute of ``Action`` or "status"."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PlanAction:
    """An action as it stands in one version. It never leaves the plan, whatever its status."""

    action: Action
    status: Status = Status.OPEN
    notes: tuple[Note, ...] = ()  # oldest first
    new: bool = False  # came with this version
    changes: tuple[Change, ...] = ()  # since the version before


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """``origin`` is a code: outline (a conference made it) or minutes (a core group agreed it).

    ``corrected`` is the day on which a later form about the same conference or meeting came in, None if none
    did: the version is then as that form has it. ``revised`` is what changed in the contingency since the
    version before, None where nothing did.
    """

    number: int
    dated: date
    origin: str
    actions: tuple[PlanAction, ...]  # ordered by domain (child, parents, family), then by number
    agreements: tuple[Agreement, ...] = ()
    contingency: str = ""
    corrected: date | None = None
    revised: Change | None = None


@dataclass(frozen=True, slots=True)
class PlanWording:
    """How one version of the plan is written: what there was to ask about its open actions, counted.

    ``asked`` counts by group, in a fixed order: missing, open, words, reading, dates; None where the guidance
    does not ask. It is about the words of the plan, never about the family.
    """

    number: int
    dated: date
    actions: int  # open ones
    asked: tuple[tuple[str, int | None], ...]


# What can become of an action between two versions, in the order of telling. "Noted": nothing but a record
# of how it goes.
KINDS = ("new", "changed", "done", "conference", "reopened", "ended", "noted")


def in_order(numbers: Iterable[str]) -> tuple[str, ...]:
    """Numbers of actions as people count: 2 before 10."""
    return tuple(sorted(numbers, key=lambda number: (len(number), number)))


def how_left(plans: Iterable[PlanVersion], number: int) -> Mapping[str, date]:
    """The actions of a version whose "how" has stood still since the action was put in other words.

    By their numbers, with the day of that change. It is a fact about the forms and no judgement: the old
    "how" may fit the new words. An action that says no "how", or is done or ended, is not among them.
    """
    left: dict[str, date] = {}
    for version in (version for version in plans if version.number <= number):
        for planned in version.actions:
            fields = {change.field for change in planned.changes}
            standing = planned.status in (Status.OPEN, Status.CONFERENCE) and planned.action.how
            if "how" in fields or not standing:
                left.pop(planned.action.number, None)
            elif "action" in fields:
                left[planned.action.number] = version.dated
    return left


@dataclass(frozen=True, slots=True)
class ComparedAction:
    """An action in two versions. ``fresh`` was not there before; ``notes`` have been written since."""

    planned: PlanAction  # as it stands in the later version
    fresh: bool
    changes: tuple[Change, ...]
    notes: tuple[Note, ...]

    @property
    def kinds(self) -> frozenset[str]:
        """What became of the action, of ``KINDS``; nothing if it is the same."""
        fields, status = {change.field for change in self.changes}, self.planned.status
        found = {"new"} if self.fresh else set()
        if fields - {"status"}:
            found.add("changed")
        if status is Status.OPEN and "status" in fields:
            found.add("reopened")
        elif status is not Status.OPEN and (self.fresh or "status" in fields):
            found.add(status.value)
        return frozenset(found or ({"noted"} if self.notes else ()))


@dataclass(frozen=True, slots=True)
class PlanComparison:
    """What differs between two versions. ``contingency`` is None where it is the same."""

    before: PlanVersion
    after: PlanVersion
    actions: tuple[ComparedAction, ...]  # every action of the later version, in its order
    contingency: Change | None = None

    @property
    def by_kind(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """What became of which actions: each of ``KINDS`` that there is, with the numbers of its actions.

        An action may stand under several: what is new may be done by now. What is the same stands under none.
        """
        found = {kind: {a.planned.action.number for a in self.actions if kind in a.kinds} for kind in KINDS}
        return tuple((kind, in_order(numbers)) for kind, numbers in found.items() if numbers)

    @property
    def is_blank(self) -> bool:
        """Whether nothing differs, and nothing was written down in between."""
        return not self.contingency and not any(a.fresh or a.changes or a.notes for a in self.actions)


@dataclass(frozen=True, slots=True)
class Source:
    """Whose words a passage is: agency, author, the day they were written.

    ``core_group`` marks what the minutes of a core group hold: ``written`` is then the day of the meeting,
    the author whoever is named beside the words, else the note taker, and the agency is often blank.
    """

    agency: str
    author: str
    written: date | None
    core_group: bool = False


@dataclass(frozen=True, slots=True)
class Decided:
    """What a core group decided on a proposal's action since: an update of it, or a new action with a number.

    ``nearly``: the new action has only the first words of the proposal, so it may not be all of it.
    """

    held: date | None
    number: str
    update: PlanUpdate | None = None
    nearly: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """An update that one agency proposes; ``decided`` is what a core group decided on its action since."""

    source: Source
    update: UpdateRow
    decided: Decided | None = None
