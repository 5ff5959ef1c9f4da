import pytest

from pipeline.rulebook.alike import begins_alike, same_sentence
from pipeline.rulebook.sameness import which


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Health visitor to visit weekly", "Health visitor to visit weekly."),
        ("A referal to speech therapy", "a referral to Speech Therapy"),
        ("Mend the boilers", "Mend the boiler"),
    ],
)
def test_slips_of_the_keyboard_do_not_make_another_sentence(one: str, other: str) -> None:
    assert same_sentence(one, other)
    assert same_sentence(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Visit weekly", "Visit fortnightly"),
        ("Father may visit", "Father may not visit"),
        ("Two visits in 10 days", "Two visits in 12 days"),
        ("Pay 1000 pounds back", "Pay 10000 pounds back"),
        ("See her alone", "See him alone"),
        ("Mend the boiler", "Mend the boiler and the roof"),
        ("", ""),
        ("...", "..."),
    ],
)
def test_another_meaning_is_another_sentence(one: str, other: str) -> None:
    assert not same_sentence(one, other)
    assert not same_sentence(other, one)


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Ash Fable", 0),
        (" ash  FABLE ", 0),
        ("Wren", 1),
        ("Wren Olwen Fable", 1),
        ("Fable", None),  # two of them
        ("Ash and Wren", None),
        ("Robin", None),
        ("", None),
    ],
)
def test_a_name_is_found_only_when_it_can_mean_one_alone(name: str, place: int | None) -> None:
    assert which(name, ["Ash Fable", "Wren Fable"]) == place


@pytest.mark.parametrize(
    ("shorter", "longer", "alike"),
    [
        ("A family group conference.", "A family group conference to agree who is rung at night.", True),
        ("A bus pass", "A buss pass for Ash", True),
        ("A bus pass", "A bus pass.", False),  # the same sentence is no longer one
        ("Bus pass", "Bus pass for Ash", False),  # two words say too little
        ("Father may visit", "Father may not visit", False),
        ("A place for Wren", "Keep a place for Wren", False),
        ("", "Anything at all", False),
    ],
)
def test_a_longer_sentence_begins_with_a_shorter_one(shorter: str, longer: str, alike: bool) -> None:
    assert begins_alike(shorter, longer) is alike
