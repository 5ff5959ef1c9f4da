"""Rules for the family's own part: its language and needs, the days it keeps free, its voice in the plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from pipeline.check.asked import asks
from pipeline.check.ground import Ground
from pipeline.model.case import Case
from pipeline.model.finding import Finding
from pipeline.model.forms import Minutes
from pipeline.model.request import Request
from pipeline.model.set_up import CaseSetUp, Child, FreeDay, Meeting, Parent
from pipeline.model.submission import Path
from pipeline.rulebook.excluded import is_excluded
from pipeline.rulebook.form import Field, Form
from pipeline.rulebook.protocol import ProtocolRule
from pipeline.rulebook.sameness import folded, which

_SET_UP = "case-set-up"


def language_unsaid(form: CaseSetUp, ground: Ground) -> Iterator[Finding]:
    """Meetings are in the family's language of choice or have an interpreter (003, 3.3). Asked once."""
    if not asks(ProtocolRule.LANGUAGE_RESPECTED, form, ground):
        return
    people: list[tuple[str, int, Child | Parent]] = []
    people += [("children", number, row) for number, row in enumerate(form.children)]
    people += [("parents", number, row) for number, row in enumerate(form.parents)]
    silent = [(table, number, row) for table, number, row in people if row.name and not _says_language(row)]
    for table, number, _ in silent[:1]:
        names = tuple(row.name for _, _, row in silent)
        yield ground.find("language-unsaid", ground.row(table, number, "language"), name=names)


def free_days_order(form: CaseSetUp, ground: Ground) -> Iterator[Finding]:
    """Days to keep free run from a first to a last one (003, 6.6)."""
    for number, days in enumerate(form.free_days):
        last, first = (ground.row("free_days", number, means) for means in ("last", "first"))
        yield from ground.out_of_order(last, days.last, first, days.first)


def need_unprovided(form: Minutes, case: Case, ground: Ground) -> Iterator[Finding]:
    """An interpreter, a language, a disability are provided for, and the record says how (003, 3.3; 6.6).

    Everybody has a religion and a culture: that the set-up tells them is no need by itself.
    """
    needs = tuple(_needs(case, ground))
    if needs and not form.provided_for:
        path = ground.answer("provided_for")
        yield ground.find("need-unprovided", path, needs=needs, question=ground.title(path))


def booked_on_a_free_day(form: CaseSetUp, ground: Ground) -> Iterator[Finding]:
    """No appointment falls on a significant occasion of the family (003, 6.6)."""
    if asks(ProtocolRule.CULTURE_RESPECTED, form, ground):
        untold = _title(ground.form)
        yield from _meetings_on(form.free_days, form.meetings, untold, ground)
        conference = ground.answer("next_conference")
        yield from _on(form.free_days, form.next_conference, conference, untold, ground)


def agreed_on_a_free_day(form: Minutes, case: Case, ground: Ground) -> Iterator[Finding]:
    """No core group is arranged for a significant occasion of the family (003, 6.6)."""
    if asks(ProtocolRule.CULTURE_RESPECTED, case, ground):
        untold = _title(_set_up_told(case, ground))
        yield from _meetings_on(case.set_up.form.free_days, form.meetings, untold, ground)


def granted_on_a_free_day(form: Request, case: Case, ground: Ground) -> Iterator[Finding]:
    """Nor is an extra one (003, 6.6)."""
    if asks(ProtocolRule.CULTURE_RESPECTED, case, ground):
        untold = _title(_set_up_told(case, ground))
        yield from _on(case.set_up.form.free_days, form.held, ground.answer("held"), untold, ground)


