"""Rules that some partnerships have and others do not: asked only where the case's protocol names them."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.asked import asks
from pipeline.check.ground import Ground
from pipeline.model.case import Case
from pipeline.model.finding import Finding
from pipeline.model.forms import Minutes
from pipeline.model.set_up import CaseSetUp
from pipeline.rulebook.protocol import ProtocolRule
from pipeline.rulebook.sameness import folded, mailbox_name, same

_CAME = frozenset({"attended", "substitute"})
_STAYED_AWAY = frozenset({"apologies", "nothing"})


def chair_is_note_taker(form: Minutes, case: Case, ground: Ground) -> Iterator[Finding]:
    """Nobody can do both well (000, Record of the Core Group Meeting; 004, Chair and note taker)."""
    asked = asks(ProtocolRule.CHAIR_TAKES_NO_NOTES, case, ground)
    if asked and form.chair and same(form.chair, form.note_taker):
        yield ground.find("chair-is-note-taker", ground.answer("note_taker"), answer=form.note_taker)


def manager_chairs_all(form: Minutes, case: Case, ground: Ground) -> Iterator[Finding]:
    """The team manager chairs, or arranges for somebody else to (003, 3.5)."""
    managers = _names(case, "manager")
    asked = asks(ProtocolRule.MANAGER_CHAIRS_ALL, case, ground)
    # That the key worker chairs is a finding of its own and says more.
    if asked and form.chair and managers and folded(form.chair) not in managers | _names(case, "lead"):
        yield ground.find("chair-not-manager", ground.answer("chair"), answer=form.chair)


def manager_attends(form: Minutes, case: Case, ground: Ground) -> Iterator[Finding]:
    """The team manager attends the second core group, and the last before each later review conference.

    004, flow chart for frequency of core groups. A substitute counts: somebody was sent and is named.
    """
    managers = _names(case, "manager")
    there = {folded(row.name) for row in form.attendance if row.attended in _CAME} | {folded(form.chair)}
    second = _is_second(form, case) and asks(ProtocolRule.MANAGER_ATTENDS_SECOND, case, ground)
    last = form.kind == "pre-rcpc" and not case.period.first
    last = last and asks(ProtocolRule.MANAGER_ATTENDS_LAST, case, ground)
    if (second or last) and managers and form.attendance and not managers & there:
        names = tuple(member.name for member in case.set_up.form.members if member.part == "manager")
        yield ground.find("manager-not-there", ground.table("attendance"), member=names)


def presence(form: Minutes, case: Case, ground: Ground) -> Iterator[Finding]:
    """Whoever the guidance wants at every core group came, or was stood in for (001, 3; 004, note taker).

    So did as many members as it wants, where it gives a number.
    """
    protocol = ground.library.protocol_of(case)
    came = {folded(row.name) for row in form.attendance if row.attended in _CAME}
    if protocol is None or protocol.quorum is None or not came:
        return  # that nobody came at all is a finding of its own
    there = came | {folded(form.chair)}
    for part in protocol.quorum.parts:
        members = [member.name for member in case.set_up.form.members if member.part == part]
        if members and not there & {folded(name) for name in members}:
            yield ground.find("presence-missing", ground.table("attendance"), member=tuple(members))
    known = {folded(member.name) for member in case.set_up.form.members if member.part != "chair"} - {""}
    if len(known & there) < protocol.quorum.members:
        details = {"count": str(len(known & there)), "least": str(protocol.quorum.members)}
        yield ground.find("too-few-came", ground.table("attendance"), **details)


def absent_without_substitute(form: Minutes, case: Case, ground: Ground) -> Iterator[Finding]:
    """Whoever cannot come sends somebody who has been briefed (001, 3). The family is not asked to.

    Asked once, with everybody's name.
    """
    if not asks(ProtocolRule.SUBSTITUTE, case, ground):
        return
    set_up = case.set_up.form
    professionals = {folded(m.name) for m in set_up.members if m.part not in ("family", "chair")} - {""}
    rows = [(n, row) for n, row in enumerate(form.attendance) if row.attended in _STAYED_AWAY]
    away = [(number, row.name) for number, row in rows if folded(row.name) in professionals]
    for number, _ in away[:1]:
        path, names = ground.row("attendance", number, "attended"), tuple(name for _, name in away)
        yield ground.find("absent-without-substitute", path, member=names)


def excluded_parent_unheard(form: Minutes, case: Case, ground: Ground) -> Iterator[Finding]:
    """The views of a parent who may not come are sought and brought to the meeting (003, 2.4)."""
    if not asks(ProtocolRule.EXCLUDED_VIEWS_SOUGHT, case, ground):
        return
    heard = {folded(row.name) for row in form.views if row.views} | {""}
    parents = [parent for parent in case.set_up.form.parents if parent.excluded == "yes"]
    unheard = tuple(parent.name for parent in parents if folded(parent.name) not in heard)
    if unheard:
        yield ground.find("excluded-parent-unheard", ground.table("views"), name=unheard)


def interval_changed(form: CaseSetUp, case: Case, ground: Ground) -> Iterator[Finding]:
    """A shorter interval stays until a conference changes it (000, Core Group Frequency).

    A later conference may set another; where its set-up leaves the question blank nobody can tell whether it
    did. In one period nothing but a slip of the pen can change it.
    """
    before, now = case.set_up.form.interval_weeks, form.interval_weeks
    if not before or before == now or not asks(ProtocolRule.INTERVAL_BY_CONFERENCE, case, ground):
        return
    if form.corrects(case.set_up.form) or now is None:
        yield ground.find("interval-changed", ground.answer("interval_weeks"), weeks=str(before))


def new_school_joins(form: CaseSetUp, ground: Ground) -> Iterator[Finding]:
    """After a change of school somebody of the new one joins the core group (003, 3.2)."""
    if not asks(ProtocolRule.NEW_SCHOOL_JOINS, form, ground):
        return
    agencies = {mailbox_name(member.agency) for member in form.members}
    for number, child in enumerate(form.children):
        if child.school_changed and child.school and mailbox_name(child.school) not in agencies:
            path = ground.row("children", number, "school")
            yield ground.find("new-place-not-member", path, child=child.name, answer=child.school)


def _is_second(form: Minutes, case: Case) -> bool:
    """Whether one core group of the first period was held before this one."""
    earlier = {received.form.held for received in case.minutes if received.form.held}
    return case.period.first and form.held is not None and sum(day < form.held for day in earlier) == 1


def _names(case: Case, part: str) -> set[str]:
    return {folded(m.name) for m in case.set_up.form.members if m.part == part} - {""}
