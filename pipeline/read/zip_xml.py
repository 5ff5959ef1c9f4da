"""What the XML parts of an office package say about the package, read without building any tree."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.parsers import expat

from pipeline.read.zip_parts import RefusedError

Attributes = Mapping[str, str]
STRICT = "http://purl.oclc.org/ooxml/"
OFFICE_DOCUMENT = "/officeDocument"
# Relationships through which the words of a form would come from some other file. Web links, pictures and the
# name of the template it was made from are outside too, but take no words along.
FROM_ELSEWHERE = ("/externalLink", "/externalLinkPath", "/subDocument", "/frame", "/oleObject", "/aFChunk")
# These are parts of the package that say where words come from, or bring words of another kind along.
SOURCES = ("/externalLink", "/aFChunk", "/connections", "/queryTable")
NOT_XML = ("image/", "application/vnd.openxmlformats-officedocument.vmldrawing")


@dataclass(frozen=True, slots=True)
class Kinds:
    """The content type of every part, of the main part, and whether the package is "Strict Open XML"."""

    by_part: Mapping[str, str]
    main: str
    strict: bool


def kinds_of_parts(parts: Mapping[str, bytes]) -> Kinds:
    """The content types of a package, and its main part as its relationships name it.

    Raises ``RefusedError`` when the list of types or the relationships cannot be read or name no main part.
    """
    by_ending: dict[str, str] = {}
    by_name: dict[str, str] = {}

    def note(name: str, given: Attributes) -> None:
        if name.endswith("Default"):
            by_ending[given.get("Extension", "").casefold()] = given.get("ContentType", "")
        elif name.endswith("Override"):
            by_name[given.get("PartName", "").lstrip("/")] = given.get("ContentType", "")

    scan(parts["[Content_Types].xml"], note)
    kinds = {part: by_name.get(part) or by_ending.get(_ending(part), "") for part in parts}
    main, strict = _main_part(parts)
    if main not in parts:
        raise RefusedError("file-damaged")
    return Kinds(kinds, kinds[main], strict)


def refuse_unsafe_xml(parts: Mapping[str, bytes], kinds: Kinds) -> None:
    """Raises ``RefusedError`` if any XML part is torn or brings a document type, hence entities, along."""
    for name, content in parts.items():
        kind = kinds.by_part[name].casefold()
        if kind.startswith(NOT_XML) or not content:
            continue
        if name.casefold().endswith((".xml", ".rels")) or kind.endswith("xml"):
            scan(content, lambda *_: None)


def takes_from_elsewhere(parts: Mapping[str, bytes]) -> bool:
    """Whether words of this form would come from another file that did not come along."""
    return any(
        kind.endswith(SOURCES) or (outside and kind.endswith(FROM_ELSEWHERE))
        for name, content in parts.items()
        if name.casefold().endswith(".rels")
        for kind, _, outside in _relationships(content)
    )


def scan(content: bytes, note: Callable[[str, Attributes], None]) -> None:
    """Hand every element's name and attributes to ``note``.

    Raises ``RefusedError`` for XML that is torn ("file-damaged") or has a document type ("file-unsafe"),
    before any entity could be expanded.
    """

    def refuse(*_: object) -> None:
        raise RefusedError("file-unsafe")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = note
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as why:
        raise RefusedError("file-damaged") from why


def _main_part(parts: Mapping[str, bytes]) -> tuple[str, bool]:
    if "_rels/.rels" not in parts:
        raise RefusedError("file-damaged")
    for kind, target, _ in _relationships(parts["_rels/.rels"]):
        if kind.endswith(OFFICE_DOCUMENT):
            return posixpath.normpath(target.lstrip("/")), kind.startswith(STRICT)
    raise RefusedError("file-kind-unknown")


def _relationships(content: bytes) -> list[tuple[str, str, bool]]:
    """The type, target and outsideness of every relationship in a ``.rels`` part."""
    found: list[tuple[str, str, bool]] = []

    def note(name: str, given: Attributes) -> None:
        if name.endswith("Relationship"):
            found.append(
                (given.get("Type", ""), given.get("Target", ""), given.get("TargetMode") == "External")
            )

    scan(content, note)
    return found


def _ending(part: str) -> str:
    return part.rpartition(".")[2].casefold()
