"""A schema with its references put in place, so that it stands alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.errors import LibraryBroken

COMMON = "common.schema.json"


def resolved(schema: Mapping[str, Any], common: Mapping[str, Any]) -> dict[str, Any]:
    """The schema with every ``$ref`` into itself or into the common schema replaced by what it points at.

    Keywords beside a ``$ref`` win over those it brings. LibraryBroken names the file and the reference
    that leads nowhere or back to itself.
    """
    found: dict[str, Any] = _Resolver(schema, common).put(schema, schema, ())
    return found


class _Resolver:
    def __init__(self, schema: Mapping[str, Any], common: Mapping[str, Any]) -> None:
        self._file = str(schema.get("$id", "a schema without $id"))
        self._schema = schema
        self._common = common

    def put(self, part: Any, document: Mapping[str, Any], way: tuple[str, ...]) -> Any:
        """``part`` of ``document`` resolved; ``way`` are the references that led here."""
        if isinstance(part, list):
            return [self.put(item, document, way) for item in part]
        if not isinstance(part, dict):
            return part
        beside = {key: self.put(value, document, way) for key, value in part.items() if key != "$ref"}
        if "$ref" not in part:
            return beside
        reference = str(part["$ref"])
        file, _, pointer = reference.partition("#")
        document = self._document(file, document, reference)
        step = f"{document.get('$id', '')}#{pointer}"
        if step in way:
            raise LibraryBroken(f"{self._file}: $ref {reference} leads back to itself")
        target = self.put(self._at(document, pointer, reference), document, (*way, step))
        if not isinstance(target, dict):
            raise LibraryBroken(f"{self._file}: $ref {reference} does not point at a schema")
        return {**target, **beside}

    def _document(self, file: str, current: Mapping[str, Any], reference: str) -> Mapping[str, Any]:
        if not file:
            return current
        if file == COMMON:
            return self._common
        raise LibraryBroken(f"{self._file}: $ref {reference} points outside {COMMON}")

    def _at(self, document: Mapping[str, Any], pointer: str, reference: str) -> Any:
        part: Any = document
        for key in pointer.strip("/").split("/"):
            if not isinstance(part, Mapping) or key not in part:
                raise LibraryBroken(f"{self._file}: $ref {reference} points at nothing")
            part = part[key]
        return part
