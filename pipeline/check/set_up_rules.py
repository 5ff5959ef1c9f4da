"""Rules for the case set-up: conferences, children, members, the outline plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dateutil.relativedelta import relativedelta

from pipeline.check.asked import asks
from pipeline.check.ground import Ground
from pipeline.check.venue import booked_at_home
from pipeline.model.finding import Finding
from pipeline.model.set_up import CaseSetUp
from pipeline.rulebook.protocol import ProtocolRule, Recorded
from pipeline.rulebook.sameness import folded, mailbox_name, number_key

# A child protection plan is for somebody under this age.
_GROWN_UP = 18
_CHOICES_LISTED = 8


def conference_order(form: CaseSetUp, ground: Ground) -> Iterator[Finding]:
    """Initial conference, last conference, next conference: in this order (004, flow chart for frequency)."""
    if form.last_conference and form.next_conference and form.next_conference <= form.last_conference:
        path = ground.answer("next_conference")
        yield ground.find(
            "conference-order", path, question=ground.title(path), date=form.next_conference,
            other=ground.title(ground.answer("last_conference")), other_date=form.last_conference,
        )  # fmt: skip
    if form.icpc and form.last_conference and form.icpc > form.last_conference:
        path = ground.answer("last_conference")
        yield ground.find(
            "conference-order", path, question=ground.title(path), date=form.last_conference,
            other=ground.title(ground.answer("icpc")), other_date=form.icpc,
        )  # fmt: skip


def registered_early(form: CaseSetUp, ground: Ground) -> Iterator[Finding]:
    """Children are registered by a conference, so not before the first one (000, record form)."""
    path = ground.answer("registered")
    yield from ground.out_of_order(path, form.registered, ground.answer("icpc"), form.icpc)


def protocol_unknown(form: CaseSetUp, ground: Ground) -> Iterator[Finding]:
    """The protocol says which time limits hold; without it nothing can be counted."""
    if ground.library.protocol_called(form.protocol) is None:
        known = sorted(ground.library.protocols)
        yield from _not_listed("protocol-unknown", "protocol", form.protocol, known, ground)


def nation_unknown(form: CaseSetUp, ground: Ground) -> Iterator[Finding]:
    """Bank holidays differ between the nations; without one no working day can be counted."""
    if ground.library.nation_named(form.nation) is None:
        told = (nation.said_in(ground.form.language).title for nation in ground.library.nations.values())
        yield from _not_listed("nation-unknown", "nation", form.nation, sorted(told), ground)


def _not_listed(
    code: str, attribute: str, answer: str, known: Sequence[str], ground: Ground
) -> Iterator[Finding]:
    if answer and answer not in known:
        finding = ground.find(code, ground.answer(attribute), answer=answer)
        names = ", ".join(f"“{name}”" for name in known[:_CHOICES_LISTED])
        # The list is the library's own, not the sender's words, so it is not cut short.
        details = dict(finding.details) | {"choices": names}
        yield ground.library.findings.finding(finding.code, finding.place, finding.path, **details)


def child_ages(form: CaseSetUp, ground: Ground) -> Iterator[Finding]:
    """A date of birth after the conference, or 18 years before it, is often a slip of the keyboard.

    A child not yet born may have a plan, so it is asked about and not refused.
    """
    day = form.last_conference
    for number, child in enumerate(form.children):
        path = ground.row("children", number, "born")
        if day and child.born and child.born > day:
            yield ground.find("child-born-later", path, child=child.name, date=child.born)
        if day and child.born and child.born + relativedelta(years=_GROWN_UP) <= day:
            yield ground.find("child-grown-up", path, child=child.name, date=child.born)


def child_twice(form: CaseSetUp, ground: Ground) -> Iterator[Finding]:
    """Everything about a child is found by name, so one case cannot hold one name twice."""
    for number in _again([child.name for child in form.children]):
        path = ground.row("children", number, "name")
        yield ground.find("same-child-twice", path, child=form.children[number].name)


def member_twice(form: CaseSetUp, ground: Ground) -> Iterator[Finding]:
    """One row for each member (004, Core group membership and contact details)."""
    people = [f"{folded(m.name)}|{folded(m.agency)}" if folded(m.name) else "" for m in form.members]
    for number in _again(people):
        path = ground.row("members", number, "name")
        yield ground.find("same-member-twice", path, member=form.members[number].name)


def member_without_agency(form: CaseSetUp, ground: Ground) -> Iterator[Finding]:
    """An agency answers for each professional (004, Core group membership); the family has none."""
    for number, member in enumerate(form.members):
        if member.name and not member.agency and member.part != "family":
            path = ground.row("members", number, "agency")
            yield ground.find("member-without-agency", path, member=member.name)


def number_twice(form: CaseSetUp, ground: Ground) -> Iterator[Finding]:
    """An action is known by its number for as long as the case lasts."""
    for number in _again([number_key(action.number) for action in form.plan]):
        path = ground.row("plan", number, "number")
        yield ground.find("same-action-number", path, number=form.plan[number].number)


def leads(form: CaseSetUp, ground: Ground) -> Iterator[Finding]:
    """One social worker leads the case (004, Chair and note taker: Lead Professional; 000, key worker)."""
    found = [number for number, member in enumerate(form.members) if member.part == "lead"]
    if form.members and not found:
        yield ground.find("no-lead", ground.table("members"))
    for number in found[1:]:
        path = ground.row("members", number, "part")
        yield ground.find("two-leads", path, member=form.members[number].name)


def no_manager(form: CaseSetUp, ground: Ground) -> Iterator[Finding]:
    """The team manager authorises the joint report (004, flow chart for joint report process).

    Not asked where the guidance gives a team manager nothing to do.
    """
    protocol = ground.library.protocol_named(form)
    asked = protocol is None or (
        any(role.part == "manager" for role in protocol.roles)
        or any(step.recorded is Recorded.AUTHORISATION for step in protocol.steps)
    )
    if asked and form.members and not any(member.part == "manager" for member in form.members):
        yield ground.find("no-manager", ground.table("members"))


def folder_clash(form: CaseSetUp, ground: Ground) -> Iterator[Finding]:
    """Each agency has a folder of its own; two names that give one folder would share their forms."""
    first: dict[str, str] = {}
    for number, member in enumerate(form.members):
        if not member.agency:
            continue
        other = first.setdefault(mailbox_name(member.agency), member.agency)
        if folded(other) != folded(member.agency):
            path = ground.row("members", number, "agency")
            yield ground.find("agency-folder-clash", path, answer=member.agency, other=other)


def excluded_without_reason(form: CaseSetUp, ground: Ground) -> Iterator[Finding]:
    """Why a parent is kept from meetings is on record (003, 2.4)."""
    for number, parent in enumerate(form.parents):
        if parent.excluded == "yes" and not parent.exclusion_reason:
            path = ground.row("parents", number, "exclusion_reason")
            yield ground.find("excluded-without-reason", path, name=parent.name)


def interpreter_for_what(form: CaseSetUp, ground: Ground) -> Iterator[Finding]:
    """The language of choice is recorded and respected (003, 3.3)."""
    needs: list[tuple[str, int, str]] = [
        ("children", n, c.name)
        for n, c in enumerate(form.children)
        if c.interpreter == "yes" and not c.language
    ]
    needs += [
        ("parents", n, p.name)
        for n, p in enumerate(form.parents)
        if p.interpreter == "yes" and not p.language
    ]
    for table, number, name in needs:
        yield ground.find("interpreter-for-what", ground.row(table, number, "language"), name=name)


def booked_before_conference(form: CaseSetUp, ground: Ground) -> Iterator[Finding]:
    """Core groups of a period come after the conference that began it (004, flow chart for frequency)."""
    for number, meeting in enumerate(form.meetings):
        path, conference = ground.row("meetings", number, "held"), ground.answer("last_conference")
        yield from ground.out_of_order(path, meeting.held, conference, form.last_conference)


def outline_before_conference(form: CaseSetUp, ground: Ground) -> Iterator[Finding]:
    """The outline plan goes out after its own conference (001, 2).

    An earlier day is often that of the conference before, in a form that began as a copy.
    """
    path, conference = ground.answer("outline_sent"), ground.answer("last_conference")
    yield from ground.out_of_order(path, form.outline_sent, conference, form.last_conference)


def meetings_at_home(form: CaseSetUp, ground: Ground) -> Iterator[Finding]:
    """A core group is not held at the family home (000, Venue): asked while another place can be found."""
    if asks(ProtocolRule.NOT_AT_HOME, form, ground):
        yield from booked_at_home(form.meetings, form, ground)


def _again(names: Sequence[str]) -> Iterator[int]:
    """Where a name stands that stood before; blanks do not count."""
    seen: set[str] = set()
    for number, name in enumerate(map(folded, names)):
        if name and name in seen:
            yield number
        seen.add(name)
