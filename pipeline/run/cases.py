"""A record becomes cases, and a case tells how it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.check.timeline import timeline
from pipeline.errors import RecordBroken
from pipeline.merge.coverage import blanks_left
from pipeline.merge.fold import fold, reference_key
from pipeline.merge.requests import waiting
from pipeline.merge.sources import missing
from pipeline.model.case import Case
from pipeline.model.plan import in_order
from pipeline.model.submission import Accepted
from pipeline.model.timeline import StepStatus, Timeline
from pipeline.rulebook.library import Library
from pipeline.rulebook.protocol import Nation, Protocol


def fold_record(accepted: Sequence[Accepted], library: Library) -> tuple[Case, ...]:
    """The record, folded: one case for each family and period."""
    return fold(accepted, library.forms)


def authorised_state(case: Case, accepted: Sequence[Accepted], library: Library) -> Case | None:
    """The case as it stood when the team manager authorised the report; None while that has not happened.

    004, flow chart for the joint report process: the report is final once the team manager authorises it.
    What comes in later does not change a final report.
    """
    decided = [sign_off for sign_off in case.sign_offs if sign_off.form.authorisation]
    if not decided or decided[-1].form.authorisation != "authorised":
        return None
    until = decided[-1].number
    then = fold([one for one in accepted if one.number <= until], library.forms)
    # Its sign-off tells the period: both of a period's days may have been corrected since.
    return next((c for c in then if any(s.digest == decided[-1].digest for s in c.sign_offs)), None)


def timeline_of(case: Case, library: Library, today: date) -> Timeline:
    """The timeline check of a case under its own protocol and nation. RecordBroken if one of them is gone."""
    nation = library.nation_named(case.set_up.form.nation)
    return _timeline(case, library.protocol_of(case), nation, today)


def timeline_told(case: Case, library: Library, today: date) -> Timeline:
    """The same check for people: steps and holidays by their names in the language of the documents."""
    nation = library.nation_named(case.set_up.form.nation)
    told = nation.said_in(case.set_up.form.language) if nation else None
    return _timeline(case, library.protocol_told(case), told, today)


def _timeline(case: Case, protocol: Protocol | None, nation: Nation | None, today: date) -> Timeline:
    if protocol is None or nation is None:
        raise RecordBroken(
            "The protocol or the nation that it follows is no longer in the schemas.",
            "Bring it back, or send a new case set-up.",
        )
    return timeline(case, protocol, nation, today)


@dataclass(frozen=True, slots=True)
class LeftBlank:
    """What one agency's part leaves blank: numbers of actions, and of children (from 1), never a name.

    Nothing at all is written about ``silent`` actions, and something is missing about ``partly`` told ones;
    of the ``children`` the voice or the recommendation is missing.
    """

    agency: str
    silent: tuple[str, ...]
    partly: tuple[str, ...]
    children: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case in the summary of a run. ``unanswered`` are the days of requests that wait for an answer.

    ``left_blank`` are agencies whose part is in and leaves something blank, for whoever reminds them.
    """

    reference: str
    rcpc: date
    received: int
    missing: tuple[str, ...]
    timeline: Timeline
    unanswered: tuple[date, ...] = ()
    left_blank: tuple[LeftBlank, ...] = ()

    @property
    def overdue(self) -> tuple[str, ...]:
        """Titles of the steps whose day has passed."""
        return tuple(step.title for step in self.timeline.steps if step.status is StepStatus.OVERDUE)


def case_line(case: Case, library: Library, today: date) -> CaseLine:
    """How one case stands: contributions in, agencies missing, steps due, requests unanswered."""
    return CaseLine(
        case.reference,
        case.period.rcpc,
        len(case.contributions),
        missing(case),
        timeline_of(case, library, today),
        tuple(sorted(one.day for one in waiting(case))),
        _left_blank(case),
    )


def _left_blank(case: Case) -> tuple[LeftBlank, ...]:
    """Each agency's own blanks (004, agencies' written contributions; The Voice of the Child)."""
    names = [child.name for child in case.set_up.form.children]
    return tuple(
        LeftBlank(
            found.agency,
            in_order(planned.action.number for planned in found.silent),
            in_order(planned.action.number for planned in found.partly),
            tuple(n for n, name in enumerate(names, 1) if name in (*found.voices, *found.positions)),
        )
        for found in blanks_left(case)
    )


def case_of(reference: str, cases: Sequence[Case]) -> Case | None:
    """The newest period of the case with this reference."""
    key = reference_key(reference)
    found = [case for case in cases if reference_key(case.reference) == key]
    return found[-1] if found else None
