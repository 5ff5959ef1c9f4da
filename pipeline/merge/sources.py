"""Whose words a passage is, who was asked for words, and who is silent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.model.case import Case, Received
from pipeline.model.forms import Contribution, Minutes
from pipeline.model.plan import Source
from pipeline.model.report import Silence
from pipeline.model.set_up import Action, CaseSetUp, Member
from pipeline.rulebook.meanings import Understood
from pipeline.rulebook.responsible import responsible
from pipeline.rulebook.sameness import folded, same


@dataclass(frozen=True, slots=True)
class Desk:
    """An agency whose contribution is awaited, and its members in the core group.

    A member without an agency (a foster carer, say) is a desk of their own, under their name.
    """

    name: str
    members: tuple[Member, ...]


def contribution_source(form: Contribution) -> Source:
    """An agency, its author, the day they wrote."""
    return Source(form.agency, form.name, form.written)


def minutes_source(minutes: Received[Minutes]) -> Source:
    """The core group together: no agency, the note taker as author, the day of the meeting."""
    return Source("", minutes.form.note_taker, minutes_day(minutes), core_group=True)


def answered_agency(form: Understood, set_up: CaseSetUp) -> str:
    """The agency in whose folder everything may be said about a form: its sender's, else the lead's.

    "" if neither is in the core group. A form that speaks for nobody there is for the lead to see.
    """
    members = [member for member in set_up.members if member.agency]
    speaks = form.note_taker_agency if isinstance(form, Minutes) else getattr(form, "agency", "")
    own = [member.agency for member in members if same(member.agency, speaks)]
    own += [member.agency for member in members if member.part == "lead"]
    return own[0] if own else ""


def minutes_day(minutes: Received[Minutes]) -> date:
    """The day of the meeting; where that was left blank, the day its minutes were received."""
    return minutes.form.held or minutes.received


def sender_key(form: Contribution) -> str:
    """Senders with the same key are one agency: case, spacing and punctuation do not count."""
    return folded(form.sender) or form.sender


def desks(set_up: CaseSetUp) -> tuple[Desk, ...]:
    """Every agency that owes a contribution, in the order of the members' list.

    The family and the independent chair do not, nor does the chair's own unit; the lead social worker's
    agency always does, even where the chair belongs to it (004, written contributions by all members).
    """
    chairs = {folded(m.agency) for m in set_up.members if m.part == "chair"} - {""}
    leads = {folded(m.agency) for m in set_up.members if m.part == "lead"}
    found: dict[str, list[Member]] = {}
    for member in set_up.members:
        key = folded(member.agency or member.name)
        if key and member.part not in ("chair", "family") and (key not in chairs or key in leads):
            found.setdefault(key, []).append(member)
    return tuple(Desk(members[0].agency or members[0].name, tuple(members)) for members in found.values())


def desk_of(form: Contribution, awaited: Sequence[Desk]) -> Desk | None:
    """The desk that a contribution came from: by the agency's name, else by its author's, else none."""
    for desk in awaited:
        if same(desk.name, form.sender):
            return desk
    for desk in awaited:
        if form.name and any(same(member.name, form.name) for member in desk.members):
            return desk
    return None


def missing(case: Case) -> tuple[str, ...]:
    """The agencies that sent nothing for this conference, as the members' list names them."""
    awaited = desks(case.set_up.form)
    came = {desk.name for r in case.contributions if (desk := desk_of(r.form, awaited)) is not None}
    return tuple(desk.name for desk in awaited if desk.name not in came)


def silence(case: Case, answered: Callable[[Contribution], bool]) -> Silence:
    """Who is missing from a section; ``answered`` says whether a contribution has anything in it."""
    blank = tuple(r.form.sender for r in case.contributions if not answered(r.form))
    return Silence(missing(case), blank)


def action_silence(case: Case, action: Action, answered: Callable[[Contribution], bool]) -> Silence:
    """Who is missing among those responsible for one action."""
    came = contributions_by_desk(case)
    nothing: list[str] = []
    blank: list[str] = []
    for agency in responsible_agencies(action, case.set_up.form, desks(case.set_up.form)):
        forms = came.get(folded(agency))
        if forms is None:
            nothing.append(agency)
        elif not any(map(answered, forms)):
            blank += [form.sender for form in forms]
    return Silence(tuple(nothing), tuple(blank))


def contributions_by_desk(case: Case) -> dict[str, list[Contribution]]:
    """The contributions of each desk by its folded name; those of no desk by their sender's."""
    awaited = desks(case.set_up.form)
    came: dict[str, list[Contribution]] = {}
    for received in case.contributions:
        desk = desk_of(received.form, awaited)
        came.setdefault(folded(desk.name if desk else received.form.sender), []).append(received.form)
    return came


def responsible_agencies(action: Action, set_up: CaseSetUp, awaited: Sequence[Desk]) -> tuple[str, ...]:
    """The agencies responsible for an action, as the members' list names them where it knows them.

    The family is never asked for a contribution; an agency outside the core group is named as written.
    """
    members = responsible(action, set_up)
    if not members and action.agency and not _is_family(action.agency, set_up):
        return (action.agency,)
    return tuple(desk.name for desk in awaited if any(member in desk.members for member in members))


def _is_family(text: str, set_up: CaseSetUp) -> bool:
    family = [m for m in set_up.members if m.part == "family"]
    names = [*(m.agency for m in family), *(m.name for m in family), *(p.name for p in set_up.parents)]
    return any(name and same(name, text) for name in names)
