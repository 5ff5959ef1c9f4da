"""Rules for every form: its case, its children, its days, its actions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from pipeline.check.asked import asks
from pipeline.check.ground import Ground
from pipeline.model.case import Case
from pipeline.model.finding import Finding
from pipeline.model.forms import Amendment, Contribution, Minutes, SignOff, VoiceRow
from pipeline.model.plan import PlanAction, Status
from pipeline.model.request import Request
from pipeline.model.set_up import Action, CaseSetUp
from pipeline.model.submission import Path
from pipeline.rulebook.meanings import Understood, meanings
from pipeline.rulebook.protocol import ProtocolRule
from pipeline.rulebook.sameness import folded, number_key, same, which

CASE_UNKNOWN = "case-unknown"  # said alike of a case that nobody set up and of one that is not the sender's

# Days that can only be written down once they have come. Not the day on which minutes or an outline plan go
# to everybody: people write down the day they have planned.
_PAST_ANSWERS: dict[type, tuple[str, ...]] = {
    Contribution: ("written",),
    Minutes: ("sent", "assessment_done"),
    Amendment: ("written",),
    SignOff: ("authorised_on",),
    Request: ("written", "answered_on"),
    CaseSetUp: ("registered", "icpc", "last_conference", "enquiries"),
}
_PAST_ROWS: dict[type, tuple[tuple[str, str], ...]] = {
    Contribution: (("seen", "seen"),),
    Minutes: (("seen", "seen"),),
    SignOff: (("steps", "done"),),
}
# A baby's wishes are told in what was seen; "n/a" or a dash tells nothing. Counted in letters, so that
# scripts without spaces between words are treated alike.
_FEWEST_LETTERS = 10
# Two children may both say "I like school". Longer than this, the same words were copied.
_COPIED_FROM = 40
_VOICE = (ProtocolRule.CHILDS_VOICE, ProtocolRule.FAMILY_CONTRIBUTES)


def case_unknown(form: Understood, case: Case | None, ground: Ground) -> Iterator[Finding]:
    """A form must name a case that was set up. The sentence is the same whatever other cases there are."""
    if case is None and not isinstance(form, CaseSetUp):
        yield ground.find(CASE_UNKNOWN, ground.answer("case"), answer=form.case)


def dates_to_come(form: Understood, ground: Ground) -> Iterator[Finding]:
    """What is reported as done cannot lie ahead: such a day is a slip of the keyboard."""
    for attribute in _PAST_ANSWERS[type(form)]:
        yield from _to_come(getattr(form, attribute), ground.answer(attribute), ground)
    for table, attribute in _PAST_ROWS.get(type(form), ()):
        for number, row in enumerate(getattr(form, table)):
            yield from _to_come(getattr(row, attribute), ground.row(table, number, attribute), ground)


def _to_come(day: date | None, path: Path, ground: Ground) -> Iterator[Finding]:
    if day and day > ground.today:
        yield ground.find("date-in-future", path, question=ground.title(path), date=day)


def before_period(form: Amendment | SignOff | Request, case: Case, ground: Ground) -> Iterator[Finding]:
    """A day before the last conference puts a form with the papers of the one before (004, steps 2 to 6).

    None of them names its conference, so its days tell which it is for. An answer repeats the day of its
    request, which may well lie before a conference that came between them: that of the answer is looked at.
    """
    answered = isinstance(form, Request) and form.answer
    for attribute in ("answered_on",) if answered else _PAST_ANSWERS[type(form)]:
        yield from _before(getattr(form, attribute), ground.answer(attribute), case, ground)
    for table, attribute in _PAST_ROWS.get(type(form), ()):
        for number, row in enumerate(getattr(form, table)):
            yield from _before(getattr(row, attribute), ground.row(table, number, attribute), case, ground)


def _before(day: date | None, path: Path, case: Case, ground: Ground) -> Iterator[Finding]:
    if day and day < case.period.start:
        details = {"question": ground.title(path), "date": day, "start": case.period.start}
        yield ground.find("before-period", path, **details)


def child_unknown(form: Understood, case: Case | None, ground: Ground) -> Iterator[Finding]:
    """A form that names a child who is not in its case may be about another family.

    A first name alone will do where it fits one child only, since that is how the report is put together. The
    finding does not say who the children of the case are: the reader may have the wrong case.
    """
    if case is None and not isinstance(form, CaseSetUp):
        return
    children = form.children if isinstance(form, CaseSetUp) else children_of(case)
    names = [child.name for child in children]
    for table in meanings(type(form)).lists:
        for number, row in enumerate(getattr(form, table)):
            child = getattr(row, "child", "")
            if child and which(child, names) is None:
                yield ground.find("child-unknown", ground.row(table, number, "child"), answer=child)


def children_without(form: Any, tables: tuple[str, ...], case: Case, ground: Ground) -> Iterator[Finding]:
    """Children of the case of whom some of these tables say nothing (004, The Voice of the Child).

    A row without a name speaks of all of them. Whoever works with one child is asked about another once,
    not table by table; children of whom the same tables are silent are named together.
    """
    silent: dict[tuple[str, ...], list[str]] = {}
    for child in children_of(case):
        told = {table: ground.told(table, getattr(form, table)) for table in tables}
        missing = tuple(table for table, rows in told.items() if not _speaks_of(child.name, rows, case))
        if missing:
            silent.setdefault(missing, []).append(child.name)
    for missing, names in silent.items():
        titles = tuple(ground.title(ground.table(table)) for table in missing)
        path = ground.table(missing[0])
        yield ground.find("child-silent", path, child=tuple(names), question=titles)


def _speaks_of(child: str, rows: tuple[Any, ...], case: Case) -> bool:
    names = [each.name for each in children_of(case)]
    return any(not row.child or which(row.child, names) == names.index(child) for row in rows)


def voice_asked(case: Case, ground: Ground) -> tuple[str, ...]:
    """The table of the children's voices, where the guidance asks for each of them (003, 4.3; 004)."""
    return ("voices",) if asks(ProtocolRule.CHILDS_VOICE, case, ground) else ()


