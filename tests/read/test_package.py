from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.read.package import Package, Sort, look
from pipeline.read.zip_parts import Limits, unpacked

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
TEXT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def types(main: str, more: str = "") -> str:
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/main.xml" ContentType="{main}"/>{more}</Types>'
    )


def relations(kind: str, target: str, mode: str = "") -> str:
    outside = f' TargetMode="{mode}"' if mode else ""
    entry = f'<Relationship Id="a" Type="{kind}" Target="{target}"{outside}/>'
    return f'<Relationships xmlns="x">{entry}</Relationships>'


def office(
    main: str = SHEET, more: Mapping[str, str | bytes] | None = None, extra_types: str = ""
) -> dict[str, str | bytes]:
    return {
        "[Content_Types].xml": types(main, extra_types),
        "_rels/.rels": relations(f"{RELATIONS}/officeDocument", "main.xml"),
        "main.xml": "<main>Robin Example</main>",
        **(more or {}),
    }


def packed(parts: Mapping[str, str | bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


GOOD = packed(office())


def fault(content: bytes, limits: Limits | None = None) -> str:
    package = look(content, limits)
    assert (package.sort is Sort.NONE) == bool(package.fault)
    return package.fault


def test_a_workbook_and_a_document_are_told_apart_by_their_main_part() -> None:
    assert look(GOOD) == Package(Sort.WORKBOOK)
    assert look(packed(office(TEXT))) == Package(Sort.WORD)


def test_json_is_known_by_its_first_letter() -> None:
    assert look(b'\xef\xbb\xbf \n{"form": "minutes"}') == Package(Sort.JSON)
    assert look(b"[1, 2") == Package(Sort.JSON)  # whether it is well made is for its reader


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b" \r\n\t", "file-empty"),
        (b"\xef\xbb\xbf", "file-empty"),
        (b"\0" * 4096, "file-damaged"),
        (b"%PDF-1.7\n1 0 obj", "file-picture"),
        (b"\x89PNG\r\n\x1a\n\0\0", "file-picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "file-picture"),
        (b"\0\0\0\x24ftypheic\0\0\0\0", "file-picture"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "file-picture"),
        (b"child,date\r\nRobin Example,3/4/2026\r\n", "file-text"),
        ("Siân said…".encode("cp1252"), "file-text"),
        ("Siân said".encode("utf-16"), "file-text"),
        (b"{\\rtf1\\ansi Robin}", "file-old-kind"),
        (b"<html><table><tr><td>Robin</td></tr></table></html>", "file-disguised"),
        (b"\xef\xbb\xbf<!DOCTYPE html><p>Robin</p>", "file-disguised"),
        (b"#!/bin/sh\nrm -r x\n", "file-disguised"),
        (b"\x7fELF\2\1\1\0", "file-disguised"),
        (b'{"form": "minutes", "about"' + b"\0" * 300, "file-damaged"),
        (b"\0" * 300 + b'": "Robin Example"}', "file-damaged"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "file-old-kind"),
        (b"From: sam@example.org\r\nSubject: form\r\n\r\nAttached", "file-e-mail"),
        (b"\x01\x02\x03\x04\xfe", "file-kind-unknown"),
        (b"MZ\x90\0\x03\0\0\0", "file-disguised"),
    ],
)
def test_what_is_no_package_is_called_by_its_name(content: bytes, code: str) -> None:
    assert fault(content) == code


@pytest.mark.parametrize(
    ("stream", "code"),
    [
        ("EncryptedPackage", "file-locked"),
        ("DRMEncryptedTransform", "file-encrypted"),
        ("Workbook", "file-old-kind"),
        ("Book", "file-old-kind"),
        ("WordDocument", "file-old-kind"),
        ("__substg1.0_0037001F", "file-e-mail"),
        ("Something", "file-damaged"),
    ],
)
def test_an_ole_file_is_told_by_its_streams(stream: str, code: str) -> None:
    ole = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504 + "Root Entry".encode("utf-16-le")
    assert fault(ole + b"\0" * 40 + stream.encode("utf-16-le") + b"\0" * 40) == code


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        (
            {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"},
            "file-open-document",
        ),
        ({"Index/Document.iwa": "x"}, "file-kind-unknown"),
        ({"one.xlsx": "x", "two.xlsx": "y"}, "file-packed"),
        (office("application/vnd.ms-excel.sheet.macroEnabled.main+xml"), "file-has-macros"),
        (office("application/vnd.ms-word.document.macroEnabled.main+xml"), "file-has-macros"),
        (office("application/vnd.ms-excel.sheet.binary.macroEnabled.main"), "file-old-kind"),
        (
            office("application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"),
            "file-kind-unknown",
        ),
        (
            office(
                more={"vbaProject.bin": b"\0"},
                extra_types='<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>',
            ),
            "file-has-macros",
        ),
        (
            office(
                more={
                    "_rels/.rels": relations(
                        "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument", "main.xml"
                    )
                }
            ),
            "file-strict",
        ),
        (
            office(more={"_rels/main.xml.rels": relations(f"{RELATIONS}/externalLink", "other.xml")}),
            "file-linked",
        ),
        (
            office(more={"_rels/main.xml.rels": relations(f"{RELATIONS}/subDocument", "b.docx", "External")}),
            "file-linked",
        ),
        (office(more={"_rels/main.xml.rels": relations(f"{RELATIONS}/aFChunk", "page.html")}), "file-linked"),
        (office(more={"_rels/main.xml.rels": relations(f"{RELATIONS}/connections", "a.xml")}), "file-linked"),
        (office(more={"../../home/x.xml": "<a/>"}), "file-unsafe"),
        (office(more={"/etc/x.xml": "<a/>"}), "file-unsafe"),
        (office(more={"a\\b.xml": "<a/>"}), "file-unsafe"),
        (office(more={"MAIN.XML": "<a/>"}), "file-unsafe"),
        (office(more={"main.xml": '<!DOCTYPE a [<!ENTITY b "ha">]><a>&b;</a>'}), "file-unsafe"),
        (
            office(more={"main.xml": '<!DOCTYPE a SYSTEM "file:///etc/hostname"><a/>'.encode("utf-16")}),
            "file-unsafe",
        ),
        (office(more={"main.xml": "<main>Robin"}), "file-damaged"),
        (office(more={"main.xml": b"<main>\xff\xfe</main>"}), "file-damaged"),
        (office(more={"[Content_Types].xml": "<Types"}), "file-damaged"),
        (
            office(more={"_rels/.rels": relations(f"{RELATIONS}/officeDocument", "elsewhere.xml")}),
            "file-damaged",
        ),
        (office(more={"_rels/.rels": relations(f"{RELATIONS}/image", "main.xml")}), "file-kind-unknown"),
    ],
)
def test_a_package_that_is_no_plain_form_gets_its_own_finding(
    parts: dict[str, str | bytes], code: str
) -> None:
    assert fault(packed(parts)) == code


