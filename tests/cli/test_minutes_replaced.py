"""Minutes that another agency's take the place of (004, Chair and note taker: one shared set)."""

from __future__ import annotations

import json

from desk import Desk


def minutes(taker: str, agency: str, held: str = "2026-10-27") -> bytes:
    meeting = {"case": "CP-2026-014", "kind": "Subsequent core group", "held": held}
    meeting |= {"note_taker": taker, "note_taker_agency": agency}
    return json.dumps({"form": "minutes", "version": 1, "meeting": meeting}).encode()


def test_whoever_took_the_minutes_learns_that_others_have_taken_their_place(desk: Desk) -> None:
    desk.begin()
    desk.drop("fernshire-police/first.json", minutes("Ania Łęcka", "Fernshire Police"))
    assert desk.rcpc("reports", today="2026-10-28") == 0, desk.err
    desk.drop("second.json", minutes("Colin Ashdown", "Fernshire Children's Services"))
    assert desk.rcpc("reports", today="2026-10-29") == 0, desk.err
    told = {path: content.decode() for path, content in desk.files("inbox").items() if "/receipts/" in path}
    (note,) = (text for path, text in told.items() if path.endswith("-replaced.txt"))
    (where,) = (path for path in told if path.endswith("-replaced.txt"))
    assert "fernshire-police/receipts/" in where
    assert "27 October 2026: on Thursday 29 October 2026 minutes of this core group came" in note
    assert "Ashdown" not in note
    (receipt,) = (
        text for text in told.values() if "version 2 of these minutes" in text and "from you" not in text
    )
    assert "the one that came on 28 October 2026" in receipt


def test_a_correction_of_ones_own_minutes_tells_nobody_else(desk: Desk) -> None:
    desk.begin()
    for day, taker in (("2026-10-28", "Ania Łęcka"), ("2026-10-29", "ania łęcka")):
        desk.drop("fernshire-police/notes.json", minutes(taker, "Fernshire Police"))
        assert desk.rcpc("reports", today=day) == 0, desk.err
    assert not [path for path in desk.files("inbox") if path.endswith("-replaced.txt")]
