"""The last touch to a PDF: what its claims need and the layout library does not write."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

# PDF/A wants every property beyond its own list described in the file; PDF/UA's identifier is one.
IDENTIFIER = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">\
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289 to which the document conforms</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF>"""


def finish(content: bytes) -> bytes:
    """The same pages, with the scope of every table heading, the PDF/UA identifier and a fixed file id."""
    import pikepdf

    with pikepdf.open(BytesIO(content)) as document:
        for heading in _structure(document.Root.get("/StructTreeRoot"), "/TH"):
            heading.A = pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=pikepdf.Name.Column)
        metadata = document.Root.Metadata
        metadata.write(metadata.read_bytes().replace(b"</rdf:RDF>", IDENTIFIER, 1))
        document.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        finished = BytesIO()
        document.save(
            finished,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            fix_metadata_version=False,
        )
    return finished.getvalue()


def _structure(root: Any, kind: str) -> Iterator[Any]:
    """Every element of a kind in the tree of tags, without recursion: long documents have deep trees."""
    import pikepdf

    waiting = [root]
    while waiting:
        element = waiting.pop()
        if isinstance(element, pikepdf.Array):
            waiting.extend(element)
        elif isinstance(element, pikepdf.Dictionary):
            if element.get("/S") == kind:
                yield element
            if "/K" in element and element.get("/Type") not in {"/MCR", "/OBJR"}:
                waiting.append(element.K)
