"""Filled-in workbooks read as their senders meant them."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet
from workbooks import cell_of, edited, typed, with_part, with_xml

from pipeline.model.finding import Checked, Level
from pipeline.model.mark import Mark
from pipeline.model.prefill import Prefill
from pipeline.model.submission import FilledForm
from pipeline.read.workbook import read_workbook
from pipeline.render.workbook import workbook
from pipeline.rulebook.library import Library
from pipeline.rulebook.words import Words

CASE = "CP-2041-007"
ANSWERS: dict[str, Any] = {
    "about": {"case": CASE, "name": "Bryn Fable", "agency": "Hilltop School", "written": "2041-03-14"},
    "chronology": [
        {"held": "2041-02-03", "child": "Ash Fable", "event": "Came late.", "outcome": "Call home."},
        {"held": "2041-02-10", "event": "Came on time."},
    ],
    "analysis": {"history": "Two homes.", "help": "Breakfast club."},
}


@pytest.fixture
def blank(library: Library, english: Words) -> bytes:
    return workbook(library.forms["contribution"], english, Prefill(CASE))


@pytest.fixture
def filled(library: Library, english: Words) -> bytes:
    return workbook(library.forms["contribution"], english, Prefill(CASE, ANSWERS))


@pytest.fixture
def read(library: Library) -> Any:
    def run(content: bytes) -> FilledForm:
        checked: Checked[FilledForm] = read_workbook(content, library.forms, library.findings)
        assert checked.value is not None
        assert checked.findings == ()
        return checked.value

    return run


@pytest.fixture
def found(library: Library) -> Any:
    return lambda content: read_workbook(content, library.forms, library.findings)


def below(cell: str, rows: int, column: str = "") -> str:
    """The cell so many rows further down."""
    letter = cell.rstrip("0123456789")
    return f"{column or letter}{int(cell.removeprefix(letter)) + rows}"


def test_filled_by_hand(blank: bytes, read: Any) -> None:
    """Somebody looks for the labels and types beside and below them."""
    name = cell_of(blank, "About", "Report provided by (name)")
    written = cell_of(blank, "About", "Date of this report")
    event = cell_of(blank, "Chronology", "Significant event")
    content = typed(
        blank,
        {
            ("About", below(name, 0, "C")): "  Bryn Fable ",
            ("About", below(written, 0, "C")): date(2041, 3, 14),
            ("Chronology", below(event, 2)): "Came\r\nlate.",
            ("Chronology", below(event, 2, "B")): "3/2/2041",
            ("Chronology", below(event, 5)): "Later.",
        },
    )
    form = read(content)
    assert form.answers == {
        "about": {"name": "Bryn Fable", "written": "2041-03-14"},
        "chronology": [{"held": "2041-02-03", "event": "Came\nlate."}, {"event": "Later."}],
    }
    assert (form.form, form.version, form.case) == ("contribution", 1, CASE)
    assert form.outside == ()


def test_places_are_told_as_the_sender_sees_them(filled: bytes, read: Any) -> None:
    form = read(filled)
    name = cell_of(filled, "About", "Report provided by (name)")
    role = cell_of(filled, "About", "Role")
    event = cell_of(filled, "Chronology", "Significant event")
    title = cell_of(filled, "Chronology", "Chronology of agency involvement since the last conference")
    assert str(form.places[("about", "name")]) == f"About, cell {below(name, 0, 'C')}"
    assert str(form.places[("about", "role")]) == f"About, cell {below(role, 0, 'C')}"
    assert str(form.places[("chronology", 1, "event")]) == f"Chronology, cell {below(event, 3)}"
    assert str(form.places[("chronology", 1, "outcome")]) == f"Chronology, cell {below(event, 3, 'E')}"
    assert str(form.places[("chronology",)]) == f"Chronology, cell {title}"


def test_sheets_in_another_order(filled: bytes, read: Any) -> None:
    def change(book: Workbook) -> None:
        book.move_sheet("About", 6)
        book.move_sheet("Analysis", -4)

    assert read(edited(filled, change)).answers == ANSWERS


def swap(sheet: Worksheet, one: str, other: str) -> None:
    for row in range(1, sheet.max_row + 1):
        first, second = sheet[f"{one}{row}"], sheet[f"{other}{row}"]
        first.value, second.value = second.value, first.value
        first.number_format, second.number_format = second.number_format, first.number_format


def test_columns_of_a_table_in_another_order(filled: bytes, read: Any) -> None:
    assert read(edited(filled, lambda book: swap(book["Chronology"], "B", "E"))).answers == ANSWERS


def test_the_hidden_column_moved_to_the_end(filled: bytes, read: Any) -> None:
    assert read(edited(filled, lambda book: swap(book["Chronology"], "A", "H"))).answers == ANSWERS


def test_headings_with_other_case_spacing_and_names(filled: bytes, read: Any) -> None:
    event = cell_of(filled, "Chronology", "Significant event")
    name = cell_of(filled, "About", "Report provided by (name)")
    content = typed(
        filled,
        {
            ("Chronology", event): "EVENT :",  # another heading that the schema accepts
            ("Chronology", below(event, 0, "E")): "  out-come",
            ("About", name): "report provided by NAME",
        },
    )
    assert read(content).answers == ANSWERS


def test_labels_changed_beyond_recognition_are_known_by_their_keys(filled: bytes, found: Any) -> None:
    event = cell_of(filled, "Chronology", "Significant event")
    name = cell_of(filled, "About", "Report provided by (name)")
    content = typed(filled, {("Chronology", event): "What happened", ("About", name): "Who are you?"})
    checked = found(content)
    assert checked.value.answers == ANSWERS
    assert [outside.text for outside in checked.value.outside] == ["Who are you?", "What happened"]


def strip_identities(book: Workbook) -> None:
    """What is left after copying into a new workbook: only what can be seen."""
    book.defined_names.clear()
    for name in list(book.custom_doc_props.names):
        del book.custom_doc_props[name]
    del book["Lists"]
    for sheet in book.worksheets:
        for row in range(1, sheet.max_row + 1):
            if str(sheet.cell(row, 1).value or "").endswith("#"):
                for column in range(2, 20):
                    sheet.cell(row, column).value = None
            sheet.cell(row, 1).value = None


def test_by_labels_alone(filled: bytes, found: Any) -> None:
    checked = found(edited(filled, strip_identities))
    assert checked.value.answers == ANSWERS
    assert checked.findings == ()
    assert (checked.value.form, checked.value.case) == ("contribution", CASE)


def test_the_label_counts_more_than_the_hidden_key(filled: bytes, read: Any) -> None:
    """Labels and answers of two rows were swapped by cutting and pasting; the hidden keys stayed."""

    def change(book: Workbook) -> None:
        sheet = book["Analysis"]
        rows = [cell.row for cell in sheet["A"] if cell.value in ("analysis.history", "analysis.help")]
        for column in "BC":
            one, other = sheet[f"{column}{rows[0]}"], sheet[f"{column}{rows[1]}"]
            one.value, other.value = other.value, one.value

    assert read(edited(filled, change)).answers == ANSWERS


def test_an_answer_typed_beside_its_box(blank: bytes, read: Any) -> None:
    role = cell_of(blank, "About", "Role")
    assert read(typed(blank, {("About", below(role, 0, "D")): "Teacher"})).answers == {
        "about": {"role": "Teacher"}
    }


def test_rows_put_in_and_sorted_and_hidden(filled: bytes, read: Any) -> None:
    def change(book: Workbook) -> None:
        sheet = book["Chronology"]
        row = int(below(cell_of(filled, "Chronology", "Significant event"), 3)[1:])
        sheet.insert_rows(row)  # has no key
        sheet[f"D{row}"] = "In between."
        sheet.row_dimensions[row].hidden = True

    events = [row["event"] for row in read(edited(filled, change)).answers["chronology"]]
    assert events == ["Came late.", "In between.", "Came on time."]


def test_cells_merged_down_count_for_each_row_with_an_answer(blank: bytes, read: Any) -> None:
    row = int(below(cell_of(blank, "Chronology", "Significant event"), 2)[1:])

    def change(book: Workbook) -> None:
        sheet = book["Chronology"]
        sheet[f"B{row}"], sheet[f"D{row}"], sheet[f"D{row + 1}"] = date(2041, 2, 3), "One.", "Two."
        sheet.merge_cells(f"B{row}:B{row + 2}")  # the third row holds nothing

    assert read(edited(blank, change)).answers["chronology"] == [
        {"held": "2041-02-03", "event": "One."},
        {"held": "2041-02-03", "event": "Two."},
    ]


def test_cells_merged_across(blank: bytes, read: Any) -> None:
    role = cell_of(blank, "About", "Role")

    def change(book: Workbook) -> None:
        book["About"].merge_cells(f"{role}:{below(role, 0, 'C')}")
        book["About"][below(role, 0, "D")] = "Teacher"

    assert read(edited(blank, change)).answers == {"about": {"role": "Teacher"}}


def test_numbers_and_text_for_each_other(blank: bytes, read: Any) -> None:
    number = cell_of(blank, "Progress", "Number")
    achieved = cell_of(blank, "Progress", "Has the outcome been achieved?")
    content = typed(
        blank, {("Progress", below(number, 1)): 7.0, ("Progress", below(achieved, 1)): "PARTLY achieved "}
    )
    assert read(content).answers == {"progress": [{"number": "7", "achieved": "Partly achieved"}]}


def test_days_counted_from_1904(blank: bytes, read: Any) -> None:
    written = below(cell_of(blank, "About", "Date of this report"), 0, "C")
    content = with_part(
        with_xml(blank, "About", written, "><v>50112</v></c>"),
        "xl/workbook.xml",
        lambda text: text.replace("<workbookPr ", '<workbookPr date1904="1" '),
    )
    assert read(content).answers == {"about": {"written": "2041-03-14"}}


def test_a_formula_with_its_result_is_its_result(blank: bytes, read: Any) -> None:
    name = below(cell_of(blank, "About", "Report provided by (name)"), 0, "C")
    content = with_xml(blank, "About", name, ' t="str"><f>"Bryn "&amp;"Fable"</f><v>Bryn Fable</v></c>')
    assert read(content).answers == {"about": {"name": "Bryn Fable"}}


def test_a_formula_whose_result_is_blank_is_blank(blank: bytes, read: Any) -> None:
    name = below(cell_of(blank, "About", "Report provided by (name)"), 0, "C")
    assert read(with_xml(blank, "About", name, ' t="str"><f>""</f><v></v></c>')).answers == {}


def test_a_formula_without_result_is_asked_about(blank: bytes, found: Any) -> None:
    name = below(cell_of(blank, "About", "Report provided by (name)"), 0, "C")
    checked = found(typed(blank, {("About", name): '="Bryn "&"Fable"'}))
    (finding,) = checked.findings
    assert (finding.code, str(finding.place), finding.path) == (
        "formula-without-result",
        f"About, cell {name}",
        ("about", "name"),
    )
    assert checked.value.answers == {"about": {"name": '="Bryn "&"Fable"'}}


def test_a_cell_that_shows_a_fault(blank: bytes, found: Any) -> None:
    name = below(cell_of(blank, "About", "Report provided by (name)"), 0, "C")
    checked = found(with_xml(blank, "About", name, ' t="e"><f>Z1</f><v>#REF!</v></c>'))
    (finding,) = checked.findings
    assert (finding.code, finding.path, finding.details) == (
        "error-in-cell",
        ("about", "name"),
        (("answer", "#REF!"),),
    )


def test_a_sheet_formatted_to_its_last_row(filled: bytes, read: Any) -> None:
    def change(book: Workbook) -> None:
        book["Chronology"].cell(1_048_576, 3).number_format = "0.00"

    assert read(edited(filled, change)).answers == ANSWERS


def test_writing_far_away_is_not_lost_in_silence(filled: bytes, found: Any) -> None:
    checked = found(typed(filled, {("Chronology", "D900"): "One more."}))
    (finding,) = checked.findings
    assert (finding.code, str(finding.place)) == ("written-far-away", "Chronology, cell D900")
    assert found(typed(filled, {("Chronology", "CA9"): "One more."})).findings[0].code == "written-far-away"


def test_what_stands_outside_the_questions_is_kept(filled: bytes, read: Any) -> None:
    def change(book: Workbook) -> None:
        book["About"]["C30"] = "Please ring me."
        book["Start here"]["B20"] = "Not sure about this."
        book["About"]["B1"].comment = Comment("A note on the title.", "Bryn")
        book.create_sheet("More")["A1"] = "A page more."
        book["Chronology"]["G9"] = "Beside the table."

    assert {(str(o.place), o.text) for o in read(edited(filled, change)).outside} == {
        ("About, cell C30", "Please ring me."),
        ("Start here, cell B20", "Not sure about this."),
        ("About, cell B1", "A note on the title."),
        ("More, cell A1", "A page more."),
        ("Chronology, cell G9", "Beside the table."),
    }


def test_a_sheet_or_part_that_was_taken_out(filled: bytes, found: Any) -> None:
    checked = found(edited(filled, lambda book: book.remove(book["Recommendation"])))
    assert [(f.code, f.details) for f in checked.findings] == [
        ("sheet-missing", (("sheet", "Recommendation"),)),
    ]
    start = int(cell_of(filled, "Progress", "Updates Required for the Plan")[1:])
    checked = found(edited(filled, lambda book: book["Progress"].delete_rows(start, 20)))
    assert [(f.code, f.path) for f in checked.findings] == [("part-missing", ("updates",))]


def test_a_sheet_from_another_case(filled: bytes, found: Any) -> None:
    other = typed(filled, {("Chronology", "B2"): "Form contribution, version 1. Case CP-2041-008"})
    (finding,) = found(other).findings
    assert (finding.code, finding.details) == ("case-disagrees", (("one", CASE), ("other", "CP-2041-008")))
    case = below(cell_of(filled, "About", "Case reference"), 0, "C")
    assert [f.code for f in found(typed(filled, {("About", case): "CP-2041-008"})).findings] == [
        "case-disagrees"
    ]
    assert found(typed(filled, {("About", case): "cp 2041 007"})).findings == ()


def test_two_forms_in_one_file(filled: bytes, found: Any) -> None:
    checked = found(typed(filled, {("Chronology", "B2"): "Form minutes, version 1. Case CP-2041-007"}))
    assert checked.value is None
    assert [f.code for f in checked.findings] == ["form-unclear"]


def test_another_version_is_read_all_the_same(filled: bytes, found: Any) -> None:
    def change(book: Workbook) -> None:
        for sheet in book.worksheets:
            if str(sheet["B2"].value).startswith("Form"):
                sheet["B2"] = f"Form contribution, version 0. Case {CASE}"

    checked = found(edited(filled, change))
    assert checked.value.answers == ANSWERS


def test_a_workbook_that_is_no_form(found: Any) -> None:
    book = Workbook()
    book.active["A1"] = "Shopping"
    target = BytesIO()
    book.save(target)
    checked = found(target.getvalue())
    assert checked.value is None
    assert [f.code for f in checked.findings] == ["form-unknown"]
    assert [f.code for f in found(b"PK nonsense").findings] == ["file-unreadable"]


def test_a_table_filled_in_twice(filled: bytes, found: Any) -> None:
    def change(book: Workbook) -> None:
        copy = book.copy_worksheet(book["Chronology"])
        row = below(cell_of(filled, "Chronology", "Significant event"), 2)
        copy[row] = "Came early."

    checked = found(edited(filled, change))
    assert [(f.code, f.path) for f in checked.findings] == [("answered-twice", ("chronology",))]
    same = found(edited(filled, lambda book: book.copy_worksheet(book["Chronology"])))
    assert same.findings == ()
    assert same.value.answers == ANSWERS


def test_an_answer_given_twice(filled: bytes, found: Any) -> None:
    def change(book: Workbook) -> None:
        copy = book.copy_worksheet(book["About"])
        copy[below(cell_of(filled, "About", "Report provided by (name)"), 0, "C")] = "Cai Fable"

    checked = found(edited(filled, change))
    assert [(f.code, f.path) for f in checked.findings] == [("answered-twice", ("about", "name"))]
    assert checked.value.answers == ANSWERS
    assert "Cai Fable" in [outside.text for outside in checked.value.outside]


def test_a_returned_form_sent_again(library: Library, english: Words, read: Any) -> None:
    """Our own list, notes and marks are not taken for the sender's words."""
    marks = [
        Mark(("about", "name"), Level.STOP, "“B” is short.", "Write it out."),
        Mark((), Level.ASK, "Late.", ""),
    ]
    content = workbook(library.forms["contribution"], english, Prefill(CASE, ANSWERS), marks)
    form = read(edited(content, lambda book: None))
    assert form.answers == ANSWERS
    assert form.outside == ()


