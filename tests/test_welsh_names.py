"""Steps and nations: Welsh forms offer them by their Welsh names, and whichever name is written counts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from welsh_case import CASE, LAST_DAY, books, sent, welsh_case

from pipeline.model.case import Case
from pipeline.model.submission import Accepted, FilledForm
from pipeline.model.timeline import StepStatus
from pipeline.run import fold_record, timeline_of
from pipeline.run.cases import timeline_told
from pipeline.view.prefill import prefill

DRAFT = (
    "draft-sent",
    "Draft report sent to members and parents",
    "Drafft o'r adroddiad wedi'i anfon at yr aelodau a'r rhieni",
)


def case_with(set_up: Mapping[str, str], steps: list[dict[str, str]]) -> Case:
    """The Welsh case of the example, its set-up changed, with these steps for all that it has signed off."""
    signed = FilledForm(
        "sign-off", books().forms["sign-off"].version, CASE, {"about": {"case": CASE}, "steps": steps}
    )
    accepted = []
    for number, filled in enumerate((*(one for one in sent() if one.form != "sign-off"), signed), 1):
        answers: dict[str, Any] = json.loads(json.dumps(filled.answers))
        if filled.form == "case-set-up":
            answers["case"] |= {"protocol": "joint-report-process", **set_up}
        form = FilledForm(filled.form, filled.version, CASE, answers)
        accepted.append(Accepted(number, f"{number:064x}", LAST_DAY, form))
    (case,) = fold_record(accepted, books())
    return case


@pytest.mark.parametrize("name", DRAFT)
@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_step_is_known_by_every_name_it_has(name: str, language: str) -> None:
    protocol = books().protocols["joint-report-process"].said_in(language)
    step = protocol.named(name)
    assert step is not None
    assert step.id == "draft-sent"
    assert protocol.named("Drafft") is None


@pytest.mark.parametrize("name", DRAFT)
def test_a_step_that_is_done_is_done_in_every_timeline(name: str) -> None:
    """The printed timeline is in Welsh, the one for programs is not; the draft went on Friday 11 December."""
    case = case_with({}, [{"step": name, "done": "2026-12-11"}])
    for check in (timeline_of(case, books(), LAST_DAY), timeline_told(case, books(), LAST_DAY)):
        (step,) = (one for one in check.steps if one.id == "draft-sent")
        assert (step.done, step.status) == (date(2026, 12, 11), StepStatus.DONE)


def test_a_welsh_sign_off_offers_the_steps_in_welsh() -> None:
    form = books().form_in("sign-off", "cy")
    offered = prefill(welsh_case("joint-report-process"), form, books()).suggestions["steps"]
    assert DRAFT[2] in offered
    assert DRAFT[1] not in offered


@pytest.mark.parametrize("name", ["England and Wales", "Cymru a Lloegr"])
def test_a_nation_counts_by_either_name(name: str) -> None:
    case = case_with({"nation": name}, [])
    assert timeline_told(case, books(), LAST_DAY).nation == "Cymru a Lloegr"
    assert timeline_of(case, books(), LAST_DAY).nation == "England and Wales"


def test_a_welsh_set_up_offers_the_nations_in_welsh() -> None:
    offered = prefill(None, books().form_in("case-set-up", "cy"), books()).suggestions["nations"]
    assert offered == ("Cymru a Lloegr", "Yr Alban", "Gogledd Iwerddon")
