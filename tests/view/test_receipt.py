"""A receipt names the table in which a reason is given, as the form prints it."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.rulebook.library import Library
from pipeline.view.receipt import receipt


@pytest.mark.parametrize(
    ("form", "table", "sheet"),
    [
        ("minutes", "Reasons for what stays as it is", "Agreement"),
        ("contribution", "Reasons for what stays as it is", "Recommendation"),
    ],
)
def test_where_a_reason_goes(form: str, table: str, sheet: str, library: Library) -> None:
    asked = (library.findings.finding("expected-blank", question="Place"),)
    told = receipt(
        library.forms[form], "CP-1", 1, date(2026, 11, 25), "d" * 64, asked, library.findings,
        library.words["en"],
    )  # fmt: skip
    assert f"“{table}” (sheet {sheet})" in told
