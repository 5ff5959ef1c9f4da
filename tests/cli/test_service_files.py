"""The descriptions of the watch for systemd and for Windows start what there is, and keep it to itself."""

from __future__ import annotations

import shutil
import subprocess
from configparser import RawConfigParser
from pathlib import Path

import pytest
from lxml import etree

from pipeline.cli.commands import rcpc
from pipeline.storage.settings import PROJECT

UNIT, TASK = PROJECT / "tools" / "rcpc-watch.service", PROJECT / "tools" / "rcpc-watch.xml"
NAMESPACE = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}


@pytest.fixture
def service() -> RawConfigParser:
    unit = RawConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read_string(UNIT.read_text(encoding="utf-8"))
    return unit


def test_both_start_the_watch(service: RawConfigParser) -> None:
    words = service["Service"]["ExecStart"].split()
    task = etree.parse(TASK)
    command = task.findtext(".//t:Command", namespaces=NAMESPACE)
    arguments = (task.findtext(".//t:Arguments", namespaces=NAMESPACE) or "").split()
    assert (Path(words[0]).name, command) == ("rcpc", "C:\\rcpc\\.venv\\Scripts\\rcpc.exe")
    for typed in (words[1:], arguments):
        assert typed[0] == "--workspace"
        assert typed[2:] == ["watch"]
        assert typed[2] in rcpc.commands


def test_the_service_is_private_and_stops_as_the_watch_needs_it(service: RawConfigParser) -> None:
    has = service["Service"]
    assert has["UMask"] == "0077"
    assert has["LimitCORE"] == "0"
    assert has["KillMode"] == "mixed"  # its helpers are not ended under its hands
    assert int(has["TimeoutStopSec"]) > 120  # what one document may take
    assert {has[key] for key in ("PrivateTmp", "PrivateNetwork", "NoNewPrivileges", "ProtectHome")} == {"yes"}
    assert has["ProtectSystem"] == "strict"
    assert has["User"] != "root"
    assert "RestrictSUIDSGID" not in has  # mailboxes of a group need the bit
    folder = has["ExecStart"].split()[2]
    assert folder in has["ReadWritePaths"].split()


def test_a_task_goes_on_for_as_long_as_it_takes() -> None:
    settings = etree.parse(TASK).find(".//t:Settings", namespaces=NAMESPACE)
    assert settings is not None
    told = {etree.QName(each).localname: each.text for each in settings.iter()}
    assert told["ExecutionTimeLimit"] == "PT0S"
    assert told["MultipleInstancesPolicy"] == "IgnoreNew"
    assert (told["DisallowStartIfOnBatteries"], told["StopIfGoingOnBatteries"]) == ("false", "false")


def test_systemd_finds_nothing_wrong_with_the_service(tmp_path: Path) -> None:
    """Where there is a systemd to ask; elsewhere the tests above are all there is."""
    analyze = shutil.which("systemd-analyze")
    unit = tmp_path / UNIT.name
    text = UNIT.read_text(encoding="utf-8").replace("/opt/rcpc/.venv/bin/rcpc", "/bin/true")
    unit.write_text(text, encoding="utf-8")
    assert "/bin/true" in text
    if analyze:
        asked = subprocess.run([analyze, "verify", str(unit)], capture_output=True, text=True)
        assert UNIT.name not in asked.stderr, asked.stderr
