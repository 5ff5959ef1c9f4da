"""All the text of a Word document, in order.

Libraries that offer "the text of a cell" leave out content controls, tracked insertions, text boxes and
hyperlinks, so that "agreed not to contact" can read "agreed to contact". Here every element is walked, and
whatever is not text of the form is kept beside it: notes, comments, deleted words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from pipeline.read.word_lists import Lists, lists_of
from pipeline.read.word_package import W, WordPackage
from pipeline.rulebook.word_keys import taken_apart

MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
OLD_DRAWN = "{urn:schemas-microsoft-com:vml}imagedata"
SYMBOLS = {"F0FC": "✓", "F0FB": "✗", "F0FE": "☒", "F0A8": "☐", "F06F": "☐", "F052": "☑", "F0B7": "•"}
UNKNOWN_SYMBOL = "\u25a1"
# Elements that hold no words of anybody: how things look, codes of fields, marks without text.
SILENT = {
    f"{W}{name}"
    for name in (
        "rPr", "pPr", "sdtPr", "sdtEndPr", "instrText", "delInstrText", "tblPr", "tblGrid", "trPr", "tcPr",
        "tblPrEx", "sectPr", "softHyphen", "proofErr", "bookmarkStart", "bookmarkEnd", "commentRangeStart",
        "commentRangeEnd", "annotationRef", "footnoteRef", "endnoteRef", "separator", "continuationSeparator",
    )
}  # fmt: skip
SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}
CHANGE_NAMES = ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel")
CHANGES = tuple(f"{W}{name}" for name in CHANGE_NAMES)


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of the document.

    ``hints`` were printed in an empty box; ``notes`` hang on the paragraph; ``struck`` words are deleted, but
    nobody has agreed to that yet (``changed``); ``crossed`` words have a line through them but stand in the
    text; ``picture``: something stands here that is not text.
    """

    text: str = ""
    keys: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    struck: str = ""
    changed: bool = False
    picture: bool = False
    crossed: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: the columns of the grid it covers, from ``start`` up to and without ``end``.

    ``goes_on``: it is the lower part of a cell that was merged over several rows.
    """

    passages: tuple[Passage, ...]
    start: int
    end: int
    goes_on: bool = False

    @property
    def text(self) -> str:
        return "\n".join(passage.text for passage in self.passages).strip("\n")

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(key for passage in self.passages for key in passage.keys)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; ``table`` counts tables and ``number`` rows from 0; the table has ``rows`` rows."""

    cells: tuple[Cell, ...]
    table: int
    number: int
    rows: int
    changed: bool = False


@dataclass
class _Found:
    """What has been met so far in one paragraph."""

    pieces: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    boxes: list[Passage] = field(default_factory=list)
    crossed: list[str] = field(default_factory=list)
    changed: bool = False
    picture: bool = False


