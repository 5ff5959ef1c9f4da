"""Who answers for an action of the plan: one rule for the form that asks, the check and the report."""

from __future__ import annotations

from pipeline.model.set_up import Action, CaseSetUp, Member
from pipeline.rulebook.sameness import folded, mentioned, which


def responsible(action: Action, set_up: CaseSetUp) -> tuple[Member, ...]:
    """The members responsible for an action (004, Update Outline Plan), in the order of the members' list.

    Everybody of the agencies that it names ("Housing; school"). Where it names none of the list, the persons
    that it names; a first name will do where it fits one only. Nobody if the list knows none of them.
    """
    agencies = list(dict.fromkeys(member.agency for member in set_up.members if member.agency))
    named = {folded(agencies[place]) for place in mentioned(action.agency, agencies)}
    if named:
        return tuple(member for member in set_up.members if folded(member.agency) in named)
    names = [member.name for member in set_up.members]
    people = mentioned(f"{action.agency}; {action.who}", names)
    if not people:
        fitting = (which(text, names) for text in (action.agency, action.who))
        people = [place for place in fitting if place is not None][:1]
    return tuple(set_up.members[place] for place in people)
