"""What a workbook holds besides the values of its cells: merges, notes, text boxes, pictures.

The library that reads cells quickly passes these over, so they are taken from the file's own XML. The file
has been through the package check: its parts are whole, of bearable size and free of DOCTYPEs.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as made
from io import BytesIO
from zipfile import ZipFile

from lxml import etree
from openpyxl.utils.cell import coordinate_to_tuple, get_column_letter, range_boundaries

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_ART = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_THREADS = "{http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments}"
_THREADED = "[Threaded comment]"  # begins the stand-in that older programs are shown
# Only what cannot stand in a file for itself is escaped there: control characters and the escape's own mark.
# Some programs write "_x0041_" when that is what somebody typed, so it is left alone.
_ESCAPED = re.compile(
    "_x(00[01][0-9A-Fa-f]|[Dd][89A-Fa-f][0-9A-Fa-f]{2}|[Ff]{3}[EFef]|005[Ff](?=_x[0-9A-Fa-f]{4}_))_"
)
_ROW = re.compile(rb'<row\b[^>]*?\br="([0-9]+)"')
_WRITTEN = re.compile(rb"<(?:\w+:)?(?:v|is|f)\b")
_SHARED = "sharedStrings+xml"
_KINDS = ("comments", "threadedComment", "drawing")

Box = tuple[int, int, int, int]  # first row and column, last row and column, from 1


@dataclass(frozen=True, slots=True)
class Frame:
    """What a sheet's own XML says. ``beyond`` is the first written cell past the rows and columns read.

    ``struck``: crossed-out words by cell, "" where that is all of them; ``margins``: headers and footers with
    their codes.
    """

    merges: tuple[Box, ...] = ()
    blank_results: frozenset[str] = frozenset()  # formulas whose result is no text at all
    beyond: str = ""
    struck: Mapping[str, str] = made(default_factory=dict)
    margins: tuple[str, ...] = ()
    in_order: bool = True


@dataclass(frozen=True, slots=True)
class Beside:
    """Text that does not stand in a cell: a note, a text box. A picture has no text."""

    cell: str
    text: str = ""
    picture: bool = False


def unescaped(text: str) -> str:
    """Text with the file format's own escapes undone: ``_x000D_`` is a carriage return."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def part_of_kind(archive: ZipFile, kind: str) -> str:
    """The first part whose content type names a kind; "" if there is none."""
    kinds = etree.fromstring(archive.read("[Content_Types].xml"), parser())
    named = (str(each.get("PartName", "")) for each in kinds if kind in str(each.get("ContentType", "")))
    part = next((name.lstrip("/") for name in named), "")
    return part if part in archive.namelist() else ""


def shared_texts(archive: ZipFile) -> list[str] | None:
    """The texts that cells point to, as they stand in the file; None if it keeps none apart.

    The library's own list has lost the mark by which an escape is told from what somebody typed.
    """
    part = part_of_kind(archive, _SHARED)
    if not part:
        return None
    root = etree.fromstring(archive.read(part), parser())
    spoken = f"{MAIN}rPh"  # how a text is pronounced, which is no part of it
    return [
        "".join(
            run.text or ""
            for run in entry.iter(f"{MAIN}t")
            if (parent := run.getparent()) is None or parent.tag != spoken
        )
        for entry in root.iter(f"{MAIN}si")
    ]


def frame(
    archive: ZipFile,
    part: str,
    last_row: int,
    last_column: int,
    crossed: Callable[[etree._Element], str | None] = lambda _: None,
) -> Frame:
    """Walk a sheet's XML once, however many empty rows it has; ``last_row`` and on were not read.

    ``crossed`` gives the crossed-out words of a cell, None for none.
    """
    merges: list[Box] = []
    blank: set[str] = set()
    struck: dict[str, str] = {}
    margins: list[str] = []
    beyond, before, in_order = "", 0, True
    with BytesIO(_without_blank_tail(archive.read(part), last_row)) as source:
        tags = [f"{MAIN}{name}" for name in ("row", "mergeCell", "headerFooter")]
        for _, element in etree.iterparse(source, tag=tags, resolve_entities=False, no_network=True):
            if element.tag == f"{MAIN}mergeCell":
                merges.extend(_box(str(element.get("ref", ""))))
            elif element.tag == f"{MAIN}headerFooter":
                margins.extend(unescaped(each.text) for each in element if each.text)
            else:
                number = int(element.get("r") or before + 1)
                in_order, before = in_order and number > before, number
                for cell in element:
                    reference = str(cell.get("r") or "")
                    if reference and not beyond and _is_beyond(reference, last_row, last_column):
                        beyond = reference if _written(cell) else ""
                    elif cell.get("t") == "str" and not cell.findtext(f"{MAIN}v"):
                        blank.add(reference)
                    elif (words := crossed(cell)) is not None:
                        struck[reference] = words
            element.clear()
    return Frame(tuple(merges), frozenset(blank), beyond, struck, tuple(margins), in_order)


