"""A form in other languages and under the headings of a guidance: what it prints, and all that is read as it.

The schemas hold the words of the first language. Those of others stand in the words files by the words that
they are for; a guidance's own stand among its headings by where they are printed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from pipeline.errors import LibraryBroken
from pipeline.rulebook.form import Aside, Block, Choice, Field, Form
from pipeline.rulebook.protocol import Protocol

HEADINGS = "forms."  # begins the name of a heading that stands on a form
LONGEST_SHEET = 31  # characters, in every spreadsheet program
_NOT_IN_A_SHEET = re.compile(r"[][:*?/\\]|^'|'$")

Part = TypeVar("Part", Form, Block, Field)
Named = Mapping[str, Sequence[str]]
"""Every other name of what is printed somewhere, by the name of the place."""


def spoken(
    form: Form,
    first: str,
    words: Mapping[str, Mapping[str, str]],
    headings: Named | None = None,
    asides: Mapping[str, Aside] | None = None,
    answers: Iterable[Named] = (),
) -> Form:
    """The form as its readers need it: every name that it has anywhere is read, so nobody asks the language.

    ``words`` are the fixed words of forms, by language and then by those of the language ``first``;
    ``headings`` are those that any guidance has for a part of a form, ``asides`` what each language says
    beside questions; ``answers`` are what is read as a choice besides, by its label in ``first``. The forms
    to print in other languages are in ``told``. Raises LibraryBroken if a language calls two things alike
    that ``first`` tells apart.
    """
    others = _read_as(form, words.values(), headings or {}, answers)
    for clash in clashes(others, form):
        raise LibraryBroken(
            f"{form.name}: two parts are called alike by the words files or a protocol: {clash}"
        )
    beside = asides or {}
    hints = tuple(dict.fromkeys(hint for aside in beside.values() for hint in aside.hints))

    def spoken_in(language: str, told: Form) -> Form:
        return replace(told, language=language, aside=replace(beside.get(language, Aside()), hints=hints))

    told = {language: spoken_in(language, _in_words(others, said)) for language, said in words.items()}
    for language, other in told.items():
        _check_sheets(language, other)
    return replace(spoken_in(first, others), told=told)


def renamed(form: Form, headings: Mapping[str, str]) -> Form:
    """The form under a guidance's own headings, which are by the names that ``places`` gives."""
    at = f"{HEADINGS}{form.name}"
    ours = tuple((name, title) for name, title in headings.items() if name.startswith(f"{at}."))
    if not ours:
        return form

    def own(part: Part, place: str) -> Part:
        return _called(
            part, headings.get(f"{place}.title", part.title), headings.get(f"{place}.help", part.help)
        )

    return replace(
        own(form, at),
        headings=ours,
        blocks=tuple(
            replace(
                own(block, f"{at}.{block.key}"),
                fields=tuple(own(field, f"{at}.{block.key}.{field.key}") for field in block.fields),
            )
            for block in form.blocks
        ),
    )


def places(form: Form) -> Iterator[tuple[str, str]]:
    """The name of every heading and help of a form that a guidance may replace, and what it says now."""
    for place, part in _parts(form):
        yield f"{place}.title", part.title
        yield f"{place}.help", part.help


def headings_of(protocols: Iterable[Protocol], forms: Mapping[str, Form]) -> Named:
    """Every heading of a form that some guidance has, in any language and from any day on, by its place.

    Raises LibraryBroken naming the protocol and the heading whose place no form has.
    """
    known = {name for form in forms.values() for name, _ in places(form)}
    found: dict[str, list[str]] = {}
    for protocol in protocols:
        for edition in (protocol, *(later for _, later in protocol.editions)):
            own = {name: heading.title for name, heading in edition.headings.items()}
            for said in (own, *(other.headings for other in edition.said.values())):
                for name, title in said.items():
                    if not name.startswith(HEADINGS):
                        continue
                    if name not in known:
                        file = f"protocols/{protocol.name}.yaml"
                        raise LibraryBroken(f"{file}: headings.{name} is the name of nothing on a form")
                    found.setdefault(name, []).append(title)
    return found


def clashes(
    form: Form, plain: Form, key: Callable[[str], str] = lambda text: " ".join(text.casefold().split())
) -> Iterator[str]:
    """What the form calls alike by any of its names though the plain one tells it apart.

    Questions of one block, blocks, sheets, and choices of one question. ``key`` makes the names that are
    read as one the same.
    """
    for ours, theirs in zip(_groups(form), _groups(plain), strict=True):
        yield from sorted(_alike(ours, key) - _alike(theirs, key))