class Walk:
    """Walks the parts of one document."""

    def __init__(self, package: WordPackage) -> None:
        self._package = package
        self._lists: Lists = lists_of(package)
        self._notes = {
            f"{kind}{suffix}": self._noted(kind)
            for kind, suffix in (
                ("footnote", "Reference"),
                ("endnote", "Reference"),
                ("comment", "Reference"),
            )
        }
        self._tables = 0

    def body(self) -> Iterator[Passage | Row]:
        """Paragraphs and rows of the document in reading order."""
        body = self._package.main.find(f"{W}body")
        if body is not None:
            yield from self._blocks(body)

    def margins(self) -> Iterator[Passage]:
        """The paragraphs of headers and footers, without page numbers and other fields."""
        for kind in ("header", "footer"):
            for tree in self._package.related(kind):
                for block in self._blocks(tree, fields=False):
                    yield from [block] if isinstance(block, Passage) else _passages_of(block)

    def _noted(self, kind: str) -> Mapping[str, str]:
        """The text of every note of a kind by its number."""
        found = {}
        for tree in self._package.related(f"{kind}s"):
            for note in tree.iter(f"{W}{kind}"):
                lines = [
                    "".join(w.text or "" for w in p.iter(f"{W}t", f"{W}delText")) for p in note.iter(f"{W}p")
                ]
                found[str(note.get(f"{W}id"))] = "\n".join(lines).strip()
        return found

    def _blocks(self, parent: etree._Element, *, fields: bool = True) -> Iterator[Passage | Row]:
        """Paragraphs and rows in a body, a cell, a text box, whatever wraps them."""
        for child in _choices(parent):
            if child.tag == f"{W}p":
                yield from self._paragraph(child, fields=fields)
            elif child.tag == f"{W}tbl":
                yield from self._table(child)
            elif child.tag == f"{W}altChunk":
                yield Passage(picture=True)
            else:
                yield from self._blocks(child, fields=fields)

    def _paragraph(self, paragraph: etree._Element, *, fields: bool = True) -> Iterator[Passage]:
        """The paragraph, then those of the text boxes that are anchored in it."""
        found = _Found()
        properties = paragraph.find(f"{W}pPr")
        if properties is not None and any(True for _ in properties.iter(*CHANGES)):
            found.changed = True
        self._runs(paragraph, found, struck=False, fields=fields)
        if _only_a_hint(paragraph):
            found.hints, found.pieces = ["".join(found.pieces)], []
        text, keys = taken_apart("".join(found.pieces))
        mark = self._lists.mark(properties) if text.strip() else ""
        yield Passage(
            text=mark + text,
            keys=keys,
            hints=tuple(found.hints),
            notes=tuple(found.notes),
            struck="".join(found.struck),
            changed=found.changed,
            picture=found.picture,
            crossed="".join(found.crossed).strip(),
        )
        yield from found.boxes

    def _runs(self, parent: etree._Element, found: _Found, *, struck: bool, fields: bool) -> None:
        """Collect the words below an element; ``struck``: they are inside a deletion."""
        in_field = 0
        for child in _choices(parent):
            name = _name(child)
            if not fields:
                in_field += _field_steps(child)
                if in_field or name == "fldSimple":
                    continue
            words = _words(child, name)
            if words is not None:
                gone = struck or name == "delText"
                (found.struck if gone else found.pieces).append(words)
                if not gone and _is_crossed(parent):
                    found.crossed.append(words)
            elif name in self._notes:
                found.notes.append(self._notes[name].get(str(child.get(f"{W}id")), ""))
            elif name in CHANGE_NAMES:
                found.changed = True
                self._runs(child, found, struck=struck or name in ("del", "moveFrom"), fields=fields)
            elif name == "sdt":
                self._control(child, found, struck=struck, fields=fields)
            elif name in ("drawing", "pict", "object"):
                self._drawing(child, found)
            else:
                self._runs(child, found, struck=struck, fields=fields)

    def _control(self, control: etree._Element, found: _Found, *, struck: bool, fields: bool) -> None:
        """A content control; what it shows while nobody has filled it in is no answer."""
        content = control.find(f"{W}sdtContent")
        if content is None:
            return
        inside = _Found() if control.find(f"{W}sdtPr/{W}showingPlcHdr") is not None else found
        self._runs(content, inside, struck=struck, fields=fields)
        if inside is not found:
            found.hints.append("".join(inside.pieces))

    def _drawing(self, drawing: etree._Element, found: _Found) -> None:
        boxes = list(_outermost(drawing, f"{W}txbxContent"))
        for box in boxes:
            for block in self._blocks(box):
                found.boxes += [block] if isinstance(block, Passage) else _passages_of(block)
        if not boxes or next(drawing.iter(DRAWN, OLD_DRAWN), None) is not None:
            found.picture = True

    def _table(self, table: etree._Element) -> Iterator[Row]:
        number = self._tables
        self._tables += 1
        rows = list(_within(table, f"{W}tr"))
        for at, row in enumerate(rows):
            marks = row.find(f"{W}trPr")
            changed = marks is not None and any(True for _ in marks.iter(*CHANGES))
            yield Row(tuple(self._cells(row)), number, at, len(rows), changed)

    def _cells(self, row: etree._Element) -> Iterator[Cell]:
        column = _number(row.find(f"{W}trPr/{W}gridBefore"), 0)
        for cell in _within(row, f"{W}tc"):
            width = max(1, _number(cell.find(f"{W}tcPr/{W}gridSpan"), 1))
            passages: list[Passage] = []
            for block in self._blocks(cell):
                passages += [block] if isinstance(block, Passage) else _passages_of(block, as_line=True)
            merged = cell.find(f"{W}tcPr/{W}vMerge")
            goes_on = merged is not None and merged.get(f"{W}val", "continue") == "continue"
            yield Cell(tuple(passages), column, column + width, goes_on)
            column += width


