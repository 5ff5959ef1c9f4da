"""Who has written about what: each responsible agency beside each action of the plan and each child."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pipeline.model.plan import PlanAction


class Told(StrEnum):
    """How much of one action an agency's contribution tells."""

    FILLED = "filled"  # how far the outcome was achieved, and how that came about
    PARTLY = "partly"  # one of the two, or only something else
    SILENT = "silent"
    LATER = "later"  # nothing, for the action came into the plan, or to the agency, after it wrote


@dataclass(frozen=True, slots=True)
class ActionTold:
    plan_action: PlanAction
    told: Told


@dataclass(frozen=True, slots=True)
class AgencyCoverage:
    """One agency and the actions it is responsible for, in the order of the plan.

    ``sent`` is whether any contribution of it has come in.
    """

    agency: str
    sent: bool
    actions: tuple[ActionTold, ...]

    def with_(self, *told: Told) -> tuple[PlanAction, ...]:
        """The actions of which as much was told."""
        return tuple(each.plan_action for each in self.actions if each.told in told)


@dataclass(frozen=True, slots=True)
class AgencyOnChild:
    """What one agency wrote of one child: about the actions for this child or for all, and of the child."""

    about: AgencyCoverage
    voice: bool
    position: bool


@dataclass(frozen=True, slots=True)
class ChildCoverage:
    child: str
    agencies: tuple[AgencyOnChild, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """``unasked`` are the actions for which no agency answers in writing: the family's own, or nobody's."""

    agencies: tuple[AgencyCoverage, ...] = ()
    children: tuple[ChildCoverage, ...] = ()
    unasked: tuple[PlanAction, ...] = ()


@dataclass(frozen=True, slots=True)
class Blanks:
    """What one agency has left blank; ``voices`` and ``positions`` name children of whom it says nothing."""

    agency: str
    sent: bool
    silent: tuple[PlanAction, ...] = ()
    partly: tuple[PlanAction, ...] = ()
    voices: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
