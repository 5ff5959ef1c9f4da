"""One chronology from all agencies: every entry once, entries of the same event side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from rapidfuzz import fuzz

from pipeline.merge.sources import contribution_source
from pipeline.model.case import Case
from pipeline.model.report import ChronologyEntry, ChronologyGroup
from pipeline.rulebook.alike import words
from pipeline.rulebook.sameness import folded

# These numbers decide only which entries are printed next to each other. Every entry is printed whatever
# they are, so they are layout, not judgement, and no setting of an authority. Likeness is rapidfuzz's
# token_set_ratio (0 to 100): the words two accounts share, against what only one of them says. Between
# accounts of 20 to 40 words it was 62 to 90 for one event and at most 60 for two events of one family.
# It looks at the pair alone, so what a third agency sends never parts two entries.
DAYS_APART = 3  # a weekend and a day: how far two agencies' dates for one event commonly differ
SAME_DAY = 62.0
OTHER_DAY = 70.0  # routine events repeat from day to day, so the words must say more of the same
SHARED_WORDS = 2  # accounts that share fewer words than this (and are longer) have nothing in common
SHARED_OTHER_DAY = 5

Link = tuple[float, int, int]
Said = tuple[frozenset[str], str]  # the words of an account, as a set and in order


def chronology(case: Case) -> tuple[ChronologyGroup, ...]:
    """Every entry of every contribution, sorted by date, the undated last, likely doubles grouped.

    A group never holds two entries of one agency, and every pair in it is alike: an agency knows its own
    events apart, and a chain of half-likenesses would join strangers. Undated entries stay alone.
    """
    entries = sorted(_entries(case), key=_entry_order)
    groups = [[place] for place in range(len(entries))]
    home = list(range(len(entries)))
    alike = sorted(_links(entries), key=lambda link: (-link[0], link[1], link[2]))
    linked = {(one, other) for _, one, other in alike}
    for _, one, other in alike:
        ours, theirs = sorted((home[one], home[other]))
        if ours != theirs and all(
            (min(a, b), max(a, b)) in linked for a in groups[ours] for b in groups[theirs]
        ):
            groups[ours] += groups[theirs]
            for place in groups[theirs]:
                home[place] = ours
            groups[theirs] = []
    # An emptied group keeps no entry; a group's first entry is its earliest, since entries were sorted.
    together = sorted(sorted(group) for group in groups if group)
    return tuple(_group([entries[place] for place in group]) for group in together)


def _entries(case: Case) -> Iterable[ChronologyEntry]:
    start, end = case.period.start, case.period.rcpc
    for received in case.contributions:
        source = contribution_source(received.form)
        for row in received.form.chronology:
            outside = row.held is not None and not start <= row.held <= end
            yield ChronologyEntry(source, row.held, row.child, row.event, row.outcome, outside, row.extras)


def _entry_order(entry: ChronologyEntry) -> tuple[object, ...]:
    """By date; where that is level, by what is written, so that the order of arrival never shows."""
    return (
        entry.held or date.max,
        entry.held is None,
        folded(entry.source.agency),
        entry.source.agency,
        entry.source.author,
        entry.event,
        entry.outcome,
        entry.child,
        [(extra.block, extra.label, extra.text) for extra in entry.extras],
    )


def _links(entries: Sequence[ChronologyEntry]) -> Iterable[Link]:
    """Pairs of entries of two agencies that may tell of one event, with how alike they are."""
    said = [(frozenset(event), " ".join(event)) for event in (words(entry.event) for entry in entries)]
    agencies = [folded(entry.source.agency) for entry in entries]
    children = [frozenset(words(entry.child)) for entry in entries]
    for one, first in enumerate(entries):
        if first.held is None:
            return
        for other in range(one + 1, len(entries)):
            second = entries[other]
            if second.held is None or (second.held - first.held).days > DAYS_APART:
                break
            # The same child, or one of the two names nobody: a name without a surname is the same name.
            same_child = children[one] <= children[other] or children[other] <= children[one]
            if agencies[one] != agencies[other] and same_child:
                score = _likeness(said[one], said[other], first.held == second.held)
                if score:
                    yield score, one, other


def _likeness(one: Said, other: Said, same_day: bool) -> float:
    """How alike two accounts are (0 to 100); 0 when they are not alike enough to stand together."""
    ours, theirs = one[0], other[0]
    enough = min(SHARED_WORDS, len(ours), len(theirs)) if same_day else SHARED_OTHER_DAY
    if len(ours & theirs) < enough:
        return 0.0
    return float(fuzz.token_set_ratio(one[1], other[1], score_cutoff=SAME_DAY if same_day else OTHER_DAY))


def _group(entries: Sequence[ChronologyEntry]) -> ChronologyGroup:
    outcomes = {words(entry.outcome) for entry in entries if entry.outcome.strip()}
    return ChronologyGroup(
        tuple(entries),
        dates_differ=len({entry.held for entry in entries}) > 1,
        # Any other word counts: "injury seen" and "no injury seen" are nearly the same text.
        outcomes_differ=len(outcomes) > 1,
    )
