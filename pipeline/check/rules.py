"""A form against itself and its case. Each rule is one function; the tables below are all there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from pipeline.check import (
    agreement_rules,
    case_rules,
    contribution_rules,
    correction_rules,
    family_rules,
    institution_rules,
    meeting_day_rules,
    membership_rules,
    minutes_rules,
    plan_lint_rules,
    plan_rules,
    protocol_rules,
    request_rules,
    set_up_rules,
    sign_off_rules,
)
from pipeline.check.asked import asks
from pipeline.check.concerned import people_of
from pipeline.check.ground import Ground
from pipeline.check.limit import limited
from pipeline.check.on_its_day import ON_ITS_DAY, day_slipped
from pipeline.check.reasons import with_reasons
from pipeline.model.case import Case
from pipeline.model.finding import Finding, Level
from pipeline.model.forms import Amendment, Contribution, Minutes, SignOff
from pipeline.model.request import Request
from pipeline.model.set_up import CaseSetUp
from pipeline.model.submission import FilledForm, Path
from pipeline.rulebook.form import Form
from pipeline.rulebook.library import Library
from pipeline.rulebook.meanings import Understood
from pipeline.rulebook.protocol import ProtocolRule
from pipeline.rulebook.sameness import mailbox_name

# The form is the one that the table says, so a rule names its own class of form.
Alone = Callable[[Any, Ground], Iterator[Finding]]
WithinCase = Callable[[Any, Case, Ground], Iterator[Finding]]

_BLANK = "expected-blank"  # says only that a question was left blank, so anything else said there says more
_ROW_BLANKS = "action-not-smart"  # says all that is blank in a row of the plan
_AGREED = (ProtocolRule.PLAN_SIGNED, ProtocolRule.DISSENT_CIRCULATED)

ALONE: Mapping[type, tuple[Alone, ...]] = {
    CaseSetUp: (
        set_up_rules.conference_order,
        set_up_rules.registered_early,
        set_up_rules.protocol_unknown,
        set_up_rules.nation_unknown,
        set_up_rules.child_ages,
        set_up_rules.child_twice,
        set_up_rules.member_twice,
        set_up_rules.member_without_agency,
        set_up_rules.number_twice,
        set_up_rules.leads,
        set_up_rules.no_manager,
        set_up_rules.folder_clash,
        set_up_rules.excluded_without_reason,
        set_up_rules.interpreter_for_what,
        institution_rules.institution_incomplete,
        institution_rules.nobody_to_ring,
        set_up_rules.booked_before_conference,
        set_up_rules.outline_before_conference,
        set_up_rules.meetings_at_home,
        family_rules.language_unsaid,
        family_rules.free_days_order,
        family_rules.booked_on_a_free_day,
        protocol_rules.new_school_joins,
        plan_rules.outline_owner_unknown,
        plan_rules.outline_dates,
        plan_lint_rules.outline_wording,
        plan_lint_rules.outline_twice,
        plan_lint_rules.outline_already_over,
        plan_lint_rules.child_without_action,
    ),
    Contribution: (
        contribution_rules.progress_twice,
        contribution_rules.account_without_answer,
        contribution_rules.recommendation_without_reasons,
        contribution_rules.event_in_future,
        plan_lint_rules.proposal_already_over,
    ),
    Minutes: (
        meeting_day_rules.meeting_to_come,
        minutes_rules.sent_before_held,
        minutes_rules.nobody_attended,
        minutes_rules.report_not_given,
        minutes_rules.substitute_unnamed,
        minutes_rules.no_analysis,
        minutes_rules.no_recommendation,
        contribution_rules.recommendation_without_reasons,
        minutes_rules.plan_not_with_everyone,
        minutes_rules.next_meeting_missing,
        plan_rules.updates_once,
        plan_rules.update_without_change,
        plan_rules.change_without_decision,
        plan_rules.new_action_dates,
        plan_rules.new_action_already_over,
    ),
    Amendment: (sign_off_rules.amendment_says_nothing, sign_off_rules.amendment_says_both),
    SignOff: (
        sign_off_rules.authorisation_incomplete,
        sign_off_rules.return_without_reasons,
        sign_off_rules.decision_without_reason,
    ),
    Request: (request_rules.answer_incomplete, request_rules.before_asked),
}
"""Rules that need nothing but the form."""

WHO_SPEAKS: Mapping[type, tuple[WithinCase, ...]] = {
    CaseSetUp: (
        membership_rules.foreign_mailbox,
        membership_rules.not_the_lead,
        correction_rules.reference_taken,
    ),
    Contribution: (
        membership_rules.foreign_mailbox,
        membership_rules.not_a_member,
        membership_rules.wrong_mailbox,
        membership_rules.member_unknown,
    ),
    Minutes: (membership_rules.foreign_mailbox,),
    Amendment: (
        membership_rules.foreign_mailbox,
        membership_rules.amender_unknown,
        membership_rules.wrong_mailbox,
    ),
    SignOff: (membership_rules.foreign_mailbox, membership_rules.not_the_lead),
    Request: (
        membership_rules.foreign_mailbox,
        membership_rules.amender_unknown,
        request_rules.wrong_mailbox,
        request_rules.answer_not_yours,
        request_rules.answer_without_decision,
        request_rules.answer_by_nobody_known,
    ),
}
"""Rules on who may speak in this case: asked first, since a stranger is told nothing else about it."""

WITHIN_CASE: Mapping[type, tuple[WithinCase, ...]] = {
    CaseSetUp: (
        correction_rules.period_unexpected,
        correction_rules.actions_left_out,
        correction_rules.action_renumbered,
        correction_rules.child_left_out,
        correction_rules.member_left_out,
        protocol_rules.interval_changed,
    ),
    Contribution: (
        contribution_rules.own_action_silent,
        contribution_rules.progress_numbers,
        contribution_rules.child_silent,
        case_rules.voices_thin,
        case_rules.voices_copied,
        plan_lint_rules.proposal_wording,
        plan_lint_rules.danger_without_proposal,
        contribution_rules.event_before_period,
        contribution_rules.written_before_period,
        contribution_rules.other_conference,
        contribution_rules.contribution_late,
    ),
    Minutes: (
        protocol_rules.chair_is_note_taker,
        minutes_rules.lead_chairs,
        minutes_rules.manager_not_in_chair,
        protocol_rules.manager_chairs_all,
        protocol_rules.manager_attends,
        protocol_rules.presence,
        minutes_rules.meeting_at_home,
        meeting_day_rules.meeting_outside_period,
        minutes_rules.attendance_silent,
        minutes_rules.absent_without_report,
        protocol_rules.absent_without_substitute,
        protocol_rules.excluded_parent_unheard,
        minutes_rules.child_silent,
        case_rules.voices_thin,
        case_rules.voices_copied,
        family_rules.family_unheard,
        family_rules.need_unprovided,
        family_rules.agreed_on_a_free_day,
        minutes_rules.position_missing,
        agreement_rules.disagreement_without_comment,
        agreement_rules.agreement_missing,
        agreement_rules.considerations_blank,
        plan_rules.dropped_to_conference,
        plan_rules.updates_known,
        plan_rules.action_not_reviewed,
        plan_rules.action_not_open,
        plan_rules.new_owner_unknown,
        plan_rules.changed_dates,
        plan_lint_rules.new_action_wording,
        plan_lint_rules.new_action_twice,
        plan_lint_rules.past_its_date,
        plan_lint_rules.danger_without_action,
    ),
    Amendment: (case_rules.before_period,),
    SignOff: (
        case_rules.before_period,
        sign_off_rules.step_unknown,
        sign_off_rules.steps_out_of_order,
        sign_off_rules.authorised_by_another,
        sign_off_rules.returned_but_sent,
        sign_off_rules.decision_unknown,
        sign_off_rules.amendment_undecided,
    ),
    Request: (
        case_rules.before_period,
        request_rules.answered_by_another,
        request_rules.answers_no_request,
        request_rules.granted_outside_period,
        request_rules.early_review_without_cause,
        request_rules.granted_at_home,
        family_rules.granted_on_a_free_day,
    ),
}
"""Rules that need the case that the form belongs to, without what the form takes back."""

TAKING_BACK: Mapping[type, tuple[WithinCase, ...]] = dict.fromkeys(ALONE, ()) | {
    Minutes: (
        meeting_day_rules.replaced,
        correction_rules.new_actions_left_out,
        correction_rules.changes_left_out,
        correction_rules.another_meeting,
        correction_rules.second_set_of_minutes,
    )
}
"""Rules that compare minutes with those whose place they take."""


def check_form(
    understood: Understood,
    filled: FilledForm,
    case: Case | None,
    library: Library,
    today: date,
    mailbox: str = "",
    found: tuple[Finding, ...] = (),
    form: Form | None = None,
) -> tuple[Finding, ...]:
    """Everything found about a form, in the order in which to say it.

    ``case`` is the case as it stood before this form, None if its reference is not known; ``today`` the day
    the form was received; ``mailbox`` the folder it came through, "" for the top of the inbox. ``found`` are
    the findings that reading it and ``check_fields`` brought: they are part of what is returned, so
    that reasons can answer them too. ``form`` is the form as its sender has it, whose words are quoted; the
    plain one unless told. Where a rule says more about a blank than that it is blank, the rule
    speaks.
    """
    ground = Ground(filled, form or library.forms[filled.form], library, today, mailbox_name(mailbox))
    own = tuple(_by_rules(understood, case, ground))
    found = tuple(_asked_for(found, understood, case, ground))
    found = tuple(f for f in found if f.code != _BLANK or f.path not in _kept(understood, case, ground))
    findings = with_reasons(_told_once(found, own), ground, *people_of(understood, case))
    return library.findings.in_order(limited(findings, library.findings), ground.form)


def _kept(form: Understood, case: Case | None, ground: Ground) -> frozenset[Path]:
    """Questions whose blank keeps what the plan says: the contingency of minutes, where the plan has one."""
    keeps = isinstance(form, Minutes) and case is not None and bool(case.plan.contingency)
    return frozenset({ground.answer("contingency")}) if keeps else frozenset()


def _by_rules(form: Understood, case: Case | None, ground: Ground) -> Iterator[Finding]:
    slipped = isinstance(form, Minutes) and day_slipped(form, case, ground)
    yield from case_rules.case_unknown(form, case, ground)
    yield from case_rules.dates_to_come(form, ground)
    for alone in ALONE[type(form)]:
        if not (slipped and alone in ON_ITS_DAY):
            yield from alone(form, ground)
    if case is not None:
        for speaks in WHO_SPEAKS[type(form)]:
            found = tuple(speaks(form, case, ground))
            yield from found
            if any(finding.level is Level.STOP for finding in found):
                return  # a stranger to the core group learns nothing about the case, not even a child's name
        for taking in TAKING_BACK[type(form)]:
            yield from (replace(finding, of_case=True) for finding in taking(form, case, ground))
        case = case_rules.without_replaced(form, case)
        for within in WITHIN_CASE[type(form)]:
            if not (slipped and within in ON_ITS_DAY):
                yield from (replace(finding, of_case=True) for finding in within(form, case, ground))
    yield from case_rules.child_unknown(form, case, ground)


def _asked_for(
    found: tuple[Finding, ...], form: Understood, case: Case | None, ground: Ground
) -> Iterator[Finding]:
    """What reading found, without blanks that the case's guidance lets pass.

    What an action has to say is for the guidance to ask (000, Role; 001, 3; 003, 6.6; 004, Update Outline).
    So is whether everybody's agreement is recorded (003, 7.1; 000, record; 004, Multi agency analysis).
    """
    set_up = form if isinstance(form, CaseSetUp) else case.set_up.form if case else None
    tables = {ground.table("plan")[:1], ground.table("new_actions")[:1]} - {()}
    passed = set_up is not None and not ground.library.plan_words_of(set_up).smart
    agreed = case is None or any(asks(rule, case, ground) for rule in _AGREED)
    for finding in found:
        in_action = len(finding.path) > 2 and finding.path[:1] in tables
        let_pass = (passed and in_action) or (not agreed and finding.path[:1] == ground.table("agreements"))
        if not (let_pass and finding.code == _BLANK):
            yield finding


def _told_once(found: tuple[Finding, ...], own: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """One answer is not told off twice: first the reader speaks, then the schema, then a rule."""
    stopped: set[Path] = set()
    kept: list[Finding] = []
    for finding in found:
        if finding.level is not Level.STOP or finding.path not in stopped:
            kept.append(finding)
        if finding.level is Level.STOP and finding.path:
            stopped.add(finding.path)
    faulty = {finding.path for finding in kept if finding.code != _BLANK} - {()}
    # An ask about an answer, such as a picture pasted beside it, never hides a rule that sends the form back.
    rules = [f for f in own if f.path not in (stopped if f.level is Level.STOP else faulty)]
    spoken = faulty | {finding.path for finding in rules}
    rows = {finding.path[:2] for finding in rules if finding.code == _ROW_BLANKS}
    return (
        *(f for f in kept if f.code != _BLANK or not (f.path in spoken or f.path[:2] in rows)),
        *rules,
    )
