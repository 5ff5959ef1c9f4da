"""Every single byte of a record, changed in several ways: verify finds each one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.storage.record import Record

AT = datetime(2041, 3, 14, 17, 5, tzinfo=UTC)
ONE, GONE = "CP-2041-007", "CP-2041-009"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One case, another that was erased, and forms that went back."""
    record = Record(tmp_path / "record")
    record.note_returned("", "", b"not a form", AT)
    for case in (ONE, GONE):
        record.keep(case, "minutes", b"the same in each", "docx", AT)
        record.keep(case, "minutes", b"the same in each", "docx", AT)
    record.erase(GONE, AT)
    record.clear_away(GONE)
    record.note_returned(ONE, "contribution", b"faulty", AT)
    return record.folder


@pytest.mark.torture
def test_no_byte_at_all_can_change_unseen(folder: Path, figures: Callable[[str], None]) -> None:
    tried = 0
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        raw = path.read_bytes()
        path.chmod(0o600)
        for place in range(len(raw)):
            for letter in {raw[place] ^ 1, raw[place] ^ 0x20, ord("\n"), ord("\r")} - {raw[place]}:
                path.write_bytes(raw[:place] + bytes([letter]) + raw[place + 1 :])
                assert Record(folder).verify() != (), (path.name, place, letter)
                tried += 1
        path.write_bytes(raw)
    assert Record(folder).verify() == ()
    figures(f"{tried} changed bytes, all found")
