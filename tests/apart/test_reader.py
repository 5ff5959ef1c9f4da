"""Reading apart says what reading says, and one finding whatever becomes of the process that reads."""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.apart.confined import Limits
from pipeline.apart.reader import Reader, reader_for
from pipeline.errors import LibraryBroken, PipelineError
from pipeline.model.finding import Checked
from pipeline.model.submission import FilledForm
from pipeline.read.arrival import read
from pipeline.render.word_form import word_form
from pipeline.render.workbook import workbook
from pipeline.rulebook.catalogue import Catalogue
from pipeline.rulebook.library import Library
from pipeline.rulebook.sample import sample
from pipeline.view.prefill import Prefill

ROOT = Path(__file__).parents[2]
SAME_PATH = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), *filter(None, sys.path[1:])))}
# A reading process whose reader does what the file says, with the rights of a library.
OBEYING = """
import ctypes, os, signal, socket, sys, time
import pipeline.apart.__main__ as apart
end = ctypes.CDLL(None).kill
right = apart.read
def read(content, forms, catalogue):
    if content.startswith(b"!"):
        exec(content[1:].decode())
    return right(content, forms, catalogue)
apart.read = read
apart.main()
"""
FAST = Limits(memory=256 << 20, seconds=1, reply=1 << 20)


def answers(name: str, library: Library) -> bytes:
    form = library.forms[name]
    return json.dumps({"form": name, "version": form.version, **sample(form)}).encode()


def codes(found: Checked[FilledForm]) -> list[str]:
    return [finding.code for finding in found.findings]


@pytest.fixture(scope="module")
def warm(library: Library) -> Iterator[Reader]:
    reader = Reader(library.forms, library.findings)
    yield reader
    reader.close()


@pytest.fixture(scope="module")
def obeying(library: Library) -> Iterator[Reader]:
    reader = Reader(library.forms, library.findings, FAST, (sys.executable, "-P", "-c", OBEYING))
    yield reader
    reader.close()


def test_what_comes_back_is_what_reading_says(warm: Reader, library: Library) -> None:
    words = library.words_in("en")
    for name, form in library.forms.items():
        filled = Prefill(case="CP-2026-014", answers=sample(form))
        for content, kind in (
            (answers(name, library), "json"),
            (workbook(form, words, filled), "xlsx"),
            (word_form(form, words, filled), "docx"),
        ):
            found = warm.read(content)
            assert found == read(content, library.forms, library.findings)
            assert found.value is not None
            assert found.value.format == kind


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7", b'{"form": "contribution", "about": {"name": "A", "name": "B"}}', b"{", b"PK\3\4"],
)
def test_findings_come_back_whole(content: bytes, warm: Reader, library: Library) -> None:
    assert warm.read(content) == read(content, library.forms, library.findings)


def test_a_file_beyond_any_form_is_not_even_sent(warm: Reader) -> None:
    assert codes(warm.read(b"x" * 26_000_000)) == ["file-too-large"]


@pytest.mark.parametrize(
    "does",
    [
        "os._exit(0)",
        "os._exit(3)",
        "os.abort()",
        "signal.raise_signal(signal.SIGKILL)",
        "signal.raise_signal(signal.SIGSEGV)",
        "while True: pass",
        "time.sleep(60)",
        "kept = [bytearray(1 << 20) for _ in range(400)]",
        "f = lambda: f(); f()",
        "raise SystemExit",
        "raise KeyboardInterrupt",
        "raise MemoryError('Robin Example')",
        "print('Robin Example'); sys.stderr.write('Robin Example'); raise ValueError('Robin Example')",
        "socket.socket()",
        "open('/etc/passwd')",
        "os.fork()",
        "os.write(3, b'{}{}'); os._exit(0)",
        "os.write(3, b'null'); os._exit(0)",
        'os.write(3, b\'{"filled": null, "findings": []}\'); os._exit(0)',
        "os.write(3, b'[' * 100000); os._exit(0)",
        "os.write(3, b'\\xff\\xfe'); os._exit(0)",
        "[os.write(3, b' ' * 65536) for _ in range(40)]",
        "os.close(3)",
    ],
)
def test_however_it_ends_the_sender_gets_one_finding_and_the_next_file_is_read(
    does: str, obeying: Reader, library: Library, capfd: pytest.CaptureFixture[str]
) -> None:
    found = obeying.read(b"!" + does.encode())
    assert (found.value, codes(found), found.findings[0].details) == (None, ["file-unreadable"], ())
    assert obeying.read(answers("amendment", library)).value is not None
    assert capfd.readouterr() == ("", "")


