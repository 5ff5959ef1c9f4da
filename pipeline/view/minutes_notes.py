"""The notes of a core group under numbered headings, in an order for each kind of meeting (004).

For the first core group the guidance prints a format for notes. For the other two it prints agendas: their
items are the headings. What has no place in a format comes after it, under a heading of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pipeline.model.case import Case, Received
from pipeline.model.forms import Minutes
from pipeline.model.report import HandedIn
from pipeline.rulebook.words import Words
from pipeline.view import minutes_sections as parts
from pipeline.view.minutes import AnySection, MinutesView, Part, Sections, minutes_head, says, sections_of
from pipeline.view.page import page
from pipeline.view.passage import Group, Section, facts, or_note

Format = tuple[tuple[str, tuple[str, ...]], ...]
"""Headings in order, each with the sections that stand under it."""

FIRST: Format = (
    ("note-taker", ("note-taker",)),
    ("present", ("attendance",)),
    ("purpose-first", ("purpose",)),
    ("membership", ("members",)),
    ("outline-copy", ("copies",)),
    ("assessment-first", ("assessment",)),
    ("outline-progress", ("progress",)),
    ("further", ("news",)),
    ("parents", ("views",)),
    ("voice", ("voices",)),
    ("until-second-review", ("meetings",)),
)
_OPENING: Format = (
    ("note-taker", ("note-taker",)),
    ("present", ("attendance",)),
    ("purpose", ("purpose",)),
    ("absent-reports", ("absent-reports",)),
    ("previous", ("previous",)),
    ("plan-copy", ("copies",)),
    ("child", ("voices",)),
    ("parents-carers", ("views",)),
)
SUBSEQUENT: Format = (
    *_OPENING,
    ("assessment", ("assessment",)),
    ("progress", ("progress",)),
    ("further", ("news",)),
    ("meetings", ("meetings",)),
)
_REVIEW: Format = (
    ("contributions", ("contributions",)),
    ("progress", ("progress",)),
    ("factors", ("factors",)),
    ("recommendation", ("analysis", "recommendation")),
    ("arrangements", ("arrangements",)),
    ("meetings", ("meetings",)),
)
FIRST_REVIEW: Format = (*_OPENING, ("assessment-review", ("assessment",)), *_REVIEW)
LATER_REVIEW: Format = (*_OPENING, *_REVIEW)

AFTER = (
    "absent-reports",
    "previous",
    "members",
    "provided-for",
    "seen",
    "aims",
    "assessment",
    "factors",
    "analysis",
    "recommendation",
    "arrangements",
    "news",
    "contingency",
    "agreement",
    "reasons",
    "dates",
    "outside",
)
"""What comes after a format that has no place for it, where anything is written."""


def notes_view(
    case: Case, received: Received[Minutes], words: Words, handed_in: HandedIn | None = None
) -> MinutesView:
    """The notes of one core group in the format of its kind; nothing that was written is left out.

    ``handed_in`` are the written contributions as they stood on the day of the meeting; they are told of in
    the notes of the core group before a review conference.
    """
    form = received.form
    made = _sections(case, received, words, handed_in)
    numbered = [
        part
        for number, (heading, keys) in enumerate(_format(form, first=case.period.first), start=1)
        for part in _under(
            words("report.numbered", number=number, title=_title(heading, words)), keys, made, words
        )
    ]
    placed = {part.key for part in numbered}
    after = [
        Part(key, made[key]) for key in AFTER if key not in placed and key in made and says(made[key], words)
    ]
    return MinutesView(
        page=page(words("minutes.title"), case.reference, words),
        head=minutes_head(case, form, words, note_taker=False),
        parts=(*numbered, *after),
    )


def _format(form: Minutes, *, first: bool) -> Format:
    """The assessment is asked about up to the first review only (004, agenda before the review)."""
    if form.kind == "first":
        return FIRST
    if form.kind == "pre-rcpc":
        return FIRST_REVIEW if first else LATER_REVIEW
    return SUBSEQUENT


def _title(heading: str, words: Words) -> str:
    return words(f"minutes.notes.{heading}")


def _under(title: str, keys: tuple[str, ...], made: Mapping[str, AnySection], words: Words) -> list[Part]:
    """The sections under one heading: those that say something, or the first, which says that none does."""
    telling = [key for key in keys if says(made[key], words)] or list(keys[:1])
    return [
        Part(key, replace(made[key], title=title if place == 0 else "")) for place, key in enumerate(telling)
    ]


def _sections(
    case: Case, received: Received[Minutes], words: Words, handed_in: HandedIn | None
) -> Mapping[str, AnySection]:
    """The sections of a record as these notes divide them."""
    form, made = received.form, sections_of(case, received, words)
    written = _contributions(handed_in, words)
    return {
        **made.plain,
        "recommendation": made.recommendation,
        "agreement": made.agreement,
        "aims": parts.aims(form, words),  # no item of theirs: what was recorded before is not told again
        "note-taker": _note_taker(form, words),
        "members": _members(form, words),
        "copies": _copies(form, words),
        "progress": _progress(made, words),
        "news": _news(form, made, words),
        "reasons": parts.reasons(form, words),
        "contributions": written,
    }


def _note_taker(form: Minutes, words: Words) -> Section:
    """Who wrote the notes, with their agency (004, format for notes)."""
    return Section(
        words("minutes.note-taker"),
        entries=parts.texts(parts.person(form.note_taker, form.note_taker_agency, words)),
    )


def _members(form: Minutes, words: Words) -> Section:
    """Membership confirmed (004): the part of ``membership`` that is not about copies of the plan."""
    entries, nothing = parts.texts(form.membership), words("minutes.nothing")
    return parts.section("membership", form, words, entries=entries, notes=or_note(entries, nothing))


def _copies(form: Minutes, words: Words) -> Section:
    """Whether everyone has the plan (004)."""
    answer = words.code("codes.yes-no", form.everyone_has_plan)
    entries = parts.texts(answer)
    return Section(
        words("minutes.membership.has-plan"),
        entries=entries,
        notes=or_note(entries, words("minutes.nothing")),
    )


def _progress(made: Sections, words: Words) -> Section:
    """What goes well, then every action with what was agreed about it (004, progress of the plan)."""
    well, updates, new = (made.plain[key] for key in ("going-well", "updates", "new-actions"))
    added = [replace(g, title=words("minutes.notes.new", domain=g.title)) for g in new.groups]
    groups = (*_grouped(well, words), *updates.groups, *added)
    more = (*updates.further, *new.further)
    none = () if added else new.notes
    return Section("", groups=groups, further=more, notes=none if groups or more else updates.notes)


def _news(form: Minutes, made: Sections, words: Words) -> Section:
    """What else bears on the children's safety: the new concerns of 000's record belong with it."""
    told = parts.told("other", form.other, form, words)
    groups = _grouped(made.plain["concerns"], words)
    return replace(told, groups=groups, notes=() if groups else told.notes)


def _grouped(section: Section, words: Words) -> tuple[Group, ...]:
    """A section of entries under a heading of its own within another; none if it says nothing."""
    if not says(section, words):
        return ()
    return (Group(section.title, entries=(*section.entries, *section.further), notes=section.notes),)


def _contributions(handed_in: HandedIn | None, words: Words) -> Section:
    """Which agencies had handed in their part of the report by the day of the meeting, and which had not."""
    own = "minutes.contributions"
    title = words("minutes.notes.contributions")
    if handed_in is None:
        return Section(title, notes=(words("minutes.nothing"),))
    came = facts(
        *(
            (
                c.source.agency or words("passage.no-agency"),
                words(f"{own}.one", author=c.source.author, day=words.day(c.received)),
            )
            for c in handed_in.received
        )
    )
    missing = words(f"{own}.missing", agencies=words.listed(handed_in.missing)) if handed_in.missing else ""
    return Section(
        title,
        words(f"{own}.lead", day=words.day(handed_in.day)),
        facts=came,
        notes=(*or_note(came, words(f"{own}.none")), *([missing] if missing else [])),
    )
