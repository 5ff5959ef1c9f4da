"""``rcpc`` with documents of a few bytes, as a program of its own: to be killed, traced and starved.

``python tests/torture/lightly.py --workspace DIR reports``, with the same words as ``rcpc``.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from torture.ground import light  # the path comes first

from pipeline import cli
from pipeline.storage.library import load
from pipeline.storage.settings import PROJECT

if __name__ == "__main__":
    os.umask(0o077)
    with light(load(PROJECT / "schemas", PROJECT / "templates"), apart=True):
        sys.exit(cli.run(sys.argv[1:]))
