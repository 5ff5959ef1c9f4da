"""Forms in Welsh: whatever language a form prints, its answers are the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from typing import Any

import docx
import pytest
from openpyxl import load_workbook

from pipeline.model.finding import Checked, Level
from pipeline.model.mark import Mark
from pipeline.model.prefill import Prefill
from pipeline.model.submission import FilledForm
from pipeline.read.arrival import read
from pipeline.render.word_form import word_form
from pipeline.render.workbook import workbook
from pipeline.rulebook.form import Block, Form, Kind
from pipeline.rulebook.library import Library
from pipeline.rulebook.sample import sample

FORMS = ("case-set-up", "contribution", "minutes", "amendment", "sign-off", "request")
PRINTED = [(name, "xlsx") for name in FORMS] + [("minutes", "docx")]
CASE = "CP-2026-014"
RENDERERS = {"xlsx": workbook, "docx": word_form}


def whole(form: Form) -> dict[str, Any]:
    """Answers to every question; the choices of a table come one after the other, one row for each."""
    answers = sample(form)
    for block in form.blocks:
        if block.repeats:
            most = max((len(field.choices) for field in block.fields), default=0)
            answers[block.key] = [_row(block, answers[block.key][0], at) for at in range(max(most, 1))]
    return answers


def _row(block: Block, row: Mapping[str, Any], at: int) -> dict[str, Any]:
    chosen = {f.key: f.choices[at % len(f.choices)].label for f in block.fields if f.choices}
    return {**row, **chosen}


def made(
    library: Library, name: str, kind: str, language: str, answers: Mapping[str, Any], marks: Any = ()
) -> bytes:
    form = library.form_in(name, language)
    return RENDERERS[kind](form, library.words_in(language), Prefill(CASE, answers), marks)


def again(library: Library, content: bytes) -> Checked[FilledForm]:
    return read(content, library.forms, library.findings)


def answers_of(found: Checked[FilledForm]) -> Any:
    assert found.findings == ()
    assert found.value is not None
    assert found.value.outside == ()
    return found.value.answers


@pytest.mark.parametrize(("name", "kind"), PRINTED)
def test_a_blank_welsh_form_holds_nothing(library: Library, name: str, kind: str) -> None:
    found = again(library, made(library, name, kind, "cy", {}))
    assert answers_of(found) == {}
    assert found.value is not None
    assert (found.value.form, found.value.case, found.value.language) == (name, CASE, "cy")


@pytest.mark.parametrize(("name", "kind"), PRINTED)
def test_answers_are_the_same_in_either_language(library: Library, name: str, kind: str) -> None:
    answers = whole(library.forms[name])
    welsh, english = (again(library, made(library, name, kind, tag, answers)) for tag in ("cy", "en"))
    assert answers_of(welsh) == answers_of(english) == answers
    assert english.value is not None
    assert english.value.language == "en"


@pytest.mark.parametrize(("name", "kind"), PRINTED)
@pytest.mark.parametrize("language", ["cy", "en"])
def test_a_form_that_came_back_is_read_as_it_was(
    library: Library, name: str, kind: str, language: str
) -> None:
    answers = whole(library.forms[name])
    block = library.forms[name].blocks[0]
    marks = [Mark((block.key, block.fields[0].key), Level.STOP, "Mae'r ateb ar goll.", "Ysgrifennwch ef.")]
    assert answers_of(again(library, made(library, name, kind, language, answers, marks))) == answers


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize(("printed", "written"), [("en", "cy"), ("cy", "en")])
def test_every_choice_may_be_written_in_the_other_language(
    library: Library, name: str, printed: str, written: str
) -> None:
    """As people copy rows from one form into another."""
    answers = whole(library.forms[name])
    other = library.form_in(name, written)
    for block in other.blocks:
        rows = answers[block.key] if block.repeats else [answers[block.key]]
        for row in rows:
            row.update({f.key: f.shown(row[f.key]) for f in block.fields if f.choices})
    assert answers != whole(library.forms[name]) or written == "en"
    found = again(library, made(library, name, "xlsx", printed, answers))
    assert answers_of(found) == whole(library.forms[name])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Ie", "Yes"),
        ("Oes", "Yes"),
        ("ydy", "Yes"),
        ("Do", "Yes"),
        ("Nac oes", "No"),
        ("Nac ydy.", "No"),
        ("Naddo", "No"),
    ],
)
@pytest.mark.parametrize("language", ["cy", "en"])
def test_yes_and_no_may_be_the_verb_of_the_question(
    library: Library, language: str, written: str, meant: str
) -> None:
    """Welsh answers "A oes ...?" with Oes or Nac oes, "A welwyd ...?" with Do or Naddo."""
    row = {"child": "Robin Example", "seen": "2026-10-02", "alone": written}
    found = again(library, made(library, "minutes", "xlsx", language, {"seen": [row]}))
    assert answers_of(found)["seen"] == [{**row, "alone": meant}]


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize(("name", "kind"), PRINTED)
def test_answers_are_the_same_under_the_headings_of_any_guidance(
    library: Library, name: str, kind: str, language: str
) -> None:
    answers = whole(library.forms[name])
    for protocol in library.protocols.values():
        form = library.form_in(name, language, protocol)
        if form.headings:
            ready = Prefill(CASE, answers)
            found = again(library, RENDERERS[kind](form, library.words_in(language), ready))
            assert answers_of(found) == answers, protocol.name


def test_some_guidance_has_headings_of_its_own(library: Library) -> None:
    forms = (library.form_in(name, "", p) for name in FORMS for p in library.protocols.values())
    assert any(form.headings for form in forms)


def texts(content: bytes) -> set[str]:
    book = load_workbook(BytesIO(content))
    return {str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None}


@pytest.mark.parametrize("name", FORMS)
def test_a_welsh_workbook_prints_no_fixed_word_of_english(library: Library, name: str) -> None:
    form, told = library.forms[name], library.form_in(name, "cy")
    content = made(library, name, "xlsx", "cy", {})
    english = {
        text
        for block, other in zip(form.blocks, told.blocks, strict=True)
        for field, said in zip(block.fields, other.fields, strict=True)
        for text, welsh in (
            (block.title, other.title),
            (block.sheet, other.sheet),
            (block.help, other.help),
            (field.title, said.title),
            (field.help, said.help),
            *((choice.label, choice.shown) for choice in said.choices),
        )
        if text and text != welsh
    }
    assert len(english) > 10
    own = {text for block in told.blocks for text in (block.title, *(f.title for f in block.fields))}
    assert sorted((english & {text.removesuffix(" *") for text in texts(content)}) - own) == []


def test_a_choice_is_offered_and_shown_in_welsh(library: Library) -> None:
    told = library.form_in("minutes", "cy")
    block = next(b for b in told.blocks if b.repeats and any(f.choices for f in b.fields))
    field = next(f for f in block.fields if f.choices)
    choice = field.choices[0]
    assert choice.shown != choice.label
    answers = {block.key: [{field.key: choice.label}]}
    for kind in ("xlsx", "docx"):
        content = made(library, "minutes", kind, "cy", answers)
        if kind == "xlsx":
            shown = texts(content)
        else:
            body = docx.Document(BytesIO(content)).element.body
            shown = {t.text for t in body.iter() if t.tag.endswith("}t") and t.text}
        assert choice.shown in shown
        assert choice.label not in shown


@pytest.mark.parametrize("name", ["contribution", "minutes"])
def test_sheets_of_both_languages_in_one_workbook(library: Library, name: str) -> None:
    """Somebody copies whole sheets of the form in the other language: no word of it becomes an answer."""
    answers = whole(library.forms[name])
    english, welsh = (
        load_workbook(BytesIO(made(library, name, "xlsx", tag, answers))) for tag in ("en", "cy")
    )
    for at, sheet in enumerate(welsh.worksheets):
        if at % 2 and sheet.sheet_state == "visible":
            target = english.worksheets[at]
            for row in sheet.iter_rows():
                for cell in row:
                    target[cell.coordinate] = cell.value
    kept = BytesIO()
    english.save(kept)
    assert answers_of(again(library, kept.getvalue())) == answers


def test_a_form_that_lost_its_keys_is_known_by_its_welsh_words(library: Library) -> None:
    """A copy that holds nothing hidden any more: no key, no name, no property, no list of what we printed."""
    answers = whole(library.forms["amendment"])
    book = load_workbook(BytesIO(made(library, "amendment", "xlsx", "cy", answers)))
    for sheet in list(book):
        if sheet.sheet_state != "visible":
            del book[sheet.title]
        else:
            sheet.delete_cols(1)
    for name in list(book.defined_names):
        del book.defined_names[name]
    properties: Any = book
    for name in list(properties.custom_doc_props.names):
        del properties.custom_doc_props[name]
    kept = BytesIO()
    book.save(kept)
    found = again(library, kept.getvalue()).value
    assert found is not None
    assert (found.form, found.language, found.answers) == ("amendment", "", answers)


def test_json_holds_the_words_of_the_schema(library: Library) -> None:
    form = library.forms["contribution"]
    sent = {"form": form.name, "version": form.version, **whole(form)}
    found = again(library, json.dumps(sent).encode()).value
    assert found is not None
    assert (found.answers, found.language) == (whole(form), "")


def test_a_language_that_the_form_does_not_have_is_none(library: Library) -> None:
    form = replace(library.forms["amendment"], language="xx")
    found = again(library, workbook(form, library.words_in("en"), Prefill(CASE, {}))).value
    assert found is not None
    assert found.language == ""


def test_every_example_of_a_choice_is_a_label_in_its_language(library: Library) -> None:
    for name in FORMS:
        for block in library.form_in(name, "cy").blocks:
            for field in block.fields:
                if field.kind is Kind.CHOICE and field.example:
                    assert field.example in {choice.shown for choice in field.choices}
