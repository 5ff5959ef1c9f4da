"""``timeline.json`` as other programs read it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from pipeline.check.timeline import plan_conference, timeline
from pipeline.model.case import Case
from pipeline.model.forms import Minutes, SignOff, StepDone
from pipeline.render.timeline_json import timeline_json
from pipeline.rulebook.protocol import Nation, Protocol

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "schemas" / "timeline.schema.json").read_text(encoding="utf-8")
)
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)


@pytest.fixture
def case(make_case: Callable[..., Case]) -> Case:
    """A first period: final core group in time, draft two days late, nothing since."""
    return make_case(
        date(2026, 9, 1),
        date(2026, 11, 24),
        minutes=[Minutes(kind="pre-rcpc", held=date(2026, 10, 27))],
        sign_offs=[SignOff(steps=(StepDone("draft-sent", date(2026, 11, 5)),))],
    )


def test_a_case_as_json(case: Case, protocol: Protocol, nations: Mapping[str, Nation]) -> None:
    found = json.loads(
        timeline_json(timeline(case, protocol, nations["England and Wales"], date(2026, 11, 6)))
    )

    VALIDATOR.validate(found)
    # The names and their order are promised to other programs.
    assert list(found) == [
        "case",
        "period",
        "protocol",
        "nation",
        "rcpc",
        "feasible",
        "slack_working_days",
        "latest_core_group",
        "broken_by",
        "steps",
        "other_reading",
        "children",
        "core_groups_booked",
        "core_groups_without_minutes",
    ]
    steps = found.pop("steps")
    other = found.pop("other_reading")
    assert found == {
        "case": "CP-2026-014",
        "period": {"start": "2026-09-01", "end": "2026-11-24"},
        "protocol": "joint-report-process",
        "nation": "England and Wales",
        "rcpc": "2026-11-24",
        "feasible": True,
        "slack_working_days": 0,
        "latest_core_group": "2026-10-27",
        "broken_by": [],
        "children": [],
        "core_groups_booked": [],
        "core_groups_without_minutes": [],
    }
    # Due five working days after Tue 27 October, that is Tue 3 November; Wed 4 and Thu 5 make it two late.
    assert next(step for step in steps if step["id"] == "draft-sent") == {
        "id": "draft-sent",
        "title": "Draft report sent to members and parents",
        "who": "Social worker",
        "anchor": "final-core-group",
        "limit": "5 working days after",
        "due": "2026-11-03",
        "done": "2026-11-05",
        "status": "done-late",
        "working_days_late": 2,
        "source": "004, flow chart for joint report process",
    }
    assert {key: value for key, value in other.items() if key != "steps"} == {
        "unit": "days",
        "feasible": True,
        "slack_working_days": 2,
        "latest_core_group": "2026-10-29",
        "broken_by": [],
    }
    assert next(step for step in other["steps"] if step["id"] == "final-copy")["due"] == "2026-11-19"


def test_a_conference_that_does_not_fit(protocol: Protocol, nations: Mapping[str, Nation]) -> None:
    check = plan_conference(date(2027, 1, 12), protocol, nations["Scotland"], date(2026, 11, 1))
    found = json.loads(timeline_json(check))

    VALIDATOR.validate(found)
    assert (found["case"], found["period"]["start"]) == ("", None)
    assert (found["feasible"], found["slack_working_days"]) == (False, -4)
    assert found["latest_core_group"] == "2026-12-09"
    assert found["broken_by"] == [
        {"date": "2026-12-25", "name": "Christmas Day"},
        {"date": "2026-12-28", "name": "Substitute day for Boxing Day"},
        {"date": "2027-01-01", "name": "New Year's Day"},
        {"date": "2027-01-04", "name": "Substitute day for 2 January"},
    ]
    assert found["steps"][0]["limit"] == "4 weeks before"


def test_the_same_check_gives_the_same_bytes(
    case: Case, protocol: Protocol, nations: Mapping[str, Nation]
) -> None:
    def made() -> bytes:
        return timeline_json(timeline(case, protocol, nations["Scotland"], date(2026, 11, 6)))

    assert made() == made()
    assert made().endswith(b"}\n")


@pytest.mark.parametrize(
    "slip",
    [
        {"rcpc": "24 November 2026"},
        {"slack_working_days": 0.5},
        {"feasible": "yes"},
        {"people": []},
        {"steps": [{"id": "draft-sent"}]},
    ],
)
def test_the_schema_refuses_what_was_not_promised(
    protocol: Protocol, nations: Mapping[str, Nation], slip: dict[str, Any]
) -> None:
    check = plan_conference(date(2027, 1, 12), protocol, nations["Scotland"], date(2026, 11, 1))
    assert not VALIDATOR.is_valid(json.loads(timeline_json(check)) | slip)


days = st.dates(date(2025, 1, 1), date(2030, 12, 31))


@settings(max_examples=30)
@given(rcpc=days, today=days, nation=st.sampled_from(["England and Wales", "Scotland", "Northern Ireland"]))
def test_every_conference_fits_the_schema(
    protocol: Protocol, nations: Mapping[str, Nation], rcpc: date, today: date, nation: str
) -> None:
    check = plan_conference(rcpc, protocol, nations[nation], today)
    VALIDATOR.validate(json.loads(timeline_json(check)))
