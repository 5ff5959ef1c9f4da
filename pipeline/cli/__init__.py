"""Words typed, folders, today's date, progress, exit codes."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from pipeline.cli import screen
from pipeline.cli.commands import rcpc
from pipeline.cli.private import keep_private
from pipeline.cli.trouble import Troubles
from pipeline.cli.watch import STOPPED
from pipeline.cli.workspace import clock_for
from pipeline.errors import PipelineError
from pipeline.storage.settings import load_settings


def main() -> None:
    """What ``rcpc`` and ``python -m pipeline`` run."""
    arguments = sys.argv[1:]
    keep_private(_record(arguments))
    sys.exit(run(arguments))


def run(arguments: list[str]) -> int:
    """One command from its words to its exit code. A fault of ours leaves a log and says where."""
    try:
        outcome = rcpc.main(arguments, prog_name="rcpc", standalone_mode=False)
    except click.exceptions.Exit as done:
        return done.exit_code
    except (click.Abort, KeyboardInterrupt):
        screen.complain("Stopped. Nothing is lost; the next run goes on from here.")
        return STOPPED
    except click.ClickException as wrong:
        wrong.show()
        return wrong.exit_code
    except PipelineError as known:
        screen.complain(f"{known} {known.do_next}".strip())
        return known.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as fault:
        log = Troubles(_record(arguments), clock_for(None)).log(fault)
        where = f"is in {log}" if log else "could not be written down, for want of room or of rights"
        screen.complain(f"Our fault, not yours. What happened, without anything from a form, {where}.")
        return PipelineError.exit_code
    return outcome if isinstance(outcome, int) else 0


def _record(arguments: list[str]) -> Path:
    """The record of the workspace that was typed, for when the command itself is what failed."""
    typed = [word for at, word in enumerate(arguments) if at and arguments[at - 1] == "--workspace"]
    joined = [word.partition("=")[2] for word in arguments if word.startswith("--workspace=")]
    workspace = Path(*(typed or joined)[:1]).absolute()
    try:
        return load_settings(workspace).record
    except (PipelineError, OSError):  # the command will say so
        return workspace / "record"
