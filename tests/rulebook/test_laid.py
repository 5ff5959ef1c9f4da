"""A row says something once it holds more than the form came with."""

from __future__ import annotations

import pytest

from pipeline.rulebook.laid import LAID, says_more
from pipeline.rulebook.library import Library

AS_IT_CAME = {
    ("minutes", "attendance"): {"name": "Sam Sample", "agency": "Example School", "role": "Teacher"},
    ("minutes", "agreements"): {"name": "Sam Sample", "relationship": "Teacher", "agency": "Example School"},
    ("minutes", "updates"): {"number": "1", "domain": "", "need": "n", "action": "a", "who": "Sam"},
    ("minutes", "views"): {"name": "Alex Example"},
    ("contribution", "positions"): {"child": "Robin Example"},
    ("contribution", "progress"): {"number": "1", "outcome": "o"},
}
ANSWER = {
    "attendance": {"attended": "Attended"},
    "agreements": {"comments": "Not yet."},
    "updates": {"barriers": "The bus is late."},
    "views": {"views": "Agrees."},
    "positions": {"reasons": "Too early."},
    "progress": {"needs": "None."},
}


@pytest.mark.parametrize(("form", "table"), AS_IT_CAME)
def test_a_row_as_it_came_says_nothing_until_one_answer_stands_in_it(
    form: str, table: str, library: Library
) -> None:
    block, row = library.forms[form].block(table), AS_IT_CAME[(form, table)]
    assert not says_more(block, row)
    assert not says_more(block, {**row, **dict.fromkeys(ANSWER[table], "  ")})
    assert says_more(block, {**row, **ANSWER[table]})


def test_in_a_table_that_is_not_filled_in_before_any_answer_says_something(library: Library) -> None:
    assert says_more(library.forms["minutes"].block("absent_reports"), {"name": "Sam Sample"})


def test_every_list_that_fills_a_table_has_its_questions(library: Library) -> None:
    assert {b.prefill for f in library.forms.values() for b in f.blocks} - {""} == set(LAID)
