"""The notes of the three kinds of core group: the headings of 004 in its order, and nothing left out."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import family
import pytest
from reading import said, unsaid

from pipeline.model.case import Case, Period, Received
from pipeline.model.forms import Attendance, Minutes
from pipeline.rulebook.words import Words
from pipeline.view.minutes import MinutesView
from pipeline.view.minutes_notes import notes_view

KINDS = ("first", "subsequent", "pre-rcpc")
# 004, format for notes: first core group. It numbers two headings with 2; here each has a number of its own.
FIRST = """
    1. Note taker
    2. Introductions and apologies
    3. Purpose of the meeting and explanation to family members about the role of the core group
    4. Confirmation of core group membership, and recording of contact details
    5. Do core group members have a copy of the outline child protection plan?
    6. Assessment: contributions from core group members and arrangements for completion
    7. Review of progress of the outline child protection plan and development of the detailed protection plan: key action points with timescales
    8. Any further relevant information with regard to the child's safety and welfare
    9. Parents' and carers' views on the protection plan
    10. Voice of the child
    11. Dates, times and venues of core group meetings until the second review conference
"""  # noqa: E501
# 004, agenda for subsequent core group.
SUBSEQUENT = """
    1. Note taker
    2. Introductions and apologies
    3. Purpose of the meeting
    4. Reports provided by those unable to attend
    5. Notes of previous meeting and matters arising
    6. Do members have a copy of the protection plan?
    7. Child's views
    8. Parents' and carers' views
    9. Progress of assessment and arrangements for completion
    10. Review of the progress of the protection plan and updates required: key action points with timescales
    11. Any further relevant information with regard to the child's safety and welfare
    12. Dates, times and venues of future core groups
"""
# 004, agenda for the core group prior to review child protection conference. Item 9 is for the first review.
PRE_RCPC = """
    1. Note taker
    2. Introductions and apologies
    3. Purpose of the meeting
    4. Reports provided by those unable to attend
    5. Notes of previous meeting and matters arising
    6. Do members have a copy of the protection plan?
    7. Child's views
    8. Parents' and carers' views
    9. Progress of the assessment: date for completion and arrangements for providing copies
    10. Written contributions to the joint report
    11. Review of the progress of the protection plan and updates required: key action points with timescales
    12. Identification of risk factors and protective factors
    13. Multi-agency analysis and recommendation to the review conference
    14. Arrangements for the completion of the joint report
    15. Dates, times and venues of future core groups
