"""Lay the Word templates anew, as they were first designed.

The templates under templates/ are the source: people change them in Word. This program is how they began. It
overwrites them only with --anew; without it, it says which of them differ from the first design.
"""

from __future__ import annotations

import argparse
import io
import sys
import zipfile
from pathlib import Path

from docx_templates.book import laid

TEMPLATES = Path(__file__).parents[1] / "templates"


def parts(content: bytes) -> dict[str, bytes]:
    """The parts of a package: how hard they were pressed together is of no account."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def main() -> int:
    """Compare, or lay anew; the exit code says whether any template differs."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--anew", action="store_true", help="overwrite the templates, edits and all")
    anew = options.parse_args().anew
    differ = False
    for path, content in laid().items():
        place = TEMPLATES / path
        if anew:
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(content)
            print(f"laid {path}")
        elif not place.exists() or parts(place.read_bytes()) != parts(content):
            differ = True
            print(f"{path} is not as first designed (--anew overwrites it)")
    return int(differ)


if __name__ == "__main__":
    sys.exit(main())
