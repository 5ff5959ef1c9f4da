"""What a file is, judged from its bytes before any library opens it.

Libraries trust what they are given: they skip check sums, follow entities and unpack whatever a file claims
to hold. So everything that could mislead or exhaust them is looked for here first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from pipeline.read.zip_parts import Limits, RefusedError, unpacked
from pipeline.read.zip_xml import Kinds, kinds_of_parts, refuse_unsafe_xml, takes_from_elsewhere


class Sort(StrEnum):
    """What there is a reader for; everything else carries a fault instead."""

    WORKBOOK = "workbook"
    WORD = "word"
    JSON = "json"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Package:
    """What a file turned out to be. ``fault`` is the code of the finding that turns it away, or ""."""

    sort: Sort
    fault: str = ""


OLE = bytes.fromhex("d0cf11e0a1b11ae1")
# What an OLE file holds is told by the names of its streams, which are written in UTF-16. The order matters:
# an encrypted workbook may still hold other streams. Rights management encrypts a file for certain people.
OLE_STREAMS = (
    ("DRMEncryptedTransform", "file-encrypted"),
    ("EncryptedPackage", "file-locked"),
    ("__substg1.0_", "file-e-mail"),
    ("Workbook", "file-old-kind"),
    ("Book", "file-old-kind"),
    ("WordDocument", "file-old-kind"),
)
PICTURES = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"BM",
    b"II*\x00",
    b"MM\x00*",
)
OTHER_TEXT = (
    ("{\\rtf", "file-old-kind"),
    ("from:", "file-e-mail"),
    ("received:", "file-e-mail"),
    ("return-path:", "file-e-mail"),
    ("mime-version:", "file-e-mail"),
    ("<?xml", "file-old-kind"),
    ("<html", "file-disguised"),  # as some programs write what they call a workbook
    ("<!doctype html", "file-disguised"),
    ("<table", "file-disguised"),
)
PROGRAMS = (b"MZ", b"\x7fELF", b"#!")
NOT_ARRIVED = bytes(8)  # no text has that many noughts in a row; space that was set aside for a file has
MAIN = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": Sort.WORKBOOK,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml": Sort.WORKBOOK,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": Sort.WORD,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml": Sort.WORD,
}
BINARY_WORKBOOK = "application/vnd.ms-excel.sheet.binary.macroenabled.main"
MAIN_FAULTS = {BINARY_WORKBOOK: "file-old-kind"}
MACROS = ("macroenabled", "vbaproject", "ms-excel.macrosheet", "ms-excel.intlmacrosheet")


def look(content: bytes, limits: Limits | None = None) -> Package:
    """What a file is, from its bytes alone; nothing is opened by a library and nothing touches the disk.

    Never raises for any bytes. The name of the file plays no part: an ``.xlsx`` that is a web page inside is
    treated as a web page.
    """
    limits = limits or Limits()
    if not content.strip(b" \t\r\n\xef\xbb\xbf\xff\xfe"):
        return _fault("file-empty")
    if len(content) > limits.packed:
        return _fault("file-too-large")
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _office_package(content, limits)
    return _fault(_single_file(content)) if not _is_json(content) else Package(Sort.JSON)


def _fault(code: str) -> Package:
    return Package(Sort.NONE, code)


def _single_file(content: bytes) -> str:
    """The finding for a file that is no package."""
    if content.startswith(OLE):
        found = (code for name, code in OLE_STREAMS if name.encode("utf-16-le") in content)
        return next(found, "file-damaged")
    if b"%PDF-" in content[:1024]:
        return "file-picture"
    if content.startswith(PICTURES) or content[4:8] == b"ftyp" or content[8:12] == b"WEBP":
        return "file-picture"
    if content.startswith(PROGRAMS):
        return "file-disguised"
    if content.startswith(NOT_ARRIVED) or content.endswith(NOT_ARRIVED):
        return "file-damaged"
    text = _text(content)
    if text is None:
        return "file-kind-unknown"
    start = text.lstrip().casefold()
    return next((code for sign, code in OTHER_TEXT if start.startswith(sign)), "file-text")


def _text(content: bytes) -> str | None:
    """The content as text, or None when it is not text."""
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        controls = sum(1 for c in text[:4096] if ord(c) < 32 and c not in "\t\r\n\f")
        return None if controls else text
    return None


def _is_json(content: bytes) -> bool:
    """Whether this reads like JSON; whether it is well made is for its reader to say."""
    text = _text(content)
    start = text.lstrip() if text else ""
    return start.startswith("[") or (start.startswith("{") and not start.startswith("{\\rtf"))


def _office_package(content: bytes, limits: Limits) -> Package:
    try:
        parts = unpacked(content, limits)
        return _office_file(parts)
    except RefusedError as refusal:
        return _fault(refusal.code)


def _office_file(parts: Mapping[str, bytes]) -> Package:
    if parts.get("mimetype", b"").startswith(b"application/vnd.oasis.opendocument"):
        return _fault("file-open-document")
    if "[Content_Types].xml" not in parts:
        pages = any(name.endswith(".iwa") for name in parts)  # Apple's Pages and Numbers
        return _fault("file-kind-unknown" if pages else "file-packed")
    kinds = kinds_of_parts(parts)
    refuse_unsafe_xml(parts, kinds)
    if _has_macros(kinds):
        return _fault("file-has-macros")
    main = kinds.main.casefold()
    if main not in MAIN:
        return _fault(MAIN_FAULTS.get(main, "file-kind-unknown"))
    if kinds.strict:
        return _fault("file-strict")
    if takes_from_elsewhere(parts):
        return _fault("file-linked")
    return Package(MAIN[main])


def _has_macros(kinds: Kinds) -> bool:
    # A binary workbook calls itself "macroEnabled" with or without a macro; its own sentence is better.
    others = (kind.casefold() for kind in kinds.by_part.values())
    return any(sign in kind for kind in others for sign in MACROS if kind != BINARY_WORKBOOK)
