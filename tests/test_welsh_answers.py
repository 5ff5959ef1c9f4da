"""Whoever sends a Welsh form is answered in Welsh, and nobody learns from the language of an answer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from judging import answer, judge
from openpyxl import load_workbook

from pipeline.check.fields import check_fields
from pipeline.model.case import Case
from pipeline.model.finding import Place
from pipeline.model.prefill import Prefill
from pipeline.model.submission import Accepted, FilledForm, Judged, Submission
from pipeline.read.arrival import read
from pipeline.render.word_form import word_form
from pipeline.render.workbook import workbook
from pipeline.rulebook.library import Library
from pipeline.rulebook.protocol import Heading, Said
from pipeline.run import Planned, fold_record, general_forms, mailbox_forms
from pipeline.storage.example import load_example

EXAMPLE = {sent.name: sent for sent in load_example(Path(__file__).parents[1] / "example")}
SET_UP, SENT = EXAMPLE["01-case-set-up"], EXAMPLE["07-school-nursing"]
TODAY = date(2026, 12, 5)
ENGLISH, WELSH = "English", "Cymraeg (Welsh)"


def cases_in(library: Library, language: str) -> tuple[Case, ...]:
    answers = json.loads(json.dumps(SET_UP.answers))
    answers["case"]["language"] = language
    form = FilledForm("case-set-up", library.forms["case-set-up"].version, "CP-2026-014", answers)
    return fold_record([Accepted(1, "0" * 64, SET_UP.received, form)], library)


def contribution(**about: str) -> dict[str, Any]:
    """The school nurse's contribution with some answers of its first section replaced, "" for none."""
    answers: dict[str, Any] = json.loads(json.dumps(SENT.answers))
    answers["about"] = {key: value for key, value in {**answers["about"], **about}.items() if value}
    return answers


def as_file(library: Library, language: str, answers: dict[str, Any]) -> bytes:
    """The answers in a workbook that prints a language; as .json, which says none, for ""."""
    if not language:
        return json.dumps({"form": "contribution", "version": 1, **answers}).encode()
    form = library.form_in("contribution", language)
    return workbook(form, library.words_in(language), Prefill("CP-2026-014", answers))


def judged(
    library: Library, cases: Sequence[Case], content: bytes, mailbox: str = "fernshire-school-nursing"
) -> Judged:
    return judge(Submission("ours", content, mailbox, TODAY), library, cases, TODAY)


def back(library: Library, cases: Sequence[Case], verdict: Judged) -> dict[str, bytes]:
    return {each.path.rpartition(".")[2]: each.content for each in answer(verdict, cases, library)}


@pytest.mark.parametrize(
    ("of_file", "of_case", "answered"),
    [
        ("cy", ENGLISH, "cy"),
        ("en", WELSH, "en"),
        ("cy", WELSH, "cy"),
        ("", WELSH, "cy"),
        ("", ENGLISH, "en"),
    ],
)
def test_the_form_says_in_which_language_it_is_answered_else_the_case(
    library: Library, of_file: str, of_case: str, answered: str
) -> None:
    cases = cases_in(library, of_case)
    verdict = judged(library, cases, as_file(library, of_file, contribution(written="")))
    assert verdict.language == answered
    found = back(library, cases, verdict)
    note = found["txt"].decode()
    title = library.form_in("contribution", answered).block("about").field("written").title
    says = library.findings_in(answered).entries["answer-missing"].says.format(question=title)
    assert says in note
    assert library.words_in(answered)("returned.title") in note
    other = library.words_in({"cy": "en", "en": "cy"}[answered])
    assert other("returned.stops") not in note
    again = read(found["xlsx"], library.forms, library.findings).value
    assert again is not None
    assert (again.language, again.answers, again.outside) == (answered, contribution(written=""), ())


