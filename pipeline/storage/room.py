"""Room on the disks: what is taken in must be recorded and answered, so there has to be room for it first."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

MEGABYTE = 1024 * 1024  # bytes


def short_of_room(folders: Iterable[Path], megabytes: float) -> Path | None:
    """The first of the folders whose disk has fewer free megabytes than that; None if all have enough.

    What counts is the room that is free to us, not what is kept for the administrator. A folder that cannot
    be asked is not short of room: whatever is wrong with it shows when it is used.
    """
    for folder in folders:
        try:
            if shutil.disk_usage(folder).free < megabytes * MEGABYTE:
                return folder
        except OSError:
            continue
    return None
