"""Letters: who writes to whom about what, what is left to complete, and what must never stand in one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import family
import pytest
from reading import said, unsaid

from pipeline.model.case import Case
from pipeline.model.set_up import Parent, Relative
from pipeline.rulebook.library import Library
from pipeline.rulebook.protocol import Protocol
from pipeline.rulebook.words import Words
from pipeline.view.institution_letter import institution_letter_view, residents
from pipeline.view.letter import LetterView
from pipeline.view.plan_notice import plan_notice_view
from pipeline.view.request_letters import answer_view, early_review_view, extra_core_group_view

DUE = date(2041, 11, 14)


@pytest.fixture(scope="session")
def key_points(library: Library) -> Protocol:
    return library.protocols["core-group-key-points"]


@pytest.fixture(scope="session")
def agreement_protocol(library: Library) -> Protocol:
    return library.protocols["ceredigion"]


@pytest.fixture
def case() -> Case:
    """The father is in prison, a grandfather in hospital; the mother's address is known."""
    mother, father = family.case().set_up.form.parents
    return family.with_set_up(
        family.case(),
        parents=(
            replace(mother, address="Flat 5, Secret Wharf", born=date(2012, 1, 2)),
            replace(father, institution="HMP Nowhere", institution_address="1 Wall Street\nSampleton"),
        ),
        relatives=(Relative("Gwyn Fennimore", "Grandfather", None, "Nowhere Hospital"),),
    )


def text(view: LetterView) -> str:
    return "\n".join(said(view))


def blanks(view: LetterView) -> list[str]:
    return [line for line in said(view) if line.startswith("[Complete:")]


@pytest.fixture
def notice(case: Case, key_points: Protocol, english: Words) -> LetterView:
    return plan_notice_view(case, family.received_minutes(), key_points, DUE, english)


def test_the_notice_goes_to_the_co_ordinator_with_the_form(notice: LetterView) -> None:
    # 002, copies of the plan: a copy of CP9 to the co-ordinator within seven days.
    assert notice.title == "CP9: core group of 7 November 2041"
    assert notice.to == ("[Complete: name]", "Co-ordinator, children services", "[Complete: address]")
    assert "A copy of CP9 goes with this letter." in notice.opening[0]
    assert notice.draft[1] == "Send it by Thursday 14 November 2041 at the latest."
    assert [(fact.label, fact.text) for fact in notice.below] == [("Enclosed", ("CP9",))]
    assert notice.signing[:2] == ("Priya Solanki", "Chair of the core group, Harbour Lane Primary School")
    assert notice.signing[2].startswith("01632 960110, ")


def test_the_notice_lists_who_came_and_who_could_not(notice: LetterView) -> None:
    # 002: those in attendance and those invited but unable to attend.
    assert [(row[0][0], row[1][0]) for row in notice.sections[1].table.rows] == [
        ("Adaeze Okonjo-Vale, Children's services", "Attended"),
        ("Sgt Owain Pritchard-Test, Police", "Sent a substitute"),
        ("Kasia Źródlewska, Mersey Brook Housing", "Apologies and a written report"),
        ("Bilal Sattar, Turnstone Recovery Service", "No information"),
    ]


def test_a_notice_of_an_earlier_core_group_names_the_one_that_followed_it(
    case: Case, key_points: Protocol, english: Words
) -> None:
    # Made again after later core groups, the letter still says what was next on its own day.
    first = family.case().minutes[0]
    view = plan_notice_view(case, first, key_points, None, english)
    coming = next(f for f in view.sections[0].facts if f.label == "Next core group")
    assert coming.text == ("Thursday 17 October 2041, 10:00, Lantern Family Centre",)


def test_a_request_names_the_core_group_that_was_next_when_it_was_written(
    case: Case, key_points: Protocol, english: Words
) -> None:
    written = replace(family.request(), written=date(2041, 10, 1))
    view = extra_core_group_view(case, written, key_points, english)
    coming = next(f for f in view.sections[0].facts if f.label == "Next core group")
    assert coming.text == ("Thursday 17 October 2041, 10:00, Lantern Family Centre",)


def test_a_notice_of_minutes_that_say_little_leaves_blanks(
    case: Case, key_points: Protocol, english: Words
) -> None:
    received = replace(family.received_minutes(), form=replace(family.case().minutes[0].form, held=None))
    view = plan_notice_view(case, received, key_points, None, english)
    assert "[Complete: date of the meeting]" in view.title
    assert view.sections[1].notes == ("Nobody is recorded as invited.",)
    assert view.signing[0] == "[Complete: name]"
    assert len(view.draft) == 1


