"""The record, folded: accepted forms in, cases out."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.errors import LibraryBroken
from pipeline.merge.periods import cases
from pipeline.model.case import Case, Received
from pipeline.model.set_up import CaseSetUp
from pipeline.model.submission import Accepted
from pipeline.rulebook.form import Form
from pipeline.rulebook.understand import understand


def fold(accepted: Sequence[Accepted], forms: Mapping[str, Form]) -> tuple[Case, ...]:
    """One ``Case`` for each case and period, ordered by reference and start of the period.

    The reference is spelt as the first set-up form spells it. The order of ``accepted`` does not matter,
    and a form sent twice (the same digest) counts once. A case that has no set-up form yet gives no
    ``Case``: its forms wait in the record, and the next fold after the set-up came takes them in. Questions
    without a meaning are called as in the language of the newest set-up, which is that of the documents. A
    form whose schema is gone is our own fault (``LibraryBroken``).
    """
    once: dict[str, Accepted] = {}
    for one in sorted(accepted, key=lambda a: a.number):
        once.setdefault(one.digest, one)
    families: dict[str, list[Received[Any]]] = {}
    sent: dict[str, list[Accepted]] = {}
    names: dict[str, str] = {}
    languages: dict[str, str] = {}
    for one in once.values():
        received = _understood(one, forms)
        reference = one.filled.case or received.form.case
        key = reference_key(reference)
        families.setdefault(key, []).append(received)
        sent.setdefault(key, []).append(one)
        if isinstance(received.form, CaseSetUp):
            names.setdefault(key, reference.strip())
            languages[key] = received.form.language
    for key, language in languages.items():
        told = {name: form.said_in(language) for name, form in forms.items()}
        if any(told[name] is not forms[name] for name in told):
            families[key] = [_understood(one, told) for one in sent[key]]
    return tuple(case for key in sorted(names) for case in cases(names[key], families[key]))


def reference_key(reference: str) -> str:
    """A case reference as it compares: case, spaces and the kind of dash do not count, all else does.

    "CP-1-23" and "CP-12-3" are two families, so punctuation stays.
    """
    plain = "".join(unicodedata.normalize("NFKC", reference).casefold().split())
    return "".join("-" if unicodedata.category(c) == "Pd" else c for c in plain)


def _understood(one: Accepted, forms: Mapping[str, Form]) -> Received[Any]:
    form = forms.get(one.filled.form)
    if form is None:
        raise LibraryBroken(f"there is no schema for the form {one.filled.form} of the record")
    return Received(
        understand(one.filled, form), one.number, one.digest, one.received, outside=one.filled.outside
    )