def voices_thin(form: Contribution | Minutes, case: Case, ground: Ground) -> Iterator[Finding]:
    """The child's voice has its own place in every meeting and report (003, 4.3; 004, Voice of the Child).

    Where the family contributes to the plan a dash is no view either (001, 3).
    """
    if not any(asks(rule, case, ground) for rule in _VOICE):
        return
    rows = enumerate(form.voices)
    thin = [(n, row) for n, row in rows if row.voice and len(_letters(row.voice)) < _FEWEST_LETTERS]
    for number, _ in thin[:1]:  # one sentence for all of them
        answers = tuple(dict.fromkeys(row.voice for _, row in thin))
        names = tuple(dict.fromkeys(row.child for _, row in thin if row.child))
        path = ground.row("voices", number, "voice")
        yield ground.find("voice-thin", path, answer=answers, child=names)


def _letters(text: str) -> str:
    return folded(text).replace(" ", "")


def voices_copied(form: Contribution | Minutes, case: Case, ground: Ground) -> Iterator[Finding]:
    """What life is like for *the* child (004, The Voice of the Child): not the same text for each of them."""
    if not any(asks(rule, case, ground) for rule in _VOICE):
        return
    first: dict[str, VoiceRow] = {}
    for number, row in enumerate(form.voices):
        said = folded(row.voice)
        before = first.setdefault(said, row)
        if len(said) >= _COPIED_FROM and not same(before.child, row.child):
            path = ground.row("voices", number, "voice")
            yield ground.find("same-voice-twice", path, child=row.child, other=before.child)


def numbers_unknown(table: str, rows: tuple[Any, ...], case: Case, ground: Ground) -> Iterator[Finding]:
    """An account of an action that the plan does not have would be lost from the report (004, Progress)."""
    known = {number_key(planned.action.number) for plan in case.plans[-1:] for planned in plan.actions}
    for number, row in enumerate(rows):
        if row.number and number_key(row.number) not in known:
            yield ground.find("action-unknown", ground.row(table, number, "number"), answer=row.number)


def numbers_twice(table: str, rows: tuple[Any, ...], ground: Ground) -> Iterator[Finding]:
    """One row for each action: two would leave it open which of them holds (004, Progress)."""
    seen: set[str] = set()
    for number, row in enumerate(rows):
        name = number_key(row.number)
        if name and name in seen:
            yield ground.find("action-twice", ground.row(table, number, "number"), answer=row.number)
        seen.add(name)


def children_of(case: Case | None) -> tuple[Any, ...]:
    """The children of a case; nobody without a case."""
    return case.set_up.form.children if case else ()


def open_actions(case: Case, before: date | None = None) -> tuple[PlanAction, ...]:
    """Actions still open in the newest plan, or in the plan as a meeting on that day found it."""
    return tuple(action for action in _found(case, before) if action.status is Status.OPEN)


def without_replaced(form: Understood, case: Case) -> Case:
    """The case as a form's other rules have to see it: without the minutes that the form takes back."""
    if not isinstance(form, Minutes) or form.replaces in (None, form.held):
        return case
    day = form.replaces
    return replace(
        case,
        minutes=tuple(r for r in case.minutes if r.form.held != day),
        earlier_minutes=tuple(r for r in case.earlier_minutes if r.form.held != day),
        plans=tuple(plan for plan in case.plans if plan.origin != "minutes" or plan.dated != day),
    )


def standing(number: str, case: Case, before: date | None = None) -> Action | None:
    """The action with this number in the newest plan, or in the plan as a meeting on that day found it."""
    key = number_key(number)
    return next((p.action for p in _found(case, before) if number_key(p.action.number) == key), None)


def _found(case: Case, before: date | None) -> tuple[PlanAction, ...]:
    plans = [p for p in case.plans if before is None or p.origin != "minutes" or p.dated < before]
    return plans[-1].actions if plans else ()
