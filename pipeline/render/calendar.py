"""Calendar entries: the last day of every step and what is booked, without anybody's name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

from pipeline.model.timeline import Timeline
from pipeline.rulebook.words import Words


def calendar(timelines: Iterable[Timeline], stamp: datetime, words: Words) -> bytes:
    """One all-day entry for each step's last day, each core group booked and each conference, as iCalendar.

    ``stamp`` (UTC) says when the entries were made. An entry keeps its identity from run to run, so that a
    calendar that takes the file in again moves it instead of doubling it. Only case references and titles
    of steps are in it; entries are confidential and do not make anybody busy.
    """
    entries = Calendar()
    entries.add("prodid", "-//rcpc-pipeline//timeline//EN")
    entries.add("version", "2.0")
    entries.add("method", "PUBLISH")
    entries.add("name", words("timeline.calendar.name"))
    events = [event for check in timelines for event in _events(check, words)]
    for day, uid, summary in sorted(events):
        entries.add_component(_entry(day, uid, summary, stamp))
    return bytes(entries.to_ical())


def _events(check: Timeline, words: Words) -> Iterator[tuple[date, str, str]]:
    def uid(key: str) -> str:
        return f"{check.case or 'planner'}.{check.rcpc.isoformat()}.{key}@rcpc-pipeline"

    def summary(entry: str) -> str:
        return words("timeline.calendar.of-case", case=check.case, entry=entry) if check.case else entry

    for step in check.steps:
        if step.due:
            yield step.due, uid(step.id), summary(words("timeline.calendar.due", step=step.title))
    for child in check.children:
        for seeing in child.checks:
            if seeing.due:
                title = words("timeline.seen.of-child", number=child.number, what=seeing.title)
                key = f"child-{child.number}-{seeing.id}"
                yield seeing.due, uid(key), summary(words("timeline.calendar.due", step=title))
    for booked in check.booked:
        yield (
            booked.day,
            uid(f"core-group-booked-{booked.number}"),
            summary(words("timeline.calendar.booked")),
        )
    if check.fit and not check.fit.feasible:
        latest = words("timeline.calendar.latest")
        yield check.fit.latest_core_group, uid("latest-core-group"), summary(latest)
    yield check.rcpc, uid("conference"), summary(words("timeline.calendar.conference"))


def _entry(day: date, uid: str, summary: str, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", stamp)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", summary)
    event.add("class", "CONFIDENTIAL")
    event.add("transp", "TRANSPARENT")
    return event
