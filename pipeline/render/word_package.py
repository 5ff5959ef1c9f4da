"""The package around a Word form: its properties, and the same bytes for the same form."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import cast
from xml.sax.saxutils import escape, quoteattr

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.package import Package

from pipeline.render.word_text import printable

CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
VARIANT = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
TEXT_PROPERTIES = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # the one set that custom properties belong to
NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
NO_ZIP_DATE = (2000, 1, 1, 0, 0, 0)


def describe(document: Document, title: str, language: str, properties: Mapping[str, str]) -> None:
    """Title, language and custom properties; nobody's name, and no day that differs from run to run."""
    about = document.core_properties
    about.title, about.language, about.author, about.last_modified_by = printable(title), language, "", ""
    about.comments, about.keywords, about.revision = "", "", 1
    about.created = about.modified = NO_DATE
    package = cast(Package, document.part.package)
    for name, relationship in list(package.rels.items()):
        if relationship.reltype.endswith(
            "/thumbnail"
        ):  # a picture of an empty page, from the library's own blank
            del package.rels[name]
    part = Part(PackURI("/docProps/custom.xml"), CUSTOM_TYPE, _custom(properties), package)
    package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)
    _modern(document)


def packed(document: Document) -> bytes:
    """The document as bytes: the same for the same content, whatever the clock says."""
    first = io.BytesIO()
    document.save(first)
    return dateless(first.getvalue())


def dateless(content: bytes) -> bytes:
    """The same package with one fixed date on every part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            fresh = zipfile.ZipInfo(entry.filename, NO_ZIP_DATE)
            fresh.compress_type = zipfile.ZIP_DEFLATED
            fresh.external_attr = 0o600 << 16
            fresh.create_system = 3
            new.writestr(fresh, old.read(entry))
    return out.getvalue()


def _custom(properties: Mapping[str, str]) -> bytes:
    entries = "".join(
        f'<property fmtid="{TEXT_PROPERTIES}" pid="{number}" name={quoteattr(name)}>'
        f"<vt:lpwstr>{escape(printable(value))}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(properties.items(), start=2)
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f'{head}<Properties xmlns="{CUSTOM}" xmlns:vt="{VARIANT}">{entries}</Properties>'.encode()


def _modern(document: Document) -> None:
    """Say that no old version of Word need be imitated; otherwise the title bar says so to every reader."""
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
    for mark in document.settings.element.iter(qn("w:themeFontLang")):
        mark.set(qn("w:val"), str(document.core_properties.language))