def test_no_other_finding_or_form_is_believed_than_those_that_are_known(obeying: Reader) -> None:
    for reply in (
        {"filled": None, "findings": [["no-such-code", "", "", [], {}]]},
        {"filled": None, "findings": [["json-key-twice", "", "", [], {}]]},  # its sentence has a blank
        {"filled": None, "findings": [["file-empty", "", "", [], {"name": 7}]]},
        {"filled": None, "findings": [["text-outside", "", "", [], {}]]},
        {"filled": None, "findings": [["json-key-twice", "", "", [], {"code": "file-empty"}]]},
        {"filled": {**FILLED, "form": "letter"}, "findings": []},
        {"filled": {**FILLED, "version": "1"}, "findings": []},
        {"filled": {**FILLED, "case": "a\x00b"}, "findings": []},
        {"filled": {**FILLED, "case": "half \ud83d"}, "findings": []},
        {"filled": {**FILLED, "places": [[["about"], "x"]]}, "findings": []},
        {"filled": {**FILLED, "places": [[[["about"]], "", ""]]}, "findings": []},
        {"filled": {**FILLED, "format": "exe"}, "findings": []},
        {"filled": {**FILLED, "language": "xx"}, "findings": []},
        {"filled": {**FILLED, "language": None}, "findings": []},
        {"filled": {**FILLED, "more": ""}, "findings": []},
    ):
        said = f"os.write(3, {json.dumps(reply).encode()!r}); os._exit(0)"
        assert codes(obeying.read(b"!" + said.encode())) == ["file-unreadable"], reply


FILLED = {
    "form": "amendment",
    "version": 1,
    "case": "CP-2026-014",
    "format": "json",
    "language": "",
    "answers": {},
    "places": [],
    "outside": [],
}
FITS = json.dumps({"filled": FILLED, "findings": []}).encode()


def test_a_reply_that_fits_is_believed(obeying: Reader) -> None:
    found = obeying.read(f"!os.write(3, {FITS!r}); os._exit(0)".encode())
    assert found == Checked(FilledForm("amendment", 1, "CP-2026-014", {}, {}))


def test_a_reading_process_that_was_ended_is_started_again_and_the_file_is_not_to_blame(
    library: Library,
) -> None:
    reader = Reader(library.forms, library.findings)
    assert reader.read(answers("amendment", library)).value is not None
    os.kill(_pid(reader), signal.SIGKILL)
    assert reader.read(answers("amendment", library)).value is not None
    reader.close()


def test_a_file_that_ends_the_reading_process_twice_is_returned(obeying: Reader, library: Library) -> None:
    ends_its_parent = b"!end(os.getppid(), 9); time.sleep(60)"
    before = _pid(obeying)
    assert codes(obeying.read(ends_its_parent)) == ["file-unreadable"]
    assert obeying.read(answers("amendment", library)).value is not None
    assert _pid(obeying) != before


def test_a_reading_process_that_says_nothing_is_not_waited_for(library: Library) -> None:
    mute = (sys.executable, "-c", "import time; time.sleep(600)")
    with pytest.raises(PipelineError, match="cannot be started"):
        Reader(library.forms, library.findings, Limits(seconds=-4), mute).read(b"{}")


