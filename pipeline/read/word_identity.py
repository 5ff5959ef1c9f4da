"""Which form a Word document is: by what its sender saw, by its hidden key, by its properties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.model.finding import Checked, Finding
from pipeline.read.answers import heading, headings
from pipeline.read.word_text import Passage, Row
from pipeline.rulebook.catalogue import Catalogue
from pipeline.rulebook.form import Form
from pipeline.rulebook.word_keys import PRINTED, form_of
from pipeline.rulebook.workbook_keys import (
    PROPERTY_CASE,
    PROPERTY_FORM,
    PROPERTY_LANGUAGE,
    PROPERTY_VERSION,
    Identity,
    identity_in,
)


@dataclass(frozen=True, slots=True)
class Known:
    """The form, everything that the document says it is, and the fingerprints of what was printed on it."""

    form: Form
    said: tuple[Identity, ...]
    printed: frozenset[str]

    @property
    def version(self) -> int:
        return next((each.version for each in self.said if each.version), self.form.version)

    @property
    def language(self) -> str:
        said = (each.language for each in self.said if each.language in self.form.languages)
        return next(filter(None, said), "")

    @property
    def case(self) -> str:
        return next((each.case for each in self.said if each.case), "")


def identify(
    properties: Mapping[str, str],
    body: Iterable[Passage | Row],
    forms: Mapping[str, Form],
    catalogue: Catalogue,
) -> Checked[Known]:
    """The form that a document is; stopped when it is none or two at once."""
    passages = [piece for piece in body if isinstance(piece, Passage)]
    said = tuple(each for each in _said(properties, passages) if each.form in forms)
    names = list(dict.fromkeys(each.form for each in said))
    if len(names) > 1:
        one, other = forms[names[0]].title, forms[names[1]].title
        return Checked(None, (catalogue.finding("form-unclear", one=one, other=other),))
    form = forms[names[0]] if names else _by_title(passages, forms)
    if form is None:
        return Checked(None, (catalogue.finding("form-unknown"),))
    printed = (value.split() for name, value in properties.items() if name.startswith(PRINTED))
    known = Known(form, said, frozenset(mark for marks in printed for mark in marks))
    return Checked(known)


def other_case(known: Known, case: str, catalogue: Catalogue) -> tuple[Finding, ...]:
    """Whether the document carries another case than its answers: another family's form, perhaps."""
    for each in known.said:
        if each.case and heading(each.case) != heading(case):
            return (catalogue.finding("case-disagrees", one=case, other=each.case),)
    return ()


def _said(properties: Mapping[str, str], passages: Iterable[Passage]) -> Iterable[Identity]:
    keys = []
    for passage in passages:
        printed = identity_in(passage.text)
        if printed:
            yield printed
        keys += [form_of(key) for key in passage.keys]
    yield from (Identity(*key) for key in keys if key)
    version = properties.get(PROPERTY_VERSION, "")
    number = int(version) if version.isdecimal() else 0
    name, case = properties.get(PROPERTY_FORM, ""), properties.get(PROPERTY_CASE, "")
    yield Identity(name, number, case, properties.get(PROPERTY_LANGUAGE, ""))


def _by_title(passages: Iterable[Passage], forms: Mapping[str, Form]) -> Form | None:
    titles = {title: form for form in forms.values() for title in headings(form.title, form.also)}
    return next((titles[heading(p.text)] for p in passages if heading(p.text) in titles), None)
