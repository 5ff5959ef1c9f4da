"""A rule holds under the guidances that have it and leaks into no other: each bad story told under all five.

Who has which rule was read off the five documents by hand.
"""

from __future__ import annotations

from functools import cache

import pytest
from test_stories import filled, found_in, library, story

from pipeline.rulebook.layouts import Layout
from pipeline.rulebook.protocol import ProtocolRule

CWM_TAF, ROCHDALE, KEY_POINTS = "000", "001", "002"
CEREDIGION, JOINT_REPORT = "003", "004"
ALL = {CWM_TAF, ROCHDALE, KEY_POINTS, CEREDIGION, JOINT_REPORT}
SMART = {CWM_TAF, ROCHDALE, CEREDIGION, JOINT_REPORT}
PLAIN = {ROCHDALE, CEREDIGION}

# A bad story and the code it raises, the guidances under which it does, and the paragraphs.
HOLDS: dict[tuple[str, str], set[str]] = {
    # 000, The role of the Chair; 003, 3.5
    ("lead-chairs-003", "lead-chairs"): {CWM_TAF, CEREDIGION},
    # 000, Record of the Core Group Meeting; 004, chair and note taker
    ("chair-is-note-taker", "chair-is-note-taker"): {CWM_TAF, JOINT_REPORT},
    # 004, flow chart for frequency of core groups
    ("manager-not-in-chair", "manager-not-in-chair"): {JOINT_REPORT},
    ("manager-not-there", "manager-not-there"): {JOINT_REPORT},
    ("manager-not-there-last", "manager-not-there"): {JOINT_REPORT},
    # 003, 3.5
    ("chair-not-manager", "chair-not-manager"): {CEREDIGION},
    # 000, Venue
    ("meeting-at-home-000", "meeting-at-home"): {CWM_TAF},
    # 004, reports provided by non-attendees
    ("absent-without-report", "absent-without-report"): {JOINT_REPORT},
    # 001, 3, Attendance and contribution
    ("absent-without-substitute", "absent-without-substitute"): {ROCHDALE},
    # 001, 3, Attendance and contribution; 004, chair and note taker
    ("presence-missing", "presence-missing"): {ROCHDALE, JOINT_REPORT},
    # 000, Core Group Frequency
    ("interval-changed", "interval-changed"): {CWM_TAF},
    ("interval-changed-after-review", "interval-changed"): {CWM_TAF},
    # 000, Deciding not to implement any aspect of the Child Protection Plan
    ("dropped-action-to-conference", "dropped-action-to-conference"): {CWM_TAF},
    # 003, 3.2
    ("new-place-not-member", "new-place-not-member"): {CEREDIGION},
    # 003, 2.4
    ("excluded-parent-unheard", "excluded-parent-unheard"): {CEREDIGION},
    # 003, 4.4
    ("early-review-without-cause", "early-review-without-cause"): {CEREDIGION},
    # 004, chair and note taker
    ("second-set-of-minutes", "second-set-of-minutes"): {JOINT_REPORT},
    ("second-set-of-minutes", "minutes-from-another"): {CWM_TAF, ROCHDALE, KEY_POINTS, CEREDIGION},
    # 002, re-evaluation of the plan
    ("considerations-blank", "considerations-blank"): {KEY_POINTS},
    # 001, 3: the family contributes to setting and reviewing actions
    ("family-unheard", "family-unheard"): {ROCHDALE},
    # 000, record form; 003, 7.5; 004, multi agency analysis
    ("disagreement-without-comment", "disagreement-without-comment"): {CWM_TAF, CEREDIGION, JOINT_REPORT},
    # 003, 6.7 and 7.1
    ("agreement-missing", "agreement-missing"): {CEREDIGION},
    # 003, 4.3; 004, the voice of the child; what a child said is an answer in 001, 3 too
    ("child-silent-003", "child-silent"): {CEREDIGION, JOINT_REPORT},
    ("voice-thin", "voice-thin"): {ROCHDALE, CEREDIGION, JOINT_REPORT},
    # 003, 3.3 and 6.6
    ("language-unsaid", "language-unsaid"): {CEREDIGION},
    ("need-unprovided", "need-unprovided"): {CEREDIGION},
    ("day-kept-free", "day-kept-free"): {CEREDIGION},
    # 002, a person in an institution
    ("institution-contact-missing", "institution-contact-missing"): {KEY_POINTS},
    # 000, Role; 001, 3; 003, 6.6; 004, update outline protection plan and agree detailed protection plan
    ("action-not-smart", "action-not-smart"): SMART,
    ("action-vague", "action-vague"): SMART,
    # 001, 3: free of jargon; 003, 7.3: clear and straightforward
    ("action-jargon", "action-jargon"): PLAIN,
    ("action-abbreviation", "action-abbreviation"): PLAIN,
    ("action-hard-to-read", "action-hard-to-read"): PLAIN,
    ("action-long-sentence", "action-long-sentence"): PLAIN,
    # 003, 2.4: an exclusion has criteria; 003, 3.3: a language has a name. Asked whatever the guidance.
    ("excluded-without-reason", "excluded-without-reason"): ALL,
    ("interpreter-for-what", "interpreter-for-what"): ALL,
    # What no guidance makes its own holds under all five.
    ("member-unknown", "member-unknown"): ALL,
    ("two-leads", "two-leads"): ALL,
    ("conference-order", "conference-order"): ALL,
    ("action-unknown-minutes", "action-unknown"): ALL,
}


