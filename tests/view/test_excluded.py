"""A parent who is kept from meetings (003, 2.4): not invited, not reachable through a list, no line to sign.

Their views are sought all the same, so they do not vanish; why they do not come is said nowhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import family
import pytest
from reading import said

from pipeline.model.case import Case
from pipeline.model.forms import Agreement, Attendance
from pipeline.model.set_up import Meeting, Member
from pipeline.rulebook.layouts import Layout
from pipeline.rulebook.library import Library
from pipeline.rulebook.words import Words
from pipeline.view.agenda import agenda_view
from pipeline.view.core_group_record import core_group_record_view
from pipeline.view.joint_report import joint_report_view
from pipeline.view.laid_plan import laid_plan_view
from pipeline.view.members import members_view
from pipeline.view.minutes import minutes_view
from pipeline.view.plan import plan_view
from pipeline.view.plan_notice import plan_notice_view
from pipeline.view.prefill import prefill

FATHER, ADDRESS, REASON = "Mateusz Łęcki", "9 Nowhere Terrace", "He hit somebody at a meeting"
APART = "Does not come to meetings; views are asked for separately."


@pytest.fixture
def case() -> Case:
    """The father is excluded and stands on the members' list all the same, with his address."""
    case = family.case()
    mother, father = case.set_up.form.parents
    listed = Member(
        FATHER.upper(), "", "", "family", "Father", ADDRESS, "07700 900123", "m@example.org", "Post"
    )
    return family.with_set_up(
        case,
        parents=(mother, replace(father, exclusion_reason=REASON, address=ADDRESS)),
        members=(*case.set_up.form.members, listed),
    )


def signatures(section: Any) -> dict[str, tuple[str, ...]]:
    """What stands where each person signs."""
    return {row[0][0].casefold(): row[4] for row in section.table.rows}


PLANS: dict[str, Callable[[Case, Words], Any]] = {
    "plan": lambda case, words: plan_view(case, (), words).agreement,
    "agreement": lambda case, words: laid_plan_view(case, Layout.WRITTEN_AGREEMENT, words).agreement,
    "goals": lambda case, words: laid_plan_view(case, Layout.GOALS_PLAN, words).agreement,
    "record": lambda case, words: core_group_record_view(case, family.received_minutes(), words).people,
}


@pytest.mark.parametrize("paper", PLANS)
@pytest.mark.parametrize("listed", [True, False])
def test_no_plan_has_a_line_for_them_to_sign(paper: str, listed: bool, case: Case, english: Words) -> None:
    if not listed:
        case = family.with_set_up(case, members=case.set_up.form.members[:-1])
    lines = signatures(PLANS[paper](case, english))
    assert lines[FATHER.casefold()] == (APART,)
    assert {text for name, text in lines.items() if name != FATHER.casefold()} == {()}


def test_what_they_answered_is_shown_and_still_there_is_no_line(case: Case, english: Words) -> None:
    received = family.received_minutes()
    answer = Agreement(FATHER, "", "Father", "no", "Nobody asked me about Sundays.")
    told = replace(received, form=replace(received.form, agreements=(answer,)))
    parts = {part.key: part.section for part in minutes_view(case, told, english).parts}
    agreement: Any = parts["agreement"]
    assert agreement.table.rows[0][3:5] == (("No",), (APART,))
    assert agreement.comments[0].text == ("Nobody asked me about Sundays.",)


def test_the_report_has_no_line_for_them(case: Case, english: Words) -> None:
    rows = joint_report_view(case, family.report(), english).sign_off.table.rows
    lines = {row[1]: row[2] for row in rows}
    assert (lines[("Ffion Fennimore",)], lines[(FATHER,)]) == ((), (APART,))


def test_an_agenda_does_not_invite_them(case: Case, english: Words) -> None:
    agenda = agenda_view(case, Meeting("subsequent", family.FIRST), english)
    assert FATHER.casefold() not in {row[0][0].casefold() for row in agenda.members.table.rows}
    assert "Ffion Fennimore" in {row[0][0] for row in agenda.members.table.rows}


def test_no_notice_says_that_a_copy_of_the_plan_went_to_them(
    case: Case, library: Library, english: Words
) -> None:
    received = family.received_minutes()
    open_still = (Attendance(FATHER, attended="nothing"), Attendance("Ffion Fennimore", attended="nothing"))
    told = replace(received, form=replace(received.form, attendance=open_still))
    guidance = library.protocols["core-group-key-points"]
    letter = plan_notice_view(case, told, guidance, None, english)
    names = {row[0][0] for section in letter.sections for row in section.table.rows}
    assert "Ffion Fennimore" in names
    assert FATHER not in names


def test_the_membership_list_does_not_say_where_they_are(case: Case, english: Words) -> None:
    # It goes to everybody on it, the family included.
    view = members_view(case, english)
    row = view.members.table.rows[-1]
    assert row[0][0] == FATHER.upper()
    assert row[2:] == (("Does not come to meetings. Contact details are not on this list.",), ())
    assert not [text for text in said(view) if ADDRESS in text or "07700" in text or "m@example" in text]


def test_the_minutes_form_does_not_ask_whether_they_came(case: Case, library: Library) -> None:
    ready = prefill(case, library.forms["minutes"], library).answers
    for table in ("attendance", "agreements"):
        names = {row["name"].casefold() for row in ready[table]}
        assert "ffion fennimore" in names
        assert FATHER.casefold() not in names
    assert {row["name"] for row in ready["views"]} == {"Ffion Fennimore", FATHER}


def test_no_paper_says_why(case: Case, english: Words) -> None:
    papers = (
        plan_view(case, (), english),
        laid_plan_view(case, Layout.WRITTEN_AGREEMENT, english),
        core_group_record_view(case, family.received_minutes(), english),
        minutes_view(case, family.received_minutes(), english),
        joint_report_view(case, family.report(), english),
        agenda_view(case, Meeting("pre-rcpc", family.PRE_RCPC), english),
        members_view(case, english),
    )
    assert [text for paper in papers for text in said(paper) if REASON in text or ADDRESS in text] == []
