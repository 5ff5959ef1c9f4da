"""A letter for somebody to check, complete, sign and send. This product sends nothing.

What is not known stands in the letter as a blank to complete: a letter never guesses, and never leaves out in
silence what its reader needs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.model.case import Case
from pipeline.model.set_up import Member
from pipeline.rulebook.layouts import Layout, LayoutUse
from pipeline.rulebook.protocol import Protocol
from pipeline.rulebook.sameness import same
from pipeline.rulebook.words import Words
from pipeline.view.page import Page, page
from pipeline.view.passage import Fact, Paragraphs, Section, facts, paragraphs

NO_USE = LayoutUse("")
"""For a letter that the case's guidance does not know: who sends it to whom is left to complete."""


@dataclass(frozen=True, slots=True)
class LetterView:
    """Fields in reading order. A section's table has three columns.

    ``draft`` is for whoever signs, and goes before the letter does. ``signing`` stands below the signature,
    ``below`` what is enclosed and who gets a copy.
    """

    page: Page
    marking: str
    draft: Paragraphs
    to: Paragraphs
    about: tuple[Fact, ...]
    title: str
    greeting: str
    opening: Paragraphs
    sections: tuple[Section, ...]
    closing: Paragraphs
    farewell: str
    signing: Paragraphs
    below: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Post:
    """Who writes to whom: titles of roles, and the persons where the members' list names them.

    ``address`` are lines below the addressee's name, ``notes`` more for whoever signs.
    """

    to: str
    receiver: str = ""
    address: Paragraphs = ()
    sender: str = ""
    signs: Member | None = None
    dated: str = ""
    notes: Paragraphs = ()
    below: tuple[Fact, ...] = ()


def letter(
    case: Case,
    title: str,
    post: Post,
    opening: str,
    sections: Iterable[Section],
    closing: str,
    words: Words,
) -> LetterView:
    """A letter about one case. ``opening`` and ``closing`` are the sender's sentences, one on a line."""
    dated = post.dated or blank("date", words)
    receiver = post.receiver or blank("name", words)
    return LetterView(
        page=page(title, case.reference, words, words("marking.draft")),
        marking=words("marking.confidential-long"),
        draft=(words("letters.draft"), *post.notes),
        to=(receiver, *([post.to] if post.to else []), *(post.address or (blank("address", words),))),
        about=facts((words("letters.date"), dated), (words("letters.reference"), case.reference)),
        title=title,
        greeting=words("letters.greeting", name=receiver),
        opening=paragraphs(opening),
        sections=tuple(sections),
        closing=paragraphs(closing),
        farewell=words("letters.farewell"),
        signing=_signing(post, words),
        below=post.below,
    )


def blank(what: str, words: Words) -> str:
    """A blank that somebody completes by hand."""
    return words("letters.blank", what=words(f"letters.blanks.{what}"))


def use_of(protocol: Protocol | None, layout: Layout) -> LayoutUse:
    """How the case's guidance uses a letter; a use with nothing but blanks if it does not."""
    return protocol.layouts.get(layout, NO_USE) if protocol else NO_USE


def holder(case: Case, protocol: Protocol | None, role: str) -> Member | None:
    """The member who has the part that goes with a role, called by its title; None if that is not known."""
    roles = protocol.roles if protocol else ()
    part = next((one.part for one in roles if one.title == role and one.part), "")
    return next((m for m in case.set_up.form.members if part and m.part == part), None)


def member_named(case: Case, name: str) -> Member | None:
    """The member of the core group with this name."""
    return next((m for m in case.set_up.form.members if same(m.name, name)), None)


def office(member: Member | None) -> Paragraphs:
    """Where a member of an agency is written to: agency and office. A relative's address is never printed."""
    if member is None or member.part == "family" or not member.agency:
        return ()
    return (member.agency, *paragraphs(member.address))


def children_facts(case: Case, words: Words) -> tuple[Fact, ...]:
    """The children by name and date of birth, in lines."""
    lines = "\n".join(
        ", ".join(x for x in (child.name, words.day(child.born)) if x) for child in case.set_up.form.children
    )
    return facts((words("letters.children"), lines or blank("children", words)))


def _signing(post: Post, words: Words) -> Paragraphs:
    """Name, role and agency, how to reach whoever signs."""
    member = post.signs or Member()
    role = post.sender or member.role or blank("role", words)
    reach = ", ".join(x for x in (member.telephone, member.email) if x)
    return (
        member.name or blank("name", words),
        ", ".join(x for x in (role, member.agency) if x),
        reach or blank("telephone", words),
    )
