from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from itertools import count
from types import SimpleNamespace
from typing import Any, get_args, get_type_hints

import pytest

from pipeline.merge.periods import cases
from pipeline.merge.report import joint_report
from pipeline.model.finding import Place
from pipeline.model.forms import Amendment, Contribution, Minutes, ProgressRow, Reason, SignOff
from pipeline.model.plan import Source
from pipeline.model.report import AnalysisQuestion, Contributor, JointReport, Passage, Silence
from pipeline.model.request import Request
from pipeline.model.set_up import CaseSetUp
from pipeline.model.submission import Outside

MEETING = date(2041, 5, 2)

# Answers that stand neither in the joint report nor in the plan, and where they do stand. Everything that
# is not in this table must come out exactly as it was written.
ELSEWHERE = {
    "case.reference": {
        "Contribution.case",
        "Minutes.case",
        "CaseSetUp.case",
        "Amendment.case",
        "SignOff.case",
        "Request.case",
    },
    "period of the case": {
        "Contribution.conference",
        "CaseSetUp.last_conference",
        "CaseSetUp.next_conference",
    },
    "record of the meeting": {
        *(
            f"Minutes.{name}"
            for name in ("kind", "time", "place", "chair", "chair_agency", "note_taker_agency")
        ),
        *(
            f"Minutes.{name}"
            for name in ("sent", "circulated", "notice_sent", "purpose", "membership", "everyone_has_plan")
        ),
        "Minutes.provided_for",
        "Minutes.replaces",
        "Minutes.report_arrangements",
        *(
            f"Minutes.{name}"
            for name in ("previous_notes", "matters_arising", "going_well", "concerns", "other")
        ),
        *(f"Minutes.{name}" for name in ("assessment", "assessment_due", "assessment_done")),
        *(f"Minutes.{name}" for name in ("attendance", "absent_reports", "aims", "meetings")),
    },
    "cover, members and timeline, straight from the set-up": {
        *(
            f"CaseSetUp.{name}"
            for name in ("protocol", "nation", "language", "category", "registered", "icpc")
        ),
        *(f"CaseSetUp.{name}" for name in ("interval_weeks", "reasons", "meetings", "extras")),
        *(f"CaseSetUp.{name}" for name in ("outline_sent", "enquiries", "relatives", "free_days")),
        *(f"CaseSetUp.members.{name}" for name in ("role", "part", "relationship", "address", "telephone")),
        *(f"CaseSetUp.members.{name}" for name in ("email", "secure_route", "extras")),
        *(f"CaseSetUp.children.{name}" for name in ("born", "gender", "school", "language", "interpreter")),
        *(
            f"CaseSetUp.children.{name}"
            for name in ("disability", "culture", "lives_with", "school_changed", "extras")
        ),
        *(f"CaseSetUp.parents.{name}" for name in ("born", "relationship", "responsibility", "language")),
        *(f"CaseSetUp.parents.{name}" for name in ("interpreter", "address", "excluded", "exclusion_reason")),
        *(f"CaseSetUp.parents.{name}" for name in ("institution", "institution_address", "extras")),
    },
    "documents of the draft's way to its authorisation": {
        *(f"Amendment.{name}" for name in ("as_it_stands", "corrections", "extras")),
        *(f"SignOff.{name}" for name in ("steps", "decisions", "authorisation", "authorised_by")),
        *(f"SignOff.{name}" for name in ("authorised_on", "authorisation_reasons", "extras")),
    },
    # Of a request that was answered the answer's author stands beside the reasons.
    "letters about what is asked for between meetings": {
        *(f"Request.{name}" for name in ("kind", "name", "agency", "written", "concerns", "tried", "wanted")),
        *(f"Request.{name}" for name in ("causes", "answer", "answer_reasons", "held", "time", "place")),
        "Request.extras",
    },
}
# What the core group before the conference agrees for the report; of any other meeting the record shows it.
ONLY_BEFORE_THE_CONFERENCE = {
    *(f"Minutes.{name}" for name in ("history", "needs", "impact", "capacity", "help")),
    *(f"Minutes.{name}" for name in ("plan_success", "recommendation", "positions")),
}


