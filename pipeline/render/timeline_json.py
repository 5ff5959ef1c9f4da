"""``timeline.json``: the timeline check for other programs."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from pipeline.model.timeline import Fit, Limit, StepCheck, Timeline


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
            "unit": check.other_unit.value,
            **_fit(check.other_fit),
            "steps": [_step(step) for step in check.other_steps],
        },
    }


def _fit(fit: Fit) -> dict[str, Any]:
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


def _limit(limit: Limit) -> str:
    """``"5 working days after"``: which side of the anchor is part of the limit."""
    return f"{limit} {'before' if limit.before else 'after'}"


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
