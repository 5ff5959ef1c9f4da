"""What people do to forms in the real LibreOffice, and what is read of it afterwards.

Each case is a few things done by hand and what must come out: the same answers, or changed ones where
somebody changed them, and whatever else was written among what is outside or named by a finding.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.model.finding import Checked
from pipeline.model.prefill import Prefill
from pipeline.model.submission import FilledForm
from pipeline.read.arrival import read
from pipeline.render.word_form import word_form
from pipeline.render.workbook import workbook
from pipeline.rulebook.library import Library
from pipeline.storage.library import load

pytestmark = pytest.mark.office

ROOT = Path(__file__).parents[2]
HANDS = Path(__file__).with_name("office_hands.py")
CASE = "CP-2041-007"
FILLED: dict[str, Any] = {
    "about": {"case": CASE, "name": "Bryn Fable", "agency": "Hilltop", "written": "2041-03-14"},
    "chronology": [  # from row 9 on: date B, child C, event D, outcome E
        {"held": "2041-02-10", "child": "Ash Fable", "event": "Came on time.", "outcome": "Call home."},
        {"held": "2041-02-03", "event": "Came late."},
        {"held": "2041-02-20", "event": "Stayed all day.", "outcome": "None."},
    ],
    "progress": [{"number": "1", "action": "Breakfast club"}, {"number": "2", "action": "Home visits"}],
    "analysis": {"history": "Two homes.", "help": "Breakfast club."},
}
MINUTES: dict[str, Any] = {"meeting": {"case": CASE, "held": "2041-03-14", "place": "Room 2"}}
WORD = "One “two” –\n•\u00a0three\n\n…four ŵ"


@dataclass(frozen=True)
class Hands:
    """``do`` in the program; ``change`` to the answers; texts ``outside``; codes found and their places."""

    do: tuple[tuple[Any, ...], ...]
    change: Callable[[dict[str, Any]], object] = lambda answers: None
    outside: tuple[str, ...] = ()
    found: tuple[tuple[str, str], ...] = ()
    routes: tuple[str, ...] = ()


EVENTS = "Chronology"
ROWS = FILLED["chronology"]


def events(*rows: dict[str, Any]) -> Callable[[dict[str, Any]], object]:
    return lambda answers: answers.update(chronology=list(rows))


def more(*rows: dict[str, Any]) -> Callable[[dict[str, Any]], object]:
    return events(*ROWS, *rows)


def about(**said: str) -> Callable[[dict[str, Any]], object]:
    return lambda answers: answers["about"].update(said)


CALC = {
    "everything at once, by every route": Hands(
        (
            ("reorder_sheet", "Analysis", 0),
            ("reorder_sheet", "About", 8),
            ("rename_sheet", EVENTS, "What happened"),
            ("move", "What happened", "D6:D33", "J6"),
            ("move", "What happened", "B6:B33", "D6"),
            ("paste", "What happened", "J7", "  SIGNIFICANT   event : "),
            ("paste", "About", "B7", "report provided by NAME"),
            ("hide_row", "What happened", 10),
            ("hide_column", "What happened", 5),
            ("hide_sheet", "Progress"),
            ("format_to_the_end", "What happened", "D"),
            ("merge", "About", "C7:D7"),
            ("paste", "Analysis", "C7", WORD),
        ),
        lambda answers: answers["analysis"].update(needs=WORD),
        routes=(".xlsx", ".ods.xlsx", ".xls.xlsx"),
    ),
    "days typed in every way": Hands(
        tuple(
            ("type", EVENTS, f"{column}{12 + at}", day)
            for at, day in enumerate(
                ["5/3/2041", "05.03.2041", "5 March 2041", "Tues 5 Mar 2041", "2041-03-05"]
            )
            for column in "BD"
        ),
        more(
            {"held": "2041-03-05", "event": "5/3/2041"},
            {"held": "2041-03-05", "event": "05.03.2041"},
            {"held": "2041-03-05", "event": "5 March 2041"},
            {"held": "2041-03-05", "event": "Tues 5 Mar 2041"},
            {"held": "2041-03-05", "event": "2041-03-05"},
        ),
        routes=(".xlsx", ".ods.xlsx", ".xls.xlsx"),
    ),
    "what looks like a number, a sum or a formula": Hands(
        tuple(
            ("type", EVENTS, f"D{12 + at}", text)
            for at, text in enumerate(["007", "1/2", "=A1&B1", "-3", "+44 1632 960001", "TRUE", "1e5", "50%"])
        ),
        more(
            *(
                {"event": text}
                for text in ("007", "1/2", "=A1&B1", "-3", "+44 1632 960001", "TRUE", "1e5", "50%")
            )
        ),
        routes=(".xlsx", ".ods.xlsx"),
    ),
    "numbers pasted from elsewhere": Hands(
        (("number", EVENTS, "D12", 1632960001, "00000 000000"), ("number", "Progress", "B10", 3, "0")),
        lambda answers: (
            answers["chronology"].append({"event": "01632 960001"}),
            answers["progress"].append({"number": "3"}),
        ),
        routes=(".xlsx", ".xls.xlsx"),
    ),
    "formulas": Hands(
        (
            ("formula", EVENTS, "D12", '=D9&" Again."'),
            ("formula", EVENTS, "B12", "=B9+7"),
            ("formula", EVENTS, "D13", "=1/0"),
        ),
        more({"held": "2041-02-17", "event": "Came on time. Again."}, {"event": "#DIV/0!"}),
        found=(("error-in-cell", "Chronology, cell D13"),),
    ),
    "rows put in, filled and deleted": Hands(
        (
            ("insert_rows", EVENTS, 10, 1),
            ("type", EVENTS, "B10", "1/2/2041"),
            ("type", EVENTS, "D10", "Between."),
            ("delete_rows", EVENTS, 11, 1),
        ),
        events(ROWS[0], {"held": "2041-02-01", "event": "Between."}, ROWS[2]),
    ),
    "sorted by date with the hints": Hands(
        (("sort", EVENTS, "B8:E33", 2),), events(ROWS[1], ROWS[0], ROWS[2])
    ),
    "a column of somebody's own": Hands(
        (("insert_column", EVENTS, 3), ("paste", EVENTS, "C7", "Time"), ("paste", EVENTS, "C9", "morning")),
        outside=("Time", "morning"),
    ),
    "the hidden column deleted": Hands(
        (("delete_column", EVENTS, 1), ("delete_column", "About", 1)), outside=("held",)
    ),
    "a label and its answer moved, another copied": Hands(
        (
            ("move", "About", "B7:C7", "F15"),
            ("insert_rows", "Analysis", 7, 1),
            ("copy", "Analysis", "B6", "B7"),
            ("paste", "Analysis", "C7", "Three homes."),
        ),
        outside=("Three homes.",),
        found=(("answered-twice", "Analysis, cell C7"),),
    ),
    "merged over rows": Hands(
        (("clear", EVENTS, "B10"), ("merge", EVENTS, "B9:B10")),
        events(ROWS[0], {"held": "2041-02-10", "event": "Came late."}, ROWS[2]),
        routes=(".xlsx", ".ods.xlsx"),
    ),
    "a copy of a sheet filled in differently": Hands(
        (("copy_sheet", EVENTS, "Chronology_2", 3), ("paste", "Chronology_2", "D9", "Another.")),
        more({**ROWS[0], "event": "Another."}, *ROWS[1:]),
        found=(("answered-twice", "Chronology_2"),),
    ),
    "written beside, beneath, in the label's column": Hands(
        (
            ("paste", EVENTS, "G9", "Beside."),
            ("paste", EVENTS, "D40", "Beneath."),
            ("paste", "About", "D7", "Beside the name."),
            ("paste", "About", "C14", "Below it all."),
            ("paste", "Analysis", "B7", "They need calm."),
            ("paste", "About", "F3", "seen"),
            ("add_sheet", "More", 9),
            ("paste", "More", "B2", "A page more."),
            ("comment", EVENTS, "D9", "Ask the nurse."),
            ("page_header", "About", "For the chair only"),
        ),
        more({"event": "Beneath."}),
        outside=(
            "A page more.",
            "Ask the nurse.",
            "Below it all.",
            "Beside the name.",
            "Beside.",
            "For the chair only",
            "They need calm.",
            "seen",
        ),
        routes=(".xlsx", ".ods.xlsx"),
    ),
    "crossed out": Hands(
        (("cross_out", EVENTS, "D9", 8, 4), ("cross_out", "About", "C7", 0, 10)),
        found=(("crossed-out", "About, cell C7"), ("crossed-out", "Chronology, cell D9")),
        routes=(".xlsx", ".ods.xlsx"),
    ),
    "a given answer dragged away": Hands(
        (("move", "Progress", "B8", "B10"), ("move", "About", "C7", "C9")),
        lambda answers: (
            answers["about"].pop("name"),
            answers["about"].update(role="Bryn Fable"),
            answers.update(progress=[{"action": "Breakfast club"}, FILLED["progress"][1], {"number": "1"}]),
        ),
    ),
    "the headings deleted": Hands(
        (("delete_rows", EVENTS, 6, 2),),
        lambda answers: answers.pop("chronology"),
        outside=(
            "03/02/2041",
            "10/02/2041",
            "20/02/2041",
            "Ash Fable",
            "Call home.",
            "Came late.",
            "Came on time.",
            "None.",
            "Stayed all day.",
        ),
        found=(("part-missing", "Chronology"),),
    ),
}
NAMES = "Name"
WRITER = {
    "typed at the keyboard": Hands(
        (
            ("keyboard", "Chair", ["Sam “Sample”", "and Jo"]),
            ("keyboard", "Matters arising", ["first", "second"], "DefaultBullet"),
            ("answer", "Time", "2pm"),
        ),
        lambda answers: (
            answers["meeting"].update(chair="Sam “Sample”\nand Jo", time="14:00"),
            answers.update(opening={"matters_arising": "• first\n• second"}),
        ),
        routes=(".docx", ".odt.docx"),
    ),
    "rows added and deleted, a column added": Hands(
        (
            ("insert_row", NAMES, 3),
            ("write", NAMES, "A3", "Jo Placeholder"),
            ("write", NAMES, "A2", "Sam Sample"),
            ("delete_row", NAMES, 4),
            ("insert_column", NAMES, 2),
            ("write", NAMES, "B1", "Telephone"),
            ("write", NAMES, "B2", "01632 960001"),
        ),
        lambda answers: answers.update(attendance=[{"name": "Sam Sample"}, {"name": "Jo Placeholder"}]),
        outside=("01632 960001", "Telephone"),
        routes=(".docx", ".odt.docx"),
    ),
    "cells split and merged": Hands(
        (
            ("write", NAMES, "A2", "Sam Sample"),
            ("write", NAMES, "A3", "Jo Placeholder"),
            ("write", NAMES, "B2", "School"),
            ("write", NAMES, "B3", "Clinic"),
            ("merge", NAMES, "B2", "B3"),
        ),
        lambda answers: answers.update(
            attendance=[
                {"name": "Sam Sample", "agency": "School\nClinic"},
                {"name": "Jo Placeholder", "agency": "School\nClinic"},
            ]
        ),
    ),
    "a table in an answer": Hands(
        (
            ("answer", "Matters arising", "Before"),
            ("nested", "Matters arising", [["one", "two"], ["three", "four"]]),
        ),
        lambda answers: answers.update(opening={"matters_arising": "Before\none\ttwo\nthree\tfour"}),
        routes=(".docx", ".odt.docx"),
    ),
    "tracked, crossed out, hung on": Hands(
        (
            ("answer", "Matters arising", "They agreed not to contact"),
            ("track", "Matters arising", 12, 4),
            ("answer", "Chair", "Sam or Jo"),
            ("cross_out", "Chair", 0, 6),
            ("hang", "Place", "textfield.Annotation", "Which one?"),
            ("hang", "Place", "Footnote", "Upstairs."),
            ("hang", "Place", "TextFrame", "In a frame."),
        ),
        lambda answers: (
            answers["meeting"].update(chair="Sam or Jo", place="Room 2\nIn a frame."),
            answers.update(opening={"matters_arising": "They agreed to contact"}),
        ),
        outside=("Upstairs.", "Which one?", "not"),
        found=(("crossed-out", "The meeting, Chair (name)"), ("tracked-changes", "Opening, Matters arising")),
    ),
    "no headings, and a table at the end": Hands(
        (("write", NAMES, "A2", "Sam Sample"), ("without_headings",), ("to_the_end", NAMES)),
        lambda answers: answers.update(attendance=[{"name": "Sam Sample"}]),
    ),
}
CASES = {**CALC, **WRITER}


def own_route(name: str) -> tuple[str, ...]:
    return CASES[name].routes or ((".xlsx",) if name in CALC else (".docx",))


@cache
def library() -> Library:
    return load(ROOT / "schemas", ROOT / "templates")


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every case in the same session of the program; files are named by the number of their case."""
    folder = tmp_path_factory.mktemp("hands")
    forms, words = library().forms, library().words["en"]
    ready = Prefill(CASE, FILLED, {"children": ("Ash Fable", "Kit Fable")})
    (folder / "form.xlsx").write_bytes(workbook(forms["contribution"], words, ready))
    (folder / "form.docx").write_bytes(word_form(forms["minutes"], words, Prefill(CASE, MINUTES)))
    jobs = [
        {
            "open": str(folder / ("form.xlsx" if name in CALC else "form.docx")),
            "do": hands.do,
            "save": [str(folder / f"{at}{route}") for route in own_route(name)],
        }
        for at, (name, hands) in enumerate(CASES.items())
    ]
    (folder / "jobs.json").write_text(json.dumps(jobs))
    command = ["/usr/bin/python3", str(HANDS), str(folder / "jobs.json"), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize(("name", "route"), [(name, route) for name in CASES for route in own_route(name)])
def test_nothing_is_lost_or_changed_in_silence(name: str, route: str, saved: Path) -> None:
    hands, file = CASES[name], saved / f"{list(CASES).index(name)}{route}"
    came: Checked[FilledForm] = read(file.read_bytes(), library().forms, library().findings)
    answers = deepcopy(FILLED if name in CALC else MINUTES)
    hands.change(answers)
    assert came.value is not None
    assert came.value.answers == answers
    assert sorted(outside.text for outside in came.value.outside) == list(hands.outside)
    assert sorted((finding.code, str(finding.place)) for finding in came.findings) == list(hands.found)
