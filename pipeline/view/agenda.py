"""Agendas of the three kinds of core group (004)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from pipeline.model.case import Case
from pipeline.model.plan import Status
from pipeline.model.set_up import Meeting
from pipeline.rulebook.excluded import is_excluded
from pipeline.rulebook.protocol import ProtocolRule
from pipeline.rulebook.words import Words
from pipeline.view.meetings import free_days
from pipeline.view.page import Head, Page, head, page
from pipeline.view.passage import Paragraphs, Section, table


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One item, numbered; ``note`` says what it is for in a plain sentence."""

    number: str
    title: str
    note: Paragraphs


@dataclass(frozen=True, slots=True)
class AgendaView:
    page: Page
    head: Head
    items_title: str
    items: tuple[AgendaItem, ...]
    actions: Section
    members: Section


OPENING = ("note-taker", "introductions")
CHECKS = ("absent", "previous", "plan", "children", "parents")
ITEMS: Mapping[str, tuple[str, ...]] = {
    "first": (
        *OPENING,
        *("purpose-first", "membership", "outline", "assessment-first", "children", "parents"),
        *("detailed-plan", "further", "meetings-first"),
    ),
    "subsequent": (*OPENING, "purpose", *CHECKS, "assessment", "progress", "further", "meetings"),
    "pre-rcpc": (
        *OPENING,
        "purpose-review",
        *CHECKS,
        *(
            "assessment-review",
            "contributions",
            "progress",
            "factors",
            "recommendation",
            "report",
            "meetings",
        ),
    ),
}
"""The items of 004's three agendas in order; each is a word."""
DATES = frozenset({"meetings-first", "meetings"})
"""Where the next core groups are booked: the days that the family keeps free stand there (003, 6.6)."""
ONLY_UP_TO_FIRST_REVIEW = frozenset({"assessment-review"})
NOTES_BY_RULE: Mapping[tuple[str, str], ProtocolRule] = {
    ("note-taker", "note"): ProtocolRule.CHAIR_TAKES_NO_NOTES,
    ("recommendation", "note"): ProtocolRule.DISSENT_CIRCULATED,
    ("progress", "considered"): ProtocolRule.FOUR_CONSIDERATIONS,
}
"""Notes that stand on an agenda only where the guidance has the rule that they tell of."""
ABSENT: Mapping[tuple[bool, bool], str] = {
    (True, True): "either",
    (True, False): "write",
    (False, True): "send",
    (False, False): "say",
}
"""What whoever cannot come is asked for: by whether the guidance asks for a report, and for a substitute."""


def agenda_view(
    case: Case, meeting: Meeting, words: Words, rules: Collection[ProtocolRule] = ()
) -> AgendaView:
    """The agenda of one booked core group: items of its kind, open actions to go through, who is invited.

    ``rules`` are those of the case's guidance: what it does not ask for is not said. The assessment is left
    out before later reviews (004, agenda before the review conference).
    """
    kind = meeting.kind or "subsequent"
    title = words(f"agenda.title.{kind}")
    return AgendaView(
        page=page(title, case.reference, words),
        head=head(
            title,
            words("agenda.lead", absent=words(f"agenda.absent.{_absent(rules)}")),
            case,
            (
                (words("agenda.held"), words.weekday(meeting.held) or words("agenda.not-fixed")),
                (words("agenda.time"), meeting.time or words("agenda.not-fixed")),
                (words("agenda.place"), meeting.place or words("agenda.not-fixed")),
                (words("cover.rcpc"), words.weekday(case.period.rcpc)),
            ),
            words,
        ),
        items_title=words("agenda.items-title"),
        items=_items(kind, case, meeting, rules, words),
        actions=_actions(case, words),
        members=_members(case, words),
    )


def _absent(rules: Collection[ProtocolRule]) -> str:
    return ABSENT[ProtocolRule.ABSENT_WRITE in rules, ProtocolRule.SUBSTITUTE in rules]


def _items(
    kind: str, case: Case, meeting: Meeting, rules: Collection[ProtocolRule], words: Words
) -> tuple[AgendaItem, ...]:
    wanted = [key for key in ITEMS[kind] if case.period.first or key not in ONLY_UP_TO_FIRST_REVIEW]
    said = words.branch("agenda.items")
    days = free_days(case, meeting.held, words)
    kept = (words("free-days.sentence", days=days),) if days else ()
    return tuple(
        AgendaItem(
            str(number), said[key]["title"], (*_notes(key, said[key], rules), *(kept if key in DATES else ()))
        )
        for number, key in enumerate(wanted, start=1)
    )


def _notes(key: str, item: Mapping[str, str], rules: Collection[ProtocolRule]) -> Paragraphs:
    told = [note for note in ("note", "considered") if note in item]
    asked = (note for note in told if NOTES_BY_RULE.get((key, note)) in (None, *rules))
    return tuple(item[note] for note in asked)


def _actions(case: Case, words: Words) -> Section:
    """What is not done: an action put to the conference holds until the conference decides (000)."""
    standing = [a for a in case.plan.actions if a.status in (Status.OPEN, Status.CONFERENCE)]
    keys = ("number", "action", "who", "end")
    rows = []
    for planned in standing:
        a = planned.action
        put = "" if planned.status is Status.OPEN else words.code("codes.status", planned.status)
        who = "\n".join(x for x in (a.who, a.agency) if x)
        rows.append((a.number, "\n".join(x for x in (a.action, put) if x), who, words.day(a.end)))
    headings = tuple(words(f"agenda.actions.{key}") for key in keys) if rows else ()
    notes = () if rows else (words("agenda.actions.none"),)
    return Section(words("agenda.actions.title"), table=table(headings, rows), notes=notes)


def _members(case: Case, words: Words) -> Section:
    """Who is invited: everybody on the list but whoever chairs the conferences or is kept from meetings."""
    keys, form = ("name", "agency", "role"), case.set_up.form
    invited = [m for m in form.members if m.part != "chair" and not is_excluded(m.name, form)]
    rows = [(m.name, m.agency, m.role) for m in invited]
    headings = tuple(words(f"agenda.members.{key}") for key in keys) if rows else ()
    return Section(words("agenda.members.title"), words("agenda.members.lead"), table=table(headings, rows))
