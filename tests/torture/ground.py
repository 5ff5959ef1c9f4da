"""A workspace to be tortured, its drops, and the account of what became of each of them.

Intake, record and outbox are the real ones. Documents are light: what they say is tested in their own rooms.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import holidays.countries  # noqa: F401 - all of them are loaded by each run, and runs are forked from here
import pytest
from torture.faults import Fault, forked, watch_disk

from pipeline import cli
from pipeline.cli import build, workspace
from pipeline.model.case import Case
from pipeline.model.finding import Checked
from pipeline.model.submission import FilledForm
from pipeline.read.arrival import read
from pipeline.rulebook.library import Library
from pipeline.run import Planned
from pipeline.storage.library import load
from pipeline.storage.settings import PROJECT

RCPC, TODAY = "2041-12-05", "2041-11-06"
SCHOOL, HEALTH, SOCIAL = "harbour-lane-primary-school", "health-visiting", "childrens-services"
AGENCIES = {
    SCHOOL: ("Priya Solanki", "Harbour Lane Primary School"),
    HEALTH: ("Morag Tillyduff", "Health visiting"),
}
OURS = ("forms", "returned", "receipts")
LEFTOVERS = (".unfinished", ".claimed")
EMPTY_AFTERWARDS = (".apart", ".temporary")
NUMBER = re.compile(r"[0-9a-f]{8,64}")  # what the record calls a file by may be another each time
END = b"the end\n"  # of a light document


def set_up(case: str, mark: str = "") -> dict[str, Any]:
    """A case set-up; ``mark`` is woven into everything that names a person or tells a story."""

    def member(name: str, agency: str, part: str) -> dict[str, str]:
        return {"name": name, "agency": agency, "role": "Worker", "part": part}

    child = f"Tomos Fennimore{mark}"
    return {
        "case": {
            "case": case,
            "protocol": "joint-report-process",
            "nation": "England and Wales",
            "category": "Neglect",
            "registered": "2041-09-10",
            "icpc": "2041-09-10",
            "last_conference": "2041-09-10",
            "next_conference": RCPC,
        },
        "children": [{"name": child, "born": "2034-03-14"}],
        "parents": [{"name": f"Beth Fennimore{mark}", "relationship": "Mother", "responsibility": "Yes"}],
        "members": [
            member(f"Adaeze Okonjo-Vale{mark}", "Children's services", "Lead social worker (key worker)"),
            *(member(f"{name}{mark}", agency, "Core group member") for name, agency in AGENCIES.values()),
        ],
        "plan": [
            {
                "number": "1",
                "domain": "Child's developmental needs",
                "need": f"{child} comes to school hungry.",
                "outcome": f"{child} is fed.",
                "action": "A place at breakfast club.",
                "who": f"Priya Solanki{mark}",
                "agency": "Harbour Lane Primary School",
                "end": "2041-12-01",
            }
        ],
    }


def contribution(case: str, mailbox: str, account: str, mark: str = "") -> dict[str, Any]:
    name, agency = AGENCIES[mailbox]
    about = {
        "case": case,
        "name": f"{name}{mark}",
        "agency": agency,
        "role": "Worker",
        "written": "2041-11-05",
    }
    position = {
        "child": f"Tomos Fennimore{mark}",
        "position": "Continue the plan",
        "reasons": f"It helps{mark}.",
    }
    return {
        "about": {**about, "conference": RCPC},
        "progress": [{"number": "1", "achieved": "Achieved", "account": f"{account}{mark}"}],
        "positions": [position],
    }


def nameless(case: str, mailbox: str, account: str, mark: str = "") -> dict[str, Any]:
    """A contribution that must go back: nobody is named as its author."""
    form = contribution(case, mailbox, account, mark)
    del form["about"]["name"]
    return form


@dataclass(frozen=True)
class Drop:
    """One file as somebody drops it. ``fate`` is what must become of it: accepted or returned."""

    mailbox: str
    name: str
    content: bytes
    fate: str = "accepted"
    case: str = ""

    @property
    def digest(self) -> str:
        return digest(self.content)


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@dataclass
class Ground:
    """A workspace in ``folder``, and the commands of the product run in it, each in a process of its own."""

    folder: Path
    library: Library
    drops: list[Drop] = field(default_factory=list)
    saying_elsewhere: Path | None = None
    today: str = TODAY

    def form(self, form: str, answers: dict[str, Any]) -> bytes:
        return json.dumps({"form": form, "version": self.library.forms[form].version, **answers}).encode()

    def drop(self, *drops: Drop) -> None:
        for each in drops:
            place = self.folder / "inbox" / each.mailbox / each.name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(each.content)
            self.drops.append(each)

    def copy(self, folder: Path) -> Ground:
        shutil.copytree(self.folder, folder, symlinks=True)
        return Ground(folder, self.library, list(self.drops))

    def run(
        self,
        *words: str,
        fault: Fault | None = None,
        told: Callable[[str], None] = lambda _: None,
        before: Callable[[], None] = lambda: None,
    ) -> int:
        """One command in a forked child. Gives its exit code, or KILLED."""

        def work() -> int:
            before()
            watch_disk(self.folder, fault, told)
            return cli.run(["--workspace", str(self.folder), "--today", self.today, *(words or ("reports",))])

        return forked(work, self.saying)

    @property
    def saying(self) -> Path:
        """Where the commands' words go: beside the ground, which may be full."""
        return self.saying_elsewhere or self.folder.with_name(f"{self.folder.name}.said")

    def operations(self) -> list[str]:
        """What one run does to the disk, in order. The ground is as if the run had not been watched."""
        notes = self.folder.with_name(f"{self.folder.name}-notes")

        def told(line: str) -> None:
            with notes.open("a") as file:
                file.write(line.replace("\n", " ") + "\n")

        assert self.run(told=told) == 0, self.said
        found = notes.read_text().splitlines()
        notes.unlink()
        return found

    @property
    def said(self) -> str:
        return self.saying.read_text() if self.saying.exists() else ""

    def faults(self) -> str:
        """What was noted of our own faults."""
        notes = (c.decode() for n, c in self.files("record").items() if n.startswith(".faults/"))
        return "\n".join(notes)

    # --- what is there

    def files(self, folder: str) -> dict[str, bytes]:
        root = self.folder / folder
        return {
            p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()
        }

    def originals(self) -> dict[str, bytes]:
        """Accepted originals, ``case/name`` to bytes."""
        return {
            name: content
            for name, content in self.files("record").items()
            if name.count("/") == 1 and not name.startswith(".") and not name.endswith("/case.json")
        }

    def log(self) -> list[dict[str, Any]]:
        path = self.folder / "record" / "log.jsonl"
        whole = path.read_bytes().rpartition(b"\n")[0] if path.exists() else b""
        return [json.loads(line) for line in whole.splitlines()]

    def waiting(self) -> dict[str, bytes]:
        """Everything of a sender that is neither accepted nor answered: dropped, or claimed by a run."""
        found = {}
        for name, content in self.files("inbox").items():
            parts = name.split("/")
            hidden = parts[-1].startswith(".") and ".claimed" not in parts
            if not hidden and not any(part in OURS for part in parts[:2]):
                found[name] = content
        return found

    def back(self) -> dict[str, bytes]:
        """What went back to senders, as it was sent or marked."""
        return {n: c for n, c in self.files("inbox").items() if "returned" in n.split("/")[:2]}

    def forms(self) -> dict[str, bytes]:
        return {n: c for n, c in self.files("inbox").items() if "forms" in n.split("/")[:2]}

    def outbox(self) -> dict[str, bytes]:
        return {n: c for n, c in self.files("outbox").items() if not Path(n).name.startswith(".")}

    def ours(self) -> dict[str, bytes]:
        """What we laid into mailboxes and a person sees there."""
        found = {n: c for n, c in self.files("inbox").items() if not Path(n).name.startswith(".")}
        return {n: c for n, c in found.items() if any(part in OURS for part in n.split("/")[:2])}

    def answers(self) -> Counter[tuple[str, str]]:
        """Every answer in a mailbox, by its name without the number of the file, and what it says."""
        found: Counter[tuple[str, str]] = Counter()
        for name, content in self.files("inbox").items():
            if any(part in ("returned", "receipts") for part in name.split("/")[:2]):
                text = NUMBER.sub("#", content.decode()) if name.endswith((".txt", ".json")) else ""
                found[NUMBER.sub("#", name), text] += 1
        return found

    def leftovers(self) -> list[str]:
        found = [p for p in self.folder.rglob("*") if p.name.startswith(LEFTOVERS)]
        found += [p for name in EMPTY_AFTERWARDS for p in (self.folder / "record" / name).glob("*")]
        return [p.relative_to(self.folder).as_posix() for p in found]


