"""No authority, agency, guidance or limit stands in Python: they are data. Each search must take its bait."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from pipeline.rulebook.library import Library
from pipeline.rulebook.meanings import UNDERSTOOD, meanings
from pipeline.rulebook.protocol import EVENTS, Applies, ProtocolRule, Recorded

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "pipeline").rglob("*.py"))
AUTHORITIES = re.compile(r"cwm.?taf|rochdale|ceredigion|ayrshire|greater.?manchester|dyfed", re.IGNORECASE)
AGENCIES = re.compile(
    r"health.?visit|camhs|probation|housing|police|school|nurser|paediatric|midwi|\bGPs?\b|surgery|substance"
    r"|social.?care|children.?s.?services|youth.?(offending|justice)|women.?s.?aid|fire.?service|ambulance",
    re.IGNORECASE,
)
ATTRIBUTES = {  # of a child, and what a protocol asks about it: the word of a form, not somebody's agency
    "school", "school_changed", "school-change", "school-changed", "new-school-joins", "new_school_joins",
    "SCHOOL_CHANGE", "NEW_SCHOOL_JOINS", "_school_changes",
}  # fmt: skip
NUMBER = r"(\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|thirty-five)"
LIMITS = re.compile(rf"\b{NUMBER}[- ]((working|calendar|week)[- ]?)?(day|week|month)s?\b", re.IGNORECASE)
UNITS = re.compile(r"\W+days?\W*|\W*(working days?|weekdays?|weeks?|months?)\W*", re.IGNORECASE)
ONLY_UNITS = {"working days", "weeks", "months", r"(\d{1,3}) (working day|day|week|month)s?"}
SPANS = {"days", "weeks", "months", "years"}
COUNTS = {"after", "before", "due"}
# What the product itself keeps apart or draws, and no guidance limits: by the line as it stands.
OWN = {
    "check/timeline.py timedelta(weeks=8)",  # how far from the conference holidays are listed
    "view/timeline_drawing.py timedelta(weeks=8)",  # how far the picture reaches
    "check/set_up_rules.py relativedelta(years=_GROWN_UP)",  # an age
    # Which of two tellings of one event are printed side by side.
    "merge/chronology.py DAYS_APART",
    "merge/chronology.py (second.held - first.held).days > DAYS_APART",
    "merge/chronology.py SAME_DAY",
    "merge/chronology.py OTHER_DAY",
    "merge/chronology.py SHARED_OTHER_DAY",
}

Found = Iterator[tuple[int, str]]


def explanations(tree: ast.Module) -> set[int]:
    """The texts that only explain."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def texts(tree: ast.Module) -> Iterator[ast.Constant]:
    kept = explanations(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in kept:
            yield node


def names(tree: ast.Module) -> Found:
    """Everything that is called something: variables, functions, classes, arguments, attributes."""
    for node in ast.walk(tree):
        name = getattr(node, "id", None) or getattr(node, "attr", None) or getattr(node, "arg", None)
        name = name or (getattr(node, "name", None) if isinstance(node, ast.stmt) else None)
        if isinstance(name, str):
            yield getattr(node, "lineno", 0), name


def agencies(tree: ast.Module) -> Found:
    said = [(text.lineno, str(text.value)) for text in texts(tree)]
    for line, word in (*said, *names(tree)):
        if AGENCIES.search(word.replace("_", " ")) and word not in ATTRIBUTES:
            yield line, word


def number(node: ast.AST | None) -> bool:
    """A number greater than one: one day is the pace of counting, not a limit."""
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float) and node.value > 1


def named_numbers(tree: ast.Module) -> dict[str, ast.stmt]:
    """Numbers that a name stands for, wherever it is given."""
    found: dict[str, ast.stmt] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign) and number(node.value):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id: node for target in targets if isinstance(target, ast.Name)}
    return found


def limits(tree: ast.Module) -> Found:
    """Spans of time with a number in them, written as words, made by a call, counted or compared."""
    for text in texts(tree):
        said = str(text.value)
        if LIMITS.search(said) or (UNITS.fullmatch(said) and said not in ONLY_UNITS):
            yield text.lineno, said
    numbers = named_numbers(tree)
    for name, stated in numbers.items():
        if re.search(r"DAY|WEEK|MONTH|LIMIT|INTERVAL", name, re.IGNORECASE):
            yield stated.lineno, name

    def counted(node: ast.AST | None) -> bool:
        return number(node) or (isinstance(node, ast.Name) and node.id in numbers)

    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and any(map(counted, _spans(node))):
            yield node.lineno, ast.unparse(node)
        if isinstance(node, ast.Compare):
            sides = (node.left, *node.comparators)
            if any(getattr(side, "attr", "") in SPANS for side in sides) and any(map(counted, sides)):
                yield node.lineno, ast.unparse(node)


