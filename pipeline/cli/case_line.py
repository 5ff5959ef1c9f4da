"""How one case stands, for people and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from pipeline.cli import screen
from pipeline.model.timeline import Seeing, StepCheck, StepStatus
from pipeline.rulebook.words import Words
from pipeline.run import CaseLine, LeftBlank

_PRESSING = (StepStatus.OVERDUE, StepStatus.NOT_RECORDED, StepStatus.DUE)  # of visits, the first ones first
NEXT = 3  # steps to come that are named; the timeline has them all


def say_heading(line: CaseLine, words: Words) -> None:
    """The case, its conference and when each child is to be seen, before anything about paper.

    Nothing of the last where the guidance does not say how often (003, 8.1).
    """
    screen.say(line.reference + words("terminal.conference", day=words.day(line.rcpc)))
    screen.labelled_lines(words("terminal.label.children"), [_visit(visit, words) for visit in _visits(line)])


def say_standing(line: CaseLine, words: Words) -> None:
    """What is in, what is missing, what is due and booked, and what waits for an answer of the manager."""
    screen.labelled(words("terminal.label.in"), screen.counted(words, "contribution", line.received))
    if line.missing:
        screen.labelled(words("terminal.label.missing"), words.listed(line.missing))
    screen.labelled_lines(words("terminal.label.blank"), [_blank(each, words) for each in line.left_blank])
    screen.labelled_lines(
        words("terminal.label.overdue"),
        [_step(step, words) for step in _with(line, StepStatus.OVERDUE)],
    )
    screen.labelled_lines(words("terminal.label.due"), [_step(s, words) for s in _next(_coming(line))])
    if silent := line.timeline.without_minutes:
        told = words("terminal.without-minutes", days=words.listed([*map(words.day, silent)]))
        screen.labelled(words("terminal.label.silent"), told)
    if booked := line.timeline.coming:
        screen.labelled(words("terminal.label.booked"), words.listed([*map(words.day, booked)]))
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
        "children_seen": [_visit_json(visit) for visit in _visits(line)],
        "overdue": [_step_json(step) for step in _with(line, StepStatus.OVERDUE)],
        "due": [_step_json(step) for step in _coming(line)],
        "core_groups_booked": [day.isoformat() for day in line.timeline.coming],
        "core_groups_without_minutes": [day.isoformat() for day in line.timeline.without_minutes],
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


@dataclass(frozen=True, slots=True)
class _Visit:
    """One way in which children are to be seen again, the same for several: by number, never by name."""

    seeing: Seeing
    due: date
    children: tuple[int, ...]


def _visits(line: CaseLine) -> list[_Visit]:
    """What is asked for: overdue ones, those whose day has passed with nothing recorded, those to come."""
    asked: dict[tuple[date, str, StepStatus, date | None], tuple[Seeing, list[int]]] = {}
    for child in line.timeline.children:
        for seeing in child.checks:
            if seeing.due is not None:
                key = (seeing.due, seeing.id, seeing.status, seeing.last)
                asked.setdefault(key, (seeing, []))[1].append(child.number)
    found = [_Visit(seeing, key[0], tuple(numbers)) for key, (seeing, numbers) in asked.items()]
    return sorted(found, key=lambda visit: (_PRESSING.index(visit.seeing.status), visit.due))


def _visit(visit: _Visit, words: Words) -> str:
    seeing = visit.seeing
    last = words("terminal.visit.last", day=words.day(seeing.last)) if seeing.last else ""
    return words(
        f"terminal.visit.{seeing.status}",
        title=seeing.title,
        due=words.day(visit.due),
        last=last or words("terminal.visit.never"),
        children=words.listed([words("terminal.visit.child", number=number) for number in visit.children]),
    )


def _visit_json(visit: _Visit) -> dict[str, Any]:
    last = visit.seeing.last
    return {
        "id": visit.seeing.id,
        "title": visit.seeing.title,
        "due": visit.due.isoformat(),
        "last": last.isoformat() if last else None,
        "status": visit.seeing.status.value,
        "children": list(visit.children),
    }


def _coming(line: CaseLine) -> list[StepCheck]:
    return _with(line, StepStatus.DUE, StepStatus.AT_RISK)


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
    kind = "silent" if step.silent else "booked"
    return words(f"terminal.{kind}", step=said, day=words.day(step.planned)) if step.planned else said


def _step_json(step: StepCheck) -> dict[str, Any]:
    return {
        "id": step.id,
        "title": step.title,
        "due": step.due.isoformat() if step.due else None,
        "status": step.status.value,
    }