def nothing_lost(ground: Ground) -> list[str]:
    """At any moment: every byte that was dropped is in the record, with its sender, or still waits."""
    there = {digest(content) for name, content in ground.files("inbox").items()}
    there |= {digest(content) for content in ground.originals().values()}
    return [f"{each.mailbox}/{each.name} is gone" for each in ground.drops if each.digest not in there]


def nothing_torn(ground: Ground) -> list[str]:
    """At any moment: what people can see in the outbox and in mailboxes is whole."""
    seen = {**ground.outbox(), **{f"inbox/{name}": content for name, content in ground.ours().items()}}
    sent = {each.digest for each in ground.drops}
    return [
        f"{name} is torn" for name, content in seen.items() if digest(content) not in sent and torn(content)
    ]


def torn(content: bytes) -> bool:
    """Whether the end of a document is missing: each kind of ours has one of its own."""
    if content.startswith(b"light"):
        return not content.endswith(END)
    if content.startswith(b"PK"):
        try:
            return zipfile.ZipFile(io.BytesIO(content)).testzip() is not None
        except zipfile.BadZipFile:
            return True
    if content.startswith(b"%PDF"):
        return not content.rstrip().endswith(b"%%EOF")
    if content.startswith(b"{"):
        return not content.rstrip().endswith(b"}")
    if content.startswith(b"BEGIN:"):
        return not content.rstrip().endswith(b"END:VCALENDAR")
    return not content.endswith(b"\n")


