from __future__ import annotations

import io
import itertools
import re
import zipfile
from pathlib import Path

import docx
import pytest
import yaml
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table

from pipeline.model.finding import Level
from pipeline.model.mark import Mark
from pipeline.model.prefill import Prefill
from pipeline.render.word_form import word_form
from pipeline.rulebook.form import Block, Choice, Field, Form, Kind
from pipeline.rulebook.words import Words, load_words

ROOT = Path(__file__).parents[2]
FORM = Form(
    "visit",
    "Record of a visit",
    2,
    (
        Block(
            "about",
            "About the visit",
            "Visit",
            (
                Field("case", "Case reference", means="case", required=True),
                Field("held", "Date of the visit", Kind.DATE, help="The day you went."),
                Field(
                    "kept", "Was it kept?", Kind.CHOICE, choices=(Choice("Yes", "yes"), Choice("No", "no"))
                ),
                Field("who", "Seen by", suggest="members"),
                Field("told", "What was said", lines=4),
            ),
            help="One visit, one form.",
        ),
        Block(
            "steps",
            "Next steps",
            "Visit",
            (Field("number", "Number", given=True, width=8), Field("step", "Step", width=60)),
            repeats=True,
            rows=3,
        ),
        Block(
            "wide",
            "Many questions",
            "Visit",
            tuple(Field(f"q{n}", f"Question {n}", width=40) for n in range(6)),
            repeats=True,
            rows=12,
        ),
    ),
    {},
    help="For visitors.",
)


@pytest.fixture(scope="module")
def words() -> Words:
    return load_words(yaml.safe_load((ROOT / "templates/words/en.yaml").read_text("utf-8")))


def opened(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def visible(cell: object) -> list[str]:
    """What is seen in a cell: every text whose run is not hidden."""
    element = cell._element  # type: ignore[attr-defined]
    lines = []
    for paragraph in element.iter(qn("w:p")):
        texts = [
            text.text or ""
            for text in paragraph.iter(qn("w:t"))
            if text.getparent().find(f"{qn('w:rPr')}/{qn('w:rStyle')}[@{qn('w:val')}='FormKey']") is None
        ]
        lines.append("".join(texts))
    return lines


def grid(table: Table) -> list[list[list[str]]]:
    return [[visible(cell) for cell in row.cells] for row in table.rows]


def test_a_section_is_printed_as_questions_beside_white_boxes(words: Words) -> None:
    document = opened(word_form(FORM, words))
    assert grid(document.tables[0]) == [
        [["Case reference"], [""]],
        [["Date of the visit", "The day you went."], ["Pick a date"]],
        [["Was it kept?", "Yes / No"], ["Choose"]],
        [["Seen by"], [""]],
        [["What was said"], [""]],
    ]


def test_a_table_has_a_heading_row_that_repeats_and_rows_that_stay_whole(words: Words) -> None:
    table = opened(word_form(FORM, words)).tables[1]
    assert [visible(cell) for cell in table.rows[0].cells] == [["Number"], ["Step"]]
    assert len(table.rows) == 1 + 3
    heads = [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in table.rows]
    whole = [row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in table.rows]
    assert heads == [True, False, False, False]
    assert all(whole)


def test_a_table_too_wide_for_a_page_is_printed_as_one_box_a_row(words: Words) -> None:
    boxes = opened(word_form(FORM, words)).tables[2:]
    assert len(boxes) == 3
    assert [[visible(row.cells[0])[0] for row in box.rows] for box in boxes] == [
        ["Question 0", "Question 1", "Question 2", "Question 3", "Question 4", "Question 5"]
    ] * 3


def test_the_page_lies_down_only_for_a_table_that_needs_it(words: Words) -> None:
    upright = opened(word_form(FORM, words)).sections[0]
    assert upright.page_width is not None
    assert upright.page_height is not None
    assert upright.page_width < upright.page_height
    wide = Block(
        "w", "Wide", "W", (Field("a", "A", width=60), Field("b", "B", width=60)), repeats=True, rows=1
    )
    lying = opened(word_form(Form("w", "W", 1, (wide,), {}), words)).sections[0]
    assert lying.page_width is not None
    assert lying.page_height is not None
    assert lying.page_width > lying.page_height


def test_answers_are_printed_as_people_write_them(words: Words) -> None:
    answers = {
        "about": {
            "held": "2041-03-14",
            "kept": "No",
            "who": "Jo Placeholder",
            "told": "One.\n• Two & <three>",
        },
        "steps": [{"number": 7, "step": "Ring the school."}],
    }
    ready = Prefill("CP-2041-007", answers, {"members": ("Jo Placeholder", "Sam Sample")})
    document = opened(word_form(FORM, words, ready))
    assert [row[1] for row in grid(document.tables[0])] == [
        [""],
        ["14 March 2041"],
        ["No"],
        ["Jo Placeholder"],
        ["One.", "• Two & <three>"],
    ]
    assert grid(document.tables[1])[1:] == [[["7"], ["Ring the school."]], [[""], [""]], [[""], [""]]]
    assert "Form visit, version 2. Case CP-2041-007" in document.paragraphs[1].text


def test_an_answer_that_fits_no_drop_down_is_printed_all_the_same(words: Words) -> None:
    answers = {"about": {"held": "31/02/2041", "kept": "perhaps\nlater"}}
    document = opened(word_form(FORM, words, Prefill("", answers)))
    assert [row[1] for row in grid(document.tables[0])][1:3] == [["31/02/2041"], ["perhaps", "later"]]


def test_rows_filled_beforehand_leave_two_free_ones(words: Words) -> None:
    rows = [{"number": n, "step": "x"} for n in range(1, 6)]
    table = opened(word_form(FORM, words, Prefill("", {"steps": rows}))).tables[1]
    assert len(table.rows) == 1 + 5 + 2


def test_keys_are_hidden_behind_labels_and_rows(words: Words) -> None:
    content = word_form(FORM, words, Prefill("CP-1", {"steps": [{"number": 7, "step": "x"}]}))
    body = part(content, "word/document.xml")
    keys = re.findall(r"\[rcpc:[^\]]*\]", body)
    assert keys[:3] == ["[rcpc:visit/2/CP-1]", "[rcpc:about.case]", "[rcpc:about.held]"]
    assert "[rcpc:steps:7]" in keys
    styles = part(content, "word/styles.xml")
    hidden = re.search(r'w:styleId="FormKey".*?</w:style>', styles, re.DOTALL)
    assert hidden
    assert "<w:vanish/>" in hidden[0]


def test_hidden_properties_say_which_form_it_is(words: Words) -> None:
    content = word_form(FORM, words, Prefill("CP-2041-007"))
    custom = part(content, "docProps/custom.xml")
    told = dict(re.findall(r'name="(rcpc_\w+)"><vt:lpwstr>(.*?)</vt:lpwstr>', custom))
    assert (told["rcpc_form"], told["rcpc_version"], told["rcpc_case"]) == ("visit", "2", "CP-2041-007")
    assert all(len(value) <= 255 for value in told.values())  # longer ones are cut short by word processors
    assert "custom-properties+xml" in part(content, "[Content_Types].xml")
    assert "custom-properties" in part(content, "_rels/.rels")


def test_the_document_says_its_language_its_title_and_nobodys_name(words: Words) -> None:
    content = word_form(FORM, words)
    about = opened(content).core_properties
    assert (about.title, about.language, about.author, about.last_modified_by) == (
        FORM.title,
        "en-GB",
        "",
        "",
    )
    styles = part(content, "word/styles.xml")
    assert set(re.findall(r'<w:lang [^>]*w:val="([^"]+)"', styles)) == {"en-GB"}


def test_the_footer_counts_pages(words: Words) -> None:
    footer = part(word_form(FORM, words), "word/footer1.xml")
    assert re.findall(r"<w:instrText[^>]*>\s*(\w+)", footer) == ["PAGE", "NUMPAGES"]


def test_nothing_is_formatted_outside_the_styles(words: Words) -> None:
    body = part(word_form(FORM, words, Prefill("", {"about": {"told": "x"}})), "word/document.xml")
    for property_ in ("w:b", "w:i", "w:color", "w:sz", "w:rFonts", "w:shd", "w:jc", "w:spacing", "w:vanish"):
        assert f"<{property_} " not in body
        assert f"<{property_}/>" not in body


def test_two_tables_never_touch(words: Words) -> None:
    body = opened(word_form(FORM, words)).element.body
    tags = [child.tag for child in body]
    assert (qn("w:tbl"), qn("w:tbl")) not in set(itertools.pairwise(tags))


def test_the_same_form_has_the_same_bytes(words: Words) -> None:
    ready = Prefill("CP-1", {"about": {"told": "x"}}, {"members": ("A", "B")})
    one, other = word_form(FORM, words, ready), word_form(FORM, words, ready)
    assert one == other
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}


