"""The matrix of actions and agencies in words: numbers in three columns, nothing judged, nothing blank."""

from __future__ import annotations

import family
import pytest

from pipeline.model.coverage import Coverage
from pipeline.rulebook.words import Words
from pipeline.view.coverage import CoverageSection, coverage_section


@pytest.fixture
def section(english: Words) -> CoverageSection:
    return coverage_section("5. Who", family.report().coverage, (), english)


def test_each_agency_has_its_row_and_no_cell_is_blank(section: CoverageSection) -> None:
    assert section.table.headings == ("Agency", "Filled in", "Partly filled in", "Silent")
    assert section.table.rows == (
        (("Harbour Lane Primary School",), ("1 and 2",), ("–",), ("–",)),
        (
            ("Mersey Brook Housing",),
            ("–",),
            ("1",),
            ("In the plan only since this agency wrote: 6",),
        ),
        (("Police",), ("–",), ("–",), ("2",)),
        (("Health visiting", "No action of its own"), ("–",), ("–",), ("–",)),
        (("Turnstone Recovery Service",), ("–",), ("–",), ("6", "No contribution has come in")),
    )


def test_each_child_has_a_table_of_its_own(section: CoverageSection) -> None:
    tomos, elin = section.children
    assert tomos.title == f"About {family.TOMOS}"
    assert tomos.table.headings[4:] == ("Voice of the child", "View on the plan")
    assert [row[4:] for row in tomos.table.rows] == [
        (("Written",), ("Written",)),
        (("Written",), ("Silent",)),
        (("Written",), ("Silent",)),
        (("Written",), ("Silent",)),
        (("Silent",), ("Silent",)),
    ]
    assert len(elin.table.rows) == 1


def test_what_no_agency_is_asked_about_is_said(section: CoverageSection) -> None:
    assert section.notes == ("No agency is asked in writing about action 1. Responsible: Priya Solanki.",)


def test_without_members_it_says_so(english: Words) -> None:
    empty = coverage_section("5. Who", Coverage(), (), english)
    assert (empty.table.headings, empty.children) == ((), ())
    assert empty.notes == ("No agency is on the members' list.",)
