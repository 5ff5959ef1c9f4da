"""A view and its Word template become a DOCX: real styles, nobody's name in it, the same bytes each time."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from pipeline.errors import LibraryBroken
from pipeline.render.word_finish import finish
from pipeline.render.word_package import packed
from pipeline.render.word_strip import mark, scale, strip
from pipeline.render.word_text import printable

KEPT = 64  # compiled pieces of templates: body, head and foot of each document, in a few versions


def docx(templates: Mapping[str, bytes], name: str, view: Any, language: str) -> bytes:
    """The DOCX of a view; equal input gives equal bytes.

    ``templates`` maps paths below ``templates/`` to their bytes, ``name`` is one of them
    ("minutes/minutes.docx"), ``language`` a tag such as "en-GB"; in the template the view is ``view``.
    Raises LibraryBroken if the template is missing, asks for something that the view does not have, or is
    no longer a Word document once filled. Touches no file.
    """
    if name not in templates:
        raise LibraryBroken(f"The template {name} is missing.", "Restore it from the project.")
    template = _Template(io.BytesIO(templates[name]))
    try:
        template.render({"view": view, "language": language}, _environment(), autoescape=True)
    except TemplateError as fault:
        # The text of a template error names templates and fields, never what a field holds.
        raise LibraryBroken(
            f"template {name} cannot be used: {type(fault).__name__}: {fault.message}"
        ) from None
    except etree.XMLSyntaxError:
        raise LibraryBroken(f"template {name} cannot be used: it is no Word document once filled") from None
    title = " ".join(filter(None, (view.page.title, view.page.reference)))
    finish(template.get_docx(), title, language)
    return packed(template.get_docx())


class _Template(DocxTemplate):  # type: ignore[misc]
    """docxtpl, stricter: left alone it mends broken XML by leaving out what follows, and rewrites "{_{".

    Patching and compiling take most of the time and are the same for every case, so both are kept.
    """

    def patch_xml(self, src_xml: str) -> str:
        return _patched(src_xml)

    def render_xml_part(
        self,
        src_xml: str,
        part: Any,  # noqa: ARG002
        context: Mapping[str, Any],
        jinja_env: Any = None,  # noqa: ARG002
    ) -> str:
        return _compiled(src_xml).render(context)

    def fix_tables(self, xml: str) -> Any:
        return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, huge_tree=True))

    def init_docx(self, reload: bool = True) -> None:
        # Once rendered it is the document; docxtpl would open the template again.
        super().init_docx(reload=reload and self.docx is None)


@lru_cache(maxsize=KEPT)
def _patched(xml: str) -> str:
    patched: str = DocxTemplate(None).patch_xml(xml)
    return patched


@lru_cache(maxsize=KEPT)
def _compiled(xml: str) -> Template:
    return _environment().from_string(xml)


@lru_cache(maxsize=1)
def _environment() -> SandboxedEnvironment:
    """Templates see nothing but the view; every value is escaped and made writable on its way out."""
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    environment.finalize = _writable
    environment.filters.update(strip=strip, mark=mark, scale=scale)
    return environment


def _writable(value: object) -> object:
    # Markup (what a macro returned) has been through here already. Line ends and tabs are but spaces here.
    return printable(value).translate({9: " ", 10: " "}) if type(value) is str else value
