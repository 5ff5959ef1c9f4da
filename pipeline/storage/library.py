"""``schemas/`` and ``templates/`` from the disk to typed values: all of it, or the broken file is named."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from pipeline.errors import LibraryBroken
from pipeline.rulebook.catalogue import load_catalogue
from pipeline.rulebook.form import Aside, Form, check_common, load_form
from pipeline.rulebook.form_said import headings_of, spoken
from pipeline.rulebook.library import FIRST_LANGUAGE, Library
from pipeline.rulebook.plan_words import load_plan_words
from pipeline.rulebook.protocol import Protocol
from pipeline.rulebook.protocol_file import load_nations, load_protocols
from pipeline.rulebook.words import Words, load_words

SCHEMA = ".schema.json"
COMMON = f"common{SCHEMA}"
FINDINGS = "findings.yaml"
NATIONS = "nations.yaml"
PROTOCOLS = "protocols/"
WORDS = "words/"
META = "form.meta.json"
PLAN_WORDS = "plan-words/"
PLAN_META = "plan-words.meta.json"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
READ = (SCHEMA, ".yaml", META, PLAN_META)  # the guide beside them is for people


def load(schemas: Path, templates: Path) -> Library:
    """The library of two folders. ``digest`` covers every byte read and every file's name.

    Raises LibraryBroken naming the file that cannot be used, so that a typing slip in a protocol is found by
    whoever made it and not by a case.
    """
    files = {name: raw for name, raw in _folder(schemas).items() if name.endswith(READ)}
    pieces = _folder(templates)
    words = _words(pieces)
    protocols = load_protocols(
        {
            name.removeprefix(PROTOCOLS).removesuffix(".yaml"): _yaml(name, raw)
            for name, raw in files.items()
            if name.startswith(PROTOCOLS)
        }
    )
    findings = load_catalogue(_yaml(FINDINGS, _needed(files, FINDINGS)))
    return Library(
        forms=_spoken(_forms(files), words, protocols),
        protocols=protocols,
        nations=load_nations(_yaml(NATIONS, _needed(files, NATIONS))),
        findings=findings.spoken({code: said.findings for code, said in words.items() if said.findings}),
        words=words,
        templates=pieces,
        digest=_digest(files, pieces),
        plan_words={
            words.language: words
            for words in (
                load_plan_words(name, _yaml(name, raw), _json(PLAN_META, _needed(files, PLAN_META)))
                for name, raw in files.items()
                if name.startswith(PLAN_WORDS)
            )
        },
    )


def _words(pieces: Mapping[str, bytes]) -> Mapping[str, Words]:
    files = {name: raw for name, raw in pieces.items() if name.startswith(WORDS) and name.endswith(".yaml")}
    found = [load_words(_yaml(name, raw)) for name, raw in files.items()]
    return {words.language.partition("-")[0]: words for words in found}


def _spoken(
    forms: Mapping[str, Form], words: Mapping[str, Words], protocols: Mapping[str, Protocol]
) -> Mapping[str, Form]:
    """The forms with their words in every language that has some, and with the headings of every protocol."""
    headings = headings_of(protocols.values(), forms)
    others = {code: said.forms for code, said in words.items() if code != FIRST_LANGUAGE}
    asides = {code: _aside(said) for code, said in words.items()}
    answers = [said.answers for said in words.values()]
    return {
        name: spoken(form, FIRST_LANGUAGE, others, headings, asides, answers) for name, form in forms.items()
    }


def _aside(words: Words) -> Aside:
    cell, row = words.branch("form_words")["cell"], words.branch("word_form")["row"]
    return Aside(cell, row, (words("form_words.date_hint"), words("form_words.time_hint")))


def _forms(files: Mapping[str, bytes]) -> Mapping[str, Form]:
    common = _json(COMMON, _needed(files, COMMON))
    meta = _json(META, files[META]) if META in files else None
    if meta is not None:
        check_common(common, meta)
    forms = []
    for name, raw in files.items():
        if name.endswith(SCHEMA) and name != COMMON:
            schema = _json(name, raw)
            if schema.get("x-output"):  # it describes what leaves, not a form that comes in
                continue
            forms.append(load_form(schema, common, meta))
    if not forms:
        raise LibraryBroken("There is no form in the schemas folder.", "Restore the schemas folder.")
    return {form.name: form for form in sorted(forms, key=lambda form: (form.order, form.name))}


def _folder(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its path with forward slashes, in order; hidden ones are passed over."""
    if not folder.is_dir():
        raise LibraryBroken(f"The folder {folder.name} is missing.", "Restore it from the project.")
    found = {}
    try:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if path.is_file() and not any(part.startswith((".", "~$")) for part in name.split("/")):
                found[name] = path.read_bytes()
    except OSError as fault:
        raise LibraryBroken(f"The folder {folder.name} cannot be read ({fault.strerror}).") from None
    return found


def _needed(files: Mapping[str, bytes], name: str) -> bytes:
    if name not in files:
        raise LibraryBroken(f"schemas/{name} is missing.", "Restore it from the project.")
    return files[name]


def _json(name: str, raw: bytes) -> dict[str, Any]:
    try:
        value = json.loads(raw, object_pairs_hook=partial(_once, name))
    except ValueError as fault:
        raise LibraryBroken(f"schemas/{name} is not JSON: {fault}.") from None
    if not isinstance(value, dict):
        raise LibraryBroken(f"schemas/{name} is not a JSON object.")
    return value


def _once(name: str, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of a file; of two entries under one name the first would be lost without a word."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise LibraryBroken(f"{name}: “{key}” stands twice in one place.", "Leave one of the two.")
        found[key] = value
    return found


def _yaml(name: str, raw: bytes) -> dict[str, Any]:
    try:
        loader = LOADER(raw)  # the safe one, in its fast edition if it is there
        node = loader.get_single_node()
        _check_once(name, node)
        value = loader.construct_document(node) if node else None
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        where = getattr(fault, "problem_mark", None)
        line = f" near line {where.line + 1}" if where else ""
        raise LibraryBroken(f"{name} is not YAML{line}.") from None
    if not isinstance(value, dict):
        raise LibraryBroken(f"{name} does not hold names and values.")
    return value


def _check_once(name: str, node: yaml.Node | None) -> None:
    if isinstance(node, yaml.MappingNode):
        _once(name, [(key.value, key) for key, _ in node.value if isinstance(key, yaml.ScalarNode)])
    if isinstance(node, yaml.CollectionNode):
        for child in node.value:
            for part in child if isinstance(child, tuple) else (child,):
                _check_once(name, part)


def _digest(*groups: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for group in groups:
        for name, raw in sorted(group.items()):
            digest.update(f"{name}\0{len(raw)}\0".encode())
            digest.update(raw)
    return digest.hexdigest()
