"""The language of a workspace, and of what the administrator reads."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from desk import CASE, CONTRIBUTION, SET_UP, Desk

from pipeline.cli.workspace import Workspace, clock_for
from pipeline.model.prefill import Prefill
from pipeline.render.workbook import workbook


@pytest.mark.parametrize("name", ["cy", "Cymraeg (Welsh)", "Cymraeg", "Welsh", "welsh"])
def test_one_line_in_the_settings_chooses_the_language_of_blank_forms(desk: Desk, name: str) -> None:
    (desk.folder / "pipeline.toml").write_text(f'[defaults]\nlanguage = "{name}"\n', encoding="utf-8")
    library = Workspace(desk.folder, clock_for(None)).library
    assert library.defaults == {"language": "cy"}
    assert library.language == "cy"


def test_a_nation_by_its_welsh_name_is_the_same_nation_in_the_settings_and_in_the_planner(desk: Desk) -> None:
    (desk.folder / "pipeline.toml").write_text('[defaults]\nnation = "Yr Alban"\n', encoding="utf-8")
    assert Workspace(desk.folder, clock_for(None)).library.defaults == {"nation": "Scotland"}
    assert desk.rcpc("timeline", "--rcpc", "2027-07-20", "--json") == 0, desk.err
    assert json.loads(desk.out)["nation"] == "Scotland"
    planned = ("timeline", "--rcpc", "2027-07-20", "--nation", "Gogledd Iwerddon", "--json")
    assert desk.rcpc(*planned) == 0, desk.err
    assert json.loads(desk.out)["nation"] == "Northern Ireland"


@pytest.mark.parametrize("nation", ["Cymru a Lloegr", "cymru a lloegr", "England and Wales"])
def test_every_command_takes_a_case_whose_set_up_was_filled_in_on_a_welsh_form(
    desk: Desk, nation: str
) -> None:
    changes = {"nation": nation, "protocol": "ceredigion", "language": "Cymraeg (Welsh)"}
    desk.drop("set-up.json", desk.form(SET_UP, **changes))
    assert desk.rcpc("reports") == 0, desk.err
    for command in (("status",), ("timeline", CASE), ("verify",), ("forms", CASE), ("changes", CASE)):
        assert desk.rcpc(*command) == 0, (command, desk.err)
    assert desk.rcpc("timeline", CASE, "--json") == 0, desk.err
    assert json.loads(desk.out)["nation"] == "England and Wales"


def test_when_the_children_are_to_be_seen_stands_in_the_summary_and_in_the_status(desk: Desk) -> None:
    """003, 8.1: ten working days after the conference of Tue 6 October 2026 are Tue 20; none is told of."""
    desk.drop("set-up.json", desk.form(SET_UP, protocol="ceredigion"))
    assert desk.rcpc("reports", today="2026-10-23") == 0, desk.err
    told = "Child seen by the key worker: not recorded, was due 20 October 2026, none recorded yet (child 1"
    assert told in " ".join(desk.out.split())
    assert desk.rcpc("status", today="2026-10-23") == 0
    assert told in " ".join(desk.out.split())
    assert desk.out.index("Child seen") < desk.out.index("missing")
    assert desk.rcpc("status", "--json", today="2026-10-23") == 0
    (case,) = json.loads(desk.out)["cases"]
    assert (case["children_seen"][0]["due"], case["children_seen"][0]["status"]) == (
        "2026-10-20",
        "not-recorded",
    )


@pytest.mark.parametrize(
    "name",
    ["Ceredigion", "CEREDIGION ", "Ceredigion core group protocol", "protocol grwpiau craidd ceredigion"],
)
def test_a_protocol_is_known_by_its_name_in_any_case_and_by_its_title_in_any_language(
    desk: Desk, name: str
) -> None:
    desk.drop("set-up.json", desk.form(SET_UP, nation="England and Wales", protocol=name))
    assert desk.rcpc("reports") == 0, desk.err
    assert desk.rcpc("timeline", CASE, "--json") == 0, desk.err
    assert json.loads(desk.out)["protocol"] == "ceredigion"
    (desk.folder / "pipeline.toml").write_text(f'[defaults]\nprotocol = "{name}"\n', encoding="utf-8")
    assert Workspace(desk.folder, clock_for(None)).library.defaults == {"protocol": "ceredigion"}
    assert desk.rcpc("protocol", name, "cwm-taf") == 0, desk.err
    assert "Named ceredigion in a case set-up" in desk.out
    planned = ("timeline", "--rcpc", "2027-07-20", "--protocol", name, "--json")
    assert desk.rcpc(*planned) == 0, desk.err
    assert json.loads(desk.out)["protocol"] == "ceredigion"


def test_a_title_that_two_protocols_have_tells_neither(desk: Desk) -> None:
    library = desk.library
    one = library.protocols["ceredigion"]
    both = replace(library, protocols={**library.protocols, "glannau": replace(one, name="glannau")})
    assert both.protocol_called(one.title) is None
    assert both.protocol_called("Glannau") is both.protocols["glannau"]
    assert both.protocol_called("Narnia") is None


def test_without_that_line_it_is_english(desk: Desk) -> None:
    assert Workspace(desk.folder, clock_for(None)).library.language == "en"


def test_a_language_without_words_is_refused_by_name(desk: Desk) -> None:
    (desk.folder / "pipeline.toml").write_text('[defaults]\nlanguage = "Frisian"\n', encoding="utf-8")
    assert desk.rcpc("forms") == 2
    assert "defaults.language" in desk.err
    assert "Cymraeg (Welsh)" in desk.err


def test_check_speaks_to_the_administrator_and_quotes_the_form(desk: Desk) -> None:
    """The terminal stays English; a question is called as whoever filled in the form sees it."""
    answers = json.loads(desk.form(CONTRIBUTION, written=""))
    form, words = desk.library.form_in("contribution", "cy"), desk.library.words_in("cy")
    file = desk.folder / "ours.xlsx"
    file.write_bytes(workbook(form, words, Prefill(CASE, answers)))
    desk.begin()
    assert desk.rcpc("check", str(file)) == 1
    title = form.block("about").field("written").title
    says = desk.library.findings.entries["answer-missing"].says.format(question=title)
    assert says in " ".join(desk.out.split())
    assert "this form would come back" in desk.out


def test_a_welsh_form_that_is_dropped_is_answered_in_welsh(desk: Desk) -> None:
    """Through the process that reads, the record and the mailbox."""
    desk.begin()
    form, words = desk.library.form_in("contribution", "cy"), desk.library.words_in("cy")
    answers = json.loads(desk.form(CONTRIBUTION, written=""))
    mailbox = "fernshire-school-nursing"
    desk.drop(f"{mailbox}/ours.xlsx", workbook(form, words, Prefill(CASE, answers)))
    assert desk.rcpc("reports", today="2026-12-06") == 0
    notes = {name: text for name, text in desk.files(f"inbox/{mailbox}/returned").items() if ".txt" in name}
    (note,) = notes.values()
    assert words("returned.title") in note.decode()
    answers = json.loads(desk.form(CONTRIBUTION))
    desk.drop(f"{mailbox}/again.xlsx", workbook(form, words, Prefill(CASE, answers)))
    before = set(desk.files(f"inbox/{mailbox}/receipts"))
    assert desk.rcpc("reports", today="2026-12-06") == 0
    receipts = desk.files(f"inbox/{mailbox}/receipts")
    (new,) = set(receipts) - before
    assert words("receipt.title") in receipts[new].decode()
