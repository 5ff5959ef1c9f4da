"""How one case stands, for people and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from pipeline.cli import screen
from pipeline.model.timeline import Seeing, StepCheck, StepStatus
from pipeline.rulebook.words import Words
from pipeline.run import CaseLine, LeftBlank

NEXT = 3  # steps to come that are named; the timeline has them all


def say_heading(line: CaseLine, words: Words) -> None:
    """The case and its conference."""
    screen.say(line.reference + words("terminal.conference", day=words.day(line.rcpc)))


def say_standing(line: CaseLine, words: Words) -> None:
    """What is in, what is missing, what is due and booked, and what waits for an answer of the manager."""
    screen.labelled(words("terminal.label.in"), screen.counted(words, "contribution", line.received))
    if line.missing:
        screen.labelled(words("terminal.label.missing"), words.listed(line.missing))
    screen.labelled_lines(words("terminal.label.blank"), [_blank(each, words) for each in line.left_blank])
    screen.labelled_lines(
        words("terminal.label.overdue"),
        [
            *(_step(step, words) for step in _with(line, StepStatus.OVERDUE)),
            *(_visit(number, visit, words) for number, visit in _visits(line)),
        ],
    )
    screen.labelled_lines(words("terminal.label.due"), [_step(s, words) for s in _next(_coming(line))])
    if booked := _booked(line):
        screen.labelled(words("terminal.label.booked"), words.listed([words.day(day) for day in booked]))
    if line.unanswered:
        screen.labelled(words("terminal.label.requests"), _unanswered(line, words))
    if short := _working_days_short(line):
        days = screen.counted(words, "working-day", short)
        screen.labelled(words("terminal.label.timeline"), words("terminal.does-not-fit", days=days))


def say_line(line: CaseLine, words: Words) -> None:
    """Heading and standing."""
    say_heading(line, words)
    say_standing(line, words)


def line_json(line: CaseLine) -> dict[str, Any]:
    """The same for programs. Dates are ISO 8601; without a chain of steps nothing has to fit."""
    fit = line.timeline.fit
    return {
        "case": line.reference,
        "rcpc": line.rcpc.isoformat(),
        "contributions": line.received,
        "missing": list(line.missing),
        "left_blank": [asdict(each) for each in line.left_blank],
        "overdue": [
            *(_step_json(step) for step in _with(line, StepStatus.OVERDUE)),
            *(_visit_json(number, visit) for number, visit in _visits(line)),
        ],
        "due": [_step_json(step) for step in _coming(line)],
        "core_groups_booked": [day.isoformat() for day in _booked(line)],
        "requests_unanswered": [day.isoformat() for day in line.unanswered],
        "feasible": fit.feasible if fit else None,
        "slack_working_days": fit.slack if fit else None,
    }


def _blank(left: LeftBlank, words: Words) -> str:
    """What one agency left blank, in one line."""
    found = {"silent": left.silent, "partly": left.partly, "children": tuple(map(str, left.children))}
    told = [
        words(f"terminal.blank.{what}", numbers=words.listed(numbers))
        for what, numbers in found.items()
        if numbers
    ]
    return words("terminal.blank.agency", agency=left.agency, blanks="; ".join(told))


def _with(line: CaseLine, *statuses: StepStatus) -> list[StepCheck]:
    """Steps with one of these statuses, the soonest first: a protocol's own order is not that of the days."""
    found = [(step.due, step) for step in line.timeline.steps if step.due and step.status in statuses]
    return [step for _, step in sorted(found, key=lambda each: each[0])]


def _visits(line: CaseLine) -> list[tuple[int, Seeing]]:
    """Visits to a child that are overdue, each with the child's number: no name goes to a terminal."""
    return [
        (child.number, visit)
        for child in line.timeline.children
        for visit in child.checks
        if visit.status is StepStatus.OVERDUE
    ]


def _visit(number: int, visit: Seeing, words: Words) -> str:
    title = words("timeline.seen.of-child", number=number, what=visit.title)
    return words("terminal.step", day=words.day(visit.due), title=title)


def _visit_json(number: int, visit: Seeing) -> dict[str, Any]:
    return {
        "id": f"child-{number}-{visit.id}",
        "title": visit.title,
        "due": visit.due.isoformat() if visit.due else None,
        "status": visit.status.value,
    }


def _coming(line: CaseLine) -> list[StepCheck]:
    return _with(line, StepStatus.DUE, StepStatus.AT_RISK)


def _booked(line: CaseLine) -> list[date]:
    """The days of the core groups still to come, extra ones that were granted included."""
    return [booked.day for booked in line.timeline.booked]


def _unanswered(line: CaseLine, words: Words) -> str:
    """How many requests wait and since when: no limit is set for an answer (002), and nobody is named."""
    oldest = min(line.unanswered)
    days = screen.counted(words, "day", max(0, (line.timeline.today - oldest).days))
    requests = screen.counted(words, "request", len(line.unanswered))
    return words("terminal.unanswered", requests=requests, day=words.day(oldest), days=days)


def _next(steps: Sequence[StepCheck]) -> list[StepCheck]:
    """The next few, and every one at risk however late it comes."""
    return [s for number, s in enumerate(steps) if number < NEXT or s.status is StepStatus.AT_RISK]


def _working_days_short(line: CaseLine) -> int:
    """By how much the chain of steps does not fit; 0 if it does, or if an early core group mended that."""
    in_doubt, fit = (StepStatus.AT_RISK, StepStatus.OVERDUE), line.timeline.fit
    if fit and any(step.chain and step.status in in_doubt for step in line.timeline.steps):
        return max(0, -fit.slack)
    return 0


def _step(step: StepCheck, words: Words) -> str:
    kind = "step-at-risk" if step.status is StepStatus.AT_RISK else "step"
    said = words(f"terminal.{kind}", day=words.day(step.due), title=step.title)
    return words("terminal.booked", step=said, day=words.day(step.planned)) if step.planned else said


def _step_json(step: StepCheck) -> dict[str, Any]:
    return {
        "id": step.id,
        "title": step.title,
        "due": step.due.isoformat() if step.due else None,
        "status": step.status.value,
    }
