from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pipeline.merge.periods import cases
from pipeline.model.forms import Amendment, PlanUpdate, SignOff, StepDone
from pipeline.model.set_up import Action

REFERENCE = "CP-2041-007"
SECOND_RCPC = date(2041, 11, 20)


def later(family: SimpleNamespace, **changes: Any) -> Any:
    return replace(family.set_up, last_conference=family.rcpc, next_conference=SECOND_RCPC, **changes)


def test_without_a_set_up_there_is_no_case(family: SimpleNamespace) -> None:
    assert cases(REFERENCE, [family.received(family.contribution("Housing"), 1)]) == ()


def test_the_first_period_runs_from_the_initial_conference(family: SimpleNamespace) -> None:
    first, second = cases(REFERENCE, [family.received(family.set_up, 1), family.received(later(family), 2)])
    assert (first.period.start, first.period.rcpc, first.period.first) == (family.icpc, family.rcpc, True)
    assert (second.period.start, second.period.rcpc, second.period.first) == (family.rcpc, SECOND_RCPC, False)


def test_a_set_up_with_only_the_initial_conference_is_corrected_by_one_with_both(
    family: SimpleNamespace,
) -> None:
    forms = [
        family.received(replace(family.set_up, last_conference=None, category="Neglect"), 1),
        family.received(replace(family.set_up, category="Emotional"), 2),
    ]
    (case,) = cases(REFERENCE, forms)
    assert (case.set_up.version, case.set_up.form.category) == (2, "Emotional")


def test_a_contribution_keeps_to_its_conference_though_that_was_moved(family: SimpleNamespace) -> None:
    moved = replace(family.set_up, next_conference=date(2041, 6, 6))
    opened = replace(later(family), last_conference=date(2041, 6, 6))
    late = family.contribution("Housing", written=date(2041, 6, 10))  # prints the day before the move
    forms = [moved, opened, late]
    first, second = cases(
        REFERENCE,
        [family.received(family.set_up, 1), *(family.received(f, n) for n, f in enumerate(forms, start=2))],
    )
    assert [c.form for c in first.contributions] == [late]
    assert second.contributions == ()


def test_a_contribution_without_its_conference_goes_by_its_day(family: SimpleNamespace) -> None:
    def place(**changes: Any) -> list[int]:
        form = replace(family.contribution("Housing"), **{"conference": None, **changes})
        forms = [
            family.received(family.set_up, 1),
            family.received(later(family), 2),
            family.received(form, 3),
        ]
        return [n for n, case in enumerate(cases(REFERENCE, forms), start=1) if case.contributions]

    assert place(written=date(2041, 5, 29)) == [1]
    assert place(written=family.rcpc) == [2]
    assert place(written=date(2041, 9, 1)) == [2]
    assert place(written=date(2040, 1, 1)) == [1]  # older than the case: still not lost
    assert place(written=None) == [1]  # received on 1 May
    assert place(written=date(2041, 5, 1), conference=date(2030, 1, 1)) == [1]  # a day nobody knows


def test_the_latest_contribution_of_an_agency_replaces_the_earlier(family: SimpleNamespace) -> None:
    old, new = (
        family.contribution("HEALTH  visiting"),
        family.contribution("Health-Visiting", "Jo Marsh", other="More"),
    )
    case = family.case([old, family.contribution("Housing"), new])
    assert [(c.form.agency, c.version) for c in case.contributions] == [
        ("Health-Visiting", 2),
        ("Housing", 1),
    ]
    assert [(c.form, c.version) for c in case.replaced] == [(old, 1)]


def test_the_latest_minutes_of_a_day_replace_the_earlier(family: SimpleNamespace) -> None:
    day = date(2041, 4, 1)
    case = family.case([family.minutes(day, other="A"), family.minutes(day, other="B")])
    assert [(m.form.other, m.version) for m in case.minutes] == [("B", 2)]


