"""The worked example: a folder of invented forms, each with its day, mailbox and kind."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from pipeline.errors import LibraryBroken


@dataclass(frozen=True, slots=True)
class Sent:
    """One form as somebody sent it. ``again`` tells that its very bytes were sent before.

    ``answers`` holds texts only, in the JSON shape of the form; ``kind`` is xlsx, docx or json.
    """

    name: str
    received: date
    mailbox: str
    form: str
    kind: str
    answers: Any
    again: bool = False


def load_example(folder: Path) -> tuple[Sent, ...]:
    """Everything that was sent, in order. Raises LibraryBroken naming the file that is not one."""
    found: dict[str, Sent] = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            # Plain texts: YAML would turn a date, a time or "no" into something that nobody writes in a form.
            raw = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
            day = date.fromisoformat(raw.pop("received"))
            if "again" in raw:
                found[path.name] = replace(found[raw["again"]], name=path.stem, received=day, again=True)
            else:
                found[path.name] = Sent(path.stem, day, kind=raw.pop("as"), **raw)
        except (OSError, ValueError, TypeError, KeyError, yaml.YAMLError):
            raise LibraryBroken(f"{folder.name}/{path.name} is not a form of the example.") from None
    if not found:
        raise LibraryBroken(f"The folder {folder.name} is missing.", "Restore it from the project.")
    return tuple(found.values())
