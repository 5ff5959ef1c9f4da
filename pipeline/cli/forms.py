"""Blank forms: general ones into the outbox, pre-filled ones into the mailboxes of a case."""

from __future__ import annotations

from pipeline.cli import screen
from pipeline.cli.build import Work, build, forms_for, general_work
from pipeline.cli.cases import Cases
from pipeline.cli.questions import no_such_case
from pipeline.cli.trouble import Troubles
from pipeline.cli.workspace import Workspace, shown
from pipeline.storage.lock import alone


def forms(workspace: Workspace, reference: str) -> int:
    """Makes what is out of date and says where the forms are. Returns the exit code."""
    workspace.prepare()
    words = workspace.words
    troubles = Troubles(workspace.settings.record, workspace.clock)
    with alone(workspace.settings.record):
        works = _works(workspace, reference, troubles)
        with screen.bar(words("terminal.making"), sum(len(work.stale) for work in works)) as done:
            made = sum(built.made for built in build(workspace, works, troubles, done))
        workspace.inbox.open_to_group()
    made_anew = words("terminal.forms-made", forms=screen.counted(words, "form", made))
    screen.say(made_anew if made else words("terminal.forms-there"))
    for work in works:
        if work.planned:
            screen.say(shown(workspace, work.shelf.folder), indent=2)
    screen.show_troubles(troubles, words)
    return troubles.exit_code


def _works(workspace: Workspace, reference: str, troubles: Troubles) -> list[Work]:
    if not reference:
        return [general_work(workspace)]
    cases = Cases(workspace.record(), workspace.library, workspace.read, troubles)
    case = cases.latest(reference)
    if case is None:
        raise no_such_case(workspace, [reference], cases)
    return forms_for(workspace, case, taken_away=True)
