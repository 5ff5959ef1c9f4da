"""How a Word form looks: its styles, its page and its footer. Nothing is formatted anywhere else."""

from __future__ import annotations

from typing import cast

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.shared import Cm, Emu, Pt, RGBColor
from docx.styles.style import CharacterStyle, ParagraphStyle

from pipeline.render.word_parts import Element, element, field, paragraph, run

FONT = "Arial"
INK = RGBColor(0x1A, 0x1A, 0x1A)
QUIET = RGBColor(0x50, 0x50, 0x50)
DEEP = RGBColor(0x1F, 0x3A, 0x5F)
LONG, SHORT, MARGIN = Cm(29.7), Cm(21.0), Cm(1.7)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TABLE_STYLE = f"""
<w:style xmlns:w="{W}" w:type="table" w:customStyle="1" w:styleId="FormTable">
  <w:name w:val="Form Table"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/>
  <w:tblPr>
    <w:tblBorders>
      <w:top w:val="single" w:sz="4" w:space="0" w:color="8A94A3"/>
      <w:left w:val="single" w:sz="4" w:space="0" w:color="8A94A3"/>
      <w:bottom w:val="single" w:sz="4" w:space="0" w:color="8A94A3"/>
      <w:right w:val="single" w:sz="4" w:space="0" w:color="8A94A3"/>
      <w:insideH w:val="single" w:sz="4" w:space="0" w:color="8A94A3"/>
      <w:insideV w:val="single" w:sz="4" w:space="0" w:color="8A94A3"/>
    </w:tblBorders>
    <w:tblCellMar>
      <w:top w:w="40" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>
      <w:bottom w:w="40" w:type="dxa"/><w:right w:w="85" w:type="dxa"/>
    </w:tblCellMar>
  </w:tblPr>
  <w:tblStylePr w:type="firstRow">
    <w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="DCE4EE"/></w:tcPr>
  </w:tblStylePr>
  <w:tblStylePr w:type="firstCol">
    <w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="EEF2F7"/></w:tcPr>
  </w:tblStylePr>
</w:style>"""

FRAME = f"""
<w:pBdr xmlns:w="{W}">
  <w:top w:val="single" w:sz="12" w:space="1" w:color="B3261E"/>
  <w:left w:val="single" w:sz="12" w:space="4" w:color="B3261E"/>
  <w:bottom w:val="single" w:sz="12" w:space="1" w:color="B3261E"/>
  <w:right w:val="single" w:sz="12" w:space="4" w:color="B3261E"/>
</w:pBdr>"""

SHADE = f'<w:shd xmlns:w="{W}" w:val="clear" w:color="auto" w:fill="FDECEA"/>'


def dress(document: Document, language: str, *, wide: bool) -> int:
    """Give a new document its styles and an A4 page; the width of the text in twentieths of a point."""
    _defaults(document, language)
    _heading(document, "Title", 20, before=0, after=2)
    _heading(document, "Heading 1", 13, before=12, after=3)
    _style(document, "Form Identity", 9, QUIET, after=8)
    _style(document, "Form Text", 10, INK, after=4)
    _style(document, "Form Help", 8.5, QUIET, after=2)
    _style(document, "Form Label", 9.5, INK).font.bold = True
    _style(document, "Form Answer", 10, INK)
    _style(document, "Form Given", 10, DEEP)
    _style(document, "Form Gap", 4, INK)
    marked = _style(document, "Form Marked", 10, INK).element.get_or_add_pPr()
    marked.insert(0, parse_xml(SHADE))
    marked.insert(0, parse_xml(FRAME))  # Word wants the frame first, then the shade, then the spacing
    link = _characters(document, "Hyperlink").font
    link.color.rgb, link.underline = DEEP, True
    _style(document, "Form Column", 9.5, INK).font.bold = True
    _style(document, "Form Lead", 9, QUIET, after=3)
    _style(document, "Form Column Help", 8.5, QUIET)
    for name in ("Form Column", "Form Column Help", "Form Lead"):  # never parted from the boxes below them
        cast(ParagraphStyle, document.styles[name]).paragraph_format.keep_with_next = True
    _characters(document, "Form Key").font.hidden = True
    _characters(document, "Placeholder Text").font.color.rgb = QUIET
    document.styles.element.append(parse_xml(TABLE_STYLE))
    return _page(document, wide=wide)


def foot(document: Document, left: str, of_pages: tuple[str, str]) -> None:
    """The footer: what this is on the left, "Page x of y" on the right; ``of_pages`` its words."""
    footer = document.sections[0].footer
    footer.is_linked_to_previous = False
    for old in list(footer._element):
        footer._element.remove(old)
    content = [run(left), element("r", element("tab")), run(of_pages[0]), *field("PAGE", "1")]
    content += [run(of_pages[1]), *field("NUMPAGES", "1")]
    footer._element.append(paragraph("Footer", *content))


def _defaults(document: Document, language: str) -> None:
    normal = cast(ParagraphStyle, document.styles["Normal"])
    normal.font.name, normal.font.size, normal.font.color.rgb = FONT, Pt(10), INK
    _fonts(normal.element)
    spacing = normal.paragraph_format
    spacing.space_before, spacing.space_after, spacing.line_spacing = Pt(0), Pt(0), 1.1
    spacing.widow_control = True
    for mark in document.styles.element.iter(qn("w:lang")):
        mark.set(qn("w:val"), language)


def _fonts(style: Element) -> None:
    fonts = style.rPr.rFonts
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), FONT)


def _heading(document: Document, name: str, size: float, *, before: float, after: float) -> None:
    style = cast(ParagraphStyle, document.styles[name])
    style.font.name, style.font.size, style.font.bold, style.font.color.rgb = FONT, Pt(size), True, DEEP
    _fonts(style.element)
    borders = style.element.pPr.find(qn("w:pBdr"))
    if borders is not None:
        style.element.pPr.remove(borders)
    spacing = style.paragraph_format
    spacing.space_before, spacing.space_after, spacing.keep_with_next = Pt(before), Pt(after), True


def _style(document: Document, name: str, size: float, colour: RGBColor, after: float = 0) -> ParagraphStyle:
    style = cast(ParagraphStyle, document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH))
    style.base_style = document.styles["Normal"]
    style.font.size, style.font.color.rgb = Pt(size), colour
    style.paragraph_format.space_after = Pt(after)
    style.quick_style = True
    return style


def _characters(document: Document, name: str) -> CharacterStyle:
    return cast(CharacterStyle, document.styles.add_style(name, WD_STYLE_TYPE.CHARACTER))


def _page(document: Document, *, wide: bool) -> int:
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    page.page_width, page.page_height = (LONG, SHORT) if wide else (SHORT, LONG)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = MARGIN
    page.footer_distance = page.header_distance = Cm(0.8)
    room = Emu(int(page.page_width) - 2 * int(MARGIN))
    tabs = cast(ParagraphStyle, document.styles["Footer"])
    old = tabs.element.pPr.find(qn("w:tabs"))
    if old is not None:
        tabs.element.pPr.remove(old)
    stops = element("tabs", element("tab", val="right", pos=int(room.twips)))
    tabs.element.pPr.insert(0, stops)
    tabs.font.size, tabs.font.color.rgb = Pt(8.5), QUIET
    return int(room.twips)