def test_minutes_of_earlier_periods_are_kept_apart(family: SimpleNamespace) -> None:
    early, late = family.minutes(date(2041, 3, 12)), family.minutes(date(2041, 6, 12))
    forms = [family.set_up, later(family), late, early]
    first, second = cases(REFERENCE, [family.received(f, n) for n, f in enumerate(forms, start=1)])
    assert [m.form for m in first.minutes] == [early]
    assert [m.form for m in second.minutes] == [late]
    assert [m.form for m in second.earlier_minutes] == [early]


def test_amendments_and_sign_offs_land_in_their_period(family: SimpleNamespace) -> None:
    amendment = Amendment(REFERENCE, "Mara Fable", written=date(2041, 5, 14))
    drafted = SignOff(REFERENCE, (StepDone("draft", date(2041, 5, 8)),))
    forms = [family.set_up, later(family), amendment, drafted, replace(drafted, authorisation="authorised")]
    first, second = cases(REFERENCE, [family.received(f, n) for n, f in enumerate(forms, start=1)])
    assert [a.form for a in first.amendments] == [amendment]
    assert [(s.form.authorisation, s.version) for s in first.sign_offs] == [("", 1), ("authorised", 2)]
    assert second.amendments == second.sign_offs == ()


def independent(family: SimpleNamespace) -> list[Any]:
    """Forms of which none replaces another, all in the post of one day."""
    return [
        family.set_up,
        later(
            family,
            plan=(Action("1", "child", action="Breakfast club"), Action("", "family", action="New flat")),
        ),
        *(family.contribution(agency) for agency in ("Housing", "Hillfoot School", "Health Visiting")),
        family.minutes(date(2041, 3, 14), new_actions=(Action(action="Bus pass"),)),
        family.minutes(
            date(2041, 4, 14), new_actions=(Action(action="Dentist"),), updates=(PlanUpdate("1", "A"),)
        ),
        family.minutes(date(2041, 7, 1), updates=(PlanUpdate("10", decision="done"),)),
        Amendment(REFERENCE, "Mara Fable", written=date(2041, 5, 14)),
        Amendment(REFERENCE, "Pia Lund", "Hillfoot School", date(2041, 5, 14)),
    ]


@given(st.randoms())
def test_any_order_of_arrival_folds_into_the_same_case(family: SimpleNamespace, random: Any) -> None:
    forms = independent(family)
    tickets = list(range(1, len(forms) + 1))
    random.shuffle(tickets)
    shuffled = [family.received(form, number) for form, number in zip(forms, tickets, strict=True)]
    assert bare(cases(REFERENCE, shuffled)) == bare(
        cases(REFERENCE, [family.received(form, n) for n, form in enumerate(forms, start=1)])
    )
    again = list(shuffled)
    random.shuffle(again)
    assert cases(REFERENCE, again) == cases(REFERENCE, shuffled)


def bare(found: Any) -> list[Any]:
    """Cases without the numbers of the log, which do tell the order of arrival."""
    return [
        [
            case.period,
            case.plans,
            *(
                [(r.form, r.version) for r in getattr(case, name)]
                for name in (
                    "contributions",
                    "replaced",
                    "minutes",
                    "earlier_minutes",
                    "amendments",
                    "sign_offs",
                )
            ),
        ]
        for case in found
    ]


@given(st.lists(st.tuples(st.sampled_from(["Housing", "housing.", "School", ""]), st.dates()), max_size=8))
def test_no_contribution_is_lost(family: SimpleNamespace, sent: list[tuple[str, date]]) -> None:
    forms = [replace(family.contribution(agency, "X", day), conference=None) for agency, day in sent]
    accepted = [
        family.received(form, n) for n, form in enumerate([family.set_up, later(family), *forms], start=1)
    ]
    kept = [c.number for case in cases(REFERENCE, accepted) for c in (*case.contributions, *case.replaced)]
    assert sorted(kept) == list(range(3, 3 + len(forms)))


def corrected(family: SimpleNamespace, *changes: dict[str, Any]) -> list[tuple[date, date, int]]:
    """Start, review and version of each period after set-ups that differ so, received in this order."""
    forms = [family.received(replace(family.set_up, **each), n) for n, each in enumerate(changes, start=1)]
    found = cases(REFERENCE, forms)
    return [(case.period.start, case.period.rcpc, case.set_up.version) for case in found]


