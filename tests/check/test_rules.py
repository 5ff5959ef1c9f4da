"""The tables of rules are whole, and one answer is told off once."""

from __future__ import annotations

import inspect
import re
from datetime import date
from importlib import import_module
from pathlib import Path
from types import FunctionType, ModuleType

import pytest

from pipeline.check import case_rules, rules, venue
from pipeline.check.limit import LISTED, limited
from pipeline.check.rules import check_form
from pipeline.model.finding import Finding, Place
from pipeline.model.submission import FilledForm
from pipeline.rulebook.library import Library
from pipeline.rulebook.meanings import UNDERSTOOD
from pipeline.rulebook.sample import sample
from pipeline.rulebook.understand import understand
from pipeline.storage.library import load

ROOT = Path(__file__).parents[2]
LIBRARY: Library = load(ROOT / "schemas", ROOT / "templates")
MODULES = [
    import_module(f"pipeline.check.{path.stem}")
    for path in sorted((ROOT / "pipeline/check").glob("[!_]*.py"))
]
TABLES = [table for name, table in vars(rules).items() if name.isupper() and isinstance(table, dict)]
RULES = {rule for table in TABLES for row in table.values() for rule in row}

# ``check_form`` asks these of every form itself, so they stand in no table.
OF_EVERY_FORM = {case_rules.case_unknown, case_rules.dates_to_come, case_rules.child_unknown}
# What several rules have in common; each is told what to look at.
SHARED = {
    case_rules.children_without,
    case_rules.numbers_twice,
    case_rules.numbers_unknown,
    venue.booked_at_home,
}


def finds(function: FunctionType) -> bool:
    return str(function.__annotations__.get("return")) == "Iterator[Finding]"


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_no_rule_is_left_out_of_the_tables(module: ModuleType) -> None:
    """Whatever finds something is a rule, in whichever module it stands."""
    own = [thing for _, thing in inspect.getmembers(module, inspect.isfunction)]
    public = {f for f in own if f.__module__ == module.__name__ and not f.__name__.startswith("_")}
    assert {f.__name__ for f in public - RULES - OF_EVERY_FORM - SHARED if finds(f)} == set()


def test_every_rule_is_known_as_one() -> None:
    assert {rule.__name__ for rule in RULES | OF_EVERY_FORM if not finds(rule)} == set()


def test_every_form_has_its_row_in_every_table() -> None:
    assert len(TABLES) > 1
    assert all(set(table) == set(UNDERSTOOD.values()) for table in TABLES)


def test_a_rule_that_guidance_asks_for_cites_it() -> None:
    """Book-keeping that no guidance asks for is the exception, and named here."""
    ours = {
        "wrong_mailbox",
        "foreign_mailbox",
        "other_conference",
        "protocol_unknown",
        "nation_unknown",
        "child_ages",
        "child_twice",
        "number_twice",
        "folder_clash",
        "reference_taken",
    }
    uncited = {rule.__name__ for rule in RULES if not re.search(r"\b00[0-4]\b", rule.__doc__ or "")}
    assert uncited <= ours


def judged(found: tuple[Finding, ...], **about: str) -> list[str]:
    """The codes that come back for a contribution of an unknown case, findings of its reader added."""
    form = LIBRARY.forms["contribution"]
    answers = {**sample(form), "about": {**sample(form)["about"], **about}}
    del answers["reasons"]
    filled = FilledForm("contribution", 1, "", answers)
    findings = check_form(understand(filled, form), filled, None, LIBRARY, date(2026, 11, 1), "", found)
    return [finding.code for finding in findings]


def raised(code: str, *path: str | int, **details: str) -> Finding:
    return LIBRARY.findings.finding(code, Place(), path, **details)


def test_what_the_reader_found_stays() -> None:
    assert "picture-pasted" in judged((raised("picture-pasted"),))


def test_a_cell_that_could_not_be_read_is_told_once() -> None:
    reader = raised("formula-without-result", "about", "written", answer="=NOW()")
    schema = raised("not-a-date", "about", "written", question="Date", answer="=NOW()")
    assert judged((reader, schema)) == ["case-unknown", "formula-without-result"]


def test_a_rule_does_not_speak_where_the_answer_could_not_be_read() -> None:
    # The case reference is not one, so that no case has it goes without saying.
    reference = raised("not-a-case-reference", "about", "case", answer="The Examples", question="Case")
    assert judged((reference,), case="The Examples") == ["not-a-case-reference"]


def test_an_ask_at_the_same_place_does_not_hide_what_sends_the_form_back() -> None:
    assert judged((raised("picture-pasted", "about", "case"),)) == ["case-unknown", "picture-pasted"]


def test_a_part_that_was_taken_out_is_not_called_blank_too() -> None:
    gone = raised("part-missing", "factors", question="Factors")
    blank = raised("expected-blank", "factors", question="Factors")
    assert judged((gone, blank)) == ["case-unknown", "part-missing"]


def test_a_stop_is_said_beside_an_ask_at_the_same_place() -> None:
    gone = raised("part-missing", "factors", question="Factors")
    needed = raised("block-empty", "factors", question="Factors")
    assert judged((gone, needed)) == ["case-unknown", "block-empty", "part-missing"]


def test_a_hundred_of_a_kind_are_listed_and_the_rest_counted() -> None:
    many = [raised("not-a-date", "chronology", row, "held", answer="x") for row in range(LISTED + 7)]
    few = [raised("child-unknown", "chronology", 1, "child", answer="y")]
    kept = limited((*many, *few), LIBRARY.findings)
    assert [f.code for f in kept].count("not-a-date") == LISTED
    assert [f.code for f in kept].count("child-unknown") == 1
    (counted,) = [f for f in kept if f.code == "more-of-the-same"]
    assert counted.path == ("chronology", LISTED, "held")
    assert LIBRARY.findings.sentence(counted).says.startswith("7 more places")
