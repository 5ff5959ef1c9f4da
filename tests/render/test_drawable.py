"""What fonts can draw, what they cannot, and words without an end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.render.drawable import BREAK_HERE, LONG_WORD, Drawable, direction

LATIN = Drawable(frozenset(map(chr, (9, 10, *range(32, 127)))))


def test_a_character_without_a_shape_is_written_by_its_name() -> None:
    assert LATIN.text("a \u2603 b") == "a [snowman] b"
    assert LATIN.text("\ue000") == "[u+e000]"


def test_what_nobody_sees_goes_and_other_spaces_are_spaces() -> None:
    assert LATIN.text("a\u200db\u00a0c\u2028d") == "ab c\nd"


def test_words_held_together_are_one_long_word() -> None:
    wide = Drawable(LATIN.known | {"\u00a0", "\u202f", "\u2007"})
    for space in "\u00a0\u202f\u2007":
        held = f"word{space}" * LONG_WORD
        assert wide.text(held).replace(BREAK_HERE, "") == held
        assert max(map(len, wide.text(held).split(BREAK_HERE))) < LONG_WORD


def test_a_long_word_gets_places_to_break_and_a_short_one_none() -> None:
    assert BREAK_HERE not in LATIN.text("a" * LONG_WORD)
    assert LATIN.text("a" * 122) == BREAK_HERE.join(["a" * 12] * 10 + ["aa"])


@given(st.text(st.characters(codec="ascii", categories=["L", "N", "P", "Zs"])))
def test_what_can_be_drawn_stays_as_it_was(text: str) -> None:
    assert LATIN.text(text).replace(BREAK_HERE, "") == text


def test_a_text_runs_the_way_of_its_first_letter() -> None:
    assert direction("12. زینب came") == "rtl"
    assert direction("Zeynab (زینب)") == "ltr"
    assert direction("") == "ltr"


def test_a_small_picture_is_asked_for_in_its_plain_form() -> None:
    assert Drawable(frozenset("☔")).text("☔\ufe0f") == "☔\ufe0e"
