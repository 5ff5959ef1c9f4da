"""Documents as DOCX: whatever people write comes out as written, and the file opens."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import docx as python_docx
import family
import pytest
from docx.oxml.ns import qn

from pipeline.errors import LibraryBroken
from pipeline.model.report import Passage
from pipeline.render.word import docx
from pipeline.render.word_strip import mark, scale, strip
from pipeline.rulebook.words import Words
from pipeline.view.joint_report import joint_report_view
from pipeline.view.members import members_view

TEMPLATES = Path(__file__).parents[2] / "templates"
MEMBERS, REPORT = "members/members.docx", "joint-report/joint-report.docx"

HOSTILE = (
    "Score 3<5 & \"quotes\" 'single' > end",
    "{{ 7*7 }} {% if x %} {# remark #} {_{ braces }_} {_% and %_}",
    "</w:t></w:r></w:p><w:p/> &lt;kept&gt; &amp;",
    "زینب نے کہا کہ وہ سکول جانا چاہتی ہے۔",
    "Ŵyn a Ŷnyr: tŷ, dŵr, gwên",
    "Zażółć gęślą jaźń",
    "王芳 说她想回家",
    "🙂 and 𝒳",
    "w" * 200,
    "long " * 4000 + "end",
)


@pytest.fixture(scope="module")
def templates() -> Mapping[str, bytes]:
    return {str(p.relative_to(TEMPLATES)): p.read_bytes() for p in TEMPLATES.rglob("*.docx")}


def opened(content: bytes) -> Any:
    return python_docx.Document(io.BytesIO(content))


def texts(document: Any) -> list[str]:
    return ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in document.element.body.iter(qn("w:p"))]


def hostile_report(english: Words, sayings: tuple[str, ...] = HOSTILE) -> Any:
    report = family.report()
    passages = tuple(Passage(family.SCHOOL, text) for text in sayings)
    return joint_report_view(family.case(), replace(report, other=passages), english)


def test_hostile_text_comes_out_as_it_was_written(templates: Mapping[str, bytes], english: Words) -> None:
    shown = texts(opened(docx(templates, REPORT, hostile_report(english), "en-GB")))
    assert [saying for saying in HOSTILE if saying.strip() not in shown] == []


@pytest.mark.office
def test_a_word_processor_opens_hostile_text_and_loses_none_of_it(
    templates: Mapping[str, bytes], english: Words, tmp_path: Path
) -> None:
    """In passages and in narrow cells of tables alike; a cell longer than a page is not cut off."""
    long = " ".join(f"word{number}" for number in range(2500))
    case = family.case()
    first, *others = case.set_up.form.members
    member = replace(first, address=long, secure_route="{{ x }} <&> " + "w" * 200)
    form = replace(case.set_up.form, members=(member, *others))
    view = members_view(replace(case, set_up=replace(case.set_up, form=form)), english)
    (tmp_path / "members.docx").write_bytes(docx(templates, MEMBERS, view, "en-GB"))
    (tmp_path / "report.docx").write_bytes(docx(templates, REPORT, hostile_report(english), "en-GB"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    office = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path]
    subprocess.run([*office, *tmp_path.glob("*.docx")], check=True, capture_output=True, timeout=300)
    members, report = printed(tmp_path / "members.pdf"), printed(tmp_path / "report.pdf")
    assert "word0" in members
    assert "word2499" in members
    assert members.count("word") >= 2500
    assert "{{x}}<&>" in members
    assert "w" * 200 in "".join(members.split())
    assert "".join(HOSTILE[0].split()) in report
    assert "".join(HOSTILE[1].split()) in report
    assert "Zażółćgęśląjaźń" in report
    assert "longlongend" in report


def printed(file: Path) -> str:
    """The letters of a PDF without the spaces between them."""
    read = subprocess.run(["pdftotext", "-raw", file, "-"], check=True, capture_output=True)
    return "".join(read.stdout.decode().split())


def test_characters_that_no_document_can_hold_are_left_out(
    templates: Mapping[str, bytes], english: Words
) -> None:
    view = hostile_report(english, ("one\x00two\x1bthree\ud800four\ufffe",))
    assert "onetwothreefour" in texts(opened(docx(templates, REPORT, view, "en-GB")))


def test_a_text_from_right_to_left_runs_so_and_others_do_not(
    templates: Mapping[str, bytes], english: Words
) -> None:
    view = hostile_report(english, ("زینب said so", "Said by زینب"))
    document = opened(docx(templates, REPORT, view, "en-GB"))
    found = {
        "".join(t.text for t in p.iter(qn("w:t"))): p.find(f"{qn('w:pPr')}/{qn('w:bidi')}") is not None
        for p in document.element.body.iter(qn("w:p"))
    }
    assert found["زینب said so"]
    assert not found["Said by زینب"]


def test_the_same_view_gives_the_same_bytes_with_no_day_and_nobody_in_them(
    templates: Mapping[str, bytes], english: Words
) -> None:
    view = members_view(family.case(), english)
    made = docx(templates, MEMBERS, view, "cy-GB")
    assert made == docx(templates, MEMBERS, view, "cy-GB")
    about = opened(made).core_properties
    assert about.title == f"{english('members.title')} CP-2041-007"
    assert (about.author, about.last_modified_by, about.comments) == ("", "", "")
    assert about.language == "cy-GB"
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        assert b'w:lang w:val="cy-GB"' in package.read("word/styles.xml")
        assert b'w:val="15"' in package.read("word/settings.xml")


def test_an_empty_cell_has_the_paragraph_that_word_asks_for(
    templates: Mapping[str, bytes], english: Words
) -> None:
    document = opened(docx(templates, REPORT, hostile_report(english), "en-GB"))
    cells = list(document.element.body.iter(qn("w:tc")))
    assert [cell for cell in cells if cell[-1].tag != qn("w:p")] == []
    assert any(len(cell) == 2 and not "".join(cell.itertext()) for cell in cells)  # there are empty ones


def test_short_rows_stay_whole_and_tall_ones_may_break(
    templates: Mapping[str, bytes], english: Words
) -> None:
    case = family.case()
    first, second, *_ = case.set_up.form.members
    members = (replace(first, address="x" * 20_000), second)
    form = replace(case.set_up.form, members=members)
    view = members_view(replace(case, set_up=replace(case.set_up, form=form)), english)
    table = opened(docx(templates, MEMBERS, view, "en-GB")).tables[-1]
    whole = [row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in table.rows]
    assert whole == [True, False, True]  # headings, the tall one, a short one


def own(templates: Mapping[str, bytes], text: str) -> Mapping[str, bytes]:
    """A template of one paragraph."""
    document = opened(templates[MEMBERS])
    body = document.element.body
    for child in list(body)[:-1]:
        body.remove(child)
    document.add_paragraph(text)
    content = io.BytesIO()
    document.save(content)
    return {"own.docx": content.getvalue()}


VIEW = SimpleNamespace(
    page=SimpleNamespace(title="T", reference="", status="", marking="M", page="Page", of="of"), text="said"
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{{ view.nothing }}", "nothing"),
        ("{% if view.text %}", "cannot be used"),
        ("{{ view.__class__.__mro__ }}", "cannot be used"),
        ("{{ '<w:p>'|safe }}", "no Word document once filled"),
    ],
)
def test_a_template_that_cannot_be_used_is_our_own_fault_and_named(
    templates: Mapping[str, bytes], text: str, told: str
) -> None:
    with pytest.raises(LibraryBroken, match=told) as fault:
        docx(own(templates, text), "own.docx", VIEW, "en-GB")
    assert "own.docx" in str(fault.value)


def test_a_missing_template_is_named() -> None:
    with pytest.raises(LibraryBroken, match=r"minutes/minutes\.docx"):
        docx({}, "minutes/minutes.docx", VIEW, "en-GB")


def test_a_template_changed_by_hand_is_used_at_once(templates: Mapping[str, bytes]) -> None:
    assert texts(opened(docx(own(templates, "{{ view.text }}"), "own.docx", VIEW, "en-GB"))) == ["said"]
    assert texts(opened(docx(own(templates, "Now {{ view.text }}"), "own.docx", VIEW, "en-GB"))) == [
        "Now said"
    ]


DRAWING = SimpleNamespace(
    closed=(
        SimpleNamespace(x=10.0, width=10.0, kind="weekend"),
        SimpleNamespace(x=20.0, width=5.0, kind="holiday"),
    )
)


def stretches(written: str) -> list[tuple[int, str]]:
    """Where each stretch of a strip ends, and its style."""
    made = python_docx.oxml.parser.parse_xml(written)
    stops = [int(tab.get(qn("w:pos"))) for tab in made.find(f"{qn('w:pPr')}/{qn('w:tabs')}")]
    styles = []
    for one in made.iter(qn("w:r")):
        style = one.find(f"{qn('w:rPr')}/{qn('w:rStyle')}")
        styles.append("" if style is None else style.get(qn("w:val")))
    return list(zip(stops, styles, strict=True))


def test_a_strip_lays_the_bar_over_closed_days_and_the_day_done_over_the_bar() -> None:
    lane = SimpleNamespace(x=15.0, width=35.0, done=30.45)
    assert stretches(strip(lane, DRAWING, 1000)) == [
        (100, ""),
        (150, "StripWeekend"),
        (300, "StripAllowed"),
        (309, "StripDone"),
        (500, "StripAllowed"),
    ]


def test_a_marked_day_stands_beside_closed_days() -> None:
    tick = SimpleNamespace(x=50.0, label="Today")
    assert stretches(mark(tick, DRAWING, 1000)) == [
        (100, ""),
        (200, "StripWeekend"),
        (250, "StripHoliday"),
        (496, ""),
        (504, "StripMark"),
    ]


def test_a_strip_never_has_more_tab_stops_than_word_knows() -> None:
    closed = tuple(SimpleNamespace(x=float(x), width=0.5, kind="weekend") for x in range(100))
    lane = SimpleNamespace(x=0.0, width=100.0, done=None)
    assert stretches(strip(lane, SimpleNamespace(closed=closed), 1000)) == [(1000, "StripAllowed")]
    tick = SimpleNamespace(x=99.0, label="Today")
    assert len(stretches(mark(tick, SimpleNamespace(closed=closed), 1000))) < 64


def test_the_scale_names_each_day_where_it_stands() -> None:
    written = scale(
        (SimpleNamespace(x=0.0, label="3 <March>"), SimpleNamespace(x=25.0, label="10 March")), 10000
    )
    assert 'w:pos="2500"' in written
    assert 'w:pos="0"' not in written
    assert "3 &lt;March&gt;" in written
