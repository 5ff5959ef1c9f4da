"""What was planned for each case before, so that a run need not merge again what cannot have changed.

Derived, keyed by everything that a plan is made from, and safe to delete: then it is planned again, the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pipeline.storage import durable
from pipeline.storage.log import unwritable

FILE = ".cache/plans.json"  # in the record
Plan = Mapping[str, Mapping[str, str]]  # shelf -> path of a document -> its fingerprint


class Plans:
    """The plans of earlier runs. Nothing is written before ``save``."""

    def __init__(self, record: Path) -> None:
        self._path = record / FILE
        self._known = _read(self._path)
        self._asked: set[str] = set()

    def recall(self, about: str, key: str) -> Plan | None:
        """The plan remembered for something, if it was made from the same; else None."""
        self._asked.add(about)
        was, plan = self._known.get(about, ("", {}))
        return plan if was == key else None

    def remember(self, about: str, key: str, plan: Plan) -> None:
        """Holds a plan for the next run in place of the one before."""
        self._known[about] = (key, plan)

    def forget(self, case: str) -> None:
        """Drops, at once, every plan with this reference, however it is spelt, in what it is about."""
        named = f" {case} ".casefold()
        self._known = {
            about: plan for about, plan in self._known.items() if named not in f" {about} ".casefold()
        }
        if self._path.exists():
            self._write(self._known)

    def save(self, whole: bool) -> None:
        """Writes what is remembered, if it is not so already. After a ``whole`` run the rest is forgotten."""
        kept = {
            about: self._known[about] for about in sorted(self._known) if not whole or about in self._asked
        }
        if kept != _read(self._path):
            self._write(kept)

    def _write(self, plans: Mapping[str, tuple[str, Plan]]) -> None:
        try:
            durable.make_folder(self._path.parent)
            durable.write(self._path, json.dumps(plans).encode())
        except OSError as fault:
            raise unwritable(fault) from None


@cache
def program() -> str:
    """A hash of the program itself, because another program may plan otherwise from the same forms."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parents[1].rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _read(path: Path) -> dict[str, tuple[str, Plan]]:
    """What is remembered, or nothing if it cannot be read."""
    try:
        raw = json.loads(path.read_bytes())
        return {
            about: (str(key), {shelf: {**documents} for shelf, documents in plan.items()})
            for about, (key, plan) in raw.items()
        }
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