def test_writing_in_the_row_of_hints(blank: bytes, read: Any) -> None:
    event = cell_of(blank, "Chronology", "Significant event")
    form = read(typed(blank, {("Chronology", below(event, 1)): "Came late."}))
    assert form.answers == {"chronology": [{"event": "Came late."}]}


def test_text_boxes_and_pictures(blank: bytes, library: Library, found: Any) -> None:
    """What the quick library does not show: a text box is kept, a picture is asked about."""
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet("About")
    sheet.write("B2", "Form contribution, version 1.")
    sheet.insert_textbox("D14", "Please\nring me.")
    sheet.insert_image("F3", "dot.png", {"image_data": BytesIO(DOT)})
    book.close()
    checked = found(target.getvalue())
    assert [(str(o.place), o.text) for o in checked.value.outside] == [
        ("About, cell D14", "Please\nring me.")
    ]
    assert [str(f.place) for f in checked.findings if f.code == "picture-pasted"] == ["About, cell F3"]


def test_words_crossed_out_and_left_standing(blank: bytes, found: Any) -> None:
    name = below(cell_of(blank, "About", "Report provided by (name)"), 0, "C")
    role = below(cell_of(blank, "About", "Role"), 0, "C")

    def change(book: Workbook) -> None:
        sheet = book["About"]
        sheet[name], sheet[role] = (
            "Bryn Fable",
            CellRichText("Head ", TextBlock(InlineFont(strike=True), "of")),
        )
        sheet[name].font = Font(strike=True)
        sheet["E20"].font = Font(strike=True)  # nothing is written there

    checked = found(edited(blank, change))
    assert checked.value.answers == {"about": {"name": "Bryn Fable", "role": "Head of"}}
    assert [(f.code, str(f.place), f.path, f.details) for f in checked.findings] == [
        ("crossed-out", f"About, cell {name}", ("about", "name"), (("answer", "Bryn Fable"),)),
        ("crossed-out", f"About, cell {role}", ("about", "role"), (("answer", "of"),)),
    ]
    assert checked.stopped


