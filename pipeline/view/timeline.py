"""The timeline check in words: what is due when, whether it fits, and how the guidance was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.model.timeline import Fit, Holiday, Limit, StepCheck, StepStatus, Timeline, Unit
from pipeline.rulebook.protocol import EVENTS, Protocol
from pipeline.rulebook.words import Words
from pipeline.view.page import Head, Page, page
from pipeline.view.passage import Fact, Paragraphs, Section, Table, facts, table
from pipeline.view.timeline_drawing import Drawing, drawing
from pipeline.view.timeline_seen import (
    ChildrenSeen,
    amount_text,
    children_seen,
    visits_late,
    visits_with,
)


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step. ``code`` is the status as a code, for a colour beside the word that says it.

    ``children`` names those whom it is for, where it is not for all; a terminal leaves it out.
    """

    step: str
    children: str
    who: str
    limit: str
    counted: str
    due: str
    done: str
    status: str
    late: str
    source: str
    code: str


@dataclass(frozen=True, slots=True)
class Steps:
    """The table of steps. ``headings`` are those of step, who, limit, due, done, status and source."""

    title: str
    state: Paragraphs
    headings: tuple[str, ...]
    rows: tuple[StepRow, ...]


@dataclass(frozen=True, slots=True)
class FitView:
    """Whether the chain fits under one reading of the last limit; ``code`` is "fits" or "short"."""

    reading: str
    sentences: Paragraphs
    plan: Table
    code: str


@dataclass(frozen=True, slots=True)
class Fits:
    """The readings side by side: the one used first, the other only where the guidance leaves a doubt.

    None where the guidance has no chain of steps; ``how`` says so.
    """

    title: str
    how: str
    readings: tuple[FitView, ...]


@dataclass(frozen=True, slots=True)
class TimelineView:
    """Fields in reading order."""

    page: Page
    head: Head
    fits: Fits
    drawing: Drawing | None
    steps: Steps
    seen: ChildrenSeen | None
    readings: Section


def timeline_view(check: Timeline, protocol: Protocol, words: Words) -> TimelineView:
    """The timeline check of a case, or of a conference not yet booked, for everybody who has to keep it.

    ``protocol`` is the one in force when the period began. No name of a person is in it but those of the
    children, where the protocol says how often each is seen or a step is for some of them; what goes to a
    terminal leaves them out.
    """
    title = words("timeline.title" if check.case else "timeline.planner-title")
    marking = words("marking.confidential")
    return TimelineView(
        page=page(title, check.case, words),
        head=Head(marking, title, "", "", Table(), _facts(check, protocol, words)),
        fits=_fits(check, protocol, words),
        drawing=drawing(check, words) if protocol.chain else None,
        steps=_steps(check, words),
        seen=children_seen(check, words),
        readings=_readings(check, protocol, words),
    )


def limit_text(limit: Limit | None, anchor: str, words: Words) -> str:
    """A limit with its unit and what it is counted from (``anchor``, in words), or that none is set."""
    if limit is None:
        return words("timeline.limit.open")
    if limit.before and not limit.amount:
        return words("timeline.limit.by", anchor=anchor)
    side = "before" if limit.before else "after"
    return words(f"timeline.limit.{side}", limit=amount_text(limit.amount, limit.unit, words), anchor=anchor)


def fit_sentences(fit: Fit, words: Words) -> Paragraphs:
    """Does it fit, the day by which the core group must be held, and the holidays that take time out."""
    if fit.feasible:
        spare = amount_text(fit.slack, Unit.WORKING_DAYS, words)
        first = words("timeline.fit.spare", days=spare) if fit.slack else words("timeline.fit.exact")
        return first, words("timeline.fit.allowed", day=words.weekday(fit.allowed_core_group))
    short = words("timeline.fit.short", days=amount_text(-fit.slack, Unit.WORKING_DAYS, words))
    must = words("timeline.fit.must", day=words.weekday(fit.latest_core_group))
    return (short, must, *_taken_out(fit.broken_by, words))


def _taken_out(holidays: tuple[Holiday, ...], words: Words) -> Paragraphs:
    if not holidays:
        return ()
    named = [words("timeline.fit.holiday", name=h.name, day=words.weekday(h.date)) for h in holidays]
    return (
        words(f"timeline.fit.takes-{'one' if len(named) == 1 else 'many'}", holidays=words.listed(named)),
    )


def _facts(check: Timeline, protocol: Protocol, words: Words) -> tuple[Fact, ...]:
    return facts(
        (words("timeline.facts.conference"), words.weekday(check.rcpc)),
        (words("timeline.facts.period-start"), words.weekday(check.start)),
        (words("timeline.facts.protocol"), protocol.title),
        (words("timeline.facts.nation"), check.nation),
        (words("timeline.facts.today"), words.weekday(check.today)),
    )


def _fits(check: Timeline, protocol: Protocol, words: Words) -> Fits:
    if check.fit is None:
        return Fits(words("timeline.fit.title"), words("timeline.fit.no-chain"), ())
    limit = protocol.links[-1].within
    readings = [_fit(check, check.fit, words("timeline.fit.used", limit=_plain(limit, words)), words)]
    if check.other_fit and check.other_unit and check.other_unit is not limit.unit:
        other = Limit(limit.amount, check.other_unit, limit.before)
        title = words("timeline.fit.other", limit=_plain(other, words))
        readings.append(_fit(check, check.other_fit, title, words))
    return Fits(words("timeline.fit.title"), words("timeline.fit.how"), tuple(readings))


