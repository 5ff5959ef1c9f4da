"""What was written, as the answer that was meant."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.read.answers import answer, as_text, clean, heading, headings
from pipeline.read.dates import day_in, time_in
from pipeline.rulebook.form import Choice, Field, Kind

TEXT = Field("words", "Words")
DAY = Field("day", "Day", Kind.DATE)
TIME = Field("time", "Time", Kind.TIME)
WEEKS = Field("weeks", "Weeks", Kind.NUMBER)
CHOICES = (Choice("Partly achieved", "partly"), Choice("Not achieved", "not"), Choice("Don’t know", "unsure"))
ACHIEVED = Field("achieved", "Achieved?", Kind.CHOICE, choices=CHOICES)
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  two lines\r\nand a third\rhere  ", "two lines\nand a third\nhere"),
        ("Word's own\x0bbreak", "Word's own\nbreak"),
        ("a\x00b\x07c\x1f", "abc"),
        ("tab\tstays", "tab\tstays"),
        ("ends \t\nof lines  \ngo", "ends\nof lines\ngo"),
        ("half \ud83d a letter", "half \ufffd a letter"),
        ("no such \uffff letter", "no such \ufffd letter"),
        ("cafe\u0301", "caf\u00e9"),
        (
            "“curly” ‘quotes’ – • bullet\u00a0and\u00a0blanks",
            "“curly” ‘quotes’ – • bullet\u00a0and\u00a0blanks",
        ),
        ("ŵ ŷ łóć محمد 家", "ŵ ŷ łóć محمد 家"),
        (" \u00a0\n ", ""),
        ("one\u2028two\u2029three\x85four", "one\ntwo\nthree\nfour"),
        ("don\x92t say \x93no\x94\x81", "don’t say “no”"),  # Windows' own quotes, taken for controls
        ("\ufeffstart", "start"),
        ("not in any plane \U0002ffff\ufdd0", "not in any plane \ufffd\ufffd"),
        ("is \u202enot\u202c safe \u2066here\u2069", "is not safe here"),
        ("\u200fمحمد\u200f said \u200e5", "\u200fمحمد\u200f said \u200e5"),
        (
            "a\u200db \U0001f3f4\U000e0067\U000e0062\U000e007f",
            "a\u200db \U0001f3f4\U000e0067\U000e0062\U000e007f",
        ),
        ("\u200b\u2060 \u200e\u00ad", ""),  # nothing that can be seen
        ("-", "-"),
    ],
)
def test_clean(written: str, kept: str) -> None:
    assert clean(written) == kept


ORDINALS = (
    *("1af", "2il", "3ydd", "4ydd", "5ed", "6ed", "7fed", "8fed", "9fed", "10fed", "11eg", "12fed", "13eg"),
    *("14eg", "15fed", "16eg", "17eg", "18fed", "19eg", "20fed"),
    *(f"{number}ain" for number in range(21, 32)),
)
MONTHS = (
    ("Ionawr", "Ionawr", "Ion"),
    ("Chwefror", "Chwefror", "Chwe"),
    ("Mawrth", "Fawrth", "Maw"),
    ("Ebrill", "Ebrill", "Ebr"),
    ("Mai", "Fai", "Mai"),
    ("Mehefin", "Fehefin", "Meh"),
    ("Gorffennaf", "Orffennaf", "Gorff"),
    ("Awst", "Awst", "Awst"),
    ("Medi", "Fedi", "Medi"),
    ("Hydref", "Hydref", "Hyd"),
    ("Tachwedd", "Dachwedd", "Tach"),
    ("Rhagfyr", "Ragfyr", "Rhag"),
)


@pytest.mark.parametrize(("number", "names"), list(enumerate(MONTHS, 1)))
def test_a_day_in_welsh(number: int, names: tuple[str, str, str]) -> None:
    month, after_o, short = names
    for written in (
        f"3 {month} 2026",
        f"3ydd o {after_o} 2026",
        f"y 3ydd o {after_o.upper()} 2026",
        f"dydd Mawrth 3 {month} 2026",
        f"ddydd Mawrth, y 3ydd o {after_o} 2026",
        f"Maw 3 {short} 26",
        f"3 {short}. 2026",
    ):
        assert day_in(written) == date(2026, number, 3), written


def test_every_day_of_a_month_in_welsh() -> None:
    days = [day_in(f"{ordinal} o Ragfyr 2026") for ordinal in ORDINALS]
    assert days == [date(2026, 12, number) for number in range(1, 32)]
    assert day_in("yr 11eg o Ragfyr 2026") == date(2026, 12, 11)


def test_a_month_that_begins_like_the_word_before_it() -> None:
    assert day_in("3 October 2026") == day_in("3rd of October 2026") == date(2026, 10, 3)
    assert day_in("3 Orffennaf 2026") == date(2026, 7, 3)
    assert day_in("3 o 2026") is None
    assert day_in("3 Ma 2026") is None


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    once.encode("utf-8")  # raises if half a letter is left


@pytest.mark.parametrize(
    "written",
    [
        "2026-04-03",
        "2026/04/03",
        "2026-04-03T00:00:00",
        "2026-04-03 00:00:00",
        "3/4/26",
        "03/04/2026",
        "03.04.2026",
        "3.4.26.",
        "3-4-2026",
        "3 – 4 – 2026",
        "3 4 2026",
        "3 April 2026",
        "3rd Apr 2026",
        "3rd of April, 2026",
        "3\u00a0April\u00a02026",
        "03-Apr-26",
        "3Apr2026",
        "Tues 3 Apr 2026",
        "Friday, 3 April 2026",
        "Fri 03/04/2026",
        "3 Ebrill 2026",
        "dydd Gwener, 3 Ebrill 2026",
    ],
)
def test_days_day_first(written: str) -> None:
    assert day_in(written) == date(2026, 4, 3)


@pytest.mark.parametrize(
    "written",
    [
        "03/13/2026",  # month first is never read
        "April 3, 2026",
        "31/02/2026",
        "about 3 March",
        "3 April",
        "April 2026",
        "3 Ma 2026",
        "3 J 2026",
        "03/04/1202",
        "46115",
        "3/4/45",
        "",
        "last week",
        "3/4/26 or 4/4/26",
    ],
)
def test_what_is_no_day_for_certain(written: str) -> None:
    assert day_in(written) is None


@pytest.mark.parametrize(
    ("figures", "year"), [("00", 2000), ("19", 2019), ("39", 2039), ("50", 1950), ("75", 1975), ("99", 1999)]
)
def test_two_figures_for_a_year(figures: str, year: int) -> None:
    assert day_in(f"3/4/{figures}") == date(year, 4, 3)


@given(st.dates(date(1850, 1, 1), date(2199, 12, 31)))
def test_a_day_in_any_spelling_is_the_same_day(day: date) -> None:
    for spelling in ("%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d", "%d %B %Y", "%A %d %b %Y"):
        assert day_in(day.strftime(spelling)) == day


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2pm", "14:00"),
        ("2 p.m.", "14:00"),
        ("2.30 pm", "14:30"),
        ("14:00", "14:00"),
        ("14.00", "14:00"),
        ("14:00:00", "14:00"),
        ("1400", "14:00"),
        ("1400 hrs", "14:00"),
        ("02:30", "02:30"),
        ("9.30", "09:30"),
        ("12 noon", "12:00"),
        ("12am", "00:00"),
        ("12pm", "12:00"),
        ("2.30", None),  # morning or afternoon?
        ("2", None),
        ("25:00", None),
        ("14:75", None),
        ("13pm", None),
        ("2 to 4pm", None),
        ("after school", None),
    ],
)
def test_times(written: str, read: str | None) -> None:
    assert time_in(written) == read


@pytest.mark.parametrize(
    ("written", "field", "read"),
    [
        (datetime.combine(date(2026, 4, 3), time()), DAY, "2026-04-03"),
        (date(2026, 4, 3), DAY, "2026-04-03"),
        ("3/4/26", DAY, "2026-04-03"),
        ("about 3 March", DAY, "about 3 March"),
        (46115, DAY, "46115"),  # a number in a cell that shows a number: nobody wrote a day
        (datetime.combine(date(1202, 4, 3), time()), DAY, "03/04/1202"),
        (time(14, 30), TIME, "14:30"),
        (datetime.combine(date(1899, 12, 30), time(14, 30)), TIME, "14:30"),
        (timedelta(hours=14, minutes=30), TIME, "14:30"),
        (0.5, TIME, "12:00"),
        (14.3, TIME, "14:30"),  # 14.30, taken for a number
        ("2pm", TIME, "14:00"),
        ("tea time", TIME, "tea time"),
        (6, WEEKS, 6),
        (6.0, WEEKS, 6),
        ("6", WEEKS, 6),
        ("6.0", WEEKS, 6),
        ("1,000", WEEKS, 1000),
        ("6 weeks", WEEKS, "6 weeks"),
        (6.5, WEEKS, "6.5"),
        ("partly  ACHIEVED.", ACHIEVED, "Partly achieved"),
        ("Part-ly achieved", ACHIEVED, "Partly achieved"),
        ("don't know", ACHIEVED, "Don’t know"),
        ("Dont know", ACHIEVED, "Don’t know"),
        ("partly", ACHIEVED, "Partly achieved"),  # the program's own word for it
        ("half of it", ACHIEVED, "half of it"),
        ("?", ACHIEVED, "?"),
        (7.0, TEXT, "7"),
        (7, TEXT, "7"),
        (0.1, TEXT, "0.1"),
        (True, TEXT, "TRUE"),
        (datetime.combine(date(2026, 4, 3), time()), TEXT, "03/04/2026"),
        (datetime.combine(date(2026, 4, 3), time(14, 5)), TEXT, "03/04/2026 14:05"),
        ("007", TEXT, "007"),
        ("  ", TEXT, None),
        (None, TEXT, None),
        ("", DAY, None),
    ],
)
def test_answers(written: object, field: Field, read: object) -> None:
    assert answer(written, field) == read  # type: ignore[arg-type]


def test_a_true_cell_is_yes_only_where_yes_is_offered() -> None:
    offered = Field("alone", "Alone?", Kind.CHOICE, choices=(Choice("True", "yes"), Choice("False", "no")))
    assert answer(True, offered) == "True"
    assert answer(True, ACHIEVED) == "TRUE"


def test_percent_cells_show_what_their_writer_sees() -> None:
    assert as_text(0.92, "0%") == "92%"
    assert as_text(0.925, "0.0%") == "92.5%"
    assert as_text(0.92, "0.00") == "0.92"


def test_headings_without_case_spacing_and_signs() -> None:
    assert heading("Has the outcome  been achieved? *") == heading("HAS THE OUTCOME BEEN ACHIEVED:")
    assert heading("By-when") == heading("Bywhen") == heading("By\u00a0when")
    assert heading("Siân") != heading("Sian")
    assert headings("–", ("Who", "…")) == frozenset({"who"})


@given(ANY_TEXT)
def test_a_text_answer_is_the_clean_text(text: str) -> None:
    assert answer(text, TEXT) == (clean(text) or None)


@pytest.mark.parametrize(
    ("number", "number_format", "seen"),
    [
        (1632960001, "00000 000000", "01632 960001"),
        (1632960001.0, "00000\\ 000000", "01632 960001"),
        (7, "000", "007"),
        (12345, "000", "12345"),
        (1234.5, '"£"#,##0.00', "£1,234.50"),
        (1234.5, "[$£-809]#,##0.00", "£1,234.50"),
        (40, "£0", "£40"),
        (1.239, '"£"#,##0.00', "1.239"),
        (3.14159, "0.00", "3.14159"),
        (7.0, "0", "7"),
    ],
)
def test_a_number_is_what_its_writer_sees_and_no_figure_is_rounded_away(
    number: float, number_format: str, seen: str
) -> None:
    assert as_text(number, number_format) == seen
