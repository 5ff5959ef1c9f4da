"""Reasons that a sender gives for leaving something as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.check.concerned import Concerned
from pipeline.check.ground import Ground
from pipeline.check.where import quoted, rows_of
from pipeline.model.finding import Finding, Level
from pipeline.model.forms import Reason
from pipeline.rulebook.catalogue import Catalogue
from pipeline.rulebook.form import Block
from pipeline.rulebook.sameness import folded

# People copy a sentence from the returned form with a word more or less. Shorter texts must fit exactly.
_LONG_ENOUGH = 20


def with_reasons(
    findings: tuple[Finding, ...], ground: Ground, children: Sequence[str] = (), others: Sequence[str] = ()
) -> tuple[Finding, ...]:
    """The findings, where each *ask* for which the form gives a reason has become a note that says so.

    A reason is about a finding if it names the question, its table, its place, the finding's code, or
    repeats its sentence; or if it names one of the ``children`` or ``others`` of the case whom the finding
    concerns. A reason that names a child settles nothing about another (004, The Voice of the Child: each
    child has their own). The reason itself stays in the form in full. A reason that fits nothing gets a note
    of its own, because its sender believes that something is settled.
    """
    reasons = list(_reasons(ground))
    people = Concerned(ground, children, others)
    used: set[int] = set()
    settled = []
    for finding in findings:
        left = people.parts(finding)
        for number, (_, reason) in enumerate(reasons if finding.level is Level.ASK else ()):
            covered = people.covered(finding, reason, _fits(finding, reason, ground))
            used |= {number} if covered else set()
            if covered & left:
                settled.append(_given(people.only(finding, covered & left), reason, ground))
                left -= covered
        if left:
            settled.append(people.only(finding, left))
    for number, (path, reason) in enumerate(reasons):
        if number not in used and reason.about:
            settled.append(ground.find("reason-about-nothing", path, about=reason.about))
    return tuple(settled)


def _reasons(ground: Ground) -> Iterator[tuple[tuple[str | int, ...], Reason]]:
    """Every row of the form's table of reasons that holds one, with its path.

    Read from the filled form, because not every form of the model keeps its reasons.
    """
    for block in ground.form.blocks:
        about, reason = _key(block, "about"), _key(block, "reason")
        if block.repeats and about and reason:
            for number, row in enumerate(rows_of(ground.filled, block)):
                said = Reason(_text(row.get(about)), _text(row.get(reason)))
                if said.reason:
                    yield (block.key, number, about), said


def _key(block: Block, means: str) -> str:
    return next((field.key for field in block.fields if field.means == means), "")


def _text(answer: object) -> str:
    return answer.strip() if isinstance(answer, str) else ""


def _fits(finding: Finding, reason: Reason, ground: Ground) -> bool:
    """Whether a reason names what a finding is about, or repeats its sentence."""
    names = {folded(name) for name in _names(finding, ground)} - {""}
    about = folded(reason.about)
    sentences = (folded(each.sentence(finding).says) for each in _catalogues(ground))
    return about in names or any(_repeats(about, each) for each in sentences)


def _repeats(about: str, sentence: str) -> bool:
    return about == sentence or (len(about) >= _LONG_ENOUGH and (about in sentence or sentence in about))


def _catalogues(ground: Ground) -> tuple[Catalogue, Catalogue]:
    """What the sender was told, and the same in the first language, in which forms came back before."""
    plain = ground.library.findings
    return plain.said_in(ground.form.language), plain


def _names(finding: Finding, ground: Ground) -> list[str]:
    """What a sender may call the thing that a finding is about."""
    names = (*ground.names(finding.path), *ground.names(finding.path[:1]))
    return [finding.code, str(finding.place), *names]


def _given(finding: Finding, reason: Reason, ground: Ground) -> Finding:
    asked = _catalogues(ground)[0].sentence(finding).says
    note = ground.library.findings.finding(
        "reason-given", finding.place, finding.path, asked=asked, reason=quoted(reason.reason)
    )
    return replace(note, of_case=finding.of_case)
