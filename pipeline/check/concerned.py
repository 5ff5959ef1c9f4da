"""Whom a finding concerns, and whom a reason names: a reason about one child says nothing about another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.check.ground import Ground
from pipeline.model.case import Case
from pipeline.model.finding import Finding
from pipeline.model.forms import Reason
from pipeline.model.set_up import CaseSetUp
from pipeline.rulebook.sameness import folded, mentioned, same, which

# The part of a finding that concerns nobody by name: a family's factors, say, or the whole form.
NOBODY = -1
_LIST = ", "  # as a sentence lists names


@dataclass(frozen=True, slots=True)
class Concerned:
    """The people of a case: ``children`` and ``others`` by their names, known by their places in both."""

    ground: Ground
    children: Sequence[str] = ()
    others: Sequence[str] = ()

    def parts(self, finding: Finding) -> frozenset[int]:
        """The children whom a finding concerns, else the members whom it lists; NOBODY alone if neither."""
        for name, names in (("child", self.children), ("member", self.everybody)):
            listed = dict(finding.details).get(name, "").split(_LIST)
            said = (*listed, *(self._beside(finding, {name}) if name == "child" else ()))
            found = [which(each, names) for each in said if each]
            known = frozenset(place for place in found if place is not None)
            if known and None not in found:
                return known
        return frozenset({NOBODY})

    def covered(self, finding: Finding, reason: Reason, fits: bool) -> frozenset[int]:
        """The parts of a finding that a reason settles. ``fits`` says that it names or repeats the finding.

        Each child has their own place in a report (004, The Voice of the Child): whatever names a child, in
        what it is about or in its text, settles nothing about another.
        """
        parts, children = self.parts(finding), frozenset(range(len(self.children)))
        about = self._in(reason.about)
        if fits:
            said = (about | self._in(reason.reason)) & children
            return parts & said if said and parts <= children else parts
        if not about or not self._of_its_question(finding, reason.about):
            return frozenset()
        if about & children or parts & about:
            return parts & (about & children or about)
        named = {folded(self.everybody[place]) for place in about}
        return parts if named & set(map(folded, self._people(finding))) else frozenset()

    def only(self, finding: Finding, parts: frozenset[int]) -> Finding:
        """The finding as far as it concerns some of those whom it names."""
        if parts == self.parts(finding):
            return finding
        names = _LIST.join(self.everybody[place] for place in sorted(parts))
        listed = "child" if min(parts) < len(self.children) else "member"
        details = ((name, names if name == listed else detail) for name, detail in finding.details)
        return replace(finding, details=tuple(details))

    @property
    def everybody(self) -> tuple[str, ...]:
        """The children, then the others."""
        return (*self.children, *self.others)

    def _people(self, finding: Finding) -> Iterator[str]:
        details = dict(finding.details)
        for name in ("member", "name", "answer"):
            yield from details.get(name, "").split(_LIST)
        yield from self._beside(finding, {"member", "name"})

    def _beside(self, finding: Finding, meanings: set[str]) -> Iterator[str]:
        """What stands in the row of a finding under questions of these meanings."""
        block = next((b for b in self.ground.form.blocks if finding.path and b.key == finding.path[0]), None)
        if block is None or not block.repeats or len(finding.path) < 2:
            return
        rows, place = self.ground.filled.answers.get(block.key), finding.path[1]
        row = rows[place] if isinstance(rows, list) and isinstance(place, int) and place < len(rows) else {}
        cells = row if isinstance(row, Mapping) else {}
        for asked in block.fields:
            if asked.means in meanings and isinstance(said := cells.get(asked.key), str):
                yield said

    def _of_its_question(self, finding: Finding, about: str) -> bool:
        """Whether a text names no question at all, or the one that a finding is about."""
        called = (*self.ground.names(finding.path), *self.ground.names(finding.path[:1]))
        asked = [title for b in self.ground.form.blocks for title in (b.title, *(f.title for f in b.fields))]
        # "Child" or "Reasons" alone is a word of every sentence, and no title that somebody copied.
        titles = list(dict.fromkeys(title for title in asked if len(folded(title).split()) > 1))
        named = [titles[place] for place in mentioned(about, titles)]
        return not named or any(same(title, name) for title in named for name in called)

    def _in(self, text: str) -> frozenset[int]:
        """Whose names stand in a text: whole ones, or a first name that nobody else of the case has.

        A first name begins with a capital there, where its script has any: "we will" is nobody called Will.
        """
        alone = which(text, self.everybody)
        found = {*mentioned(text, self.everybody), *(() if alone is None else (alone,))}
        words = {folded(word) for word in text.split() if not word[:1].islower()}
        firsts = [_first(name) for name in self.everybody]
        return frozenset(
            found | {p for p, first in enumerate(firsts) if first in words and firsts.count(first) == 1}
        )


def people_of(form: object, case: Case | None) -> tuple[list[str], list[str]]:
    """The children of a case by name, and everybody else in its set-up; nobody without one."""
    set_up = form if isinstance(form, CaseSetUp) else case.set_up.form if case else CaseSetUp()
    others = [person.name for rows in (set_up.members, set_up.parents) for person in rows if person.name]
    return [child.name for child in set_up.children if child.name], list(dict.fromkeys(others))


def _first(name: str) -> str:
    return next(iter(folded(name).split()), " ")
