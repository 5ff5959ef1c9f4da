"""The house rules that a machine can keep: arrows, sizes, where things are named, what agrees with what."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports
from packaging.requirements import Requirement

from pipeline.rulebook.library import Library

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "pipeline").rglob("*.py"))
LONGEST = 350  # lines of a module
TOUCHES_THE_DISK = {
    "open",
    "read_bytes",
    "read_text",
    "write_bytes",
    "write_text",
    "mkdir",
    "rename",
    "rmdir",
    "unlink",
    "iterdir",
    "scandir",
    "rmtree",
}
READS_THE_CLOCK = {"now", "today", "utcnow", "time"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def trees(*rooms: str) -> Iterator[tuple[str, ast.Module]]:
    for path in MODULES:
        if not rooms or path.relative_to(ROOT / "pipeline").parts[0] in rooms:
            yield name_of(path), ast.parse(path.read_text(encoding="utf-8"))


def test_arrows_run_downstairs_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True) == 0, capsys.readouterr().out


def test_no_module_is_too_long_to_read() -> None:
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


def test_only_storage_touches_the_disk_and_only_the_command_line_the_clock() -> None:
    rooms = ("model", "rulebook", "read", "check", "merge", "view", "render", "run", "errors.py")
    found = [
        f"{name}:{call.lineno} {called}"
        for name, tree in trees(*rooms)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        for called in [
            call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        ]
        if _is_outside(call, called)
    ]
    assert found == []


def _is_outside(call: ast.Call, called: str) -> bool:
    of_a_library = isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name)
    owner = call.func.value.id if of_a_library else ""  # type: ignore[attr-defined]
    if called in READS_THE_CLOCK:
        return owner in ("date", "datetime", "time")
    # An archive in memory or a picture is opened by its own library.
    return called in TOUCHES_THE_DISK and (not of_a_library or owner in ("os", "Path", "shutil", "io"))


def test_every_finding_that_code_raises_is_in_the_catalogue_and_every_entry_is_raised(
    library: Library,
) -> None:
    known = set(library.findings.entries)
    raised, written = set(), set()
    for _, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                written.add(node.value)
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "finding"
            ):
                raised |= {first.value for first in node.args[:1] if isinstance(first, ast.Constant)}
    assert raised - known == set()
    assert known - written == set()


def test_every_dependency_is_locked_at_a_version_that_it_allows() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for lock, wanted in (
        ("requirements.lock", project["project"]["dependencies"]),
        ("requirements-dev.lock", project["project"]["dependencies"] + project["dependency-groups"]["dev"]),
    ):
        text = (ROOT / lock).read_text(encoding="utf-8")
        locked = dict(re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", text, re.MULTILINE))
        for requirement in map(Requirement, wanted):
            assert requirement.name in locked, f"{requirement.name} is not in {lock}: run tools/lock"
            assert requirement.specifier.contains(locked[requirement.name]), f"{requirement} in {lock}"
        assert "://" not in text, "a lock names no registry: the machine's own settings do"


def test_every_test_that_the_readme_names_is_there() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:[a-z]+/)?test_[a-z_]+\.py)`", readme))
    assert named
    assert {name for name in named if not list((ROOT / "tests").rglob(name))} == set()


def test_make_help_lists_every_target_that_people_use() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    explained = set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE))
    assert {"demo", "reports", "watch", "forms", "test", "torture", "lint", "bench", "help"} <= explained
