"""The top of the inbox is open to everybody: nobody learns there whether a case exists."""

from __future__ import annotations

import re

import pytest
from desk import CONTRIBUTION, OTHER, SET_UP, Desk

NUMBER = re.compile(r"[0-9a-f]{8}")  # what the record calls a file is another in each record


def answered(desk: Desk, folder: str, of: str, **changes: str) -> dict[str, bytes | str]:
    """What lies at the top of the inbox after a form was dropped there in a workspace with that one case."""
    here = Desk(desk.folder / folder, desk.library, desk.capture)
    here.folder.mkdir()
    here.drop("set-up.json", here.form(SET_UP, case=folder))
    assert here.rcpc("reports") == 0, here.err
    before = here.files("inbox")
    here.drop("ours.json", here.form(of, **changes))
    assert here.rcpc("reports") == 0, here.err
    after = here.files("inbox")
    new = {name: after[name] for name in after.keys() - before.keys()}
    return {
        NUMBER.sub("#", name): NUMBER.sub("#", content.decode()) if name.endswith(".txt") else content
        for name, content in new.items()
    }


@pytest.mark.parametrize(
    ("of", "changes"),
    [
        (CONTRIBUTION, {"agency": "Larkspur Riding Club"}),
        (CONTRIBUTION, {"agency": "Fernshire School Nursery"}),  # a slip
        (OTHER, {"agency": ""}),
    ],
)
def test_an_agency_that_is_no_member_cannot_tell_a_case_from_no_case(
    desk: Desk, of: str, changes: dict[str, str]
) -> None:
    theirs = answered(desk, "CP-2026-014", of, case="CP-2026-014", **changes)
    nobodys = answered(desk, "CP-2026-999", of, case="CP-2026-014", **changes)
    assert theirs == nobodys
    (note,) = (text for text in theirs.values() if isinstance(text, str))
    assert "that your agency takes part in" in " ".join(note.split())
    assert not any("CP-2026-014" in name for name in theirs)


def test_whoever_is_a_member_is_told_what_is_wrong_with_the_name(desk: Desk) -> None:
    desk.begin()
    desk.drop("fernshire-police/ours.json", desk.form(OTHER, agency="Fernshire Polis"))
    assert desk.rcpc("reports") == 0
    notes = [c.decode() for n, c in desk.files("inbox/fernshire-police").items() if n.endswith(".txt")]
    assert "speaks for an agency that is not in this case's core group" in " ".join(notes[0].split())
