"""What changed between two versions of the plan, in words; words that only one of them has stand out."""

from __future__ import annotations

from dataclasses import replace

import family
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import said

from pipeline.merge.compare import compared
from pipeline.rulebook.words import Words
from pipeline.view.plan_changes import Piece, PlanChangesView, marked, plan_changes_view


@pytest.fixture
def view(english: Words) -> PlanChangesView:
    case = family.case()
    return plan_changes_view(case, compared(*case.plans), english)


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
        ("New actions", ("1",)),
        ("Changed actions", ("2",)),
        ("Actions that are the same", ("3",)),
    ]


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


def test_each_version_in_between_says_what_it_brought(view: PlanChangesView) -> None:
    assert [(g.title, [e.heading for e in g.entries]) for g in view.steps.groups] == [
        ("Version 2", ["Action 1", "Action 2", "Action 5", "Action 6"])
    ]


def test_a_day_and_a_blank_are_told_in_words(english: Words) -> None:
    case = family.case()
    before, after = case.plans
    first, *others = after.actions
    moved = replace(first, action=replace(first.action, end=None, how=""))
    view = plan_changes_view(case, compared(before, replace(after, actions=(moved, *others))), english)
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
    view = plan_changes_view(case, compared(case.plan, case.plan), english)
    assert view.changed_none == ("No action has changed.",)
    assert view.new.notes == ("No action is new.",)
    assert view.steps.groups == ()
    assert len(view.unchanged.entries) == 6
    assert "From version 2 to version 2" in list(said(view))
