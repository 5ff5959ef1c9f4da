"""Rules for somebody of the family who is in prison or hospital (002, a person in an institution)."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.asked import asks
from pipeline.check.ground import Ground
from pipeline.model.finding import Finding
from pipeline.model.set_up import CaseSetUp
from pipeline.rulebook.protocol import ProtocolRule

_TOLD = ("lead", "manager")  # whom the letter names as those to tell


def institution_incomplete(form: CaseSetUp, ground: Ground) -> Iterator[Finding]:
    """The head of the institution is written to (002), so it is known which one it is and where."""
    if not _written_to(form, ground):
        return
    for table in ("parents", "relatives"):
        for number, person in enumerate(getattr(form, table)):
            named, placed = bool(person.institution), bool(person.institution_address)
            if named != placed:
                blank = "institution_address" if named else "institution"
                path = ground.row(table, number, blank)
                yield ground.find(
                    "institution-incomplete", path, name=person.name, question=ground.title(path)
                )


def nobody_to_ring(form: CaseSetUp, ground: Ground) -> Iterator[Finding]:
    """The letter says whom to ring if the person absconds or is about to be discharged (002)."""
    inside = [person for people in (form.parents, form.relatives) for person in people if person.institution]
    if not inside or not _written_to(form, ground):
        return
    for number, member in enumerate(form.members):
        if member.part in _TOLD and not member.telephone:
            path = ground.row("members", number, "telephone")
            yield ground.find("institution-contact-missing", path, member=member.name)


def _written_to(form: CaseSetUp, ground: Ground) -> bool:
    return asks(ProtocolRule.INSTITUTION_WRITTEN_TO, form, ground)
