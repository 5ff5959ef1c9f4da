"""Every fixed word of every document, in one language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from string import Formatter
from typing import Any

from pipeline.errors import LibraryBroken

# Groups of a words file whose English stands elsewhere: in the schemas of the forms, in findings.yaml.
FORMS, ANSWERS, FINDINGS = "forms", "answers", "findings"
SAYINGS = frozenset({"says", "do"})


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language. ``language`` is a tag such as ``en-GB``.

    A name is a dotted path into the words file: ``words("plan.title")``. Blanks in braces are filled by
    keyword: ``words("report.silence", agencies="Housing")``. A missing name is our own fault.
    ``forms`` are the fixed words of forms by those that their schemas have, ``findings`` what a finding
    ``says`` and what to ``do``, by its code; the first language has neither. ``answers`` are those that are
    read as a choice besides its own label, by that label in the first language.
    """

    language: str
    tree: Mapping[str, Any]
    forms: Mapping[str, str] = field(default_factory=dict)
    findings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    answers: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def __call__(self, name: str, /, **blanks: object) -> str:
        """The words under a name, blanks filled."""
        text = self._find(name)
        if not isinstance(text, str):
            raise LibraryBroken(f"words {name!r} are not a text in language {self.language}")
        return text.format_map(blanks) if blanks else text

    def branch(self, name: str) -> Mapping[str, Any]:
        """All words under a name, for a template to pick from."""
        found = self._find(name)
        if not isinstance(found, Mapping):
            raise LibraryBroken(f"words {name!r} are not a group in language {self.language}")
        return found

    def code(self, group: str, code: str) -> str:
        """The word for a code of a closed list; "" stays ""."""
        return self(f"{group}.{code}") if code else ""

    def day(self, day: date | None) -> str:
        """The day as in 3 November 2026; "" for None."""
        return "" if day is None else f"{day.day} {self.branch('dates')['months'][day.month - 1]} {day.year}"

    def weekday(self, day: date | None) -> str:
        """The day as in Tuesday 3 November 2026; "" for None."""
        return "" if day is None else f"{self.branch('dates')['days'][day.weekday()]} {self.day(day)}"

    def listed(self, items: Sequence[str]) -> str:
        """One text of several: A; A and B; A, B and C. Some languages say "and" otherwise before a vowel."""
        if len(items) < 2:
            return "".join(items)
        other = items[-1].casefold().startswith(tuple(self.branch("lists")["other-before"]))
        joined = self("lists.other-and" if other else "lists.and")
        return f"{', '.join(items[:-1])} {joined} {items[-1]}"

    def counted(self, name: str, /, **amount: int) -> str:
        """A number and what is counted, as in 1 day; 5 days. The blank's name comes with the number.

        What stands under the name has ``one`` and ``many``, and ``two`` where a language says that otherwise.
        """
        (number,) = amount.values()
        kind = {1: "one", 2: "two"}.get(number, "many")
        return self(f"{name}.{kind if kind in self.branch(name) else 'many'}", **amount)

    def saying(self, instead: Mapping[str, str]) -> Words:
        """The same words with some said otherwise, by their names. A name that there is not is a fault."""
        tree = dict(self.tree)
        for name, text in instead.items():
            self(name)
            below: dict[str, Any] = tree
            *path, last = name.split(".")
            for part in path:
                below[part] = dict(below[part])
                below = below[part]
            below[last] = text
        return replace(self, tree=tree)

    def _find(self, name: str) -> Any:
        found: Any = self.tree
        for part in name.split("."):
            if not isinstance(found, Mapping) or part not in found:
                raise LibraryBroken(f"words {name!r} are missing in language {self.language}")
            found = found[part]
        return found


def load_words(raw: Mapping[str, Any]) -> Words:
    """The words of one language, from the parsed words file.

    Names are texts without dots, leaves are texts, switches or lists, and a text's blanks have names.
    The groups ``forms``, ``answers`` and ``findings`` are no part of the tree: see ``Words``. Anything else
    is a slip of whoever edits the file, and is named: LibraryBroken.
    """
    language = raw.get("language")
    if not isinstance(language, str) or not language:
        raise LibraryBroken("a words file does not say its language")
    tree = {key: below for key, below in raw.items() if key not in (FORMS, ANSWERS, FINDINGS)}
    _check("", tree, language)
    forms, answers, findings = (raw.get(group) or {} for group in (FORMS, ANSWERS, FINDINGS))
    for group, found in ((FORMS, forms), (ANSWERS, answers), (FINDINGS, findings)):
        if not isinstance(found, Mapping):
            raise LibraryBroken(f"words {group!r} are not a group in language {language}")
    _check_forms(forms, answers, language)
    for code, said in findings.items():
        if not isinstance(code, str) or not isinstance(said, Mapping) or not said.keys() <= SAYINGS:
            raise LibraryBroken(f"words of finding {code!r} are not says and do, in language {language}")
        if not all(map(_is_text, said.values())):
            raise LibraryBroken(f"words of finding {code!r} are not texts, in language {language}")
        _check(f"{FINDINGS}.{code}", said, language)
    return Words(language, tree, forms, findings, answers)


def _check_forms(forms: Mapping[Any, Any], answers: Mapping[Any, Any], language: str) -> None:
    for first, other in forms.items():
        if not (isinstance(first, str) and _is_text(other)):
            raise LibraryBroken(f"words of forms {first!r} have no text in language {language}")
    for label, others in answers.items():
        if not (isinstance(label, str) and isinstance(others, list) and all(map(_is_text, others))):
            raise LibraryBroken(f"answers read as {label!r} are not a list of texts in language {language}")


def _is_text(found: object) -> bool:
    return isinstance(found, str) and bool(found.strip())


def _check(name: str, found: object, language: str) -> None:
    if isinstance(found, Mapping):
        for key, below in found.items():
            # YAML reads a bare yes or no as a switch, so such a name has to be quoted.
            if not isinstance(key, str) or not key or "." in key:
                raise LibraryBroken(f"{key!r} under words {name!r} is not a name, in language {language}")
            _check(f"{name}.{key}" if name else key, below, language)
    elif isinstance(found, list):
        for number, below in enumerate(found):
            _check(f"{name}.{number}", below, language)
    elif isinstance(found, str):
        try:
            blanks = [blank for _, blank, _, _ in Formatter().parse(found) if blank is not None]
        except ValueError:
            raise LibraryBroken(f"words {name!r} have a brace out of place in language {language}") from None
        if not all(blank.isidentifier() for blank in blanks):
            raise LibraryBroken(f"words {name!r} have a blank without a proper name in language {language}")
    elif not isinstance(found, bool):
        raise LibraryBroken(f"words {name!r} are not a text in language {language}")
