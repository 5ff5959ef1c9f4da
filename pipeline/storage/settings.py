"""``pipeline.toml``: where the folders are, and what a case follows unless its form says otherwise."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import WrongCommand

FILE = "pipeline.toml"
PROJECT = Path(__file__).parents[2]  # where schemas and templates stand unless the workspace has its own
FOLDERS = ("inbox", "outbox", "record", "schemas", "templates")
MAILBOXES = ("private", "group")  # who may look into what we lay into a mailbox: its owner, or its group too
NUMBER = (int, float)
KNOWN: Mapping[str, Mapping[str, type | tuple[type, ...]]] = {
    "folders": {**dict.fromkeys(FOLDERS, str), "mailboxes": str},
    "defaults": {"nation": str, "protocol": str, "language": str},
    "documents": {"seconds": NUMBER},
    "watch": {"seconds": NUMBER, "patience_minutes": NUMBER, "free_megabytes": NUMBER},
}
# Of each number: what it is unless told, the least and the most that it may be.
NUMBERS = {
    ("documents", "seconds"): (120.0, 1.0, 3600.0),
    ("watch", "seconds"): (2.0, 0.1, 3600.0),
    ("watch", "patience_minutes"): (10.0, 0.0, 1440.0),
    ("watch", "free_megabytes"): (200.0, 0.0, 1_000_000.0),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """Blank defaults are the library's own.

    ``watch_seconds`` is the pause between two looks at the inbox, ``patience_minutes`` how long a file that
    looks half copied may wait, ``free_megabytes`` the room on each disk below which nothing is taken in,
    ``document_seconds`` how long one document may take to lay out. ``shared_mailboxes`` tells that the group
    may read and write what we lay into the inbox.
    """

    workspace: Path
    inbox: Path
    outbox: Path
    record: Path
    schemas: Path
    templates: Path
    watch_seconds: float
    patience_minutes: float
    free_megabytes: float
    shared_mailboxes: bool
    document_seconds: float
    nation: str = ""
    protocol: str = ""
    language: str = ""


def load_settings(workspace: Path) -> Settings:
    """Settings of a workspace, with or without a ``pipeline.toml``. Folders in it may be relative to it.

    Raises WrongCommand, naming the file and the entry, for anything it does not know: a misspelt entry that
    was passed over in silence would send documents to the wrong place.
    """
    raw = _read(workspace / FILE)
    paths = dict(raw.get("folders", {}))
    mailboxes = paths.pop("mailboxes", MAILBOXES[0])
    if mailboxes not in MAILBOXES:
        raise WrongCommand(f"{FILE}: folders.mailboxes must be one of: {', '.join(MAILBOXES)}.")
    folders = {name: workspace / path for name, path in paths.items()}
    for name in ("inbox", "outbox", "record"):
        folders.setdefault(name, workspace / name)
    for name in ("schemas", "templates"):
        own = workspace / name
        folders.setdefault(name, own if own.is_dir() else PROJECT / name)
    return Settings(
        workspace,
        **folders,
        **raw.get("defaults", {}),
        watch_seconds=_number(raw, "watch", "seconds"),
        patience_minutes=_number(raw, "watch", "patience_minutes"),
        free_megabytes=_number(raw, "watch", "free_megabytes"),
        shared_mailboxes=mailboxes != MAILBOXES[0],
        document_seconds=_number(raw, "documents", "seconds"),
    )


def _number(raw: Mapping[str, Mapping[str, Any]], group: str, key: str) -> float:
    usual, least, most = NUMBERS[group, key]
    number = float(raw.get(group, {}).get(key, usual))
    if not least <= number <= most:
        raise WrongCommand(f"{FILE}: {group}.{key} must lie between {least:g} and {most:.0f}.")
    return number


def _read(path: Path) -> Mapping[str, Mapping[str, Any]]:
    if not path.exists():
        return {}
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise WrongCommand(f"{FILE} cannot be read: {fault}.", "Put it right or remove it.") from None
    for group, entries in raw.items():
        if group not in KNOWN or not isinstance(entries, dict):
            raise WrongCommand(f"{FILE} has an unknown part [{group}].", f"Known parts: {', '.join(KNOWN)}.")
        for key, value in entries.items():
            kind = KNOWN[group].get(key)
            if kind is None:
                known = ", ".join(KNOWN[group])
                raise WrongCommand(f"{FILE} has an unknown entry {group}.{key}.", f"Known entries: {known}.")
            if not isinstance(value, kind) or isinstance(value, bool):
                raise WrongCommand(f"{FILE}: {group}.{key} has the wrong kind of value.")
    return raw
