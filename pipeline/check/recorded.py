"""What the record of a case says was done, and on which day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from pipeline.model.case import Case
from pipeline.model.forms import SignOff
from pipeline.rulebook.protocol import Protocol, Step
from pipeline.rulebook.sameness import folded

FIRST = "first"
FINAL = "pre-rcpc"


@dataclass(frozen=True, slots=True)
class CoreGroup:
    """A core group that was held or is booked: one of ``held`` and ``booked`` is a day, the other None."""

    kind: str
    held: date | None
    booked: date | None = None
    sent: date | None = None  # the day its minutes were given to the social worker
    circulated: date | None = None  # the day record and plan went to all members
    notice_sent: date | None = None  # the day the notice of its plan was sent

    @property
    def day(self) -> date:
        """The day it was held or is booked for."""
        day = self.held or self.booked
        assert day is not None  # noqa: S101 - said by the class
        return day


def core_groups(case: Case) -> tuple[CoreGroup, ...]:
    """The core groups of the period by day: those held, then those booked after the last one held.

    A kind is "first", "pre-rcpc" or "subsequent". Only the first of several first ones and the last of
    several final ones keep their kind, as when a conference was put off.
    """
    held = tuple(
        CoreGroup(form.kind, form.held, None, form.sent, form.circulated, form.notice_sent)
        for form in (received.form for received in case.minutes)
        if form.held
    )
    booked = tuple(
        CoreGroup(meeting.kind, None, meeting.held)
        for meeting in case.booked()
        if meeting.held and meeting.held <= case.period.rcpc
    )
    return _one_of_a_kind(tuple(sorted((*held, *booked), key=lambda group: group.day)))


def steps_done(case: Case, protocol: Protocol) -> dict[str, date]:
    """The day of each step that the sign-offs record, authorisation included, by the step's id.

    A step with several rows (sent to several people) is done on the last of its days; a later form replaces
    what an earlier one says about a step.
    """
    done: dict[str, date] = {}
    for received in case.sign_offs:
        form = received.form
        rows = [(step.id, row.done) for row in form.steps if row.done and (step := protocol.named(row.step))]
        done |= {step: max(day for key, day in rows if key == step) for step, _ in rows}
    return done


def authorised_on(case: Case, step: Step, protocol: Protocol) -> date | None:
    """The day the team manager authorised the report; None while it has not been, or was returned."""
    said = [received.form for received in case.sign_offs if _speaks(received.form, step, protocol)]
    if not said or said[-1].authorisation == "returned":
        return None
    return said[-1].authorised_on or steps_done(case, protocol).get(step.id)


def amendments_in(case: Case, due: date | None, closed: date | None) -> date | None:
    """The day the round of amendments ended; None while it is open (004, flow chart, third step).

    The round is over when everybody who is asked has answered, or when the report has gone on to the team
    manager on the day ``closed``. Its day is that of the last answer. Where nobody answered before the
    report went on, silence lasted to the end of the time allowed, ``due``, or to ``closed`` if sooner.
    """
    answers = [(received.form, received.form.written or received.received) for received in case.amendments]
    if closed is not None:
        in_time = [day for _, day in answers if day <= closed]
        return max(in_time, default=min(due or closed, closed))
    if answers and _everybody(case) <= {folded(form.name) for form, _ in answers}:
        return max(day for _, day in answers)
    return None


def assessment(case: Case) -> tuple[date | None, date | None]:
    """The day the single assessment was completed and the day it is planned for, as minutes last said."""
    minutes = [received.form for received in case.minutes]
    done = [entry.assessment_done for entry in minutes if entry.assessment_done]
    due = [entry.assessment_due for entry in minutes if entry.assessment_due]
    return (done[-1] if done else None), (due[-1] if due else None)


def _one_of_a_kind(groups: tuple[CoreGroup, ...]) -> tuple[CoreGroup, ...]:
    firsts = [group for group in groups if group.kind == FIRST]
    finals = [group for group in groups if group.kind == FINAL]
    kept = (*firsts[:1], *finals[-1:])
    return tuple(group if group in kept else replace(group, kind="subsequent") for group in groups)


def _speaks(form: SignOff, step: Step, protocol: Protocol) -> bool:
    """Whether a sign-off says anything about the authorisation."""
    rows = (row for row in form.steps if row.done and protocol.named(row.step) == step)
    return bool(form.authorisation or form.authorised_on) or any(rows)


def _everybody(case: Case) -> set[str]:
    """Whoever is asked about the draft: members and family, not those who make and authorise it."""
    makers = ("lead", "manager", "chair")
    return {folded(member.name) for member in case.set_up.form.members if member.part not in makers} - {""}
