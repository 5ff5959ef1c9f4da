from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import LibraryBroken
from pipeline.model.finding import Checked
from pipeline.model.submission import FilledForm
from pipeline.read.arrival import READERS, Reader, read
from pipeline.read.package import Sort
from pipeline.render.word_form import word_form
from pipeline.rulebook.catalogue import Catalogue, load_catalogue
from pipeline.rulebook.form import Block, Field, Form
from pipeline.rulebook.words import Words, load_words

ROOT = Path(__file__).parents[2]
NOTE = Form("note", "A note", 1, (Block("about", "About", "About", (Field("name", "Name"),)),), {})
FORMS: Mapping[str, Form] = {"note": NOTE}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(yaml.safe_load((ROOT / "schemas/findings.yaml").read_text("utf-8")))


@pytest.fixture(scope="module")
def words() -> Words:
    return load_words(yaml.safe_load((ROOT / "templates/words/en.yaml").read_text("utf-8")))


def codes(found: Checked[FilledForm]) -> list[str]:
    return [finding.code for finding in found.findings]


def test_what_the_package_check_turns_away_reaches_no_reader(catalogue: Catalogue) -> None:
    found = read(b"%PDF-1.4", FORMS, catalogue, readers={})
    assert found.value is None
    assert codes(found) == ["file-picture"]


def test_a_file_goes_to_its_reader_whatever_it_is_called(catalogue: Catalogue, words: Words) -> None:
    found = read(word_form(NOTE, words), FORMS, catalogue)
    assert found.value == FilledForm("note", 1, "", {}, found.value.places if found.value else {})
    sent = json.dumps({"form": "note", "version": 1, "about": {"name": "Robin Example"}}).encode()
    read_as_json = read(sent, FORMS, catalogue)
    assert read_as_json.value is not None
    assert read_as_json.value.answers == {"about": {"name": "Robin Example"}}


def test_every_sort_has_a_reader() -> None:
    assert set(READERS) == set(Sort) - {Sort.NONE}


def test_whatever_a_library_does_is_the_senders_finding(catalogue: Catalogue) -> None:
    def stumbling(content: bytes, forms: Mapping[str, Form], catalogue: Catalogue) -> Checked[FilledForm]:
        raise RecursionError("Robin Example said ...")

    found = read(b"{}", FORMS, catalogue, readers={Sort.JSON: stumbling})
    assert found.value is None
    assert codes(found) == ["file-unreadable"]
    assert found.findings[0].details == ()


def test_a_document_nested_without_end_is_the_senders_finding(catalogue: Catalogue, words: Words) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word_form(NOTE, words))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            deep = "<w:sdt>" * 5000 + "</w:sdt>" * 5000
            body = old.read(name).decode().replace("<w:body>", f"<w:body>{deep}")
            new.writestr(name, body if name == "word/document.xml" else old.read(name))
    assert codes(read(out.getvalue(), FORMS, catalogue)) == ["file-unreadable"]


def test_a_broken_library_is_our_fault(catalogue: Catalogue) -> None:
    def broken(content: bytes, forms: Mapping[str, Form], catalogue: Catalogue) -> Checked[FilledForm]:
        raise LibraryBroken("no such finding")

    readers: Mapping[Sort, Reader] = {Sort.JSON: broken}
    with pytest.raises(LibraryBroken):
        read(b"{}", FORMS, catalogue, readers=readers)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_torn_or_scrambled_form_gets_an_answer_and_never_an_exception(
    catalogue: Catalogue, words: Words, data: st.DataObject
) -> None:
    whole = word_form(NOTE, words)
    start = data.draw(st.integers(0, len(whole) - 1))
    middle = data.draw(st.binary(max_size=8))
    torn = whole[:start] + middle + whole[start + data.draw(st.integers(0, 8)) :]
    found = read(torn, FORMS, catalogue)
    assert found.findings or found.value is not None