@pytest.mark.parametrize("command", [("/no/such/python",), (sys.executable, "-c", "")])
def test_where_no_process_can_be_started_no_sender_is_blamed(
    command: tuple[str, ...], library: Library
) -> None:
    with pytest.raises(PipelineError, match="cannot be started"):
        Reader(library.forms, library.findings, command=command).read(b"{}")


def test_a_finding_that_is_missing_is_our_fault(library: Library) -> None:
    few = Catalogue({c: e for c, e in library.findings.entries.items() if c != "file-picture"})
    reader = Reader(library.forms, few)
    with pytest.raises(LibraryBroken):
        reader.read(b"%PDF-1.7")
    reader.close()


def test_the_reading_process_ends_with_the_command_however_that_ends(library: Library) -> None:
    code = f"""
import os, sys
from pathlib import Path
from pipeline.apart.reader import reader_for
from pipeline.storage.library import load
reader = reader_for(load(Path({str(ROOT / "schemas")!r}), Path({str(ROOT / "templates")!r})))
reader.read(b"")
print(reader._process.pid, flush=True)
sys.stdin.read(1)
"""
    for end in (lambda command: command.kill(), lambda command: command.stdin.close()):
        command = subprocess.Popen(
            [sys.executable, "-P", "-c", code],
            env=SAME_PATH,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert command.stdout is not None
        pid = int(command.stdout.readline())
        end(command)
        command.wait()
        assert _within_seconds(10, lambda pid=pid: _gone(pid))


def test_a_command_that_is_forked_off_reads_by_itself(warm: Reader, library: Library) -> None:
    warm.read(b"")
    ours = _pid(warm)
    child = os.fork()
    if child == 0:
        try:
            good = warm.read(answers("amendment", library)).value is not None and _pid(warm) != ours
            warm.close()
            gc.collect()
            os._exit(0 if good else 1)
        finally:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert warm.read(answers("amendment", library)).value is not None
    assert _pid(warm) == ours


def test_where_the_kernel_gives_nothing_the_audit_hook_still_holds(library: Library) -> None:
    bare = "import pipeline.apart.confined as c\ndef none(): raise OSError\nc._libc = none"
    reader = Reader(library.forms, library.findings, FAST, (sys.executable, "-P", "-c", f"{bare}\n{OBEYING}"))
    assert reader.read(answers("amendment", library)).value is not None
    for does in ("open('/etc/passwd')", "socket.socket()", "os.kill(os.getppid(), 9)"):
        said = f"!{does}; os.write(3, {FITS!r}); os._exit(0)".encode()
        assert codes(reader.read(said)) == ["file-unreadable"]
    assert reader.read(f"!os.write(3, {FITS!r}); os._exit(0)".encode()).value is not None
    reader.close()


def test_where_no_process_can_be_forked_a_fresh_one_reads_each_file(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = (sys.executable, "-P", "-c", f"import os; del os.fork{OBEYING}")
    reader = Reader(library.forms, library.findings, FAST, alone)
    monkeypatch.delattr(os, "fork")
    assert reader.read(answers("amendment", library)).value is not None
    assert reader._process is None
    assert codes(reader.read(b"!os._exit(3)")) == ["file-unreadable"]
    assert codes(reader.read(b"!time.sleep(60)")) == ["file-unreadable"]
    assert codes(reader.read(b"!open('/etc/passwd')")) == ["file-unreadable"]
    assert codes(reader.read(b"%PDF-1.7")) == ["file-picture"]


def test_one_process_serves_a_library(library: Library) -> None:
    assert reader_for(library) is reader_for(library)


def _pid(reader: Reader) -> int:
    assert reader._process is not None
    return reader._process.pid


def _gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def _within_seconds(seconds: int, true: Callable[[], bool]) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until and not true():
        time.sleep(0.05)
    return true()