def _plain(limit: Limit, words: Words) -> str:
    return amount_text(limit.amount, limit.unit, words)


def _fit(check: Timeline, fit: Fit, reading: str, words: Words) -> FitView:
    titles = {step.id: step.title for step in check.steps}
    latest = dict(fit.backwards)
    plan = table(
        [words(f"timeline.fit.{name}") for name in ("step", "forwards", "backwards")],
        [(titles[key], words.weekday(day), words.weekday(latest[key])) for key, day in fit.forwards],
    )
    sentences = (*fit_sentences(fit, words), *_meeting(check, fit, words))
    return FitView(reading, sentences, plan, "fits" if fit.feasible else "short")


def _meeting(check: Timeline, fit: Fit, words: Words) -> Paragraphs:
    """What the day of the final core group means for the rest, once it was held or is booked."""
    core_group = next(step for step in check.steps if step.chain)
    day = core_group.done or core_group.planned
    if day is None:
        return ()
    if core_group.silent:
        return (words("timeline.fit.silent", day=words.weekday(day)),)
    meeting = words(f"timeline.fit.{'held' if core_group.done else 'booked'}", day=words.weekday(day))
    kind = "early-enough" if day <= fit.latest_core_group else "too-late"
    return (words(f"timeline.fit.{kind}", meeting=meeting),)


def _steps(check: Timeline, words: Words) -> Steps:
    titles = {step.id: step.title for step in check.steps}
    columns = ("step", "who", "limit", "due", "done", "status", "source")
    return Steps(
        words("timeline.steps.title"),
        _state(check, words),
        tuple(words(f"timeline.steps.{column}") for column in columns),
        tuple(_row(step, titles, words) for step in check.steps),
    )


def _row(step: StepCheck, titles: dict[str, str], words: Words) -> StepRow:
    anchor = words(f"timeline.events.{step.anchor}") if step.anchor in EVENTS else titles[step.anchor]
    return StepRow(
        step=step.title,
        children=words.listed([name for name in step.children if name]),
        who=step.who,
        limit=limit_text(step.limit, anchor, words),
        counted=_counted(step, words),
        due=words.weekday(step.due),
        done=words.weekday(step.done) or _booked(step, words),
        status=words.code("timeline.status", step.status),
        late=_late(step, words),
        source=step.source,
        code=step.status.value,
    )


def _counted(step: StepCheck, words: Words) -> str:
    if step.anchor_date is None:
        return words("timeline.not-counted")
    kind = "counted-planned" if step.anchor_planned else "counted"
    return words(f"timeline.{kind}", day=words.weekday(step.anchor_date))


def _booked(step: StepCheck, words: Words) -> str:
    kind = "silent" if step.silent else "booked"
    return words(f"timeline.{kind}", day=words.weekday(step.planned)) if step.planned else ""


def _late(step: StepCheck, words: Words) -> str:
    if step.status not in (StepStatus.DONE_LATE, StepStatus.OVERDUE):
        return ""
    if not step.days_late:
        return words("timeline.late-weekend")
    return words("timeline.late", days=amount_text(step.days_late, Unit.WORKING_DAYS, words))


def _state(check: Timeline, words: Words) -> Paragraphs:
    """What is outstanding and late, in doubt or not told of, or that nothing is; then what was done late."""
    if not check.steps:
        return (words("timeline.state.none"),)
    open_ones = {
        "overdue": sum(step.status is StepStatus.OVERDUE for step in check.steps),
        "visits-overdue": visits_with(check, StepStatus.OVERDUE),
        "at-risk": sum(step.status is StepStatus.AT_RISK for step in check.steps),
        "not-recorded": sum(_passed_by(step, check) for step in check.steps),
        "visits-not-recorded": visits_with(check, StepStatus.NOT_RECORDED),
    }
    late = {
        "done-late": sum(step.status is StepStatus.DONE_LATE for step in check.steps),
        "visits-late": visits_late(check),
    }
    outstanding = (*_counts(open_ones, words), *_silent(check, words))
    return (*(outstanding or (words("timeline.state.calm"),)), *_counts(late, words))


def _counts(found: Mapping[str, int], words: Words) -> Paragraphs:
    return tuple(
        words.counted(f"timeline.state.{what}", count=count) for what, count in found.items() if count
    )


def _passed_by(step: StepCheck, check: Timeline) -> bool:
    """Whether its day has passed with nothing recorded; a core group without minutes is told of apart."""
    unknown = step.status is StepStatus.NOT_RECORDED and not step.silent
    return unknown and step.due is not None and step.due < check.today


def _silent(check: Timeline, words: Words) -> Paragraphs:
    days = check.without_minutes
    kind = "one" if len(days) == 1 else "many"
    return (
        (words(f"timeline.state.silent-{kind}", days=words.listed([*map(words.day, days)])),) if days else ()
    )


def _readings(check: Timeline, protocol: Protocol, words: Words) -> Section:
    """Where the guidance leaves a doubt, what it has and how it was read: once for each step shown."""
    shown = {step.read for step in check.steps}
    shown |= {seeing.read for child in check.children for seeing in child.checks}
    rows = tuple(
        Fact(step.title, (step.read,)) for step in protocol.steps if step.read and step.read in shown
    )
    label = words("timeline.readings.left-open")
    left_open = tuple(
        Fact(label, (words("protocol.said", text=silent.says, source=silent.source),))
        for silent in protocol.left_open
    )
    return Section(words("timeline.readings.title"), facts=(*rows, *left_open))
