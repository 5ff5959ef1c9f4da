"""Words that somebody crossed out in a workbook and left standing.

The values of cells do not show it, so that "agreed not to contact" with "not" crossed out would be read as
if every word counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from zipfile import ZipFile

from lxml import etree

from pipeline.read.workbook_parts import MAIN, parser, part_of_kind

_OFF = ("0", "false", "none")
_STYLES, _SHARED = "spreadsheetml.styles+xml", "sharedStrings+xml"


@dataclass(frozen=True, slots=True)
class Strikes:
    """``styles``: numbers of cell formats that cross out; ``shared``: crossed-out words by number of text."""

    styles: frozenset[str] = frozenset()
    shared: Mapping[str, str] = field(default_factory=dict)

    def words(self, cell: etree._Element) -> str | None:
        """The crossed-out words of a cell of a sheet's XML; "" if that is all of them, None if none."""
        if cell.get("s", "0") in self.styles:
            return ""
        if cell.get("t") == "s":
            return self.shared.get(cell.findtext(f"{MAIN}v") or "")
        inline = cell.find(f"{MAIN}is")
        return None if inline is None else _crossed(inline) or None


def strikes(archive: ZipFile) -> Strikes:
    """How a workbook crosses words out."""
    shared: dict[str, str] = {}
    if part := part_of_kind(archive, _SHARED):
        root = etree.fromstring(archive.read(part), parser())
        for number, entry in enumerate(root.iter(f"{MAIN}si")):
            if words := _crossed(entry):
                shared[str(number)] = words
    return Strikes(frozenset(_styles(archive)), shared)


def _styles(archive: ZipFile) -> Iterator[str]:
    part = part_of_kind(archive, _STYLES)
    if not part:
        return
    root = etree.fromstring(archive.read(part), parser())
    fonts = root.findall(f"{MAIN}fonts/{MAIN}font")
    crossing = {str(number) for number, font in enumerate(fonts) if _on(font)}
    for number, format_ in enumerate(root.findall(f"{MAIN}cellXfs/{MAIN}xf")):
        if format_.get("fontId", "0") in crossing:
            yield str(number)


def _crossed(entry: etree._Element) -> str:
    """The words of a rich text that are crossed out."""
    runs = (run for run in entry.findall(f"{MAIN}r") if _on(run.find(f"{MAIN}rPr")))
    return "".join(run.findtext(f"{MAIN}t") or "" for run in runs).strip()


def _on(font: etree._Element | None) -> bool:
    strike = None if font is None else font.find(f"{MAIN}strike")
    return strike is not None and strike.get("val", "1") not in _OFF
