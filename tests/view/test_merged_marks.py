"""What the merge marks or sets apart is said in words, and none of it is left out."""

from datetime import date

from pipeline.model.forms import FactorRow, PlanUpdate, PositionRow, Reason, UpdateRow
from pipeline.model.plan import Decided, Proposal, Source
from pipeline.model.report import ChildRecommendation, FactorEntry, Position
from pipeline.rulebook.words import Words
from pipeline.view.appendix import _reason_given
from pipeline.view.passage import source_line
from pipeline.view.people import _factors
from pipeline.view.progress import proposals_section
from pipeline.view.recommendation import _child

DAY = date(2041, 5, 2)
HOUSING = Source("Housing", "Cal Dorn", DAY)


def test_minutes_speak_as_the_core_group(english: Words) -> None:
    assert (
        source_line(Source("", "Pia Lund", DAY, core_group=True), english)
        == "Core group · Pia Lund · 2 May 2041"
    )


def test_a_position_that_was_replaced_says_so_in_the_table_and_beside_its_reasons(english: Words) -> None:
    position = Position(HOUSING, PositionRow("Ash", position="end", reasons="Rent is paid"), superseded=True)
    shown = _child(ChildRecommendation("Ash", (position,), (), (), ()), english)
    assert "not counted" in str(shown.table)
    assert "not counted" in shown.reasons[0].heading


def test_proposals_that_were_decided_on_follow_the_open_ones_with_the_decision_and_its_day(
    english: Words,
) -> None:
    changed = PlanUpdate("2", decision="changed", new_action="A bus pass for two", new_end=DAY)
    proposed, settled, agreed, nearly = (
        Proposal(HOUSING, UpdateRow(number, action=text), decided)
        for number, text, decided in (
            ("2", "Lunch club", None),
            ("2", "Bus pass", Decided(DAY, "2", changed)),
            ("", "A lock", Decided(DAY, "11")),
            ("", "A lock for the door", Decided(DAY, "11", nearly=True)),
        )
    )
    section = proposals_section("Title", [proposed, nearly], (), english, [settled, agreed])
    assert [(e.heading, e.text) for e in section.entries] == [
        ("About action 2", ("Lunch club",)),
        (
            (
                "A new action: see action 11, agreed by the core group on 2 May 2041, "
                "which begins with the same words"
            ),
            ("A lock for the door",),
        ),
        ("About action 2: on 2 May 2041 the core group decided: Carries on with changes", ("Bus pass",)),
        ("A new action: now action 11, agreed by the core group on 2 May 2041", ("A lock",)),
    ]
    assert "A bus pass for two" in str(section.entries[2].facts)


def test_factors_without_a_kind_and_reasons_given_are_printed(english: Words) -> None:
    group = _factors(
        "report.factors.unsorted", (FactorEntry(HOUSING, FactorRow(factor="A big dog")),), english
    )
    assert "A big dog" in str(group)
    assert "No bus" in str(_reason_given(HOUSING, Reason("When seen", "No bus"), english))
