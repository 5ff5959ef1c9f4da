"""The pieces that every document is built from: somebody's words, labelled answers, tables, sections.

Templates print these objects in the order of their fields and add nothing of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.model.plan import Source
from pipeline.model.report import Silence
from pipeline.model.set_up import Extra
from pipeline.rulebook.words import Words

Paragraphs = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what belongs to it."""

    label: str
    text: Paragraphs


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody's words: ``source`` says whose and from which day. Any part may be empty."""

    heading: str = ""
    source: str = ""
    text: Paragraphs = ()
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one heading for each column; every row has as many cells as there are headings."""

    headings: tuple[str, ...] = ()
    rows: tuple[tuple[Paragraphs, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A sub-section: one child, one question, one kind of factor."""

    title: str
    lead: str = ""
    entries: tuple[Entry, ...] = ()
    notes: Paragraphs = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a document. ``notes`` say what is not there and who did not send it.

    ``further`` are answers to questions that the program gives no meaning, each under its own label.
    """

    title: str
    lead: str = ""
    facts: tuple[Fact, ...] = ()
    table: Table = Table()
    entries: tuple[Entry, ...] = ()
    groups: tuple[Group, ...] = ()
    further: tuple[Entry, ...] = ()
    notes: Paragraphs = ()


def paragraphs(text: str) -> Paragraphs:
    """The lines of a text as its sender wrote them, without the blank ones between."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def facts(*labelled: tuple[str, str]) -> tuple[Fact, ...]:
    """Labelled answers; those that were left blank are left out."""
    return tuple(Fact(label, paragraphs(text)) for label, text in labelled if text.strip())


def extra_facts(extras: Iterable[Extra]) -> tuple[Fact, ...]:
    """Answers to questions that the program gives no meaning, under their own label."""
    return facts(*((extra.label, extra.text) for extra in extras))


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """A table of texts; each cell is split into its paragraphs."""
    return Table(tuple(headings), tuple(tuple(paragraphs(cell) for cell in row) for row in rows))


def source_line(source: Source, words: Words) -> str:
    """Whose words a passage is: agency, author and day, with what is not known said in words."""
    return words(
        "passage.source",
        agency=source.agency or words("passage.core-group" if source.core_group else "passage.no-agency"),
        author=source.author or words("passage.no-author"),
        day=words.day(source.written) or words("passage.no-day"),
    )


def silence_notes(silence: Silence, words: Words) -> Paragraphs:
    """Who is missing from a section, by name: whoever sent nothing, then whoever left this part blank."""
    notes = []
    if silence.sent_nothing:
        notes.append(words("passage.sent-nothing", agencies=words.listed(silence.sent_nothing)))
    if silence.left_blank:
        notes.append(words("passage.left-blank", agencies=words.listed(silence.left_blank)))
    return tuple(notes)


def or_note(things: Sequence[object], note: str) -> Paragraphs:
    """The note when there is nothing to show; nothing otherwise."""
    return () if things else (note,)
