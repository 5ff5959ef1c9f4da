"""Rules for the record of a core group: who chaired, who came, what was told, what was agreed."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.asked import asks
from pipeline.check.case_rules import children_without, voice_asked
from pipeline.check.ground import Ground
from pipeline.check.venue import at_home, booked_at_home
from pipeline.model.case import Case
from pipeline.model.finding import Finding
from pipeline.model.forms import Minutes
from pipeline.model.set_up import Member
from pipeline.rulebook.excluded import is_excluded
from pipeline.rulebook.protocol import ProtocolRule
from pipeline.rulebook.sameness import folded

_CAME = frozenset({"attended", "substitute"})
_SENT_NOTHING = frozenset({"apologies", "nothing"})
_AWAY = _SENT_NOTHING | {"apologies-report"}
_ANALYSIS = ("history", "needs", "impact", "capacity", "help", "plan_success")


def lead_chairs(form: Minutes, case: Case, ground: Ground) -> Iterator[Finding]:
    """The key worker does not chair (000, The role of the Chair), where the protocol says so."""
    leads = _names(case, "lead")
    if asks(ProtocolRule.LEAD_DOES_NOT_CHAIR, case, ground) and folded(form.chair) in leads:
        yield ground.find("lead-chairs", ground.answer("chair"), answer=form.chair)


def manager_not_in_chair(form: Minutes, case: Case, ground: Ground) -> Iterator[Finding]:
    """The team manager chairs the first core group (004, flow chart for frequency of core groups)."""
    managers = _names(case, "manager")
    asked = form.kind == "first" and asks(ProtocolRule.MANAGER_CHAIRS_FIRST, case, ground)
    if asked and form.chair and managers and folded(form.chair) not in managers:
        yield ground.find("manager-not-in-chair", ground.answer("chair"), answer=form.chair)


def meeting_at_home(form: Minutes, case: Case, ground: Ground) -> Iterator[Finding]:
    """A core group is not held at the family home (000, Venue), where the protocol says so."""
    if asks(ProtocolRule.NOT_AT_HOME, case, ground):
        if at_home(form.place, case.set_up.form, ground):
            yield ground.find("meeting-at-home", ground.answer("place"))
        yield from booked_at_home(form.meetings, case.set_up.form, ground)


def sent_before_held(form: Minutes, ground: Ground) -> Iterator[Finding]:
    """Minutes, plan and notice leave after the meeting (004, Chair and note taker; 002, copies)."""
    for attribute in ("sent", "circulated", "notice_sent"):
        path, day = ground.answer(attribute), getattr(form, attribute)
        yield from ground.out_of_order(path, day, ground.answer("held"), form.held)


def nobody_attended(form: Minutes, ground: Ground) -> Iterator[Finding]:
    """The record says who was there (004, format for notes; 000, Attendance)."""
    said = [row.attended for row in form.attendance if row.attended]
    if said and not _CAME & set(said):
        yield ground.find("nobody-attended", ground.table("attendance"))


def attendance_silent(form: Minutes, case: Case, ground: Ground) -> Iterator[Finding]:
    """Invited, attended, apologies or no information, for each member (000, Attendance).

    Asked once, with everybody's name: members, and whoever else has a row. Whoever is kept from meetings and
    the chair of the conference, who is no member of the core group, are not asked about.
    """
    set_up = case.set_up.form
    said = {folded(row.name) for row in form.attendance if row.attended or row.substitute}
    said |= {folded(member.name) for member in set_up.members if member.part == "chair"} | {""}
    wanted = [row.name for rows in (set_up.members, form.attendance) for row in rows]
    silent = {folded(name): name for name in wanted if folded(name) not in said}
    names = tuple(name for name in silent.values() if not is_excluded(name, set_up))
    if names:
        yield ground.find("attendance-silent", ground.table("attendance"), member=names)


def absent_without_report(form: Minutes, case: Case, ground: Ground) -> Iterator[Finding]:
    """Whoever cannot come sends written information (004, Reports provided by non-attendees).

    The family is not asked for one, and nobody is where the protocol does not ask.
    """
    if not asks(ProtocolRule.ABSENT_WRITE, case, ground):
        return
    sent = {folded(row.name) for row in form.absent_reports if row.report}
    set_up = case.set_up.form
    family = {folded(m.name) for m in set_up.members if m.part == "family"}
    family |= {folded(person.name) for person in set_up.parents} | {folded(c.name) for c in set_up.children}
    for number, row in enumerate(form.attendance):
        name = folded(row.name)
        if row.attended in _SENT_NOTHING and name not in sent | family:
            path = ground.row("attendance", number, "attended")
            yield ground.find("absent-without-report", path, member=row.name)


def report_not_given(form: Minutes, ground: Ground) -> Iterator[Finding]:
    """What an absent member wrote goes out with the minutes (004, Reports provided by non-attendees)."""
    sent = {folded(row.name) for row in form.absent_reports if row.report}
    for number, row in enumerate(form.attendance):
        if row.attended == "apologies-report" and folded(row.name) not in sent:
            path = ground.row("attendance", number, "attended")
            yield ground.find("report-not-given", path, member=row.name)


def substitute_unnamed(form: Minutes, ground: Ground) -> Iterator[Finding]:
    """A member may send a briefed substitute (001, 3); the record says whom."""
    for number, row in enumerate(form.attendance):
        if row.attended == "substitute" and not row.substitute:
            path = ground.row("attendance", number, "substitute")
            yield ground.find("substitute-unnamed", path, member=row.name)


def child_silent(form: Minutes, case: Case, ground: Ground) -> Iterator[Finding]:
    """Each child is heard (004, The Voice of the Child), and when each was seen is noted (000, record)."""
    yield from children_without(form, (*voice_asked(case, ground), "seen"), case, ground)


def no_analysis(form: Minutes, ground: Ground) -> Iterator[Finding]:
    """Before a review the core group analyses what it knows (004, Multi agency analysis)."""
    if form.kind == "pre-rcpc":
        paths = [ground.answer(attribute) for attribute in _ANALYSIS if not getattr(form, attribute)]
        if len(paths) == len(_ANALYSIS):  # nothing at all: one omission, asked about once
            paths = [path[:1] for path in paths]
        blank = [path for path in dict.fromkeys(paths) if path]
        if not form.factors:
            blank.append(ground.table("factors"))
        for path in blank:
            yield ground.find("pre-rcpc-no-analysis", path, question=ground.title(path))


def no_recommendation(form: Minutes, ground: Ground) -> Iterator[Finding]:
    """Agreement on the recommendation, or that there is none, is noted (004, Multi agency analysis)."""
    if form.kind == "pre-rcpc" and not form.recommendation:
        yield ground.find("pre-rcpc-no-recommendation", ground.answer("recommendation"))


def position_missing(form: Minutes, case: Case, ground: Ground) -> Iterator[Finding]:
    """Every member's view on the recommendation is known (004, Multi agency analysis).

    Here or in the agency's own contribution: the report shows both. Who was away is not asked, and nobody is
    where the guidance does not want differing views to be shown. Each is asked about alone: a reason may
    be given for one of them.
    """
    if form.kind != "pre-rcpc" or not asks(ProtocolRule.DISSENT_CIRCULATED, case, ground):
        return
    names = {folded(row.member) for row in form.positions} - {""}
    agencies = {folded(row.agency) for row in form.positions if not row.member}
    agencies |= {
        folded(r.form.agency) for r in case.contributions if any(p.position for p in r.form.positions)
    }
    names |= {folded(row.name) for row in form.attendance if row.attended in _AWAY}
    for member in filter(_recommends, case.set_up.form.members):
        if folded(member.name) not in names and folded(member.agency) not in agencies:
            yield ground.find("pre-rcpc-position-missing", ground.table("positions"), member=member.name)


def plan_not_with_everyone(form: Minutes, ground: Ground) -> Iterator[Finding]:
    """Members need the plan that they review (004, agendas)."""
    if form.everyone_has_plan == "no":
        yield ground.find("plan-not-with-everyone", ground.answer("everyone_has_plan"))


def next_meeting_missing(form: Minutes, ground: Ground) -> Iterator[Finding]:
    """Each core group sets the dates of the next ones (004, agendas; 000, record).

    After the last one before a review it is the conference that says whether there is a next one.
    """
    if form.kind == "pre-rcpc":
        return
    ahead = [row for row in form.meetings if row.held and (form.held is None or row.held > form.held)]
    if not ahead:
        yield ground.find("next-meeting-missing", ground.table("meetings"))


def _recommends(member: Member) -> bool:
    """Professionals of the core group; the family's views and the independent chair have their own place."""
    return member.part not in ("family", "chair", "manager") and bool(member.name)


def _names(case: Case, part: str) -> set[str]:
    return {folded(member.name) for member in case.set_up.form.members if member.part == part}
