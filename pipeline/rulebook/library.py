"""Everything that is data: forms, protocols, nations, findings, words and templates."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from pipeline.model.case import Case
from pipeline.model.set_up import CaseSetUp
from pipeline.rulebook.catalogue import Catalogue
from pipeline.rulebook.form import Choice, Form
from pipeline.rulebook.form_said import HEADINGS, places, renamed
from pipeline.rulebook.plan_words import PlanWords, plan_words_in
from pipeline.rulebook.protocol import Nation, Protocol, Said
from pipeline.rulebook.sameness import folded, same
from pipeline.rulebook.words import Words

FIRST_LANGUAGE = "en"  # of a file that belongs to no case yet, and of one whose language has no words file


@dataclass(frozen=True, slots=True)
class Library:
    """``templates`` maps paths below ``templates/`` to their bytes; ``digest`` changes when anything does.

    ``defaults`` are what a blank form says already, by the meaning of the question: the workspace's protocol,
    nation and language.
    """

    forms: Mapping[str, Form]
    protocols: Mapping[str, Protocol]
    nations: Mapping[str, Nation]
    findings: Catalogue
    words: Mapping[str, Words]
    templates: Mapping[str, bytes]
    digest: str
    plan_words: Mapping[str, PlanWords] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)

    def protocol_of(self, case: Case) -> Protocol | None:
        """The protocol that a case follows, as it stood when its period began; None if it is gone."""
        protocol = self.protocol_called(case.set_up.form.protocol)
        return protocol.in_force(case.period.start) if protocol else None

    def protocol_named(self, set_up: CaseSetUp) -> Protocol | None:
        """The protocol that a set-up names, as it stood when its period began; None if there is none such."""
        protocol = self.protocol_called(set_up.protocol)
        return protocol.in_force(set_up.opened) if protocol and set_up.opened else protocol

    def protocol_called(self, answer: str) -> Protocol | None:
        """The protocol that somebody calls by its name or its title in any language; None if it is none.

        What a form, a setting or a command calls a protocol is asked about here and nowhere else. A title
        that several have, as where one file takes it over from another, tells none of them.
        """
        if answer in self.protocols:
            return self.protocols[answer]
        known = self.protocols.values()
        named = [protocol for protocol in known if same(protocol.name, answer)]
        titled = [protocol for protocol in known if any(same(title, answer) for title in protocol.titles)]
        found = named or titled
        return found[0] if len(found) == 1 else None

    def protocol_told(self, case: Case) -> Protocol | None:
        """The protocol of a case with the names that it has in the language of the case's documents."""
        protocol = self.protocol_of(case)
        return protocol.said_in(case.set_up.form.language or FIRST_LANGUAGE) if protocol else None

    def nation_named(self, answer: str) -> Nation | None:
        """The nation that somebody calls by its title in any language; None if it is none.

        What a form, a setting or a command calls a nation is asked about here and nowhere else.
        """
        known = self.nations.values()
        said = ((nation, told.title) for nation in known for told in (nation, *nation.said.values()))
        return next((nation for nation, title in said if same(title, answer)), None)

    @property
    def default_protocol(self) -> Protocol:
        """The protocol used where nobody names one: the one that says so, else the first."""
        found = tuple(self.protocols.values())
        return next((protocol for protocol in found if protocol.default), found[0])

    @property
    def language(self) -> str:
        """The code of the language of whatever belongs to no case and does not say its own."""
        return self.defaults.get("language") or FIRST_LANGUAGE

    @property
    def no_need(self) -> frozenset[str]:
        """What people write of somebody who needs nothing, in every language, folded."""
        told = (text for words in self.words.values() for text in words.branch("needs")["none"])
        return frozenset(map(folded, told))

    @property
    def languages(self) -> Mapping[str, str]:
        """The codes of the languages that a case may choose and that there are words for, by their names."""
        return {choice.label: choice.code for choice in self._languages()}

    def language_named(self, answer: str) -> str | None:
        """The code of the language that somebody calls by its code or any name; None if it is none."""
        said = ((choice.code, (choice.code, choice.label, *choice.also)) for choice in self._languages())
        return next((code for code, names in said if any(same(name, answer) for name in names)), None)

    def _languages(self) -> Iterator[Choice]:
        asked = (f for form in self.forms.values() for b in form.blocks if not b.repeats for f in b.fields)
        offered = (choice for field in asked if field.means == "language" for choice in field.choices)
        yield from (choice for choice in offered if choice.code in self.words)

    def words_in(self, language: str) -> Words:
        """The words of a language by its code; those of the first language where it has none."""
        return self.words.get(language) or self.words[FIRST_LANGUAGE]

    def words_of(self, case: Case) -> Words:
        """The words of a case's documents: those of its language, with its protocol's own names and headings.

        In another language than the first only the names that the protocol has in that language replace the
        language's own.
        """
        language = case.set_up.form.language or FIRST_LANGUAGE
        words, protocol = self.words_in(language), self.protocol_of(case)
        if protocol is None:
            return words
        if language == FIRST_LANGUAGE:
            titles = {role.id: role.title for role in protocol.roles}
        else:
            titles = dict(protocol.said.get(language, Said()).roles)
        names = {f"codes.part.{r.part}": titles[r.id] for r in protocol.roles if r.part and r.id in titles}
        headings = _headings(protocol, language)
        own = {key: title for key, title in headings.items() if not key.startswith(HEADINGS)}
        return words.saying({**names, **own})

    def form_in(self, name: str, language: str = "", protocol: Protocol | None = None) -> Form:
        """A form as it is printed in a language, "" for the first, under the headings of a protocol.

        Answers to it are the same in every language. In another language than the first only the headings
        that the protocol has in that language replace the form's own.
        """
        form = self.forms[name].said_in(language or FIRST_LANGUAGE)
        return renamed(form, _headings(protocol, language or FIRST_LANGUAGE)) if protocol else form

    def printed_in(self, words: Words) -> Callable[[str], str]:
        """What a heading of a protocol replaces, by its name: on a form, or among the words of documents."""
        on_forms = {name: text for form in self.forms.values() for name, text in places(form)}
        return lambda name: on_forms[name] if name in on_forms else words(name)

    def findings_in(self, language: str) -> Catalogue:
        """What findings say in a language, by its code; in the first where it has no words."""
        return self.findings.said_in(language)

    def plan_words_of(self, set_up: CaseSetUp) -> PlanWords:
        """What the plan linter looks for in a case: words of its language, as far as its protocol asks.

        Of a protocol that is not known nothing is asked.
        """
        protocol = self.protocol_named(set_up)
        words = plan_words_in(self.plan_words, set_up.language, FIRST_LANGUAGE)
        return words.asked_by(protocol.rules if protocol else ())


def _headings(protocol: Protocol, language: str) -> Mapping[str, str]:
    """A protocol's own names for fixed words, in a language."""
    if language == FIRST_LANGUAGE:
        return {key: heading.title for key, heading in protocol.headings.items()}
    return protocol.said.get(language, Said()).headings
