"""The blank, the pre-filled and the returned workbook."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from workbooks import cell_of

from pipeline.errors import TextTooLong
from pipeline.model.finding import Level
from pipeline.model.mark import Mark
from pipeline.model.prefill import Prefill
from pipeline.render.workbook import workbook
from pipeline.render.workbook_layout import lines_of
from pipeline.rulebook.library import Library
from pipeline.rulebook.words import Words

CASE = "CP-2041-007"
FORMS = ["case-set-up", "contribution", "minutes", "amendment", "sign-off", "request"]
KNOWN = Prefill(
    CASE,
    {
        "about": {
            "case": CASE,
            "children": "Ash Fable",
            "written": "about 3 March",
            "conference": "2041-05-30",
        },
        "progress": [{"number": "7", "need": "Sleep."}],
    },
    {"children": ("Ash Fable", "Wren Fable"), "members": tuple(f"Member {n}" for n in range(60))},
)
MARKS = (
    Mark(("about", "written"), Level.STOP, "“about 3 March” is not a date.", "Write 14/03/2041."),
    Mark(("progress", 0, "achieved"), Level.ASK, "This is blank.", "Choose one."),
    Mark(("analysis",), Level.ASK, "Nothing is written here.", "Write something."),
    Mark((), Level.NOTE, "It came late.", ""),
)


@pytest.fixture
def make(library: Library, english: Words) -> Any:
    def run(name: str = "contribution", prefill: Prefill | None = None, marks: Any = ()) -> Workbook:
        return load_workbook(BytesIO(workbook(library.forms[name], english, prefill, marks)))

    return run


def value_cell(sheet: Worksheet, label: str) -> Any:
    """The cell right of a label."""
    for row in sheet.iter_rows():
        for cell in row:
            if cell.column == 2 and str(cell.value or "").removesuffix(" *") == label:
                return sheet.cell(cell.row, 3)
    raise AssertionError(label)


@pytest.mark.parametrize("name", FORMS)
def test_every_form_says_what_it_is_on_every_sheet(name: str, make: Any, library: Library) -> None:
    book = make(name, Prefill(CASE))
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    assert [sheet.title for sheet in shown] == ["Start here", *library.forms[name].sheets()]
    for sheet in shown:
        assert str(sheet["B1"].value).startswith(library.forms[name].title)
        assert sheet["B2"].value == f"Form {name}, version 1. Case {CASE}"
    said = {each.name: each.value for each in book.custom_doc_props.props}
    assert said == {"rcpc_form": name, "rcpc_version": "1", "rcpc_case": CASE, "rcpc_language": "en"}
    assert book.properties.language == "en-GB"
    assert book.properties.title == f"{library.forms[name].title} {CASE}"
    assert book.active.title == "Start here"


@pytest.mark.parametrize("name", FORMS)
def test_every_question_and_heading_is_printed_named_and_keyed(
    name: str, make: Any, library: Library
) -> None:
    book = make(name)
    for block in library.forms[name].blocks:
        sheet = book[block.sheet]
        keys = {str(cell.value): cell.row for cell in sheet["A"] if cell.value}
        for at, field in enumerate(block.fields):
            named = book.defined_names[f"rcpc.{block.key}.{field.key}"].attr_text.replace("$", "")
            spot = sheet[named.rpartition("!")[2]]
            if block.repeats:
                row = keys[f"{block.key}#"]
                assert sheet.row_dimensions[row].hidden
                assert sheet.cell(row, at + 2).value == field.key
                label = sheet.cell(row + 1, at + 2)
                assert spot.coordinate == label.coordinate
            else:
                label = sheet.cell(keys[f"{block.key}.{field.key}"], 2)
                assert (spot.row, spot.column) == (label.row, 3)
            assert str(label.value).removesuffix(" *") == field.title
            assert str(label.value).endswith(" *") == field.required
        rows = sum(str(cell.value) == f"{block.key}[]" for cell in sheet["A"])
        assert rows == (max(block.rows, 2) if block.repeats else 0)


@pytest.mark.parametrize("name", FORMS)
def test_sheets_are_easy_to_fill_in_and_print(name: str, make: Any) -> None:
    for sheet in make(name).worksheets:
        if sheet.sheet_state != "visible":
            continue
        assert sheet.protection.sheet
        assert sheet.protection.password is None
        assert not sheet.protection.insertRows  # not forbidden
        assert not sheet.protection.formatRows
        assert not sheet.protection.sort
        assert sheet.column_dimensions["A"].hidden
        assert not sheet.merged_cells.ranges
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert "&P" in sheet.oddFooter.right.text
        if sheet.title != "Start here":
            assert sheet.freeze_panes
            assert sheet.print_title_rows
            assert sheet[sheet.sheet_view.selection[-1].activeCell].protection.locked is False


def test_answers_are_open_and_labels_locked(make: Any) -> None:
    about = make(prefill=KNOWN)["About"]
    assert value_cell(about, "Role").protection.locked is False
    assert value_cell(about, "Name of child/ren").protection.locked  # given, and filled in
    assert value_cell(about, "Date of the last conference").protection.locked is False  # given, but not known
    assert about[cell_of_book(about, "Role")].protection.locked


def cell_of_book(sheet: Worksheet, label: str) -> str:
    return str(next(c.coordinate for c in sheet["B"] if c.value == label))


def lists(sheet: Worksheet, cell: str) -> Any:
    return next((v for v in sheet.data_validations.dataValidation if cell in v.sqref), None)


def items(book: Workbook, rule: Any) -> list[Any]:
    sheet, cells = rule.formula1.replace("$", "").replace("'", "").split("!")
    return [row[0].value for row in book[sheet][cells]]


def test_choices_ask_and_suggestions_do_not(make: Any) -> None:
    book = make(prefill=KNOWN)
    progress = book["Progress"]
    header = next(
        c for row in progress.iter_rows() for c in row if c.value == "Has the outcome been achieved?"
    )
    rule = lists(progress, f"{header.column_letter}{header.row + 1}")
    assert (rule.type, rule.errorStyle, rule.showErrorMessage) == ("list", "warning", True)
    assert items(book, rule) == ["Achieved", "Partly achieved", "Not achieved"]
    who = next(c for row in progress.iter_rows() for c in row if c.value == "Who")
    rule = lists(progress, f"{who.column_letter}{who.row + 2}")
    assert (rule.type, rule.showErrorMessage) == ("list", False)
    assert items(book, rule) == [f"Member {n}" for n in range(60)]
    assert book["Lists"].sheet_state == "hidden"


def test_a_list_that_the_form_itself_holds(make: Any) -> None:
    """In the case set-up form, the plan's "who" offers the members typed on an earlier sheet."""
    book = make("case-set-up")
    who = cell_of_header(book["Outline plan"], "Who will be responsible?")
    rule = lists(book["Outline plan"], who)
    assert rule.formula1.replace("'", "").startswith("Members!$B$")


