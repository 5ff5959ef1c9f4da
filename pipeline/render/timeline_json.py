"""``timeline.json``: the timeline check for other programs."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from pipeline.model.timeline import Fit, Limit, Seeing, StepCheck, Timeline


def timeline_json(check: Timeline) -> bytes:
    """A timeline as JSON that fits ``schemas/timeline.schema.json``: the same bytes for the same check.

    Days are ISO 8601, ``working_days_late`` and ``slack_working_days`` are working days of the nation named.
    """
    return (json.dumps(_timeline(check), ensure_ascii=False, indent=2) + "\n").encode()


def _timeline(check: Timeline) -> dict[str, Any]:
    return {
        "case": check.case,
        "period": {"start": _day(check.start), "end": _day(check.rcpc)},
        "protocol": check.protocol,
        "nation": check.nation,
        "rcpc": _day(check.rcpc),
        **_fit(check.fit),
        "steps": [_step(step) for step in check.steps],
        "other_reading": {
            "unit": check.other_unit.value if check.other_unit else None,
            **_fit(check.other_fit),
            "steps": [_step(step) for step in check.other_steps],
        },
        "children": [
            {"child": child.number, "seen": [_seeing(seeing) for seeing in child.checks]}
            for child in check.children
        ],
        "core_groups_booked": [_day(day) for day in check.coming],
        "core_groups_without_minutes": [_day(day) for day in check.without_minutes],
    }


def _fit(fit: Fit | None) -> dict[str, Any]:
    if fit is None:
        return {"feasible": None, "slack_working_days": None, "latest_core_group": None, "broken_by": []}
    return {
        "feasible": fit.feasible,
        "slack_working_days": fit.slack,
        "latest_core_group": _day(fit.latest_core_group),
        "broken_by": [{"date": _day(holiday.date), "name": holiday.name} for holiday in fit.broken_by],
    }


def _step(step: StepCheck) -> dict[str, Any]:
    return {
        "id": step.id,
        "title": step.title,
        "who": step.who,
        "anchor": step.anchor,
        "limit": _limit(step.limit),
        "due": _day(step.due),
        "done": _day(step.done),
        "status": step.status.value,
        "working_days_late": step.days_late,
        "source": step.source,
    }


def _seeing(seeing: Seeing) -> dict[str, Any]:
    """How one child is seen in one way; a child is known by its place in the case set-up, never by name."""
    return {
        "id": seeing.id,
        "title": seeing.title,
        "limit": _limit(seeing.limit),
        "last": _day(seeing.last),
        "due": _day(seeing.due),
        "status": seeing.status.value,
        "late": [
            {"due": _day(gap.due), "seen": _day(gap.seen), "working_days_late": gap.days_late}
            for gap in seeing.gaps
        ],
        "source": seeing.source,
    }


def _limit(limit: Limit | None) -> str | None:
    """``"5 working days after"``: which side of the anchor is part of the limit; None where none is set."""
    if limit is None:
        return None
    return f"{limit} {'before' if limit.before else 'after'}"


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
