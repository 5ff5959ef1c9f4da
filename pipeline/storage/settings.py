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
KNOWN: Mapping[str, Mapping[str, type | tuple[type, ...]]] = {
    "folders": dict.fromkeys(FOLDERS, str),
    "defaults": {"nation": str, "protocol": str},
    "documents": {"seconds": (int, float)},
    "watch": {"seconds": (int, float)},
}


@dataclass(frozen=True, slots=True)
class Settings:
    """``watch_seconds`` is the pause between two looks at the inbox; blank defaults are the library's own.

    ``document_seconds`` is how long one document may take to lay out.
    """

    workspace: Path
    inbox: Path
    outbox: Path
    record: Path
    schemas: Path
    templates: Path
    nation: str = ""
    protocol: str = ""
    watch_seconds: float = 2.0
    document_seconds: float = 120.0


def load_settings(workspace: Path) -> Settings:
    """Settings of a workspace, with or without a ``pipeline.toml``. Folders in it may be relative to it.

    Raises WrongCommand, naming the file and the entry, for anything it does not know: a misspelt entry that
    was passed over in silence would send documents to the wrong place.
    """
    raw = _read(workspace / FILE)
    folders = {name: workspace / path for name, path in raw.get("folders", {}).items()}
    for name in ("inbox", "outbox", "record"):
        folders.setdefault(name, workspace / name)
    for name in ("schemas", "templates"):
        own = workspace / name
        folders.setdefault(name, own if own.is_dir() else PROJECT / name)
    seconds = float(raw.get("watch", {}).get("seconds", 2.0))
    if not 0.1 <= seconds <= 3600:
        raise WrongCommand(f"{FILE}: watch.seconds must lie between 0.1 and 3600.")
    longest = float(raw.get("documents", {}).get("seconds", 120.0))
    if not 1 <= longest <= 3600:
        raise WrongCommand(f"{FILE}: documents.seconds must lie between 1 and 3600.")
    return Settings(
        workspace, **folders, **raw.get("defaults", {}), watch_seconds=seconds, document_seconds=longest
    )


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