def cell_of_header(sheet: Worksheet, title: str) -> str:
    cell = next(c for row in sheet.iter_rows() for c in row if str(c.value).removesuffix(" *") == title)
    return f"{cell.column_letter}{cell.row + 2}"


def test_dates_are_dates_with_a_hint_and_only_a_question(make: Any) -> None:
    about = make(prefill=KNOWN)["About"]
    cell = value_cell(about, "Date of the review conference")
    assert (cell.value.isoformat()[:10], cell.number_format) == ("2041-05-30", "dd/mm/yyyy")
    rule = lists(about, cell.coordinate)
    assert (rule.type, rule.errorStyle) == ("date", "warning")
    assert "14/03/2041" in rule.prompt
    assert value_cell(about, "Date of this report").value == "about 3 March"  # as it was written


@pytest.mark.parametrize(
    "text", ["=1+1", "{=1}", "http://example.org", "0123", "<r>x</r>", "a\x07b", "@x", "+44"]
)
def test_text_stays_text(text: str, make: Any) -> None:
    cell = value_cell(make(prefill=Prefill(CASE, {"about": {"role": text}}))["About"], "Role")
    assert cell.data_type == "s"
    assert cell.hyperlink is None
    assert cell.value.strip() == text.replace("\x07", "_x0007_")


def test_nothing_is_ever_cut(make: Any) -> None:
    longest = "x" * 32_767
    assert (
        value_cell(make(prefill=Prefill("", {"analysis": {"help": longest}}))["Analysis"], HELP).value
        == longest
    )
    with pytest.raises(TextTooLong) as trouble:
        make(prefill=Prefill("", {"analysis": {"help": longest + "x"}}))
    assert trouble.value.path == ("analysis", "help")
    with pytest.raises(TextTooLong):  # a letter outside the basic plane takes the room of two
        make(prefill=Prefill("", {"analysis": {"help": "😀" * 16_384}}))


HELP = "What help will they receive?"


def test_rows_are_tall_enough_for_what_is_in_them(make: Any) -> None:
    sheet = make(prefill=Prefill("", {"analysis": {"help": "word " * 400}}))["Analysis"]
    cell = value_cell(sheet, HELP)
    assert sheet.row_dimensions[cell.row].height > 25 * 14
    assert cell.alignment.wrap_text
    assert lines_of("one\ntwo", 10) == 2
    assert lines_of("x" * 100, 22) == 6  # 104 in lines of 20