Group = Sequence[tuple[str, Iterable[str]]]


def _groups(form: Form) -> Iterator[Group]:
    """What stands side by side: by its key, all its names."""
    yield [(block.key, (block.title, *block.also)) for block in form.blocks]
    sheets: dict[str, list[str]] = {}
    for block in form.blocks:
        sheets.setdefault(block.sheet, [block.sheet]).extend(block.sheets)
    yield list(sheets.items())
    for block in form.blocks:
        yield [(f"{block.key}.{f.key}", (f.title, *f.also)) for f in block.fields]
        for field in block.fields:
            yield [(c.label, (c.label, *c.also, c.said)) for c in field.choices]


def _alike(group: Group, key: Callable[[str], str]) -> set[str]:
    owners: dict[str, list[str]] = {}
    for owner, names in group:
        for name in {key(each) for each in names} - {""}:
            owners.setdefault(name, []).append(owner)
    return {" and ".join(named) for named in owners.values() if len(named) > 1}


def _parts(form: Form) -> Iterator[tuple[str, Form | Block | Field]]:
    at = f"{HEADINGS}{form.name}"
    yield at, form
    for block in form.blocks:
        yield f"{at}.{block.key}", block
        for field in block.fields:
            yield f"{at}.{block.key}.{field.key}", field


def _read_as(
    form: Form, words: Iterable[Mapping[str, str]], headings: Named, answers: Iterable[Named]
) -> Form:
    """The form with every other name of every part of it."""
    every, besides = tuple(words), tuple(answers)

    def others(text: str) -> tuple[str, ...]:
        return tuple(said[text] for said in every if text in said)

    def known(part: Part, place: str) -> Part:
        titles = (*part.also, *others(part.title), *headings.get(f"{place}.title", ()))
        helps = (*others(part.help), *headings.get(f"{place}.help", ()))
        return replace(part, also=_but(part.title, titles), helps=_but(part.help, helps))

    def choice(of: Choice) -> Choice:
        more = (answer for said in besides for answer in said.get(of.label, ()))
        return replace(of, also=_but(of.label, (*others(of.label), *more)))

    def block(of: Block) -> Block:
        place = f"{HEADINGS}{form.name}.{of.key}"
        fields = (
            replace(known(field, f"{place}.{field.key}"), choices=tuple(map(choice, field.choices)))
            for field in of.fields
        )
        return replace(known(of, place), fields=tuple(fields), sheets=_but(of.sheet, others(of.sheet)))

    blocks = tuple(map(block, form.blocks))
    return replace(known(form, f"{HEADINGS}{form.name}"), blocks=blocks)


def _in_words(form: Form, said: Mapping[str, str]) -> Form:
    """The form as it is printed in the words of one language; what they do not have stays."""

    def told(part: Part) -> Part:
        return _called(part, said.get(part.title, part.title), said.get(part.help, part.help))

    def choice(of: Choice) -> Choice:
        return replace(of, said=said.get(of.label, ""))

    def field(of: Field) -> Field:
        choices = tuple(map(choice, of.choices))
        return replace(told(of), choices=choices, example=said.get(of.example, of.example))

    def block(of: Block) -> Block:
        sheet = said.get(of.sheet, of.sheet)
        names = _but(sheet, (of.sheet, *of.sheets))
        return replace(told(of), fields=tuple(map(field, of.fields)), sheet=sheet, sheets=names)

    return replace(told(form), blocks=tuple(map(block, form.blocks)))


def _called(part: Part, title: str, help_: str) -> Part:
    """A part by another title and help; those that it had are read as well."""
    also = _but(title, (part.title, *part.also))
    return replace(part, title=title, help=help_, also=also, helps=_but(help_, (part.help, *part.helps)))


def _but(own: str, names: Iterable[str]) -> tuple[str, ...]:
    """The names, each once, without the part's own and blanks."""
    return tuple(name for name in dict.fromkeys(names) if name and name != own)


def _check_sheets(language: str, form: Form) -> None:
    for sheet in form.sheets():
        if len(sheet) > LONGEST_SHEET or _NOT_IN_A_SHEET.search(sheet):
            raise LibraryBroken(
                f"words of forms: {sheet!r} cannot name a sheet, in language {language}",
                f"At most {LONGEST_SHEET} characters, and none of [ ] : * ? / \\.",
            )
