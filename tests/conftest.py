"""What tests of several rooms look at: protocol, nations, words as they are shipped, a case to fill."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pytest
import yaml
from desk import desk
from hypothesis import HealthCheck, settings

from pipeline.merge.bookings import with_diary
from pipeline.model.case import Case, Period, Received
from pipeline.model.forms import Amendment, Minutes, SignOff
from pipeline.model.request import Request
from pipeline.model.set_up import CaseSetUp
from pipeline.rulebook.library import Library
from pipeline.rulebook.protocol import Nation, Protocol
from pipeline.rulebook.protocol_file import load_nations, load_protocols
from pipeline.rulebook.words import Words, load_words
from pipeline.rulebook.working_days import WorkingDays
from pipeline.storage.library import load

# No law is a question of how busy the machine is.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

__all__ = ["desk"]  # a fixture that lives with what it gives

F = TypeVar("F")
ROOT = Path(__file__).parents[1]
FIGURE = "figure"


@pytest.fixture(scope="session", autouse=True)
def no_pause() -> Iterator[None]:
    """What tests drop is whole at once: no run waits between its two looks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.cli.reports.PAUSE", 0.0)
        patch.setattr("pipeline.cli.verify.PAUSE", 0.0)
        yield


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


@pytest.fixture(scope="session")
def library() -> Library:
    """Everything in schemas/ and templates/, as shipped."""
    return load(ROOT / "schemas", ROOT / "templates")


def received(form: F, number: int = 1) -> Received[F]:
    """A form of the record; the day it came is of no account unless a test says so."""
    return Received(form, number, f"digest-{number}", date(2026, 9, 1))


@pytest.fixture(scope="session")
def make_case() -> Callable[..., Case]:
    """A case of forms: ``make_case(start, rcpc, first=..., set_up=..., minutes=..., ...)``.

    Forms are handed over understood; minutes in the order held.
    """

    def make(
        start: date,
        rcpc: date,
        first: bool = True,
        set_up: CaseSetUp | None = None,
        minutes: Sequence[Minutes] = (),
        amendments: Sequence[Amendment] = (),
        sign_offs: Sequence[SignOff] = (),
        requests: Sequence[Request] = (),
    ) -> Case:
        case = Case(
            reference="CP-2026-014",
            period=Period(start, rcpc, first),
            set_up=received(set_up or CaseSetUp(case="CP-2026-014", icpc=start if first else None)),
            minutes=tuple(received(form, number) for number, form in enumerate(minutes, 2)),
            amendments=tuple(received(form, number) for number, form in enumerate(amendments, 50)),
            sign_offs=tuple(received(form, number) for number, form in enumerate(sign_offs, 90)),
            requests=tuple(received(form, number) for number, form in enumerate(requests, 200)),
        )
        return with_diary(case)

    return make


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Notes a figure that is printed when all is run: how much was tried is part of what a test shows."""
    return lambda sentence: request.node.user_properties.append((FIGURE, sentence))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Prints the figures of the tests that noted some."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.getreports(kind)]
    noted = [
        (report.nodeid, text) for report in reports for name, text in report.user_properties if name == FIGURE
    ]
    if noted:
        terminalreporter.section("figures")
    for test, text in noted:
        terminalreporter.write_line(f"{test.rpartition('::')[2]}: {text}")
