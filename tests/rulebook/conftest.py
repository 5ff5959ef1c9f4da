from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from pipeline.rulebook.form import Form, load_form

SCHEMAS = Path(__file__).parents[2] / "schemas"
NAMES = ("case-set-up", "contribution", "minutes", "amendment", "sign-off", "request")


def raw(name: str) -> dict[str, Any]:
    """A file of the schemas folder as it stands there."""
    content: dict[str, Any] = json.loads((SCHEMAS / name).read_text(encoding="utf-8"))
    return content


@pytest.fixture(scope="session")
def schema_of() -> Callable[[str], dict[str, Any]]:
    """The content of a form's schema, to change at will."""
    return lambda name: raw(f"{name}.schema.json")


@pytest.fixture(scope="session")
def meta() -> Mapping[str, Any]:
    return raw("form.meta.json")


@pytest.fixture(scope="session")
def common() -> Mapping[str, Any]:
    return raw("common.schema.json")


@pytest.fixture(scope="session")
def forms(common: Mapping[str, Any], meta: Mapping[str, Any]) -> Mapping[str, Form]:
    return {name: load_form(raw(f"{name}.schema.json"), common, meta) for name in NAMES}
