"""The joint report, merged: many contributions side by side, nobody's words changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from pipeline.model.coverage import Coverage
from pipeline.model.forms import (
    FactorRow,
    PlanUpdate,
    PositionRow,
    ProgressRow,
    Reason,
    SeenRow,
    ViewsRow,
    VoiceRow,
)
from pipeline.model.plan import PlanAction, Proposal, Source
from pipeline.model.set_up import Extra
from pipeline.model.submission import Outside


@dataclass(frozen=True, slots=True)
class Passage:
    """Somebody's words on one question."""

    source: Source
    text: str


@dataclass(frozen=True, slots=True)
class Silence:
    """Who is missing from a section: ``sent_nothing`` sent no contribution, ``left_blank`` left it blank."""

    sent_nothing: tuple[str, ...] = ()
    left_blank: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChronologyEntry:
    source: Source
    held: date | None
    child: str
    event: str
    outcome: str
    outside_period: bool = False
    extras: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True)
class ChronologyGroup:
    """Entries that seem to tell of the same event; most groups hold one. None is ever left out."""

    entries: tuple[ChronologyEntry, ...]
    dates_differ: bool = False
    outcomes_differ: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """One agency's account of one action."""

    source: Source
    row: ProgressRow


@dataclass(frozen=True, slots=True)
class GroupAccount:
    """What one core group recorded about one action: progress, barriers, outcome, decision."""

    source: Source
    row: PlanUpdate


@dataclass(frozen=True, slots=True)
class ActionProgress:
    """``differ`` is true when agencies give different answers to how far the outcome was achieved.

    ``group`` is what the core groups of the period recorded, by day.
    Accounts of a number that the plan does not know stand last, under an action with nothing but that number.
    """

    plan_action: PlanAction
    accounts: tuple[Account, ...]
    silence: Silence
    differ: bool
    group: tuple[GroupAccount, ...] = ()


@dataclass(frozen=True, slots=True)
class FactorEntry:
    source: Source
    row: FactorRow


@dataclass(frozen=True, slots=True)
class ChildVoice:
    """``child`` is the name of the set-up form, a name that it does not know, or "" for all children."""

    child: str
    entries: tuple[tuple[Source, VoiceRow], ...]
    silence: Silence


@dataclass(frozen=True, slots=True)
class ParentViews:
    """``gathered`` are passages from contributions and minutes, one parent or carer each."""

    name: str
    entries: tuple[tuple[Source, ViewsRow], ...]


@dataclass(frozen=True, slots=True)
class AnalysisQuestion:
    """``id`` is one of history, needs, impact, capacity, help."""

    id: str
    passages: tuple[Passage, ...]
    agreed: str  # the core group's own multi-agency analysis, "" if not recorded
    silence: Silence
    agreed_source: Source | None = None  # None if nothing agreed is recorded


@dataclass(frozen=True, slots=True)
class Position:
    """``superseded`` ones are shown, not counted: the same member stated another one later."""

    source: Source
    row: PositionRow
    superseded: bool = False


@dataclass(frozen=True, slots=True)
class ChildRecommendation:
    """Every member's position for one child.

    ``tally`` counts positions by code in the order continue, end, unsure. ``dissent`` are the positions
    that differ from the one that more than half took; none where no more than half agree, since there is no
    most then. ``absent`` names the members whose position is not known.
    """

    child: str
    positions: tuple[Position, ...]
    tally: tuple[tuple[str, int], ...]
    dissent: tuple[Position, ...]
    absent: tuple[str, ...]

    @property
    def differ(self) -> bool:
        """Whether members recommend different things."""
        return sum(count > 0 for _, count in self.tally) > 1


@dataclass(frozen=True, slots=True)
class Contributor:
    """An agency whose contribution is in. ``version`` above 1 means it replaced an earlier one."""

    source: Source
    role: str
    received: date
    version: int


@dataclass(frozen=True, slots=True)
class HandedIn:
    """The written contributions as they stood on a day: who had handed one in, which agencies had not."""

    day: date
    received: tuple[Contributor, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JointReport:
    """What the joint report holds. ``as_at`` is the day the newest form in it was received."""

    as_at: date
    contributors: tuple[Contributor, ...]
    missing: tuple[str, ...]  # agencies that sent nothing
    chronology: tuple[ChronologyGroup, ...]
    chronology_silence: Silence
    progress: tuple[ActionProgress, ...]
    proposals: tuple[Proposal, ...]
    risks: tuple[FactorEntry, ...]
    protective: tuple[FactorEntry, ...]
    factors_silence: Silence
    other: tuple[Passage, ...]
    voices: tuple[ChildVoice, ...]
    views: tuple[ParentViews, ...]
    views_silence: Silence
    seen: tuple[tuple[Source, SeenRow], ...]
    seen_silence: Silence
    analysis: tuple[AnalysisQuestion, ...]
    plan_success: Passage | None
    agreed_recommendation: Passage | None
    recommendations: tuple[ChildRecommendation, ...]
    extras: tuple[tuple[Source, Extra], ...]  # answers with no closed meaning, by block
    outside: tuple[tuple[Source, Outside], ...]
    settled_proposals: tuple[Proposal, ...] = ()  # the core group before the conference has decided on these
    unsorted_factors: tuple[FactorEntry, ...] = ()  # written without saying whether risk or protective
    coverage: Coverage = field(default_factory=Coverage)
    reasons: tuple[tuple[Source, Reason], ...] = ()  # why a question that was asked about stands as it is
    considered: tuple[tuple[str, Passage], ...] = ()  # of the plan as a whole, by question, from the minutes
