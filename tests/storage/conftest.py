"""What tests of several modules of this room need."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest


@pytest.fixture
def at_most() -> Callable[[int], AbstractContextManager[None]]:
    """Ends what would never end, after so many seconds: a test that hangs tells nobody why."""

    def late(*_: object) -> None:
        raise AssertionError("it never ends")

    @contextmanager
    def limited(seconds: int) -> Iterator[None]:
        before = signal.signal(signal.SIGALRM, late)
        signal.alarm(seconds)
        try:
            yield
        finally:
            signal.alarm(0)
            signal.signal(signal.SIGALRM, before)

    return limited
