"""The commands and their options, as people type them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from pipeline import __version__
from pipeline.cli import questions
from pipeline.cli.changes import changes as run_changes
from pipeline.cli.demo import demo as run_demo
from pipeline.cli.erase import erase as run_erase
from pipeline.cli.forms import forms as run_forms
from pipeline.cli.protocol import protocol as run_protocol
from pipeline.cli.reports import reports as run_reports
from pipeline.cli.status import status as run_status
from pipeline.cli.verify import verify as run_verify
from pipeline.cli.watch import watch as run_watch
from pipeline.cli.workspace import Workspace, clock_for
from pipeline.errors import WrongCommand

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")


def _day(_context: click.Context, _option: click.Parameter, value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise WrongCommand(
            f"“{value}” is not a day that can be read.", "Write year, month and day: 2027-01-05."
        ) from None


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--workspace",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    show_default="here",
    help="The folder that holds inbox, outbox and record.",
)
@click.option("--today", callback=_day, metavar="YYYY-MM-DD", help="Work as if it were this day.")
@click.version_option(__version__, prog_name="rcpc")
@click.pass_context
def rcpc(context: click.Context, workspace: Path, today: date | None) -> None:
    """Forms of a core group in; joint report, protection plan and timeline check out."""
    context.obj = Workspace(workspace.resolve(), clock_for(today))


@rcpc.command()
@click.argument("cases", nargs=-1, metavar="[CASE]...")
@click.pass_obj
def reports(workspace: Workspace, cases: tuple[str, ...]) -> int:
    """Take in what waits and bring the outbox up to date."""
    return run_reports(workspace, cases)


@rcpc.command()
@click.pass_obj
def watch(workspace: Workspace) -> int:
    """The same whenever forms arrive, until stopped."""
    return run_watch(workspace)


@rcpc.command()
@click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="FILE...",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@as_json
@click.pass_obj
def check(workspace: Workspace, files: tuple[Path, ...], as_json: bool) -> int:
    """Say what is wrong with a form; take nothing in."""
    return questions.check_files(workspace, files, as_json)


@rcpc.command()
@click.argument("case", required=False, default="")
@click.pass_obj
def forms(workspace: Workspace, case: str) -> int:
    """Blank forms, or those of one case, pre-filled."""
    return run_forms(workspace, case)


@rcpc.command()
@click.argument("case", required=False)
@click.option("--rcpc", callback=_day, metavar="YYYY-MM-DD", help="Plan for a conference on this day.")
@click.option("--nation", default="", help="Whose bank holidays count.")
@click.option("--protocol", default="", help="Which protocol's steps.")
@as_json
@click.pass_obj
def timeline(
    workspace: Workspace, case: str | None, rcpc: date | None, nation: str, protocol: str, as_json: bool
) -> int:
    """The timeline check of a case, or of a conference not yet booked."""
    if (case is None) == (rcpc is None):
        raise click.UsageError("Name a case, or give --rcpc DATE and --nation NATION to plan one.")
    if rcpc is not None:
        return questions.planned_timeline(workspace, rcpc, nation, protocol, as_json)
    if nation or protocol:
        raise click.UsageError("A case has its own nation and protocol; leave --nation and --protocol out.")
    return questions.case_timeline(workspace, case or "", as_json)


@rcpc.command()
@click.argument("case")
@click.argument("earlier", required=False, default="")
@click.argument("later", required=False, default="")
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    help="Lay the two versions side by side there, as PDF and DOCX.",
)
@as_json
@click.pass_obj
def changes(
    workspace: Workspace, case: str, earlier: str, later: str, into: Path | None, as_json: bool
) -> int:
    """What changed in the plan since the conference, or between any two versions."""
    return run_changes(workspace, case, earlier, later, into, as_json)


@rcpc.command()
@as_json
@click.pass_obj
def status(workspace: Workspace, as_json: bool) -> int:
    """Every case: what is in, what is missing, what is due."""
    return run_status(workspace, as_json)


@rcpc.command()
@as_json
@click.pass_obj
def verify(workspace: Workspace, as_json: bool) -> int:
    """Prove that the record is whole and the outbox agrees with it."""
    return run_verify(workspace, as_json)


@rcpc.command()
@click.argument("case")
@click.option("--sure", is_flag=True, help="Do not ask again.")
@click.pass_obj
def erase(workspace: Workspace, case: str, sure: bool) -> int:
    """Remove a case wholly, when its retention ends."""
    return run_erase(workspace, case, sure)


@rcpc.command()
@click.argument("name", required=False, default="")
@click.argument("other", required=False, default="")
@click.pass_obj
def protocol(workspace: Workspace, name: str, other: str) -> int:
    """A protocol in readable form, or how two differ."""
    return run_protocol(workspace, name, other)


@rcpc.command()
@click.pass_obj
def demo(workspace: Workspace) -> int:
    """The main job on a worked, invented family."""
    return run_demo(workspace)
