"""What the record already knows, put into a form before it goes out, so that nobody types it again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from pipeline.model.case import Case
from pipeline.model.plan import PlanAction, Status
from pipeline.model.prefill import Prefill
from pipeline.model.set_up import CaseSetUp, Member
from pipeline.rulebook.excluded import is_excluded
from pipeline.rulebook.form import Block, Field, Form
from pipeline.rulebook.library import Library
from pipeline.rulebook.responsible import responsible
from pipeline.rulebook.sameness import folded, same
from pipeline.rulebook.words import Words
from pipeline.view.meetings import free_days

Facts = Mapping[str, str]


def prefill(case: Case | None, form: Form, library: Library, member: Member | None = None) -> Prefill:
    """A form for a member of a case, with everything that is known filled in.

    For no case it has the lists, and the workspace's own protocol and nation where they are asked for.

    ``member`` is who will fill the form in; without one the rows for an agency's own actions stay blank.
    Children, parents, members and actions fill the rows of the tables whose schema asks for them
    (``x-prefill``); an agency's own actions are those whose agency or person it is (004, agency contribution
    form: the actions that the agency is responsible for). Minutes point to the meeting before.
    """
    if case is None:
        sections = [block for block in form.blocks if not block.repeats]
        chosen = {block.key: _answers(block, _defaults(library, form.language)) for block in sections}
        own = {key: value for key, value in chosen.items() if value}
        return Prefill(answers=own, suggestions=_suggestions(None, library, form.language))
    words = library.words_in(case.set_up.form.language)
    known = _facts(case, words) | {"to_provide": _to_provide(case.set_up.form, library, words)}
    facts = known | (_about(member) if member and form.name != "minutes" else {})
    answers: dict[str, Any] = {}
    for block in form.blocks:
        if block.repeats:
            rows = [_answers(block, row) for row in _rows(block.prefill, case, member, words)]
            answers[block.key] = [row for row in rows if row]
        else:
            answers[block.key] = _answers(block, facts)
    own = {key: value for key, value in answers.items() if value}
    return Prefill(case.reference, own, _suggestions(case, library, form.language))


def _defaults(library: Library, language: str) -> Facts:
    """The workspace's own protocol, nation and language, the nation as the form's language calls it."""
    nation = library.nations.get(library.defaults.get("nation", ""))
    return {**library.defaults, **({"nation": nation.said_in(language).title} if nation else {})}


def _answers(block: Block, facts: Facts) -> dict[str, str]:
    """The facts that a block asks for, by the meaning of its fields or, where they have none, by key."""
    found = ((field.key, _said(field, facts.get(field.means or field.key, ""))) for field in block.fields)
    return {key: value for key, value in found if value}


def _said(field: Field, value: str) -> str:
    """A code as the label of its choice; anything else as it is."""
    return next((choice.label for choice in field.choices if choice.code == value), value)


def _facts(case: Case, words: Words) -> dict[str, str]:
    set_up = case.set_up.form
    first, later = _core_groups(case)
    return {
        "case": case.reference,
        "children": words.listed([child.name for child in set_up.children]),
        "births": words.listed([words.day(child.born) for child in set_up.children if child.born]),
        "registered": _iso(set_up.registered),
        "last_conference": _iso(case.period.start),
        "conference": _iso(case.period.rcpc),
        "next_conference": _iso(case.period.rcpc),
        "first_core_group": _iso(first),
        "core_groups": words.listed([words.day(day) for day in later]),
        "previous_notes": _previous_notes(case, words),
        "contingency_now": case.plan.contingency or set_up.contingency,
        "free_days": free_days(case, _last_held(case), words),
    }


def _last_held(case: Case) -> date | None:
    return max((r.form.held for r in case.minutes if r.form.held), default=None)


def _to_provide(set_up: CaseSetUp, library: Library, words: Words) -> str:
    """What the case set-up says of each person's language and needs (003, 3.3 and 6.6)."""
    people = [(c.name, c.language, c.interpreter, c.disability, c.culture) for c in set_up.children]
    there = (parent for parent in set_up.parents if not is_excluded(parent.name, set_up))
    people += [(parent.name, parent.language, parent.interpreter, "", "") for parent in there]
    lines = []
    for name, language, interpreter, *said in people:
        needs = [need for need in said if folded(need) not in library.no_need]
        told = [language, words("form_words.interpreter") if interpreter == "yes" else "", *needs]
        if any(told):
            lines.append(f"{name}: {', '.join(filter(None, told))}")
    return "\n".join(lines)


