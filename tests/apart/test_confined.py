"""What a process that reads somebody's file may do. Each test runs in its own: there is no way back."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAME_PATH = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), *filter(None, sys.path[1:])))}
START = """
import ctypes, os, socket, subprocess, sys, time
from pathlib import Path
from pipeline.apart.confined import Limits, confine, shut_off
libc = ctypes.CDLL(None, use_errno=True)
name = sys.argv[1]
"""
TRIED = """
try:
    {attempt}
except {refusal}:
    os.write(1, b"refused")
else:
    os.write(1, b"done")
"""


def run(code: str, name: object = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-c", START + code, str(name)],
        env=SAME_PATH,
        capture_output=True,
        text=True,
        timeout=60,
    )


def tried(attempt: str, before: str, name: object = "", refusal: str = "OSError") -> str:
    outcome = run(before + TRIED.format(attempt=attempt, refusal=refusal), name)
    return outcome.stdout or outcome.stderr


def landlock() -> int:
    """The edition of Landlock that this kernel has; 0 or less for none."""
    return ctypes.CDLL(None).syscall(444, None, ctypes.c_size_t(0), 1) if sys.platform == "linux" else 0


def may_leave_the_network() -> bool:
    code = "print(libc.unshare(0x40000000) and libc.unshare(0x50000000))"
    return sys.platform == "linux" and run(code).stdout.strip() == "0"


@pytest.mark.parametrize(
    "attempt",
    [
        "socket.socket()",
        "socket.getaddrinfo('localhost', 80)",
        "subprocess.run(['true'])",
        "os.system('true')",
        "os.posix_spawn('/bin/true', ['true'], {})",
        "os.execv('/bin/true', ['true'])",
        "os.fork()",
        "os.kill(os.getppid(), 0)",
        "open('/etc/passwd')",
        "open(name)",
        "open(name, 'w')",
        "open(name + '.new', 'w')",
        "open(os.__file__, 'a')",
        "os.remove(name)",
        "os.rename(name, name + '.new')",
        "os.symlink('/etc', name + '.new')",
        "os.mkdir(name + '.new')",
        "os.chmod(name, 0o777)",
        "os.listdir(os.path.dirname(name))",
        "ctypes.CDLL('libm.so.6')",
    ],
)
def test_python_itself_refuses_everything_but_computing(attempt: str, tmp_path: Path) -> None:
    file = tmp_path / "private"
    file.write_text("Robin Example")
    assert tried(attempt, "confine(Limits())", file) == "refused"
    assert (file.read_text(), len(list(tmp_path.iterdir()))) == ("Robin Example", 1)


def test_a_library_may_still_be_loaded() -> None:
    assert tried("import colorsys, lxml.objectify", "confine(Limits())") == "done"


LANDLOCK = pytest.mark.skipif(landlock() < 1, reason="this kernel has no Landlock: the audit hook is alone")


@LANDLOCK
@pytest.mark.parametrize(
    "attempt",
    ["libc.open(name.encode(), 0)", "libc.open(name.encode(), 1)", "libc.unlink(name.encode())"],
)
def test_the_kernel_refuses_files_to_code_that_is_no_python(attempt: str, tmp_path: Path) -> None:
    file = tmp_path / "private"
    file.write_text("Robin Example")
    outcome = run(f"shut_off(); print({attempt}, ctypes.get_errno())", file)
    assert outcome.stdout.split() == ["-1", "13"]
    assert file.read_text() == "Robin Example"


@pytest.mark.skipif(landlock() < 3, reason="this kernel's Landlock knows nothing of cutting short")
def test_no_file_is_cut_short(tmp_path: Path) -> None:
    file = tmp_path / "private"
    file.write_text("Robin Example")
    assert run("shut_off(); print(libc.truncate(name.encode(), 0))", file).stdout.split() == ["-1"]
    assert file.read_text() == "Robin Example"


@pytest.mark.skipif(landlock() < 6, reason="this kernel's Landlock knows nothing of signals")
def test_no_signal_reaches_the_command() -> None:
    assert run("shut_off(); print(libc.kill(os.getppid(), 0))").stdout.split() == ["-1"]


@LANDLOCK
def test_the_kernel_refuses_new_files_even_beside_the_program(tmp_path: Path) -> None:
    for place in (tmp_path, ROOT / "pipeline"):
        outcome = run("shut_off(); print(libc.open(name.encode(), 0o101, 0o600))", place / "new")
        assert outcome.stdout.split() == ["-1"]
        assert not (place / "new").exists()


@LANDLOCK
def test_what_lies_around_the_program_may_be_a_workspace_and_is_not_read() -> None:
    outcome = run("shut_off(); print(libc.open(name.encode(), 0))", ROOT / "README.md")
    assert outcome.stdout.split() == ["-1"]


@pytest.mark.skipif(not may_leave_the_network(), reason="no network namespaces here: the audit hook is alone")
def test_there_is_no_network_to_be_reached() -> None:
    assert tried("socket.create_connection(('127.0.0.1', 9))", "shut_off()") == "refused"
    assert run("shut_off(); print(socket.if_nameindex())").stdout.strip() == "[(1, 'lo')]"


POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows knows none of these limits")


@POSIX
def test_memory_is_short() -> None:
    assert tried("bytearray(600 << 20)", "confine(Limits())", refusal="MemoryError") == "refused"
    assert tried("bytearray(200 << 20)", "confine(Limits())", refusal="MemoryError") == "done"


@POSIX
@pytest.mark.parametrize("code", ["while True: pass", "time.sleep(60)"])
def test_time_is_short(code: str) -> None:
    ended = run(f"confine(Limits(seconds=1))\n{code}").returncode
    assert ended in (-signal.SIGALRM, -signal.SIGXCPU, -signal.SIGKILL)


@POSIX
def test_no_file_grows_and_few_are_open(tmp_path: Path) -> None:
    before = "file = os.open(name, os.O_RDWR | os.O_CREAT)\nconfine(Limits())"
    assert tried("os.write(file, b'Robin')", before, tmp_path / "open") == "refused"
    assert tried("[os.dup(1) for _ in range(40)]", before, tmp_path / "open") == "refused"


@POSIX
def test_nothing_is_dumped() -> None:
    code = "confine(Limits()); import resource; print(resource.getrlimit(resource.RLIMIT_CORE))"
    assert run(code).stdout.strip() == "(0, 0)"
