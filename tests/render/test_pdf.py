"""The press: what it refuses, what it survives, and that it repeats itself."""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import family
import pikepdf
import pytest
from reading import letters, printed

from pipeline.errors import LibraryBroken, PdfUnavailable
from pipeline.model.report import Passage
from pipeline.render import pdf as press
from pipeline.render.pdf import pdf
from pipeline.rulebook.words import Words
from pipeline.view.joint_report import joint_report_view
from pipeline.view.members import members_view

TEMPLATES = Path(__file__).parents[2] / "templates"

HOSTILE = (
    "Score 3<5 & \"quotes\" 'single' > end",
    "{{ 7*7 }} {% if x %} {# remark #}",
    "<img src='file:///etc/passwd'><script>alert(1)</script>",
    "زینب نے کہا کہ وہ سکول جانا چاہتی ہے۔",
    "שרה אמרה שהיא שמחה",
    "Ŵyn a Ŷnyr: tŷ, dŵr, gwên",
    "Zażółć gęślą jaźń",
    "王芳 说她想回家",
    "ਸਿਮਰਨ আমিনা प्रिया ສ",
    "w" * 200,
)


@pytest.fixture(scope="module")
def templates() -> Mapping[str, bytes]:
    return {str(p.relative_to(TEMPLATES)): p.read_bytes() for p in TEMPLATES.rglob("*") if p.is_file()}


def page(templates: Mapping[str, bytes], html: str) -> Mapping[str, bytes]:
    """The shared templates and one page of our own."""
    return {**templates, "own.html": f"<!DOCTYPE html><html lang=en><title>t</title>{html}".encode()}


@pytest.mark.pdf
def test_hostile_text_comes_out_as_it_was_written(
    templates: Mapping[str, bytes], english: Words, tmp_path: Path
) -> None:
    source = family.SCHOOL
    report = replace(family.report(), other=tuple(Passage(source, text) for text in HOSTILE[:-2]))
    report = replace(report, extras=(), outside=(), chronology=(), progress=(), proposals=(), analysis=())
    report = replace(report, other=(*report.other, Passage(source, HOSTILE[-1])))
    text = letters(
        printed(
            pdf(
                templates,
                "joint-report/joint-report.html",
                joint_report_view(family.case(), report, english),
                "en-GB",
            ),
            tmp_path,
        )
    )
    for written in (*HOSTILE[:3], *HOSTILE[5:8], HOSTILE[-1]):
        assert letters(written) in text, written
    # Scripts that run from right to left come out in the order they are drawn in or the other way round.
    for written in HOSTILE[3:5]:
        for word in written.rstrip("۔").split():
            assert word in text or word[::-1] in text, word


@pytest.mark.pdf
def test_very_long_answers_come_out_whole(
    templates: Mapping[str, bytes], english: Words, tmp_path: Path
) -> None:
    sentence = "The garden gate was mended on a Tuesday. "
    long_word = "abcdefghij" * 3000
    report = family.report()
    group = report.chronology[0]
    told = replace(group.entries[0], event=sentence * 500, outcome=long_word)
    report = replace(
        report,
        chronology=(replace(group, entries=(told,)),),
        progress=(),
        analysis=(),
        other=(Passage(family.SCHOOL, sentence * 500),),
    )
    view = joint_report_view(family.case(), report, english)
    text = printed(pdf(templates, "joint-report/joint-report.html", view, "en-GB"), tmp_path)
    assert text.count("gate") == 1000
    assert sum(text.count(c) for c in "j") >= 3000
    assert "\u200b" not in text


@pytest.mark.pdf
def test_what_no_font_can_draw_is_written_out(templates: Mapping[str, bytes], tmp_path: Path) -> None:
    files = page(templates, "<p>{{ view }}</p>")
    text = printed(pdf(files, "own.html", "glad \U0001f984 and \x07 and \ud800 so on", "en-GB"), tmp_path)
    assert "glad [unicorn face] and \N{REPLACEMENT CHARACTER} and \N{REPLACEMENT CHARACTER} so on" in text


@pytest.mark.pdf
def test_only_the_fonts_of_the_templates_are_used(templates: Mapping[str, bytes]) -> None:
    scripts = "<p>{{ view }}</p><h1>{{ view }}</h1><p><b>{{ view }}</b></p>"
    everything = "aŵł Жλ שרה زینب 王芳 ਸਿ আ प्रि ગુ தமி ไทย ሰላም ລາວ ქართ հայ \U0001f600 ☐ ♥ ⅔"
    with pikepdf.open(io.BytesIO(pdf(page(templates, scripts), "own.html", everything, "en-GB"))) as document:
        names = {
            str(o.FontName)
            for o in document.objects
            if isinstance(o, pikepdf.Dictionary) and "/FontName" in o
        }
    assert len(names) > 8
    assert all("+Rcpc-" in name for name in names)


@pytest.mark.pdf
def test_equal_input_gives_equal_bytes_whatever_was_made_before(
    templates: Mapping[str, bytes], english: Words
) -> None:
    view = members_view(family.case(), english)
    first = pdf(templates, "members/members.html", view, "en-GB")
    pdf(page(templates, "<p>王芳 زینب</p>"), "own.html", "", "en-GB")
    press._press.cache_clear()
    assert pdf(templates, "members/members.html", view, "en-GB") == first


@pytest.mark.pdf
@pytest.mark.parametrize(
    "html",
    [
        "<img src='https://example.org/a.png' alt=a>",
        "<img src='file:///etc/hostname' alt=a>",
        "<link rel=stylesheet href='../../secret.css'>",
        "<style>p { background: url(https://example.org/a.png) }</style><p>x</p>",
        "<object data='http://example.org/x.svg'></object>",
    ],
)
def test_a_template_cannot_reach_outside_the_templates(templates: Mapping[str, bytes], html: str) -> None:
    with pytest.raises(LibraryBroken, match="outside the templates"):
        pdf(page(templates, html), "own.html", "", "en-GB")


@pytest.mark.pdf
@pytest.mark.parametrize(
    "html",
    [
        "{{ view.nothing }}",
        "{{ missing }}",
        "{{ ''.__class__.__mro__ }}",
        "{% include 'other.html' %}",
        "{% if %}",
    ],
)
def test_a_template_that_asks_for_what_is_not_there_is_broken(
    templates: Mapping[str, bytes], html: str
) -> None:
    with pytest.raises(LibraryBroken, match=r"own\.html"):
        pdf(page(templates, html), "own.html", (), "en-GB")


@pytest.mark.pdf
def test_what_the_layout_library_only_logs_is_a_fault(templates: Mapping[str, bytes]) -> None:
    with pytest.raises(LibraryBroken, match="cannot be laid out"):
        pdf(page(templates, "<style>p { colour-of-hope: green }</style><p>x</p>"), "own.html", "", "en-GB")


def test_without_the_style_sheet_the_templates_are_broken() -> None:
    with pytest.raises(LibraryBroken, match="style sheet"):
        pdf({"own.html": b"x"}, "own.html", "", "en-GB")


def test_without_the_layout_library_it_says_whom_to_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(PdfUnavailable) as unavailable:
        pdf({}, "own.html", "", "en-GB")
    assert "libpango" in unavailable.value.do_next
