"""Taking in what waits: each file is accepted, returned to its sender, or still waiting; never gone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pipeline.cli.cases import Cases
from pipeline.cli.trouble import Troubles
from pipeline.cli.workspace import Workspace
from pipeline.model.submission import Judged
from pipeline.read.package import Sort, look
from pipeline.run import answer, answer_apart, judge
from pipeline.storage.inbox import Claim, Waiting
from pipeline.storage.record import ACCEPTED, ALREADY_HAD, RETURNED, Entry, Record

ORDER = ("case-set-up", "minutes")  # what later forms are judged by comes first
FORMATS = {Sort.WORKBOOK: "xlsx", Sort.WORD: "docx", Sort.JSON: "json"}


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file. ``event`` is one of the record's; ``case`` and ``form`` may be ""."""

    case: str
    event: str
    mailbox: str
    form: str


def claim_all(workspace: Workspace, waiting: Sequence[Waiting]) -> tuple[Claim, ...]:
    """Claims left over from a run that was stopped, then what waits now."""
    left = workspace.inbox.claims()
    return (*left, *filter(None, map(workspace.inbox.claim, waiting)))


def take_in(
    workspace: Workspace,
    record: Record,
    cases: Cases,
    claims: Sequence[Claim],
    troubles: Troubles,
    done: Callable[[], None],
) -> tuple[Taken, ...]:
    """Judges every claimed file, case set-ups first, and answers each. ``done`` is called after each."""
    taken = []
    for claim in _in_order(workspace, claims):
        with troubles.caught(""):
            taken.append(_take(workspace, record, cases, claim))
        done()
    return tuple(taken)


def _in_order(workspace: Workspace, claims: Sequence[Claim]) -> list[Claim]:
    """By what the form is, which only its content tells; forms of one kind stay in the order they arrived."""
    if len(claims) < 2:
        return list(claims)
    ranked = [(_rank(workspace, claim), claim) for claim in claims]
    return [claim for _, claim in sorted(ranked, key=lambda each: each[0])]


def _rank(workspace: Workspace, claim: Claim) -> int:
    try:
        filled = workspace.read(workspace.inbox.read(claim, workspace.today).content).value
    except Exception:  # what is wrong with it shows when its turn comes
        return len(ORDER)
    return ORDER.index(filled.form) if filled is not None and filled.form in ORDER else len(ORDER)


def _take(workspace: Workspace, record: Record, cases: Cases, claim: Claim) -> Taken:
    try:
        submission = workspace.inbox.read(claim, workspace.today)
        arrived = workspace.read(submission.content)
        judged = judge(submission, arrived, workspace.library, cases.all(), workspace.today)
        had = record.find(judged.case, submission.content)
    except Exception:
        workspace.inbox.put_back(claim)
        raise
    if had is not None:
        record.keep(had.case, had.form, submission.content, had.format, workspace.clock())
        return _answer(workspace, cases, claim, judged, replace(had, event=ALREADY_HAD))
    if judged.accepted and judged.filled is not None:
        kind = FORMATS[look(submission.content).sort]
        entry = record.keep(judged.case, judged.filled.form, submission.content, kind, workspace.clock())
        cases.add(entry, judged.filled)
        return _answer(workspace, cases, claim, judged, entry)
    form = judged.filled.form if judged.filled else ""
    entry = record.note_returned(judged.case, form, submission.content, workspace.clock())
    return _answer(workspace, cases, claim, judged, entry)


def _answer(workspace: Workspace, cases: Cases, claim: Claim, judged: Judged, entry: Entry) -> Taken:
    """Lays the answer into the mailbox, and only then gives up the claim."""
    inbox, event = workspace.inbox, entry.event
    content = judged.submission.content
    judged = replace(judged, submission=replace(judged.submission, received=entry.received))
    documents = answer(judged, cases.all(), workspace.library, entry.digest, again=event == ALREADY_HAD)
    if event != RETURNED:
        inbox.deliver(claim.mailbox, documents)
        if event == ACCEPTED:
            inbox.deliver(*answer_apart(judged, cases.all(), workspace.library, entry.digest))
        inbox.settle(claim)
    else:
        # A file that cannot be read goes back itself, not as a copy of as much as was read of it.
        itself = next((document.path for document in documents if document.content == content), "")
        inbox.deliver(claim.mailbox, [document for document in documents if document.path != itself])
        inbox.give_back(claim, itself)
    return Taken(judged.case, event, claim.mailbox, judged.filled.form if judged.filled else "")
