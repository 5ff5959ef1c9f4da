"""Whoever may write one mailbox cannot lead us by a link to what lies in another."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from desk import CASE, OTHER, Desk

NURSES, POLICE = "fernshire-school-nursing", "fernshire-police"


@pytest.fixture
def mailbox(desk: Desk) -> Path:
    """The mailbox of an agency that may write it. Another agency's form came back to it and lies there."""
    desk.begin()
    desk.drop(f"{POLICE}/theirs.json", desk.form(OTHER, agency="Fernshire Polis"))
    assert desk.rcpc("reports") == 0
    return desk.folder / "inbox" / NURSES


def test_a_link_in_place_of_the_claims_hands_over_nothing(desk: Desk, mailbox: Path) -> None:
    before = desk.files(f"inbox/{POLICE}")
    (mailbox / ".claimed").symlink_to(f"../{POLICE}")
    desk.drop(f"{POLICE}/more.json", desk.form(OTHER))
    assert desk.rcpc("reports") == 0
    assert before.items() <= desk.files(f"inbox/{POLICE}").items()
    assert desk.events[-1] == ("accepted", "contribution")
    desk.drop(f"{NURSES}/mine.json", desk.form(OTHER))
    assert desk.rcpc("reports") == 4
    assert "is a link" in desk.err
    assert (mailbox / "mine.json").exists()
    assert desk.rcpc("status") == 0
    assert f"{NURSES}/.claimed" in desk.out


def test_a_link_in_place_of_the_forms_lays_nothing_elsewhere(desk: Desk, mailbox: Path) -> None:
    before = desk.files(f"inbox/{POLICE}")
    shutil.rmtree(mailbox / "forms")
    (mailbox / "forms").symlink_to(f"../{POLICE}")
    desk.rcpc("forms", CASE)
    assert "is a link" in desk.err
    assert desk.files(f"inbox/{POLICE}") == before