def test_headers_and_footers_of_printed_pages(filled: bytes, read: Any) -> None:
    """Ours are known; a bare page number is nothing; what somebody added is kept, once."""

    def change(book: Workbook) -> None:
        for sheet in book.worksheets:
            sheet.oddFooter.left.text = "Seen by R&&D,\nring 01632 960001"
            sheet.evenFooter.center.text = "Page &P"

    assert [(str(o.place), o.text) for o in read(edited(filled, change)).outside] == [
        ("Start here", "Seen by R&D, ring 01632 960001")
    ]


def test_a_word_that_is_a_hidden_key_elsewhere(filled: bytes, read: Any) -> None:
    """Beside the table "seen" is what somebody wrote, though the form calls a part of itself so."""
    assert [o.text for o in read(typed(filled, {("Chronology", "G9"): "seen"})).outside] == ["seen"]


def test_hints_that_were_sorted_into_the_table_are_no_answers(filled: bytes, read: Any) -> None:
    def change(book: Workbook) -> None:
        sheet = book["Chronology"]
        hints = int(below(cell_of(filled, "Chronology", "Significant event"), 1)[1:])
        for column in "BCDE":
            moved = sheet[f"{column}{hints}"].value
            sheet[f"{column}{hints}"] = None
            sheet[f"{column}{hints + 3}"] = moved  # hidden keys were not sorted along

    assert read(edited(filled, change)).answers == ANSWERS