@pytest.mark.parametrize("kind", ["hyperlink", "image", "attachedTemplate"])
def test_web_links_pictures_and_template_names_take_no_words_along(kind: str) -> None:
    link = relations(f"{RELATIONS}/{kind}", "https://www.example.org/", "External")
    assert look(packed(office(more={"_rels/main.xml.rels": link}))).sort is Sort.WORKBOOK


def test_a_package_without_relationships_is_damaged() -> None:
    parts = office()
    del parts["_rels/.rels"]
    assert fault(packed(parts)) == "file-damaged"


def test_every_shorter_copy_of_a_file_is_turned_away() -> None:
    assert {fault(GOOD[:length]) for length in range(4, len(GOOD))} == {"file-damaged"}


@pytest.mark.parametrize("content", [b"junk" + GOOD, GOOD + b"junk", GOOD + GOOD, b"PK\x05\x06" + b"\0" * 18])
def test_nothing_may_stand_around_a_package(content: bytes) -> None:
    assert fault(content) in {"file-damaged", "file-text", "file-kind-unknown"}


def test_no_flipped_byte_changes_what_a_package_says() -> None:
    stored = packed(office(), zipfile.ZIP_STORED)
    for content in (GOOD, stored):
        right = unpacked(content, Limits())
        for at in range(len(content)):
            for flip in (0x01, 0x80, 0xFF):
                changed = content[:at] + bytes([content[at] ^ flip]) + content[at + 1 :]
                if look(changed).sort is not Sort.NONE and look(changed).sort is not Sort.JSON:
                    assert unpacked(changed, Limits()) == right


def test_a_locked_zip_is_locked() -> None:
    locked = bytearray(GOOD)
    at = locked.index(b"PK\x01\x02")
    locked[at + 8] |= 1
    assert fault(bytes(locked)) == "file-locked"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_unsafe() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in office().items():
            archive.writestr(name, content)
        archive.writestr("main.xml", "<main>Kit Example</main>")
    assert fault(out.getvalue()) == "file-unsafe"


def test_a_bomb_is_stopped_by_size_and_by_ratio() -> None:
    bomb = packed(office(more={"main.xml": b"<main>" + b" " * 3_000_000 + b"</main>"}))
    assert look(bomb).sort is Sort.WORKBOOK  # 3 MB is nothing unusual
    assert fault(bomb, Limits(inflated=2_000_000)) == "file-too-large"
    assert fault(bomb, Limits(free=1_000_000, ratio=100)) == "file-too-large"


def test_a_part_that_claims_to_be_small_is_measured_while_it_is_unpacked() -> None:
    content = bytearray(packed(office(more={"main.xml": b"<main>" + b" " * 900_000 + b"</main>"})))
    at = content.index(b"main.xml", content.index(b"PK\x01\x02")) - 46
    assert content[at : at + 4] == b"PK\x01\x02"
    content[at + 24 : at + 28] = (10).to_bytes(4, "little")
    assert fault(bytes(content)) == "file-damaged"


def test_a_file_or_a_package_of_too_many_parts_is_too_large() -> None:
    assert fault(GOOD, Limits(packed=len(GOOD) - 1)) == "file-too-large"
    assert fault(GOOD, Limits(parts=2)) == "file-too-large"


@settings(max_examples=200)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1"), b"%PDF-", b"{"]),
)
def test_no_bytes_are_too_odd_to_be_judged(content: bytes, start: bytes) -> None:
    look(start + content)
