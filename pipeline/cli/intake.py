"""Taking in what waits: each file is accepted, returned to its sender, or still waiting; never gone.

A file is read and judged where it was dropped. Only then is it claimed, recorded and answered: whatever goes
wrong before leaves it waiting, and whatever goes wrong after leaves a claim that the next run takes up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from pipeline.check.case_rules import CASE_UNKNOWN
from pipeline.cli.cases import Cases
from pipeline.cli.trouble import Trouble, Troubles
from pipeline.cli.workspace import Workspace, shown
from pipeline.errors import OutboxUnwritable
from pipeline.merge.fold import reference_key
from pipeline.model.document import Document
from pipeline.model.finding import Checked
from pipeline.model.submission import FilledForm, Judged, Submission
from pipeline.read.arrival import torn
from pipeline.run import answer, answer_apart, judge, named_case, told_of_replacement
from pipeline.storage.dropped import LARGEST
from pipeline.storage.inbox import Claim
from pipeline.storage.patience import Patience
from pipeline.storage.record import ACCEPTED, ALREADY_HAD, RETURNED, Entry, Record
from pipeline.storage.room import short_of_room
from pipeline.storage.scan import Identity, Waiting

ORDER = ("case-set-up", "minutes")  # what later forms are judged by comes first
BATCH = 200  # files that are looked into together
BATCH_BYTES = 24_000_000  # of them, at most


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file. ``event`` is one of the record's; ``case`` and ``form`` may be ""."""

    case: str
    event: str
    mailbox: str
    form: str


@dataclass(frozen=True, slots=True)
class _Opened:
    """A file that was read: one that waits, or a claim that a run left behind when it was stopped."""

    file: Waiting | Claim
    submission: Submission
    arrived: Checked[FilledForm]

    @property
    def rank(self) -> int:
        form = self.arrived.value.form if self.arrived.value else ""
        return ORDER.index(form) if form in ORDER else len(ORDER)


