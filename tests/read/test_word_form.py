from __future__ import annotations

import copy
import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
import yaml
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.table import Table, _Cell
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from pipeline.model.finding import Checked, Level, Place
from pipeline.model.mark import Mark
from pipeline.model.prefill import Prefill
from pipeline.model.submission import FilledForm
from pipeline.read.answers import clean
from pipeline.read.word_form import Heaps, read_word, sorted_out
from pipeline.read.word_identity import identify
from pipeline.read.word_package import opened
from pipeline.read.word_text import Walk
from pipeline.render.word_form import word_form
from pipeline.rulebook.catalogue import Catalogue, load_catalogue
from pipeline.rulebook.form import Block, Choice, Field, Form, Kind
from pipeline.rulebook.word_keys import KEY
from pipeline.rulebook.words import Words, load_words

ROOT = Path(__file__).parents[2]
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MATHS = "http://schemas.openxmlformats.org/officeDocument/2006/math"
YES_NO = (Choice("Yes", "yes"), Choice("No", "no"))
VISIT = Form(
    "visit",
    "Record of a visit",
    2,
    (
        Block(
            "about",
            "About the visit",
            "Visit",
            (
                Field("case", "Case reference", means="case"),
                Field("held", "Date of the visit", Kind.DATE, help="The day you went."),
                Field("kept", "Was it kept?", Kind.CHOICE, choices=YES_NO, also=("Kept",)),
                Field("told", "What was said", lines=4),
            ),
            help="One visit, one form.",
        ),
        Block(
            "steps",
            "Next steps",
            "Visit",
            (
                Field("number", "Number", given=True, width=8),
                Field("step", "Step", width=40, also=("Action",)),
                Field("due", "By when", Kind.DATE, width=14),
            ),
            repeats=True,
            rows=3,
        ),
        Block(
            "members",
            "Members",
            "Visit",
            (Field("name", "Name"), Field("agreed", "Agreed?", Kind.CHOICE, choices=YES_NO)),
            repeats=True,
            rows=2,
        ),
        Block(
            "wide",
            "Many questions",
            "Visit",
            tuple(Field(f"q{n}", f"Question {n}", width=60) for n in range(4)),
            repeats=True,
            rows=2,
        ),
    ),
    {},
    help="For visitors.",
)
FORMS: Mapping[str, Form] = {"visit": VISIT, "other": Form("other", "Another form", 1, (), {})}
FULL: dict[str, Any] = {
    "about": {
        "case": "CP-2041-007",
        "held": "2041-03-14",
        "kept": "No",
        "told": "One line.\nAnother, “quoted”.",
    },
    "steps": [
        {"number": "1", "step": "Ring the school.", "due": "2041-04-01"},
        {"number": "2", "step": "Write to Sam Sample."},
    ],
    "members": [{"name": "Jo Placeholder", "agreed": "Yes"}, {"name": "Sam Sample", "agreed": "No"}],
    "wide": [{"q0": "a", "q1": "b", "q2": "c", "q3": "d"}, {"q1": "e"}],
}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(yaml.safe_load((ROOT / "schemas/findings.yaml").read_text("utf-8")))


@pytest.fixture(scope="module")
def words() -> Words:
    return load_words(yaml.safe_load((ROOT / "templates/words/en.yaml").read_text("utf-8")))


@pytest.fixture(scope="module")
def blank(words: Words) -> bytes:
    return word_form(VISIT, words)


@pytest.fixture(scope="module")
def full(words: Words) -> bytes:
    return word_form(VISIT, words, Prefill("CP-2041-007", FULL, {"members": ("Jo Placeholder",)}))


@pytest.fixture(scope="module")
def reader(catalogue: Catalogue) -> Callable[[bytes], Checked[FilledForm]]:
    return lambda content: read_word(content, FORMS, catalogue)


Read = Callable[[bytes], Checked[FilledForm]]


