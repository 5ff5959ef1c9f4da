"""The worked example as a Welsh case: its documents hold no fixed word of English where Welsh has one.

The answers stay as people wrote them, in English here, so what stands in an answer is nobody's fixed word.
"""

from __future__ import annotations

import json
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pytest
from judging import answer, judge
from reading import letters, printed
from welsh_case import (
    CASE,
    LAST_DAY,
    LONG,
    ROOT,
    answered,
    books,
    fixed,
    made,
    pieces,
    texts,
    welsh_case,
    word,
)

from pipeline.model.prefill import Prefill
from pipeline.model.submission import Submission
from pipeline.read.arrival import read
from pipeline.render.word_form import word_form
from pipeline.render.workbook import workbook
from pipeline.rulebook.sample import sample
from pipeline.run import timeline_of
from pipeline.storage.example import load_example

PRINTED = {
    "cwm-taf": ("joint-report-draft", "protection-plan", "minutes-2026-12-07", "timeline"),
    "ceredigion": ("timeline", "agenda-2027-01-18", "members"),
}
DOCUMENTS = [(protocol, name) for protocol, names in PRINTED.items() for name in names]


@pytest.mark.parametrize(("protocol", "name"), DOCUMENTS)
def test_no_line_of_a_word_document_is_a_fixed_word_of_english(protocol: str, name: str) -> None:
    english = set(fixed("en")) - set(fixed("cy")) - answered()
    assert [line for line in word(protocol, name) if line in english] == []


@pytest.mark.pdf
@pytest.mark.parametrize(("protocol", "name"), DOCUMENTS)
def test_no_page_holds_a_piece_of_a_fixed_word_of_english(protocol: str, name: str, tmp_path: Path) -> None:
    page = letters(printed(made(protocol, f"{name}.pdf"), tmp_path))
    known = letters("".join(sorted(answered()))) + letters("".join(fixed("cy")))
    english = {letters(piece) for text in fixed("en") for piece in pieces(text)}
    assert len([piece for piece in english if len(piece) >= LONG]) > 300
    assert [p for p in sorted(english) if len(p) >= LONG and p in page and p not in known] == []


@pytest.mark.pdf
@pytest.mark.parametrize(("protocol", "name"), DOCUMENTS)
def test_twins_say_the_same(protocol: str, name: str, tmp_path: Path) -> None:
    """Each line of the Word document is on the page, which has head, foot and repeated headings besides."""
    pages = printed(made(protocol, f"{name}.pdf"), tmp_path).split("\f")
    page = letters("".join("".join(each.splitlines()[:-2]) for each in pages))
    text = letters("".join(word(protocol, name)))
    # A reader of PDFs goes from row to row where two columns stand side by side: there, word by word.
    missing = [line for line in word(protocol, name) if letters(line) not in page]
    assert len(missing) < 5
    assert [part for line in missing for part in line.split() if letters(part) not in page] == []
    assert len(page) == pytest.approx(len(text), rel=0.15)


@pytest.mark.pdf
@pytest.mark.parametrize(("protocol", "name"), DOCUMENTS)
def test_no_heading_of_a_table_breaks_within_a_word(protocol: str, name: str, tmp_path: Path) -> None:
    """Welsh words are longer: a column that holds “At home” may be too narrow for “Gartref”."""
    tables = docx.Document(BytesIO(made(protocol, f"{name}.docx"))).tables
    headings = {part for table in tables for cell in table.rows[0].cells for part in cell.text.split()}
    lines = [line.split() for line in printed(made(protocol, f"{name}.pdf"), tmp_path).splitlines()]
    meeting = [(one[-1], two[0]) for one, two in pairwise(filter(None, lines))]
    assert headings
    broken = [(end, start) for end, start in meeting if end + start in headings]
    assert [pair for pair in broken if not pair[0].endswith("-")] == []


@pytest.mark.pdf
def test_a_spot_list_of_what_is_said_in_welsh(tmp_path: Path) -> None:
    expected = {
        ("cwm-taf", "joint-report-draft"): (
            "Adroddiad i'r Gynhadledd Amddiffyn Plant ar gynnydd y cynllun",  # its own name for the report
            "DRAFFT",
            "dydd Mawrth 5 Ionawr 2027",
            "O'r gynhadledd gychwynnol ar 6 Hydref 2026 hyd at y gynhadledd adolygu ar 5 Ionawr 2027",
            "Ni ddaeth gwybodaeth am hyn i law oddi wrth y canlynol",
            "Parhau â'r cynllun: 6; Dod â'r cynllun i ben: 1; Methu dweud eto: 1",
            "Siân Ŵyn-Harrow",
            "Llais y plentyn",
        ),
        ("cwm-taf", "protection-plan"): (
            "Beth sydd angen ei gyflawni?",
            "Cytunwyd gan y grŵp craidd ar 7 Rhagfyr 2026",
        ),
        ("cwm-taf", "minutes-2026-12-07"): (
            "Cofnod o Gyfarfod Grŵp Craidd",
            "dydd Llun 7 Rhagfyr 2026",
            "Gartref",
            "Ymddiheuriadau",
        ),
        ("cwm-taf", "timeline"): (
            "Canllawiau ymarfer Cwm Taf ar gyfarfodydd grŵp craidd",
            "cyn pen 10 diwrnod gwaith ar ôl: y gynhadledd gychwynnol",
            "Cofnod a chynllun i bob aelod: Grŵp craidd 2",
        ),
        ("ceredigion", "timeline"): (
            "Protocol grwpiau craidd Ceredigion",
            "Rheolwr tîm neu uwch-ymarferydd",
            "Ystafell wely'r plentyn wedi'i gweld",
        ),
        ("ceredigion", "members"): ("Gweithiwr allweddol", "Cadeirydd y gynhadledd"),
        ("ceredigion", "agenda-2027-01-18"): ("Agenda: y grŵp craidd", "Camau gweithredu agored y cynllun"),
    }
    for (protocol, name), wanted in expected.items():
        page = letters(printed(made(protocol, f"{name}.pdf"), tmp_path))
        assert [text for text in wanted if letters(text) not in page] == [], name