@cache
def guidances() -> dict[str, str]:
    """The name of each guidance's protocol."""
    return {protocol.guidance: name for name, protocol in library().protocols.items()}


@cache
def codes(name: str, guidance: str) -> frozenset[str]:
    """What is found about a bad story's form, had its case followed a guidance."""
    told, under = story(f"bad/{name}"), guidances()[guidance]
    return frozenset(finding.code for finding in found_in(told, filled(told, under), under))


@pytest.mark.parametrize(("name", "code"), HOLDS)
def test_a_rule_holds_where_the_guidance_has_it_and_nowhere_else(name: str, code: str) -> None:
    assert {guidance for guidance in ALL if code in codes(name, guidance)} == HOLDS[name, code]


# Where each rule is asked about: a row above, or, where nothing in a form can break it, the papers it brings.
ASKED = {
    ProtocolRule.LEAD_DOES_NOT_CHAIR: "lead-chairs",
    ProtocolRule.CHAIR_TAKES_NO_NOTES: "chair-is-note-taker",
    ProtocolRule.MANAGER_CHAIRS_FIRST: "manager-not-in-chair",
    ProtocolRule.MANAGER_ATTENDS_SECOND: "manager-not-there",
    ProtocolRule.MANAGER_ATTENDS_LAST: "manager-not-there",
    ProtocolRule.MANAGER_CHAIRS_ALL: "chair-not-manager",
    ProtocolRule.NOT_AT_HOME: "meeting-at-home",
    ProtocolRule.ABSENT_WRITE: "absent-without-report",
    ProtocolRule.SUBSTITUTE: "absent-without-substitute",
    ProtocolRule.ONE_SET_OF_MINUTES: "second-set-of-minutes",
    ProtocolRule.INTERVAL_BY_CONFERENCE: "interval-changed",
    ProtocolRule.ACTIONS_SMART: "action-not-smart",
    ProtocolRule.PLAIN_LANGUAGE: "action-jargon",
    ProtocolRule.DROPPED_TO_CONFERENCE: "dropped-action-to-conference",
    ProtocolRule.DISSENT_CIRCULATED: "disagreement-without-comment",
    ProtocolRule.FAMILY_CONTRIBUTES: "family-unheard",
    ProtocolRule.CHILDS_VOICE: "child-silent",
    ProtocolRule.LANGUAGE_RESPECTED: "language-unsaid",
    ProtocolRule.CULTURE_RESPECTED: "day-kept-free",
    ProtocolRule.DISABILITY_RESPECTED: "need-unprovided",
    ProtocolRule.EXCLUDED_VIEWS_SOUGHT: "excluded-parent-unheard",
    ProtocolRule.NEW_SCHOOL_JOINS: "new-place-not-member",
    ProtocolRule.PLAN_SIGNED: "agreement-missing",
    ProtocolRule.FOUR_CONSIDERATIONS: "considerations-blank",
    ProtocolRule.INSTITUTION_WRITTEN_TO: "institution-contact-missing",
    ProtocolRule.EARLY_REVIEW: "early-review-without-cause",
}
PAPERS = {
    ProtocolRule.EXTRA_CORE_GROUP: Layout.EXTRA_CORE_GROUP,
    ProtocolRule.SINGLE_REPORT: Layout.REVIEW_REPORT,
}


def test_every_rule_has_its_row_or_its_paper() -> None:
    assert [rule for rule in ProtocolRule if (rule in ASKED) is (rule in PAPERS)] == []
    assert set(ASKED.values()) - {code for _, code in HOLDS} == set()


@pytest.mark.parametrize("rule", ProtocolRule)
def test_every_rule_is_asked_about_or_brings_its_paper_under_the_guidances_that_have_it(
    rule: ProtocolRule,
) -> None:
    protocols = library().protocols.values()
    having = {protocol.guidance for protocol in protocols if rule in protocol.rules}
    if rule in PAPERS:
        assert having == {p.guidance for p in protocols if PAPERS[rule] in p.layouts}
    else:
        held = [those for (_, code), those in HOLDS.items() if code == ASKED[rule]]
        assert held == [having] * len(held) != []
