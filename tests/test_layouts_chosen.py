"""A protocol's layouts decide which papers a case gets and how its plan looks."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import docx
import family
import pikepdf
import pytest

from pipeline.merge.bookings import with_diary
from pipeline.model.case import Case, Received
from pipeline.model.request import Request
from pipeline.model.submission import FilledForm
from pipeline.rulebook.layouts import Layout, LayoutUse
from pipeline.rulebook.library import Library
from pipeline.rulebook.understand import understand
from pipeline.run.documents import Planned, documents, mailbox_forms
from pipeline.view.prefill_request import prefill_request

TODAY = date(2041, 11, 12)


@pytest.fixture
def case() -> Case:
    case = family.case()
    form = replace(case.set_up.form, protocol="joint-report-process", nation="England and Wales")
    return replace(case, set_up=replace(case.set_up, form=form))


def planned(case: Case, library: Library, *layouts: Layout, **about: LayoutUse) -> Mapping[str, Planned]:
    """Every document of the case under the shipped protocol with these layouts."""
    protocol = library.protocols["joint-report-process"]
    uses = {layout: about.get(layout.name, LayoutUse("Own guidance, 1")) for layout in layouts}
    own = {**library.protocols, protocol.name: replace(protocol, layouts=uses)}
    return {one.path: one for one in documents(case, replace(library, protocols=own), TODAY)}


def title(document: Planned) -> str:
    return docx.Document(io.BytesIO(document.make())).core_properties.title


@pytest.mark.parametrize(
    ("layouts", "expected"),
    [
        ((), "Protection plan CP-2041-007"),
        ((Layout.WRITTEN_AGREEMENT,), "Detailed child protection plan and written agreement CP-2041-007"),
        ((Layout.GOALS_PLAN,), "Child protection plan CP-2041-007"),
    ],
)
def test_the_protocol_chooses_how_the_plan_is_laid_out(
    case: Case, library: Library, layouts: tuple[Layout, ...], expected: str
) -> None:
    made = planned(case, library, *layouts)
    assert title(made["protection-plan.docx"]) == expected
    assert "protection-plan.pdf" in made
    assert "protection-plan-v1.pdf" in made


def test_the_single_report_is_made_where_the_guidance_asks_for_it(case: Case, library: Library) -> None:
    assert "review-report.docx" not in planned(case, library)
    made = planned(case, library, Layout.REVIEW_REPORT)
    assert title(made["review-report.docx"]) == "Two questions for the review CP-2041-007"


def test_the_record_of_a_core_group_can_hold_the_plans_tables(case: Case, library: Library) -> None:
    def headings(*layouts: Layout) -> list[str]:
        content = planned(case, library, *layouts)["minutes-2041-11-07.docx"].make()
        tables = docx.Document(io.BytesIO(content)).tables
        return [cell.text for table in tables for cell in table.rows[0].cells]

    assert "What needs to be achieved?" in headings(Layout.CORE_GROUP_RECORD)
    assert "What needs to be achieved?" not in headings()


def test_what_changed_since_the_conference_is_told_once_the_plan_has_changed(
    case: Case, library: Library
) -> None:
    assert "plan-changes.pdf" in planned(case, library)
    assert "plan-changes.pdf" not in planned(replace(case, plans=case.plans[:1]), library)


def test_letters_are_made_where_the_guidance_asks_for_them(case: Case, library: Library) -> None:
    mother, father = case.set_up.form.parents
    inside = family.with_set_up(case, parents=(mother, replace(father, institution="HMP Nowhere")))
    assert named(planned(inside, library)) == []
    made = planned(inside, library, Layout.PLAN_NOTICE, Layout.INSTITUTION_LETTER)
    assert named(made) == [
        "letter-institution-1",
        "letter-plan-notice-2041-09-20",
        "letter-plan-notice-2041-11-07",
    ]
    assert title(made["letter-institution-1.docx"]).startswith("Whom to tell of an absence or a discharge")


def test_a_request_is_a_letter_and_its_answer_another(case: Case, library: Library) -> None:
    # The manager's form carries the request again; the letter is the one that was sent first.
    later = replace(family.refused(), concerns="Changed by somebody else")
    forms = (family.request(), later, family.early_review())
    asked = replace(case, requests=tuple(received(form, n) for n, form in enumerate(forms, 50)))
    made = planned(asked, library, Layout.EXTRA_CORE_GROUP)
    assert named(made) == [
        "letter-early-review-2041-10-22",
        "letter-extra-core-group-2041-10-22",
        "letter-extra-core-group-answer-2041-10-22",
    ]
    words = docx.Document(io.BytesIO(made["letter-extra-core-group-2041-10-22.docx"].make()))
    assert "Changed by somebody else" not in "".join(p.text for p in words.paragraphs)


def test_a_granted_extra_core_group_has_an_agenda(case: Case, library: Library) -> None:
    # 002, additional core group. The next one that the minutes of 7 November name is on 19 December.
    granted = replace(family.refused(), answer="granted", held=date(2041, 11, 20))
    forms = (family.request(), granted)
    asked = replace(case, requests=tuple(received(form, n) for n, form in enumerate(forms, 50)))
    made = planned(with_diary(asked), library)
    assert sorted(path for path in made if path.startswith("agenda-")) == [
        "agenda-2041-11-20.docx",
        "agenda-2041-11-20.pdf",
        "agenda-2041-12-19.docx",
        "agenda-2041-12-19.pdf",
    ]


def test_a_letter_of_the_usual_length_is_one_page(case: Case, library: Library) -> None:
    mother, father = case.set_up.form.parents
    away = replace(father, institution="HMP Nowhere", institution_address="1 Wall Street\nSampleton")
    forms = (family.request(), family.refused(), family.early_review())
    asked = replace(
        family.with_set_up(case, parents=(mother, away)),
        requests=tuple(received(form, n) for n, form in enumerate(forms, 50)),
    )
    made = planned(asked, library, Layout.PLAN_NOTICE, Layout.INSTITUTION_LETTER, Layout.EXTRA_CORE_GROUP)
    pages = {}
    for name in named(made):
        with pikepdf.open(io.BytesIO(made[f"{name}.pdf"].make())) as letter:
            pages[name] = len(letter.pages)
    assert len(pages) == 6
    assert set(pages.values()) == {1}


def test_no_conference_is_asked_to_be_earlier_once_the_manager_has_said_no(
    case: Case, library: Library
) -> None:
    # 003, 4.4: the key worker talks it over with the manager, and then calls a conference with its chair.
    def letters(**answer: Any) -> Mapping[str, Planned]:
        forms = [family.early_review()]
        if answer:
            forms.append(replace(family.early_review(), concerns="Written by somebody else", **answer))
        asked = replace(case, requests=tuple(received(form, n) for n, form in enumerate(forms, 50)))
        return planned(asked, library, Layout.EARLY_REVIEW)

    assert named(letters()) == ["letter-early-review-2041-10-22"]
    assert named(letters(answer="refused", answer_reasons="Not yet.")) == [
        "letter-early-review-answer-2041-10-22"
    ]
    agreed = letters(answer="granted", answered_by="Harriet Quayle")
    assert named(agreed) == ["letter-early-review-2041-10-22", "letter-early-review-answer-2041-10-22"]
    words = docx.Document(io.BytesIO(agreed["letter-early-review-2041-10-22.docx"].make()))
    assert "Written by somebody else" not in "".join(p.text for p in words.paragraphs)


def test_two_requests_of_one_day_are_two_letters(case: Case, library: Library) -> None:
    other = replace(family.request(), name="Morag Tillyduff", agency="Health visiting")
    asked = replace(case, requests=(received(family.request(), 50), received(other, 51)))
    assert named(planned(asked, library)) == [
        "letter-extra-core-group-2041-10-22",
        "letter-extra-core-group-2041-10-22-2",
    ]


def test_a_request_waits_for_its_answer_where_the_manager_is(case: Case, library: Library) -> None:
    own = library.protocols["joint-report-process"]
    knows = {own.name: replace(own, layouts={Layout.EXTRA_CORE_GROUP: LayoutUse("Own guidance, 1")})}
    ready = replace(library, protocols={**library.protocols, **knows})

    def forms(*requests: Request) -> Mapping[str, list[str]]:
        asked = replace(case, requests=tuple(received(form, n) for n, form in enumerate(requests, 50)))
        return {
            mailbox: [one.path for one in made if "request" in one.path]
            for mailbox, made in mailbox_forms(asked, ready).items()
        }

    blank = "request-CP-2041-007-2041-12-05.xlsx"
    to_answer = "request-to-answer-CP-2041-007-extra-core-group-2041-10-22.xlsx"
    assert forms(family.request())["childrens-services"] == [blank, to_answer]
    assert forms(family.request())["health-visiting"] == [blank]
    assert forms(family.request(), family.refused())["childrens-services"] == [blank]
    # Asked for before the conference that began this period: it waits on.
    earlier = replace(case, earlier_requests=(received(family.request(), 50),))
    assert to_answer in [one.path for one in mailbox_forms(earlier, ready)["childrens-services"]]
    assert "letter-extra-core-group-2041-10-22" not in named(planned(earlier, ready))
    assert not any("request" in one.path for made in mailbox_forms(case, library).values() for one in made)


def test_the_form_to_answer_carries_the_request_as_it_was_sent(case: Case, library: Library) -> None:
    form = library.forms["request"]
    ready = prefill_request(case, form, library, family.early_review())
    filled = FilledForm("request", 1, case.reference, ready.answers, {})
    back = understand(filled, form)
    asked = family.early_review()
    plain = replace(asked, causes=tuple(replace(cause, extras=()) for cause in asked.causes))
    assert replace(back, extras=()) == plain


def received(form: Request, number: int) -> Received[Request]:
    return Received(form, number, f"digest-{number}", date(2041, 10, 25))


def named(made: Mapping[str, Planned]) -> list[str]:
    return sorted(path.removesuffix(".docx") for path in made if path.startswith("letter") and "docx" in path)
