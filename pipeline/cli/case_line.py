"""How one case stands, for people and for programs."""

from __future__ import annotations

from typing import Any

from pipeline.cli import screen
from pipeline.model.timeline import StepCheck, StepStatus
from pipeline.rulebook.words import Words
from pipeline.run import CaseLine

NEXT = 3  # steps to come that are named; the timeline has them all


def say_heading(line: CaseLine, words: Words) -> None:
    """The case and its conference."""
    screen.say(line.reference + words("terminal.conference", day=words.day(line.rcpc)))


def say_standing(line: CaseLine, words: Words) -> None:
    """What is in, what is missing, what is due."""
    screen.labelled(words("terminal.label.in"), screen.counted(words, "contribution", line.received))
    if line.missing:
        screen.labelled(words("terminal.label.missing"), words.listed(line.missing))
    for label, steps in (("overdue", _with(line, StepStatus.OVERDUE)), ("due", _coming(line)[:NEXT])):
        for number, step in enumerate(steps):
            shown = words(f"terminal.label.{label}") if number == 0 else ""
            screen.labelled(shown, words("terminal.step", day=words.day(step.due), title=step.title))


def say_line(line: CaseLine, words: Words) -> None:
    """Heading and standing."""
    say_heading(line, words)
    say_standing(line, words)


def line_json(line: CaseLine) -> dict[str, Any]:
    """The same for programs. Dates are ISO 8601."""
    return {
        "case": line.reference,
        "rcpc": line.rcpc.isoformat(),
        "contributions": line.received,
        "missing": list(line.missing),
        "overdue": [_step_json(step) for step in _with(line, StepStatus.OVERDUE)],
        "due": [_step_json(step) for step in _coming(line)],
        "feasible": line.timeline.fit.feasible,
        "slack_working_days": line.timeline.fit.slack,
    }


def _with(line: CaseLine, *statuses: StepStatus) -> list[StepCheck]:
    return [step for step in line.timeline.steps if step.status in statuses and step.due is not None]


def _coming(line: CaseLine) -> list[StepCheck]:
    return _with(line, StepStatus.DUE, StepStatus.AT_RISK)


def _step_json(step: StepCheck) -> dict[str, Any]:
    return {
        "id": step.id,
        "title": step.title,
        "due": step.due.isoformat() if step.due else None,
        "status": step.status.value,
    }
