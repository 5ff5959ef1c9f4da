"""What tests of several rooms look at: the protocol, the nations and the words as they are shipped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.rulebook.protocol import Nation, Protocol, load_nations, load_protocols
from pipeline.rulebook.words import Words, load_words
from pipeline.rulebook.working_days import WorkingDays

ROOT = Path(__file__).parents[1]


def _yaml(path: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))
    return content


@pytest.fixture(scope="session")
def protocol_yaml() -> Mapping[str, Any]:
    """The joint report process as its file has it."""
    return _yaml("schemas/protocols/joint-report-process.yaml")


@pytest.fixture(scope="session")
def protocol(protocol_yaml: Mapping[str, Any]) -> Protocol:
    return load_protocols({"joint-report-process": protocol_yaml})["joint-report-process"]


@pytest.fixture(scope="session")
def nations() -> Mapping[str, Nation]:
    return load_nations(_yaml("schemas/nations.yaml"))


@pytest.fixture(scope="session")
def days_in(nations: Mapping[str, Nation]) -> Callable[[str], WorkingDays]:
    """The working days of a nation, by its title."""
    return lambda nation: WorkingDays(nations[nation])


@pytest.fixture(scope="session")
def english() -> Words:
    return load_words(_yaml("templates/words/en.yaml"))
