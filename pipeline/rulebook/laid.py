"""What a form that goes out pre-filled holds already: such a row says nothing yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.rulebook.form import Block

_ACTION = frozenset({"number", "domain", "child", "need", "action", "outcome", "who"})

# What the case lays in a row, by the list that fills the table: what a question means or, without a meaning,
# its key. ``view.prefill`` lays no other; a test holds the two together.
LAID: Mapping[str, frozenset[str]] = {
    "children": frozenset({"child", "name"}),
    "parents": frozenset({"name"}),
    "members": frozenset({"name", "agency", "role", "relationship"}),
    "actions": _ACTION,
    "own-actions": _ACTION,
}


def says_more(block: Block, row: Mapping[str, Any]) -> bool:
    """Whether a row of a table holds an answer to a question that the form does not come with.

    Where the table is not pre-filled any answer does. A sender who typed no more than a name into a blank
    form has said no more than a pre-filled one.
    """
    laid = LAID.get(block.prefill, frozenset())
    keys = {field.key for field in block.fields if field.given or (field.means or field.key) in laid}
    own = (value for key, value in row.items() if not block.prefill or key not in keys)
    return any(value is not None and str(value).strip() for value in own)
