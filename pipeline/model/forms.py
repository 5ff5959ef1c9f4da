"""The forms, understood: what code may rely on. A field of a schema lands here by its ``x-means``.

Every class holds text as its sender wrote it (blank is ""), dates as ``date`` or None, closed choices as
codes. ``reasons`` are answers to findings of level *ask*.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipeline.model.set_up import Action, Extra, Meeting
from pipeline.model.set_up import Reason as Reason


@dataclass(frozen=True, slots=True)
class ChronologyRow:
    held: date | None = None
    child: str = ""  # "" or a child's name
    event: str = ""
    outcome: str = ""
    extras: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """One agency's account of one action. ``achieved`` is a code: achieved, partly, not, or ""."""

    number: str = ""
    achieved: str = ""
    account: str = ""  # how far the outcome has been achieved
    effective: str = ""  # most effective actions or services
    needs: str = ""  # continuing or new needs
    extras: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True)
class UpdateRow:
    """A change to the plan that an agency proposes."""

    number: str = ""  # of the action it is about, "" for a new one
    child: str = ""
    action: str = ""
    who: str = ""
    by_when: date | None = None
    extras: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True)
class FactorRow:
    """``kind`` is a code: risk, protective. ``change`` is a code: new, changed, same, gone."""

    kind: str = ""
    child: str = ""
    factor: str = ""
    change: str = ""
    evidence: str = ""
    said_by: str = ""  # in minutes: who said so
    extras: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True)
class VoiceRow:
    child: str = ""
    voice: str = ""  # wishes, feelings and views, in the child's words where possible
    gathered: str = ""  # how and where this was learnt: direct work, observation ...
    meaning: str = ""  # what life is like for this child, as the member sees it
    extras: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True)
class ViewsRow:
    """Views of one parent or carer."""

    name: str = ""
    views: str = ""
    extras: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True)
class SeenRow:
    """When a member last saw a child. ``alone``, ``home`` and ``bedroom`` are codes: yes, no or ""."""

    child: str = ""
    member: str = ""
    seen: date | None = None
    alone: str = ""
    home: str = ""
    bedroom: str = ""
    where: str = ""
    extras: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True)
class PositionRow:
    """A member's recommendation for a child. ``position`` is a code: continue, end, unsure."""

    child: str = ""
    member: str = ""
    agency: str = ""
    position: str = ""
    reasons: str = ""
    extras: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True)
class Contribution:
    """One agency's written part of the joint report (004, agency contribution form)."""

    case: str = ""
    name: str = ""
    agency: str = ""
    role: str = ""
    written: date | None = None
    conference: date | None = None  # the RCPC it is for, as printed on the form
    chronology: tuple[ChronologyRow, ...] = ()
    progress: tuple[ProgressRow, ...] = ()
    updates: tuple[UpdateRow, ...] = ()
    factors: tuple[FactorRow, ...] = ()
    other: str = ""
    voices: tuple[VoiceRow, ...] = ()
    views: tuple[ViewsRow, ...] = ()
    history: str = ""  # analysis, question 1: family history and context
    needs: str = ""  # 2: needs of the child and family
    impact: str = ""  # 3: impact if the needs are not met
    capacity: str = ""  # 4: how able the parents are to meet them
    help: str = ""  # 5: what help they will receive
    positions: tuple[PositionRow, ...] = ()
    seen: tuple[SeenRow, ...] = ()
    reasons: tuple[Reason, ...] = ()
    extras: tuple[Extra, ...] = ()

    @property
    def sender(self) -> str:
        """What its sender is called: the agency, or the author where no agency is written."""
        return self.agency or self.name


@dataclass(frozen=True, slots=True)
class Attendance:
    """``attended`` is a code: attended, substitute, apologies-report, apologies, nothing (no information)."""

    name: str = ""
    agency: str = ""
    role: str = ""
    invited: str = ""
    attended: str = ""
    substitute: str = ""
    extras: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True)
class AbsentReport:
    """Written information from a member who could not attend (004)."""

    name: str = ""
    agency: str = ""
    report: str = ""
    extras: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanUpdate:
    """What the core group agreed about one action.

    ``decision`` is a code: same, changed, done, conference (no longer needed: to the conference to ratify).
    Blank change fields leave the action as it is.
    """

    number: str = ""
    progress: str = ""
    barriers: str = ""
    actual_outcome: str = ""
    decision: str = ""
    new_action: str = ""
    new_who: str = ""
    new_agency: str = ""
    new_end: date | None = None
    extras: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanDetail:
    """What the core group agreed anew about how one action is carried out. Blank fields leave it as it is."""

    number: str = ""
    new_outcome: str = ""
    new_how: str = ""
    new_start: date | None = None
    new_often: str = ""
    new_measure: str = ""
    extras: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True)
