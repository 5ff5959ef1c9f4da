"""The parts of a Word document as trees, and its custom properties."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True, slots=True)
class WordPackage:
    """An opened document. ``main`` is the tree of its text; other parts are found by their kind."""

    archive: zipfile.ZipFile
    path: str
    main: etree._Element

    def related(self, kind: str) -> Iterator[etree._Element]:
        """Trees of the parts of one kind that belong to the text: "styles", "footnotes", "header" ..."""
        yield from _targets(self.archive, self.path, kind)

    def properties(self) -> dict[str, str]:
        """Custom document properties by name."""
        found = {}
        for tree in _targets(self.archive, "", "custom-properties"):
            for entry in tree:
                found[entry.get("name", "")] = "".join(value.text or "" for value in entry).strip()
        return found


def opened(content: bytes) -> WordPackage:
    """A document that has passed the package check, opened. Bytes that are no document raise."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    path = next(p for k, p in _relationships(archive, "") if k.endswith("/officeDocument"))
    return WordPackage(archive, path, tree_of(archive.read(path)))


def tree_of(content: bytes) -> etree._Element:
    """A part as a tree. No entity is expanded and nothing is fetched."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    return etree.fromstring(content, parser)


def _targets(archive: zipfile.ZipFile, source: str, kind: str) -> Iterator[etree._Element]:
    names = set(archive.namelist())
    for found, path in _relationships(archive, source):
        if found.endswith(f"/{kind}") and path in names:
            yield tree_of(archive.read(path))


def _relationships(archive: zipfile.ZipFile, source: str) -> list[tuple[str, str]]:
    """Type and path of every part that a part (or, for "", the package) points at."""
    folder, _, name = source.rpartition("/")
    listing = posixpath.join(folder, "_rels", f"{name}.rels")
    if listing not in archive.namelist():
        return []
    return [
        (entry.get("Type", ""), posixpath.normpath(posixpath.join("/", folder, entry.get("Target", "")))[1:])
        for entry in tree_of(archive.read(listing))
        if entry.get("TargetMode") != "External"
    ]
