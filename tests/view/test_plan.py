"""The protection plan in words: every action, what changed, who agrees."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import family
import pytest
from reading import said, unsaid

from pipeline.model.forms import Agreement
from pipeline.model.plan import Change, PlanVersion, Status
from pipeline.rulebook.words import Words
from pipeline.view.agreement import signers
from pipeline.view.plan import PlanLine, PlanView, plan_view


@pytest.fixture
def view(english: Words) -> PlanView:
    return plan_view(family.case(), family.proposals(), english)


def lines(view: PlanView) -> dict[str, PlanLine]:
    return {line.number: line for domain in view.domains for line in domain.lines}


def test_everything_in_the_plan_is_said(view: PlanView) -> None:
    current = family.plans()[-1]
    assert unsaid(tuple(a.action for a in current.actions), view) == []
    assert unsaid(current, view) == []
    assert unsaid(tuple(p.update for p in family.proposals()), view) == []


def test_columns_are_those_of_the_layout(view: PlanView) -> None:
    for domain in view.domains:
        assert domain.headings == (
            "Need: strengths and vulnerabilities",
            "Actions and services",
            "How often and how long",
            "Person and agency responsible",
            "Start date",
            "Planned outcomes by the next review",
            "Actual outcomes",
        )


def test_what_changed_is_said_in_words_at_the_action_and_at_the_front(view: PlanView) -> None:
    assert lines(view)["Action 1"].changes == (
        "How often and how long: was “Three days a week”, is now “Every school day, 30 minutes”",
    )
    assert lines(view)["Action 5"].changes == ("New in this version.",)
    assert lines(view)["Action 6"].changes == (
        "Status: was “Open”, is now “Put to the conference”",
        "End or review date added: “1 December 2041”",
    )
    assert view.changes.title == "What has changed since version 1"
    assert [entry.heading for entry in view.changes.entries] == [
        "Action 1",
        "Action 2",
        "Action 5",
        "Action 6",
    ]


def test_a_how_that_stood_still_when_its_action_changed_is_said_to_until_it_changes(english: Words) -> None:
    case = family.case()
    first, second = case.plans
    one = first.actions[0]
    assert one.action.how
    action, how = Change("action", "Breakfast.", one.action.action), Change("how", "Before.", one.action.how)
    told = []
    for *changes, status in (
        [(action,), (), Status.OPEN],  # changed, and again nothing said about how
        [(action, how), (), Status.OPEN],
        [(action,), (how,), Status.OPEN],
        [(action,), (), Status.DONE],
    ):
        plans = tuple(
            replace(second, number=n, dated=date(2041, 11, n), actions=(replace(one, changes=c, status=s),))
            for n, c, s in zip((2, 3), changes, (Status.OPEN, status), strict=True)
        )
        now = plan_view(replace(case, plans=(first, *plans)), (), english)
        told.append([line for line in lines(now)["Action 1"].changes if line.startswith("How: not")])
    assert told == [["How: not changed on 2 November 2041, when the action was changed."], [], [], []]


def test_the_first_version_has_changed_nothing(english: Words) -> None:
    case = family.case()
    view = plan_view(case, (), english, version=case.plans[0])
    assert view.changes.entries == ()
    assert view.changes.notes == ("This is the first version of the plan.",)
    assert all(line.changes == () for line in lines(view).values())
    assert view.head.status_note == "Outline plan made by the conference on 10 September 2041"


def test_every_action_stands_in_one_list_of_its_status(view: PlanView) -> None:
    assert [(g.title, [e.heading for e in g.entries]) for g in view.status.groups] == [
        ("Open (4)", ["Action 1", "Action 3", "Action 4", "Action 5"]),
        ("Done (1)", ["Action 2"]),
        ("Put to the conference (1)", ["Action 6"]),
    ]


def test_what_was_recorded_at_each_core_group_stands_under_its_day(view: PlanView) -> None:
    first, second = lines(view)["Action 1"].actual
    assert (first.label, first.text) == ("20 September 2041", ("Place in the club confirmed.",))
    assert second.label == "7 November 2041"
    assert second.text[0] == "18 of 20 days."
    assert second.text[-1] == "What got in the way: Bus strike in October."


def test_proposals_stand_apart_and_say_whose_they_are(view: PlanView) -> None:
    assert [entry.heading for entry in view.proposals.entries] == ["About action 1", "A new action"]
    assert "Add a reading mentor on Tuesdays." not in list(said(view.domains))


def test_dates_of_the_next_conference_and_core_group_are_on_the_front(view: PlanView) -> None:
    said_on_front = {fact.label: fact.text for fact in view.head.facts}
    assert said_on_front["Next review child protection conference"] == ("Thursday 5 December 2041",)
    assert said_on_front["Next core group"] == ("Thursday 19 December 2041, 10:00, Lantern Family Centre",)


def test_an_earlier_version_says_what_was_booked_when_it_was_made(english: Words) -> None:
    # The conference of 10 September booked the first core group for the 20th: that is all its plan ever says,
    # whatever is agreed or moved afterwards.
    case = family.case()
    first = case.plans[0]
    front = {fact.label: fact.text for fact in plan_view(case, (), english, first).head.facts}
    assert front.pop("Case reference") == ("CP-2041-007",)
    assert front == {"Next core group": ("Friday 20 September 2041, 10:00, Lantern Family Centre",)}
    later = replace(case, period=replace(case.period, rcpc=date(2041, 12, 12)), diary=case.diary[:1])
    assert plan_view(later, (), english, first) == plan_view(case, (), english, first)


def test_a_version_from_before_the_last_conference_says_nothing_about_meetings(english: Words) -> None:
    case = family.case()
    old = replace(case.plans[0], dated=case.period.start - timedelta(days=1))
    assert [fact.label for fact in plan_view(case, (), english, old).head.facts] == ["Case reference"]


def test_everybody_can_sign_and_whoever_disagrees_is_heard(view: PlanView) -> None:
    names = [row[0] for row in view.agreement.table.rows]
    assert names[:3] == [("Priya Solanki",), ("Ffion Fennimore",), ("Sgt Owain Pritchard-Test",)]
    assert ("Bilal Sattar",) in names
    # Ten members, and the father, who is kept from meetings and has no line to sign.
    assert len(names) == len(set(names)) == 11
    mother, sergeant = view.agreement.comments
    assert mother.heading == "Ffion Fennimore: In part"
    assert mother.text == (
        "I agree with all of it but the visits without notice.",
        "I would like a text first.",
    )
    assert (sergeant.heading, sergeant.text) == ("Sgt Owain Pritchard-Test: No", ("No reasons were given.",))


def test_what_minutes_leave_blank_about_a_member_stays_as_in_the_set_up(english: Words) -> None:
    case = family.case()
    priya = next(m for m in case.set_up.form.members if m.name == "Priya Solanki")
    agreements = (Agreement(name="priya solanki", agreed="yes"), Agreement(name="Somebody Else", agreed="no"))
    found = signers(case, agreements)
    known = (found[0].relationship, found[0].agency, found[0].agreed)
    assert known == (priya.relationship or priya.role, priya.agency, "yes")
    assert priya.agency
    assert (found[1].relationship, found[1].agency) == ("", "")
    own = Agreement(name="Priya Solanki", relationship="Worker", agency="Ours", agreed="yes")
    assert signers(case, (own,))[0] == own


def test_a_changed_contingency_stands_among_the_changes(english: Words) -> None:
    case = family.case()
    revised = Change("contingency", "Ring the duty team.", "Meet within a week.")
    version = PlanVersion(2, family.ICPC, "minutes", (), contingency="Meet within a week.", revised=revised)
    changes = plan_view(replace(case, plans=(*case.plans, version)), (), english, version).changes
    assert changes.lead == ""
    assert changes.notes == ()
    (entry,) = changes.entries
    assert entry.text == ("What happens then: was “Ring the duty team.”, is now “Meet within a week.”",)


def test_a_plan_without_actions_says_so(english: Words) -> None:
    case = replace(family.case(), plans=(PlanVersion(1, family.ICPC, "outline", ()),))
    view = plan_view(case, (), english)
    assert view.notes == ("There are no actions in the plan.",)
    assert view.proposals.notes == ("No changes are proposed.",)
