"""The readability measure against sums done by hand."""

from __future__ import annotations

import pytest

from pipeline.rulebook.readability import measured, syllables


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("cat", 1),
        ("breakfast", 2),
        ("monitoring", 4),
        ("appropriate", 4),
        ("check-in", 2),
        ("night-time", 2),
        ("children's", 2),
    ],
)
def test_syllables_are_counted_where_a_word_divides(word: str, count: int) -> None:
    assert syllables(word, "en_US") == count


def test_the_formula_is_the_published_one() -> None:
    # Six words of one syllable in one sentence: 0.39 × 6 + 11.8 × 1 - 15.59 = -1.45, and five.
    assert measured(["The cat sat on the mat."], "en_US").age == pytest.approx(3.55)
    # Two sentences of three words of one syllable: 0.39 × 3 + 11.8 - 15.59, and five.
    assert measured(["One two, three. One two, three."], "en_US").age == pytest.approx(
        0.39 * 3 + 11.8 - 15.59 + 5
    )


def test_each_text_begins_a_sentence_and_a_time_ends_none() -> None:
    one = measured(["At 7.15 he gets up and eats", "then he goes"], "en_US")
    assert (one.words, one.longest, one.longest_sentence) == (9, 6, "At 7.15 he gets up and eats")


def test_a_text_without_words_is_no_trouble() -> None:
    assert measured(["", "12.30", "…"], "en_US").age == 0
    assert measured([], "en_US").words == 0


def test_hard_words_come_hardest_first_and_once() -> None:
    found = measured(["Monitoring and monitoring of developmental expectations"], "en_US")
    assert found.hard[:2] == ("developmental", "expectations")


def test_without_a_dictionary_only_sentences_are_measured() -> None:
    found = measured(["Mae Robin yn bwyta. Mae'r ysgol yn ei weld yn bwyta."], "")
    assert (found.words, found.longest) == (11, 7)
    assert (found.age, found.hard) == (0, ())
