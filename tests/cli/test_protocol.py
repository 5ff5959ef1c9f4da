"""``rcpc protocol``, typed."""

from __future__ import annotations

import pytest
from desk import Desk

from pipeline.cli.workspace import Workspace, clock_for


def test_without_a_name_the_protocols_are_listed(desk: Desk) -> None:
    assert desk.rcpc("protocol") == 0
    assert "cwm-taf: Cwm Taf core group practice guidance" in desk.out
    assert len(desk.out.splitlines()) == 5


def test_one_protocol_and_two_compared(desk: Desk) -> None:
    assert desk.rcpc("protocol", "core-group-key-points") == 0
    assert "Form CP9 to the co-ordinator" in desk.out
    assert "within 7 calendar days of: core group." in desk.out
    assert max(map(len, desk.out.splitlines())) <= 80
    assert desk.rcpc("protocol", "core-group-key-points", "cwm-taf") == 0
    assert "Cwm Taf core group practice guidance: nothing" in desk.out


def test_a_misspelt_name_says_which_there_are(desk: Desk) -> None:
    assert desk.rcpc("protocol", "rochdal") == 2
    assert "Known: rochdale" in desk.err
    assert desk.rcpc("protocol", "rochdale", "nowhere") == 2


def test_the_planner_under_a_guidance_without_steps_before_the_conference(desk: Desk) -> None:
    assert (
        desk.rcpc("timeline", "--rcpc", "2027-01-05", "--nation", "Scotland", "--protocol", "rochdale") == 0
    )
    assert "sets no times for the steps of the joint report" in desk.out
    assert "No step of this protocol is counted before a conference is booked." in desk.out


def test_where_nobody_names_a_protocol_the_default_counts(desk: Desk) -> None:
    assert desk.rcpc("timeline", "--rcpc", "2027-01-05", "--nation", "Scotland") == 0
    assert "Joint report process" in desk.out


def test_one_line_in_the_settings_chooses_the_protocol_of_new_cases(desk: Desk) -> None:
    (desk.folder / "pipeline.toml").write_text('[defaults]\nprotocol = "ceredigion"\n', encoding="utf-8")
    workspace = Workspace(desk.folder, clock_for(None))
    assert workspace.library.defaults == {"protocol": "ceredigion"}
    assert desk.rcpc("timeline", "--rcpc", "2027-01-05") == 0
    assert "Ceredigion core group protocol" in desk.out


@pytest.mark.parametrize(
    ("line", "known"), [('nation = "Wales"', "England and Wales"), ('protocol = "x"', "cwm-taf")]
)
def test_a_default_that_nobody_knows_is_told_before_it_stands_in_any_form(
    desk: Desk, line: str, known: str
) -> None:
    (desk.folder / "pipeline.toml").write_text(f"[defaults]\n{line}\n", encoding="utf-8")
    assert desk.rcpc("forms") == 2
    assert "pipeline.toml: defaults." in desk.err
    assert known in desk.err
    assert desk.files("outbox") == {}
