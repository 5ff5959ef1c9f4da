"""Rules for what is asked for between meetings, and its answer (002, additional core group; 003, 4.4)."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.asked import asks
from pipeline.check.ground import Ground
from pipeline.check.venue import at_home
from pipeline.model.case import Case
from pipeline.model.finding import Finding
from pipeline.model.request import Request
from pipeline.model.set_up import Member
from pipeline.rulebook.protocol import ProtocolRule
from pipeline.rulebook.sameness import folded, mailbox_name, same


def early_review_without_cause(form: Request, case: Case, ground: Ground) -> Iterator[Finding]:
    """Whoever asks for an earlier conference says which of the reasons it is (003, 4.4)."""
    asked = form.kind == "early-review" and asks(ProtocolRule.EARLY_REVIEW, case, ground)
    if asked and not form.causes:
        yield ground.find("early-review-without-cause", ground.table("causes"))


def granted_at_home(form: Request, case: Case, ground: Ground) -> Iterator[Finding]:
    """An extra core group is not held at the family home either (000, Venue)."""
    if asks(ProtocolRule.NOT_AT_HOME, case, ground) and at_home(form.place, case.set_up.form, ground):
        yield ground.find("meeting-at-home", ground.answer("place"))


def answer_incomplete(form: Request, ground: Ground) -> Iterator[Finding]:
    """An answer says who gave it and when, a refusal why, a yes on which day (002, additional core group).

    The day of a conference is not the manager's to name (003, 4.4).
    """
    asked = ["answered_by", "answered_on"]
    asked += ["answer_reasons"] if form.answer == "refused" else []
    asked += ["held"] if form.answer == "granted" and form.kind == "extra-core-group" else []
    for attribute in asked:
        if form.answer and not getattr(form, attribute):
            path = ground.answer(attribute)
            yield ground.find("request-answer-incomplete", path, question=ground.title(path))


def answer_without_decision(form: Request, case: Case, ground: Ground) -> Iterator[Finding]:
    """The manager decides, and nobody else fills in that part (002, additional core group; 003, 4.4).

    Without a yes or no from the manager's side the form is a request, whatever hopes its sender wrote there:
    an urgent one does not go back for that. Nothing is booked, and nobody is told of an answer.
    """
    if _answered(form) and not form.answer:
        path = ground.answer("answer")
        if _may_answer(form, case, ground):
            yield ground.find("request-answer-incomplete", path, question=ground.title(path))
        else:
            details = {"question": ground.title(path[:1]), "other": ground.title(ground.answer("wanted"))}
            yield ground.find("answer-not-used", path, **details)


def answer_not_yours(form: Request, case: Case, ground: Ground) -> Iterator[Finding]:
    """A yes or no from another agency's folder is nobody's answer (002, additional core group; 003, 4.4)."""
    if form.answer and ground.mailbox and not _may_answer(form, case, ground):
        path = ground.answer("answer")
        yield ground.find("answer-not-yours", path, question=ground.title(path[:1]))


def before_asked(form: Request, ground: Ground) -> Iterator[Finding]:
    """An answer follows what was asked, and the meeting is still to come (002, additional core group)."""
    for attribute in ("answered_on", "held"):
        path, day = ground.answer(attribute), getattr(form, attribute)
        yield from ground.out_of_order(path, day, ground.answer("written"), form.written)


def wrong_mailbox(form: Request, case: Case, ground: Ground) -> Iterator[Finding]:
    """Who asks does so from their own agency's folder; the answer comes from the lead's or the manager's.

    A request that leaves the agency blank speaks for the agency of whoever it names.
    """
    if form.answer or (_answered(form) and _may_answer(form, case, ground)):
        return  # an answer; whose it may be is a rule of its own
    own = [m.agency for m in case.set_up.form.members if m.agency and _asks_for(form, m)]
    if ground.mailbox and own and ground.mailbox not in map(mailbox_name, own):
        yield ground.find("wrong-mailbox", ground.answer("agency"), answer=own[0])


def _asks_for(form: Request, member: Member) -> bool:
    """Whether a request speaks for a member's agency. A parent may hand one in through any."""
    if form.agency:
        return same(member.agency, form.agency)
    return member.part != "family" and same(member.name, form.name)


def answer_by_nobody_known(form: Request, case: Case, ground: Ground) -> Iterator[Finding]:
    """The manager decides (002, additional core group; 003, 4.4).

    A folder shows whose the answer is. The top of the inbox is open to everybody who runs cases: there the
    name has to. Not every guidance gives a manager a part in its core groups (000 does not): where none is
    listed the answer comes through the lead.
    """
    if form.answer and not ground.mailbox and not _may_answer(form, case, ground):
        path = ground.answer("answered_by")
        code = "answer-without-manager" if _named(case, "manager") else "answer-without-lead"
        yield ground.find(code, path, question=ground.title(path))


def answered_by_another(form: Request, case: Case, ground: Ground) -> Iterator[Finding]:
    """The manager decides; somebody may stand in, and says so (002, additional core group; 003, 4.4).

    Where no manager is listed there is no name to compare with.
    """
    answers = ground.mailbox and _may_answer(form, case, ground)
    managers = _named(case, "manager")
    if form.answered_by and answers and managers and not _is_one_of(managers, form):
        yield ground.find("answerer-not-manager", ground.answer("answered_by"), answer=form.answered_by)


def granted_outside_period(form: Request, case: Case, ground: Ground) -> Iterator[Finding]:
    """An extra core group belongs to the time between two conferences as well (002; 004, flow chart)."""
    start, end = case.period.start, case.period.rcpc
    if form.kind == "extra-core-group" and form.held and form.held > end:
        yield ground.find(
            "meeting-outside-period", ground.answer("held"), date=form.held, start=start, end=end
        )


def answers_no_request(form: Request, case: Case, ground: Ground) -> Iterator[Finding]:
    """An answer is put to its request by who asked for what, and when; else whoever asked waits on (002)."""
    asked = [received.form for received in (*case.earlier_requests, *case.requests)]
    if form.answer and not any(_same_request(form, other) for other in asked):
        yield ground.find("answer-without-request", ground.answer("name"), name=form.name, date=form.written)


def _same_request(form: Request, other: Request) -> bool:
    # Blank against blank is the same here, as it is where answers are put to requests.
    alike = all(folded(getattr(form, of)) == folded(getattr(other, of)) for of in ("name", "agency"))
    return alike and form.kind == other.kind and form.written == other.written


def _named(case: Case, part: str) -> list[str]:
    """The names of those who have a part in the core group."""
    return [member.name for member in case.set_up.form.members if member.part == part and member.name]


def _is_one_of(names: list[str], form: Request) -> bool:
    return any(same(name, form.answered_by) for name in names)


def _may_answer(form: Request, case: Case, ground: Ground) -> bool:
    """Whether a form comes from where the manager's answers come from: a folder, or at the top a name."""
    if not ground.mailbox:
        return _is_one_of(_named(case, "manager") or _named(case, "lead"), form)
    members = [member for member in case.set_up.form.members if member.agency]
    own = {mailbox_name(member.agency) for member in members if member.part in ("lead", "manager")}
    return not own or ground.mailbox in own


def _answered(form: Request) -> bool:
    """Whether anything is written in the part that is the manager's."""
    return bool(form.answer or form.answered_by or form.answered_on or form.answer_reasons or form.held)