def _about(member: Member) -> dict[str, str]:
    return {"name": member.name, "agency": member.agency, "role": member.role}


def _core_groups(case: Case) -> tuple[date | None, list[date]]:
    """The day of the first core group after the initial conference, and the days of all since.

    Those of the set-up that another list has replaced since are not among them.
    """
    set_up = case.set_up.form
    minutes = [received.form for received in (*case.earlier_minutes, *case.minutes)]
    last = max([case.period.start, *(form.held for form in minutes if form.held)])
    past = [meeting for meeting in set_up.meetings if meeting.held and meeting.held <= last]
    held = {meeting.held: meeting.kind for meeting in (*past, *case.booked()) if meeting.held}
    held |= {form.held: form.kind for form in minutes if form.held}
    days = sorted(day for day in held if not set_up.icpc or day >= set_up.icpc)
    first = next((day for day in days if held[day] == "first"), None)
    return first, [day for day in days if day != first]


def _previous_notes(case: Case, words: Words) -> str:
    """The day of the meeting before and where its record lies; its text is not copied."""
    days = [r.form.held for r in (*case.earlier_minutes, *case.minutes) if r.form.held]
    if not days:
        return ""
    last = max(days)
    return words("form_words.previous_notes", day=words.day(last), file=f"minutes-{last.isoformat()}")


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _rows(source: str, case: Case, member: Member | None, words: Words) -> Iterator[Facts]:
    """Rows that the case has for a table, by the name of the list that its schema asks for."""
    set_up = case.set_up.form
    match source:
        case "children":
            yield from ({"child": child.name, "name": child.name} for child in set_up.children)
        case "parents":
            yield from ({"name": parent.name} for parent in set_up.parents)
        case "members":
            # Whoever is kept from meetings is neither invited nor asked there to agree (003, 2.4); nor is the
            # chair of the conference, who is no member of the core group.
            there = (m for m in set_up.members if m.part != "chair" and not is_excluded(m.name, set_up))
            yield from ({**_about(each), "relationship": each.relationship} for each in there)
        case "actions":
            open_ones = [a for a in case.plan.actions if a.status in (Status.OPEN, Status.CONFERENCE)]
            yield from (_action(each, words) for each in open_ones)
        case "own-actions" if member:
            own = [a for a in case.plan.actions if a.status is not Status.ENDED]
            yield from (_action(each, words) for each in own if _is_of(member, each, set_up))


def _action(planned: PlanAction, words: Words) -> Facts:
    action = planned.action
    return {
        "number": action.number,
        "domain": words.code("codes.domain", action.domain),
        "child": action.child,
        "need": action.need,
        "action": action.action,
        "outcome": action.outcome,
        "who": " – ".join(filter(None, (action.who, action.agency))),
    }


def _is_of(member: Member, planned: PlanAction, set_up: CaseSetUp) -> bool:
    """Whether an action is this member's agency's."""
    return any(same(each.agency, member.agency) for each in responsible(planned.action, set_up))


def _suggestions(case: Case | None, library: Library, language: str) -> Mapping[str, tuple[str, ...]]:
    """What drop-downs offer, in a language.

    Without a case: the lists of the library, and the steps of every protocol.
    """
    protocols = library.protocols
    nations = [nation.said_in(language).title for nation in library.nations.values()]
    lists: dict[str, Sequence[str]] = {"protocols": list(protocols), "nations": nations}
    own = library.protocol_of(case) if case else None
    told = (protocol.said_in(language) for protocol in ([own] if own else protocols.values()))
    lists["steps"] = list(dict.fromkeys(step.title for protocol in told for step in protocol.links))
    if case:
        set_up = case.set_up.form
        lists["children"] = [child.name for child in set_up.children]
        lists["parents"] = [parent.name for parent in set_up.parents]
        lists["members"] = [each.name for each in set_up.members]
        lists["agencies"] = list({folded(m.agency): m.agency for m in reversed(set_up.members)}.values())[
            ::-1
        ]
        lists["actions"] = [planned.action.number for planned in case.plan.actions]
    offered = {name: tuple(filter(None, items)) for name, items in lists.items()}
    return {name: items for name, items in offered.items() if items}