def test_a_returned_form_lists_what_to_put_right_with_links(make: Any) -> None:
    book = make(prefill=KNOWN, marks=MARKS)
    sheet = book.worksheets[0]
    assert (sheet.title, book.active.title) == ("Put right", "Put right")
    rows = [[cell.value for cell in row] for row in sheet["B6:F10"]]
    assert rows == [
        ["No.", "How much it matters", "Where", "What was found", "What to do"],
        [
            "1",
            "To put right",
            f"About, cell {written(book)}",
            "“about 3 March” is not a date.",
            "Write 14/03/2041.",
        ],
        ["2", "Please look at", f"Progress, cell {achieved(book)}", "This is blank.", "Choose one."],
        ["3", "Please look at", "Analysis, cell B4", "Nothing is written here.", "Write something."],
        ["4", "Worth knowing", "The form as a whole", "It came late.", None],
    ]
    assert sheet["D7"].hyperlink.location == f"'About'!{written(book)}"
    assert sheet["D8"].hyperlink.location == f"'Progress'!{achieved(book)}"


def written(book: Workbook) -> str:
    return str(value_cell(book["About"], "Date of this report").coordinate)


def achieved(book: Workbook) -> str:
    cell = next(
        c for row in book["Progress"].iter_rows() for c in row if c.value == "Has the outcome been achieved?"
    )
    return f"{cell.column_letter}{cell.row + 1}"


def test_marked_cells_have_a_bold_frame_and_a_note(make: Any) -> None:
    book = make(prefill=KNOWN, marks=MARKS)
    for sheet, cell, says in (
        ("About", written(book), "“about 3 March” is not a date. Write 14/03/2041."),
        ("Progress", achieved(book), "This is blank. Choose one."),
    ):
        assert book[sheet][cell].border.left.style == "thick"
        assert book[sheet][cell].protection.locked is False
        assert book[sheet][cell].comment.text == says
    assert book["Analysis"]["B4"].comment.text == "Nothing is written here. Write something."
    beside = book["About"].cell(book["About"][written(book)].row, 4)
    assert beside.value == "“about 3 March” is not a date. Write 14/03/2041."
    assert book["About"].sheet_view.selection[-1].activeCell == written(book)


def test_answers_of_any_shape_are_carried_over(make: Any) -> None:
    """A .json form may hold anything; what has a cell is written there, and nothing breaks."""
    odd = {
        "about": ["x"],
        "chronology": [{"event": ["two", "things"]}, "x", {"event": True}],
        "analysis": {"help": 7},
    }
    book = make(prefill=Prefill("", odd))
    first = cell_of_header(book["Chronology"], "Significant event")
    column, row = first[0], int(first[1:])
    assert [book["Chronology"][f"{column}{row + at}"].value for at in range(3)] == [
        '["two", "things"]',
        None,
        "true",
    ]
    assert value_cell(book["Analysis"], HELP).value == 7


@pytest.mark.parametrize("name", FORMS)
def test_the_same_input_gives_the_same_bytes(name: str, library: Library, english: Words) -> None:
    form = library.forms[name]
    assert workbook(form, english, KNOWN, MARKS) == workbook(form, english, KNOWN, MARKS)


def test_the_case_is_on_every_printed_page(library: Library, english: Words) -> None:
    content = workbook(library.forms["contribution"], english, Prefill("A&B-1"))
    with ZipFile(BytesIO(content)) as archive:
        footers = re.findall(
            "<oddFooter>(.*?)</oddFooter>", archive.read("xl/worksheets/sheet2.xml").decode()
        )
    assert footers == ["&amp;LA&amp;&amp;B-1&amp;RPage &amp;P of &amp;N"]


def test_where_a_label_stands(library: Library, english: Words) -> None:
    content = workbook(library.forms["contribution"], english)
    assert cell_of(content, "About", "About this report") == "B4"


def test_rows_grow_while_one_types(library: Library, english: Words) -> None:
    """They have a height to begin with, but none is fixed."""
    sheet = worksheet(workbook(library.forms["contribution"], english), "Analysis")
    assert b' ht="' in sheet
    assert b"customHeight" not in sheet


def worksheet(content: bytes, name: str) -> bytes:
    at = load_workbook(BytesIO(content)).sheetnames.index(name) + 1
    with ZipFile(BytesIO(content)) as archive:
        return archive.read(f"xl/worksheets/sheet{at}.xml")