def test_what_no_document_can_hold_is_left_out_and_nothing_after_it_is_lost(words: Words) -> None:
    answers = {"about": {"told": "before\x00\x0b\ud800after {{ x }} ŵ 你好 🙂"}}
    document = opened(word_form(FORM, words, Prefill("", answers)))
    assert grid(document.tables[0])[4][1] == ["beforeafter {{ x }} ŵ 你好 🙂"]


def test_a_returned_form_lists_what_to_put_right_and_points_at_it(words: Words) -> None:
    marks = (
        Mark(("about", "held"), Level.STOP, "“soon” is not a date.", "Write the day."),
        Mark(("steps", 0, "step"), Level.ASK, "“Step” is blank.", "Please fill it in."),
        Mark(("steps", 9, "step"), Level.ASK, "Another row.", "Look."),
        Mark((), Level.ASK, "This is late.", "Send it sooner."),
    )
    answers = {"about": {"held": "soon"}, "steps": [{"number": "7"}]}
    content = word_form(FORM, words, Prefill("", answers), marks)
    document = opened(content)
    assert [[" ".join(cell) for cell in row] for row in grid(document.tables[0])][1:] == [
        [
            "1",
            "To put right",
            "About the visit, Date of the visit",
            "“soon” is not a date.",
            "Write the day.",
        ],
        ["2", "Please look at", "Next steps, row 1, Step", "“Step” is blank.", "Please fill it in."],
        ["3", "Please look at", "Next steps", "Another row.", "Look."],
        ["4", "Please look at", "The form as a whole", "This is late.", "Send it sooner."],
    ]
    body = part(content, "word/document.xml")
    anchors = re.findall(r'w:anchor="([^"]+)"', body)
    assert anchors == ["rcpc_about_held", "rcpc_steps_0_step", "rcpc_steps"]
    assert sorted(re.findall(r'<w:bookmarkStart [^>]*w:name="([^"]+)"', body)) == sorted(anchors)
    assert document.tables[1].cell(1, 1).paragraphs[0].style.name == "Form Marked"  # type: ignore[union-attr]
    assert [comment.text for comment in document.comments] == [
        "“soon” is not a date. Write the day.",
        "Another row. Look.",
        "“Step” is blank. Please fill it in.",
    ]
    assert content == word_form(FORM, words, Prefill("", answers), marks)
