"""The part of the guide that tells how a partnership writes a guidance of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.rulebook.words import Words

_TOPICS = ("extends", "limits", "unnamed", "headings", "editions", "said-in", "faults")


def own_guidance_part(examples: Sequence[str], words: Words) -> Iterator[str]:
    """How to write one, with whole files as examples, the smallest first; nothing without an example."""
    if not examples:
        return
    smallest, *others = examples
    yield f"## {words('guide.own.title')}"
    yield words("guide.own.what")
    yield _yaml(smallest)
    yield "\n".join(f"- {words(f'guide.own.{topic}')}" for topic in _TOPICS)
    for example in others:
        yield words("guide.own.whole")
        yield _yaml(example)


def _yaml(text: str) -> str:
    return f"```yaml\n{text.strip()}\n```"