def test_an_answer_in_the_words_of_the_help(blank: bytes, read: Any) -> None:
    role = cell_of(blank, "About", "Role")
    said = load_workbook(BytesIO(blank))["About"][below(role, 0, "D")].value
    form = read(typed(blank, {("About", below(role, 0, "C")): said}))
    assert form.answers == {"about": {"role": said}}


def test_a_row_put_in_whose_words_are_headings(filled: bytes, read: Any) -> None:
    """What stands below it still belongs under the headings of the table."""

    def change(book: Workbook) -> None:
        sheet = book["Chronology"]
        row = int(below(cell_of(filled, "Chronology", "Significant event"), 3)[1:])
        sheet.insert_rows(row)  # has no key
        sheet[f"D{row}"], sheet[f"E{row}"] = "Outcome", "Child"

    rows = read(edited(filled, change)).answers["chronology"]
    assert rows == [
        ANSWERS["chronology"][0],
        {"event": "Outcome", "outcome": "Child"},
        ANSWERS["chronology"][1],
    ]


def test_a_sheet_that_is_there_without_its_table(filled: bytes, found: Any) -> None:
    """The headings are gone: the part is named, and nobody is told that the sheet was missing."""
    start = int(cell_of(filled, "Chronology", "Significant event")[1:])
    checked = found(edited(filled, lambda book: book["Chronology"].delete_rows(start - 1, 2)))
    assert [(f.code, f.path) for f in checked.findings] == [("part-missing", ("chronology",))]
    assert "Came late." in [outside.text for outside in checked.value.outside]


DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f6"
    "45400000000049454e44ae426082"
)


@pytest.mark.parametrize("said", ["?", "-", "{", "…"])
def test_a_row_of_nothing_but_punctuation_is_an_answer(said: str, library: Library) -> None:
    filled = {"progress": [{"number": said}]}
    form = library.forms["contribution"]
    content = workbook(form, library.words["en"], Prefill("CP-2041-007", filled))
    checked = read_workbook(content, library.forms, library.findings)
    assert checked.value is not None
    assert checked.value.answers["progress"] == [{"number": said}]


@pytest.mark.parametrize(
    ("form", "sheet", "word"),
    [("contribution", "About", "There."), ("minutes", "Meeting", "Is"), ("case-set-up", "Case", "Uchod")],
)
def test_a_word_that_ends_a_printed_line_is_kept_where_somebody_wrote_it(
    library: Library, english: Words, form: str, sheet: str, word: str
) -> None:
    # Introductions are printed line by line, and the last line of one may be a single word.
    content = typed(workbook(library.forms[form], english, Prefill(CASE)), {(sheet, "H3"): word})
    checked = read_workbook(content, library.forms, library.findings)
    assert checked.value is not None
    assert [(str(o.place), o.text) for o in checked.value.outside] == [(f"{sheet}, cell H3", word)]
