"""How many findings of one kind a person is asked to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pipeline.model.finding import Finding
from pipeline.rulebook.catalogue import Catalogue

# A column that was filled down to the last row of the sheet has one trouble, not a million.
LISTED = 100
_COUNTED = "more-of-the-same"


def limited(findings: Iterable[Finding], catalogue: Catalogue) -> tuple[Finding, ...]:
    """The findings, at most a hundred of each code; those beyond are counted in one note for each code."""
    counts: Counter[str] = Counter()
    kept: list[Finding] = []
    beyond: dict[str, Finding] = {}
    for finding in findings:
        counts[finding.code] += 1
        if counts[finding.code] <= LISTED or finding.code == _COUNTED:
            kept.append(finding)
        else:
            beyond.setdefault(finding.code, finding)
    notes = [
        catalogue.finding(_COUNTED, first.place, first.path, count=str(counts[code] - LISTED))
        for code, first in beyond.items()
    ]
    return (*kept, *notes)
