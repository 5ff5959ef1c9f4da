from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pipeline.merge.chronology import chronology
from pipeline.model.forms import ChronologyRow
from pipeline.model.report import ChronologyGroup
from pipeline.model.set_up import Extra

MAY_1 = date(2041, 5, 1)
SCHOOL_BRUISE = ChronologyRow(
    MAY_1,
    "Ash Fable",
    "Ash came to school with a bruise on his left cheek. He first said that he fell off his bike, and later "
    "told the teaching assistant that he would not say how it had happened.",
    "Social worker rung at 10.15.",
)
SOCIAL_BRUISE = ChronologyRow(
    MAY_1,
    "",
    "School rang: a bruise to the left cheek. Ash told the teaching assistant that he fell off his bike.",
)


def groups(family: SimpleNamespace, **sent: tuple[ChronologyRow, ...]) -> tuple[ChronologyGroup, ...]:
    agencies = {"school": "Hillfoot School", "social": "Children's Services", "health": "Health Visiting"}
    forms = [family.contribution(agencies[key], chronology=rows) for key, rows in sent.items()]
    return chronology(family.case(forms))


def sizes(found: tuple[ChronologyGroup, ...]) -> list[int]:
    return [len(group.entries) for group in found]


def test_accounts_of_one_event_stand_side_by_side(family: SimpleNamespace) -> None:
    (group,) = groups(family, school=(SCHOOL_BRUISE,), social=(SOCIAL_BRUISE,))
    assert [e.source.agency for e in group.entries] == ["Children's Services", "Hillfoot School"]
    assert [e.event for e in group.entries] == [SOCIAL_BRUISE.event, SCHOOL_BRUISE.event]
    assert not group.dates_differ
    assert not group.outcomes_differ  # only one of them has one


def test_other_events_of_the_day_stand_alone(family: SimpleNamespace) -> None:
    rent = ChronologyRow(MAY_1, "", "Rent arrears reached 640 pounds and a notice was served on the mother.")
    assert sizes(groups(family, school=(SCHOOL_BRUISE,), social=(rent,))) == [1, 1]


def test_two_entries_of_one_agency_are_never_grouped(family: SimpleNamespace) -> None:
    assert sizes(groups(family, school=(SCHOOL_BRUISE, SCHOOL_BRUISE), social=(SOCIAL_BRUISE,))) == [2, 1]


def test_entries_about_two_children_are_two_events(family: SimpleNamespace) -> None:
    wren = replace(SOCIAL_BRUISE, child="Wren Fable")
    assert sizes(groups(family, school=(SCHOOL_BRUISE,), social=(wren,))) == [1, 1]
    first_name = replace(SOCIAL_BRUISE, child="Ash")
    assert sizes(groups(family, school=(SCHOOL_BRUISE,), social=(first_name,))) == [2]


def test_differing_dates_and_outcomes_are_flagged(family: SimpleNamespace) -> None:
    later = replace(SCHOOL_BRUISE, held=date(2041, 5, 3), outcome="Nobody was rung.")
    (group,) = groups(family, school=(SCHOOL_BRUISE,), social=(later,))
    assert [e.held for e in group.entries] == [MAY_1, date(2041, 5, 3)]
    assert group.dates_differ
    assert group.outcomes_differ


def test_one_word_makes_another_outcome_but_a_comma_does_not(family: SimpleNamespace) -> None:
    def differ(outcome: str, other: str) -> bool:
        rows = [replace(SCHOOL_BRUISE, outcome=o) for o in (outcome, other)]
        (group,) = groups(family, school=(rows[0],), social=(rows[1],))
        return group.outcomes_differ

    assert differ("Injury seen", "No injury seen")
    assert not differ("Injury seen", "injury seen.")


def test_days_further_apart_are_two_events(family: SimpleNamespace) -> None:
    fifth = replace(SCHOOL_BRUISE, held=date(2041, 5, 5))
    assert sizes(groups(family, school=(SCHOOL_BRUISE,), social=(fifth,))) == [1, 1]
    call = ChronologyRow(MAY_1, "", "Call to mother")
    next_day = replace(call, held=date(2041, 5, 2))
    assert sizes(groups(family, school=(call,), social=(next_day,))) == [1, 1]  # short and routine


def test_a_chain_of_half_likenesses_joins_nobody(family: SimpleNamespace) -> None:
    rows = [replace(SCHOOL_BRUISE, held=MAY_1 + timedelta(days)) for days in (0, 3, 6)]
    found = groups(family, school=(rows[0],), social=(rows[1],), health=(rows[2],))
    assert sorted(sizes(found)) == [1, 2]


def test_entries_outside_the_period_are_flagged_and_the_undated_come_last(family: SimpleNamespace) -> None:
    days = [None, family.icpc - timedelta(1), family.icpc, family.rcpc, family.rcpc + timedelta(1)]
    found = groups(family, school=tuple(ChronologyRow(d, event=f"Event {n}") for n, d in enumerate(days)))
    entries = [entry for group in found for entry in group.entries]
    assert [e.event for e in entries] == ["Event 1", "Event 2", "Event 3", "Event 4", "Event 0"]
    assert [e.outside_period for e in entries] == [True, False, False, True, False]


def test_answers_without_a_meaning_travel_along(family: SimpleNamespace) -> None:
    extra = Extra("chronology", "Seen by", "Two teachers")
    ((entry,),) = (g.entries for g in groups(family, school=(replace(SCHOOL_BRUISE, extras=(extra,)),)))
    assert entry.extras == (extra,)


ROWS = st.lists(
    st.builds(
        ChronologyRow,
        held=st.none() | st.dates(date(2041, 2, 25), date(2041, 3, 10)),
        child=st.sampled_from(["", "Ash Fable", "Wren", "Both"]),
        event=st.sampled_from(
            [
                "Home visit, all well",
                "home visit all well!",
                "Bruise seen at school",
                "",
                "ぶつけた",
                "\ud800",
            ]
        ),
        outcome=st.sampled_from(["", "None", "Referral"]),
    ),
    max_size=5,
).map(tuple)


@given(st.lists(ROWS, min_size=1, max_size=3), st.randoms())
def test_every_entry_is_in_exactly_one_group_in_any_order(
    family: SimpleNamespace, sent: list[tuple[ChronologyRow, ...]], random: Any
) -> None:
    forms = [family.contribution(f"Agency {n}", chronology=rows) for n, rows in enumerate(sent)]
    found = chronology(family.case(forms))
    shown = Counter((e.source.agency, e.held, e.child, e.event, e.outcome) for g in found for e in g.entries)
    assert shown == Counter(
        (f.agency, r.held, r.child, r.event, r.outcome) for f in forms for r in f.chronology
    )
    for group in found:
        assert len({e.source.agency for e in group.entries}) == len(group.entries)
    days = [g.entries[0].held or date.max for g in found]
    assert days == sorted(days)
    shuffled = []
    for form in forms:
        rows = list(form.chronology)
        random.shuffle(rows)
        shuffled.append(replace(form, chronology=tuple(rows)))
    random.shuffle(shuffled)
    assert chronology(family.case(shuffled)) == found