def _choices(parent: etree._Element) -> Iterator[etree._Element]:
    """Children that hold words; of two versions of one thing (a drawing, its older twin) only the first."""
    for child in parent:
        if child.tag == f"{ALTERNATE}AlternateContent":
            yield from _choices(child[0]) if len(child) else ()
        elif isinstance(child.tag, str) and child.tag not in SILENT:
            yield child


def _only_a_hint(paragraph: etree._Element) -> bool:
    """Whether a content control around the whole paragraph says that nobody has filled it in."""
    around = paragraph.iterancestors(f"{W}sdt")
    return any(control.find(f"{W}sdtPr/{W}showingPlcHdr") is not None for control in around)


def _is_crossed(run: etree._Element) -> bool:
    """Whether the words of a run have a line through them."""
    marks = (run.find(f"{W}rPr/{W}{name}") for name in ("strike", "dstrike"))
    return any(mark is not None and mark.get(f"{W}val", "1") not in ("0", "false", "off") for mark in marks)


def _name(element: etree._Element) -> str:
    """The name of an element without its namespace, where that is Word's own."""
    return str(element.tag).removeprefix(W)


def _words(element: etree._Element, name: str) -> str | None:
    """What an element without children says; None if it may have children that say something."""
    if name in ("t", "delText") or element.tag == f"{MATHS}t":
        return element.text or ""
    if name in SIGNS:
        return SIGNS[name]
    if name == "sym":
        return _symbol(element)
    return _old_form_field(element) if name == "fldChar" else None


def _within(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, through whatever wraps them; not those of inner tables."""
    for child in _choices(parent):
        if child.tag == tag:
            yield child
        elif child.tag not in (f"{W}tbl", f"{W}tc"):
            yield from _within(child, tag)


def _outermost(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    for child in _choices(parent):
        if child.tag == tag:
            yield child
        else:
            yield from _outermost(child, tag)


def _passages_of(row: Row, *, as_line: bool = False) -> list[Passage]:
    """The passages of a row; ``as_line``: a row of a table inside a cell becomes one line, tabs between."""
    passages = [passage for cell in row.cells for passage in cell.passages]
    if not as_line:
        return passages
    line = Passage(text="\t".join(" ".join(cell.text.split("\n")) for cell in row.cells))
    beside = [replace(p, text="", changed=p.changed or row.changed) for p in passages]
    return [line, *(p for p in beside if p != Passage())]


def _field_steps(run: etree._Element) -> int:
    """How many fields open less how many close in a run."""
    kinds = [str(mark.get(f"{W}fldCharType")) for mark in run.iter(f"{W}fldChar")]
    return kinds.count("begin") - kinds.count("end")


def _symbol(symbol: etree._Element) -> str:
    code = str(symbol.get(f"{W}char", "")).upper()
    if code in SYMBOLS:
        return SYMBOLS[code]
    return UNKNOWN_SYMBOL if code.startswith(("E", "F0")) or not code else chr(int(code, 16))


def _old_form_field(mark: etree._Element) -> str:
    """What an old-style form field shows: its drop-down and its tick box keep no text of their own."""
    chosen = mark.find(f"{W}ffData/{W}ddList")
    if chosen is not None:
        offered = [str(entry.get(f"{W}val", "")) for entry in chosen.iter(f"{W}listEntry")]
        at = _number(chosen.find(f"{W}result"), _number(chosen.find(f"{W}default"), 0))
        return offered[at] if 0 <= at < len(offered) else ""
    box = mark.find(f"{W}ffData/{W}checkBox")
    if box is None:
        return ""
    state = box.find(f"{W}checked")
    state = box.find(f"{W}default") if state is None else state
    return "☒" if state is not None and state.get(f"{W}val", "1") not in ("0", "false", "off") else "☐"


def _number(element: etree._Element | None, otherwise: int) -> int:
    value = "" if element is None else str(element.get(f"{W}val", ""))
    return int(value) if value.isdecimal() else otherwise
