"""``rcpc protocol``: what a partnership's guidance says here, or how two differ."""

from __future__ import annotations

from difflib import get_close_matches

from pipeline.cli import screen
from pipeline.cli.workspace import Workspace
from pipeline.errors import WrongCommand
from pipeline.rulebook.protocol import Protocol
from pipeline.view.protocol import difference_lines, protocol_lines

_NEAR = 0.6  # how like a misspelt name the one that was meant has to be, out of 1


def protocol(workspace: Workspace, name: str, other: str) -> int:
    """One protocol in readable form, or two compared; without a name the names there are. Changes nothing."""
    words, width = workspace.words, screen.width()
    if not name:
        for known in workspace.library.protocols.values():
            screen.say(words("protocol.listed", name=known.name, title=known.title))
        return 0
    printed = workspace.library.printed_in(words)
    one = named(workspace, name)
    lines = difference_lines(one, named(workspace, other), words, width, printed) if other else ()
    for line in lines or protocol_lines(one, words, width, printed):
        screen.say_line(line)
    return 0


def named(workspace: Workspace, name: str) -> Protocol:
    """The protocol of this name or title. WrongCommand with the names that there are, the nearest first."""
    protocols, words = workspace.library.protocols, workspace.words
    if found := workspace.library.protocol_called(name):
        return found
    near = get_close_matches(name.lower(), protocols, 1, _NEAR)
    known = words.listed([*near, *(other for other in protocols if other not in near)])
    raise WrongCommand(words("terminal.no-such-protocol", name=name), words("terminal.known", names=known))
