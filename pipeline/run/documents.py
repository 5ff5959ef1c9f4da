"""A case becomes its documents and its forms, each made only when it is needed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Any

from pipeline import __version__
from pipeline.check.plan_lint import plan_wordings
from pipeline.merge.compare import since_conference, step_by_step
from pipeline.merge.handed_in import handed_in
from pipeline.merge.proposals import proposals
from pipeline.merge.report import joint_report
from pipeline.model.case import Case
from pipeline.model.plan import PlanComparison, PlanVersion
from pipeline.model.prefill import Prefill
from pipeline.model.set_up import Member
from pipeline.render.calendar import calendar
from pipeline.render.pdf import pdf
from pipeline.render.timeline_json import timeline_json
from pipeline.render.word import docx
from pipeline.render.word_form import word_form
from pipeline.render.workbook import workbook
from pipeline.rulebook.form import Form
from pipeline.rulebook.layouts import PLANS, Layout
from pipeline.rulebook.library import FIRST_LANGUAGE, Library
from pipeline.rulebook.protocol import Protocol
from pipeline.rulebook.sameness import mailbox_name
from pipeline.rulebook.words import Words
from pipeline.run.cases import timeline_of, timeline_told
from pipeline.run.letters import BETWEEN_MEETINGS, letters, to_answer
from pipeline.view.agenda import agenda_view
from pipeline.view.core_group_record import core_group_record_view
from pipeline.view.joint_report import joint_report_view
from pipeline.view.laid_plan import LaidPlanView, laid_plan_view
from pipeline.view.members import members_view
from pipeline.view.minutes import minutes_view
from pipeline.view.minutes_notes import notes_view
from pipeline.view.plan import PlanView, plan_view
from pipeline.view.plan_changes import plan_changes_view
from pipeline.view.prefill import prefill
from pipeline.view.prefill_request import prefill_request
from pipeline.view.review_report import review_report_view
from pipeline.view.timeline import timeline_view

_TO_ANSWER = "request-to-answer"


@dataclass(frozen=True, slots=True)
class Planned:
    """A document to be. The same ``fingerprint`` means the same bytes; ``make`` is called only if needed."""

    path: str
    fingerprint: str
    make: Callable[[], bytes]


def documents(case: Case, library: Library, today: date, final: Case | None = None) -> tuple[Planned, ...]:
    """Every document of one case in one period; paths are relative to the folder of that period."""
    words = library.words_of(case)
    planned = _Planner(library, words)
    plan_words = library.plan_words_of(case.set_up.form)
    report = joint_report(case)
    draft = joint_report_view(case, report, words, wording=plan_wordings(case, plan_words))
    planned.twins("joint-report-draft", "joint-report", draft)
    if final is not None:
        wording = plan_wordings(final, plan_words)
        view = joint_report_view(final, joint_report(final), words, final=True, wording=wording)
        planned.twins("joint-report-final", "joint-report", view)
    protocol = library.protocol_of(case)
    if protocol and Layout.REVIEW_REPORT in protocol.layouts:
        planned.twins("review-report", "review-report", review_report_view(case, report, words))
    _plans(planned, case, library)
    for minutes in case.minutes:
        held = minutes.form.held.isoformat() if minutes.form.held else f"undated-{minutes.number}"
        if protocol and Layout.CORE_GROUP_RECORD in protocol.layouts:
            record = core_group_record_view(case, minutes, words)
            planned.twins(f"minutes-{held}", Layout.CORE_GROUP_RECORD, record)
        elif protocol and Layout.CORE_GROUP_NOTES in protocol.layouts:
            notes = notes_view(case, minutes, words, handed_in(case, minutes))
            planned.twins(f"minutes-{held}", "minutes", notes)
        else:
            rules = protocol.rules if protocol else ()
            planned.twins(f"minutes-{held}", "minutes", minutes_view(case, minutes, words, rules))
    for meeting in case.booked():
        if meeting.held is not None:
            agenda = agenda_view(case, meeting, words, protocol.rules if protocol else ())
            planned.twins(f"agenda-{meeting.held.isoformat()}", "agenda", agenda)
    for name, letter in letters(case, library, words):
        planned.twins(name, "letter", letter)
    planned.twins("members", "members", members_view(case, words))
    check = timeline_of(case, library, today)
    protocol = library.protocol_told(case) or library.default_protocol  # without one there is no check
    first = case.set_up.form.language in ("", FIRST_LANGUAGE)
    told = check if first else timeline_told(case, library, today)
    planned.twins("timeline", "timeline", timeline_view(told, protocol, words))
    stamp = datetime.combine(report.as_at, time(), UTC)
    planned.other("timeline.json", check, partial(timeline_json, check))
    planned.other("timeline.ics", told, partial(calendar, (told,), stamp, words))
    return tuple(planned.all)


def _plans(planned: _Planner, case: Case, library: Library) -> None:
    """The plan as it stands and as it stood, in the layout of the case's protocol.

    Beside it, for the conference: what has changed since the one before made its plan, version by version.
    """
    protocol = library.protocol_of(case)
    layout = next((plan for plan in PLANS if protocol and plan in protocol.layouts), None)
    template = layout or "protection-plan"

    def view(version: PlanVersion | None) -> PlanView | LaidPlanView:
        if layout:
            return laid_plan_view(case, layout, planned.words, version)
        return plan_view(case, () if version else proposals(case), planned.words, version)

    planned.twins("protection-plan", template, view(None))
    if changes := since_conference(case.plans):
        view_of_changes = plan_changes_view(case, changes, step_by_step(case.plans), planned.words)
        planned.twins("plan-changes", "plan-changes", view_of_changes)
    for version in case.plans[:-1]:
        name = f"protection-plan-v{version.number}.pdf"
        planned.page(name, f"{template}/{template}.html", view(version), pdf)


def plan_changes(case: Case, comparison: PlanComparison, library: Library) -> tuple[Planned, ...]:
    """Any two versions of a case's plan, as the document that the conference gets of two of them."""
    planned = _Planner(library, library.words_of(case))
    view = plan_changes_view(case, comparison, step_by_step(case.plans), planned.words)
    name = f"plan-changes-v{comparison.before.number}-v{comparison.after.number}"
    planned.twins(name, "plan-changes", view)
    return tuple(planned.all)


