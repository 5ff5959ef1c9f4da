"""Patience with files that look half copied: they wait, and only after a while do they go back.

Times are those of our own clock, never of the file: a copy keeps the date of its original, and a share may
have a clock of its own. Derived and safe to delete: then the while begins anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from pipeline.storage import durable
from pipeline.storage.log import unwritable
from pipeline.storage.scan import Waiting

FILE = ".cache/waiting.json"  # in the record


class Patience:
    """Since when each file that looks half copied has stood unchanged. No name is kept, only hashes.

    ``seconds`` is how long such a file may wait; moments are seconds since 1970. Nothing is written before
    ``save``.
    """

    def __init__(self, record: Path, seconds: float) -> None:
        self.seconds = seconds
        self._path = record / FILE
        self._since = _read(self._path)

    def is_torn(self, waiting: Waiting) -> bool:
        """Whether this very file was found to look half copied before."""
        return _key(waiting) in self._since

    def waits(self, waiting: Waiting, moment: float) -> bool:
        """Whether this very file was found to look half copied and need not be looked into again yet."""
        since = self._since.get(_key(waiting))
        return since is not None and since <= moment < since + self.seconds

    def found_torn(self, waiting: Waiting, moment: float) -> bool:
        """Notes that a file looks half copied, and tells whether it may wait a little longer."""
        since = min(moment, self._since.get(_key(waiting), moment))  # the clock may have been set back
        self._since[_key(waiting)] = since
        return moment < since + self.seconds

    def keep_only(self, waiting: Iterable[Waiting]) -> None:
        """Forgets every file that is not among these: it was changed, taken in or taken away."""
        there = {_key(each) for each in waiting}
        self._since = {key: since for key, since in self._since.items() if key in there}

    def save(self) -> None:
        """Writes what is remembered, if it is not so already."""
        if self._since == _read(self._path):
            return
        try:
            durable.make_folder(self._path.parent)
            durable.write(self._path, json.dumps(self._since, sort_keys=True).encode())
        except OSError as fault:
            raise unwritable(fault) from None


def _key(waiting: Waiting) -> str:
    return hashlib.sha256(repr(waiting.what).encode()).hexdigest()


def _read(path: Path) -> dict[str, float]:
    try:
        return {str(key): float(since) for key, since in json.loads(path.read_bytes()).items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
