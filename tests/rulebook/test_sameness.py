"""What counts as one name, and which folder an agency gets."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.rulebook.sameness import folded, mailbox_name, mentioned, number_key, same, which
from pipeline.storage.names import inside


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("St. Anne’s  School ", "st annes school"),
        ("Acorn Hollow\u00a0Primary", "ACORN-HOLLOW PRIMARY"),
        ("Health & Housing", "health housing"),
        ("Siân", "Sia\u0302n"),  # one letter or a letter and its accent
        ("\u200fعلی\u200f خان", "علی خان"),  # marks of direction come along when a name is pasted
        ("Yes ✔️", "yes"),
    ],
)
def test_one_name_in_two_spellings(one: str, other: str) -> None:
    assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Siân", "Sian"),
        ("ਮਨਜੀਤ", "ਮਨਜੋਤ"),  # Manjeet and Manjot
        ("रवि", "रव"),
        ("فہد", "فہیم"),
        ("Łódź", "Lodz"),
        ("CP-1-23", "CP-12-3"),
    ],
)
def test_two_names(one: str, other: str) -> None:
    assert not same(one, other)
    assert which(one, [other]) is None


@pytest.mark.parametrize(
    ("agency", "folder"),
    [
        ("St. Anne's C of E School", "st-annes-c-of-e-school"),
        ("Ysgol Dŵr", "ysgol-dwr"),
        ("Łódź School", "łodz-school"),
        ("中文学校", "中文学校"),
        ("", ""),
        ("..", ""),
        ("../police", "police"),
    ],
)
def test_the_folder_of_an_agency(agency: str, folder: str) -> None:
    assert mailbox_name(agency) == folder


def test_two_services_of_one_trust_never_share_a_folder() -> None:
    trust = "Northern Example Partnership Trust Children and Young People's Service"
    one, other = mailbox_name(f"{trust} Coldwater"), mailbox_name(f"{trust} Stonebridge")
    assert one != other
    assert one[:51] == other[:51] == "northern-example-partnership-trust-children-and-you"
    assert len(one) == len(other) == 60


@given(st.text())
def test_the_folder_that_a_form_comes_from_is_the_one_that_its_agency_was_given(agency: str) -> None:
    folder = mailbox_name(agency)
    assert mailbox_name(folder) == folder
    assert mailbox_name(unicodedata.normalize("NFD", folder)) == folder  # as some systems spell it
    assert len(folder) <= 60


@given(st.text())
def test_a_folder_is_one_visible_step_down(agency: str) -> None:
    folder = mailbox_name(agency)
    assert not set(folder) & set('./\\:*?"<>| \0')
    assert not folder or len(inside(folder).parts) == 1


@given(st.text(), st.text())
def test_agencies_that_are_one_have_one_folder(one: str, other: str) -> None:
    assert not same(one, other) or mailbox_name(one) == mailbox_name(other)
    assert mailbox_name(folded(one)) == mailbox_name(one)


def test_several_agencies_in_one_answer() -> None:
    names = ["Example", "Example Primary School", "Housing", "Police"]
    assert mentioned("Housing; Example Primary School", names) == [1, 2]
    assert mentioned("example", names) == [0]
    assert mentioned("Rehousing", names) == []


def test_a_first_name_counts_where_it_fits_one_only() -> None:
    assert which("Wren", ["Ash Fable", "Wren Fable"]) == 1
    assert which("Fable", ["Ash Fable", "Wren Fable"]) is None
    assert which("Wren Fable", ["Ash", "Wren"]) == 1
    assert which("", ["Wren"]) is None


@pytest.mark.parametrize(
    ("written", "key"),
    [("7", "7"), (" 07", "7"), ("(7)", "7"), ("7.", "7"), ("2a", "2a"), ("", ""), ("0", "0")],
)
def test_numbers_as_they_compare(written: str, key: str) -> None:
    assert number_key(written) == key
