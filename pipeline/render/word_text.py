"""Text that may stand in a Word document."""

from __future__ import annotations

import re

# XML has no way to write these; a lone surrogate would end the document where it stands.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(text: str) -> str:
    """A text without the control characters and half characters that no XML document can hold."""
    return _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