def test_word_documents_say_that_they_are_in_welsh() -> None:
    assert docx.Document(BytesIO(made("cwm-taf", "protection-plan.docx"))).core_properties.language == "cy-GB"


def test_bank_holidays_and_the_nation_are_called_as_in_welsh() -> None:
    lines = "\n".join(word("joint-report-process", "timeline"))
    for name in ("Cymru a Lloegr", "Dydd Nadolig", "Gŵyl banc yn lle Gŵyl San Steffan", "Dydd Calan"):
        assert name in lines
    assert "Christmas" not in lines


def test_the_calendar_is_for_people_and_the_json_for_programs() -> None:
    assert "Y grŵp craidd cyntaf" in made("ceredigion", "timeline.ics").decode().replace("\r\n ", "")
    assert "First core group" in made("ceredigion", "timeline.json").decode()
    check = timeline_of(welsh_case("ceredigion"), books(), LAST_DAY)
    assert check.steps[0].title == "First core group"


@pytest.mark.parametrize(
    ("protocol", "title", "lead", "manager"),
    [
        (
            "joint-report-process",
            "Adroddiad cyn y gynhadledd adolygu amddiffyn plant",
            "Gweithiwr cymdeithasol arweiniol",
            "Rheolwr tîm",
        ),
        (
            "rochdale",
            "Adroddiad sengl ar gyfer yr Adolygiad Amddiffyn Plant",
            "Gweithiwr cymdeithasol arweiniol",
            "Rheolwr tîm",
        ),
        (
            "core-group-key-points",
            "Adroddiad y grŵp craidd i'r Gynhadledd Adolygu Amddiffyn Plant",
            "Gweithiwr cymdeithasol arweiniol",
            "Arweinydd tîm",
        ),
    ],
)
def test_a_guidance_from_outside_wales_is_told_in_welsh_too(
    protocol: str, title: str, lead: str, manager: str
) -> None:
    words = books().words_of(welsh_case(protocol))
    assert words("report.title") == title
    assert (words("codes.part.lead"), words("codes.part.manager")) == (lead, manager)


@pytest.mark.parametrize(
    "name", ["case-set-up", "contribution", "minutes", "amendment", "sign-off", "request"]
)
def test_a_form_printed_with_welsh_words_is_read_as_one_with_english(name: str) -> None:
    form = books().forms[name]
    ready = Prefill(CASE, sample(form))
    makers = (workbook, word_form) if form.word else (workbook,)
    for make in makers:
        english, welsh = (
            read(make(form, books().words[language], ready), books().forms, books().findings)
            for language in ("en", "cy")
        )
        assert welsh.value is not None
        assert english.value is not None
        assert welsh.value.answers == english.value.answers
        assert (welsh.value.outside, welsh.findings) == (english.value.outside, english.findings)


def test_a_blank_form_printed_with_welsh_words_holds_no_answer() -> None:
    for form in books().forms.values():
        for make in (workbook, word_form) if form.word else (workbook,):
            blank = read(make(form, books().words["cy"], Prefill(CASE)), books().forms, books().findings)
            assert blank.value is not None
            told: dict[str, Any] = dict(blank.value.answers)
            assert [text for text in texts(told) if text and text != CASE] == []
            assert blank.value.outside == ()


def test_a_receipt_is_in_the_language_of_the_case() -> None:
    case = welsh_case("ceredigion")
    (contribution,) = (one for one in load_example(ROOT / "example") if one.name == "08-police")
    content = json.dumps({"form": "contribution", "version": 1, **contribution.answers}).encode()
    judged = judge(Submission("a.json", content, "fernshire-police", LAST_DAY), books(), (case,), LAST_DAY)
    assert judged.accepted, judged.findings
    (document,) = answer(judged, (case,), books())
    receipt = document.content.decode()
    assert f"achos {CASE}: derbyniwyd y ffurflen (dydd Mercher 16 Rhagfyr 2026)." in receipt
    assert "Cewch gadw'r nodyn hwn neu ei ddileu." in receipt