class Aim:
    """Plan aims for one child: the four questions of 000's record form."""

    child: str = ""
    risks: str = ""
    outcome: str = ""
    family_difference: str = ""
    child_difference: str = ""
    extras: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True)
class Agreement:
    """One member's agreement to the plan. ``agreed`` is a code: yes, no, part, or ""."""

    name: str = ""
    agency: str = ""
    relationship: str = ""
    agreed: str = ""
    comments: str = ""
    extras: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True)
class Minutes:
    """The one shared set of minutes of a core group (004 notes, 000 record form)."""

    case: str = ""
    kind: str = ""  # code: first, subsequent, pre-rcpc
    held: date | None = None
    replaces: date | None = None  # the day under which they were sent before, where that was a wrong one
    time: str = ""
    place: str = ""
    chair: str = ""
    chair_agency: str = ""
    note_taker: str = ""
    note_taker_agency: str = ""
    sent: date | None = None  # the day the note taker gave the minutes to the social worker
    circulated: date | None = None  # the day record and plan were sent to all members
    notice_sent: date | None = None  # the day the notice of the plan went out, where the guidance has one
    purpose: str = ""
    membership: str = ""  # membership confirmed; changes
    provided_for: str = ""  # language, disability, religion and culture: how they were provided for
    everyone_has_plan: str = ""  # code: yes, no
    previous_notes: str = ""
    matters_arising: str = ""
    attendance: tuple[Attendance, ...] = ()
    absent_reports: tuple[AbsentReport, ...] = ()
    seen: tuple[SeenRow, ...] = ()
    voices: tuple[VoiceRow, ...] = ()
    views: tuple[ViewsRow, ...] = ()
    aims: tuple[Aim, ...] = ()
    going_well: str = ""
    assessment: str = ""
    assessment_due: date | None = None
    assessment_done: date | None = None
    updates: tuple[PlanUpdate, ...] = ()
    details: tuple[PlanDetail, ...] = ()
    new_actions: tuple[Action, ...] = ()  # number is "" : given when folded
    factors: tuple[FactorRow, ...] = ()
    history: str = ""  # multi-agency analysis, the same five questions
    needs: str = ""
    impact: str = ""
    capacity: str = ""
    help: str = ""
    plan_success: str = ""  # how well the plan was carried out and worked
    recommendation: str = ""  # what the core group agreed to recommend, in its words
    report_arrangements: str = ""  # who sends what to whom, until the joint report is done
    positions: tuple[PositionRow, ...] = ()
    concerns: str = ""  # new concerns, significant events
    supports: str = ""  # supports and resources required
    monitoring: str = ""  # how the plan is monitored and reviewed
    contingency: str = ""
    other: str = ""
    agreements: tuple[Agreement, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    reasons: tuple[Reason, ...] = ()
    extras: tuple[Extra, ...] = ()

    @property
    def about_actions(self) -> tuple[PlanUpdate | PlanDetail, ...]:
        """Every row about an action that is in the plan already."""
        return (*self.updates, *self.details)


@dataclass(frozen=True, slots=True)
class Correction:
    section: str = ""
    inaccurate: str = ""
    should_say: str = ""
    extras: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True)
class Amendment:
    """What a member or parent reports about the draft (004 step 3). ``as_it_stands`` is a code: yes, no."""

    case: str = ""
    name: str = ""
    agency: str = ""
    written: date | None = None
    as_it_stands: str = ""
    corrections: tuple[Correction, ...] = ()
    reasons: tuple[Reason, ...] = ()
    extras: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True)
class StepDone:
    """One step of the protocol, done. ``step`` is a code of the protocol's steps."""

    step: str = ""
    done: date | None = None
    by: str = ""
    sent_how: str = ""
    sent_to: str = ""
    extras: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """The social worker's decision on one amendment. ``decision`` is a code: accepted, declined."""

    whose: str = ""
    section: str = ""
    decision: str = ""
    reason: str = ""
    extras: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True)
class SignOff:
    """Steps 2 to 6 of the joint report (004). ``authorisation`` is a code: authorised, returned, or ""."""

    case: str = ""
    steps: tuple[StepDone, ...] = ()
    decisions: tuple[Decision, ...] = ()
    authorisation: str = ""
    authorised_by: str = ""
    authorised_on: date | None = None
    authorisation_reasons: str = ""
    reasons: tuple[Reason, ...] = ()
    extras: tuple[Extra, ...] = ()
