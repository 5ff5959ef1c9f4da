"""The plan in the layouts of 003 and 000: their columns, everything of every action, everybody who signs."""

from __future__ import annotations

from dataclasses import replace

import family
import pytest
from reading import said, unsaid

from pipeline.model.case import Case
from pipeline.model.plan import PlanVersion
from pipeline.rulebook.layouts import PLANS, Layout
from pipeline.rulebook.words import Words
from pipeline.view.laid_plan import LaidPlanView, laid_plan_view


def with_set_up(case: Case, **answers: object) -> Case:
    form = replace(case.set_up.form, **answers)  # type: ignore[arg-type]
    return replace(case, set_up=replace(case.set_up, form=form))


@pytest.fixture
def agreement(english: Words) -> LaidPlanView:
    return laid_plan_view(family.case(), Layout.WRITTEN_AGREEMENT, english)


@pytest.fixture
def goals(english: Words) -> LaidPlanView:
    return laid_plan_view(family.case(), Layout.GOALS_PLAN, english)


@pytest.mark.parametrize("layout", PLANS)
def test_no_layout_loses_anything_of_the_plan(layout: Layout, english: Words) -> None:
    view = laid_plan_view(family.case(), layout, english)
    current = family.plans()[-1]
    assert unsaid(tuple(a.action for a in current.actions), view) == []
    assert unsaid(current, view) == []
    for planned in current.actions:
        days = [english.day(day) for day in (planned.action.start, planned.action.end) if day]
        assert [day for day in days if day not in list(said(view))] == []


@pytest.mark.parametrize("layout", PLANS)
def test_every_domain_has_its_table_though_nothing_stands_in_it(layout: Layout, english: Words) -> None:
    # 000, record form, and 003, appendix 2, print all three.
    case = family.case()
    version = case.plans[-1]
    fewer = tuple(planned for planned in version.actions if planned.action.domain == "parents")
    view = laid_plan_view(case, layout, english, replace(version, actions=fewer))
    assert [(domain.title, len(domain.lines)) for domain in view.domains] == [
        ("Child's developmental needs", 0),
        ("Parental capacity", 2),
        ("Family and environmental factors", 0),
    ]
    assert {len(domain.headings) for domain in view.domains} == {7}


@pytest.mark.parametrize("layout", PLANS)
def test_nobody_signs_what_is_only_proposed(layout: Layout, english: Words) -> None:
    view = laid_plan_view(family.case(), layout, english)
    assert "Add a reading mentor on Tuesdays." not in list(said(view))


def test_the_columns_of_the_written_agreement(agreement: LaidPlanView) -> None:
    # 003, appendix 2: need, actions and services, frequency, person and agency, start, planned, actual.
    assert [d.headings for d in agreement.domains] == [
        (
            "Needs: strengths and vulnerabilities",
            "Actions and services that respond to the needs",
            "How often, how long",
            "Person and agency responsible",
            "Start date",
            "Planned outcomes and progress by the next review",
            "Actual outcomes",
        )
    ] * 3
    first = agreement.domains[0].lines[0]
    assert first.cells[0].text == ("Tomos is often late for school and hungry when he comes.",)
    assert first.cells[2].text == ("Every school day, 30 minutes",)
    assert first.cells[4].text == ("20 September 2041",)


def test_the_columns_of_the_plan_by_goals(goals: LaidPlanView) -> None:
    # 000, record of a core group meeting: achieved, how, who, start, end, progress and barriers, how we know.
    assert goals.domains[0].headings == (
        "What needs to be achieved?",
        "How will this happen?",
        "Who will be responsible?",
        "When will this start?",
        "When will this end?",
        "Progress, and what gets in the way",
        "How will we know that this has been achieved?",
    )
    second = goals.domains[0].lines[1]
    assert second.cells[0].text == ("Immunisations and hearing test done.",)
    assert second.cells[4].text == ("31 October 2041",)
    assert second.cells[6].text == ("Entries in the red book.",)


def test_parents_read_what_worries_the_conference_and_what_is_theirs_to_do(agreement: LaidPlanView) -> None:
    reasons = next(s for s in agreement.before if s.title == "Why there is a plan")
    assert reasons.entries[0].text[0].startswith("The conference heard that both children")
    parts = agreement.after[0]
    # The family first. What is done (2) is nobody's to do; 6 stays until the conference has decided (000).
    assert [(g.title, [e.heading for e in g.entries]) for g in parts.groups] == [
        ("Ffion Fennimore", ["Action 4"]),
        ("Mateusz Łęcki", ["Action 6"]),
        ("Priya Solanki", ["Action 1"]),
        ("Bilal Sattar", ["Action 3"]),
        ("Kasia Źródlewska", ["Action 5"]),
    ]


