"""Who is kept from meetings because it was so decided (003, 2.4): one rule for lists, papers and checks."""

from __future__ import annotations

from pipeline.model.set_up import CaseSetUp, Parent
from pipeline.rulebook.sameness import folded


def excluded_parents(set_up: CaseSetUp) -> tuple[Parent, ...]:
    """The parents and carers who are kept from meetings, in the order of the set-up; not the nameless."""
    return tuple(parent for parent in set_up.parents if parent.excluded == "yes" and folded(parent.name))


def is_excluded(name: str, set_up: CaseSetUp) -> bool:
    """Whether somebody of this name is one of them, however the name is spaced or written large."""
    return folded(name) in {folded(parent.name) for parent in excluded_parents(set_up)}
