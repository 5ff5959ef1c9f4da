"""Who agrees to the plan: a row for each person, room to sign, and the comments of those who do not agree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pipeline.model.case import Case
from pipeline.model.forms import Agreement
from pipeline.model.set_up import CaseSetUp, Member
from pipeline.rulebook.excluded import excluded_parents, is_excluded
from pipeline.rulebook.sameness import folded
from pipeline.rulebook.words import Words
from pipeline.view.passage import Entry, Table, extra_facts, paragraphs, table


@dataclass(frozen=True, slots=True)
class AgreementSection:
    """Who agrees to the plan, room to sign, and the comments of those who do not."""

    title: str
    lead: str
    table: Table
    comments_title: str
    comments: tuple[Entry, ...]
    comments_none: str
    room: str


def agreement_table(agreements: Iterable[Agreement], set_up: CaseSetUp, words: Words) -> Table:
    """Name, relationship, agency, agreed, and room to sign (000, record form).

    Whoever is kept from meetings signs at none of them: the line says that they are asked apart (003, 2.4).
    """
    keys = ("name", "relationship", "agency", "agreed", "signature", "day")
    rows = (
        (
            *(a.name, a.relationship, a.agency, words.code("codes.agreed", a.agreed)),
            words("plan.agreement.apart") if is_excluded(a.name, set_up) else "",
            "",
        )
        for a in agreements
    )
    return table(tuple(words(f"plan.agreement.{key}") for key in keys), rows)


def comments_of(agreements: Iterable[Agreement], words: Words) -> tuple[Entry, ...]:
    """What members wrote about the plan; whoever disagrees without a word is named too."""
    return tuple(
        Entry(
            words("plan.agreement.comment", name=a.name, answer=words.code("codes.agreed", a.agreed)),
            a.agency,
            paragraphs(a.comments) or (words("plan.agreement.no-reason"),),
            extra_facts(a.extras),
        )
        for a in agreements
        if a.comments or a.extras or a.agreed in {"no", "part"}
    )


def signers(case: Case, agreements: tuple[Agreement, ...]) -> list[Agreement]:
    """Everybody who answered, then the members of the core group who have not, with their answer blank.

    A parent who is kept from meetings has a row, whoever is on the list: their views are sought (003, 2.4).
    What an answer leaves blank about a person is as in the set-up.
    """
    form = case.set_up.form
    people = {folded(p.name): Agreement(name=p.name, relationship=p.relationship) for p in form.parents}
    people |= {folded(member.name): _unsigned(member) for member in form.members}
    answered = {folded(agreement.name) for agreement in agreements}
    silent = [
        _unsigned(member)
        for member in form.members
        if folded(member.name) not in answered and member.part != "chair"
    ]
    there = answered | {folded(member.name) for member in form.members}
    apart = (
        Agreement(name=parent.name, relationship=parent.relationship)
        for parent in excluded_parents(form)
        if folded(parent.name) not in there
    )
    return [*(_completed(a, people.get(folded(a.name))) for a in agreements), *silent, *apart]


def _unsigned(member: Member) -> Agreement:
    return Agreement(name=member.name, agency=member.agency, relationship=member.relationship or member.role)


def _completed(agreement: Agreement, person: Agreement | None) -> Agreement:
    if person is None:
        return agreement
    relationship, agency = agreement.relationship or person.relationship, agreement.agency or person.agency
    return replace(agreement, relationship=relationship, agency=agency)
