"""A case to be erased beside one that stays, whatever tells of it, and an end of the process on the way."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from desk import CASE, CONTRIBUTION, OTHER, SET_UP, Desk

from pipeline.storage import durable

LIKE = "CP-2026-0141"  # another case, whose reference looks like it
MARK, OTHERS = "Marigold", "Bracken"  # the family's name in the case that goes, and in the one that stays
SCHOOL, POLICE = "fernshire-school-nursing", "fernshire-police"
TRACE = re.compile(rb"CP-2026-014(?!1)|Marigold", re.IGNORECASE)
SHARED = frozenset({"record/log.jsonl", "record/last.json", "record/.cache/plans.json"})


class Killed(BaseException):
    """The process ends here."""


def form(desk: Desk, name: str, family: str = MARK, **changes: str) -> bytes:
    """A form of the worked example, about another family."""
    return desk.form(name, **changes).replace(b"Larkspur", family.encode())


def fill(desk: Desk) -> None:
    """Two cases with accepted and returned forms in the same mailboxes, and some that went astray."""
    for number, (case, family) in enumerate(((CASE, MARK), (LIKE, OTHERS))):
        desk.drop(f"set-up-{number}.json", form(desk, SET_UP, family, case=case))
        desk.drop(f"{SCHOOL}/ours-{number}.json", form(desk, CONTRIBUTION, family, case=case))
        desk.drop(f"{SCHOOL}/faulty.json", form(desk, CONTRIBUTION, family, case=case, agency=""))
        desk.drop(f"top-{number}.json", form(desk, OTHER, family, case=case))
        desk.drop("elsewhere/theirs.json", form(desk, CONTRIBUTION, family, case=case))
        assert desk.rcpc("reports") == 0, desk.err
    desk.drop(f"{SCHOOL}/again.json", form(desk, CONTRIBUTION, case=CASE))
    assert desk.rcpc("reports") == 0, desk.err
    assert [event for event, _ in desk.events].count("returned") == 4
    assert [event for event, _ in desk.events].count("accepted") == 6


def inside(content: bytes) -> Iterator[bytes]:
    """The bytes of a file and, of a package, those of its parts."""
    yield content
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            for name in parts.namelist():
                yield from inside(parts.read(name))


def traces(folder: Path) -> list[str]:
    """Whatever tells of the case, by its name or in its bytes, at any depth and hidden or not."""
    found = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        texts = [name.encode(), *(inside(path.read_bytes()) if path.is_file() else ())]
        if any(TRACE.search(text) for text in texts):
            found.append(name)
    return found


def others(desk: Desk) -> dict[str, bytes]:
    """All that is not about the case, but for what tells of every case."""
    about = {*traces(desk.folder), *SHARED}
    return {name: content for name, content in desk.files("").items() if name not in about}


def killed_at(patch: pytest.MonkeyPatch, number: int) -> list[str]:
    """Ends the process before the numbered durable operation; what was called so far is in the list."""
    done: list[str] = []

    def ending(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def operation(*of: Any, **named: Any) -> Any:
            done.append(name)
            if len(done) == number:
                raise Killed
            return real(*of, **named)

        return operation

    for name in ("write", "append", "remove", "remove_tree", "remove_empty"):
        patch.setattr(durable, name, ending(name, getattr(durable, name)))
    return done


def operations_of_erasing(desk: Desk) -> list[str]:
    """The durable operations that erasing the case takes; afterwards it is erased."""
    with pytest.MonkeyPatch.context() as patch:
        operations = killed_at(patch, 0)
        assert desk.rcpc("erase", CASE, "--sure") == 0, desk.err
    return operations


def stop_and_go_on(desk: Desk, number: int) -> bool:
    """Erasing ends before the numbered operation; the next run makes it good. Whether it had begun."""
    with pytest.MonkeyPatch.context() as patch:
        killed_at(patch, number)
        with pytest.raises(Killed):
            desk.rcpc("erase", CASE, "--sure")
    if desk.record.case(CASE):
        return False
    if desk.record.erasing:
        assert desk.rcpc("verify") == 1
        assert "Type `rcpc reports`, which goes on with it." in desk.out
    assert desk.rcpc("reports") == 0, desk.err
    assert traces(desk.folder) == []
    assert desk.rcpc("verify") == 0, desk.out
    return True
