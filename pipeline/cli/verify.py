"""Whether everything is as it was written. Nothing is changed."""

from __future__ import annotations

from time import sleep

from pipeline.cli import screen
from pipeline.cli.build import work_for
from pipeline.cli.questions import MOST, TO_PUT_RIGHT, opened
from pipeline.cli.workspace import Workspace, shown
from pipeline.errors import RecordBroken

PAUSE = 1.0  # seconds between two looks


def verify(workspace: Workspace, as_json: bool) -> int:
    """Proves that the record is whole, and that the outbox holds what the record says, byte for byte."""
    wrong = _record(workspace)
    outbox: list[str] = []
    if not wrong:
        outbox, troubles = _outbox(workspace)
        wrong += troubles
    if as_json:
        screen.say_json({"whole": not wrong, "record": wrong, "agrees": not outbox, "outbox": outbox})
    elif not wrong and not outbox:
        forms = screen.counted(workspace.words, "form", len(workspace.record().accepted))
        screen.say(workspace.words("terminal.whole", forms=forms))
    else:
        _say_wrong(workspace, wrong, outbox)
    return TO_PUT_RIGHT if wrong or outbox else 0


def _record(workspace: Workspace) -> list[str]:
    """What is wrong with the record in two looks: a run at work may be between a form and its line."""
    wrong = workspace.record().verify()
    if wrong:
        sleep(PAUSE)
        wrong = tuple(each for each in workspace.record().verify() if each in wrong)
    return list(wrong)


def _outbox(workspace: Workspace) -> tuple[list[str], list[str]]:
    """Documents that are missing or not as they were made, and what stands in the way of telling."""
    cases, troubles = opened(workspace)
    documents: list[str] = []
    for work in work_for(workspace, cases, cases.all(), troubles):
        wrong = [] if work.shelf.guests else list(work.shelf.wrong())
        unmade = [planned.path for planned in work.stale]
        folder = shown(workspace, work.shelf.folder)
        documents += [f"{folder}/{path}" for path in dict.fromkeys(wrong + unmade)]
    return documents, [f"{trouble.about}: {trouble.sentence}" for trouble in troubles.found]


def _say_wrong(workspace: Workspace, record: list[str], outbox: list[str]) -> None:
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


def _only_erasing(workspace: Workspace, wrong: list[str]) -> bool:
    """Whether nothing is wrong but that an erasing was stopped, which the next run takes up."""
    try:
        return len(workspace.record().erasing) == len(wrong)
    except RecordBroken:
        return False
