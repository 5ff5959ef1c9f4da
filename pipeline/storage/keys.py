"""The id and the key of a case: what its forms are called by in the log, where nobody can guess them.

Whoever reads the log alone learns of no case, and cannot try out whether some form is in it. With the key of
a case its name goes too: that is how a case is erased and the log stays as it is.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from pathlib import Path

FILE = "key.json"  # of forms that belong to no case that the record knows
CASE_FILE = "case.json"
MODE = 0o400


@dataclass(frozen=True, slots=True)
class Key:
    """``id`` and ``reference`` are "" for the key of the record as a whole. ``secret``: 32 bytes in hex."""

    id: str
    secret: str
    reference: str

    def digest(self, content: bytes) -> str:
        """What the record calls these bytes: an HMAC-SHA256 in hex, which differs from key to key."""
        return hmac.new(bytes.fromhex(self.secret), content, hashlib.sha256).hexdigest()

    @property
    def as_json(self) -> bytes:
        """The one way in which it is written."""
        words = {"id": self.id, "key": self.secret, "reference": self.reference}
        return json.dumps(words, ensure_ascii=True, indent=1).encode() + b"\n"

    @property
    def bond(self) -> str:
        """What the log holds of it: no byte of its file changes unseen, and nothing can be told from it."""
        return self.digest(self.as_json)


def new_key(reference: str) -> Key:
    """A key nobody has ever had. The same reference gets another one each time."""
    return Key(secrets.token_hex(16) if reference else "", secrets.token_hex(32), reference)


def read_key(path: Path) -> Key | None:
    """The key in a file; None if there is none, or it is not as it was written."""
    try:
        raw = path.read_bytes()
        read = json.loads(raw)
        key = Key(str(read["id"]), str(read["key"]), str(read["reference"]))
        return key if key.as_json == raw and len(bytes.fromhex(key.secret)) == 32 else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
