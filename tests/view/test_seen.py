"""When each child was last seen: every visit once, with everybody who tells of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import family

from pipeline.model.forms import SeenRow
from pipeline.model.plan import Source
from pipeline.rulebook.words import Words
from pipeline.view.seen import seen_section

TOMOS, ELIN = "Tomos Fennimore-Łęcki", "Elin Ŵyn Fennimore"
NURSE = Source("Clinic", "Pia Lund", date(2041, 11, 6))
MINUTES = Source("", "Cal Dorn", date(2041, 11, 7), core_group=True)
DAY = date(2041, 11, 3)


def rows(english: Words, *seen: tuple[Source, SeenRow]) -> list[tuple[str, ...]]:
    report = replace(family.report(), seen=seen)
    section = seen_section("Seen", family.case(), report, (), english)
    return [tuple(" / ".join(cell) for cell in row) for row in section.table.rows]


def test_a_visit_told_twice_stands_once_with_both_sources_and_all_that_is_said(english: Words) -> None:
    own = SeenRow(TOMOS, "", DAY, "yes", "yes", "", "At home, and in the car")
    told = SeenRow("tomos  fennimore-łęcki", "Pia Lund", DAY, "yes", "", "no", "At home")
    assert rows(english, (NURSE, own), (MINUTES, told)) == [
        (
            TOMOS,
            "Pia Lund",
            "3 November 2041",
            "Yes",
            "Yes",
            "No",
            "At home, and in the car / At home",
            "Clinic · Pia Lund · 6 November 2041 / Core group · Cal Dorn · 7 November 2041",
        )
    ]


def test_accounts_that_differ_and_visits_without_a_day_stay_apart(english: Words) -> None:
    alone, not_alone = (SeenRow(TOMOS, "Pia Lund", DAY, answer) for answer in ("yes", "no"))
    undated = SeenRow(TOMOS, "Pia Lund", where="Clinic")
    found = rows(english, (NURSE, alone), (MINUTES, not_alone), (NURSE, undated), (MINUTES, undated))
    assert [row[3] for row in found] == ["Yes", "No", "", ""]


def test_children_come_in_their_order_and_the_latest_visit_first(english: Words) -> None:
    said = [(ELIN, DAY), (TOMOS, None), (TOMOS, DAY), (TOMOS, date(2041, 11, 5))]
    found = rows(english, *((NURSE, SeenRow(child, "Pia Lund", day)) for child, day in said))
    assert [(row[0], row[2]) for row in found] == [
        (TOMOS, "5 November 2041"),
        (TOMOS, "3 November 2041"),
        (TOMOS, "No date given"),
        (ELIN, "3 November 2041"),
    ]


def test_nobody_is_named_as_having_seen_a_child_for_the_core_group_together(english: Words) -> None:
    assert rows(english, (MINUTES, SeenRow(TOMOS, "", DAY)))[0][1] == ""