def _without_blank_tail(xml: bytes, last_row: int) -> bytes:
    """A sheet's XML without rows past the last one read, if nothing is written in any of them.

    A sheet that was formatted down to its last row has a million of them.
    """
    start = next((found.start() for found in _ROW.finditer(xml) if int(found[1]) > last_row), -1)
    end = xml.rfind(b"</sheetData>")
    if start < 0 or end < start or _WRITTEN.search(xml, start, end):
        return xml
    return xml[:start] + xml[end:]


def _box(reference: str) -> Iterator[Box]:
    try:
        left, top, right, bottom = range_boundaries(reference)
    except ValueError:
        return
    if left and top and right and bottom:
        yield top, left, bottom, right


def _is_beyond(reference: str, last_row: int, last_column: int) -> bool:
    row, column = coordinate_to_tuple(reference)
    return row > last_row or column > last_column


def _written(cell: etree._Element) -> bool:
    return any((child.text or len(child)) for child in cell)


def beside(archive: ZipFile, part: str) -> Iterator[Beside]:
    """Notes, text boxes and pictures of a sheet."""
    targets = list(_targets(archive, part))
    threads = any(kind == "threadedComment" for kind, _ in targets)
    for kind, target in targets:
        if target in archive.namelist():
            root = etree.fromstring(archive.read(target), parser())
            match kind:
                case "comments":
                    yield from _notes(root, threads)
                case "threadedComment":
                    for one in root.iter(f"{_THREADS}threadedComment"):
                        text = one.findtext(f"{_THREADS}text") or ""
                        yield Beside(str(one.get("ref", "")), unescaped(text))
                case _:
                    yield from _drawn(root)


def parser() -> etree.XMLParser:
    """Expands no entity and fetches nothing."""
    return etree.XMLParser(resolve_entities=False, no_network=True)


def _targets(archive: ZipFile, part: str) -> Iterator[tuple[str, str]]:
    folder, name = posixpath.split(part)
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in archive.namelist():
        return
    for relation in etree.fromstring(archive.read(relations), parser()):
        kind = str(relation.get("Type", "")).rsplit("/", 1)[-1]
        if kind in _KINDS:
            target = posixpath.normpath(posixpath.join("/" + folder, str(relation.get("Target", ""))))
            yield kind, target.lstrip("/")


def _notes(root: etree._Element, threads: bool) -> Iterator[Beside]:
    for note in root.iter(f"{MAIN}comment"):
        text = unescaped("".join(run.text or "" for run in note.iter(f"{MAIN}t")))
        if not (threads and text.startswith(_THREADED)):
            yield Beside(str(note.get("ref", "")), text)


def _drawn(root: etree._Element) -> Iterator[Beside]:
    for anchor in root:
        start = anchor.find(f"{_DRAWN}from")
        cell = ""
        if start is not None:
            column = int(start.findtext(f"{_DRAWN}col") or 0) + 1
            cell = f"{get_column_letter(column)}{int(start.findtext(f'{_DRAWN}row') or 0) + 1}"
        paragraphs = (
            "".join(run.text or "" for run in paragraph.iter(f"{_ART}t"))
            for paragraph in anchor.iter(f"{_ART}p")
        )
        text = "\n".join(paragraphs).strip()
        picture = anchor.find(f".//{_DRAWN}pic") is not None
        if text or picture:
            yield Beside(cell, text, picture)
