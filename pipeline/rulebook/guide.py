"""The guide to every field, limit and finding, as Markdown: ``schemas/README.md``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.rulebook.catalogue import Catalogue, Entry
from pipeline.rulebook.form import Block, Field, Form
from pipeline.rulebook.guide_own import own_guidance_part
from pipeline.rulebook.guide_plan_words import plan_words_part
from pipeline.rulebook.guide_table import table
from pipeline.rulebook.protocol import EVENTS, Nation, Protocol, Step
from pipeline.rulebook.words import Words


def guide(
    forms: Sequence[Form],
    protocols: Sequence[Protocol],
    nations: Mapping[str, Nation],
    catalogue: Catalogue,
    meta: Mapping[str, Any],
    words: Words,
    plan_words: Mapping[str, Mapping[str, Any]],
    own: Sequence[str] = (),
) -> str:
    """The whole guide. Forms and protocols come in the order given, findings by level and rank.

    ``plan_words`` is what the files of ``plan-words/`` hold, by their paths; ``meta`` is the content of
    ``form.meta.json``, whose keywords are explained at the end for those who change a form; ``own`` are
    examples of a guidance's file, the smallest first. The fixed words are the group ``guide`` of the words.
    """
    parts = [
        [f"# {words('guide.title')}", words("guide.made"), words("guide.what")],
        *(_form(form, words) for form in forms),
        *(_protocol(protocol, words) for protocol in protocols),
        [f"## {words('guide.nations')}", "\n".join(f"- {nation}" for nation in nations)],
        _findings(catalogue, words),
        plan_words_part(plan_words, words),
        own_guidance_part(own, words),
        _keywords(meta, words),
    ]
    return "\n\n".join(text for part in parts for text in part if text) + "\n"


def _form(form: Form, words: Words) -> Iterator[str]:
    yield f"## {form.title}"
    yield words("guide.form", name=form.name, version=form.version)
    yield form.help
    for block in form.blocks:
        yield f"### {form.title}: {block.title}"
        yield words(f"guide.{'table' if block.repeats else 'section'}", key=block.key, sheet=block.sheet)
        yield " ".join(text for text in _about_block(block, words) if text)
        yield table(
            words,
            ("field", "write", "blank", "source"),
            (
                (field.title, _what(field, words), _blank(field, words), field.source or block.source)
                for field in block.fields
            ),
        )


def _about_block(block: Block, words: Words) -> Iterator[str]:
    yield block.help
    if block.prefill:
        yield words(f"guide.prefill.{block.prefill}")
    if block.required:
        yield words("guide.required-block")
    elif block.expected:
        yield words("guide.expected-block")


def _what(field: Field, words: Words) -> str:
    """What to write in a field, in one cell of the guide."""
    kind = words(f"guide.kind.{field.kind}")
    if field.choices:
        kind = f"{kind}: {'; '.join(choice.label for choice in field.choices)}"
    if field.suggest:
        kind = f"{kind} ({words(f'guide.suggest.{field.suggest}')})"
    parts = [f"{kind}.", field.help, *_marks(field, words)]
    return " ".join(part for part in parts if part)


def _marks(field: Field, words: Words) -> Iterator[str]:
    if field.audience != "everyone":
        yield words(f"guide.audience.{field.audience}")
    if not field.means and not field.given:
        yield words("guide.meaningless")


def _blank(field: Field, words: Words) -> str:
    for mark in ("given", "required", "expected"):
        if getattr(field, mark):
            return words(f"guide.blank.{mark}")
    return words("guide.blank.allowed")


def _protocol(protocol: Protocol, words: Words) -> Iterator[str]:
    yield f"## {words('guide.protocol', title=protocol.title)}"
    yield words("guide.protocol-name", name=protocol.name, guidance=protocol.guidance)
    yield table(
        words,
        ("step", "who", "limit", "source"),
        ((step.title, step.who, _limit(step, protocol, words), step.source) for step in protocol.steps),
    )
    rules = [f"- {words(f'protocol.rules.{rule}')} ({source})" for rule, source in protocol.rules.items()]
    yield "\n".join([words("guide.rules"), "", *rules]) if rules else ""
    readings = [f"- **{step.title}**: {step.read}" for step in protocol.steps if step.read]
    readings += [f"- {silent.says} ({silent.source})" for silent in protocol.left_open]
    yield "\n".join([words("guide.readings"), "", *readings]) if readings else ""


def _limit(step: Step, protocol: Protocol, words: Words) -> str:
    event = step.anchor in EVENTS
    anchor = words(f"guide.event.{step.anchor}") if event else protocol.step(step.anchor).title
    side = "open" if step.limit is None else "before" if step.limit.before else "after"
    said = words(f"guide.limit.{side}", limit=step.limit, anchor=anchor)
    return f"{said} {words(f'guide.applies.{step.applies}')}".strip()


def _findings(catalogue: Catalogue, words: Words) -> Iterator[str]:
    yield f"## {words('guide.findings')}"
    yield words("guide.levels")
    entries = sorted(catalogue.entries.values(), key=_by_weight)
    yield table(
        words,
        ("level", "code", "says", "do", "source"),
        ((words(f"guide.level.{e.level}"), f"`{e.code}`", e.says, e.do, e.source) for e in entries),
    )


def _by_weight(entry: Entry) -> tuple[int, int, str]:
    return list(type(entry.level)).index(entry.level), entry.rank, entry.code


def _keywords(meta: Mapping[str, Any], words: Words) -> Iterator[str]:
    yield f"## {words('guide.keywords')}"
    yield words("guide.change")
    known: Mapping[str, Any] = meta["$defs"]["keywords"]["properties"]
    rows = (
        (f"`{name}`", rule["description"], ", ".join(f"`{one}`" for one in rule.get("enum", ())))
        for name, rule in known.items()
        if "description" in rule
    )
    yield table(words, ("keyword", "meaning", "one-of"), rows)
