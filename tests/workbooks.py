"""Workbooks as people leave them, for tests."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook, load_workbook


def edited(content: bytes, change: Callable[[Workbook], Any]) -> bytes:
    """A workbook after somebody worked on it."""
    book = load_workbook(BytesIO(content))
    change(book)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def typed(content: bytes, cells: dict[tuple[str, str], Any]) -> bytes:
    """A workbook with values typed into cells, by sheet and cell."""

    def change(book: Workbook) -> None:
        for (sheet, cell), value in cells.items():
            book[sheet][cell] = value

    return edited(content, change)


def with_xml(content: bytes, sheet: str, cell: str, xml: str) -> bytes:
    """A workbook with one cell's XML exchanged; ``xml`` follows the cell's own attributes r and s."""
    book = load_workbook(BytesIO(content), read_only=True)
    part = f"xl/worksheets/sheet{book.sheetnames.index(sheet) + 1}.xml"
    pattern = re.compile(rf'<c r="{cell}"( s="\d+")?(?: t="\w+")?(?:/>|>.*?</c>)')

    def change(text: str) -> str:
        assert pattern.search(text), cell
        return pattern.sub(rf'<c r="{cell}"\1{xml}', text)

    return with_part(content, part, change)


def with_part(content: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """A workbook with one part of its package changed."""
    target = BytesIO()
    with ZipFile(BytesIO(content)) as before, ZipFile(target, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            text = before.read(name)
            after.writestr(name, change(text.decode()).encode() if name == part else text)
    return target.getvalue()


def cell_of(content: bytes, sheet: str, label: str) -> str:
    """The cell of a sheet that shows a text, such as a label or heading: "B7"."""
    for row in load_workbook(BytesIO(content))[sheet].iter_rows():
        for cell in row:
            if cell.column > 1 and str(cell.value or "").removesuffix(" *") == label:
                return str(cell.coordinate)
    raise AssertionError(f"{label} is not on {sheet}")
