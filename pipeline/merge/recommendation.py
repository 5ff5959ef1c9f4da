"""Every member's recommendation for each child: stated, counted, never weighed.

What was stated for a child by several forms of one person, or by one agency whose only voice it is, is one
position: the latest counts, and an earlier one stays beside it, marked, unless it said just the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipeline.merge.people import by_name
from pipeline.merge.sources import contribution_source, minutes_day
from pipeline.model.case import Case
from pipeline.model.forms import PositionRow
from pipeline.model.plan import Source
from pipeline.model.report import ChildRecommendation, Position
from pipeline.model.set_up import Member
from pipeline.rulebook.sameness import folded, same, which

CODES = ("continue", "end", "unsure")
MEMBER = "#"  # no folded name begins like this


@dataclass(frozen=True, slots=True)
class Statement:
    """A position stated, and ``who`` stated it: a member of the core group, else a name, else nothing.

    ``form`` tells forms apart; ``order`` grows with time. ``for_agency`` marks what a contribution says,
    ``alone`` an agency's only word for this child in that form.
    """

    source: Source
    row: PositionRow
    who: str
    form: str
    order: tuple[date, int]
    for_agency: bool
    alone: bool = True

    @property
    def agency(self) -> str:
        return folded(self.row.agency or self.source.agency)


def recommendations(case: Case) -> tuple[ChildRecommendation, ...]:
    """One for each child of the case, in the set-up's order, then for names that are none of them.

    A position without a child's name counts for every child. Only the minutes of the core group before the
    conference state positions on the plan (004, agenda item 13).
    """
    said = _statements(case)
    everyone = [s for s in said if not s.row.child.strip()]
    children = [child.name for child in case.set_up.form.children]
    members = case.set_up.form.members
    named = by_name(((s.row.child, s) for s in said if s.row.child.strip()), children)
    found = tuple(
        # Whoever is silent about a name that is no child of the case has nothing to answer for.
        _recommendation(name, own, ()) if place is None else _recommendation(name, [*everyone, *own], members)
        for place, name, own in named
    )
    return (*found, _recommendation("", everyone, members)) if everyone and not children else found


def _statements(case: Case) -> list[Statement]:
    members = case.set_up.form.members
    said = []
    for minutes in case.minutes:
        if minutes.form.kind == "pre-rcpc":
            order = (minutes_day(minutes), 1)
            for row in minutes.form.positions:
                source = Source(row.agency, row.member, order[0], core_group=True)
                who = _who(row.member, row.agency, members)
                said.append(Statement(source, row, who, minutes.digest, order, for_agency=False))
    for received in case.contributions:
        form = received.form
        # A paper dated on the day of the meeting was handed in at it: what was said there is later.
        order = (form.written or received.received, 0)
        for row in form.positions:
            who = _who(row.member or form.name, row.agency or form.agency, members)
            source = contribution_source(form)
            said.append(Statement(source, row, who, received.digest, order, for_agency=True))
    return [s for s in said if replace(s.row, child="", member="", agency="") != PositionRow()]


def _who(name: str, agency: str, members: Sequence[Member]) -> str:
    place = which(name, [member.name for member in members])
    if place is None:
        return folded(name)
    member = members[place]
    # A first name alone, beside another agency, is somebody else who happens to share it.
    if not same(member.name, name) and agency and member.agency and not same(member.agency, agency):
        return folded(name)
    return f"{MEMBER}{place}"


def _recommendation(child: str, said: Sequence[Statement], members: Sequence[Member]) -> ChildRecommendation:
    positions = [position for voice in _voices(said) for position in _positions(voice)]
    counting = [p for p in positions if not p.superseded and p.row.position in CODES]
    counts = Counter(p.row.position for p in counting)
    most = [code for code in CODES if 2 * counts[code] > len(counting)]
    dissent = tuple(p for p in counting if most and p.row.position not in most)
    tally = tuple((code, counts[code]) for code in CODES)
    return ChildRecommendation(child, tuple(positions), tally, dissent, _absent(said, members))


def _voices(said: Sequence[Statement]) -> list[list[Statement]]:
    """Statements of one person together; of one agency too, where it has one voice in each form."""
    speakers = Counter((form, agency) for form, agency, _ in {(s.form, s.agency, s.who) for s in said})
    voices: list[list[Statement]] = []
    for one in said:
        statement = replace(one, alone=speakers[one.form, one.agency] == 1)
        own = [v for v in voices if _one_person([*v, statement])]
        if not own and statement.agency:
            agency = [v for v in voices if any(s.agency == statement.agency for s in v)]
            own = [v for v in agency if len(agency) == 1 and _one_voice([*v, statement])]
        if own:
            own[0].append(statement)
        else:
            voices.append([statement])
    return voices


def _one_person(statements: Sequence[Statement]) -> bool:
    """Whether the last is by the person who stated another. Papers of two agencies are two voices."""
    who = statements[-1].who
    papers = {s.agency for s in statements if s.for_agency}
    return bool(who) and any(s.who == who for s in statements[:-1]) and len(papers) < 2


def _one_voice(statements: Sequence[Statement]) -> bool:
    """Whether statements of one agency can be one voice: not two from a form, not two known members."""
    members = {s.who for s in statements if s.who.startswith(MEMBER)}
    forms = {s.form for s in statements}
    return all(s.alone for s in statements) and len(forms) == len(statements) and len(members) < 2


def _positions(voice: Sequence[Statement]) -> list[Position]:
    """The position that counts (the latest that says one), then what else this voice stated, latest first."""
    # In one form, a row about this child goes before a row about all children.
    latest = sorted(voice, key=lambda s: (*s.order, bool(s.row.child.strip())), reverse=True)
    counts = next((s for s in latest if s.row.position in CODES), latest[0])
    positions = [Position(counts.source, counts.row)]
    for place, statement in enumerate(latest):
        if all(_differs(statement.row, shown.row) for shown in positions):
            superseded = place > latest.index(counts)
            positions.append(Position(statement.source, statement.row, superseded))
    return positions


def _differs(row: PositionRow, shown: PositionRow) -> bool:
    """Whether a statement says anything that the shown one does not."""
    position = row.position and row.position != shown.position
    reasons = row.reasons.strip() and row.reasons.strip() != shown.reasons.strip()
    return bool(position or reasons or set(row.extras) - set(shown.extras))


def _absent(said: Sequence[Statement], members: Sequence[Member]) -> tuple[str, ...]:
    """Members, the independent chair excepted, whose position nobody knows.

    A contribution speaks for its agency, so colleagues of its author are not absent; a row of the minutes
    that names no person speaks for its agency too.
    """
    known = [s for s in said if s.row.position in CODES]
    people = {s.who for s in known}
    agencies = {s.agency for s in known if s.for_agency or not s.row.member.strip()} - {""}
    return tuple(
        member.name or member.agency
        for place, member in enumerate(members)
        if member.part != "chair"
        and f"{MEMBER}{place}" not in people
        and folded(member.agency) not in agencies
    )
