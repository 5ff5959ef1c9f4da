"""The picture of a timeline: every place worked out in percent, so that a template only has to draw."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.model.timeline import StepCheck, Timeline
from pipeline.rulebook.words import Words

_DAY = timedelta(days=1)
_REACH = timedelta(weeks=8)  # how far from the conference a picture can go


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the axis; ``x`` is percent of its length from the left."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Closed:
    """Days on which offices are closed. ``kind`` is "weekend" or "holiday", ``label`` a holiday's name."""

    x: float
    width: float
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One step. ``y`` is the middle of its lane and ``height`` the lane's, in percent from the top.

    The bar from ``x`` on is the time that the step may take, up to and with its due day; ``done`` is where it
    was done, None while it is not. ``code`` is the status, for a colour; ``status`` is the word for it.
    """

    step: str
    number: int
    y: float
    height: float
    x: float
    width: float
    done: float | None
    due_label: str
    status: str
    code: str


@dataclass(frozen=True, slots=True)
class Legend:
    weekend: str
    holiday: str
    allowed: str
    done: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """``description`` says in words what the picture shows; ``today`` is None when it lies outside."""

    title: str
    description: str
    weeks: tuple[Tick, ...]
    closed: tuple[Closed, ...]
    lanes: tuple[Lane, ...]
    today: Tick | None
    conference: Tick
    legend: Legend
    holidays: tuple[Tick, ...] = ()  # each with its day and name


@dataclass(frozen=True, slots=True)
class _Axis:
    """Days from ``start`` to ``end``, both drawn whole."""

    start: date
    end: date

    def left(self, day: date) -> float:
        return round(100 * (day - self.start).days / ((self.end - self.start).days + 1), 2)

    def middle(self, day: date) -> float:
        days = (self.end - self.start).days + 1
        return round(100 * ((day - self.start).days + 0.5) / days, 2)

    def width(self, first: date, last: date) -> float:
        return round(self.left(last + _DAY) - self.left(first), 2)

    def within(self, day: date) -> date:
        return min(max(day, self.start), self.end)

    def days(self) -> tuple[date, ...]:
        return tuple(self.start + _DAY * ahead for ahead in range((self.end - self.start).days + 1))


def drawing(check: Timeline, words: Words) -> Drawing:
    """The chain of steps from the final core group to the conference, a lane for each."""
    chain = [step for step in check.steps if step.chain]
    axis = _axis(check, chain)
    legend = Legend(
        *(words(f"timeline.drawing.{name}") for name in ("weekend", "holiday", "allowed", "done"))
    )
    return Drawing(
        title=words("timeline.drawing.title"),
        description=_description(axis, chain, words),
        weeks=tuple(Tick(axis.left(day), short_day(day, words)) for day in axis.days() if day.weekday() == 0),
        closed=_closed(check, axis),
        lanes=tuple(_lane(number, step, len(chain), axis, words) for number, step in enumerate(chain)),
        today=Tick(axis.middle(check.today), words("timeline.drawing.today"))
        if axis.start <= check.today <= axis.end
        else None,
        conference=Tick(axis.middle(check.rcpc), words("timeline.drawing.conference")),
        legend=legend,
        holidays=_holidays(check, axis, words),
    )


def short_day(day: date, words: Words) -> str:
    """``"8 December"``: a day whose year is plain from where it stands."""
    return words("timeline.drawing.short", day=day.day, month=words.branch("dates")["months"][day.month - 1])


def _axis(check: Timeline, chain: list[StepCheck]) -> _Axis:
    """From the earliest to the latest day of the chain, the last day for the core group included.

    A day that lies far off, as by a slip of the pen, does not stretch the picture.
    """
    days = [day for step in chain for day in (step.due, step.done, step.planned) if day]
    days.append(check.rcpc)
    if check.fit:
        days += [check.fit.latest_core_group, check.fit.allowed_core_group]
    return _Axis(max(min(days), check.rcpc - _REACH), min(max(days), check.rcpc + _REACH))


def _closed(check: Timeline, axis: _Axis) -> tuple[Closed, ...]:
    named = {holiday.date: holiday.name for holiday in check.holidays}
    found = []
    for day in axis.days():
        if day in named:
            found.append(Closed(axis.left(day), axis.width(day, day), "holiday", named[day]))
        elif day.weekday() >= 5:
            found.append(Closed(axis.left(day), axis.width(day, day), "weekend", ""))
    return tuple(found)


def _holidays(check: Timeline, axis: _Axis, words: Words) -> tuple[Tick, ...]:
    named = sorted((h.date, h.name) for h in check.holidays if axis.within(h.date) == h.date)
    return tuple(
        Tick(axis.middle(day), words("timeline.drawing.named", day=short_day(day, words), name=name))
        for day, name in named
    )


def _lane(number: int, step: StepCheck, count: int, axis: _Axis, words: Words) -> Lane:
    due = step.due or axis.end
    due_label = short_day(due, words)
    # The day counted from is no part of the time allowed; a step counted backwards has its last day alone.
    start = (
        due if step.anchor_date is None or not step.limit or step.limit.before else step.anchor_date + _DAY
    )
    start, due = axis.within(min(start, due)), axis.within(due)
    return Lane(
        step=step.title,
        number=number,
        y=round(100 * (number + 0.5) / count, 2),
        height=round(100 / count, 2),
        x=axis.left(start),
        width=axis.width(start, due),
        done=axis.middle(step.done) if step.done and axis.within(step.done) == step.done else None,
        due_label=due_label,
        status=words.code("timeline.status", step.status),
        code=step.status.value,
    )


def _description(axis: _Axis, chain: list[StepCheck], words: Words) -> str:
    rows = [
        words(
            f"timeline.drawing.{'row-done' if step.done else 'row'}",
            step=step.title,
            due=words.day(step.due),
            done=words.day(step.done),
            status=words.code("timeline.status", step.status).lower(),
        )
        for step in chain
    ]
    return words(
        "timeline.drawing.description",
        start=words.day(axis.start),
        end=words.day(axis.end),
        rows=" ".join(rows),
    )
