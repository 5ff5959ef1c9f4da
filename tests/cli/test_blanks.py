"""What a part leaves blank: said to its agency in its own mailbox, and to whoever runs the cases."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from desk import CASE, EXAMPLE, OTHER, SET_UP, TODAY, Desk

from pipeline.cli.questions import opened
from pipeline.cli.workspace import Workspace, clock_for
from pipeline.merge.coverage import blanks, coverage
from pipeline.model.case import Case
from pipeline.rulebook.sameness import mailbox_name
from pipeline.view.prefill import prefill

NURSING, SERVICES, SCHOOL = "07-school-nursing", "09-childrens-services", "06-beacon-tor"
PARTS = (NURSING, OTHER, SERVICES, SCHOOL)


def without_the_plan(desk: Desk, name: str) -> bytes:
    """A contribution of the example without a word on any action of the plan."""
    answers = json.loads(desk.form(name))
    for block in ("progress", "updates", "factors"):
        answers.pop(block, None)
    return json.dumps(answers).encode()


@pytest.fixture
def told(desk: Desk) -> Desk:
    """A case with four parts, each dropped into its agency's mailbox and silent about the plan."""
    desk.drop("set-up.json", desk.form(SET_UP))
    assert desk.rcpc("reports") == 0, desk.err
    for name in PARTS:
        desk.drop(f"{EXAMPLE[name].mailbox}/{name}.json", without_the_plan(desk, name))
    assert desk.rcpc("reports") == 0, desk.err
    return desk


def case_of(desk: Desk) -> Case:
    (case,) = opened(Workspace(desk.folder, clock_for(date.fromisoformat(TODAY))))[0].current()
    return case


def test_each_receipt_names_the_agencys_own_blanks_and_nobody_elses(told: Desk) -> None:
    case = case_of(told)
    actions = {planned.action.number: planned.action.action.rstrip(".") for planned in case.plan.actions}
    answered = set()
    for agency in coverage(case).agencies:
        folder = told.folder / "inbox" / mailbox_name(agency.agency)
        for receipt in (folder / "receipts").glob("*.txt"):
            text = " ".join(receipt.read_text(encoding="utf-8").split())
            own = {planned.action.number for planned in blanks(case, agency.agency).silent}
            assert own
            assert {number for number, words in actions.items() if words[:50] in text} == own
            assert set(re.findall(r"[Aa]ction (\d+)", text)) <= own
            answered.add(agency.agency)
    assert len(answered) == len(PARTS)


def test_what_lies_in_a_mailbox_asks_about_the_agencys_own_actions_only(told: Desk) -> None:
    case, form = case_of(told), told.library.forms["contribution"]
    asked = {}
    for member in case.set_up.form.members:
        if member.agency and member.part not in ("family", "chair"):
            ready = prefill(case, form, told.library, member)
            asked[member.agency] = [row["number"] for row in ready.answers.get("progress", ())]
    for agency in coverage(case).agencies:
        own = [each.plan_action.action.number for each in agency.actions]
        assert asked.get(agency.agency, own) == own
    assert sum(map(len, asked.values())) > len(PARTS)


def test_status_says_what_each_part_that_is_in_left_blank(told: Desk) -> None:
    case = case_of(told)
    assert told.rcpc("status") == 0
    out = " ".join(told.out.split())
    assert told.rcpc("status", "--json") == 0
    (line,) = (each for each in json.loads(told.out)["cases"] if each["case"] == CASE)
    left = {each["agency"]: each["silent"] for each in line["left_blank"]}
    assert len(left) == len(PARTS)
    for agency, numbers in left.items():
        assert set(numbers) == {a.action.number for a in blanks(case, agency).silent}
        assert f"{agency}: nothing on action {numbers[0]}" in out
    assert set(left) & set(line["missing"]) == set()
    assert [child.name for child in case.set_up.form.children if child.name in out] == []
