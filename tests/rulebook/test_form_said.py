"""A form in another language: what it prints, what is read as it, and what a words file must not do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pipeline.errors import LibraryBroken
from pipeline.model.set_up import CaseSetUp
from pipeline.read.answers import heading
from pipeline.rulebook.form import Field, Form
from pipeline.rulebook.form_said import clashes, headings_of, places, renamed, spoken
from pipeline.rulebook.library import Library
from pipeline.rulebook.protocol import Heading, Protocol, Said

WELSH = {
    "About this report": "Am yr adroddiad hwn",
    "Chronology": "Cronoleg",
    "Name of child/ren": "Enw'r plentyn/plant",
    "Report provided by (name)": "Darparwyd yr adroddiad gan (enw)",
    "Agency contribution to the RCPC Pre-Meeting Report": "Cyfraniad asiantaeth i'r adroddiad",
    "The conference that this report is for.": "Y gynhadledd y mae'r adroddiad hwn ar ei chyfer.",
    "Yes": "Do",
}


def plain(form: Form) -> Form:
    """The form as its schema alone gives it."""
    blocks = tuple(
        replace(
            block,
            helps=(),
            sheets=(),
            also=(),
            fields=tuple(
                replace(f, helps=(), also=(), choices=tuple(replace(c, also=(), said="") for c in f.choices))
                for f in block.fields
            ),
        )
        for block in form.blocks
    )
    return replace(form, blocks=blocks, also=(), helps=(), told={})


@pytest.fixture(scope="module")
def contribution(library: Library) -> Form:
    return spoken(plain(library.forms["contribution"]), "en", {"cy": WELSH})


def name_of_child(form: Form) -> Field:
    return form.block("about").field("children")


def test_a_form_prints_its_words_in_another_language(contribution: Form) -> None:
    told = contribution.said_in("cy")
    assert (told.language, told.title) == ("cy", "Cyfraniad asiantaeth i'r adroddiad")
    assert told.block("about").title == "Am yr adroddiad hwn"
    assert told.block("chronology").sheet == "Cronoleg"
    assert name_of_child(told).title == "Enw'r plentyn/plant"
    assert told.block("about").field("conference").help.startswith("Y gynhadledd")


def test_what_has_no_words_in_that_language_stays_as_it_is(contribution: Form) -> None:
    assert contribution.said_in("cy").block("about").field("role").title == "Role"
    assert contribution.said_in("fr") is contribution
    assert contribution.language == "en"


def test_either_form_is_read_in_either_language(contribution: Form) -> None:
    for form, other in (
        (contribution, contribution.said_in("cy")),
        (contribution.said_in("cy"), contribution),
    ):
        assert other.title in form.also
        assert name_of_child(other).title in name_of_child(form).also
        assert other.block("chronology").sheet in form.block("chronology").sheets
        helps = form.block("about").field("conference").helps
        assert other.block("about").field("conference").help in helps


def test_a_choice_keeps_its_label_and_shows_another(contribution: Form) -> None:
    asked = next(f for b in contribution.said_in("cy").blocks for f in b.fields if f.shown("Yes") == "Do")
    yes = next(choice for choice in asked.choices if choice.label == "Yes")
    assert (yes.shown, yes.also) == ("Do", ("Do",))
    assert asked.shown("Perhaps") == "Perhaps"


def test_the_keys_of_the_schema_and_the_schema_itself_stay(contribution: Form) -> None:
    told = contribution.said_in("cy")
    assert told.schema is contribution.schema
    assert [f.key for b in told.blocks for f in b.fields] == [
        f.key for b in contribution.blocks for f in b.fields
    ]


@pytest.mark.parametrize(
    "words",
    [
        {"Report provided by (name)": "Enw", "Name of child/ren": "Enw"},  # two questions of one section
        {"Report provided by (name)": "name of CHILD/ren"},  # the other's title in the first language
        {"Chronology": "Rhan", "About": "Rhan"},  # two sheets
        {"Yes": "No"},  # two choices
    ],
)
def test_two_things_called_alike_are_told(library: Library, words: Mapping[str, str]) -> None:
    with pytest.raises(LibraryBroken, match="contribution"):
        spoken(plain(library.forms["contribution"]), "en", {"cy": words})


def test_other_answers_are_read_as_a_choice_and_never_printed(library: Library) -> None:
    answers = [{"Yes": ["Oes", "Ydy"], "No": ["Nac oes"]}, {"Yes": ["Aye"]}]
    form = spoken(plain(library.forms["contribution"]), "en", {"cy": {"Yes": "Ie"}}, answers=answers)
    yes, no = form.block("seen").field("alone").choices
    assert (yes.also, no.also) == (("Ie", "Oes", "Ydy", "Aye"), ("Nac oes",))
    yes, no = form.said_in("cy").block("seen").field("alone").choices
    assert (yes.shown, no.shown) == ("Ie", "No")


def test_an_answer_read_as_two_choices_is_told(library: Library) -> None:
    answers = [{"Yes": ["Oes"], "No": ["oes"]}]
    with pytest.raises(LibraryBroken, match="contribution"):
        spoken(plain(library.forms["contribution"]), "en", {}, answers=answers)


def test_every_answer_of_the_words_files_belongs_to_a_choice(library: Library) -> None:
    labels = {c.label for f in library.forms.values() for b in f.blocks for q in b.fields for c in q.choices}
    assert library.words["cy"].answers.keys() <= labels


@pytest.mark.parametrize("name", ["x" * 32, "a/b", "what?", "'quoted'", "[a]"])
def test_a_name_that_no_sheet_can_have_is_told(library: Library, name: str) -> None:
    with pytest.raises(LibraryBroken, match="sheet"):
        spoken(plain(library.forms["contribution"]), "en", {"cy": {"Chronology": name}})


@pytest.fixture(scope="module")
def ours(library: Library) -> Protocol:
    """A guidance with names of its own for two things on the contribution form, one also in Welsh."""
    headings = {
        "forms.contribution.title": Heading("Report for the review", "1.1"),
        "forms.contribution.about.children.title": Heading("Children of the family", "1.2"),
        "report.title": Heading("Report", "1.3"),
    }
    said = Said(headings={"forms.contribution.title": "Adroddiad ar gyfer yr adolygiad"})
    base = library.protocols["joint-report-process"]
    return replace(base, headings=headings, said={"cy": said})


def test_a_form_under_the_headings_of_a_guidance(library: Library, ours: Protocol) -> None:
    form = library.form_in("contribution", "", ours)
    assert (form.title, name_of_child(form).title) == ("Report for the review", "Children of the family")
    assert name_of_child(library.forms["contribution"]).title in name_of_child(form).also
    assert library.form_in("contribution", "cy", ours).title == "Adroddiad ar gyfer yr adolygiad"
    assert library.form_in("minutes", "", ours) is library.forms["minutes"]
    assert library.form_in("contribution") is library.forms["contribution"]


def test_headings_of_forms_are_no_words_of_documents(
    library: Library, ours: Protocol, make_case: Any
) -> None:
    set_up = CaseSetUp(case="CP-1", protocol=ours.name)
    case = make_case(date(2026, 9, 1), date(2026, 12, 1), set_up=set_up)
    words = replace(library, protocols={ours.name: ours}).words_of(case)
    assert words("report.title") == "Report"


def test_every_heading_of_any_guidance_is_read(library: Library, ours: Protocol) -> None:
    headings = headings_of([ours], library.forms)
    form = spoken(plain(library.forms["contribution"]), "en", {}, headings)
    assert set(form.also) == {"Report for the review", "Adroddiad ar gyfer yr adolygiad"}
    assert name_of_child(form).also == ("Children of the family",)


def test_a_heading_for_nothing_on_a_form_is_told(library: Library, ours: Protocol) -> None:
    lost = replace(ours, headings={"forms.contribution.abuot.title": Heading("x", "1")})
    with pytest.raises(LibraryBroken, match="abuot"):
        headings_of([lost], library.forms)


def test_the_places_of_a_form_are_those_that_are_renamed(library: Library) -> None:
    for form in library.forms.values():
        every = renamed(form, {name: f"<{name}>" for name, _ in places(form)})
        assert [text for _, text in places(every)] == [f"<{name}>" for name, _ in places(form)]


def test_no_language_and_no_guidance_calls_two_things_alike(library: Library) -> None:
    """As readers compare names: without case, spacing and punctuation."""
    for form in library.forms.values():
        assert list(clashes(form, plain(form), heading)) == []


@pytest.mark.parametrize("language", ["en", "cy"])
def test_documents_print_a_recommendation_in_the_words_that_were_ticked(
    library: Library, language: str
) -> None:
    form, words = library.form_in("contribution", language), library.words_in(language)
    position = next(f for block in form.blocks for f in block.fields if f.means == "position")
    assert [words.code("codes.position", choice.code) for choice in position.choices] == [
        choice.shown for choice in position.choices
    ]


def test_the_minutes_of_001_ask_the_social_worker_to_sum_up_what_the_plan_achieved(library: Library) -> None:
    # 001, 3: immediately before the review the social worker sums up what has been achieved in the plan.
    form = library.form_in("minutes", "en", library.protocols["rochdale"])
    asked = next(f for block in form.blocks for f in block.fields if f.means == "plan_success")
    assert asked.title.startswith("Summed up by the social worker: what has the plan achieved")
