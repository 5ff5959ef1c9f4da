"""A request between meetings, from the school's folder to the calendar (002, additional core group)."""

from __future__ import annotations

import json
from typing import Any

from desk import SET_UP, Desk

ABOUT = {
    "case": "CP-2026-014",
    "kind": "An extra core group",
    "name": "Ania Łęcka",
    "agency": "Fernshire Police",
    "written": "2026-12-01",
    "concerns": "Two calls to the flat within a week.",
}
YES = {
    "answer": "Yes",
    "answered_by": "Colin Ashdown",
    "answered_on": "2026-12-04",
    "answer_reasons": "This is new.",
    "held": "2026-12-10",
    "time": "14:00",
    "place": "Placeholder Hall",
}


def form(**answer: str) -> bytes:
    sheets: dict[str, Any] = {"form": "request", "version": 1, "about": ABOUT}
    return json.dumps(sheets | ({"answer": answer} if answer else {})).encode()


def test_a_request_waits_in_the_status_until_it_is_answered_and_is_booked_then(desk: Desk) -> None:
    desk.begin()
    desk.drop("fernshire-police/ask.json", form())
    assert desk.rcpc("reports", today="2026-12-05") == 0, desk.err
    assert desk.rcpc("status", today="2026-12-05") == 0
    # From 1 to 5 December are four days. Nobody is named.
    assert "1 request without an answer, the oldest of 1 December 2026, 4" in desk.out
    assert "Łęcka" not in desk.out
    assert "calls to the flat" not in desk.out

    desk.drop("answer.json", form(**YES))
    assert desk.rcpc("reports", today="2026-12-05") == 0, desk.err
    assert desk.rcpc("status", "--json", today="2026-12-05") == 0
    (case,) = json.loads(desk.out)["cases"]
    assert case["requests_unanswered"] == []
    assert "2026-12-10" in case["core_groups_booked"]
    made = {path.rpartition("/")[2]: content for path, content in desk.files("outbox").items()}
    assert "2026-12-10" in json.loads(made["timeline.json"])["core_groups_booked"]
    assert b"DTSTART;VALUE=DATE:20261210" in made["timeline.ics"]
    for content in (made["timeline.json"], made["timeline.ics"]):
        assert "Łęcka".encode() not in content
        assert b"Placeholder" not in content


def test_a_day_that_the_sender_hopes_for_is_no_answer_and_stands_in_the_letter(desk: Desk) -> None:
    """Only the team leader decides (002, additional core group); an urgent request waits for nothing else."""
    desk.begin()
    desk.drop(
        "fernshire-police/ask.json", form(answered_by="Ania Łęcka", held="2026-12-03", place="The station")
    )
    assert desk.rcpc("reports", today="2026-12-01") == 0, desk.err
    (receipt,) = (c.decode() for p, c in desk.files("inbox").items() if "/receipts/request-" in p)
    assert "Only the team manager fills in “Answer of the team manager”" in receipt
    assert desk.rcpc("status", "--json", today="2026-12-01") == 0
    (case,) = json.loads(desk.out)["cases"]
    assert case["requests_unanswered"] == ["2026-12-01"]
    assert "2026-12-03" not in case["core_groups_booked"]


def test_an_answer_that_shows_nobody_who_may_decide_comes_back(desk: Desk) -> None:
    desk.begin()
    desk.drop("fernshire-police/ask.json", form())
    assert desk.rcpc("reports") == 0, desk.err
    # The asker's own folder, and the top with the asker's name.
    desk.drop("fernshire-police/answer.json", form(**YES))
    desk.drop("answer.json", form(**{**YES, "answered_by": "Ania Łęcka"}))
    assert desk.rcpc("reports") == 0, desk.err
    assert "returned    2 forms" in desk.out
    assert desk.rcpc("status", "--json") == 0
    (case,) = json.loads(desk.out)["cases"]
    assert case["requests_unanswered"] == ["2026-12-01"]
    assert "2026-12-10" not in case["core_groups_booked"]


def test_a_request_without_an_answer_waits_on_when_the_next_period_is_set_up(desk: Desk) -> None:
    """Whoever asked before the conference of 5 January 2027 is still owed an answer after it."""
    desk.begin()
    desk.drop("fernshire-police/ask.json", form())
    assert desk.rcpc("reports") == 0, desk.err
    opened = {"last_conference": "2027-01-05", "next_conference": "2027-06-22"}
    desk.drop("set-up-again.json", desk.form(SET_UP, **opened))
    for answers, waiting in ({}, ["2026-12-01"]), ({**YES, "answered_on": "2027-01-06"}, []):
        if answers:
            desk.drop("answer.json", form(**answers | {"held": "2027-01-14"}))
        assert desk.rcpc("reports", today="2027-01-07") == 0, desk.err
        assert desk.rcpc("status", "--json", today="2027-01-07") == 0
        (case,) = json.loads(desk.out)["cases"]
        assert (case["rcpc"], case["requests_unanswered"]) == ("2027-06-22", waiting)
    assert "2027-01-14" in case["core_groups_booked"]