class Filler:
    """Fills every answer of a form with a text or day that is nowhere else, and remembers where it put it."""

    def __init__(self) -> None:
        self.tickets = count(1)
        self.written: dict[str | date, str] = {}

    def fill(self, of: type, path: str, **fixed: Any) -> Any:
        kinds = get_type_hints(of)
        answers = {
            f.name: self._answer(kinds[f.name], f"{path}.{f.name}") for f in fields(of) if f.name not in fixed
        }
        return of(**answers, **fixed)

    def _answer(self, kind: Any, path: str) -> Any:
        if kind is str:
            return self._noted(f"words {next(self.tickets)} “as written” & <kept>", path)
        if kind == date | None:
            return self._noted(date(2060, 1, 1) + timedelta(next(self.tickets)), path)
        if kind == int | None:
            return None
        row = get_args(kind)[0]
        fixed = {"number": "1", "decision": "done"} if row.__name__ == "PlanUpdate" else {}
        return tuple(self.fill(row, path, **fixed) for _ in range(2))

    def _noted(self, answer: Any, path: str) -> Any:
        self.written[answer] = path
        return answer


def shown(thing: Any) -> Iterator[str | date]:
    """Every text and every day in a value, however deep."""
    if isinstance(thing, str | date):
        yield thing
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from shown(getattr(thing, field.name))
    elif isinstance(thing, tuple):
        for part in thing:
            yield from shown(part)


def covered(path: str, paths: set[str]) -> bool:
    return any(path == known or path.startswith(f"{known}.") for known in paths)


@pytest.mark.parametrize("kind", ["pre-rcpc", "subsequent", "first"])
def test_no_answer_is_silently_dropped(family: SimpleNamespace, kind: str) -> None:
    filler = Filler()
    plan = (filler.fill(type(family.set_up.plan[0]), "CaseSetUp.plan", number="1"),)
    period = {"last_conference": family.icpc, "next_conference": family.rcpc, "icpc": family.icpc}
    forms = [
        filler.fill(CaseSetUp, "CaseSetUp", plan=plan, **period),
        filler.fill(Contribution, "Contribution", conference=family.rcpc),
        filler.fill(Minutes, "Minutes", kind=kind, held=MEETING),
        filler.fill(Amendment, "Amendment", written=MEETING),
        filler.fill(SignOff, "SignOff", authorised_on=MEETING),
        filler.fill(Request, "Request", written=MEETING),
    ]
    beside = [Outside(Place("About", f"D{n}"), f"beside the questions {n}") for n in range(3)]
    accepted = [family.received(form, n, outside=tuple(beside[n : n + 1])) for n, form in enumerate(forms)]
    (case,) = cases("CP-2041-007", accepted)
    came_out = {*shown(joint_report(case)), *shown(case.plans)}
    elsewhere = set().union(*ELSEWHERE.values())
    if kind != "pre-rcpc":
        elsewhere |= ONLY_BEFORE_THE_CONFERENCE
    # A plan's changes carry days as ISO 8601 text; nothing else is rewritten.
    dropped = {path for answer, path in filler.written.items() if {answer, str(answer)}.isdisjoint(came_out)}
    assert {path for path in dropped if not covered(path, elsewhere)} == set()
    filled = set(filler.written.values())
    stale = {known for known in elsewhere if any(covered(path, {known}) for path in filled - dropped)}
    assert stale == set()  # the table names nothing that does come out
    assert {outside.text for outside in beside} <= came_out


def test_a_form_arrives_in_the_case_whole(family: SimpleNamespace) -> None:
    """What the report leaves to other documents is still in the case for them."""
    filler = Filler()
    every = (CaseSetUp, Contribution, Minutes, Amendment, SignOff, Request)
    forms = [filler.fill(of, of.__name__) for of in every]
    (case,) = cases("X", [family.received(form, n) for n, form in enumerate(forms, start=1)])
    in_case = {*shown(case)}
    assert set(filler.written) <= in_case


