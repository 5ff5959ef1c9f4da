"""Rules on who may speak for whom: agencies, their members and their folders."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.case_rules import CASE_UNKNOWN
from pipeline.check.ground import Ground
from pipeline.model.case import Case
from pipeline.model.finding import Finding
from pipeline.model.forms import Amendment, Contribution, SignOff
from pipeline.model.set_up import CaseSetUp
from pipeline.rulebook.meanings import Understood
from pipeline.rulebook.sameness import mailbox_name, same


def not_a_member(form: Contribution, case: Case, ground: Ground) -> Iterator[Finding]:
    """Contributions come from the agencies of the core group (004, Agencies written contributions)."""
    if not _is_agency(form.agency, case) and (form.agency or not ground.mailbox):
        yield _stranger(form, ground, "agency", form.agency)


def amender_unknown(form: Amendment, case: Case, ground: Ground) -> Iterator[Finding]:
    """Members and parents report amendments (004, flow chart for joint report process, step 3)."""
    set_up = case.set_up.form
    people = [row.name for rows in (set_up.members, set_up.parents, set_up.children) for row in rows]
    if any(same(name, form.name) for name in people):
        return
    if _is_agency(form.agency, case):
        path = ground.answer("name")
        yield ground.find("member-unknown", path, answer=form.name, agency=form.agency)
    else:
        yield _stranger(form, ground, "agency" if form.agency else "name", form.agency or form.name)


def wrong_mailbox(form: Contribution | Amendment, case: Case, ground: Ground) -> Iterator[Finding]:
    """An agency's folder is its own: what is dropped there speaks for that agency, or went astray."""
    if ground.mailbox and _is_agency(form.agency, case) and mailbox_name(form.agency) != ground.mailbox:
        yield ground.find("wrong-mailbox", ground.answer("agency"), answer=form.agency)


def foreign_mailbox(form: Understood, case: Case, ground: Ground) -> Iterator[Finding]:
    """A folder of an agency that is not in the core group has no say in the case, whoever the form names.

    The sentence is the one for a case that does not exist, so that nobody learns of a case by asking.
    """
    mailboxes = {mailbox_name(member.agency) for member in case.set_up.form.members if member.agency}
    if ground.mailbox and ground.mailbox not in mailboxes:
        yield ground.find(CASE_UNKNOWN, ground.answer("case"), answer=form.case)


def not_the_lead(_: CaseSetUp | SignOff, case: Case, ground: Ground) -> Iterator[Finding]:
    """The lead social worker sends the report on, the team manager authorises it (004, steps 2 to 6).

    So a sign-off, or a set-up of a case that is there, does not come through the folder of an agency that
    only takes part. The manager's and the conference chair's agency may send them, too.
    """
    told = [member for member in case.set_up.form.members if member.agency]
    leading = [member.agency for member in told if member.part == "lead"]
    may = {mailbox_name(member.agency) for member in told if member.part in ("lead", "manager", "chair")}
    if leading and ground.mailbox and ground.mailbox not in may:
        yield ground.find("not-the-lead", ground.answer("case"), agency=leading[0])


def member_unknown(form: Contribution, case: Case, ground: Ground) -> Iterator[Finding]:
    """The members' list says who speaks for an agency (004, Core group membership)."""
    members = case.set_up.form.members if form.agency else ()  # the family belongs to no agency
    names = [m.name for m in members if same(m.agency, form.agency)]
    if form.name and names and not any(same(name, form.name) for name in names):
        path = ground.answer("name")
        yield ground.find("member-unknown", path, answer=form.name, agency=form.agency)


def _stranger(form: Contribution | Amendment, ground: Ground, attribute: str, answer: str) -> Finding:
    """Whoever speaks for nobody in the core group.

    In a member's folder it is the name that is wrong, and is said to be. The top of the inbox is open to
    everybody: there the sentence is the one for a case that does not exist.
    """
    if ground.mailbox:
        return ground.find("not-a-member", ground.answer(attribute), answer=answer)
    return ground.find(CASE_UNKNOWN, ground.answer("case"), answer=form.case)


def _is_agency(agency: str, case: Case) -> bool:
    return any(same(member.agency, agency) for member in case.set_up.form.members if member.agency)