def test_a_wrong_day_of_the_last_conference_can_be_put_right(family: SimpleNamespace) -> None:
    wrong = date(2041, 3, 14)
    first = {"icpc": wrong, "last_conference": wrong}
    assert corrected(family, first, {}) == [(family.icpc, family.rcpc, 2)]
    # both days of a first period, since a case has only one
    assert corrected(family, {**first, "next_conference": date(2041, 6, 6)}, {}) == [
        (family.icpc, family.rcpc, 2)
    ]
    # of a later period too, while its review stays
    second = {"last_conference": date(2041, 5, 31), "next_conference": SECOND_RCPC}
    assert corrected(family, {}, second, {**second, "last_conference": family.rcpc}) == [
        (family.icpc, family.rcpc, 1),
        (family.rcpc, SECOND_RCPC, 2),
    ]


def test_a_slip_that_was_put_right_gathers_no_later_period(family: SimpleNamespace) -> None:
    early = date(2041, 5, 23)  # the review was held a week early, and its set-up named the old day again
    slip = {"last_conference": early}
    right = {"last_conference": early, "next_conference": SECOND_RCPC}
    assert corrected(family, {}, slip, {}, right) == [
        (family.icpc, family.rcpc, 3),
        (early, SECOND_RCPC, 1),
    ]
    assert corrected(family, slip, {}, right) == [(family.icpc, family.rcpc, 2), (early, SECOND_RCPC, 1)]


def test_a_review_held_early_opens_a_period_of_its_own(family: SimpleNamespace) -> None:
    early = date(2041, 4, 22)
    assert corrected(family, {}, {"last_conference": early, "next_conference": SECOND_RCPC}) == [
        (family.icpc, family.rcpc, 1),
        (early, SECOND_RCPC, 1),
    ]


def test_children_registered_again_begin_a_period_of_their_own(family: SimpleNamespace) -> None:
    again = date(2042, 2, 3)
    anew = {"icpc": again, "last_conference": again, "next_conference": date(2042, 4, 28)}
    assert [start for start, _, _ in corrected(family, {}, anew)] == [family.icpc, again]


def test_an_action_keeps_its_number_when_the_day_of_its_conference_is_put_right(
    family: SimpleNamespace,
) -> None:
    wrong = replace(family.set_up, icpc=date(2041, 3, 14), last_conference=date(2041, 3, 14))
    blank = replace(wrong, plan=(Action(action="A second bed"),))
    right = replace(family.set_up, plan=(Action(action="A bed lamp"), Action(action="A second bed")))
    (case,) = cases(REFERENCE, [family.received(blank, 1), family.received(right, 2)])
    assert {a.action.action: a.action.number for a in case.plan.actions} == {
        "A second bed": "1",
        "A bed lamp": "2",
    }


def test_a_sign_off_is_for_the_conference_that_its_first_step_leads_to(family: SimpleNamespace) -> None:
    steps = (StepDone("draft-sent", date(2041, 5, 8)), StepDone("final-copy", date(2041, 5, 31)))
    late = SignOff(REFERENCE, steps, authorised_on=date(2041, 5, 30))  # all but the draft came too late
    forms = [family.set_up, later(family), late]
    first, second = cases(REFERENCE, [family.received(f, n) for n, f in enumerate(forms, start=1)])
    assert [s.form for s in first.sign_offs] == [late]
    assert second.sign_offs == ()


def test_days_of_earlier_reviews_are_known_though_they_were_moved(family: SimpleNamespace) -> None:
    """The review of 6 June was first set for a later day: a form that prints that day is an old one."""
    before = date(2041, 6, 6)
    forms = [
        family.received(family.set_up, 1),
        family.received(replace(family.set_up, next_conference=before), 2),
        family.received(replace(later(family), last_conference=before), 3),
        family.received(replace(later(family), last_conference=before, next_conference=family.rcpc), 4),
    ]
    first, second = cases(REFERENCE, forms[:3])
    assert first.past_conferences == ()
    assert second.past_conferences == tuple(sorted((before, family.rcpc)))
    assert cases(REFERENCE, forms)[1].past_conferences == (before,)  # it is a day of this review too
