"""A protocol's layouts decide which papers a case gets and how its plan looks."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import docx
import family
import pytest

from pipeline.model.case import Case
from pipeline.rulebook.layouts import Layout, LayoutUse
from pipeline.rulebook.library import Library
from pipeline.run.documents import Planned, documents

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
