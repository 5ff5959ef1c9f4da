"""The straight line as a run walks it, with the reader and the record's digest filled in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date

from pipeline import run
from pipeline.model.case import Case
from pipeline.model.document import Document
from pipeline.model.submission import Judged, Submission
from pipeline.read.arrival import read
from pipeline.rulebook.library import Library


def judge(submission: Submission, library: Library, cases: Sequence[Case], today: date) -> Judged:
    arrived = read(submission.content, library.forms, library.findings)
    return run.judge(submission, arrived, library, cases, today)


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def answer(
    judged: Judged, cases: Sequence[Case], library: Library, again: bool = False
) -> tuple[Document, ...]:
    return run.answer(judged, cases, library, digest(judged.submission.content), again)


def answer_apart(judged: Judged, cases: Sequence[Case], library: Library) -> tuple[str, tuple[Document, ...]]:
    return run.answer_apart(judged, cases, library, digest(judged.submission.content))
