"""The library is read whole, or the file that is broken is named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.errors import LibraryBroken
from pipeline.storage.library import load
from pipeline.storage.settings import PROJECT


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    for name in ("schemas", "templates"):
        shutil.copytree(PROJECT / name, tmp_path / name)
    return tmp_path / "schemas", tmp_path / "templates"


def test_the_shipped_library_is_whole_and_its_forms_stand_in_the_order_they_are_needed() -> None:
    library = load(PROJECT / "schemas", PROJECT / "templates")
    assert list(library.forms) == [
        "case-set-up",
        "contribution",
        "minutes",
        "amendment",
        "sign-off",
        "request",
    ]
    assert "joint-report-process" in library.protocols
    assert "England and Wales" in library.nations
    assert library.words["en"].language == "en-GB"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("schemas/minutes.schema.json", "{"),
        ("schemas/minutes.schema.json", "[]"),
        ("schemas/findings.yaml", "a: [b"),
        ("schemas/nations.yaml", "- a list"),
        ("schemas/protocols/joint-report-process.yaml", "title: 'no end"),
        ("templates/words/en.yaml", "language: [en"),
        ("schemas/plan-words/en.yaml", "language: en"),
        ("schemas/plan-words.meta.json", "["),
    ],
)
def test_a_broken_file_is_named(folders: tuple[Path, Path], path: str, text: str) -> None:
    (folders[0].parent / path).write_text(text)
    with pytest.raises(LibraryBroken) as broken:
        load(*folders)
    assert Path(path).name in str(broken.value)


@pytest.mark.parametrize(
    ("path", "entry"),
    [
        ("findings.yaml", "case-unknown: {level: note}\n"),
        ("protocols/joint-report-process.yaml", "title: Another\n"),
    ],
)
def test_an_entry_that_stands_twice_is_named(folders: tuple[Path, Path], path: str, entry: str) -> None:
    with (folders[0] / path).open("a", encoding="utf-8") as file:
        file.write(entry)
    with pytest.raises(LibraryBroken, match=f"{entry.split(':')[0]}” stands twice"):
        load(*folders)


def test_a_question_that_stands_twice_is_named(folders: tuple[Path, Path]) -> None:
    path = folders[0] / "amendment.schema.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"written": {', '"written": {}, "written": {', 1), encoding="utf-8")
    with pytest.raises(LibraryBroken, match="written” stands twice"):
        load(*folders)


@pytest.mark.parametrize("path", ["common.schema.json", "findings.yaml", "nations.yaml"])
def test_a_missing_file_is_named(folders: tuple[Path, Path], path: str) -> None:
    (folders[0] / path).unlink()
    with pytest.raises(LibraryBroken, match=path):
        load(*folders)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(LibraryBroken, match="schemas"):
        load(tmp_path / "schemas", tmp_path / "templates")


def test_the_digest_follows_every_byte_and_nothing_else(folders: tuple[Path, Path]) -> None:
    before = load(*folders).digest
    assert load(*folders).digest == before
    (folders[0] / "README.md").write_text("The guide is for people.")
    (folders[1] / "words" / "~$en.yaml").write_text("An office program has the file open.")
    assert load(*folders).digest == before
    (folders[1] / "words" / "note.txt").write_text("One more piece.")
    assert load(*folders).digest != before
