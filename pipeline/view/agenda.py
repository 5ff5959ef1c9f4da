"""Agendas of the three kinds of core group (004)."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model.case import Case
from pipeline.model.plan import Status
from pipeline.model.set_up import Meeting
from pipeline.rulebook.excluded import is_excluded
from pipeline.rulebook.words import Words
from pipeline.view.page import Head, Page, head, page
from pipeline.view.passage import Paragraphs, Section, paragraphs, table


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


def agenda_view(case: Case, meeting: Meeting, words: Words) -> AgendaView:
    """The agenda of one booked core group: items of its kind, open actions to go through, who is invited.

    Items marked ``first-review`` are left out in later periods (004, agenda before the review conference).
    """
    kind = meeting.kind or "subsequent"
    title = words(f"agenda.title.{kind}")
    return AgendaView(
        page=page(title, case.reference, words),
        head=head(
            title,
            words("agenda.lead"),
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
        items=_items(kind, case.period.first, words),
        actions=_actions(case, words),
        members=_members(case, words),
    )


def _items(kind: str, first_review: bool, words: Words) -> tuple[AgendaItem, ...]:
    wanted = [i for i in words.branch("agenda.items")[kind] if first_review or not i.get("first-review")]
    return tuple(
        AgendaItem(str(number), item["title"], paragraphs(item.get("note", "")))
        for number, item in enumerate(wanted, start=1)
    )


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
