"""A whole template as bytes: package, page, styles, running head and foot."""

from __future__ import annotations

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.shared import Cm, Mm

from pipeline.render.word_package import NO_DATE, packed
from pipeline.render.word_parts import Element, element

from .layouts import LAYOUTS
from .pages import DOCUMENTS
from .pieces import Elements, pieces, running_foot, running_head
from .styles import ACCENT, LANDSCAPE, PORTRAIT, W, agenda_looks, letter_looks, looks, style_sheet

BULLET = f"""<w:numbering xmlns:w="{W}">
<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="singleLevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/>
<w:numFmt w:val="bullet"/><w:lvlText w:val="\u2022"/><w:lvlJc w:val="left"/>
<w:pPr><w:ind w:left="320" w:hanging="260"/></w:pPr><w:rPr><w:color w:val="{ACCENT}"/></w:rPr></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"""

WORD_2013 = 15  # the newest way of laying out; anything less and the title bar speaks of compatibility


def laid() -> dict[str, bytes]:
    """Every template by its path below ``templates/``. The same bytes each time."""
    documents = {**DOCUMENTS, **LAYOUTS}
    return {
        f"{name}/{name}.docx": _template(name, body(), wide=wide) for name, (body, wide) in documents.items()
    }


def _template(name: str, body: Elements, *, wide: bool) -> bytes:
    document = Document()
    width = LANDSCAPE if wide else PORTRAIT
    _fill(document, [*pieces(width), *body])
    _page(document, wide=wide)
    _replace(document.styles.element, parse_xml(_sheet(name, width, wide=wide)))
    _replace(document.part.numbering_part.element, parse_xml(BULLET))
    _settings(document)
    _properties(document)
    return packed(document)


def _sheet(name: str, width: int, *, wide: bool) -> str:
    """The styles of one template: some have less between their lines than a report."""
    if name == "letter":
        return style_sheet(10, letter_looks(width, 9))
    if name in ("agenda", "plan-changes"):  # the first page of each is read in a minute
        return style_sheet(10.5, agenda_looks(width, 9.5), cell_room=(30, 20))
    return style_sheet(9.5 if wide else 10.5, looks(width, 8.5 if wide else 9.5))


def _fill(document: DocumentObject, content: Elements) -> None:
    body = document.element.body
    for old in list(body.iterchildren(qn("w:p"))):
        body.remove(old)
    for number, one in enumerate(content):
        body.insert(number, one)


def _page(document: DocumentObject, *, wide: bool) -> None:
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    page.page_width, page.page_height = (Mm(297), Mm(210)) if wide else (Mm(210), Mm(297))
    page.left_margin = page.right_margin = Mm(14) if wide else Mm(20)
    page.top_margin, page.bottom_margin = Mm(24), Mm(20)
    page.header_distance = page.footer_distance = Cm(1)
    for part, content in ((page.header, running_head()), (page.footer, running_foot())):
        part.is_linked_to_previous = False
        for old in list(part._element):
            part._element.remove(old)
        part._element.append(content)


def _replace(old: Element, new: Element) -> None:
    for child in list(old):
        old.remove(child)
    old.extend(list(new))


def _settings(document: DocumentObject) -> None:
    """Little is asked for: the newest layout and the languages."""
    settings = document.settings.element
    for child in list(settings):
        settings.remove(child)
    mode = element(
        "compatSetting",
        name="compatibilityMode",
        uri="http://schemas.microsoft.com/office/word",
        val=WORD_2013,
    )
    settings.append(element("zoom", percent=100))
    settings.append(element("defaultTabStop", val=720))
    settings.append(element("characterSpacingControl", val="doNotCompress"))
    settings.append(element("compat", mode))
    settings.append(element("themeFontLang", val="en-GB"))
    settings.append(element("decimalSymbol", val="."))
    settings.append(element("listSeparator", val=","))


def _properties(document: DocumentObject) -> None:
    about = document.core_properties
    about.title = about.author = about.last_modified_by = about.comments = about.keywords = ""
    about.language, about.revision = "en-GB", 1
    about.created = about.modified = NO_DATE
    package = document.part.package
    for name, relationship in list(package.rels.items()):
        if relationship.reltype.endswith("/thumbnail"):  # a picture of the library's own empty page
            del package.rels[name]
