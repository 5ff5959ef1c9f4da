"""Who may look into what we lay into mailboxes: its owner alone, or the group that a share's users are in."""

from __future__ import annotations

import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.storage import durable


@dataclass(frozen=True, slots=True)
class Rights:
    """Modes of what we lay into mailboxes."""

    folder: int
    file: int

    def grant(self, folder: Path, with_files: bool) -> None:
        """Gives these rights on a folder, if it is there, and on the files in it that people see.

        Nobody's rights are taken away, and nothing is done where rights are the usual, private ones.
        """
        if self == PRIVATE or folder.is_symlink() or not folder.is_dir():
            return
        _add(folder, self.folder)
        for path in folder.glob("[!.]*") if with_files else ():
            if path.is_file() and not path.is_symlink():
                _add(path, self.file)


PRIVATE = Rights(durable.FOLDER_MODE, durable.FILE_MODE)
SHARED = Rights(0o2770, 0o660)  # the bit hands the group of a folder on to what is made in it


def _add(path: Path, mode: int) -> None:
    with suppress(PermissionError, FileNotFoundError):  # somebody else's, to open or to take away
        there = stat.S_IMODE(path.stat().st_mode)
        if there | mode != there:
            path.chmod(there | mode)
