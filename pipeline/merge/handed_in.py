"""The written contributions as they stood on the day of a core group."""

from __future__ import annotations

from dataclasses import replace

from pipeline.merge.sources import contribution_source, minutes_day, missing, sender_key
from pipeline.model.case import Case, Received
from pipeline.model.forms import Contribution, Minutes
from pipeline.model.report import Contributor, HandedIn


def handed_in(case: Case, minutes: Received[Minutes]) -> HandedIn:
    """Who had handed in a part of the joint report by the day of the meeting, and who had not (004, agenda).

    What came or was replaced later changes nothing, so the notes stay as they are once the day is over.
    """
    day = minutes_day(minutes)
    standing: dict[str, Received[Contribution]] = {}
    for received in sorted((*case.replaced, *case.contributions), key=lambda r: r.number):
        if received.received <= day:
            standing[sender_key(received.form)] = received
    then = tuple(standing[key] for key in sorted(standing))
    return HandedIn(
        day,
        tuple(Contributor(contribution_source(r.form), r.form.role, r.received, r.version) for r in then),
        missing(replace(case, contributions=then)),
    )
