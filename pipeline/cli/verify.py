"""Whether everything is as it was written. Nothing is changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from time import sleep

from pipeline.cli import screen
from pipeline.cli.build import Work, planned_on, work_for
from pipeline.cli.questions import MOST, TO_PUT_RIGHT, opened
from pipeline.cli.workspace import Workspace, shown
from pipeline.errors import RecordBroken
from pipeline.run import Planned

PAUSE = 1.0  # seconds between two looks


@dataclass(frozen=True, slots=True)
class _Outbox:
    """Paths of documents that are not as they should be: ``wrong`` ones, and ``earlier`` ones.

    The earlier ones are just what the record says as of the day that they were made; today's would say more.
    """

    wrong: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()


def verify(workspace: Workspace, as_json: bool) -> int:
    """Proves that the record is whole, and that the outbox holds what the record says, byte for byte."""
    wrong, outbox = _record(workspace), _Outbox()
    if not wrong:
        outbox, troubles = _outbox(workspace)
        wrong += troubles
    if as_json:
        told = {"agrees": not outbox.wrong, "outbox": outbox.wrong, "of_an_earlier_day": outbox.earlier}
        screen.say_json({"whole": not wrong, "record": wrong, **told})
    elif not wrong and not outbox.wrong:
        _say_whole(workspace, outbox)
    else:
        _say_wrong(workspace, wrong, outbox.wrong)
    return TO_PUT_RIGHT if wrong or outbox.wrong else 0


def _record(workspace: Workspace) -> list[str]:
    """What is wrong with the record in two looks: a run at work may be between a form and its line."""
    wrong = workspace.record().verify()
    if wrong:
        sleep(PAUSE)
        wrong = tuple(each for each in workspace.record().verify() if each in wrong)
    return list(wrong)


def _outbox(workspace: Workspace) -> tuple[_Outbox, list[str]]:
    """Documents that are missing or not as they were made, and what stands in the way of telling."""
    cases, troubles = opened(workspace)
    documents: list[str] = []
    earlier: list[str] = []
    for work in work_for(workspace, cases, cases.all(), troubles):
        wrong = [] if work.shelf.guests else list(work.shelf.wrong())
        with troubles.caught(work.about):
            was = _of_another_day(work, partial(planned_on, workspace, cases, work))
            unmade = [planned.path for planned in work.stale if planned.path not in was]
            folder = shown(workspace, work.shelf.folder)
            documents += [f"{folder}/{path}" for path in dict.fromkeys(wrong + unmade)]
            earlier += [f"{folder}/{path}" for path in was if path not in wrong]
    found = _Outbox(tuple(documents), tuple(earlier))
    return found, [f"{trouble.about}: {trouble.sentence}" for trouble in troubles.found]


def _of_another_day(work: Work, planned: Callable[[date], Sequence[Planned]]) -> tuple[str, ...]:
    """Those that are made from just what the record holds, but as of the day that they were made on.

    A timeline says what is late as of its day, so the next morning's would be another: nobody's fault.
    """
    left = {each.path for each in work.stale}
    found: list[str] = []
    for day in work.shelf.days(work.stale):
        then = planned(day)
        stale = {each.path for each in work.shelf.stale(then)}
        found += [each.path for each in then if each.path in left and each.path not in stale]
        left -= set(found)
    return tuple(found)


def _say_whole(workspace: Workspace, outbox: _Outbox) -> None:
    words = workspace.words
    screen.say(words("terminal.whole", forms=screen.counted(words, "form", len(workspace.record().accepted))))
    if outbox.earlier:
        documents = screen.counted(words, "document", len(outbox.earlier))
        screen.say(words("terminal.of-an-earlier-day", documents=documents))


def _say_wrong(workspace: Workspace, record: Sequence[str], outbox: Sequence[str]) -> None:
    words = workspace.words
    for sentence in record:
        screen.say(sentence)
    if outbox:
        screen.say(words("terminal.not-as-made", documents=screen.counted(words, "document", len(outbox))))
    for path in outbox[:MOST]:
        screen.say(path, indent=2)
    if len(outbox) > MOST:
        screen.say(words("terminal.more", number=len(outbox) - MOST), indent=2)
    if record and not _only_erasing(workspace, record):
        screen.say(words("terminal.restore"))
    else:
        screen.say(words("terminal.erase.go-on" if record else "terminal.run-reports"))


def _only_erasing(workspace: Workspace, wrong: Sequence[str]) -> bool:
    """Whether nothing is wrong but that an erasing was stopped, which the next run takes up."""
    try:
        return len(workspace.record().erasing) == len(wrong)
    except RecordBroken:
        return False
