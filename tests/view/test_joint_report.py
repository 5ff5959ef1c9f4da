"""The joint report in words: nothing lost, nothing judged, whoever is silent named."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import family
import pytest
from reading import said, unsaid

from pipeline.model.coverage import Coverage
from pipeline.model.forms import PlanUpdate, PositionRow
from pipeline.model.plan import Source
from pipeline.model.report import (
    AnalysisQuestion,
    ChildRecommendation,
    GroupAccount,
    JointReport,
    Position,
    Silence,
)
from pipeline.rulebook.words import Words
from pipeline.view.joint_report import JointReportView, joint_report_view

PERIOD = "From the initial conference on 10 September 2041 to the review conference on 5 December 2041"
LEFT_BLANK = (
    "No information on this was received from Police and Mersey Brook Housing. "
    "This part of the form was left blank."
)


@pytest.fixture
def view(english: Words) -> JointReportView:
    return joint_report_view(family.case(), family.report(), english)


def test_everything_that_anybody_wrote_is_said(view: JointReportView) -> None:
    report = replace(family.report(), coverage=Coverage())  # which only points to what stands elsewhere
    assert unsaid(report, view, but="plan_action") == []


def test_the_cover_says_which_report_of_which_period_as_at_which_day(view: JointReportView) -> None:
    head = view.head
    assert (head.title, head.status) == ("RCPC Pre-Meeting Report", "DRAFT")
    assert [(fact.label, fact.text) for fact in head.facts] == [
        ("Case reference", ("CP-2041-007",)),
        ("Period of this report", (PERIOD,)),
        ("Review child protection conference", ("Thursday 5 December 2041",)),
        ("Information up to", ("Sunday 10 November 2041",)),
        ("Lead social worker", ("Adaeze Okonjo-Vale",)),
        ("Team manager", ("Harriet Quayle",)),
    ]
    sent, missing, *_ = head.listings
    assert sent.items[0] == "Children's services: Adaeze Okonjo-Vale, received 6 November 2041"
    assert missing.items == ("Turnstone Recovery Service", "Voice & Choice Advocacy")


def test_a_final_report_says_so_and_who_authorised_it(english: Words) -> None:
    head = joint_report_view(family.case(), family.report(), english, final=True).head
    assert head.status == "FINAL"
    assert head.status_note == "This is the final report. Authorised by Harriet Quayle on 27 November 2041."


def test_contents_are_the_titles_of_the_sections(view: JointReportView) -> None:
    names = [field.name for field in fields(view)][3:]
    sections = [getattr(view, name) for name in names]
    assert view.contents.items == tuple(section.title for section in sections)
    assert view.contents.items[3] == "4. Progress on the plan"


def test_entries_about_one_event_stand_side_by_side_and_their_differences_are_said(
    view: JointReportView,
) -> None:
    alone, _, together, *_ = view.chronology.groups
    assert alone.notes == ()
    assert alone.lines[0].flags == ("Outside the period of this report",)
    assert alone.lines[0].child == "About Tomos Fennimore-Łęcki"
    assert [line.day for line in together.lines] == ["28 September 2041", "29 September 2041"]
    assert together.notes == (
        "These entries may be about the same event.",
        "The dates given are not the same.",
        "The outcomes are not given in the same words.",
    )


def test_what_is_missing_from_an_entry_is_said(view: JointReportView) -> None:
    *_, clinic, undated = (group.lines[0] for group in view.chronology.groups)
    assert clinic.outcome == ("No outcome given",)
    assert undated.day == "No date given"


def test_accounts_that_differ_are_shown_in_one_table(view: JointReportView) -> None:
    child, parents, domestic = view.progress.domains
    assert [d.title for d in view.progress.domains] == [
        "Child's developmental needs",
        "Parental capacity",
        "Family and environmental factors",
    ]
    first, second = child.actions
    assert first.title == "Action 1: Open"
    assert first.differ.startswith("The agencies do not give the same answer.")
    assert [row[2] for row in first.answers.rows] == [("Achieved",), ("Partly achieved",)]
    assert (second.title, second.differ, second.answers.rows) == ("Action 2: Done", "", ())
    assert parents.actions[0].notes == (
        "No information was received from Turnstone Recovery Service. No contribution has come in.",
    )
    assert domestic.actions[1].title == "Action 6: Put to the conference"


def test_every_passage_says_whose_it_is(view: JointReportView) -> None:
    sections = (view.proposals, view.factors, view.other, view.voices, view.views, view.outside)
    entries = [
        e for s in sections for e in (*s.entries, *s.further, *(e for g in s.groups for e in g.entries))
    ]
    assert entries
    assert all(entry.source.count(" · ") == 2 for entry in entries)
    assert view.other.entries[0].source == "Mersey Brook Housing · Kasia Źródlewska · 6 November 2041"


def test_a_source_without_a_day_says_so(english: Words) -> None:
    undated = replace(family.report(), other=(replace(family.report().other[0], source=family.RECOVERY),))
    view = joint_report_view(family.case(), undated, english)
    assert view.other.entries[0].source == "Turnstone Recovery Service · Bilal Sattar · day not given"


def test_new_factors_come_first_and_the_change_is_said(view: JointReportView) -> None:
    risks, protective = view.factors.groups
    assert [entry.heading for entry in risks.entries] == ["New", "The same"]
    assert [entry.heading for entry in protective.entries] == ["Changed", "No longer there"]


def test_a_child_nobody_wrote_about_has_a_part_that_says_who_was_silent(view: JointReportView) -> None:
    elin = view.voices.groups[1]
    assert elin.title == "Elin Ŵyn Fennimore"
    assert elin.notes == (
        "Nothing is recorded about the wishes and feelings of Elin Ŵyn Fennimore.",
        "No information was received from Turnstone Recovery Service. No contribution has come in.",
        LEFT_BLANK,
    )


def test_an_excluded_parent_has_a_part_too(view: JointReportView) -> None:
    father = view.views.groups[1]
    assert father.lead.startswith("Does not come to meetings")
    assert father.notes == ("No views of Mateusz Łęcki were received.",)


def test_every_position_is_in_the_table_and_whoever_differs_in_full(view: JointReportView) -> None:
    tomos, elin = view.recommendation.children
    assert [row[2] for row in tomos.table.rows] == [
        ("Continue the plan",),
        ("Continue the plan",),
        ("End the plan",),
        ("Not able to say yet",),
    ]
    absent = "No recommendation was received from Bilal Sattar and Mateusz Łęcki."
    assert tomos.tally == f"Counted: Continue the plan: 2; End the plan: 1; Not able to say yet: 1. {absent}"
    assert tomos.dissent[0].text == (
        "There has been no call since September.",
        "Support can go on without a plan.",
    )
    assert tomos.dissent[1].text == ("No reasons were given.",)
    assert (elin.dissent_title, elin.dissent) == ("", ())


def test_a_question_of_the_form_that_nobody_foresaw_stands_in_its_section(view: JointReportView) -> None:
    assert [entry.heading for entry in view.voices.further] == ["Who drew with Tomos?"]
    # A block that the report has no section for comes under other information.
    assert [entry.heading for entry in view.other.further] == ["Log numbers"]


def test_an_empty_report_says_everywhere_that_nothing_came(english: Words) -> None:
    nobody = Silence()
    empty = JointReport(
        as_at=date(2041, 11, 10),
        contributors=(),
        missing=("Police",),
        chronology=(),
        chronology_silence=nobody,
        progress=(),
        proposals=(),
        risks=(),
        protective=(),
        factors_silence=nobody,
        other=(),
        voices=(),
        views=(),
        views_silence=nobody,
        seen=(),
        seen_silence=nobody,
        analysis=(),
        plan_success=None,
        agreed_recommendation=None,
        recommendations=(),
        extras=(),
        outside=(),
    )
    view = joint_report_view(family.case(), empty, english)
    everything = list(said(view))
    for sentence in (
        "No contribution has come in yet.",
        "No events were reported.",
        "No changes are proposed.",
        "No risk factors were named.",
        "Nothing is recorded about when the children were seen.",
        "No recommendation was received.",
        "Nothing was written beside the questions.",
    ):
        assert sentence in everything
    assert "No information was received from Police. No contribution has come in." in everything
    assert view.head.listings[0].items == ("None",)


def test_there_is_room_for_the_lead_the_manager_and_both_parents_to_sign(view: JointReportView) -> None:
    assert [(role, name) for (role,), (name,), _, _ in view.sign_off.table.rows] == [
        ("Lead social worker", "Adaeze Okonjo-Vale"),
        ("Team manager", "Harriet Quayle"),
        ("Mother", "Ffion Fennimore"),
        ("Father", "Mateusz Łęcki"),
    ]


def test_the_cover_says_what_members_recommend_who_differs_and_where_accounts_do(
    view: JointReportView,
) -> None:
    *_, recommended, differing = view.head.listings
    absent = "No recommendation was received from Bilal Sattar and Mateusz Łęcki."
    assert recommended.items[0].startswith(
        "Tomos Fennimore-Łęcki. Counted: Continue the plan: 2; End the plan: 1; Not able to say yet: 1. "
        f"{absent} Different from most: "
    )
    assert "(End the plan); " in recommended.items[0]
    assert "Different" not in recommended.items[1]
    assert differing.items == (
        "Action 1: whether the outcome was achieved",
        "The day of what seems to be one event: 28 September 2041 and 29 September 2041",
        "What is recommended: Tomos Fennimore-Łęcki",
    )


def test_where_two_are_level_nobody_differs_from_most_and_the_cover_says_that_they_differ(
    english: Words,
) -> None:
    positions = tuple(
        Position(Source(agency, name, date(2041, 11, 1)), PositionRow("", name, agency, position, "Because."))
        for agency, name, position in (
            ("Housing", "Bilal Sattar", "end"),
            ("School", "Priya Solanki", "continue"),
        )
    )
    level = ChildRecommendation("Tomos", positions, (("continue", 1), ("end", 1), ("unsure", 0)), (), ())
    view = joint_report_view(family.case(), replace(family.report(), recommendations=(level,)), english)
    *_, recommended, differing = view.head.listings
    (line,) = recommended.items
    assert line == (
        "Tomos. Counted: Continue the plan: 1; End the plan: 1; Not able to say yet: 0. "
        "Not everybody recommends the same: Bilal Sattar (End the plan); Priya Solanki (Continue the plan)."
    )
    assert differing.items[-1] == "What is recommended: Tomos"
    (child,) = view.recommendation.children
    assert (child.dissent_title, child.dissent) == ("", ())
    assert child.reasons_title == "Reasons that were given"
    assert [entry.heading for entry in child.reasons] == ["End the plan", "Continue the plan"]


def test_what_the_core_group_agreed_says_which_meeting_agreed_it(english: Words) -> None:
    meeting = Source("", "Pia Lund", date(2041, 11, 7), core_group=True)
    question = AnalysisQuestion("needs", (), "Sleep.", Silence(), meeting)
    view = joint_report_view(family.case(), replace(family.report(), analysis=(question,)), english)
    assert view.analysis.groups[0].entries[0].source == "Core group · Pia Lund · 7 November 2041"


def test_nobody_left_blank_what_was_not_in_the_plan_when_they_wrote(english: Words) -> None:
    case, report = family.case(), family.report()
    new = next(p for p in report.progress if p.plan_action.new)
    early = replace(report.contributors[0].source, agency="Housing", written=date(2000, 1, 1))
    asked = replace(new, accounts=(), silence=Silence((), ("Housing", "Police")))
    changed = replace(
        report, progress=(asked,), contributors=(replace(report.contributors[0], source=early),)
    )
    notes = joint_report_view(case, changed, english).progress.domains[0].actions[0].notes
    day = english.day(case.plan.dated)
    assert notes[-1] == (
        f"This action is part of the plan in this way since {day}; Housing wrote before that day."
    )
    assert not any("Housing" in note and "blank" in note for note in notes)


def test_the_core_groups_record_of_an_action_stands_among_the_accounts_by_day(english: Words) -> None:
    report = family.report()
    first = report.progress[0]
    early, late = date(2041, 9, 1), date(2041, 12, 1)  # the agencies wrote between these days
    row = PlanUpdate("1", "On time most days", "Rain", "8 of 10 days", "same")
    group = tuple(GroupAccount(Source("", "Priya Solanki", d, core_group=True), row) for d in (late, early))
    told = replace(report, progress=(replace(first, group=group), *report.progress[1:]))
    view = joint_report_view(family.case(), told, english)
    accounts = view.progress.domains[0].actions[0].accounts
    days = [entry.source.rpartition(" · ")[2] for entry in accounts]
    assert (days[0], days[-1]) == ("1 September 2041", "1 December 2041")
    assert len(accounts) == len(first.accounts) + 2
    assert accounts[0].source.startswith("Core group")
    assert [(fact.label, fact.text) for fact in accounts[0].facts] == [
        ("Progress", ("On time most days",)),
        ("What gets in the way", ("Rain",)),
        ("Actual outcome", ("8 of 10 days",)),
        ("Decision", (english.code("codes.decision", "same"),)),
    ]


@pytest.mark.parametrize("recorded", [False, True])
def test_silence_about_the_familys_own_action_is_nobodys(english: Words, recorded: bool) -> None:
    report = family.report()
    source = Source("", "Priya Solanki", date(2041, 10, 1), core_group=True)
    group = (GroupAccount(source, PlanUpdate("1", "Going well")),) if recorded else ()
    own = replace(report.progress[0], accounts=(), silence=Silence(), differ=False, group=group)
    view = joint_report_view(family.case(), replace(report, progress=(own,)), english)
    (action,) = view.progress.domains[0].actions
    unasked = "No agency is asked to write about this action, and no core group has recorded how it is going."
    assert action.notes == (() if recorded else (unasked,))


def test_the_appendix_holds_the_reasons_and_counts_how_each_version_is_written(english: Words) -> None:
    appendix = joint_report_view(family.case(), family.report(), english, wording=family.wording()).appendix
    (entry,) = appendix.entries
    assert (entry.heading, entry.text) == ("Reason given about: action-vague", ("The club calls it so.",))
    assert entry.source.startswith("Children's services · Adaeze Okonjo-Vale")
    assert appendix.table.headings[:3] == ("Version", "Dated", "Open actions")
    assert [tuple(cell[0] for cell in row) for row in appendix.table.rows] == [
        ("1", "10 September 2041", "6", "4", "3", "2", "1", "0"),
        ("2", "20 September 2041", "7", "0", "1", "0", "0", "2"),
    ]
    assert joint_report_view(family.case(), family.report(), english).appendix.table.rows == ()
