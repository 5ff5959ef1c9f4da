"""The letter to the head of a prison or hospital that somebody of the family is in (002)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.model.case import Case
from pipeline.model.set_up import Member
from pipeline.rulebook.layouts import Layout
from pipeline.rulebook.protocol import Protocol
from pipeline.rulebook.words import Words
from pipeline.view.letter import LetterView, Post, blank, holder, letter, use_of
from pipeline.view.passage import Entry, Section, facts, paragraphs, table


@dataclass(frozen=True, slots=True)
class Resident:
    """A parent, relative or other relevant person in an institution (002)."""

    name: str
    relationship: str
    institution: str
    address: str
    born: date | None = None


def residents(case: Case) -> tuple[Resident, ...]:
    """Everybody whom the set-up form says to be in an institution: parents and carers, then others."""
    form = case.set_up.form
    return (
        *(
            Resident(p.name, p.relationship, p.institution, p.institution_address, p.born)
            for p in form.parents
            if p.institution
        ),
        *(
            Resident(r.name, r.relationship, r.institution, r.institution_address, r.born)
            for r in form.relatives
            if r.institution
        ),
    )


def institution_letter_view(
    case: Case, resident: Resident, protocol: Protocol | None, words: Words
) -> LetterView:
    """Who is meant, and whom to tell of an escape or a discharge.

    It leaves the core group, so it names nobody else of the family, no child and nothing of the plan: what
    more its reader has to know is for its sender to decide.
    """
    use = use_of(protocol, Layout.INSTITUTION_LETTER)
    address = paragraphs(resident.address) or (blank("address", words),)
    post = Post(
        to=use.to,
        address=(resident.institution, *address),
        sender=use.sender,
        signs=holder(case, protocol, use.sender),
        notes=(words("letters.institution.more-note"),),
    )
    return letter(
        case,
        words("letters.institution.title"),
        post,
        words("letters.institution.opening"),
        (_person(resident, words), _contacts(case, words), _more(words)),
        words("letters.institution.closing"),
        words,
    )


def _person(resident: Resident, words: Words) -> Section:
    return Section(
        words("letters.institution.person"),
        facts=facts(
            (words("letters.name"), resident.name or blank("name", words)),
            (words("cover.born"), words.day(resident.born) or blank("born", words)),
            (
                words("letters.institution.relationship"),
                resident.relationship or blank("relationship", words),
            ),
        ),
    )


def _contacts(case: Case, words: Words) -> Section:
    """The lead social worker and the manager, and a number for the hours when neither is there."""
    keys = ("name", "agency", "reach")
    people = [m for m in case.set_up.form.members if m.part in ("lead", "manager")]
    rows: list[Sequence[str]] = [_contact(m, words) for m in people]
    night = (words("letters.institution.night"), blank("team", words), blank("telephone", words))
    headings = [words(f"letters.institution.contact.{key}") for key in keys]
    return Section(
        words("letters.institution.contact.title"),
        words("letters.institution.contact.lead"),
        table=table(headings, [*rows, night]),
    )


def _contact(member: Member, words: Words) -> tuple[str, str, str]:
    reach = "\n".join(x for x in (member.telephone, member.email) if x)
    name = ", ".join(x for x in (member.name, member.role) if x)
    return name, member.agency, reach or blank("telephone", words)


def _more(words: Words) -> Section:
    return Section(
        words("letters.institution.more"),
        entries=(Entry(text=(blank("details", words),)),),
    )
