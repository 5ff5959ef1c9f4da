"""Forms sent as JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model.finding import Checked, Level
from pipeline.model.submission import FilledForm
from pipeline.read.json_form import read_json
from pipeline.rulebook.catalogue import Catalogue, Entry
from pipeline.rulebook.form import Form
from pipeline.rulebook.library import Library
from pipeline.rulebook.sample import sample

FORMS = ["case-set-up", "contribution", "minutes", "amendment", "sign-off"]


@pytest.fixture
def read(library: Library) -> Any:
    def run(content: bytes | dict[str, Any]) -> Checked[FilledForm]:
        text = content if isinstance(content, bytes) else json.dumps(content).encode()
        return read_json(text, library.forms, library.findings)

    return run


def codes(checked: Checked[FilledForm]) -> list[str]:
    return [finding.code for finding in checked.findings]


@pytest.mark.parametrize("name", FORMS)
def test_every_form_as_json(name: str, read: Any, library: Library) -> None:
    answers = sample(library.forms[name])
    checked = read({"form": name, "version": 1, **answers})
    assert checked.findings == ()
    assert checked.value.answers == answers
    assert (checked.value.form, checked.value.version, checked.value.case) == (name, 1, "CP-2026-014")


def test_texts_are_cleaned_and_blanks_are_no_answers(read: Any) -> None:
    sent = {
        "form": "contribution",
        "version": 1,
        "about": {"name": " Bryn\u0007 Fable\r\n", "role": "", "agency": None},
        "chronology": [{"event": "half \ud83d"}, {"event": "  "}, {}],
        "analysis": {},
    }
    assert read(sent).value.answers == {
        "about": {"name": "Bryn Fable"},
        "chronology": [{"event": "half \ufffd"}],
    }


def test_nothing_is_converted_and_nothing_dropped(read: Any) -> None:
    """Days, choices and shapes are as strict as the schema: the checks say what is wrong with them."""
    sent = {
        "about": {"written": "3/4/41", "role": 7, "colour": "blue"},
        "positions": [{"position": "CONTINUE"}],
        "updates": "none",
        "weather": ["fine", True, 0],
    }
    assert read({"form": "contribution", "version": 1, **sent}).value.answers == sent


def test_places_are_key_paths(read: Any) -> None:
    checked = read({"form": "contribution", "version": 1, "chronology": [{"event": "a"}, {"event": "b"}]})
    places = checked.value.places
    assert str(places[("chronology", 1, "event")]) == "chronology[1].event"
    assert str(places[("chronology",)]) == "chronology"
    assert str(places[("about", "name")]) == "about.name"  # not answered


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not json",
        b'{"form": "contribution", ',
        b'["contribution"]',
        b'"contribution"',
        b'{"form": "contribution", "version": NaN}',
        b'{"form": "contribution", "version": 1e999}',
        b"[" * 100_000,
        b'{"form": "contribution", "x": ' + b"[" * 30 + b"]" * 30 + b"}",
        b'{"x": ' + b"9" * 10_000 + b"}",
        b"\xff\xfe\xff",
    ],
)
def test_what_is_no_form_in_json(content: bytes, read: Any) -> None:
    checked = read(content)
    assert checked.value is None
    assert codes(checked) == ["json-unreadable"]


def test_a_name_that_stands_twice_is_refused(read: Any) -> None:
    checked = read(b'{"form": "contribution", "version": 1, "about": {"name": "Ann", "name": "Bea"}}')
    assert checked.value is None
    assert [(f.code, f.details) for f in checked.findings] == [("json-key-twice", (("name", "name"),))]


@pytest.mark.parametrize("named", [{}, {"form": "letter"}, {"form": ["contribution"]}, {"form": None}])
def test_no_form_or_another_one(named: dict[str, Any], read: Any) -> None:
    assert codes(read({**named, "version": 1})) == ["form-unknown"]


@pytest.mark.parametrize(("version", "kept"), [(1, 1), (9, 9), ("1", 0), (True, 0), (None, 0), (1.0, 0)])
def test_versions_are_numbers(version: object, kept: int, read: Any) -> None:
    assert read({"form": "contribution", "version": version}).value.version == kept


def test_any_encoding_of_json(read: Any) -> None:
    text = '{"form": "contribution", "version": 1, "about": {"name": "Siân ŵ"}}'
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32"):
        assert read(text.encode(encoding)).value.answers == {"about": {"name": "Siân ŵ"}}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=50, deadline=None)
@given(sent=st.dictionaries(st.sampled_from(["about", "chronology", "x"]), JSON))
def test_no_json_breaks_the_reader(sent: dict[str, Any]) -> None:
    content = json.dumps({"form": "nothing", **sent}).encode()
    entries = {c: Entry(c, Level.STOP, "", "") for c in ("json-unreadable", "json-key-twice", "form-unknown")}
    form = Form("nothing", "Nothing", 1, (), {})
    read_json(content, {"nothing": form}, Catalogue(entries))
