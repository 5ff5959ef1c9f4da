"""How an action of the plan is written: what it leaves out, what it leaves open, what is hard to read.

It looks at the words of a plan and never at the family: no finding here says anything about anybody, and none
is added up to a score. What it looks for is data (``schemas/plan-words/``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from pipeline.check.where import quoted
from pipeline.model.case import Case
from pipeline.model.plan import PlanVersion, PlanWording, Status
from pipeline.model.set_up import Action, CaseSetUp
from pipeline.rulebook.alike import same_sentence
from pipeline.rulebook.plan_words import Phrase, PlanWords, WordEntry
from pipeline.rulebook.readability import measured
from pipeline.rulebook.sameness import folded, mentioned, same

# Groups in which the wording of a version is counted, and the codes of each.
GROUPS = {
    "missing": ("action-not-smart", "action-owner-unnamed"),
    "open": ("action-vague",),
    "words": ("action-jargon", "action-abbreviation"),
    "reading": ("action-hard-to-read", "action-long-sentence"),
    "dates": ("dates-out-of-order", "action-past-its-date", "same-action-twice"),
}
_SMART = frozenset({"missing", "open"})
_PLAIN = frozenset({"words", "reading"})
TEXTS = ("need", "outcome", "action", "how", "often", "measure")
_OPEN = ("outcome", "action", "how", "often", "measure")  # a need may be told in whatever words it has
_READ = ("need", "outcome", "action")  # what parents must read
_SEPARATE = re.compile(r"[;,/&+\n]")
_ABBREVIATION = re.compile(r"(?<![\w&-])([A-Z]{2,6}\d?)s?(?![\w&-])")
_IN_BRACKETS = re.compile(r"\(\s*([A-Z]{2,6}\d?)\s*\)|(?<![\w&-])([A-Z]{2,6}\d?)\s*\(")
_FEWEST_SHOUTED = 4  # words
_OLDEST_TOLD = 21  # years; beyond it the formula gives figures that mean nothing
_SHORTEST_NAME = 3  # letters


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing about how an action is written.

    ``code`` is one of the catalogue, ``field`` the first answer that it is about, ``found`` every answer
    with what stands in it ("" where nothing does), ``write`` what to write instead, ``count`` years or words.
    """

    code: str
    field: str
    found: tuple[tuple[str, str], ...] = ()
    write: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands round an action: names, which are no jargon, and abbreviations explained beside it."""

    phrases: tuple[Phrase, ...] = ()  # agencies, roles, schools
    people: frozenset[str] = frozenset()  # the words of people's names
    explained: frozenset[str] = frozenset()


def surroundings(set_up: CaseSetUp, actions: Iterable[Action], used: Iterable[Action] = ()) -> Surroundings:
    """What stands round the actions of one form or one version of a plan.

    Short forms that the set-up itself writes, and those of actions ``used`` before, are known to everybody.
    """
    names = [person.name for rows in (set_up.children, set_up.parents, set_up.members) for person in rows]
    titles = [*(m.agency for m in set_up.members), *(m.role for m in set_up.members)]
    titles += [child.school for child in set_up.children]
    written = [set_up.reasons, set_up.contingency, *(child.disability for child in set_up.children)]
    written += [getattr(action, text) for action in used for text in TEXTS]
    known = {short for text in written for short in _ABBREVIATION.findall(text)}
    found = (_IN_BRACKETS.findall(getattr(action, text)) for action in actions for text in TEXTS)
    return Surroundings(
        phrases=tuple(sorted({tuple(folded(t).split()) for t in titles if folded(t)}, key=len, reverse=True)),
        people=frozenset(w for name in names for w in folded(name).split() if len(w) >= _SHORTEST_NAME),
        explained=frozenset(known | {short for pairs in found for pair in pairs for short in pair if short}),
    )


def flaws(action: Action, around: Surroundings, words: PlanWords) -> Iterator[Flaw]:
    """Everything about how one action is written (000, Role; 001, 3; 003, 7.3; 004, Update Outline Plan).

    One of each kind at most, so that whoever reads it has five things to look at and not fifty.
    """
    if missing := [part for part in words.parts if not getattr(action, part)]:
        write = "; ".join(words.parts[part] for part in missing)
        yield Flaw("action-not-smart", missing[0], tuple((part, "") for part in missing), write)
    yield from wording(action, around, words)


def wording(
    action: Action, around: Surroundings, words: PlanWords, only: Container[str] = TEXTS
) -> Iterator[Flaw]:
    """The same without what is blank: for a form that holds a part of an action only.

    Answers that are not among ``only`` are read beside the others, and nothing is said about them.
    """
    texts = [name for name in TEXTS if name in only]
    vague = [
        (name, *found) for name in _OPEN if name in texts for found in _vague(action, name, around, words)
    ]
    yield from _told("action-vague", vague)
    jargon = [
        (name, *found) for name in texts for found in _entries(getattr(action, name), words.jargon, around)
    ]
    yield from _told("action-jargon", jargon)
    yield from _abbreviations(action, texts, around, words)
    for flaw in _hard_to_read(action, words):
        if flaw.field in only:
            yield replace(flaw, found=tuple(pair for pair in flaw.found if pair[0] in only))


def unnamed(who: str, set_up: CaseSetUp, words: PlanWords) -> bool:
    """Whether an answer to who is responsible means no person: a role, an agency, "professionals".

    An unknown name is not for here to judge; and where nobody asks for SMART actions nobody has to be named.
    """
    if not words.smart:
        return False
    around = surroundings(set_up, ())
    tokens = folded(who).split()
    titles = set(around.phrases)
    people = [person.name for rows in (set_up.members, set_up.parents, set_up.children) for person in rows]
    if not tokens or mentioned(who, people):
        return False
    if any(token in around.people and not any(token in title for title in titles) for token in tokens):
        return False
    parts = [part for piece in _SEPARATE.split(who) for part in _apart(folded(piece).split(), words.between)]
    return any(
        part in titles or any(_is(part, phrase) for phrase in words.nobody)
        for part in (*parts, tuple(tokens))
        if part
    )


def plan_wordings(case: Case, words: PlanWords) -> tuple[PlanWording, ...]:
    """How each version of a case's plan is written, the first one first, all by the words of today.

    Only actions that were open are looked at. Whether an owner is a member is left out: who is one changes.
    """
    set_up = case.set_up.form
    return tuple(_wording_of(version, set_up, words) for version in case.plans)


def _wording_of(version: PlanVersion, set_up: CaseSetUp, words: PlanWords) -> PlanWording:
    actions = [planned.action for planned in version.actions if planned.status is Status.OPEN]
    around = surroundings(set_up, actions)
    codes: Counter[str] = Counter()
    for place, action in enumerate(actions):
        codes.update(flaw.code for flaw in flaws(action, around, words))
        codes["action-owner-unnamed"] += unnamed(action.who, set_up, words)
        codes["dates-out-of-order"] += bool(action.start and action.end and action.end < action.start)
        codes["action-past-its-date"] += bool(action.end and action.end < version.dated)
        codes["same-action-twice"] += any(says_the_same(one, action) for one in actions[:place])
    counts = tuple(
        (group, sum(codes[code] for code in its) if _asked(group, words) else None)
        for group, its in GROUPS.items()
    )
    return PlanWording(version.number, version.dated, len(actions), counts)


def _asked(group: str, words: PlanWords) -> bool:
    return not ((group in _SMART and not words.smart) or (group in _PLAIN and not words.plain))


def in_short(action: Action) -> str:
    """An action as a sentence names it: by its number, if it has one, and its first words."""
    words = quoted(action.action.rstrip(". "))
    return f"{action.number}: {words}" if action.number else words


def says_the_same(one: Action, other: Action) -> bool:
    """The same words about the same child, or where one of the two is about all children."""
    together = not one.child or not other.child or same(one.child, other.child)
    return together and same_sentence(one.action, other.action)


def _apart(tokens: Sequence[str], between: Sequence[Phrase]) -> Iterator[Phrase]:
    """The words of an answer, and each part of them that stands between words such as "and"."""
    yield tuple(tokens)
    yield from (tuple(words) for full, words in groupby(_blanked(tokens, between), bool) if full)


def _is(part: Phrase, phrase: Phrase) -> bool:
    return len(part) == len(phrase) and all(map(_fits, part, phrase))


def _told(code: str, found: Sequence[tuple[str, WordEntry, str]]) -> Iterator[Flaw]:
    """One finding for all words of a kind in one action, each with what to write instead."""
    if found:
        instead = {entry.words: f"“{text}” – {entry.write}" for _, entry, text in reversed(found)}
        said = tuple((name, text) for name, _, text in found)
        yield Flaw(code, found[0][0], said, "; ".join(reversed(instead.values())))


def _vague(
    action: Action, name: str, around: Surroundings, words: PlanWords
) -> Iterator[tuple[WordEntry, str]]:
    """Words of one answer that leave something open which neither it nor another answer says."""
    text = getattr(action, name)
    for entry, said in _entries(text, words.vague, around):
        beside = (getattr(action, other) for other in entry.answered_by if other != name)
        if entry.alone and not _little(text, words.alone_up_to):
            continue
        if not any(answer and not _open(answer, around, words) for answer in beside):
            yield entry, said


def _open(answer: object, around: Surroundings, words: PlanWords) -> bool:
    """Whether an answer leaves something open itself; a day does not."""
    always = [entry for entry in words.vague if not entry.answered_by]
    return isinstance(answer, str) and any(_entries(answer, always, around))


def _entries(
    text: str, entries: Iterable[WordEntry], around: Surroundings
) -> Iterator[tuple[WordEntry, str]]:
    """Entries whose words stand in a text, each once, as written there; no word counts for two."""
    tokens = _blanked(folded(text).split(), around.phrases)
    in_order = sorted(tokens)
    for entry in entries:
        if not any(_may_begin(phrase[0], in_order) for phrase in entry.words):
            continue  # most entries stand nowhere in a text
        left = _blanked(tokens, entry.unless)
        for phrase in sorted(entry.words, key=len, reverse=True):
            at = next(_places(left, phrase), None)
            if at is not None:
                yield entry, " ".join(left[at : at + len(phrase)])
                tokens[at : at + len(phrase)] = [""] * len(phrase)
                break


def _may_begin(first: str, in_order: Sequence[str]) -> bool:
    """Whether one of the words, which stand in the order of the alphabet, is the first of a phrase."""
    at = bisect_left(in_order, first.removesuffix("*"))
    return at < len(in_order) and _fits(in_order[at], first)


def _blanked(tokens: Sequence[str], phrases: Iterable[Phrase]) -> list[str]:
    """The words of a text, those that belong to one of the phrases made blank."""
    left = list(tokens)
    for phrase in phrases:
        for at in list(_places(left, phrase)):
            left[at : at + len(phrase)] = [""] * len(phrase)
    return left


def _places(tokens: Sequence[str], phrase: Phrase) -> Iterator[int]:
    """Where a phrase begins in a text, as the number of its first word."""
    first = phrase[0]
    if not first.endswith("*") and first not in tokens:
        return  # most phrases stand nowhere in a text, and a text may be long
    for at in range(len(tokens) - len(phrase) + 1):
        if all(_fits(tokens[at + number], word) for number, word in enumerate(phrase)):
            yield at


def _fits(token: str, word: str) -> bool:
    return token == word or (word.endswith("*") and bool(token) and token.startswith(word[:-1]))


def _little(text: str, most: int) -> bool:
    return len(folded(text).split()) <= most and not any(sign.isdigit() for sign in text)


def _abbreviations(
    action: Action, texts: Iterable[str], around: Surroundings, words: PlanWords
) -> Iterator[Flaw]:
    if words.meaning is None:
        return
    names = {token for phrase in around.phrases for token in phrase} | around.people
    found = [
        (name, short)
        for name in texts
        if not _shouted(getattr(action, name))
        for short in dict.fromkeys(_ABBREVIATION.findall(getattr(action, name)))
        if short not in words.known | around.explained and short.casefold() not in names
    ]
    if found:
        shorts = dict.fromkeys(short for _, short in found)
        told = {short: words.meaning.get(short) for short in shorts}
        write = "; ".join(f"{s} – {full}" if full else f"{s}: {words.unknown}" for s, full in told.items())
        yield Flaw("action-abbreviation", found[0][0], tuple(found), write)


def _shouted(text: str) -> bool:
    """Whether a text is written in capitals throughout, so that short forms cannot be told from words."""
    words = re.findall(r"[^\W\d_]{2,}", text)
    return len(words) >= _FEWEST_SHOUTED and 2 * sum(word.isupper() for word in words) > len(words)


def _hard_to_read(action: Action, words: PlanWords) -> Iterator[Flaw]:
    """One finding at most: the whole is hard, or one sentence is long (001, 3; 003, 7.3)."""
    limits = words.readability
    if limits is None:
        return
    texts = {name: measured([getattr(action, name)], limits.hyphenation) for name in _READ}
    whole = measured([getattr(action, name) for name in _READ], limits.hyphenation)
    listed = whole.hard[: limits.listed_words]
    if listed and whole.words >= limits.fewest_words and whole.age >= limits.oldest + 1:
        hardest = max(texts, key=lambda name: (texts[name].words > 0, texts[name].age))
        where = [(next(name for name in _READ if word in getattr(action, name)), word) for word in listed]
        found = tuple(sorted(where, key=lambda pair: (pair[0] != hardest, _READ.index(pair[0]))))
        yield Flaw("action-hard-to-read", hardest, found, count=min(int(whole.age), _OLDEST_TOLD))
        return
    for name, one in texts.items():
        if one.longest > limits.longest_sentence:
            yield Flaw("action-long-sentence", name, ((name, one.longest_sentence),), count=one.longest)
            return
