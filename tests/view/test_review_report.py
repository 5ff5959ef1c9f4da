"""The single report of 001: two questions, every member's answer, nobody left out."""

from __future__ import annotations

from dataclasses import replace

import family
import pytest

from pipeline.model.report import ActionProgress, Silence
from pipeline.rulebook.words import Words
from pipeline.view.joint_report import joint_report_view
from pipeline.view.review_report import ReviewReportView, review_report_view


@pytest.fixture
def view(english: Words) -> ReviewReportView:
    return review_report_view(family.case(), family.report(), english)


def test_every_member_answers_both_questions_or_is_seen_to_be_silent(view: ReviewReportView) -> None:
    rows = {row[0]: row[1:] for row in view.answers.table.rows}
    tomos, elin = family.TOMOS, family.ELIN
    assert rows[("Priya Solanki",)] == (
        ("Harbour Lane Primary School",),
        ("Action 1: Achieved",),
        (f"{tomos}: Continue the plan", f"{elin}: Continue the plan"),
    )
    assert rows[("Kasia Źródlewska",)][1:] == (
        ("Action 1: Partly achieved", "Action 5: Not achieved"),
        (f"{tomos}: Not able to say yet",),
    )
    # Two people of one agency have a row each: what one of them said is never read as the other's.
    answered = "Adaeze Okonjo-Vale answered for the agency."
    assert rows[("Adaeze Okonjo-Vale",)] == (
        ("Children's services",),
        ("No answer was received.",),
        (f"{tomos}: Continue the plan", f"{elin}: Continue the plan"),
    )
    assert rows[("Harriet Quayle",)][1:] == (("No answer was received.",), (answered,))
    assert rows[("Bilal Sattar",)][1:] == (("No answer was received.",), ("No answer was received.",))
    # No form that the family sends asks about the objectives; their view of the plan is asked at the meeting.
    assert rows[("Ffion Fennimore",)][1:] == (("Not asked in writing.",), ("No answer was received.",))
    members = {name for names in rows for name in names}
    assert members == {m.name for m in family.case().set_up.form.members if m.part != "chair"}


def test_what_members_wrote_stands_behind_each_answer(view: ReviewReportView) -> None:
    first = view.objectives.groups[0]
    assert (first.title, first.lead) == (
        "Action 1",
        "Tomos is in school and has had breakfast by 8.50 on at least 19 days out of 20.",
    )
    assert [e.heading for e in first.entries] == ["Achieved", "Partly achieved"]
    assert first.entries[1].text == ("Seen at home at 10.30 on two school days.",)
    assert view.objectives.groups[2].notes == (
        "No information was received from Turnstone Recovery Service. No contribution has come in.",
    )
    tomos = view.continuing.groups[0]
    assert [e.heading for e in tomos.entries] == [
        "Continue the plan", "Continue the plan", "End the plan", "Not able to say yet",
    ]  # fmt: skip
    assert tomos.entries[3].text == ("No reasons were given.",)
    assert tomos.notes == ("No recommendation was received from Bilal Sattar and Mateusz Łęcki.",)


def test_an_answer_by_somebody_who_is_not_on_the_list_stands_under_their_name(english: Words) -> None:
    report = family.report()
    deputy = replace(family.SCHOOL, author="Jo Placeholder")
    progress = tuple(
        replace(p, accounts=tuple(replace(a, source=deputy) for a in p.accounts if a.source == family.SCHOOL))
        for p in report.progress
    )
    view = review_report_view(family.case(), replace(report, progress=progress), english)
    rows = {row[0][0]: row[2] for row in view.answers.table.rows}
    assert rows["Priya Solanki"] == ("Jo Placeholder", "Action 1: Achieved")


def test_what_the_plan_achieved_is_summed_up_under_a_heading_of_its_own(
    view: ReviewReportView, english: Words
) -> None:
    # 001, 3: the social worker sums up immediately before the review what has been achieved.
    entry = view.achieved.entries[0]
    assert view.achieved.title == "What the plan has achieved"
    assert entry.text == ("Five of six actions are done or well on their way.",)
    assert "Adaeze Okonjo-Vale" in entry.source
    blank = review_report_view(family.case(), replace(family.report(), plan_success=None), english)
    assert blank.achieved.entries == ()
    assert "No summing up is recorded" in blank.achieved.notes[0]


def test_what_came_into_the_plan_after_an_agency_wrote_is_not_said_to_be_left_blank(english: Words) -> None:
    # The school wrote on 4 November, the core group made the action on the 7th.
    report, case = family.report(), family.case()
    plan_action = replace(case.plan.actions[0], new=True)
    since = ActionProgress(plan_action, (), Silence((), (family.SCHOOL.agency,)), False)
    view = review_report_view(case, replace(report, progress=(since,)), english)
    joint = joint_report_view(case, replace(report, progress=(since,)), english)
    notes = view.objectives.groups[0].notes
    assert notes == joint.progress.domains[0].actions[0].notes
    assert "is part of the plan in this way since 7 November 2041" in notes[0]