def changed(content: bytes, change: Callable[[Document], object]) -> bytes:
    """A document after somebody changed it."""
    document = docx.Document(io.BytesIO(content))
    change(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def rewritten(content: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """A package with the text of one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, change(text.decode()).encode() if name == part else text)
    return out.getvalue()


def without_keys(text: str) -> str:
    return KEY.sub("", text)


def without_properties(content: bytes) -> bytes:
    return rewritten(content, "docProps/custom.xml", lambda _: '<Properties xmlns="x"/>')


def typed(cell: _Cell, *lines: str) -> None:
    """Somebody clicks into a cell and types: whatever was printed there as a hint goes."""
    for control in list(cell._element.iter(qn("w:sdt"))):
        control.getparent().remove(control)
    cell.text = lines[0]
    for line in lines[1:]:
        cell.add_paragraph(line)


def answers(found: Checked[FilledForm]) -> Mapping[str, Any]:
    assert found.value is not None
    return found.value.answers


def outside(found: Checked[FilledForm]) -> list[str]:
    assert found.value is not None
    return [each.text for each in found.value.outside]


def codes(found: Checked[FilledForm]) -> list[str]:
    return [finding.code for finding in found.findings]


def about(document: Document) -> Table:
    return document.tables[0]


def test_a_blank_form_holds_nothing_and_nothing_stands_outside(blank: bytes, reader: Read) -> None:
    found = reader(blank)
    assert found.findings == ()
    assert found.value is not None
    assert (found.value.form, found.value.version, found.value.case) == ("visit", 2, "")
    assert found.value.answers == {}
    assert found.value.outside == ()


def test_a_filled_form_reads_back_the_same(full: bytes, reader: Read) -> None:
    found = reader(full)
    assert found.findings == ()
    assert answers(found) == FULL
    assert outside(found) == []
    assert found.value is not None
    assert found.value.case == "CP-2041-007"


def test_places_speak_of_headings_labels_and_rows(full: bytes, blank: bytes, reader: Read) -> None:
    value = reader(full).value
    assert value is not None
    assert value.places["about", "held"] == Place("About the visit", "Date of the visit")
    assert str(value.places["steps", 1, "step"]) == "Next steps, row 2, Step"
    assert value.places["wide", 1, "q1"] == Place("Many questions", "row 2, Question 1")
    empty = reader(blank).value
    assert empty is not None
    assert empty.places["about", "told"] == Place("About the visit", "What was said")
    assert empty.places[("steps",)] == Place("Next steps")


def test_what_a_person_types_is_read(blank: bytes, reader: Read) -> None:
    def fill(document: Document) -> None:
        section, steps, members = document.tables[:3]
        typed(section.cell(0, 1), " CP-2041-007 ")
        typed(section.cell(1, 1), "14/3/2041")
        typed(section.cell(2, 1), "yes")
        typed(section.cell(3, 1), "Kit said: “I don’t mind” – twice.", "", "Then she smiled.")
        bullet = section.cell(3, 1).add_paragraph("and left", style="List Bullet")
        bullet.runs[0].add_break()
        bullet.add_run("with\ther dog")
        section.cell(3, 1).add_paragraph("first", style="List Number")
        section.cell(3, 1).add_paragraph("second", style="List Number")
        typed(steps.cell(2, 1), "Ring the school.")
        typed(steps.cell(2, 2), "next week")
        added = steps.add_row()
        typed(added.cells[1], "An added row.")
        typed(members.cell(1, 1), "No")

    found = reader(changed(blank, fill))
    assert answers(found) == {
        "about": {
            "case": "CP-2041-007",
            "held": "2041-03-14",
            "kept": "Yes",
            "told": "Kit said: “I don’t mind” – twice.\n\nThen she smiled.\n"
            "• and left\nwith\ther dog\n1. first\n2. second",
        },
        "steps": [{"step": "Ring the school.", "due": "next week"}, {"step": "An added row."}],
        "members": [{"agreed": "No"}],
    }
    assert found.value is not None
    assert found.value.places["steps", 0, "due"] == Place("Next steps", "row 2, By when")
    assert found.value.places["steps", 1, "step"] == Place("Next steps", "row 4, Step")
    assert outside(found) == []


@pytest.mark.parametrize("lost", ["keys", "properties", "both"])
def test_labels_alone_are_enough(full: bytes, reader: Read, lost: str) -> None:
    content = full
    if lost != "properties":
        content = rewritten(content, "word/document.xml", without_keys)
    if lost != "keys":
        content = without_properties(content)
    found = reader(content)
    assert answers(found) == FULL
    assert found.value is not None
    assert found.value.case == "CP-2041-007"
    assert codes(found) == []


def test_labels_may_be_shouted_spaced_or_called_by_another_name(full: bytes, reader: Read) -> None:
    def retype(text: str) -> str:
        for old, new in (
            (">Was it kept?<", "> KEPT:<"),
            (">Date of the visit<", ">DATE  OF THE VISIT *<"),
            (">Step<", ">action<"),
            (">Next steps<", ">NEXT STEPS<"),
        ):
            assert old in text
            text = text.replace(old, new)
        return without_keys(text)

    found = reader(rewritten(full, "word/document.xml", retype))
    assert answers(found) == FULL
    assert outside(found) == []


def test_keys_alone_are_enough_and_new_labels_are_kept(full: bytes, reader: Read) -> None:
    def rename(text: str) -> str:
        return text.replace(">What was said<", ">Yr hyn a ddywedwyd<").replace(">Step<", ">Cam<")

    found = reader(rewritten(full, "word/document.xml", rename))
    assert answers(found) == FULL
    assert outside(found) == ["Yr hyn a ddywedwyd", "Cam"]


def test_position_is_enough_where_label_and_key_are_gone(full: bytes, reader: Read) -> None:
    def rename(text: str) -> str:
        text = (
            text.replace(">What was said<", ">Beth?<")
            .replace(">Name<", ">Enw<")
            .replace(">Agreed?<", ">Cytuno<")
        )
        return without_keys(text)

    found = reader(rewritten(full, "word/document.xml", rename))
    assert answers(found) == FULL
    assert outside(found) == ["Beth?", "Enw", "Cytuno"]


def test_columns_may_change_places(full: bytes, reader: Read) -> None:
    def swap(document: Document) -> None:
        for row in document.tables[1].rows:
            cells = list(row._tr.iterchildren(qn("w:tc")))
            row._tr.remove(cells[2])
            cells[0].addprevious(cells[2])

    assert answers(reader(changed(full, swap))) == FULL
    bare = rewritten(changed(full, swap), "word/document.xml", without_keys)
    assert answers(reader(bare)) == FULL


def test_a_question_may_stand_on_the_right(full: bytes, reader: Read) -> None:
    def swap(document: Document) -> None:
        for row in document.tables[0].rows:
            label, answer = row._tr.iterchildren(qn("w:tc"))
            row._tr.remove(label)
            answer.addnext(label)

    assert answers(reader(changed(full, swap))) == FULL


@pytest.mark.parametrize("keys", [True, False])
def test_tables_that_have_run_together_are_told_apart(full: bytes, reader: Read, keys: bool) -> None:
    def join(document: Document) -> None:
        first, *others = document.tables
        for table in others:
            for row in list(table._tbl.iterchildren(qn("w:tr"))):
                first._tbl.append(row)
            table._tbl.getparent().remove(table._tbl)

    content = changed(full, join)
    found = reader(content if keys else rewritten(content, "word/document.xml", without_keys))
    assert answers(found) == FULL


def test_a_table_cut_in_two_goes_on(full: bytes, reader: Read) -> None:
    def cut(document: Document) -> None:
        table = document.tables[1]._tbl
        rows = list(table.iterchildren(qn("w:tr")))
        rest = parse_xml(f"<w:tbl {W}><w:tblPr/><w:tblGrid/></w:tbl>")
        for row in rows[2:]:
            rest.append(row)
        table.addnext(parse_xml(f"<w:p {W}/>"))
        table.getnext().addnext(rest)

    assert answers(reader(changed(full, cut))) == FULL


def test_a_row_filled_beforehand_stays_what_it_is_about(full: bytes, reader: Read) -> None:
    def clear(document: Document) -> None:
        row = document.tables[1].rows[2]
        next(row.cells[0]._element.iter(qn("w:t"))).text = ""
        document.tables[1]._tbl.append(copy.deepcopy(row._tr))

    found = answers(reader(changed(full, clear)))
    copied = {"step": "Write to Sam Sample."}
    assert found["steps"] == [*FULL["steps"], copied]


def test_the_list_of_what_to_put_right_is_ours(words: Words, reader: Read) -> None:
    marks = (
        Mark(("about", "held"), Level.STOP, "“soon” is not a date.", "Write the day."),
        Mark(("steps", 1, "due"), Level.ASK, "“By when” is blank.", "Please fill it in."),
        Mark(("members",), Level.ASK, "Somebody is missing.", "Add a row."),
        Mark((), Level.ASK, "This is late.", "Send it sooner."),
    )
    carried = {**FULL, "about": {**FULL["about"], "held": "soon"}}
    found = reader(word_form(VISIT, words, Prefill("CP-2041-007", carried), marks))
    assert answers(found) == carried
    assert outside(found) == []
    assert codes(found) == []


def test_a_cell_merged_over_two_rows_counts_for_both(blank: bytes, reader: Read) -> None:
    def merge(document: Document) -> None:
        steps = document.tables[1]
        for number in (1, 2, 3):
            typed(steps.cell(number, 2), "")
        typed(steps.cell(1, 1), "Ring the school.")
        typed(steps.cell(2, 1), "Write to Sam Sample.")
        typed(steps.cell(1, 2), "1 May 2041")
        steps.cell(1, 2).merge(steps.cell(3, 2))

    assert answers(reader(changed(blank, merge)))["steps"] == [
        {"step": "Ring the school.", "due": "2041-05-01"},
        {"step": "Write to Sam Sample.", "due": "2041-05-01"},
    ]


def test_an_extra_column_and_notes_between_tables_stand_outside(full: bytes, reader: Read) -> None:
    def add(document: Document) -> None:
        for number, row in enumerate(document.tables[1].rows):
            cell = parse_xml(
                f"<w:tc {W}><w:p><w:r><w:t>{'Cost' if not number else f'£{number}'}</w:t></w:r></w:p></w:tc>"
            )
            row._tr.append(cell)
        document.paragraphs[-1].add_run("A last word.")
        document.tables[0].cell(0, 0).paragraphs[0].add_run(" 2pm")

    found = reader(changed(full, add))
    assert answers(found) == FULL
    assert found.value is not None
    kept = {each.text: each.place for each in found.value.outside}
    assert kept["£1"] == Place("Next steps", "row 1, Cost")
    assert kept["A last word."] == Place("Many questions")
    assert kept["Case reference 2pm"] == Place("About the visit", "Case reference")


INSERTED = '<w:ins {w} w:id="1" w:author="a"><w:r><w:t>not </w:t></w:r></w:ins>'
DELETED = '<w:del {w} w:id="2" w:author="a"><w:r><w:delText>never </w:delText></w:r></w:del>'


@pytest.mark.parametrize(
    ("xml", "said", "kept"),
    [
        (INSERTED, "agreed not to contact", []),
        (DELETED, "agreed to contact", ["never"]),
        (
            '<w:moveFrom {w} w:id="3" w:author="a"><w:r><w:t>away </w:t></w:r></w:moveFrom>',
            "agreed to contact",
            ["away"],
        ),
    ],
)
def test_changes_that_nobody_accepted_stop_the_form(
    blank: bytes, reader: Read, xml: str, said: str, kept: list[str]
) -> None:
    def track(document: Document) -> None:
        cell = about(document).cell(3, 1)
        cell.paragraphs[0].add_run("agreed ")
        cell.paragraphs[0]._p.append(parse_xml(xml.format(w=W)))
        cell.paragraphs[0].add_run("to contact")

    found = reader(changed(blank, track))
    assert answers(found) == {"about": {"told": said}}
    assert outside(found) == kept
    assert codes(found) == ["tracked-changes"]
    assert found.stopped
    assert found.findings[0].place == Place("About the visit", "What was said")


@pytest.mark.parametrize("mark", ["strike", "dstrike"])
def test_words_crossed_out_and_left_standing_stop_the_form(blank: bytes, reader: Read, mark: str) -> None:
    def cross(document: Document) -> None:
        paragraph = about(document).cell(3, 1).paragraphs[0]
        paragraph.add_run("agreed ")
        setattr(paragraph.add_run("not ").font, {"strike": "strike", "dstrike": "double_strike"}[mark], True)
        paragraph.add_run("to contact").font.strike = False

    found = reader(changed(blank, cross))
    assert answers(found) == {"about": {"told": "agreed not to contact"}}
    assert [(f.code, f.path, f.details) for f in found.findings] == [
        ("crossed-out", ("about", "told"), (("answer", "not"),))
    ]
    assert found.stopped


def test_an_added_row_that_nobody_accepted_stops_the_form(full: bytes, reader: Read) -> None:
    def track(document: Document) -> None:
        row = document.tables[1].rows[1]._tr
        row.trPr.append(parse_xml(f'<w:ins {W} w:id="1" w:author="a"/>'))

    found = reader(changed(full, track))
    assert answers(found) == FULL
    assert codes(found) == ["tracked-changes"]


RUN = "<w:r><w:t>{}</w:t></w:r>"


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        (f"<w:hyperlink {W}>{RUN.format('a link')}</w:hyperlink>", "a link"),
        (
            f"<w:sdt {W}><w:sdtPr/><w:sdtContent>{RUN.format('controlled')}</w:sdtContent></w:sdt>",
            "controlled",
        ),
        (f"<w:smartTag {W}><w:customXml>{RUN.format('tagged')}</w:customXml></w:smartTag>", "tagged"),
        (f"<w:fldSimple {W} w:instr='DATE'>{RUN.format('3 May')}</w:fldSimple>", "3 May"),
        (f"<w:r {W}><w:t>non</w:t><w:noBreakHyphen/><w:t>stop</w:t></w:r>", "non\u2011stop"),
        (f"<w:r {W}><w:t>soft</w:t><w:softHyphen/><w:t>ly</w:t></w:r>", "softly"),
        (f"<w:r {W}><w:sym w:font='Wingdings' w:char='F0FE'/><w:t> Yes</w:t></w:r>", "☒ Yes"),
        (
            f"<w:r {W}><w:t>a</w:t><w:br/><w:t>b</w:t><w:cr/><w:t>c</w:t><w:tab/><w:t>d</w:t></w:r>",
            "a\nb\nc\td",
        ),
        (f"<w:r {W}><w:rPr><w:vanish/></w:rPr><w:t>hidden but written</w:t></w:r>", "hidden but written"),
        (
            (
                f"<w:r {W}><w:fldChar w:fldCharType='begin'><w:ffData><w:ddList><w:result w:val='1'/>"
                "<w:listEntry w:val='No'/>"
                "<w:listEntry w:val='Perhaps'/></w:ddList></w:ffData></w:fldChar></w:r>"
            ),
            "Perhaps",
        ),
        (
            (
                f"<w:r {W}><w:fldChar w:fldCharType='begin'><w:ffData><w:checkBox><w:default w:val='0'/>"
                "<w:checked/></w:checkBox></w:ffData></w:fldChar></w:r>"
            ),
            "☒",
        ),
        (
            f"<m:oMath xmlns:m='{MATHS}' {W}><m:r><m:t>x=1</m:t></m:r></m:oMath>",
            "x=1",
        ),
    ],
)
def test_words_are_found_in_whatever_holds_them(blank: bytes, reader: Read, xml: str, said: str) -> None:
    found = reader(changed(blank, lambda d: about(d).cell(3, 1).paragraphs[0]._p.append(parse_xml(xml))))
    assert answers(found) == {"about": {"told": said}}
    assert outside(found) == []


BOX = (
    "<w:r {w} xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'><mc:AlternateContent>"
    "<mc:Choice Requires='wps'><w:drawing><w:txbxContent><w:p><w:r><w:t>in a box</w:t></w:r></w:p>"
    "</w:txbxContent></w:drawing></mc:Choice>"
    "<mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>in a box</w:t></w:r></w:p>"
    "</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)


def test_a_text_box_is_read_once(blank: bytes, reader: Read) -> None:
    box = parse_xml(BOX.format(w=W))
    found = reader(changed(blank, lambda d: about(d).cell(3, 1).paragraphs[0]._p.append(box)))
    assert answers(found) == {"about": {"told": "in a box"}}
    assert codes(found) == []


def test_a_picture_is_asked_about(full: bytes, reader: Read) -> None:
    picture = parse_xml(f"<w:r {W}><w:drawing/></w:r>")
    found = reader(changed(full, lambda d: d.tables[1].cell(2, 1).paragraphs[0]._p.append(picture)))
    assert codes(found) == ["picture-pasted"]
    assert found.findings[0].path == ("steps", 1, "step")
    assert found.findings[0].place == Place("Next steps", "row 2, Step")


def test_a_table_pasted_into_an_answer_is_part_of_it(blank: bytes, reader: Read) -> None:
    def paste(document: Document) -> None:
        inner = about(document).cell(3, 1).add_table(2, 2)
        for number, cell in enumerate(inner._cells):
            cell.text = f"c{number}"

    found = reader(changed(blank, paste))
    assert answers(found) == {"about": {"told": "c0\tc1\nc2\tc3"}}


def test_comments_are_kept_beside_the_answers(full: bytes, reader: Read) -> None:
    def comment(document: Document) -> None:
        run = about(document).cell(3, 1).paragraphs[0].runs[0]
        document.add_comment(run, "Is this what Kit said?", author="Sam Sample")

    found = reader(changed(full, comment))
    assert answers(found) == FULL
    assert found.value is not None
    assert [(each.text, each.place.spot) for each in found.value.outside] == [
        ("Is this what Kit said?", "What was said")
    ]


def test_a_letterhead_is_kept(full: bytes, reader: Read) -> None:
    def head(document: Document) -> None:
        document.sections[0].header.paragraphs[0].text = "Example Family Support"

    assert outside(reader(changed(full, head))) == ["Example Family Support"]


@pytest.mark.parametrize(
    "text", ["Click or tap here to enter text.", "Choose", "Pick a date", "Choose an item."]
)
def test_hints_that_became_text_are_blank(blank: bytes, reader: Read, text: str) -> None:
    found = reader(changed(blank, lambda d: typed(about(d).cell(3, 1), text)))
    assert answers(found) == {}
    assert outside(found) == []


def test_two_different_answers_to_one_question_stop_the_form(full: bytes, reader: Read) -> None:
    def again(document: Document) -> None:
        row = about(document).add_row()
        typed(row.cells[0], "Was it kept?")
        typed(row.cells[1], "Yes")

    found = reader(changed(full, again))
    assert answers(found) == FULL
    assert codes(found) == ["answered-twice"]
    assert outside(found) == ["Yes"]


def test_a_part_that_was_taken_out_is_asked_about(full: bytes, reader: Read) -> None:
    def remove(document: Document) -> None:
        table = document.tables[2]._tbl
        table.getparent().remove(table)

    found = reader(changed(full, remove))
    assert answers(found) == {key: value for key, value in FULL.items() if key != "members"}
    assert [(finding.code, finding.path) for finding in found.findings] == [("part-missing", ("members",))]


def test_a_form_of_another_case_stops(full: bytes, reader: Read) -> None:
    found = reader(changed(full, lambda d: typed(about(d).cell(0, 1), "CP-2041-008")))
    assert codes(found) == ["case-disagrees"]
    assert found.value is not None
    assert found.value.case == "CP-2041-008"


def test_two_forms_in_one_file_stop(full: bytes, reader: Read) -> None:
    found = reader(changed(full, lambda d: d.add_paragraph("Form other, version 1.")))
    assert (found.value, codes(found)) == (None, ["form-unclear"])


def test_a_document_that_is_no_form_is_unknown(reader: Read) -> None:
    out = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Dear all, please find attached.")
    document.save(out)
    found = reader(out.getvalue())
    assert (found.value, codes(found)) == (None, ["form-unknown"])


def test_an_older_version_is_read_all_the_same(full: bytes, catalogue: Catalogue) -> None:
    newer = Form("visit", VISIT.title, 3, VISIT.blocks, {}, VISIT.help)
    value = read_word(full, {"visit": newer}, catalogue).value
    assert value is not None
    assert (value.version, value.answers) == (2, FULL)


# --- the books: every character is an answer, outside, or ours ---


def heaps_of(content: bytes, catalogue: Catalogue) -> Heaps:
    package = opened(content)
    walk = Walk(package)
    body, margins = list(walk.body()), list(walk.margins())
    known = identify(package.properties(), body, FORMS, catalogue).value
    assert known is not None
    return sorted_out(body, margins, known.form, known.printed)


def letters(text: str) -> Counter[str]:
    """The characters of a text; how they are composed and spaced does not count."""
    return Counter(c for c in clean(text) if not c.isspace())


def written_in(content: bytes) -> Counter[str]:
    """Every character of the text of a document and of its footer, found without any of our code."""
    total: Counter[str] = Counter()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if re.match(r"word/(document|footer\d|header\d|comments|footnotes)\.xml", name):
                tree = etree.fromstring(archive.read(name))
                for paragraph in tree.iter(qn("w:p")):
                    text = "".join(t.text or "" for t in paragraph.iter(qn("w:t"), qn("w:delText")))
                    total += letters(KEY.sub("", text))
    return total


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")) | st.sampled_from("\n\t•“”’–\u00a0"),
    max_size=60,
).map(clean)
DATES = st.dates(date(1850, 1, 1), date(2199, 12, 31)).map(date.isoformat)


def _answers(block: Block) -> st.SearchStrategy[dict[str, str]]:
    kinds = {Kind.TEXT: TEXTS, Kind.DATE: DATES, Kind.CHOICE: st.sampled_from(["Yes", "No"])}
    return st.fixed_dictionaries({}, optional={f.key: kinds[f.kind] for f in block.fields}).map(
        lambda row: {key: value for key, value in row.items() if value}
    )


FILLED = st.fixed_dictionaries(
    {
        block.key: st.lists(_answers(block).filter(bool), max_size=4) if block.repeats else _answers(block)
        for block in VISIT.blocks
    }
).map(lambda whole: {key: value for key, value in whole.items() if value})


@settings(max_examples=30, deadline=None)
@given(filled=FILLED)
def test_blank_filled_read_gives_the_same_answers(
    words: Words, catalogue: Catalogue, filled: dict[str, Any]
) -> None:
    found = read_word(word_form(VISIT, words, Prefill("", filled)), FORMS, catalogue)
    assert answers(found) == filled
    assert outside(found) == []
    assert found.findings == ()


@settings(max_examples=30, deadline=None)
@given(filled=FILLED, stray=st.lists(st.tuples(st.integers(0, 30), TEXTS), max_size=6))
def test_the_books_balance_wherever_people_write(
    words: Words, catalogue: Catalogue, filled: dict[str, Any], stray: list[tuple[int, str]]
) -> None:
    def scribble(document: Document) -> None:
        spots = list(document.element.body.iter(qn("w:p")))
        for number, text in stray:
            run = parse_xml(f"<w:r {W}><w:t/></w:r>")
            run[0].text = text
            spots[number * 7 % len(spots)].append(run)

    content = changed(word_form(VISIT, words, Prefill("", filled)), scribble)
    heaps = heaps_of(content, catalogue)
    ours = sum(map(letters, [*heaps.printed, *heaps.raw, *(each.text for each in heaps.outside)]), Counter())
    # Page numbers are worked out by the word processor: "1" of "1" in every footer.
    assert written_in(content) - letters("11") == ours
