"""Every document's view, richly filled, and the PDF that its template makes of it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import family
import pytest
from reading import template

from pipeline.check.timeline import plan_conference
from pipeline.merge.compare import compared, step_by_step
from pipeline.model.case import Case
from pipeline.model.plan import PlanVersion
from pipeline.model.set_up import Meeting
from pipeline.render.pdf import pdf
from pipeline.rulebook.layouts import Layout
from pipeline.rulebook.library import Library
from pipeline.rulebook.protocol import Nation, Protocol
from pipeline.rulebook.words import Words
from pipeline.view.agenda import agenda_view
from pipeline.view.core_group_record import core_group_record_view
from pipeline.view.joint_report import joint_report_view
from pipeline.view.laid_plan import laid_plan_view
from pipeline.view.letter import LetterView
from pipeline.view.members import members_view
from pipeline.view.minutes import minutes_view
from pipeline.view.minutes_notes import notes_view
from pipeline.view.plan import plan_view
from pipeline.view.plan_changes import plan_changes_view
from pipeline.view.plan_notice import plan_notice_view
from pipeline.view.request_letters import early_review_view
from pipeline.view.review_report import review_report_view
from pipeline.view.timeline import timeline_view

TEMPLATES = Path(__file__).parents[2] / "templates"


@pytest.fixture(scope="session")
def templates() -> Mapping[str, bytes]:
    return {str(p.relative_to(TEMPLATES)): p.read_bytes() for p in TEMPLATES.rglob("*") if p.is_file()}


@pytest.fixture(scope="session")
def views(
    english: Words, protocol: Protocol, nations: Mapping[str, Nation], library: Library
) -> Mapping[str, object]:
    case = family.case()
    core_group = Meeting("pre-rcpc", family.PRE_RCPC, "10:00", "Lantern Family Centre")
    nation = nations["England and Wales"]
    planned = plan_conference(date(2026, 6, 5), protocol, nation, date(2026, 5, 20))
    return {
        "joint-report": joint_report_view(case, family.report(), english, wording=family.wording()),
        "protection-plan": plan_view(case, family.proposals(), english),
        "minutes": minutes_view(case, family.received_minutes(), english),
        "notes-first": notes_view(case, family.received_minutes("first"), english),
        "notes-before-review": notes_view(case, family.received_minutes(), english, family.handed_in()),
        "agenda": agenda_view(case, core_group, english),
        "members": members_view(case, english),
        "timeline": timeline_view(planned, protocol, english),
        "written-agreement": laid_plan_view(case, Layout.WRITTEN_AGREEMENT, english),
        "goals-plan": laid_plan_view(case, Layout.GOALS_PLAN, english),
        "letter": letter(case, library, english),
        "core-group-record": core_group_record_view(case, family.received_minutes(), english),
        "review-report": review_report_view(case, family.report(), english),
        "plan-changes": plan_changes_view(
            case, compared(*reworded(case.plans)), step_by_step(reworded(case.plans)), english
        ),
    }


def reworded(plans: tuple[PlanVersion, ...]) -> tuple[PlanVersion, PlanVersion]:
    """The two versions, the later one with an action in other words and another way if things go wrong."""
    before, after = plans
    first, *others = after.actions
    action = replace(first.action, action=first.action.action.replace("9.15", "9.00 at the latest"))
    changed = (replace(first, action=action), *others)
    return before, replace(after, actions=changed, contingency="Ring the duty team.")


def letter(case: Case, library: Library, english: Words) -> LetterView:
    """One letter with every kind of section that a letter has."""
    guidance = library.protocols["core-group-key-points"]
    notice = plan_notice_view(case, family.received_minutes(), guidance, date(2041, 11, 14), english)
    early = early_review_view(case, family.early_review(), library.protocols["ceredigion"], english)
    return replace(early, sections=(*early.sections, *notice.sections))


@pytest.fixture(scope="session")
def made(templates: Mapping[str, bytes], views: Mapping[str, object]) -> Callable[[str], bytes]:
    """The PDF of a document by its name; each is laid out once."""
    return cache(lambda name: pdf(templates, template(name, "html"), views[name], "en-GB"))


@pytest.fixture(scope="session")
def tags(made: Callable[[str], bytes], tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """The tags of a document's PDF with their texts, in the order in which they are read aloud.

    Each document is asked once: the tool lays a page out anew for every tag on it.
    """

    def read(name: str) -> str:
        file = tmp_path_factory.mktemp(name) / "twin.pdf"
        file.write_bytes(made(name))
        command = ["pdfinfo", "-struct-text", "-enc", "UTF-8", file]
        return subprocess.run(command, check=True, capture_output=True).stdout.decode()

    return cache(read)
