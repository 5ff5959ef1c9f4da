"""What is already known when a form is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.model.submission import NOTHING


@dataclass(frozen=True, slots=True)
class Prefill:
    """``answers`` has the JSON shape of the form; ``suggestions`` are the lists that drop-downs offer.

    Keys of ``suggestions`` are those of ``Field.suggest``: children, parents, members, agencies, actions,
    and protocols, nations, steps for the lists that come from the library.
    """

    case: str = ""
    answers: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    suggestions: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: NOTHING)
