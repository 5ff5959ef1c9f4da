"""How a partnership lays out its papers, and which letters it writes: each with its paragraph."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from pipeline.rulebook.parsed_file import broken, check_keys, text

_KEYS = frozenset({"source", "form", "from", "to", "next", "step"})


class Layout(StrEnum):
    """The closed list of papers that not every partnership has. What is not here, every case gets."""

    WRITTEN_AGREEMENT = "written-agreement"  # the plan, as an agreement that everybody signs
    GOALS_PLAN = "goals-plan"  # the plan, by what needs to be achieved
    CORE_GROUP_RECORD = "core-group-record"  # the minutes, with the plan's tables in them
    CORE_GROUP_NOTES = "core-group-notes"  # the minutes, under numbered headings for each kind of meeting
    PLAN_NOTICE = "plan-notice"  # a letter after each core group: here is its plan
    INSTITUTION_LETTER = "institution-letter"  # to the head of a prison or hospital
    EXTRA_CORE_GROUP = "extra-core-group"  # a member asks for one, and the answer
    EARLY_REVIEW = "early-review"  # a request to bring the review conference forward
    REVIEW_REPORT = "review-report"  # two questions, answered by every member


PLANS = (Layout.WRITTEN_AGREEMENT, Layout.GOALS_PLAN)
"""Layouts of the plan: a partnership has at most one of them."""
RECORDS = (Layout.CORE_GROUP_RECORD, Layout.CORE_GROUP_NOTES)
"""Layouts of the minutes: at most one of them too."""


@dataclass(frozen=True, slots=True)
class LayoutUse:
    """That a partnership uses a layout. ``source`` is the paragraph that asks for it.

    ``form`` is the partnership's own name of the paper; ``sender`` and ``to`` are titles of roles, ``next``
    is that of the role to turn to when the answer is no; ``step`` is the id of the step that limits when.
    All but the paragraph may be blank.
    """

    source: str
    form: str = ""
    sender: str = ""
    to: str = ""
    next: str = ""
    step: str = ""


def load_layouts(
    file: str, raw: Any, roles: Mapping[str, str], steps: Collection[str]
) -> Mapping[Layout, LayoutUse]:
    """The layouts of one protocol. ``roles`` are titles by id. Raises LibraryBroken naming the key."""
    check_keys(file, raw, frozenset(Layout), "layouts.")
    found = {Layout(name): _use(file, f"layouts.{name}.", use, roles, steps) for name, use in raw.items()}
    for papers, whose in ((PLANS, "plan's"), (RECORDS, "minutes'")):
        if all(paper in found for paper in papers):
            raise broken(file, "layouts", f"only one of {' and '.join(papers)} can be the {whose}")
    return MappingProxyType(found)


def _use(file: str, at: str, raw: Any, roles: Mapping[str, str], steps: Collection[str]) -> LayoutUse:
    """A bare text is the paragraph."""
    if isinstance(raw, str) and raw.strip():
        return LayoutUse(raw.strip())
    check_keys(file, raw, _KEYS, at)
    own = raw if isinstance(raw, Mapping) else {}
    for key in ("from", "to", "next"):
        if key in own and own[key] not in roles:
            raise broken(file, f"{at}{key}", f"{own[key]} is none of the roles")
    if "step" in own and own["step"] not in steps:
        raise broken(file, f"{at}step", f"{own['step']} is none of the steps")
    sender, to, further = (roles.get(own.get(key, ""), "") for key in ("from", "to", "next"))
    form = text(file, raw, "form", at) if "form" in own else ""
    return LayoutUse(text(file, raw, "source", at), form, sender, to, further, own.get("step", ""))
