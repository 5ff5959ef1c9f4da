"""Which papers are a partnership's own, from its file, and what a slip in one says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from pipeline.errors import LibraryBroken
from pipeline.rulebook.layouts import Layout, LayoutUse
from pipeline.rulebook.protocol import Protocol
from pipeline.rulebook.protocol_file import load_protocols

META = json.loads((Path(__file__).parents[2] / "schemas" / "protocol.meta.json").read_text(encoding="utf-8"))
NOTICE = {"source": "Key points", "form": "F9", "from": "team-manager", "to": "members", "step": "minutes"}


def with_layouts(base: Mapping[str, Any], layouts: Mapping[str, Any]) -> Protocol:
    own = {"extends": "base", "title": "Own", "guidance": "Own", "layouts": layouts}
    assert list(Draft202012Validator(META).iter_errors(own)) == []
    return load_protocols({"base": base, "own": own})["own"]


def test_a_layout_is_its_paragraph_or_says_who_sends_it_to_whom(protocol_yaml: Mapping[str, Any]) -> None:
    bare = {**protocol_yaml, "layouts": {}}
    found = with_layouts(bare, {"written-agreement": "7.2", "plan-notice": NOTICE}).layouts
    assert found == {
        Layout.WRITTEN_AGREEMENT: LayoutUse("7.2"),
        Layout.PLAN_NOTICE: LayoutUse(
            "Key points", "F9", "Team manager", "All core group members", "", "minutes"
        ),
    }


def test_a_protocol_without_layouts_has_none(protocol_yaml: Mapping[str, Any]) -> None:
    assert (
        with_layouts({key: each for key, each in protocol_yaml.items() if key != "layouts"}, {}).layouts == {}
    )


def test_what_another_file_lays_out_is_taken_over_and_can_be_dropped(
    protocol_yaml: Mapping[str, Any],
) -> None:
    base = {**protocol_yaml, "layouts": {"written-agreement": "7.2", "plan-notice": NOTICE}}
    own = with_layouts(base, {"written-agreement": None, "goals-plan": "Record"}).layouts
    assert set(own) == {Layout.PLAN_NOTICE, Layout.GOALS_PLAN}


@pytest.mark.parametrize(
    ("layouts", "key"),
    [
        ({"agreement": "7.2"}, "layouts.agreement"),
        ({"written-agreement": {"form": "F9"}}, "layouts.written-agreement.source"),
        ({"written-agreement": " "}, "layouts.written-agreement.source"),
        ({"plan-notice": {**NOTICE, "to": "nobody"}}, "layouts.plan-notice.to"),
        ({"plan-notice": {**NOTICE, "step": "nothing"}}, "layouts.plan-notice.step"),
        ({"plan-notice": {**NOTICE, "cc": "members"}}, "layouts.plan-notice.cc"),
        ({"written-agreement": "7.2", "goals-plan": "Record"}, "layouts"),
        ({"core-group-record": "Record", "core-group-notes": "Notes"}, "layouts"),
    ],
)
def test_a_slip_is_named_by_its_key(
    layouts: Mapping[str, Any], key: str, protocol_yaml: Mapping[str, Any]
) -> None:
    with pytest.raises(LibraryBroken, match=f"own.yaml, {key}:"):
        load_protocols(
            {"own": {**protocol_yaml, "layouts": layouts}},
        )
