"""How long the main job takes here: everything from nothing, one form more, and a run with nothing to do.

usage: .venv/bin/python tools/bench.py [CASES]    default: 3 copies of the worked example
Prints seconds; nothing is asserted, because machines differ.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import tempfile
import time
from pathlib import Path

from pipeline import cli
from pipeline.cli.demo import typed_answers
from pipeline.storage.example import load_example
from pipeline.storage.library import load
from pipeline.storage.settings import PROJECT


def main() -> None:
    """Drops the example's forms once for each case and times three runs."""
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    library = load(PROJECT / "schemas", PROJECT / "templates")
    example = [each for each in load_example(PROJECT / "example") if not each.again]
    with tempfile.TemporaryDirectory() as folder:
        inbox = Path(folder, "inbox")
        inbox.mkdir()
        for number in range(cases):
            for each in example:
                form = library.forms[each.form]
                answers = typed_answers(form, each.answers)
                text = json.dumps({"form": form.name, "version": form.version, **answers})
                text = text.replace("CP-2026-014", f"CP-2026-{100 + number}")
                (inbox / f"{number:04d}-{each.name}.json").write_text(text)
        _timed(folder, f"{cases * len(example)} forms, {cases} cases, everything built")
        _timed(folder, "nothing to do")
        _timed(folder, "the record proved", "verify")


def _timed(folder: str, what: str, command: str = "reports") -> None:
    begun = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as said:
        code = cli.run(["--workspace", folder, "--today", "2026-12-16", command])
    print(f"{time.perf_counter() - begun:8.2f} s  {what}")
    if code:
        sys.exit(said.getvalue())


if __name__ == "__main__":
    main()