@pytest.fixture
def to_prison(case: Case, key_points: Protocol, english: Words) -> LetterView:
    return institution_letter_view(case, residents(case)[0], key_points, english)


def test_everybody_in_an_institution_is_written_about(case: Case) -> None:
    assert [(one.name, one.institution) for one in residents(case)] == [
        ("Mateusz Łęcki", "HMP Nowhere"),
        ("Gwyn Fennimore", "Nowhere Hospital"),
    ]
    assert residents(family.case()) == ()


def test_the_head_of_the_institution_learns_whom_to_tell(to_prison: LetterView) -> None:
    # 002: whom to contact if this person absconds or is about to be discharged.
    assert to_prison.to == (
        "[Complete: name]", "Head of the institution", "HMP Nowhere", "1 Wall Street", "Sampleton",
    )  # fmt: skip
    assert "absconds, or is about to be discharged" in text(to_prison)
    assert [row[0][0] for row in to_prison.sections[1].table.rows] == [
        "Adaeze Okonjo-Vale, Social worker",
        "Harriet Quayle, Team manager",
        "Out of office hours",
    ]
    assert to_prison.signing[1] == "Co-ordinator, children services"


def test_nothing_about_anybody_else_of_the_family_leaves_in_that_letter(
    to_prison: LetterView, case: Case, english: Words
) -> None:
    form = case.set_up.form
    others = [
        *(part for child in form.children for part in (child.name, english.day(child.born), child.school)),
        *("Ffion Fennimore", "Secret Wharf", "2 January 2012", "Gwyn Fennimore", "Nowhere Hospital"),
        *(form.category, *form.reasons.splitlines()),
        *(member.name for member in form.members if member.part not in ("lead", "manager")),
    ]
    assert [other for other in others if other and other in text(to_prison)] == []
    assert "Mateusz" not in to_prison.title
    assert to_prison.page.title == to_prison.title


def test_an_institution_without_address_is_left_to_complete(
    case: Case, key_points: Protocol, english: Words
) -> None:
    view = institution_letter_view(case, residents(case)[1], key_points, english)
    assert view.to[2:] == ("Nowhere Hospital", "[Complete: address]")
    assert "[Complete: date of birth]" in text(view)


def test_a_member_asks_the_team_leader_for_an_extra_core_group(
    case: Case, key_points: Protocol, english: Words
) -> None:
    request = family.request()
    view = extra_core_group_view(case, request, key_points, english)
    assert unsaid(request, view) == []
    assert view.to[:3] == ("Harriet Quayle", "Team leader", "Children's services")
    assert view.about[0].text == ("22 October 2041",)
    assert view.signing[0] == "Priya Solanki"
    assert blanks(view) == []
    assert "Secret Wharf" not in text(view)


def test_a_refused_member_is_told_why_and_whom_to_turn_to(
    case: Case, key_points: Protocol, english: Words
) -> None:
    # 002: the member should be advised that they can discuss this with the co-ordinator, children services.
    view = answer_view(case, family.refused(), key_points, english)
    assert view.to[:2] == ("Priya Solanki", "Head teacher")
    assert "I have decided not to call an extra core group." in view.opening[0]
    assert view.sections[0].entries[0].text == ("The core group of 7 November will talk about it.",)
    assert view.sections[1].title == "Whom you can turn to"
    assert view.sections[1].facts[0].text == ("Co-ordinator, children services",)
    assert view.signing[0] == "Harriet Quayle"


def test_a_granted_request_says_when_and_where(case: Case, key_points: Protocol, english: Words) -> None:
    granted = replace(family.refused(), answer="granted", held=date(2041, 10, 30), place="Lantern House")
    view = answer_view(case, granted, key_points, english)
    (meeting,) = view.sections
    assert [(f.label, f.text) for f in meeting.facts[:3]] == [
        ("Date", ("Wednesday 30 October 2041",)),
        ("Time", ("[Complete: time]",)),
        ("Place", ("Lantern House",)),
    ]


def test_whoever_asked_for_an_earlier_review_is_told_why_not_and_who_takes_it_further(
    case: Case, agreement_protocol: Protocol, english: Words
) -> None:
    # 003, 9.3: the agency's manager or named professional tells the service manager; 1.5: who differs.
    no = replace(
        family.early_review(),
        answer="refused",
        answered_by="Harriet Quayle",
        answered_on=date(2041, 10, 24),
        answer_reasons="The enquiries end this week.",
    )
    view = answer_view(case, no, agreement_protocol, english)
    assert view.title == "Answer to your request for an earlier review conference"
    assert "the chair of the conference is not asked to hold it earlier" in view.opening[0]
    assert view.sections[0].entries[0].text == ("The enquiries end this week.",)
    further = view.sections[1]
    assert "the named child protection professional of your agency can take it further" in further.lead
    assert "Where professionals differ, your local protocol for that holds." in further.lead
    assert further.facts[0].text == ("Service manager for safeguarding children, Social Services",)
    assert view.signing[1].startswith("Team manager or senior practitioner")


