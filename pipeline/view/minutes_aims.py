"""What the plan aims for, as a core group recorded it or as it was recorded before (000, record form)."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model.case import Case
from pipeline.model.forms import Aim, Minutes
from pipeline.rulebook.sameness import folded
from pipeline.rulebook.words import Words
from pipeline.view.minutes_sections import aim_group, aims
from pipeline.view.passage import Group, Section


def aims_section(case: Case, form: Minutes, words: Words) -> Section:
    """The aims of a core group's minutes; for a child that they leave out, as an earlier one recorded them.

    Minutes of later meetings never count: a record stays as it was.
    """
    own = aims(form, words)
    earlier = tuple(_recorded_before(case, form, words))
    return replace(own, groups=(*own.groups, *earlier), notes=() if earlier else own.notes)


def _recorded_before(case: Case, form: Minutes, words: Words) -> list[Group]:
    """The latest earlier aims of each child, the latest meeting first. Aims of no named child are of all."""
    told, groups = {folded(aim.child) for aim in form.aims if aim != Aim(aim.child)}, []
    for before in reversed(_earlier(case, form)):
        if "" in told:
            break
        left = [aim for aim in before.aims if folded(aim.child) not in told and aim != Aim(aim.child)]
        lead = words("minutes.aims.as-recorded", day=words.day(before.held))
        groups += [replace(aim_group(aim, words), lead=lead) for aim in left]
        told |= {folded(aim.child) for aim in left}
    return groups


def _earlier(case: Case, form: Minutes) -> list[Minutes]:
    """Minutes of core groups held before this one, by day."""
    if form.held is None:
        return []
    known = (received.form for received in (*case.earlier_minutes, *case.minutes))
    before = [(other.held, other) for other in known if other.held is not None and other.held < form.held]
    return [other for _, other in sorted(before, key=lambda one: one[0])]
