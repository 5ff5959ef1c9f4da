"""What stands on every page, and the cover."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.model.case import Case
from pipeline.model.set_up import Child
from pipeline.rulebook.words import Words
from pipeline.view.passage import Fact, Paragraphs, Table, facts, table


@dataclass(frozen=True, slots=True)
class Page:
    """Running words. The page number is printed as ``page N of M``, with both words from here."""

    language: str  # a tag, not printed
    title: str
    reference: str
    status: str  # DRAFT or FINAL, or ""
    marking: str
    page: str
    of: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A titled list."""

    title: str
    items: Paragraphs


@dataclass(frozen=True, slots=True)
class Head:
    """The first thing read: what this is, about whom, as at when."""

    marking: str
    title: str
    status: str
    status_note: str
    children: Table
    facts: tuple[Fact, ...]
    listings: tuple[Listing, ...] = ()


def page(title: str, reference: str, words: Words, status: str = "") -> Page:
    """The running words of a document of one case (``reference`` is "" for none)."""
    return Page(
        words.language,
        title,
        reference,
        status,
        words("marking.confidential"),
        words("marking.page"),
        words("marking.of"),
    )


def head(
    title: str,
    lead: str,
    case: Case,
    told: Iterable[tuple[str, str]],
    words: Words,
    status: str = "",
    listings: tuple[Listing, ...] = (),
) -> Head:
    """The head of a document of one case: the children, its reference, and what else is ``told`` of it."""
    return Head(
        marking=words("marking.confidential-long"),
        title=title,
        status=status,
        status_note=lead,
        children=children_table(case.set_up.form.children, words),
        facts=facts((words("cover.reference"), case.reference), *told),
        listings=listings,
    )


def children_table(children: tuple[Child, ...], words: Words) -> Table:
    """The children by name and date of birth."""
    rows = ((child.name, words.day(child.born) or words("cover.born-unknown")) for child in children)
    return table((words("cover.child"), words("cover.born")), rows)


def period_text(case: Case, words: Words) -> str:
    """The stretch between the two conferences, in words."""
    kind = "first-period" if case.period.first else "later-period"
    return words(f"cover.{kind}", start=words.day(case.period.start), end=words.day(case.period.rcpc))
