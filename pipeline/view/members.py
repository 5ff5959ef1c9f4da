"""Core group membership and contact details, in words (004, membership form)."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model.case import Case
from pipeline.model.set_up import Member
from pipeline.rulebook.excluded import is_excluded
from pipeline.rulebook.words import Words
from pipeline.view.page import Head, Page, head, page
from pipeline.view.passage import Section, or_note, table


@dataclass(frozen=True, slots=True)
class MembersView:
    page: Page
    head: Head
    members: Section


def members_view(case: Case, words: Words) -> MembersView:
    """Who is in the core group, how to reach them, how information is shared with them securely.

    The list goes to everybody on it, so it does not say where to find a parent who is kept from meetings.
    """
    title = words("members.title")
    form = case.set_up.form
    keys = ("name", "agency", "contact", "secure")
    rows = [_row(member, words, apart=is_excluded(member.name, form)) for member in form.members]
    return MembersView(
        page=page(title, case.reference, words),
        head=head(
            title,
            words("members.lead"),
            case,
            ((words("members.as-at"), words.weekday(case.set_up.received)),),
            words,
        ),
        members=Section(
            words("members.list"),
            table=table(tuple(words(f"members.{key}") for key in keys) if rows else (), rows),
            notes=or_note(rows, words("members.none")),
        ),
    )


def _row(member: Member, words: Words, *, apart: bool) -> tuple[str, str, str, str]:
    # Everybody on the list is a member; only another part is worth a line.
    part = words.code("codes.part", member.part) if member.part != "member" else ""
    who = (
        member.name,
        part,
        words("members.relationship", relationship=member.relationship) if member.relationship else "",
    )
    agency = (member.agency, member.role)
    if apart:
        return _lines(who), _lines(agency), words("members.apart"), ""
    contact = (
        member.address,
        member.telephone,
        member.email,
        *(f"{e.label}: {e.text}" for e in member.extras),
    )
    return _lines(who), _lines(agency), _lines(contact), member.secure_route or words("members.no-route")


def _lines(parts: tuple[str, ...]) -> str:
    return "\n".join(part for part in parts if part)
