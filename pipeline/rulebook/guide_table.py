"""A table of the guide, in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.rulebook.words import Words


def table(words: Words, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table with the headings of these names (under ``guide.head``); a cell stays on its line."""
    titles = [words(f"guide.head.{head}") for head in heads]
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join(f"| {' | '.join(_cell(text) for text in line)} |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
