"""Whether a place is the family's home (000, Venue)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.check.ground import Ground
from pipeline.model.finding import Finding
from pipeline.model.set_up import CaseSetUp, Meeting
from pipeline.rulebook.sameness import folded

_SHORTEST_ADDRESS = 8  # letters; "Flat 2" alone would be found in many a venue


def at_home(place: str, set_up: CaseSetUp, ground: Ground) -> bool:
    """Whether a place is the address of a parent or carer, or is called their home in any language.

    What it is called stands with the words (``home``): many write another language than the case's papers.
    """
    homes = (folded(parent.address) for parent in set_up.parents)
    if any(len(home) >= _SHORTEST_ADDRESS and home in folded(place) for home in homes):
        return True
    named = [parent.name for parent in set_up.parents if parent.name.strip()]
    names = list(dict.fromkeys([*named, *(name.split()[0] for name in named)]))
    return any(_called_home(place, names, words.branch("home")) for words in ground.library.words.values())


def _called_home(place: str, names: Sequence[str], called: Mapping[str, Sequence[str]]) -> bool:
    said = f" {folded(place)} "
    if said.strip() in {folded(text) for text in called["whole"]}:
        return True
    for other in called["unless"]:
        said = said.replace(f" {folded(other)} ", " | ")
    phrases = [*called["places"], *(text.format(name=name) for text in called["named"] for name in names)]
    return any(f" {folded(phrase)} " in said for phrase in phrases)


def booked_at_home(meetings: Sequence[Meeting], set_up: CaseSetUp, ground: Ground) -> Iterator[Finding]:
    """Each row of a form's table of core groups that is booked there."""
    for number, meeting in enumerate(meetings):
        if at_home(meeting.place, set_up, ground):
            yield ground.find("meeting-at-home", ground.row("meetings", number, "place"))
