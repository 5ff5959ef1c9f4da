"""Nobody learns what is not theirs: from what is left on the disk, is said when something fails, or from what
a document carries besides its words. The real command runs as a careless person would start it.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import textwrap
import time
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pikepdf
import pytest
from lxml import etree

ROOT = Path(__file__).parents[1]
MARKER = "Zebedee-Quillfeather"
CARELESS = 0o022  # lets everybody read
OFFICE = ("docx", "xlsx")

pytestmark = pytest.mark.pdf


def rcpc(
    folder: Path, words: list[str], umask: int = CARELESS, **environment: str
) -> subprocess.CompletedProcess[str]:
    """``rcpc`` in a process of its own whose home and temporary folder are watched."""
    with started(folder, words, umask, **environment) as process:
        out, err = process.communicate()
    return subprocess.CompletedProcess(words, process.returncode, out, err)


def started(folder: Path, words: list[str], umask: int, **environment: str) -> subprocess.Popen[str]:
    where = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "HOME": str(made(folder / "home")),
        "TMPDIR": str(made(folder / "tmp")),
        **environment,
    }
    return subprocess.Popen(
        [sys.executable, *words],
        cwd=made(folder / "here"),
        env=where,
        umask=umask,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )


def made(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return folder


def left(folder: Path) -> list[Path]:
    """What stands where nothing should: in the home and in the system's temporary folder."""
    return [*(folder / "home").rglob("*"), *(folder / "tmp").rglob("*")]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """After the demo; the workspace is ``here/demo``."""
    folder = tmp_path_factory.mktemp("desk")
    done = rcpc(folder, ["-m", "pipeline", "demo"])
    assert done.returncode == 0, done.stderr
    return folder


def documents(desk: Path) -> dict[str, Path]:
    """Everything that we made for people to read: outbox and mailboxes, without what they sent themselves."""
    top = desk / "here" / "demo"
    found = {
        path.relative_to(top).as_posix(): path
        for room in ("outbox", "inbox")
        for path in (top / room).rglob("*")
        if path.is_file() and not path.name.startswith(".") and "as-sent" not in path.parts
    }
    assert len(found) > 60
    return found


# --- what is left on the disk


def test_nothing_is_left_outside_the_workspace(desk: Path) -> None:
    assert left(desk) == []
    assert not (desk / "here" / "demo" / "record" / ".temporary").exists()
    assert not list(desk.rglob(".unfinished*"))


def test_nobody_else_may_read_anything_however_careless_the_shell(desk: Path) -> None:
    modes = {
        path.relative_to(desk).as_posix(): stat.S_IMODE(path.lstat().st_mode)
        for path in (desk / "here" / "demo").rglob("*")
    }
    assert len(modes) > 100
    assert {path: oct(mode) for path, mode in modes.items() if mode & 0o077} == {}


def test_the_process_dumps_nothing_and_keeps_its_temporary_files_in_the_record(tmp_path: Path) -> None:
    program = """
        import os, resource, sys, tempfile
        from pipeline.cli import commands, main
        def tell(workspace, _):
            print(resource.getrlimit(resource.RLIMIT_CORE), oct(os.umask(0)), tempfile.gettempdir())
            return 0
        commands.run_reports = tell
        sys.argv = ["rcpc", "reports"]
        main()
        """
    (made(tmp_path / "here") / "pipeline.toml").write_text('[folders]\nrecord = "kept"\n')
    done = rcpc(tmp_path, ["-c", textwrap.dedent(program)])
    assert done.stdout.split() == ["(0,", "0)", "0o77", str(tmp_path / "here" / "kept" / ".temporary")]
    assert [path.name for path in (tmp_path / "here").iterdir()] == ["pipeline.toml"]


# --- the same inputs, the same bytes