def settled(ground: Ground, like: Ground | None = None) -> list[str]:
    """After a run that nothing disturbed: everything has one result, and nothing is left lying about."""
    wrong = nothing_lost(ground)
    wrong += [f"{name} still waits" for name in ground.waiting()]
    wrong += [f"{name} was left behind" for name in ground.leftovers()]
    wrong += one_result_each(ground)
    if like is not None:
        wrong += differing("outbox", ground.outbox(), like.outbox())
        more, less = ground.answers() - like.answers(), like.answers() - ground.answers()
        wrong += [f"answered too often: {name}" for name, _ in more] + [
            f"unanswered: {name}" for name, _ in less
        ]
        wrong += differing("forms", ground.forms(), like.forms())
    if ground.run("verify") != 0:
        wrong.append(f"verify: {ground.said[-400:]}")
    return wrong


def one_result_each(ground: Ground) -> list[str]:
    kept = Counter((name.split("/")[0], digest(content)) for name, content in ground.originals().items())
    wanted = Counter({(each.case, each.digest): 1 for each in ground.drops if each.fate == "accepted"})
    wrong = [f"kept wrongly: {each}" for each in kept - wanted] + [
        f"not kept: {each}" for each in wanted - kept
    ]
    accepted = Counter(line["digest"] for line in ground.log() if line["event"] == "accepted")
    wrong += [f"accepted {times} times: {each}" for each, times in accepted.items() if times > 1]
    if accepted.total() != kept.total():
        wrong.append(f"{accepted.total()} lines tell of {kept.total()} originals")
    back = {digest(content) for content in ground.back().values()}
    for each in ground.drops:
        if (each.fate == "returned") != (each.digest in back):
            wrong.append(f"{each.mailbox}/{each.name} should have been {each.fate}")
    return wrong


def differing(what: str, ours: dict[str, bytes], theirs: dict[str, bytes]) -> list[str]:
    names = sorted(ours.keys() | theirs.keys())
    return [f"{what}: {name} differs" for name in names if ours.get(name) != theirs.get(name)]


# --- light documents


@contextmanager
def light(library: Library, apart: bool = False) -> Iterator[None]:
    """Documents without layout that still hold every word, made as quickly as can be.

    Without ``apart`` files are read and documents made in the process of the run, which saves a second a run.
    """
    documents, forms, limits = build.documents, build.mailbox_forms, build.Limits

    def few(*of: Any, **more: Any) -> tuple[Planned, ...]:
        planned = documents(*of, **more)
        return tuple(_lightly(each) for each in planned if not each.path.endswith(".pdf"))

    def two_each(case: Case, books: Library) -> dict[str, Sequence[Planned]]:
        return {box: [_lightly(each) for each in planned[:2]] for box, planned in forms(case, books).items()}

    def once(schemas: Path, templates: Path) -> Library:
        return library if schemas == PROJECT / "schemas" else load(schemas, templates)

    def read_here(here: workspace.Workspace, content: bytes) -> Checked[FilledForm]:
        return read(content, here.library.forms, here.library.findings)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workspace, "load", once)
        patch.setattr(build, "documents", few)
        patch.setattr(build, "mailbox_forms", two_each)
        patch.setattr(build, "general_forms", lambda _: ())
        patch.setattr("pipeline.cli.reports.PAUSE", 0.0)
        patch.setenv("COLUMNS", "80")
        if not apart:
            patch.setattr(workspace.Workspace, "read", read_here)
            patch.setattr(build, "Limits", partial(limits, at_once=0))
        yield


def _lightly(planned: Planned) -> Planned:
    """The same document with only the words that it is made from in it, without layout."""
    if planned.path.endswith((".json", ".ics")):
        return planned
    words = repr(getattr(planned.make, "args", ())[1:])
    return Planned(
        planned.path, planned.fingerprint, lambda: f"light {planned.fingerprint}\n{words}\n".encode() + END
    )
