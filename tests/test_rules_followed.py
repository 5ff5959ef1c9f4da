"""No rule is printed that nothing follows: each is asked about by the checks, or a paper is there for it."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

import pytest

from pipeline.rulebook.layouts import Layout
from pipeline.rulebook.library import Library
from pipeline.rulebook.protocol import ProtocolRule

PIPELINE = Path(__file__).parents[1] / "pipeline"
# Rules that are followed by writing a paper of their own, not by asking anybody anything.
WRITTEN: Mapping[ProtocolRule, Layout] = {
    ProtocolRule.SINGLE_REPORT: Layout.REVIEW_REPORT,
    ProtocolRule.EXTRA_CORE_GROUP: Layout.EXTRA_CORE_GROUP,
    ProtocolRule.INSTITUTION_WRITTEN_TO: Layout.INSTITUTION_LETTER,
    ProtocolRule.EARLY_REVIEW: Layout.EARLY_REVIEW,
}
# SMART and plain language decide which words the linter has at all.
ASKING = (*sorted((PIPELINE / "check").glob("*.py")), PIPELINE / "rulebook/plan_words.py")


def asked_about() -> set[ProtocolRule]:
    """Every rule that code of the checks names."""
    return {
        ProtocolRule[node.attr]
        for path in ASKING
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "ProtocolRule"
    }


@pytest.mark.parametrize("rule", ProtocolRule)
def test_a_rule_is_asked_about_or_has_a_paper(rule: ProtocolRule, library: Library) -> None:
    assert rule in asked_about() or rule in WRITTEN
    assert any(rule in protocol.rules for protocol in library.protocols.values())


@pytest.mark.parametrize(("rule", "layout"), WRITTEN.items())
def test_a_protocol_that_has_such_a_rule_has_its_paper(
    rule: ProtocolRule, layout: Layout, library: Library
) -> None:
    bare = [p.name for p in library.protocols.values() if rule in p.rules and layout not in p.layouts]
    assert bare == []
