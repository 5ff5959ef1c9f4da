"""What this process comes to know stays in it: no files that others may read, no dumps, no tracebacks.

Libraries quote what stood in a form when they warn, log or fail, so of what they say nothing is passed on.
"""

from __future__ import annotations

import logging
import os
import sys
import tempfile
import threading
import warnings
from pathlib import Path
from types import TracebackType

from pipeline.apart.trace import kind

UMASK = 0o077
TEMPORARY = ".temporary"  # in the record, which nobody else may look into; swept at each run


def keep_private(record: Path) -> None:
    """Once, before anything else is done. Makes no folder: a command that only asks leaves no trace."""
    os.umask(UMASK)
    _dump_nothing()
    tempfile.tempdir = str(record / TEMPORARY)
    for name in ("TMPDIR", "TEMP", "TMP"):
        os.environ[name] = tempfile.tempdir
    warnings.simplefilter("ignore")
    logging.lastResort = None
    logging.raiseExceptions = False
    sys.excepthook = _only_its_kind
    sys.unraisablehook = lambda _: None
    threading.excepthook = lambda _: None


def _dump_nothing() -> None:
    """No core file, in which everything would stand, wherever this system would put it."""
    if os.name == "posix":
        import resource  # only there

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _only_its_kind(_class: type[BaseException], fault: BaseException, _trace: TracebackType | None) -> None:
    sys.stderr.write(f"rcpc: {kind(fault)}\n")
