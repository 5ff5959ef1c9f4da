"""``rcpc changes``: what changed in a case's plan between any two of its versions."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from pipeline.apart.rendering import Limits, made
from pipeline.cli import screen
from pipeline.cli.private import TEMPORARY
from pipeline.cli.questions import no_such_case, opened
from pipeline.cli.trouble import Troubles
from pipeline.cli.workspace import Workspace, shown
from pipeline.errors import OutboxUnwritable, WrongCommand
from pipeline.merge.compare import compared, since_conference
from pipeline.model.case import Case
from pipeline.model.plan import PlanComparison, PlanVersion
from pipeline.render.pdf import load_layout
from pipeline.run import Planned, plan_changes
from pipeline.storage import durable
from pipeline.storage.workroom import workroom
from pipeline.view.plan_changes_text import told_in_brief, version_fact


def changes(
    workspace: Workspace, reference: str, earlier: str, later: str, into: Path | None, as_json: bool
) -> int:
    """Compares two versions, by their numbers; the newest with an earlier one; or the conference's with it.

    Names and answers are not shown on the screen: with ``into`` they are laid down there as documents, PDF
    and DOCX. Changes nothing else. Returns the exit code.
    """
    cases, troubles = opened(workspace)
    case = cases.latest(reference)
    if case is None:
        screen.show_troubles(troubles, workspace.words)
        raise no_such_case(workspace, [reference], cases)
    if into is not None:
        _allowed(workspace, into)
    comparison = _chosen(workspace, case, earlier, later)
    if as_json:
        screen.say_json(_as_json(case, comparison))
    else:
        _say(workspace, case, comparison, without_documents=into is None)
    if into is not None and comparison is not None:
        _lay_down(workspace, plan_changes(case, comparison, workspace.library), into, troubles, as_json)
    screen.show_troubles(troubles, workspace.words)
    return troubles.exit_code


def _chosen(workspace: Workspace, case: Case, earlier: str, later: str) -> PlanComparison | None:
    """The two versions asked for, the earlier one first however they were typed; None if there is but one."""
    if not earlier:
        return since_conference(case.plans)
    typed = [earlier, later] if later else [earlier, str(case.plan.number)]
    before, after = sorted((_version(workspace, case, each) for each in typed), key=lambda v: v.number)
    return compared(before, after)


def _version(workspace: Workspace, case: Case, typed: str) -> PlanVersion:
    """The version with this number, "v2" and "2" alike. WrongCommand with those that there are."""
    words = workspace.words
    found = [version for version in case.plans if str(version.number) == typed.strip().lower().lstrip("v")]
    if not found:
        known = [
            words("terminal.changes.version", number=v.number, day=words.day(v.dated)) for v in case.plans
        ]
        raise WrongCommand(
            words("terminal.changes.no-such-version", case=case.reference, version=typed),
            words("terminal.known", names=words.listed(known)),
        )
    return found[0]


def _allowed(workspace: Workspace, into: Path) -> None:
    """What is laid into our own folders would be taken in as a form, swept away, or shown to others."""
    settings = workspace.settings
    for ours in (settings.inbox, settings.outbox, settings.record):
        if into.resolve().is_relative_to(ours.resolve()):
            words = workspace.words
            raise WrongCommand(
                words("terminal.changes.our-folder", folder=shown(workspace, ours)),
                words("terminal.changes.another-folder"),
            )


def _say(
    workspace: Workspace, case: Case, comparison: PlanComparison | None, without_documents: bool
) -> None:
    words = workspace.words
    day = words.day(case.period.rcpc)
    screen.say(case.reference + words("terminal.conference", day=day))
    shown_versions = (comparison.before, comparison.after) if comparison else case.plans
    facts = [version_fact(version, words) for version in dict.fromkeys(shown_versions)]
    screen.table([(fact.label, "; ".join(fact.text)) for fact in facts])
    screen.say()
    if comparison is None:
        screen.say(words("terminal.changes.one-version"))
        return
    kinds, actions = told_in_brief(comparison, words)
    for line in kinds:
        screen.say(line, indent=2, hang=2)
    if actions:
        screen.say()
        screen.table([(fact.label, " ".join(fact.text)) for fact in actions])
    if without_documents and not comparison.is_blank:
        screen.say()
        screen.say(words("terminal.changes.words-stand"))


def _as_json(case: Case, comparison: PlanComparison | None) -> dict[str, Any]:
    """The same for programs; ``changed`` names attributes of an action. Dates are ISO 8601."""
    return {
        "case": case.reference,
        "versions": [
            {
                "number": version.number,
                "dated": version.dated.isoformat(),
                "origin": version.origin,
                "corrected": version.corrected.isoformat() if version.corrected else None,
            }
            for version in case.plans
        ],
        "from": comparison.before.number if comparison else None,
        "to": comparison.after.number if comparison else None,
        "contingency_changed": bool(comparison and comparison.contingency),
        "actions": [
            {
                "number": each.planned.action.number,
                "status": each.planned.status.value,
                "kinds": sorted(each.kinds),
                "changed": [change.field for change in each.changes],
            }
            for each in (comparison.actions if comparison else ())
        ],
    }


def _lay_down(
    workspace: Workspace, planned: Sequence[Planned], into: Path, troubles: Troubles, quietly: bool
) -> None:
    """Makes the documents apart, like all others, and writes each in place of one of the same name."""
    settings, words = workspace.settings, workspace.words
    load_layout(workspace.library.templates)
    laid = []
    try:
        durable.make_folder(into)
        with workroom(settings.record / TEMPORARY) as room:  # a watch may build meanwhile
            limits = Limits(room, settings.document_seconds)
            with closing(made([each.make for each in planned], limits, lambda _: True)) as outcomes:
                for at, outcome in outcomes:
                    if isinstance(outcome, Exception):
                        troubles.tell(planned[at].path, outcome)
                    else:
                        durable.write(into / planned[at].path, outcome)
                        laid.append(planned[at].path)
    except OSError as fault:
        raise OutboxUnwritable(
            words("terminal.changes.unwritable", reason=fault.strerror),
            words("terminal.changes.check-folder"),
        ) from None
    if laid and not quietly:
        screen.say()
        screen.say(words("terminal.changes.laid", documents=words.listed(sorted(laid))))
