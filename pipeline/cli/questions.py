"""Commands that only ask: check and timeline, and what others that ask need. Nothing is changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from itertools import groupby
from pathlib import Path
from typing import Any

from pipeline.check.timeline import plan_conference
from pipeline.cli import screen
from pipeline.cli.cases import Cases
from pipeline.cli.trouble import Troubles
from pipeline.cli.workspace import Workspace
from pipeline.errors import WrongCommand
from pipeline.model.finding import Finding, Level
from pipeline.model.submission import Judged, Submission
from pipeline.model.timeline import Timeline
from pipeline.render.timeline_json import timeline_json
from pipeline.rulebook.protocol import Nation, Protocol
from pipeline.run import judge, timeline_of
from pipeline.storage.inbox import read_file
from pipeline.view.timeline import timeline_view
from pipeline.view.timeline_text import timeline_lines

MOST = 10  # documents or cases that are named one by one
NEAR = 0.75  # how like a misspelt reference the one that was meant has to be, out of 1
TO_PUT_RIGHT = 1  # the exit code when somebody has something to put right


def opened(workspace: Workspace) -> tuple[Cases, Troubles]:
    """The cases of the record as they stand, without waiting for a run that may be at work."""
    troubles = Troubles(workspace.settings.record, workspace.clock)
    return Cases(workspace.record(), workspace.library, workspace.read, troubles, keep=False), troubles


def check_files(workspace: Workspace, files: Sequence[Path], as_json: bool) -> int:
    """What is wrong with each file, cell by cell. Nothing is taken in."""
    cases, troubles = opened(workspace)
    judged = [_judged(workspace, cases, read_file(file, workspace.today)) for file in files]
    if as_json:
        screen.say_json([_judged_json(workspace, each) for each in judged])
    else:
        for each in judged:
            _say_judged(workspace, each)
    screen.show_troubles(troubles, workspace.words)
    wrong = any(finding.level is not Level.NOTE for each in judged for finding in each.findings)
    return TO_PUT_RIGHT if wrong else troubles.exit_code


def _judged(workspace: Workspace, cases: Cases, submission: Submission) -> Judged:
    arrived = workspace.read(submission.content)
    return judge(submission, arrived, workspace.library, cases.all(), workspace.today)


def case_timeline(workspace: Workspace, reference: str, as_json: bool) -> int:
    """The timeline check of a case in its latest period."""
    cases, troubles = opened(workspace)
    case = cases.latest(reference)
    if case is None:
        screen.show_troubles(troubles, workspace.words)
        raise no_such_case(workspace, [reference], cases)
    library = workspace.library
    check = timeline_of(case, library, workspace.today)
    protocol = library.protocol_of(case) or library.default_protocol  # without one there is no check
    _show_timeline(workspace, check, protocol, as_json)
    return 0


def planned_timeline(workspace: Workspace, rcpc: date, nation: str, protocol: str, as_json: bool) -> int:
    """The planner: a conference that is not booked yet."""
    rules, where = _rules(workspace, protocol, nation)
    rules = rules.in_force(workspace.today)
    _show_timeline(workspace, plan_conference(rcpc, rules, where, workspace.today), rules, as_json)
    return 0


def no_such_case(workspace: Workspace, references: Sequence[str], cases: Cases) -> WrongCommand:
    """The trouble of asking for a case that the record does not hold, and which may have been meant."""
    words = workspace.words
    known = cases.references
    near = {like for typed in references for like in get_close_matches(typed.upper(), known, 1, NEAR)}
    if near:
        do_next = words("terminal.did-you-mean", cases=words.listed(sorted(near)))
    elif 0 < len(known) <= MOST:
        do_next = words("terminal.known", names=words.listed(known))
    else:
        do_next = words("terminal.see-status")
    return WrongCommand(words("terminal.no-such-case", case=words.listed(sorted(references))), do_next)


def _rules(workspace: Workspace, protocol: str, nation: str) -> tuple[Protocol, Nation]:
    """What a conference not yet booked is planned by: as typed, else as the workspace has it."""
    library, words = workspace.library, workspace.words
    protocol = protocol or library.defaults.get("protocol") or library.default_protocol.name
    rules = library.protocol_called(protocol)
    nation = nation or library.defaults.get("nation") or next(iter(library.nations))
    where = library.nation_named(nation)
    if rules is None:
        known = words.listed(sorted(library.protocols))
        raise WrongCommand(
            words("terminal.no-such-protocol", name=protocol), words("terminal.known", names=known)
        )
    if where is None:
        known = words.listed(sorted(library.nations))
        raise WrongCommand(
            words("terminal.no-such-nation", name=nation), words("terminal.known", names=known)
        )
    return rules, where


def _show_timeline(workspace: Workspace, check: Timeline, protocol: Protocol, as_json: bool) -> None:
    if as_json:
        screen.say_json(json.loads(timeline_json(check)))
        return
    for line in timeline_lines(timeline_view(check, protocol, workspace.words), screen.width()):
        screen.say_line(line)


def _say_judged(workspace: Workspace, judged: Judged) -> None:
    words, findings = workspace.words, workspace.library.findings
    verdict = "accepted" if judged.accepted else "stopped"
    screen.say(f"{judged.submission.name}: {words(f'terminal.check.{verdict}')}")
    for level, found in groupby(judged.findings, key=lambda finding: finding.level):
        screen.say(words(f"terminal.check.{level.value}"), indent=2)
        for finding in found:
            sentence = findings.sentence(finding)
            where = f"{finding.place}: " if str(finding.place) else ""
            screen.say(f"{where}{sentence.says} {sentence.do}".rstrip(), indent=4, hang=2)


def _judged_json(workspace: Workspace, judged: Judged) -> dict[str, Any]:
    def as_json(finding: Finding) -> dict[str, Any]:
        sentence = workspace.library.findings.sentence(finding)
        return {
            "code": finding.code,
            "level": finding.level.value,
            "place": str(finding.place),
            "path": list(finding.path),
            "says": sentence.says,
            "do": sentence.do,
            "source": sentence.source,
        }

    return {
        "file": judged.submission.name,
        "form": judged.filled.form if judged.filled else None,
        "case": judged.case or None,
        "accepted": judged.accepted,
        "findings": [as_json(finding) for finding in judged.findings],
    }
