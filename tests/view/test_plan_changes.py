"""What changed between two versions of the plan, in words; words that only one of them has stand out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import family
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import said

from pipeline.merge.compare import compared, step_by_step
from pipeline.model.plan import PlanAction, PlanVersion, Status
from pipeline.model.set_up import Action
from pipeline.rulebook.words import Words
from pipeline.view.plan_changes import Piece, PlanChangesView, marked, plan_changes_view
from pipeline.view.plan_in_short import clipped


@pytest.fixture
def view(english: Words) -> PlanChangesView:
    case = family.case()
    return plan_changes_view(case, compared(*case.plans), step_by_step(case.plans), english)


ONE = PlanAction(Action("1", child="Kit", action="Breakfast club.", who="Sam Sample"))
TWO = PlanAction(Action("2", action="Weekly sessions."))
THREE = PlanAction(Action("3", action="A tenancy."))


def changes(english: Words, before: int, after: int) -> PlanChangesView:
    """Two of five versions: the second corrected, the fourth made by another conference."""
    one = replace(ONE, action=replace(ONE.action, who="Jo Placeholder"))
    put, done = replace(one, status=Status.CONFERENCE), replace(TWO, status=Status.DONE)
    last = (put, TWO, replace(THREE, status=Status.ENDED))
    plans = (
        PlanVersion(1, date(2041, 3, 1), "outline", (ONE, TWO), (), "Ring."),
        PlanVersion(2, date(2041, 4, 1), "minutes", (one, TWO), (), "Ring.", date(2041, 4, 9)),
        PlanVersion(3, date(2041, 5, 1), "minutes", (one, done, THREE), (), "Meet."),
        PlanVersion(4, date(2041, 6, 1), "outline", last, (), "Meet."),
        PlanVersion(5, date(2041, 7, 1), "minutes", last, (), "Meet."),
    )
    case = replace(family.case(), plans=plans)
    two = compared(plans[before - 1], plans[after - 1])
    return plan_changes_view(case, two, step_by_step(plans), english)


def test_every_action_stands_in_one_of_three_lists(view: PlanChangesView) -> None:
    assert [e.heading for e in view.new.entries] == ["Action 5"]
    assert [a.title for a in view.changed] == [
        f"Action 2, for {family.ELIN}",
        "Action 6",
    ]
    assert [e.heading for e in view.unchanged.entries] == [
        f"Action 1, for {family.TOMOS}",
        "Action 3",
        "Action 4",
    ]
    assert [(f.label, f.text) for f in view.head.facts[1:]] == [
        ("Version 1", ("Outline plan made by the conference on 10 September 2041",)),
        ("Version 2", ("Agreed by the core group on 7 November 2041",)),
    ]


def test_page_one_has_a_line_for_each_change_in_words_what_is_for_the_conference_first(
    english: Words,
) -> None:
    # Of five versions the second against the fourth: action 1 was put to the conference, the contingency plan
    # was changed, action 3 came and was ended; 2 was done and opened again, so it is the same.
    rows = changes(english, 2, 4).short.table.rows
    assert [tuple(" / ".join(cell) for cell in row) for row in rows] == [
        (
            "For the conference",
            "Action 1",
            "For Kit: Breakfast club. The core group thinks that this is no longer needed.",
        ),
        (
            "For the conference",
            "",
            "What happens if the plan is not working has been changed.",
        ),
        ("New", "Action 3", "A tenancy."),
        ("Ended by the conference", "Action 3", "A tenancy."),
    ]
    rows = changes(english, 1, 3).short.table.rows
    assert [tuple(" / ".join(cell) for cell in row) for row in rows[1:]] == [
        ("New", "Action 3", "A tenancy."),
        ("Changed", "Action 1", "For Kit: Breakfast club. Person responsible: now Jo Placeholder."),
        ("Done", "Action 2", "Weekly sessions."),
    ]


def test_what_waits_for_the_conference_is_a_line_though_nothing_became_of_it_since(english: Words) -> None:
    # Put to the conference in version 4 already: it holds until that decides (000, Deciding not
    # to implement).
    rows = changes(english, 4, 5).short.table.rows
    assert [row[1] for row in rows] == [("Action 1",)]


def test_a_long_action_is_cut_between_words_and_shown_to_be() -> None:
    text = "word " * 40
    assert clipped(text) == "word " * 21 + "word …"
    assert clipped("x" * 300) == "x" * 110 + " …"
    assert clipped("short\n text.") == "short text."


def test_then_and_now_stand_side_by_side_in_words(view: PlanChangesView) -> None:
    second, _ = view.changed
    assert second.headings == ("What", "Version 1", "Version 2")
    assert [(row.field, row.before[0].text, row.after[0].text) for row in second.rows] == [
        ("Status", "Open", "Done")
    ]
    assert [(n.label, n.text) for n in second.notes] == [
        ("7 November 2041", ("Both immunisations and the hearing test are done.",))
    ]


def test_a_new_action_is_told_whole(view: PlanChangesView) -> None:
    (entry,) = view.new.entries
    assert entry.text == ("Apply for a longer tenancy and repair the lock of the front door.",)
    assert ("End or review date", ("10 January 2042",)) in [(f.label, f.text) for f in entry.facts]


def test_all_versions_stand_in_a_table(english: Words) -> None:
    view = changes(english, 2, 4)
    assert view.versions.table.headings == ("Version", "Date", "Where it came from", "What it changed")
    assert [tuple("; ".join(cell) for cell in row) for row in view.versions.table.rows] == [
        ("1", "1 March 2041", "Conference", "The first plan, with 2 actions"),
        ("2", "1 April 2041", "Core group; As corrected by the form of 9 April 2041", "Changed: 1"),
        (
            "3",
            "1 May 2041",
            "Core group",
            "New: 3; Done: 2; Changed: what happens if the plan is not working",
        ),
        (
            "4",
            "1 June 2041",
            "Conference",
            "Put to the conference: 1; Opened again: 2; Ended by the conference: 3",
        ),
        ("5", "1 July 2041", "Core group", "No action has changed."),
    ]


def test_each_version_says_what_it_changed_in_the_one_before(english: Words) -> None:
    groups = changes(english, 2, 4).steps.groups
    assert [(g.title, g.lead) for g in groups[:2]] == [
        ("Version 2", "Agreed by the core group on 1 April 2041"),
        ("Version 3", "Agreed by the core group on 1 May 2041"),
    ]
    assert [(e.heading, e.text) for g in groups for e in g.entries] == [
        ("Action 1, for Kit", ("Person responsible: was “Sam Sample”, is now “Jo Placeholder”",)),
        ("Action 2", ("Status: was “Open”, is now “Done”",)),
        ("Action 3", ("New in this version; it is told above.",)),
        ("What happens then", ("Changed as told above: what happens then.",)),
        ("Action 1, for Kit", ("Changed as told above: status.",)),
        ("Action 2", ("Status: was “Done”, is now “Open”",)),
        ("Action 3", ("Status: was “Open”, is now “Ended by a conference”",)),
    ]
    assert groups[-1].notes == ("Nothing has changed.",)


def test_a_change_that_stands_above_is_named_and_not_told_again(english: Words) -> None:
    # Version 1 against 4: the new person stands above; the second action was done and opened again, which
    # only the steps tell.
    groups = changes(english, 1, 4).steps.groups
    assert [(e.heading, e.text) for g in groups[:2] for e in g.entries] == [
        ("Action 1, for Kit", ("Changed as told above: person responsible.",)),
        ("Action 2", ("Status: was “Open”, is now “Done”",)),
        ("Action 3", ("New in this version; it is told above.",)),
        ("What happens then", ("Changed as told above: what happens then.",)),
    ]


def test_a_step_that_is_compared_above_is_not_told_twice(english: Words) -> None:
    groups = changes(english, 2, 3).steps.groups
    assert [bool(g.entries) for g in groups] == [True, False, True, False]
    assert groups[1].notes == ("This is what is told above.",)


def test_what_was_closed_before_is_named_by_its_number(english: Words) -> None:
    # Action 1 is put to the conference and holds until that decides (000, Deciding not to implement).
    view = changes(english, 4, 5)
    assert [e.heading for e in view.unchanged.entries] == ["Action 1, for Kit", "Action 2"]
    assert view.unchanged.notes == ("Closed in version 4 already, and the same since: 3.",)


def test_a_day_and_a_blank_are_told_in_words(english: Words) -> None:
    case = family.case()
    before, after = case.plans
    first, *others = after.actions
    moved = replace(first, action=replace(first.action, end=None, how=""))
    view = plan_changes_view(case, compared(before, replace(after, actions=(moved, *others))), (), english)
    rows = {row.field: (row.before, row.after) for row in view.changed[0].rows}
    assert rows["End or review date"] == ((Piece("1 December 2041", False),), (Piece("(blank)", False),))


def test_words_that_only_one_text_has_are_marked() -> None:
    assert marked(
        "Breakfast club every day; school rings by 9.15.", "Breakfast club every day; school rings by 9.00."
    ) == (
        (Piece("Breakfast club every day; school rings by ", False), Piece("9.15.", True)),
        (Piece("Breakfast club every day; school rings by ", False), Piece("9.00.", True)),
    )
    assert marked("Weekly visits", "Weekly visits, unannounced") == (
        (Piece("Weekly ", False), Piece("visits", True)),
        (Piece("Weekly ", False), Piece("visits, unannounced", True)),
    )


def test_texts_that_share_little_are_not_marked_to_pieces() -> None:
    assert marked("Sam Sample", "Jo Placeholder") == (
        (Piece("Sam Sample", False),),
        (Piece("Jo Placeholder", False),),
    )
    assert marked("", "Daily") == ((), (Piece("Daily", False),))


@given(st.text(max_size=60), st.text(max_size=60))
def test_marks_never_change_a_word(before: str, after: str) -> None:
    for text, pieces in zip((before, after), marked(before, after), strict=True):
        assert "".join(piece.text for piece in pieces).split() == text.split()


def test_the_same_version_twice_says_that_nothing_changed(english: Words) -> None:
    case = family.case()
    view = plan_changes_view(case, compared(case.plan, case.plan), step_by_step(case.plans), english)
    assert view.changed_none == ("No action has changed.",)
    assert view.new.notes == ("No action is new.",)
    assert [g.title for g in view.steps.groups] == ["Version 2"]
    assert len(view.unchanged.entries) == 5
    assert view.unchanged.notes == ("Closed in version 2 already, and the same since: 2.",)
    assert "From version 2 to version 2" in list(said(view))
