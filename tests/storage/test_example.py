"""The worked example as it is kept: each form with its day, its mailbox, its kind."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipeline.errors import LibraryBroken
from pipeline.storage.example import load_example


def test_what_looks_like_a_date_or_a_no_stays_what_was_typed(tmp_path: Path) -> None:
    (tmp_path / "01-minutes.yaml").write_text(
        "form: minutes\nreceived: 2041-03-14\nmailbox: quillmoor-school\nas: docx\n"
        "answers: {meeting: {held: 2041-03-13, time: 10:30, everyone_has_plan: No}}\n"
    )
    (tmp_path / "02-again.yaml").write_text("again: 01-minutes.yaml\nreceived: 2041-03-20\n")
    first, again = load_example(tmp_path)
    assert first.answers == {"meeting": {"held": "2041-03-13", "time": "10:30", "everyone_has_plan": "No"}}
    assert (first.received, first.kind, first.again) == (date(2041, 3, 14), "docx", False)
    assert (again.answers, again.mailbox, again.kind) == (first.answers, "quillmoor-school", "docx")
    assert (again.received, again.again) == (date(2041, 3, 20), True)


@pytest.mark.parametrize(
    "text",
    ["form: minutes\n", "received: soon\nas: xlsx\n", "again: 09-nothing.yaml\nreceived: 2041-03-14\n"],
)
def test_a_file_that_is_none_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "01-odd.yaml").write_text(text)
    with pytest.raises(LibraryBroken, match=r"01-odd\.yaml"):
        load_example(tmp_path)