def test_a_parent_whom_no_action_names_is_named_after_the_family(english: Words) -> None:
    # 003, 6.4: a parent of the core group has a line whether anything is theirs to do or not; one who is kept
    # from meetings is not in the core group (2.1), and one beside others is named.
    case = family.case()
    plan = case.plans[-1]
    mother = next(m for m in case.set_up.form.members if m.name == "Ffion Fennimore")
    for who, told in (("Priya Solanki", True), ("Priya Solanki, Ffion Fennimore", False)):
        actions = tuple(
            replace(a, action=replace(a.action, who=who if a.action.number in "46" else a.action.who))
            for a in plan.actions
        )
        parts = laid_plan_view(
            with_set_up(case, members=(mother, *case.set_up.form.members)),
            Layout.WRITTEN_AGREEMENT,
            english,
            replace(plan, actions=actions),
        ).after[0]
        silent = [(g.title, g.notes) for g in parts.groups if g.notes]
        said_of_her = ("None of these actions names Ffion Fennimore as the person responsible.",)
        assert silent == ([("Ffion Fennimore", said_of_her)] if told else [])


def test_the_family_signs_too_but_not_an_excluded_parent(agreement: LaidPlanView) -> None:
    rows = [(row[0], row[1]) for row in agreement.agreement.table.rows]
    names = [name for (name,), _ in rows]
    assert len(names) == len(set(names))
    assert (("Ffion Fennimore",), ("Mother",)) in rows
    assert rows[-2:] == [((family.TOMOS,), ("Child",)), ((family.ELIN,), ("Child",))]
    # 003, 2.4: his views are sought, so he is named; there is no line for him to sign.
    (father,) = (row for row in agreement.agreement.table.rows if row[0] == ("Mateusz Łęcki",))
    assert father[4] == ("Does not come to meetings; views are asked for separately.",)


def test_whoever_sees_it_differently_stands_with_the_plan(agreement: LaidPlanView) -> None:
    # 003, 7.5: circulated with the areas of difference.
    assert agreement.agreement.comments_title == "Where somebody sees it differently"
    assert [e.heading for e in agreement.agreement.comments] == [
        "Ffion Fennimore: In part",
        "Sgt Owain Pritchard-Test: No",
    ]


def test_language_disability_and_culture_are_kept_in_mind(english: Words) -> None:
    children = family.case().set_up.form.children
    known = (replace(children[0], language="Welsh", interpreter="yes", disability="Asthma"), children[1])
    case = with_set_up(family.case(), children=known)
    section = laid_plan_view(case, Layout.WRITTEN_AGREEMENT, english).after[1]
    assert [(e.heading, [(f.label, f.text) for f in e.facts]) for e in section.entries] == [
        (
            family.TOMOS,
            [("Language", ("Welsh",)), ("Interpreter needed", ("Yes",)), ("Disability", ("Asthma",))],
        )
    ]


def test_the_aims_are_those_of_the_last_core_group_that_answered(goals: LaidPlanView, english: Words) -> None:
    assert [e.text for e in goals.before[0].groups[0].entries] == [
        ("Being left alone.",),
        ("Calm evenings.",),
        ("A tenancy that lasts.",),
        ("My bike.",),
    ]
    case = family.case()
    earlier = laid_plan_view(case, Layout.GOALS_PLAN, english, case.plans[0])
    assert earlier.before[0].groups == ()
    assert earlier.before[0].notes == ("The core group has not written down yet what the plan aims for.",)


def test_both_next_meetings_stand_before_the_signatures(agreement: LaidPlanView) -> None:
    assert [(f.label, f.text) for f in agreement.after[-1].facts] == [
        ("Next review child protection conference", ("Thursday 5 December 2041",)),
        ("Next core group", ("Thursday 19 December 2041, 10:00, Lantern Family Centre",)),
    ]


@pytest.mark.parametrize("layout", PLANS)
def test_an_empty_plan_says_so(layout: Layout, english: Words) -> None:
    case = with_set_up(family.case(), reasons="", contingency="", children=(), parents=())
    case = replace(case, plans=(PlanVersion(1, family.ICPC, "outline", ()),), minutes=())
    view = laid_plan_view(case, layout, english)
    assert view.notes == ("There are no actions in the plan.",)
    assert all(s.notes or s.facts for s in (*view.before, *view.after))


def test_what_the_conference_decided_is_the_outline_plan_and_nobody_signs_it_yet(english: Words) -> None:
    # 003, 4.1: the detailed plan, which is the written agreement, is made by the first core group.
    case = family.case()
    outline, *_, detailed = (
        laid_plan_view(case, Layout.WRITTEN_AGREEMENT, english, version) for version in case.plans
    )
    assert outline.page.title == outline.head.title == "Outline child protection plan"
    assert outline.agreement is None
    assert outline.plan_lead.startswith("This is the outline plan that the conference decided.")
    assert detailed.head.title == "Detailed child protection plan and written agreement"
    assert detailed.agreement is not None


def test_a_case_that_begins_with_a_review_has_a_detailed_plan(english: Words) -> None:
    case = family.case()
    earlier = with_set_up(case, icpc=case.plans[0].dated.replace(year=2040))
    view = laid_plan_view(earlier, Layout.WRITTEN_AGREEMENT, english, case.plans[0])
    assert view.head.title == "Detailed child protection plan and written agreement"


def test_under_a_guidance_whose_plan_has_no_other_name_the_outline_is_signed_too(english: Words) -> None:
    case = family.case()
    view = laid_plan_view(case, Layout.GOALS_PLAN, english, case.plans[0])
    assert (view.head.title, view.agreement is None) == ("Child protection plan", False)