def report(family: SimpleNamespace, *forms: Any) -> JointReport:
    return joint_report(family.case(forms))


def test_an_empty_report_names_everybody_in_every_section(family: SimpleNamespace) -> None:
    found = report(family)
    everybody = Silence(("Children's Services", "Hillfoot School", "Health Visiting", "Housing"))
    assert found.missing == everybody.sent_nothing
    sections = [found.chronology_silence, found.factors_silence, found.views_silence, found.seen_silence]
    sections += [question.silence for question in found.analysis] + [voice.silence for voice in found.voices]
    assert sections == [everybody] * 11
    assert found.as_at == family.icpc
    assert found.contributors == ()
    assert found.plan_success is found.agreed_recommendation is None


def test_as_at_is_the_day_of_the_newest_form(family: SimpleNamespace) -> None:
    forms = [
        family.received(family.set_up, 1, family.icpc),
        family.received(family.contribution("Housing"), 2, date(2041, 5, 9)),
        family.received(family.minutes(MEETING), 3, date(2041, 5, 8)),
    ]
    (case,) = cases("CP-2041-007", forms)
    assert joint_report(case).as_at == date(2041, 5, 9)


def test_contributors_come_by_agency_with_their_version(family: SimpleNamespace) -> None:
    found = report(
        family,
        family.contribution("Housing", role="Tenancy officer"),
        family.contribution("Health Visiting"),
        family.contribution("housing", "Sol Grey", role="Manager"),
    )
    day = date(2041, 5, 1)
    assert found.contributors == (
        Contributor(Source("Health Visiting", "Jo Marsh", day), "", day, 1),
        Contributor(Source("housing", "Sol Grey", day), "Manager", day, 2),
    )


def test_the_five_questions_by_agency_and_as_the_core_group_agreed(family: SimpleNamespace) -> None:
    found = report(
        family,
        family.contribution("Housing", history="Three moves", needs=" "),
        family.minutes(date(2041, 4, 2), "pre-rcpc", history="An older view", impact="Ash would be hurt"),
        family.minutes(MEETING, "pre-rcpc", history="A young couple", plan_success="Half of it"),
        family.minutes(date(2041, 5, 3), "subsequent", history="Not asked for"),
    )
    assert [q.id for q in found.analysis] == ["history", "needs", "impact", "capacity", "help"]
    others = ("Children's Services", "Hillfoot School", "Health Visiting")
    housing = Passage(Source("Housing", "Cal Dorn", date(2041, 5, 1)), "Three moves")
    core_group = Source("", "Pia Lund", MEETING, core_group=True)
    assert found.analysis[0] == AnalysisQuestion(
        "history", (housing,), "A young couple", Silence(others), core_group
    )
    assert found.analysis[1] == AnalysisQuestion("needs", (), "", Silence(others, ("Housing",)))
    assert found.analysis[2].agreed == "Ash would be hurt"
    assert found.plan_success == Passage(core_group, "Half of it")


def test_a_replaced_contribution_is_not_in_the_report(family: SimpleNamespace) -> None:
    old = family.contribution("Housing", other="Old words", progress=(ProgressRow("10", "not", "Cold"),))
    found = report(family, old, replace(old, other="New words", progress=()))
    texts = set(shown(found))
    assert "New words" in texts
    assert not {"Old words", "Cold"} & texts
    assert found.missing == ("Children's Services", "Hillfoot School", "Health Visiting")


def test_the_reasons_of_the_set_up_come_before_those_of_the_members(family: SimpleNamespace) -> None:
    ours, theirs = Reason("action-vague", "The club calls it so."), Reason("Seen", "On leave.")
    set_up = replace(family.set_up, answers=(ours,))
    report = joint_report(family.case([family.contribution("Housing", reasons=(theirs,))], set_up=set_up))
    assert report.reasons == (
        (Source("", "", None), ours),
        (Source("Housing", "Cal Dorn", date(2041, 5, 1)), theirs),
    )
