"""Whether a place is the family's home (000, Venue)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.check.ground import Ground
from pipeline.model.finding import Finding
from pipeline.model.set_up import CaseSetUp, Meeting
from pipeline.rulebook.sameness import folded

_SHORTEST_ADDRESS = 8  # letters; "Flat 2" alone would be found in many a venue


def at_home(place: str, set_up: CaseSetUp) -> bool:
    """Whether the address of a parent or carer stands in a place."""
    homes = (folded(parent.address) for parent in set_up.parents)
    return any(len(home) >= _SHORTEST_ADDRESS and home in folded(place) for home in homes)


def booked_at_home(meetings: Sequence[Meeting], set_up: CaseSetUp, ground: Ground) -> Iterator[Finding]:
    """Each row of a form's table of core groups that is booked there."""
    for number, meeting in enumerate(meetings):
        if at_home(meeting.place, set_up):
            yield ground.find("meeting-at-home", ground.row("meetings", number, "place"))