"""


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


def numbered(view: MinutesView) -> list[str]:
    return [part.section.title for part in view.parts if part.section.title[:1].isdigit()]


def after(view: MinutesView) -> list[str]:
    titles = [part.section.title for part in view.parts if part.section.title]
    return titles[len(numbered(view)) :]


def under(view: MinutesView, key: str) -> Any:
    (found,) = (part.section for part in view.parts if part.key == key)
    return found


def in_a_later_period() -> Case:
    case = family.case()
    return replace(case, period=Period(case.period.start, case.period.rcpc, first=False))


def bare(kind: str) -> Received[Minutes]:
    return Received(Minutes(kind=kind, held=family.PRE_RCPC), 3, "e" * 64, family.PRE_RCPC)


@pytest.mark.parametrize(
    ("kind", "headings"), [("first", FIRST), ("subsequent", SUBSEQUENT), ("pre-rcpc", PRE_RCPC)]
)
@pytest.mark.parametrize("full", [True, False])
def test_the_headings_are_those_of_the_guidance_in_its_order(
    kind: str, headings: str, full: bool, english: Words
) -> None:
    received = family.received_minutes(kind) if full else bare(kind)
    view = notes_view(family.case(), received, english, family.handed_in())
    assert numbered(view) == lines(headings)
    # What the format has no place for comes after it.
    assert [part.section.title for part in view.parts if part.section.title][
        : len(numbered(view))
    ] == numbered(view)


def test_in_later_periods_the_assessment_is_no_item_before_the_review(english: Words) -> None:
    expected = [line.partition(" ")[2] for line in lines(PRE_RCPC) if not line.startswith("9.")]
    view = notes_view(in_a_later_period(), bare("pre-rcpc"), english, family.handed_in())
    assert numbered(view) == [f"{number}. {title}" for number, title in enumerate(expected, 1)]
    # Whoever writes about it all the same is not lost.
    told = notes_view(in_a_later_period(), family.received_minutes(), english, family.handed_in())
    assert "Progress of the assessment" in after(told)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("first", [True, False])
def test_nothing_of_the_minutes_is_lost(kind: str, first: bool, english: Words) -> None:
    case = family.case() if first else in_a_later_period()
    received = family.received_minutes(kind)
    view = notes_view(case, received, english, family.handed_in())
    assert unsaid(received.form, view) == []
    assert unsaid(received.outside[0].text, view) == []
    days = [getattr(received.form, field.name) for field in fields(Minutes)]
    everything = "\n".join(said(view))
    assert [day for day in days if hasattr(day, "isoformat") and english.day(day) not in everything] == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("answer", [f.name for f in fields(Minutes) if f.type == "str"])
def test_an_answer_alone_is_printed_wherever_the_format_has_no_place_for_it(
    kind: str, answer: str, english: Words
) -> None:
    codes = {"kind": kind, "everyone_has_plan": "yes", "case": ""}
    alone = bare(kind)
    written = codes.get(answer, "Sparrows")
    told = replace(alone, form=replace(alone.form, **{answer: written}))
    view = notes_view(family.case(), told, english, family.handed_in())
    expected = {"everyone_has_plan": "Yes", "kind": english.code("codes.meeting", kind), "case": ""}
    assert expected.get(answer, "Sparrows") in list(said(view)) or expected.get(answer) == ""


def test_what_the_first_format_has_no_place_for_comes_after_it_under_its_own_heading(english: Words) -> None:
    view = notes_view(family.case(), family.received_minutes("first"), english)
    assert after(view) == [
        "Reports from those who could not attend",
        "Previous meeting",
        "When the children were last seen",
        "What the plan aims for",
        "Risk factors and protective factors",
        "Multi-agency analysis",
        "Recommendation to the review conference",
        "How the report for the review will be finished",
        "What happens if there are concerns or the plan is not working",
        "Agreement to the plan",
        "Reasons for what stays as it is",
        "Dates",
        "Written beside the questions",
    ]


def test_a_bare_record_has_its_headings_and_the_dates_and_no_more(english: Words) -> None:
    assert after(notes_view(family.case(), bare("subsequent"), english)) == ["Dates"]


def test_whoever_sent_nothing_is_named_at_a_first_core_group_too(english: Words) -> None:
    alone = bare("first")
    form = replace(alone.form, attendance=(Attendance("Bilal Sattar", attended="nothing"),))
    view = notes_view(family.case(), replace(alone, form=form), english)
    assert "No information was received from Bilal Sattar." in under(view, "absent-reports").notes


def test_the_note_taker_stands_under_the_first_heading_and_not_on_the_front_too(english: Words) -> None:
    view = notes_view(family.case(), family.received_minutes("first"), english)
    assert view.parts[0].section.entries[0].text == ("Morag Tillyduff, Health visiting",)  # type: ignore[union-attr]
    front = {fact.label for fact in view.head.facts}
    assert {"Date", "Time", "Place", "Chair"} <= front
    assert "Note taker" not in front


def test_progress_begins_with_what_goes_well_and_ends_with_new_actions(english: Words) -> None:
    # 004, progress of the plan: what is going well is highlighted, barriers are written down, updates agreed.
    view = notes_view(family.case(), family.received_minutes("subsequent"), english)
    assert [group.title for group in under(view, "progress").groups] == [
        "What is going well",
        "Child's developmental needs",
        "Family and environmental factors",
        "New actions: Family and environmental factors",
    ]


def test_new_concerns_stand_with_what_bears_on_the_childrens_safety(english: Words) -> None:
    news = under(notes_view(family.case(), family.received_minutes("subsequent"), english), "news")
    assert news.entries[0].text == ("The crèche will run again.",)
    assert [group.title for group in news.groups] == ["New concerns and significant events"]
    assert news.groups[0].entries[0].text == ("None.",)


def test_analysis_and_recommendation_stand_under_one_heading_with_everybodys_position(english: Words) -> None:
    view = notes_view(family.case(), family.received_minutes(), english, family.handed_in())
    titles = [(part.key, part.section.title) for part in view.parts]
    place = titles.index(
        ("analysis", "13. Multi-agency analysis and recommendation to the review conference")
    )
    assert titles[place + 1] == ("recommendation", "")
    positions = under(view, "recommendation").children[0].table.rows
    assert [(row[0], row[2]) for row in positions] == [
        (("Priya Solanki",), ("Continue the plan",)),
        (("Sgt Owain Pritchard-Test",), ("End the plan",)),
    ]


def test_contributions_are_told_by_agency_and_day(english: Words) -> None:
    section = under(
        notes_view(family.case(), family.received_minutes(), english, family.handed_in()), "contributions"
    )
    assert [(fact.label, fact.text) for fact in section.facts] == [
        ("Children's services", ("Adaeze Okonjo-Vale, received 6 November 2041",)),
        ("Harbour Lane Primary School", ("Priya Solanki, received 5 November 2041",)),
    ]
    assert section.notes == ("Not in by that day: Turnstone Recovery Service and Voice & Choice Advocacy.",)


def test_headings_without_an_answer_say_so(english: Words) -> None:
    view = notes_view(family.case(), bare("subsequent"), english)
    for key in ("previous", "copies", "voices", "views", "assessment", "progress", "news"):
        assert under(view, key).notes == ("Nothing is recorded.",), key