def general_forms(library: Library) -> tuple[Planned, ...]:
    """Blank forms for anybody, in the order in which they are needed; relative to ``outbox/forms``."""
    planned = _Planner(library, library.words_in(library.language))
    protocol = library.protocols.get(library.defaults.get("protocol", ""))
    for number, name in enumerate(library.forms, 1):
        form = library.form_in(name, library.language, protocol)
        planned.form(f"{number}-{name}", form, prefill(None, form, library))
    return tuple(planned.all)


def mailbox_forms(case: Case, library: Library) -> dict[str, tuple[Planned, ...]]:
    """Pre-filled forms for each agency of a case: mailbox name to forms, relative to the mailbox's ``forms``.

    Every agency gets its contribution and the minutes form, because the minutes are anybody's to take (004,
    chair and note taker); the sign-off form goes to the agency of the lead social worker alone. The request
    form is for guidance that knows requests between meetings (002; 003, 4.4); those that wait for an answer
    lie ready for it where the lead social worker and the manager are.
    """
    language, protocol = case.set_up.form.language, library.protocol_of(case)
    words = library.words_in(language)
    mailboxes: dict[str, list[Planned]] = {}
    done = set()
    for member in case.set_up.form.members:
        mailbox = mailbox_name(member.agency)
        if not mailbox or member.part in ("family", "chair"):
            continue
        planned = _Planner(library, words)
        for name in library.forms:
            form = library.form_in(name, language, protocol)
            if (mailbox, name) in done or not _wanted(form, member, protocol):
                continue
            done.add((mailbox, form.name))
            ready = prefill(case, form, library, member)
            planned.form(f"{form.name}-{case.reference}-{case.period.rcpc.isoformat()}", form, ready)
        if member.part in ("lead", "manager") and (mailbox, _TO_ANSWER) not in done:
            done.add((mailbox, _TO_ANSWER))
            _to_answer(planned, case, library)
        mailboxes.setdefault(mailbox, []).extend(planned.all)
    return {mailbox: tuple(forms) for mailbox, forms in mailboxes.items()}


def _to_answer(planned: _Planner, case: Case, library: Library) -> None:
    """Each request that nobody has answered, as it was sent, with the answer left to fill in."""
    for day, request in to_answer(case):
        form = library.form_in("request", case.set_up.form.language, library.protocol_of(case))
        planned.form(
            f"{_TO_ANSWER}-{case.reference}-{request.kind}-{day}",
            form,
            prefill_request(case, form, library, request),
        )


class _Planner:
    """Collects documents to be, each with the fingerprint of everything it is made from."""

    def __init__(self, library: Library, words: Words) -> None:
        self.library, self.words = library, words
        self.all: list[Planned] = []

    def twins(self, name: str, template: str, view: Any) -> None:
        self.page(f"{name}.docx", f"{template}/{template}.docx", view, docx)
        self.page(f"{name}.pdf", f"{template}/{template}.html", view, pdf)

    def page(self, path: str, template: str, view: Any, renderer: Callable[..., bytes]) -> None:
        make = partial(renderer, self.library.templates, template, view, self.words.language)
        self.other(path, (template, view), make)

    def form(self, name: str, form: Form, ready: Prefill | None) -> None:
        made_from = (form.name, form.headings, ready)
        self.other(f"{name}.xlsx", made_from, partial(workbook, form, self.words, ready))
        if form.word:
            self.other(f"{name}.docx", made_from, partial(word_form, form, self.words, ready))

    def other(self, path: str, made_from: Any, make: Callable[[], bytes]) -> None:
        stuff = f"{__version__}\n{self.library.digest}\n{self.words.language}\n{path}\n{made_from!r}"
        fingerprint = hashlib.sha256(stuff.encode("utf-8", "surrogatepass")).hexdigest()
        self.all.append(Planned(path, fingerprint, make))


def _wanted(form: Form, member: Member, protocol: Protocol | None) -> bool:
    if form.name == "case-set-up":
        return False
    if form.name == "request":
        return protocol is not None and any(layout in protocol.layouts for layout in BETWEEN_MEETINGS)
    return form.name != "sign-off" or member.part == "lead"