class Intake:
    """Takes files in, one batch after the other; one for each run, which holds the workspace's lock.

    ``faulty`` are the files that met a fault of ours, which trying again will not mend. ``arriving`` counts
    those that look half copied. ``halted`` tells that nothing can be taken in at the moment; ``stopping`` is
    asked before each file.
    """

    def __init__(
        self,
        workspace: Workspace,
        record: Record,
        cases: Cases,
        troubles: Troubles,
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        self.faulty: set[Identity] = set()
        self.arriving = 0
        self.halted = False
        self._stopping = stopping
        self._workspace = workspace
        self._record = record
        self._cases = cases
        self._troubles = troubles
        self._patience = patience_of(workspace)
        self._later: list[Waiting] = []  # forms of cases that a later batch may set up
        self._behind: set[str] = set()  # cases whose forms wait for one that could not be taken in just now

    def take(self, waiting: Sequence[Waiting], done: Callable[[], None]) -> tuple[Taken, ...]:
        """Judges claims that a stopped run left, then these files, and answers each; ``done`` after each.

        In a batch case set-ups come first, then minutes, then the rest, each kind in the order of arrival.
        A form whose case is not known yet waits for the last batch: its set-up may have come with it.
        """
        taken: list[Taken] = []
        with self._gathered():
            batches = [*_batches(self._workspace.inbox.claims()), *_batches(waiting)]
            if batches:
                self._check_room()
            for number, batch in enumerate(batches, 1):
                taken += self._batch(batch, done, last=number == len(batches))
            for batch in _batches(self._later):
                taken += self._batch(batch, done, last=True)
        with self._gathered():
            self._workspace.inbox.close_claims()
            self._patience.keep_only(self._workspace.inbox.waiting())
            self._patience.save()
        return tuple(taken)

    def _batch(
        self, batch: Sequence[Waiting | Claim], done: Callable[[], None], last: bool
    ) -> Iterator[Taken]:
        opened: list[_Opened] = []
        for file in batch:
            if self.halted or self._stopping():
                return
            with self._gathered(file):
                found = self._open(file)
                if found is not None:
                    opened.append(found)
                    continue
            done()
        for each in sorted(opened, key=lambda one: one.rank):
            if self.halted or self._stopping():
                return
            about = self._about(each)
            if not about or about not in self._behind | self._cases.broken_keys:
                with self._gathered(each.file) as met:
                    taken = self._take(each, last)
                    if taken is not None:
                        yield taken
                if each.rank < len(ORDER) and met and not any(trouble.log for trouble in met):
                    self._behind.add(about)  # the others of its case are judged by it, so they wait with it
            done()

    def _about(self, opened: _Opened) -> str:
        """The case that a form names, as references compare; "" if it names none."""
        filled = opened.arrived.value
        return reference_key(named_case(filled, self._workspace.library)) if filled else ""

    def _open(self, file: Waiting | Claim) -> _Opened | None:
        """Reads a file where it lies; None if it is gone, changed just now, or may still be on its way."""
        workspace = self._workspace
        if isinstance(file, Claim):
            file, submission = workspace.inbox.read(file, workspace.today)
            return _Opened(file, submission, self._read(file, submission))
        moment = workspace.clock().timestamp()
        if self._patience.waits(file, moment):
            self.arriving += 1
            return None
        waiting = workspace.inbox.look_into(file, workspace.today)
        if waiting is None:
            return None
        arrived = workspace.read(waiting.content)
        if torn(arrived) and self._patience.found_torn(file, moment):
            self.arriving += 1
            return None
        return _Opened(file, waiting, arrived)

    def _read(self, claim: Claim, submission: Submission) -> Checked[FilledForm]:
        try:
            return self._workspace.read(submission.content)
        except Exception:
            self._workspace.inbox.put_back(claim)  # nothing was done about it yet, so it may wait as before
            raise

    def _take(self, opened: _Opened, last: bool) -> Taken | None:
        """Judges, claims, records and answers one file; None if somebody else was faster."""
        workspace, submission = self._workspace, opened.submission
        cases = self._cases.all()
        try:
            judged = judge(submission, opened.arrived, workspace.library, cases, workspace.today)
        except Exception:
            if isinstance(opened.file, Claim):
                workspace.inbox.put_back(opened.file)
            raise
        if isinstance(opened.file, Claim):
            return self._settle(opened.file, judged, taken_up=True)
        if not last and any(finding.code == CASE_UNKNOWN for finding in judged.findings):
            self._later.append(opened.file)
            return None
        self._check_room()
        claim = self._claim(opened.file, submission.content)
        return self._settle(claim, judged) if claim else None

    def _claim(self, waiting: Waiting, content: bytes) -> Claim | None:
        try:
            return self._workspace.inbox.claim(waiting, content)
        except OutboxUnwritable:
            self.halted = True
            raise

    def _settle(self, claim: Claim, judged: Judged, taken_up: bool = False) -> Taken:
        try:
            entry = (self._entered(judged) if taken_up else None) or self._enter(judged)
        except OutboxUnwritable:
            self.halted = True  # what cannot be recorded now cannot be for the next file either
            raise
        self._answer(claim, judged, entry)
        form = judged.filled.form if judged.filled else ""
        return Taken(judged.case, entry.event, claim.mailbox, form)

    def _entered(self, judged: Judged) -> Entry | None:
        """What the record says already of a form that a stopped run had entered and not answered.

        Its sender gets the answer of then, with everything that the form was asked about.
        """
        content = judged.submission.content
        had = self._record.find(judged.case, content)
        if had is None or not judged.accepted:
            return None
        last = [each for each in self._record.history(content) if each.id == had.id][-1]
        return replace(had, event=last.event)

    def _enter(self, judged: Judged) -> Entry:
        """What the record says of it from now on."""
        record, content, now = self._record, judged.submission.content, self._workspace.clock()
        had = record.find(judged.case, content)
        if had is not None:
            record.keep(had.case, had.form, content, had.format, now)
            return replace(had, event=ALREADY_HAD)
        if judged.accepted and judged.filled is not None:
            filled = judged.filled
            entry = record.keep(judged.case, filled.form, content, filled.format, now)
            self._cases.add(entry, filled)
            return entry
        return record.note_returned(judged.case, judged.filled.form if judged.filled else "", content, now)

    def _answer(self, claim: Claim, judged: Judged, entry: Entry) -> None:
        """Lays the answer into the mailbox, and only then gives up the claim."""
        inbox, library, cases = self._workspace.inbox, self._workspace.library, self._cases.all()
        content = judged.submission.content
        judged = replace(judged, submission=replace(judged.submission, received=entry.received))
        documents = answer(judged, cases, library, entry.digest, again=entry.event == ALREADY_HAD)
        about = named_case(judged.filled, library) if judged.filled else ""
        if entry.event == RETURNED:
            # A file that cannot be read goes back itself, not as a copy of as much as was read of it.
            itself = next((document.path for document in documents if document.content == content), "")
            self._record.note_given(about, [content])
            self._deliver(about, claim.mailbox, [each for each in documents if each.content != content])
            inbox.give_back(claim, itself)
            return
        self._deliver(about, claim.mailbox, documents)
        if entry.event == ACCEPTED:
            self._deliver(about, *answer_apart(judged, cases, library, entry.digest))
            self._deliver(about, *told_of_replacement(judged, cases, library, entry.digest))
        inbox.settle(claim)

    def _deliver(self, case: str, mailbox: str, documents: Sequence[Document]) -> None:
        if documents:
            self._record.note_given(case, [document.content for document in documents])
            self._workspace.inbox.deliver(mailbox, documents)

    def _check_room(self) -> None:
        """Raises OutboxUnwritable if a disk is so full that what is taken in might not be answered."""
        settings, words = self._workspace.settings, self._workspace.words
        folders = (settings.record, settings.inbox, settings.outbox)
        short = short_of_room(folders, settings.free_megabytes)
        if short is not None:
            self.halted = True
            free, where = f"{settings.free_megabytes:g}", shown(self._workspace, short)
            raise OutboxUnwritable(
                words("terminal.no-room", megabytes=free, folder=where), words("terminal.make-room")
            )

    @contextmanager
    def _gathered(self, file: Waiting | Claim | None = None) -> Iterator[list[Trouble]]:
        """Gathers what goes wrong with one file; the others go on. The same trouble is told once."""
        before = tuple(self._troubles.found)
        met: list[Trouble] = []
        with self._troubles.caught(""):
            yield met
        met += self._troubles.found[len(before) :]
        if any(trouble.log for trouble in met) and isinstance(file, Waiting):
            self.faulty.add(file.what)
        self._troubles.found[len(before) :] = [trouble for trouble in met if trouble not in before]


def patience_of(workspace: Workspace) -> Patience:
    """What is remembered of files that look half copied."""
    settings = workspace.settings
    return Patience(settings.record, settings.patience_minutes * 60)


def _batches(files: Iterable[Waiting | Claim]) -> Iterator[list[Waiting | Claim]]:
    """As many files at a time as may lie in memory together."""
    batch: list[Waiting | Claim] = []
    size = 0
    for file in files:
        more = min(file.size, LARGEST) if isinstance(file, Waiting) else LARGEST
        if batch and (len(batch) == BATCH or size + more > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(file)
        size += more
    if batch:
        yield batch
