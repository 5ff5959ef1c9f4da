"""A workspace and somebody who types commands in it. Documents are the light ones; they stand for all."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipeline import cli
from pipeline.cli import build, workspace
from pipeline.cli.demo import typed_answers
from pipeline.model.case import Case
from pipeline.rulebook.library import Library
from pipeline.run import Planned
from pipeline.storage.example import Sent, load_example
from pipeline.storage.library import load
from pipeline.storage.record import Record
from pipeline.storage.settings import PROJECT

CASE = "CP-2026-014"
ORIGINAL = "?" * 64 + ".*"  # in the folder of a case in the record
TODAY = "2026-12-05"
LIGHT = (".json", ".ics")
EXAMPLE: dict[str, Sent] = {each.name: each for each in load_example(PROJECT / "example")}
SET_UP, CONTRIBUTION, OTHER = "01-case-set-up", "07-school-nursing", "08-police"


@dataclass
class Desk:
    """A workspace and somebody who types commands in it."""

    folder: Path
    library: Library
    capture: pytest.CaptureFixture[str]

    def rcpc(self, *words: str, today: str = TODAY) -> int:
        self.capture.readouterr()
        code = cli.run(["--workspace", str(self.folder), "--today", today, *words])
        self.out, self.err = self.capture.readouterr()
        return code

    def form(self, name: str, **changes: str) -> bytes:
        """A form of the worked example as JSON; ``changes`` are answers of its first section."""
        sent = EXAMPLE[name]
        form = self.library.forms[sent.form]
        answers = typed_answers(form, json.loads(json.dumps(sent.answers)))
        answers[next(iter(answers))] |= changes
        answers[next(iter(answers))] = {k: v for k, v in answers[next(iter(answers))].items() if v}
        return json.dumps({"form": form.name, "version": form.version, **answers}).encode()

    def drop(self, path: str, content: bytes) -> None:
        place = self.folder / "inbox" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)

    def begin(self) -> None:
        """A case with one contribution, taken in and built."""
        self.drop("set-up.json", self.form(SET_UP))
        self.drop("fernshire-school-nursing/ours.json", self.form(CONTRIBUTION))
        assert self.rcpc("reports") == 0, self.err

    def files(self, folder: str) -> dict[str, bytes]:
        root = self.folder / folder
        found = (path for path in root.rglob("*") if path.is_file() and not path.name.startswith("."))
        return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}

    @property
    def record(self) -> Record:
        return Record(self.folder / "record")

    @property
    def events(self) -> list[tuple[str, str]]:
        return [(entry.event, entry.form) for entry in self.record.entries]


@pytest.fixture
def desk(
    tmp_path: Path,
    library: Library,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Desk:
    real, forms = build.documents, build.mailbox_forms

    def light(*of: Any) -> tuple[Planned, ...]:
        return tuple(planned for planned in real(*of) if planned.path.endswith(LIGHT))

    def one_mailbox(case: Case, books: Library) -> dict[str, tuple[Planned, ...]]:
        return {name: planned[:1] for name, planned in forms(case, books).items() if "school-nursing" in name}

    def once(schemas: Path, templates: Path) -> Library:
        return library if schemas == PROJECT / "schemas" else load(schemas, templates)

    monkeypatch.setattr(workspace, "load", once)
    monkeypatch.setattr(build, "documents", light)
    monkeypatch.setattr(build, "mailbox_forms", one_mailbox)
    monkeypatch.setattr(build, "general_forms", lambda _: ())
    monkeypatch.setenv("COLUMNS", "80")
    (tmp_path / "here").mkdir()
    return Desk(tmp_path / "here", library, capsys)