def family_unheard(form: Minutes, case: Case, ground: Ground) -> Iterator[Finding]:
    """Family and child contribute to setting and reviewing the actions of the plan (001, 3).

    Each child has a view; of the parents one may have spoken for both.
    """
    if not asks(ProtocolRule.FAMILY_CONTRIBUTES, case, ground):
        return
    set_up = case.set_up.form
    names = [child.name for child in set_up.children]
    told = {which(row.child, names) for row in form.voices if row.voice and row.child}
    for_all = any(row.voice and not row.child for row in form.voices)
    silent = tuple(name for place, name in enumerate(names) if not for_all and place not in told)
    if silent:
        yield ground.find("family-unheard", _first_blank("voices", "voice", form, ground), name=silent)
    parents = tuple(row.name for row in set_up.parents if row.name and not is_excluded(row.name, set_up))
    if parents and not any(row.views for row in form.views):
        yield ground.find("family-unheard", _first_blank("views", "views", form, ground), name=parents)


def _first_blank(table: str, means: str, form: Minutes, ground: Ground) -> Path:
    """The first row that says nothing yet, or the table where every row does or none does."""
    rows: Sequence[object] = getattr(form, table)
    blank = [number for number, row in enumerate(rows) if not getattr(row, means)]
    return ground.table(table) if len(blank) in (0, len(rows)) else ground.row(table, blank[0], means)


def _says_language(person: Child | Parent) -> bool:
    return bool(person.language or person.interpreter)


def _needs(case: Case, ground: Ground) -> Iterator[str]:
    """Who of the family needs what, by the set-up's own names for it: never what the need is."""
    set_up, told_form = case.set_up.form, _set_up_told(case, ground)
    people: list[Child | Parent] = [*set_up.children, *set_up.parents]
    spoken = asks(ProtocolRule.LANGUAGE_RESPECTED, case, ground)
    for person in people:
        there = person.name and not is_excluded(person.name, set_up)
        if spoken and there and _needs_language(person, set_up, ground.library.forms[_SET_UP]):
            yield _named(person.name, _field(told_form, "children", "language"))
    nothing = ground.library.no_need
    asked = set_up.children if asks(ProtocolRule.DISABILITY_RESPECTED, case, ground) else ()
    for child in asked:
        if folded(child.disability) not in nothing | {""}:
            yield _named(child.name, _field(told_form, "children", "disability"))


def _set_up_told(case: Case, ground: Ground) -> Form:
    """The set-up's form in the words that the sender of another form reads, under the case's guidance."""
    return ground.library.form_in(_SET_UP, ground.form.language, ground.library.protocol_of(case))


def _needs_language(person: Child | Parent, set_up: CaseSetUp, asked: Form) -> bool:
    """Whether somebody has an interpreter, or would choose a language in which the documents are not."""
    documents = _field(asked, "", "language")
    if person.interpreter == "yes" or not person.language or not documents or not documents.choices:
        return person.interpreter == "yes"
    own = next((one for one in documents.choices if one.code == set_up.language), documents.choices[0])
    names = {word for label in (own.label, *own.also) for word in folded(label).split()}
    return not names & set(folded(person.language).split())


def _named(name: str, need: Field | None) -> str:
    return f"{name} ({need.title})" if need else name


def _field(form: Form, table: str, means: str) -> Field | None:
    """The question that fills an attribute of a table's row, or of the form itself for no table.

    None if a partnership's own schema does not ask it.
    """
    blocks = (block for block in form.blocks if (block.means if block.repeats else "") == table)
    return next((field for block in blocks for field in block.fields if field.means == means), None)


def _meetings_on(
    free: Sequence[FreeDay], meetings: Sequence[Meeting], untold: str, ground: Ground
) -> Iterator[Finding]:
    for number, meeting in enumerate(meetings):
        yield from _on(free, meeting.held, ground.row("meetings", number, "held"), untold, ground)


def _on(
    free: Sequence[FreeDay], day: date | None, path: Path, untold: str, ground: Ground
) -> Iterator[Finding]:
    """A day kept free; ``untold`` is what such days are called, where the set-up gives no occasion."""
    kept = next((days for days in free if day and days.holds(day)), None)
    if kept:
        occasion = kept.occasion or untold
        yield ground.find("day-kept-free", path, question=ground.title(path), date=day, occasion=occasion)


def _title(set_up: Form) -> str:
    return next((block.title for block in set_up.blocks if block.means == "free_days"), "")
