"""The single report of 001: two questions, every member's answer, nobody left out."""

from __future__ import annotations

import family
import pytest

from pipeline.rulebook.words import Words
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
    # Two people of one agency speak together; a mother speaks for herself.
    office = rows[("Adaeze Okonjo-Vale", "Harriet Quayle")]
    assert office[0] == ("Children's services",)
    # What one of them said is never read as the other's.
    assert "Adaeze Okonjo-Vale" in (office[1] + office[2])
    assert "Harriet Quayle" not in (office[1] + office[2])
    assert rows[("Bilal Sattar",)][1:] == (("No answer was received.",), ("No answer was received.",))
    assert rows[("Ffion Fennimore",)][1:] == (("No answer was received.",), ("No answer was received.",))
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
    assert view.objectives.groups[2].notes == ("No account of this action was received.",)
    tomos = view.continuing.groups[0]
    assert [e.heading for e in tomos.entries] == [
        "Continue the plan", "Continue the plan", "End the plan", "Not able to say yet",
    ]  # fmt: skip
    assert tomos.entries[3].text == ("No reasons were given.",)
    assert tomos.notes == ("No recommendation was received from Bilal Sattar and Mateusz Łęcki.",)
