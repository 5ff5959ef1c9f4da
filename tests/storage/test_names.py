"""Names that people chose cannot lead anywhere else on the disk."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.storage.names import folder_name, inside, numbered


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("CP-2026-014", "CP-2026-014"),
        ("CP/2026/014", "CP%2F2026%2F014"),
        ("..", "%.."),
        ("", "%"),
        (".hidden", "%.hidden"),
        ("Ysgol Tŷ Gwyn", "Ysgol T%177 Gwyn"),
        ("50%", "50%25"),
    ],
)
def test_folder_names(text: str, name: str) -> None:
    assert folder_name(text) == name


@given(st.text())
def test_a_folder_name_is_one_visible_step_down(text: str) -> None:
    name = folder_name(text)
    assert name
    assert len(name) <= 120
    assert not set(name) & set('/\\\0:*?"<>|\n')
    assert name[0] != "."


@given(st.text(), st.text())
def test_different_texts_stay_different(one: str, other: str) -> None:
    if one.strip() != other.strip():
        assert folder_name(one) != folder_name(other)


@pytest.mark.parametrize("path", ["/etc/passwd", "../up.txt", "forms/../../up.txt", "", "a\\b", "a\0b"])
def test_a_document_stays_in_its_folder(path: str) -> None:
    with pytest.raises(ValueError, match="stay in its folder"):
        inside(path)


def test_numbers_go_before_the_ending() -> None:
    assert numbered("form.xlsx", 1) == "form.xlsx"
    assert numbered("form.xlsx", 2) == "form (2).xlsx"
    assert numbered("no ending", 3) == "no ending (3)"


@pytest.mark.parametrize("name", ["a" * 250 + ".xlsx", "ŵ" * 125 + ".xlsx", "a" * 255, "." + "a" * 254])
def test_a_number_never_makes_a_name_too_long(name: str) -> None:
    for number in (2, 12345):
        longer = numbered(name, number)
        assert len(longer.encode()) <= 255
        assert f" ({number})" in longer
    assert numbered(name, 2).endswith(".xlsx") == name.endswith(".xlsx")