def test_a_form_taken_in_is_answered_in_its_language(library: Library) -> None:
    cases = cases_in(library, WELSH)
    verdict = judged(library, cases, as_file(library, "cy", contribution()))
    assert verdict.accepted
    receipt = back(library, cases, verdict)["txt"].decode()
    assert library.words_in("cy")("receipt.title") in receipt
    assert library.form_in("contribution", "cy").title in receipt


def test_the_marks_of_a_welsh_form_quote_its_own_words(library: Library) -> None:
    answers = contribution()
    answers["progress"][0]["achieved"] = "Bron iawn"
    cases = cases_in(library, WELSH)
    found = back(library, cases, judged(library, cases, as_file(library, "cy", answers)))
    block = library.form_in("contribution", "cy").block("progress")
    field = block.field("achieved")
    note = found["txt"].decode()
    assert f"{block.sheet}, cell" in note
    assert f"“{field.title}”" in note
    assert all(f"“{choice.shown}”" in note for choice in field.choices)
    assert not any(f"“{choice.label}”" in note for choice in field.choices)
    first = load_workbook(BytesIO(found["xlsx"])).worksheets[0]
    assert first.title == library.words_in("cy")("form_words.put_right")


@pytest.mark.parametrize(("of_file", "answered"), [("", "en"), ("cy", "cy")])
@pytest.mark.parametrize("about", [{}, {"agency": "Larkspur Riding Club"}])
@pytest.mark.parametrize("mailbox", ["larkspur-riding-club", ""])
def test_a_stranger_cannot_tell_a_welsh_case_from_no_case(
    library: Library, of_file: str, answered: str, about: dict[str, str], mailbox: str
) -> None:
    if not mailbox and not about:
        about = {"agency": "Somebody Else"}
    content = as_file(library, of_file, contribution(**about))
    theirs = cases_in(library, WELSH)
    there, nowhere = judged(library, theirs, content, mailbox), judged(library, (), content, mailbox)
    assert there == nowhere
    assert there.language == answered
    assert answer(there, theirs, library) == answer(nowhere, (), library)


def test_a_reason_may_repeat_the_welsh_sentence(library: Library) -> None:
    """As it stands in the form that came back, with the question as the Welsh form prints it."""
    answers = contribution()
    del answers["chronology"]
    cases = cases_in(library, WELSH)
    title = library.form_in("contribution", "cy").block("chronology").title
    sentence = library.findings_in("cy").entries["expected-blank"].says.format(question=title)
    for about in (sentence, title, library.forms["contribution"].block("chronology").title):
        answers["reasons"] = [{"about": about, "reason": "Ni ddigwyddodd dim."}]
        found = judged(library, cases, as_file(library, "cy", answers)).findings
        told = [f for f in found if f.path == ("chronology",)]
        assert [f.code for f in told] == ["reason-given"]
        assert dict(told[0].details)["asked"] == sentence
        assert "reason-about-nothing" not in {f.code for f in found}


@pytest.mark.parametrize("language", ["en", "cy"])
def test_places_in_a_word_form_are_called_as_its_guidance_calls_them(library: Library, language: str) -> None:
    (case,) = cases_in(library, WELSH)
    headings = {"forms.minutes.meeting.held.title": Heading("The day we met", "1")}
    said = {"cy": Said(headings={"forms.minutes.meeting.held.title": "Y diwrnod y cyfarfuom"})}
    base = library.protocols[case.set_up.form.protocol]
    ours = replace(library, protocols={base.name: replace(base, headings=headings, said=said)})
    protocol = ours.protocol_of(case)
    form = ours.form_in("minutes", language, protocol)
    answers = {"meeting": {"case": case.reference, "held": "rywbryd"}}
    file = word_form(form, ours.words_in(language), Prefill(case.reference, answers))
    verdict = judged(ours, [case], file, "fernshire-childrens-services")
    (found,) = (each for each in verdict.findings if each.path == ("meeting", "held"))
    title = {"en": "The day we met", "cy": "Y diwrnod y cyfarfuom"}[language]
    assert found.place == Place(form.block("meeting").title, title)
    assert dict(found.details)["question"] == title