def test_a_parent_who_asked_is_not_sent_to_a_manager_of_their_own(
    case: Case, agreement_protocol: Protocol, english: Words
) -> None:
    no = replace(family.early_review(), name="Ffion Fennimore", agency="", answer="refused")
    view = answer_view(case, no, agreement_protocol, english)
    assert view.sections[1].lead == (
        "If you still think that the conference cannot wait, you can talk it over with:"
    )


def test_a_yes_to_an_earlier_review_books_no_conference(
    case: Case, agreement_protocol: Protocol, english: Words
) -> None:
    # 003, 4.4: it is called together with the conference's chair.
    yes = replace(family.early_review(), answer="granted", held=date(2041, 11, 20), answer_reasons="Agreed.")
    view = answer_view(case, yes, agreement_protocol, english)
    assert "I agree that the chair of the conference is asked to hold it earlier." in view.opening[0]
    assert "the day that is booked stands" in view.closing[0]
    (agreed,) = view.sections
    assert [(f.label, f.text) for f in agreed.facts] == [
        ("To be held by", ("Wednesday 20 November 2041",)),
        ("Reasons", ("Agreed.",)),
    ]
    bare = replace(yes, held=None, answer_reasons="")
    assert answer_view(case, bare, agreement_protocol, english).sections == ()


def test_the_reasons_for_an_earlier_review_are_in_the_letter(
    case: Case, agreement_protocol: Protocol, english: Words
) -> None:
    # 003, 4.4: the key worker talks it over with the manager; the conference's chair is asked.
    request = family.early_review()
    view = early_review_view(case, request, agreement_protocol, english)
    assert [line for line in unsaid(request, view) if line not in ("enquiries", "risk")] == []
    assert [e.heading for e in view.sections[1].entries] == [
        "New child protection enquiries (section 47)",
        "Risk much higher than at the initial conference",
    ]
    assert view.sections[1].entries[1].text == ("[Complete: what has happened]",)
    assert view.sections[-1].facts[1].text == ("[Complete: date]",)
    assert view.signing[0] == "Adaeze Okonjo-Vale"
    assert ("Thursday 5 December 2041",) in [f.text for f in view.sections[0].facts]


def test_the_day_that_the_manager_names_for_an_earlier_review_is_in_the_letter(
    case: Case, agreement_protocol: Protocol, english: Words
) -> None:
    answered = replace(family.early_review(), answer="granted", held=date(2041, 11, 20), time="09:30")
    told = {
        f.label: f.text
        for f in early_review_view(case, answered, agreement_protocol, english).sections[-1].facts
    }
    assert told["Day proposed"] == ("Wednesday 20 November 2041, 09:30",)


def test_a_request_under_guidance_without_such_letters_is_a_letter_all_the_same(
    case: Case, protocol: Protocol, english: Words
) -> None:
    view = extra_core_group_view(case, family.request(), protocol, english)
    assert view.to[:2] == ("Harriet Quayle", "Team manager")
    refused = answer_view(case, family.refused(), None, english)
    assert refused.sections[1].facts[0].text == ("[Complete: role]",)


def test_a_relative_who_asks_is_not_written_to_at_an_address_from_the_list(
    case: Case, key_points: Protocol, english: Words
) -> None:
    members = tuple(
        replace(m, address="Flat 5, Secret Wharf") if m.name == "Ffion Fennimore" else m
        for m in case.set_up.form.members
    )
    request = replace(family.refused(), name="Ffion Fennimore", agency="Family")
    view = answer_view(family.with_set_up(case, members=members), request, key_points, english)
    assert "[Complete: address]" in view.to
    assert "Secret Wharf" not in text(view)


def test_every_letter_says_that_it_is_a_draft_that_nobody_has_sent(
    notice: LetterView, to_prison: LetterView
) -> None:
    for view in (notice, to_prison):
        assert "Nothing has been sent." in view.draft[0]
        assert view.page.status == "DRAFT"


def test_a_parent_who_is_at_home_gets_no_such_letter(case: Case) -> None:
    at_home = family.with_set_up(case, parents=(Parent("Ffion Fennimore"),), relatives=(Relative("Gwyn"),))
    assert residents(at_home) == ()
