"""What stands in the header and footer of a sheet's printed pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

# "&&" is an ampersand; other codes are fields (page, date, name of the file ...) and how the words look.
_SECTION = re.compile(r"(?<!&)(?:&&)*&([LCR])")
_CODES = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|K[0-9]{2}[-+][0-9]{3}|[0-9]+ ?|[A-Za-z]|&)')
_PAGE = re.compile(r"&[PN]")
_BESIDE_PAGE = 2  # words beside a page number that are about nothing else: "Page", "Page ... of"


def margin_texts(coded: str) -> Iterator[str]:
    """The words on the left, in the middle and on the right of a header or footer, without its codes.

    A bare page number, which office programs put there by themselves, is nothing that anybody wrote.
    """
    for part in _sections(coded):
        text = " ".join(_CODES.sub(lambda code: "&" if code[0] == "&&" else "", part).split())
        if text and not (_PAGE.search(part) and len(text.split()) <= _BESIDE_PAGE):
            yield text


def _sections(coded: str) -> Iterator[str]:
    start = 0
    for found in _SECTION.finditer(coded):
        yield coded[start : found.end() - 2]
        start = found.end()
    yield coded[start:]
