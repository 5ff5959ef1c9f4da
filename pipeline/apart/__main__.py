"""The process that reads: it loads every reader once, then forks a child for each file and never opens one.

``python -m pipeline.apart`` takes what forms there are, then file after file, from its standard input, and
gives an answer for each to its standard output; see ``reader``, which starts it. It ends with its input.
"""

from __future__ import annotations

import codecs
import gc
import os
import pickle
import signal

from pipeline.apart.confined import Limits, confine, die_with_parent, shut_off
from pipeline.apart.frames import give, take, up_to
from pipeline.apart.reply import BROKEN, NO_ROOM, to_json
from pipeline.errors import PipelineError
from pipeline.read.arrival import read
from pipeline.rulebook.catalogue import Catalogue
from pipeline.rulebook.form import Form

READY = b"ready"
MOST = 1 << 30  # bytes of a run: the other side, which is trusted, sends no file larger than a form may be
LETTERS = ("cp437", "cp1252", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32")
OPEN = 256  # far beyond the few files that this process has open
NOTHING = b""  # in place of an answer: the child died, or said too much

Forms = dict[str, Form]


def main() -> None:
    """Answers files until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the command, which then ends this process
    incoming, outgoing = _pipes()
    start = take(incoming, MOST)
    if start is None:
        return
    forms, catalogue, limits = pickle.loads(start)  # noqa: S301 - from the command that started this process
    for encoding in LETTERS:  # what is loaded here need not be loaded by each child
        codecs.lookup(encoding)
    shut_off()
    gc.freeze()  # a child that leaves these pages alone shares them
    give(outgoing, READY)
    while (content := take(incoming, MOST)) is not None:
        if hasattr(os, "fork"):
            give(outgoing, _in_a_child(content, forms, catalogue, limits))
        else:  # this whole process is for one file
            confine(limits)
            give(outgoing, _answer(content, forms, catalogue))


def _pipes() -> tuple[int, int]:
    """Standard input and output, out of reach of any library that prints."""
    pipes = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)
    return pipes


def _in_a_child(content: bytes, forms: Forms, catalogue: Catalogue, limits: Limits) -> bytes:
    reading, writing = os.pipe()
    try:
        child = os.fork()
    except OSError:
        os.close(reading)
        os.close(writing)
        return NO_ROOM
    if child == 0:
        _child(writing, content, forms, catalogue, limits)
    os.close(writing)
    answer = up_to(reading, limits.reply + 1)
    os.close(reading)
    os.kill(child, signal.SIGKILL)  # an answer that is too long has no end; one that is whole is here
    os.waitpid(child, 0)
    return answer if len(answer) <= limits.reply else NOTHING


def _child(writing: int, content: bytes, forms: Forms, catalogue: Catalogue, limits: Limits) -> None:
    """Never returns. However it ends, what it wrote until then is its answer."""
    try:
        die_with_parent()
        os.dup2(writing, 3)
        os.closerange(4, OPEN)
        confine(limits)
        answer = _answer(content, forms, catalogue)
        while answer:
            answer = answer[os.write(3, answer) :]
    finally:
        os._exit(0)


def _answer(content: bytes, forms: Forms, catalogue: Catalogue) -> bytes:
    try:
        return to_json(read(content, forms, catalogue))
    except PipelineError:
        return BROKEN


if __name__ == "__main__":
    main()
