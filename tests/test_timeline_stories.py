"""The stories of the timeline: forms that were accepted, and each step's day, worked out by hand.

How a story is written: tests/stories/README.md.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from telling import cells, sections, write
from test_stories import library as shipped
from test_stories import story

from pipeline.check.fields import check_fields
from pipeline.check.timeline import plan_conference
from pipeline.merge.fold import fold
from pipeline.model.finding import Level
from pipeline.model.submission import Accepted, FilledForm
from pipeline.model.timeline import Fit, Seeing, StepCheck, StepStatus, Timeline
from pipeline.rulebook.library import Library
from pipeline.rulebook.protocol import Protocol
from pipeline.rulebook.protocol_file import load_protocols
from pipeline.rulebook.working_days import WorkingDays
from pipeline.run import timeline_of

ROOT = Path(__file__).parents[1]
STORIES = Path(__file__).parent / "stories" / "timeline"
GUIDANCE = Path(__file__).parent / "guidance"
NAMES = sorted(path.stem for path in STORIES.glob("*.md"))
FORMS = {
    "Case set-up": "case-set-up",
    "Minutes": "minutes",
    "Contribution": "contribution",
    "Amendment": "amendment",
    "Sign-off": "sign-off",
    "Request": "request",
}
PART = re.compile(r"(?P<form>[A-Z][a-z -]+?)(?:, like (?P<like>\S+))?, accepted (?P<day>\S+)")
LOOK = re.compile(r"(?P<what>Timeline|From the timeline|Seeing the children|Does it fit) on (?P<day>\S+)")
PLANNED = "Conferences"
IN_TIME, LATE = {StepStatus.DONE}, {StepStatus.DONE_LATE, StepStatus.OVERDUE}
DAY = re.compile(
    r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]* (\d{1,2}) "
    r"(January|February|March|April|May|June|July|August|September|October|November|December)\b"
)


@dataclass(frozen=True)
class Told:
    """A story: the forms in the order in which they were accepted, and what is expected on which day."""

    name: str
    text: str
    head: Mapping[str, Any]
    accepted: tuple[Accepted, ...]
    looks: tuple[tuple[str, date | None, tuple[Mapping[str, str], ...]], ...]


@cache
def told(name: str) -> Told:
    text = (STORIES / f"{name}.md").read_text(encoding="utf-8")
    _, head, body = text.split("---\n", 2)
    accepted: list[Accepted] = []
    looks: list[tuple[str, date | None, tuple[Mapping[str, str], ...]]] = []
    _, *parts = re.split(r"^# ", body, flags=re.MULTILINE)[1:]  # the first is the story's own heading
    for part in parts:
        title, _, rest = part.partition("\n")
        if found := PART.fullmatch(title.strip()):
            accepted.append(_accepted(found, rest, accepted))
        elif found := LOOK.fullmatch(title.strip()):
            looks.append((found["what"], date.fromisoformat(found["day"]), _rows(rest)))
        else:
            assert title.strip() == PLANNED, f"{name}: nothing is called {title}"
            looks.append((PLANNED, None, _rows(rest)))
    return Told(name, text, yaml.safe_load(head) or {}, tuple(accepted), tuple(looks))


def _accepted(found: re.Match[str], rest: str, before: list[Accepted]) -> Accepted:
    form = shipped().forms[FORMS[found["form"]]]
    if found["like"] == "before":  # the same form again, as it was sent last time
        answers = deepcopy(
            dict(next(a for a in reversed(before) if a.filled.form == form.name).filled.answers)
        )
    else:
        answers = deepcopy(story(found["like"]).answers) if found["like"] else {}
    for title, lines in sections(rest):
        write(answers, form, title, lines)
    first = answers.setdefault(next(block.key for block in form.blocks if not block.repeats), {})
    if before:
        first.setdefault("case", before[0].filled.answers["case"]["case"])
    day = date.fromisoformat(found["day"])
    filled = FilledForm(form.name, 1, "", {key: answer for key, answer in answers.items() if answer})
    return Accepted(len(before) + 1, f"{len(before):064x}", day, filled)


def _rows(rest: str) -> tuple[Mapping[str, str], ...]:
    head, *rows = cells(rest.splitlines())
    return tuple(dict(zip(head, row, strict=True)) for row in rows)


@cache
def books(name: str) -> Library:
    """The library as the story has it.

    ``editions`` in its head change a protocol from a day on, ``protocols`` are more files, of tests/guidance.
    """
    head = told(name).head
    if not head:
        return shipped()
    files = [*(ROOT / "schemas" / "protocols").glob("*.yaml")]
    files += [GUIDANCE / f"{protocol}.yaml" for protocol in head.get("protocols", ())]
    raw = {file.stem: yaml.safe_load(file.read_text(encoding="utf-8")) for file in files}
    for protocol, changes in head.get("editions", {}).items():
        raw[protocol]["editions"] = changes
    return replace(shipped(), protocols=load_protocols(raw))


def timeline_on(name: str, today: date) -> Timeline:
    """What the forms accepted by a day come to on that day."""
    accepted = [one for one in told(name).accepted if one.received <= today]
    return timeline_of(fold(accepted, books(name).forms)[-1], books(name), today)


def status_of(check: StepCheck | Seeing) -> str:
    """What became of a step, as the stories say it."""
    late = check.days_late if isinstance(check, StepCheck) else 0
    if check.status is StepStatus.DONE_LATE and isinstance(check, StepCheck):
        return f"late by {late}"
    if check.status is StepStatus.OVERDUE and isinstance(check, StepCheck):
        return f"overdue by {late}"
    return check.status.value.replace("-", " ")


def step_said(check: StepCheck) -> dict[str, str]:
    return {
        "Step": check.title,
        "Due": str(check.due or ""),
        "Done": str(check.done or ""),
        "Booked": str(check.planned or ""),
        "Limit": str(check.limit or "open"),
        "Status": status_of(check),
    }


def seeing_said(child: str, check: Seeing) -> dict[str, str]:
    gaps = [f"{gap.due} to {gap.seen or 'now'} by {gap.days_late}" for gap in check.gaps]
    return {
        "Child": child,
        "What": check.title,
        "Last": str(check.last or ""),
        "Due": str(check.due or ""),
        "Status": status_of(check),
        "Late": "; ".join(gaps),
    }


def fit_said(fit: Fit) -> dict[str, str]:
    return {
        "Allowed": str(fit.allowed_core_group),
        "Final copy": str(fit.forwards[-1][1]),
        "Slack": str(fit.slack),
        "Latest core group": str(fit.latest_core_group),
        "Broken by": "; ".join(holiday.name for holiday in fit.broken_by),
    }


def found_on(
    name: str, what: str, day: date | None, rows: tuple[Mapping[str, str], ...]
) -> list[dict[str, str]]:
    """What the program says where the story has a table."""
    if day is None:
        return [_planned(books(name), row) for row in rows]
    found = timeline_on(name, day)
    if what == "Seeing the children":
        return [seeing_said(child.name, check) for child in found.children for check in child.checks]
    if what == "Does it fit":
        assert found.fit
        return [fit_said(found.fit)]
    return [step_said(check) for check in found.steps]


def _planned(library: Library, row: Mapping[str, str]) -> dict[str, str]:
    rcpc = date.fromisoformat(row["Conference"])
    fit = plan_conference(rcpc, library.default_protocol, library.nations[row["Nation"]], rcpc).fit
    assert fit
    return {"Conference": row["Conference"], "Nation": row["Nation"], **fit_said(fit)}


@pytest.mark.parametrize("name", NAMES)
def test_a_timeline_ends_as_its_story_works_it_out(name: str) -> None:
    assert told(name).looks
    for what, day, rows in told(name).looks:
        asked = [key for key in rows[0] if key != "Worked out"]
        expected = [{key: row[key] for key in asked} for row in rows]
        found = [{key: row[key] for key in asked} for row in found_on(name, what, day, rows)]
        if what == "From the timeline":
            found = [row for row in found if row["Step"] in {one["Step"] for one in expected}]
        assert found == expected, (name, what, day)


@pytest.mark.parametrize("name", NAMES)
def test_the_forms_of_a_timeline_story_could_have_been_accepted(name: str) -> None:
    for one in told(name).accepted:
        form = books(name).forms[one.filled.form]
        found = check_fields(one.filled, form, books(name).findings)
        assert [f.code for f in found if f.level is Level.STOP] == [], (name, one.number)


@pytest.mark.parametrize("name", NAMES)
def test_every_due_day_is_worked_out_in_the_story_and_every_weekday_named_is_true(name: str) -> None:
    for _, _, rows in told(name).looks:
        for row in rows:
            days = [date.fromisoformat(row[key]) for key in ("Due", "Latest core group") if row.get(key)]
            for day in days:
                assert re.search(rf"\b{day:%a} {day.day}\b", row["Worked out"]), (name, row)
    years = range(2026, 2029)
    for weekday, number, month in DAY.findall(told(name).text):
        fits = [year for year in years if f"{_day(year, month, int(number)):%a}" == weekday]
        assert fits, f"{name}: {weekday} {number} {month}"


def _day(year: int, month: str, number: int) -> date:
    names = [f"{date(2026, one, 1):%B}" for one in range(1, 13)]
    return date(year, names.index(month) + 1, 1) + timedelta(days=number - 1)


@pytest.mark.parametrize("name", NAMES)
def test_a_story_names_the_paragraph_of_every_step_it_shows(name: str) -> None:
    text = " ".join(told(name).text.split())
    for what, day, rows in told(name).looks:
        if what in ("Timeline", "From the timeline"):
            shown = {row["Step"] for row in rows}
            sources = {c.source for c in timeline_on(name, day or date.max).steps if c.title in shown}
        elif what == "Seeing the children":
            found = timeline_on(name, day or date.max).children
            sources = {check.source for child in found for check in child.checks}
        else:
            library = books(name)
            under = library.protocols[timeline_on(name, day).protocol] if day else library.default_protocol
            sources = {step.source for step in under.links}
        assert [source for source in sources if source not in text] == [], name


def shown() -> Iterator[tuple[str, str, StepStatus]]:
    """Protocol, limit and status of every step that a story shows."""
    for name in NAMES:
        for what, day, rows in told(name).looks:
            if day is None or what == "Does it fit":
                continue
            found = timeline_on(name, day)
            protocol = books(name).protocols[found.protocol]
            listed = {row.get("Step") for row in rows}
            for check in found.steps:
                if check.title in listed:
                    yield protocol.name, limit_of(check.id, protocol), check.status
            if what == "Seeing the children":
                for child in found.children:
                    for seeing in child.checks:
                        yield protocol.name, seeing.id, seeing.status


def limit_of(key: str, protocol: Protocol) -> str:
    """The step of the protocol that one of many was made from."""
    ids = [step.id for step in protocol.steps]
    return key if key in ids else next(s for s in ids if re.fullmatch(rf"(.+-)?{s}(-\d+)?", key))


def test_every_limit_of_every_protocol_has_a_story_in_time_and_a_story_too_late() -> None:
    told_of = Counter(shown())
    missing = []
    for protocol in shipped().protocols.values():
        for step in protocol.steps:
            for wanted in (IN_TIME, LATE):
                if step.limit is None and wanted is LATE:
                    continue  # nothing can be late
                if not any(told_of[protocol.name, step.id, status] for status in wanted):
                    missing.append((protocol.name, step.id, sorted(wanted)))
    assert missing == []


# Days off between December 2026 and August 2027, from the three nations' own lists, and who keeps them.
ENGLAND, SCOTLAND, IRELAND = "England and Wales", "Scotland", "Northern Ireland"
DAYS_OFF = {
    date(2026, 11, 30): {SCOTLAND},
    date(2026, 12, 25): {ENGLAND, SCOTLAND, IRELAND},
    date(2026, 12, 28): {ENGLAND, SCOTLAND, IRELAND},
    date(2027, 1, 1): {ENGLAND, SCOTLAND, IRELAND},
    date(2027, 1, 4): {SCOTLAND},
    date(2027, 3, 17): {IRELAND},
    date(2027, 3, 26): {ENGLAND, SCOTLAND, IRELAND},
    date(2027, 3, 29): {ENGLAND, IRELAND},
    date(2027, 5, 3): {ENGLAND, SCOTLAND, IRELAND},
    date(2027, 5, 31): {ENGLAND, SCOTLAND, IRELAND},
    date(2027, 7, 12): {IRELAND},
    date(2027, 8, 2): {SCOTLAND},
    date(2027, 8, 30): {ENGLAND, IRELAND},
}


def test_the_stories_lie_over_the_days_off_of_each_nation() -> None:
    """Each day off lies inside a limit or a conference's four weeks of some story, by its own nation."""
    over = set()
    for name in NAMES:
        for what, day, rows in told(name).looks:
            if what == PLANNED:
                spans = [(row["Nation"], row["Latest core group"], row["Conference"]) for row in rows]
                over |= {(n, d) for n, a, b in spans for d in DAYS_OFF if a < str(d) < b}
            elif day and "imeline" in what:
                found = timeline_on(name, day)
                titles = {row["Step"] for row in rows}
                for step in found.steps:
                    if step.title in titles and step.anchor_date and step.due:
                        first, last = sorted((step.anchor_date, step.due))
                        last = max(last, step.done or last)
                        over |= {(found.nation, d) for d in DAYS_OFF if first < d <= last}
    kept = {(nation, day) for day, nations in DAYS_OFF.items() for nation in nations}
    assert kept - over == set()
    days = {nation: WorkingDays(shipped().nations[nation]) for nation in (ENGLAND, SCOTLAND, IRELAND)}
    assert {(n, d) for n, counted in days.items() for d in DAYS_OFF if not counted.is_working_day(d)} == kept