def _spans(call: ast.Call) -> Iterable[ast.AST]:
    """The arguments of a call that are so many days, weeks or months."""
    called = getattr(call.func, "id", "") or getattr(call.func, "attr", "")
    if called in ("timedelta", "relativedelta", "td"):
        positional = call.args[:1] if called != "relativedelta" else []
        return (*positional, *(word.value for word in call.keywords if word.arg in SPANS))
    if called == "Limit":
        return (*call.args[:1], *(word.value for word in call.keywords if word.arg == "amount"))
    by_unit = [word.value for word in call.keywords if word.arg in SPANS]
    return (*by_unit, *call.args[1:2]) if called in COUNTS else by_unit


def guidances(tree: ast.Module, library: Library) -> Found:
    """Names of protocols, guidances, nations and of single steps: code knows meanings, not these."""
    # A step can be called like the meaning that code gives it, or like what a form tells.
    known = {*EVENTS, *Recorded, *Applies, *ProtocolRule}
    fields = [field for form in library.forms.values() for block in form.blocks for field in block.fields]
    known |= {choice.code for field in fields for choice in field.choices}
    for kind in UNDERSTOOD.values():
        known |= {*meanings(kind).answers, *meanings(kind).lists}
    told = set(library.protocols) | set(library.nations)
    for protocol in library.protocols.values():
        told |= {protocol.title, protocol.guidance, *(step.title for step in protocol.steps)}
        told |= {step.id for step in protocol.steps} - known
    told |= {name.lower() for name in library.nations}
    for text in texts(tree):
        if text.value in told:
            yield text.lineno, str(text.value)


def everywhere(look: Callable[[ast.Module], Found]) -> list[str]:
    found = []
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        name = path.relative_to(ROOT / "pipeline").as_posix()
        found += [f"{name}:{line} {what}" for line, what in look(tree) if f"{name} {what}" not in OWN]
    return found


def test_python_names_no_authority_not_even_where_it_explains() -> None:
    named = [
        f"{path.name}:{number}"
        for path in MODULES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if AUTHORITIES.search(line)
    ]
    assert named == []


def test_python_names_no_agency() -> None:
    assert everywhere(agencies) == []


def test_no_time_limit_stands_in_python() -> None:
    assert everywhere(limits) == []


def test_python_names_no_protocol_no_nation_and_no_step_of_a_guidance(library: Library) -> None:
    assert everywhere(lambda tree: guidances(tree, library)) == []


LIMIT_BAIT = {
    "a span": "LATEST = timedelta(days=5)",
    "a span by position": "latest = timedelta(5)",
    "a span of weeks": "x = datetime.timedelta(weeks=6)",
    "months": "x = relativedelta(months=3)",
    "working days counted": "x = days.after(day, 5)",
    "a limit": "x = Limit(5, Unit.DAYS)",
    "a limit by name": "x = Limit(amount=5, unit=Unit.DAYS)",
    "a number with a name": "SIX = 6\nx = Limit(SIX, Unit.WEEKS)",
    "a name of days": "DAYS_FOR_MINUTES = 5",
    "a name inside a function": "def f():\n    interval = 6\n    return interval",
    "words": "x = '5 working days'",
    "words with a word for the number": "x = 'five working days'",
    "words glued together": "x = '5' + ' working days'",
    "words with a blank": "x = f'{5} weeks'",
    "a comparison": "x = (a - b).days > 42",
    "a comparison with a name": "LATE = 42\nx = LATE < (a - b).days",
}
AGENCY_BAIT = {
    "a text": "x = 'Police'",
    "a text with a blank": "x = f'the police and {other}'",
    "initials": "x = 'GP'",
    "the name of a function": "def police_rule(): ...",
    "the name of an attribute": "x = form.health_visitor",
    "an argument": "f(probation=True)",
    "a kind of school": "x = 'Primary school'",
}
GUIDANCE_BAIT = {
    "a protocol": "x = name == 'cwm' '-taf'",
    "a guidance": "x = protocol.guidance == '003'",
    "a nation": "x = nation.title == 'Scotland'",
    "a step": "x = step.id == 'child-seen'",
    "the title of a step": "x = step.title == 'Core assessment complete'",
}


@pytest.mark.parametrize("bait", LIMIT_BAIT)
def test_a_limit_in_python_is_seen(bait: str) -> None:
    assert list(limits(ast.parse(LIMIT_BAIT[bait])))


@pytest.mark.parametrize("bait", AGENCY_BAIT)
def test_an_agency_in_python_is_seen(bait: str) -> None:
    assert list(agencies(ast.parse(AGENCY_BAIT[bait])))


@pytest.mark.parametrize("bait", GUIDANCE_BAIT)
def test_a_guidance_in_python_is_seen(bait: str, library: Library) -> None:
    assert list(guidances(ast.parse(GUIDANCE_BAIT[bait]), library))


@pytest.mark.parametrize(
    "fine",
    [
        "'''Within five working days of it (004).'''",
        "_DAY = timedelta(days=1)",
        "x = timedelta(seconds=30)",
        "x = days.after(day, limit.amount)",
        "x = child.school",
        "x = 'working days'",
    ],
)
def test_what_is_no_limit_and_no_agency_is_let_pass(fine: str) -> None:
    tree = ast.parse(fine)
    assert not list(limits(tree))
    assert not list(agencies(tree))
