"""The sections that stand around the plan's tables in a partnership's own layout."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipeline.model.case import Case
from pipeline.model.plan import PlanAction, PlanVersion, Status
from pipeline.model.set_up import CaseSetUp
from pipeline.rulebook.excluded import is_excluded
from pipeline.rulebook.sameness import folded
from pipeline.rulebook.words import Words
from pipeline.view.meetings import ahead_of
from pipeline.view.minutes_sections import aim_group
from pipeline.view.passage import Entry, Group, Section, facts, or_note, paragraphs
from pipeline.view.plan import changes_section, contingency_section


def laid_sections(case: Case, plan: PlanVersion, words: Words) -> Mapping[str, Section]:
    """Every section that a layout of the plan may have and this version has something to say in, by name."""
    made = {
        "reasons": _reasons(case, words),
        "aims": _aims(case, plan, words),
        "changes": changes_section(plan, words),
        "parts": _parts(case, plan, words),
        "considered": _considered(case, words),
        "contingency": contingency_section(case, plan, words),
        "next": _next(case, plan, words),
    }
    return {name: section for name, section in made.items() if section}


def _reasons(case: Case, words: Words) -> Section:
    """What worried the conference, for the parents to read (003, 6.4)."""
    text = paragraphs(case.set_up.form.reasons)
    return Section(
        words("report.reasons.title"),
        words("report.reasons.lead") if text else "",
        entries=(Entry(text=text),) if text else (),
        notes=or_note(text, words("report.reasons.none")),
    )


def _aims(case: Case, plan: PlanVersion, words: Words) -> Section:
    """The four questions of 000's record, as the last core group up to this version answered them."""
    answered = [
        r.form
        for r in (*case.earlier_minutes, *case.minutes)
        if r.form.aims and (r.form.held is None or r.form.held <= plan.dated)
    ]
    groups = tuple(aim_group(aim, words) for aim in answered[-1].aims) if answered else ()
    return Section(
        words("minutes.aims.title"), groups=groups, notes=or_note(groups, words("layouts.no-aims"))
    )


def _parts(case: Case, plan: PlanVersion, words: Words) -> Section:
    """What each person has to do, the family first (003, 6.4 and 6.6).

    An action put to the conference holds until the conference decides, so it stays with its person.
    """
    standing = [a for a in plan.actions if a.status in (Status.OPEN, Status.CONFERENCE)]
    by_person: dict[str, list[PlanAction]] = {}
    for planned in standing:
        by_person.setdefault(folded(_person(planned)), []).append(planned)
    family = _family(case.set_up.form)
    own, others = (
        tuple(_part(taken, words) for person, taken in by_person.items() if (person in family) is is_family)
        for is_family in (True, False)
    )
    left = tuple(_no_part(name, words) for name in _without_action(case.set_up.form, by_person))
    groups = (*own, *left, *others) if by_person else ()
    return Section(
        words("layouts.parts.title"),
        words("layouts.parts.lead") if groups else "",
        groups=groups,
        notes=or_note(groups, words("layouts.parts.none")),
    )


def _person(planned: PlanAction) -> str:
    return planned.action.who or planned.action.agency


def _family(form: CaseSetUp) -> frozenset[str]:
    members = (m.name for m in form.members if m.part == "family")
    names = (*(p.name for p in form.parents), *(c.name for c in form.children), *members)
    return frozenset(folded(name) for name in names)


def _without_action(form: CaseSetUp, responsible: Iterable[str]) -> tuple[str, ...]:
    """The parents in the core group whom no action names, alone or beside others (003, 6.4)."""
    members, named = {folded(member.name) for member in form.members}, tuple(responsible)
    return tuple(
        parent.name
        for parent in form.parents
        if (name := folded(parent.name)) in members
        and not is_excluded(parent.name, form)
        and not any(f" {name} " in f" {person} " for person in named)
    )


def _no_part(name: str, words: Words) -> Group:
    return Group(name, notes=(words("layouts.parts.no-action", name=name),))


def _part(actions: Iterable[PlanAction], words: Words) -> Group:
    taken = tuple(actions)
    return Group(
        _person(taken[0]) or words("layouts.parts.nobody"),
        entries=tuple(
            Entry(
                words("plan.number", number=a.action.number),
                "" if a.status is Status.OPEN else words.code("codes.status", a.status),
                text=paragraphs(a.action.action),
                facts=facts((words("plan.fields.end"), words.day(a.action.end))),
            )
            for a in taken
        ),
    )


def _considered(case: Case, words: Words) -> Section:
    """Language, interpreter, disability, culture and religion of children and parents (003, 6.6)."""
    form = case.set_up.form

    def told(person: str, **answers: str) -> Entry:
        labelled = ((words(f"layouts.considered.{key}"), answer) for key, answer in answers.items())
        return Entry(person, facts=facts(*labelled))

    def needed(code: str) -> str:
        return words.code("codes.yes-no", code)

    entries = (
        *(
            told(
                child.name,
                language=child.language,
                interpreter=needed(child.interpreter),
                disability=child.disability,
                culture=child.culture,
            )
            for child in form.children
        ),
        *(told(p.name, language=p.language, interpreter=needed(p.interpreter)) for p in form.parents),
    )
    known = tuple(entry for entry in entries if entry.facts)
    title, none = words("layouts.considered.title"), words("layouts.considered.none")
    return Section(title, entries=known, notes=or_note(known, none))


def _next(case: Case, plan: PlanVersion, words: Words) -> Section | None:
    """The meetings to come; None for a version that says nothing about any."""
    ahead = ahead_of(plan, case, words)
    return Section(words("layouts.next"), facts=facts(*ahead)) if ahead else None