def test_another_process_makes_the_same_bytes_even_after_one_that_was_killed(
    desk: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """From the same record, with another hash seed, time zone, language, umask and path: some of each kind.

    The first run is killed while it lays out pages, the whole group of processes at once.
    """
    folder = tmp_path_factory.mktemp("a-desk-with-a-much-longer-name-than-the-other-has")
    shutil.copytree(desk / "here" / "demo", made(folder / "here") / "demo")
    top = folder / "here" / "demo"
    for kind in ("joint-report*", "members*", "agenda*", "timeline*", "minutes-2026-12*", "[1-9]-*"):
        for document in top.glob(f"outbox/**/{kind}"):
            document.unlink()
    shutil.rmtree(top / "record" / ".delivered" / "CP-2026-014")
    for forms in top.glob("inbox/*/forms"):
        shutil.rmtree(forms)
    words = ["-m", "pipeline", "--workspace", "demo", "--today", "2026-12-16", "reports"]
    with started(folder, words, CARELESS) as process:
        while process.poll() is None and not list((top / "record").glob(".temporary/*/*")):
            time.sleep(0.005)
        os.killpg(process.pid, signal.SIGKILL)
    assert left(folder) == []
    assert rcpc(folder, words, 0o077, **SURROUNDINGS).returncode == 0
    assert left(folder) == []
    assert not (top / "record" / ".temporary").exists()
    assert not list(top.rglob(".unfinished*"))
    ours, theirs = (contents(each / "here" / "demo") for each in (desk, folder))
    assert len(theirs) > 60
    assert ours.keys() == theirs.keys()
    assert [name for name in ours if ours[name] != theirs[name]] == []
    assert {name.rpartition(".")[2] for name in ours} >= {"docx", "pdf", "xlsx", "json", "ics"}


SURROUNDINGS = {
    "PYTHONHASHSEED": "4711",
    "TZ": "Pacific/Auckland",
    "LANG": "de_DE.UTF-8",
    "LC_ALL": "C.UTF-8",
    "COLUMNS": "200",
}


def contents(workspace: Path) -> dict[str, str]:
    """Every file of outbox and inbox that is not hidden, by a hash of its bytes."""
    return {
        path.relative_to(workspace).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for room in ("outbox", "inbox")
        for path in (workspace / room).rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


# --- what a document carries besides its words


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def office(desk: Path, *kinds: str) -> Iterator[tuple[str, dict[str, bytes]]]:
    chosen = {name: path for name, path in documents(desk).items() if path.suffix[1:] in kinds}
    assert chosen
    for name, path in chosen.items():
        yield name, parts(path)


def test_no_office_document_runs_fetches_or_declares_anything(desk: Path) -> None:
    wrong = []
    for name, package in office(desk, *OFFICE):
        for part, content in package.items():
            if re.search(
                r"vba|macro|activex|embeddings|oleobject|externallink|connections|\.bin$", part, re.I
            ):
                wrong.append(f"{name}: {part}")
            if re.search(
                rb"<!DOCTYPE|<!ENTITY|TargetMode=.External|macroEnabled|altChunk|attachedTemplate", content
            ):
                wrong.append(f"{name}: {part} asks for something from outside")
            if re.search(rb"\b(DDE|DDEAUTO|INCLUDEPICTURE|INCLUDETEXT|LINK)\b", fields(part, content)):
                wrong.append(f"{name}: {part} has a field that fetches")
    assert wrong == []


def fields(part: str, content: bytes) -> bytes:
    """The instructions of a Word document's fields."""
    if not part.startswith("word/") or not part.endswith(".xml"):
        return b""
    found = re.findall(rb"<w:instrText[^>]*>([^<]*)|w:instr=\"([^\"]*)\"", content)
    return b" ".join(first or second for first, second in found)


def test_no_cell_holds_a_formula(desk: Path) -> None:
    sheets = 0
    for name, package in office(desk, "xlsx"):
        for part, content in package.items():
            if part.startswith("xl/worksheets/"):
                sheets += 1
                assert not list(etree.fromstring(content).iter("{*}f")), f"{name}: {part}"
    assert sheets > 100


def test_no_office_document_names_who_made_it(desk: Path) -> None:
    nobody = re.compile(rb"<(?:dc:creator|cp:lastModifiedBy|Manager|Company)>([^<]+)<")
    for name, package in office(desk, *OFFICE):
        for part in ("docProps/core.xml", "docProps/app.xml"):
            assert not nobody.findall(package.get(part, b"")), f"{name}: {part}"
        assert not re.search(rb"w:author=|<author>[^<]", b"".join(package.values())), name


def test_no_page_runs_fetches_or_carries_anything_and_nobody_is_named_as_its_author(desk: Path) -> None:
    forbidden = {"/JavaScript", "/JS", "/Launch", "/URI", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData"}
    forbidden |= {
        "/EmbeddedFile",
        "/EmbeddedFiles",
        "/EF",
        "/XFA",
        "/OpenAction",
        "/AA",
        "/RichMedia",
        "/Movie",
    }
    pages = {name: path for name, path in documents(desk).items() if path.suffix == ".pdf"}
    assert len(pages) >= 10
    for name, path in pages.items():
        with pikepdf.open(path) as document:
            used = {key for each in document.objects for key in keys(each)}
            assert used & forbidden == set(), name
            about = {str(key): str(value) for key, value in document.docinfo.items()}
            assert set(about) & {"/Author", "/Keywords", "/Subject"} == set(), name
            assert b"dc:creator" not in document.Root.Metadata.read_bytes(), name


def keys(each: pikepdf.Object) -> set[str]:
    if isinstance(each, pikepdf.Stream | pikepdf.Dictionary):
        names = {str(value) for value in each.values() if isinstance(value, pikepdf.Name)}
        return set(each.keys()) | names
    return set()


def test_no_calendar_entry_asks_anybody_anything(desk: Path) -> None:
    calendars = [path.read_text() for name, path in documents(desk).items() if name.endswith(".ics")]
    assert calendars
    for text in calendars:
        assert not re.search(r"^(ATTENDEE|ORGANIZER|ATTACH|URL|BEGIN:VALARM)", text, re.MULTILINE)


# --- what is said when something fails

FAULTS: Mapping[str, str] = {
    "while a form is judged": """
        from pipeline.cli import intake
        intake.judge = fail
        """,
    "while a case is folded": """
        from pipeline.cli import cases
        cases.fold_record = fail
        """,
    "while documents are planned": """
        from pipeline.cli import build
        build.documents = fail
        """,
    "while a document is made": """
        made_by.timeline_json = fail
        """,
    "while a document is made, which ends the process": """
        import os, signal
        def crash(*_, **__):
            print(MARKER, flush=True)
            os.kill(os.getpid(), signal.SIGABRT)
        made_by.timeline_json = crash
        """,
    "in the command": """
        from pipeline.cli import commands
        commands.run_reports = fail
        """,
    "in the command, and no log can be written": """
        from pipeline.cli import commands
        from pipeline.storage import durable
        commands.run_reports = fail
        durable.write = full
        """,
    "while a document is made, and no log can be written": """
        from pipeline.cli import trouble
        made_by.timeline_json = fail
        class Full:
            make_folder = staticmethod(full)
        trouble.durable = Full
        """,
    "in a library that warns, logs, fails in a thread or while it is cleared away": """
        import logging, threading, warnings
        from pipeline.cli import commands
        class Cleared:
            __del__ = fail
        def noisy(*_, **__):
            warnings.warn(MARKER)
            logging.getLogger("library").error(MARKER)
            logging.getLogger("library").error("%d", MARKER)
            thread = threading.Thread(target=fail)
            thread.start()
            thread.join()
            Cleared()
            return 0
        commands.run_reports = noisy
        """,
    "where nothing catches it": """
        from pipeline.cli import commands
        class Odd(BaseException):
            pass
        def odd(*_, **__):
            raise Odd(MARKER)
        commands.run_reports = odd
        """,
}
PROGRAM = """
import sys
MARKER = {marker!r}
def fail(*_, **__):
    said = MARKER
    raise ValueError(f"{{said}} cannot be read") from KeyError(said)
def full(*_, **__):
    raise OSError(28, f"no room for {{MARKER}}")
from pipeline.cli import build, main
made_by = sys.modules["pipeline.run.documents"]
planned = build.documents
build.documents = lambda *of: [each for each in planned(*of) if each.path.endswith((".json", ".ics"))]
build.mailbox_forms = lambda *_: {{}}
build.general_forms = lambda *_: ()
{fault}
sys.argv = ["rcpc", "--today", "2026-12-05", "reports"]
main()
"""


@pytest.mark.parametrize("where", FAULTS)
def test_no_fault_tells_what_a_form_said(desk: Path, tmp_path: Path, where: str) -> None:
    """What fails quotes a marker, and more of it waits in the inbox; it is told nowhere."""
    inbox = made(made(tmp_path / "here") / "inbox")
    shutil.copytree(desk / "here" / "demo" / "record", tmp_path / "here" / "record")
    (inbox / ".rcpc-inbox").touch()
    (inbox / f"{MARKER}.json").write_text(f'{{"form": "contribution", "about": {{"name": "{MARKER}"}}}}')
    program = PROGRAM.format(marker=MARKER, fault=textwrap.dedent(FAULTS[where]))
    done = rcpc(tmp_path, ["-c", program])
    said = done.stdout + done.stderr
    assert MARKER not in said
    assert "Traceback" not in said
    assert done.returncode == (0 if "warns" in where else 1 if "nothing catches" in where else 70), said
    assert left(tmp_path) == []
    logs = list((tmp_path / "here" / "record").glob(".faults/*"))
    assert MARKER not in "".join(log.read_text() for log in logs)
    assert not list(tmp_path.rglob("core*"))
