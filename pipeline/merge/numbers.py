"""Numbers of plan actions: how they compare, how they sort, and who gets which.

A number that has been printed must go on meaning the same action, since contributions and later minutes
refer to it. So new actions are numbered in the order in which their forms were received, not in the order
of the meetings: minutes that come late never shift a number. A number once given is never given again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.model.case import Received
from pipeline.model.forms import Minutes
from pipeline.model.set_up import Action, CaseSetUp
from pipeline.rulebook.alike import same_sentence
from pipeline.rulebook.sameness import number_key

DIGITS = re.compile(r"(\d{1,9})")  # longer runs of digits are no numbers that anybody counts with
DOMAINS = ("child", "parents", "family")

Slot = tuple[str, date]


def plan_order(action: Action) -> tuple[int, tuple[tuple[int, int, str], ...], str]:
    """Sort key of a plan: by domain, then by number as people count ("2" before "10", "2a" after "2")."""
    domain = DOMAINS.index(action.domain) if action.domain in DOMAINS else len(DOMAINS)
    parts = tuple(
        (0, int(part), "") if part.isdecimal() else (1, 0, part)
        for part in DIGITS.split(number_key(action.number))
        if part
    )
    return domain, parts, action.number


@dataclass(frozen=True, slots=True)
class Sheet:
    """One form of the record that brings actions, replaced ones included.

    ``slot`` is what it is about (the outline of a period, the minutes of a day): a later sheet of the
    same slot is a correction. ``rows`` are its actions, ``mentions`` the numbers that it speaks of.
    """

    slot: Slot
    digest: str
    received: date
    number: int
    rows: tuple[Action, ...]
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Numbers:
    """``given`` is the number of each row by digest and row (from 0); ``highest`` the highest one of all."""

    given: Mapping[tuple[str, int], str]
    highest: int


def outline_sheet(set_up: Received[CaseSetUp], start: date) -> Sheet:
    """The outline plan of a set-up whose period starts on ``start``."""
    return Sheet(("outline", start), set_up.digest, set_up.received, set_up.number, set_up.form.plan)


def minutes_sheet(minutes: Received[Minutes], day: date) -> Sheet:
    """The new actions of minutes held on ``day``."""
    form = minutes.form
    mentions = tuple(row.number for row in form.about_actions)
    return Sheet(
        ("minutes", day), minutes.digest, minutes.received, minutes.number, form.new_actions, mentions
    )


def give_numbers(sheets: Iterable[Sheet]) -> Numbers:
    """A number for every action that a form brought.

    Sheets of one day are taken in the order of their conferences and meetings. A row keeps the number
    written beside it, unless that is taken; a row of a correction keeps what the same row had before;
    any other row gets the next number after the highest ever used.
    """
    known: set[str] = set()
    highest = 0
    given: dict[tuple[str, int], str] = {}
    before: dict[Slot, list[tuple[str, Action]]] = {}
    for sheet in sorted(sheets, key=lambda s: (s.received, s.slot[1], s.slot[0] != "outline", s.number)):
        outline = sheet.slot[0] == "outline"
        written = {number_key(row.number) for row in sheet.rows} | {number_key(m) for m in sheet.mentions}
        highest = max([highest, *(leading(key) for key in written)])
        earlier = list(before.get(sheet.slot, ()))
        taken: set[str] = set()
        numbered: list[tuple[str, Action]] = []
        for place, row in enumerate(sheet.rows):
            key = number_key(row.number)
            # The outline says which action it means by its number; minutes bring actions not yet in the plan.
            if (
                key
                and key not in taken
                and (outline or key not in known | set(map(number_key, sheet.mentions)))
            ):
                number = row.number.strip()
            else:
                number = _had_before(row, earlier, taken, written if outline else set()) or str(highest + 1)
            key = number_key(number)
            highest = max(highest, leading(key))
            taken.add(key)
            given[sheet.digest, place] = number
            numbered.append((number, row))
        known |= taken | written - {""}
        before.setdefault(sheet.slot, []).extend(numbered)
    return Numbers(given, highest)


def _had_before(row: Action, earlier: list[tuple[str, Action]], taken: set[str], written: set[str]) -> str:
    """The number that this row had in the form that is being corrected, latest first; "" if it is new."""
    for number, old in reversed(earlier):
        free = number_key(number) not in taken | written
        if free and same_sentence(row.action or row.need, old.action or old.need):
            return number
    return ""


def leading(key: str) -> int:
    """The number that a key begins with; 0 when it begins with none."""
    found = DIGITS.match(key)
    return int(found[1]) if found else 0