def test_a_first_set_up_that_asks_for_welsh_is_answered_in_welsh(library: Library) -> None:
    answers = json.loads(json.dumps(SET_UP.answers))
    answers["case"]["language"] = WELSH
    sent = json.dumps({"form": "case-set-up", "version": 1, **answers}).encode()
    assert judged(library, (), sent, "").language == "cy"
    answers["case"]["language"] = ENGLISH
    sent = json.dumps({"form": "case-set-up", "version": 1, **answers}).encode()
    assert judged(library, (), sent, "").language == "en"


def test_what_is_no_form_is_answered_in_the_language_of_the_workspace(library: Library) -> None:
    assert judged(library, (), b"not a form").language == "en"
    ours = replace(library, defaults={"language": "cy"})
    verdict = judged(ours, (), b"not a form")
    assert verdict.language == "cy"
    note = back(ours, (), verdict)["txt"].decode()
    assert ours.findings_in("cy").sentence(verdict.findings[0]).says in note
    assert library.findings.sentence(verdict.findings[0]).says not in note


def languages(library: Library, content: bytes) -> tuple[str, Any]:
    found = read(content, library.forms, library.findings)
    assert found.value is not None
    assert found.value.outside == ()
    return found.value.language, found.value.answers


def test_blank_forms_follow_the_language_of_the_workspace(library: Library) -> None:
    ours = replace(library, defaults={"language": "cy", "nation": "England and Wales"})
    for planned in general_forms(ours):
        language, answers = languages(library, planned.make())
        assert language == "cy"
        chosen = {"language": WELSH, "nation": "Cymru a Lloegr"}
        assert answers == ({"case": chosen} if "case-set-up" in planned.path else {})


def test_without_a_language_of_its_own_a_workspace_has_english_forms(library: Library) -> None:
    said = {planned.path: languages(library, planned.make()) for planned in general_forms(library)}
    assert set(map(str, said.values())) == {"('en', {})"}


def _mailbox_forms(case: Case, library: Library) -> list[Planned]:
    return [planned for forms in mailbox_forms(case, library).values() for planned in forms]


def test_the_forms_of_a_welsh_case_are_welsh(library: Library) -> None:
    (case,) = cases_in(library, WELSH)
    made = _mailbox_forms(case, library)
    kinds = {planned.path.partition("-CP")[0]: planned for planned in made}
    assert len(kinds) > 3
    assert {languages(library, planned.make())[0] for planned in kinds.values()} == {"cy"}


def test_what_is_filled_in_for_a_welsh_case_can_be_read(library: Library) -> None:
    """The same answers as in the forms of an English case, but for words of ours that are in Welsh."""
    wrong = []
    for language in (WELSH, ENGLISH):
        (case,) = cases_in(library, language)
        for planned in {each.path: each for each in _mailbox_forms(case, library)}.values():
            found = read(planned.make(), library.forms, library.findings)
            assert found.value is not None
            assert found.findings == ()
            form = library.forms[found.value.form]
            wrong += [
                (planned.path, finding.path, finding.code)
                for finding in check_fields(found.value, form, library.findings)
                if finding.code.startswith("not-")
            ]
    assert wrong == []


def test_a_nation_may_be_called_as_in_welsh(library: Library) -> None:
    answers = json.loads(json.dumps(SET_UP.answers))
    answers["case"]["nation"] = "Cymru a Lloegr"
    sent = json.dumps({"form": "case-set-up", "version": 1, **answers}).encode()
    assert "nation-unknown" not in {f.code for f in judged(library, (), sent, "").findings}
    assert library.nation_named("Cymru a Lloegr") is library.nations["England and Wales"]
    assert library.nation_named("Narnia") is None


def test_a_step_may_be_called_as_in_welsh(library: Library) -> None:
    protocol = library.protocols["joint-report-process"]
    for step in protocol.steps:
        assert protocol.named(protocol.said_in("cy").step(step.id).title) in protocol.steps
