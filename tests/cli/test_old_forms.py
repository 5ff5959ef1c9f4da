"""A contribution that was made for another conference, dropped beside the one for the conference ahead."""

from __future__ import annotations

from datetime import date

from desk import CONTRIBUTION, EXAMPLE, SET_UP, TODAY, Desk

from pipeline.cli.questions import opened
from pipeline.cli.workspace import Workspace, clock_for
from pipeline.model.case import Received
from pipeline.model.forms import Contribution

MAILBOX = EXAMPLE[CONTRIBUTION].mailbox


def standing(desk: Desk) -> Received[Contribution]:
    (case,) = opened(Workspace(desk.folder, clock_for(date.fromisoformat(TODAY))))[0].current()
    (received,) = case.contributions
    return received


def dropped(desk: Desk, **about: str) -> str:
    """This agency's good form taken in, then the same with other days: what comes back, or the receipt."""
    desk.drop("set-up.json", desk.form(SET_UP))
    desk.drop(f"{MAILBOX}/this-year.json", desk.form(CONTRIBUTION))
    assert desk.rcpc("reports") == 0, desk.err
    before = standing(desk)
    desk.drop(f"{MAILBOX}/another.json", desk.form(CONTRIBUTION, **about))
    folder = desk.folder / "inbox" / MAILBOX
    known = set(folder.glob("*/*.txt"))
    assert desk.rcpc("reports") == 0, desk.err
    (answer,) = set(folder.glob("*/*.txt")) - known
    came_back = answer.parent.name == "returned"
    assert (standing(desk) == before) == came_back
    return f"{answer.parent.name}: {' '.join(answer.read_text(encoding='utf-8').split())}"


def test_last_years_form_does_not_take_the_place_of_this_years(desk: Desk) -> None:
    text = dropped(desk, conference="2025-12-15", written="2025-11-20")
    assert text.startswith("returned: ")
    assert "This form was made for an earlier conference, on 15/12/2025" in text
    assert "it lies in the forms folder of your agency's mailbox" in text


def test_an_old_report_without_the_day_of_its_conference_does_not_either(desk: Desk) -> None:
    text = dropped(desk, conference="", written="2025-11-20")
    assert text.startswith("returned: ")
    assert "This report is dated 20/11/2025, before the last conference" in text


def test_a_form_that_prints_a_day_from_which_the_conference_was_moved_is_taken_in(desk: Desk) -> None:
    """Any day after the conference before can have been the day of the one ahead."""
    text = dropped(desk, conference="2027-01-12")
    assert text.startswith("receipts: ")
    assert "This form was made for a conference on 12/01/2027" in text
