"""The parts of a zip package, unpacked with a tight hand."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

END = b"PK\x05\x06"
END_SIZE = 22
ODD_NAME = re.compile(r"(^|/)\.\.?(/|$)|^/|\\|^[A-Za-z]:|[\x00-\x1f\x7f]")
ENCRYPTED = 0x1
STEP = 1 << 16
TORN = (EOFError, struct.error, ValueError, OverflowError, OSError)


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a form may be, in bytes; ``ratio`` is how many times larger it may grow when unpacked.

    The ratio counts only beyond ``free`` bytes: an honest workbook full of empty formatted rows packs 100:1.
    """

    packed: int = 20_000_000
    inflated: int = 60_000_000
    ratio: int = 200
    free: int = 10_000_000
    parts: int = 2_000


class RefusedError(Exception):
    """The package is turned away; ``code`` names the finding. Never leaves the room that reads packages."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def unpacked(content: bytes, limits: Limits) -> Mapping[str, bytes]:
    """Every part of a zip by its name, each one's check sum proven while it is unpacked.

    Raises ``RefusedError``: a damaged, locked, oversized or deliberately odd package.
    """
    count = _well_ended(content)
    if count > limits.parts:
        raise RefusedError("file-too-large")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _refuse_odd(entries, count)
            return _inflated(archive, entries, len(content), limits)
    except (zipfile.BadZipFile, zlib.error, *TORN) as why:
        raise RefusedError("file-damaged") from why
    except (NotImplementedError, RuntimeError) as why:  # a way of packing that no office program uses
        raise RefusedError("file-unsafe") from why


def _well_ended(content: bytes) -> int:
    """How many parts the directory at the end announces.

    The directory must be the last thing in the file and whole: ``zipfile`` itself puts up with anything
    before and after, so two programs could see two different forms in one file.
    """
    at = content.rfind(END, max(0, len(content) - END_SIZE - 65535))
    if at < 0 or len(content) < at + END_SIZE:
        raise RefusedError("file-damaged")
    disk, start_disk, here, count, size, start, comment = struct.unpack(
        "<4xHHHHIIH", content[at : at + END_SIZE]
    )
    if len(content) != at + END_SIZE + comment or disk or start_disk or here != count:
        raise RefusedError("file-damaged")
    if start + size != at and content[at - 20 : at - 16] != b"PK\x06\x07":  # the long form for huge packages
        raise RefusedError("file-damaged")
    return int(count)


def _refuse_odd(entries: list[zipfile.ZipInfo], count: int) -> None:
    if not entries or len(entries) != count or min(e.header_offset for e in entries) != 0:
        raise RefusedError("file-damaged")
    if any(e.flag_bits & ENCRYPTED for e in entries):
        raise RefusedError("file-locked")
    names = [e.filename.casefold() for e in entries]
    if len(set(names)) != len(names) or any(ODD_NAME.search(e.filename) for e in entries):
        raise RefusedError("file-unsafe")


def _inflated(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], packed: int, limits: Limits
) -> Mapping[str, bytes]:
    most = min(limits.inflated, max(limits.free, packed * limits.ratio))
    total = 0
    parts = {}
    for entry in entries:
        pieces = []
        with archive.open(entry) as stream:
            while piece := stream.read(STEP):
                total += len(piece)
                if total > most:
                    raise RefusedError("file-too-large")
                pieces.append(piece)
        parts[entry.filename] = b"".join(pieces)
        if len(parts[entry.filename]) != entry.file_size:
            raise RefusedError("file-damaged")
    return parts
