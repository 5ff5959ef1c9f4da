"""Does the chain fit: days worked out by hand from the guidance and the calendars, and laws for every day.

The chain takes 5 + 5 + 2 + 3 = 15 working days after the final core group, which is four weeks before the
conference; the final copy is due 5 working days before it. Four weeks hold 20 weekdays, so every bank holiday
among them is a day too few.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline.check.fit import Chain, fit
from pipeline.model.timeline import Fit
from pipeline.rulebook.protocol import Nation, Protocol
from pipeline.rulebook.protocol_file import load_nations, load_protocols
from pipeline.rulebook.working_days import WorkingDays

ENGLAND = "England and Wales"
SCOTLAND = "Scotland"
IRELAND = "Northern Ireland"

D = date

# RCPC, nation: allowed day, day the final copy is due, slack, latest core group, holidays that break it.
WORKED_OUT = {
    # Tuesday 24 November 2026. Four weeks before: Tuesday 27 October, no holiday between.
    # Back from the 24th: Mon 23 = 1, Fri 20, Thu 19, Wed 18, Tue 17 = 5. The chain: 3, 10, 12, 17 November.
    (D(2026, 11, 24), ENGLAND): (D(2026, 10, 27), D(2026, 11, 17), 0, D(2026, 10, 27), []),
    (D(2026, 11, 24), SCOTLAND): (D(2026, 10, 27), D(2026, 11, 17), 0, D(2026, 10, 27), []),
    (D(2026, 11, 24), IRELAND): (D(2026, 10, 27), D(2026, 11, 17), 0, D(2026, 10, 27), []),
    # Tuesday 12 January 2027, after Christmas. Boxing Day is a Saturday, so Mon 28 December is off.
    # Final copy: Mon 11 = 1, 8, 7, 6, Tue 5 January = 5. Fifteen back from it: Mon 4 = 1, Thu 31 = 2, 30 = 3,
    # 29 = 4, Thu 24 = 5, 23, 22, 21 = 8, 18 = 9, 17, 16, 15, 14 = 13, Fri 11 = 14, Thu 10 December = 15.
    (D(2027, 1, 12), ENGLAND): (
        D(2026, 12, 15),
        D(2027, 1, 5),
        -3,
        D(2026, 12, 10),
        [D(2026, 12, 25), D(2026, 12, 28), D(2027, 1, 1)],
    ),
    (D(2027, 1, 12), IRELAND): (
        D(2026, 12, 15),
        D(2027, 1, 5),
        -3,
        D(2026, 12, 10),
        [D(2026, 12, 25), D(2026, 12, 28), D(2027, 1, 1)],
    ),
    # In Scotland 2 January is a holiday and a Saturday, so Mon 4 January is off too: one day more.
    (D(2027, 1, 12), SCOTLAND): (
        D(2026, 12, 15),
        D(2027, 1, 5),
        -4,
        D(2026, 12, 9),
        [D(2026, 12, 25), D(2026, 12, 28), D(2027, 1, 1), D(2027, 1, 4)],
    ),
    # Tuesday 27 January 2026: four weeks before is Tue 30 December 2025. In Scotland Thu 1 and Fri 2 January
    # are off. Fifteen back from Tue 20 January: 19 = 1, 16, 15, 14, 13 = 5, 12, 9, 8, 7, 6 = 10, 5 = 11,
    # Wed 31 = 12, 30 = 13, Mon 29 = 14; Fri 26 and Thu 25 December are off: Wed 24 = 15.
    (D(2026, 1, 27), SCOTLAND): (
        D(2025, 12, 30),
        D(2026, 1, 20),
        -2,
        D(2025, 12, 24),
        [D(2026, 1, 1), D(2026, 1, 2)],
    ),
    # In England Fri 2 January is worked: 5 = 11, 2 = 12, 31 = 13, 30 = 14, Mon 29 December = 15.
    (D(2026, 1, 27), ENGLAND): (D(2025, 12, 30), D(2026, 1, 20), -1, D(2025, 12, 29), [D(2026, 1, 1)]),
    # Tuesday 28 April 2026: Good Friday 3 April and Easter Monday 6 April lie between. Fifteen back from
    # Tue 21 April: 20 = 1, 17, 16, 15, 14 = 5, 13, 10, 9, 8, 7 = 10, 2 = 11, 1, 31, 30 = 14, Fri 27 March.
    (D(2026, 4, 28), ENGLAND): (
        D(2026, 3, 31),
        D(2026, 4, 21),
        -2,
        D(2026, 3, 27),
        [D(2026, 4, 3), D(2026, 4, 6)],
    ),
    (D(2026, 4, 28), IRELAND): (
        D(2026, 3, 31),
        D(2026, 4, 21),
        -2,
        D(2026, 3, 27),
        [D(2026, 4, 3), D(2026, 4, 6)],
    ),
    # Scotland works on Easter Monday: 7 = 10, 6 = 11, Thu 2 = 12, 1, 31 = 14, Mon 30 March = 15.
    (D(2026, 4, 28), SCOTLAND): (D(2026, 3, 31), D(2026, 4, 21), -1, D(2026, 3, 30), [D(2026, 4, 3)]),
    # Tuesday 28 July 2026: 12 July is a Sunday, so Mon 13 July is off in Northern Ireland alone.
    # Back from Tue 21 July: 20 = 1, 17, 16, 15, 14 = 5, Fri 10 = 6, 9, 8, 7, 6, 3, 2, 1, 30 = 14, Mon 29.
    (D(2026, 7, 28), IRELAND): (D(2026, 6, 30), D(2026, 7, 21), -1, D(2026, 6, 29), [D(2026, 7, 13)]),
    (D(2026, 7, 28), ENGLAND): (D(2026, 6, 30), D(2026, 7, 21), 0, D(2026, 6, 30), []),
    # Tuesday 27 July 2027: 12 July is a Monday itself. Back from Tue 20 July: 19 = 1, 16, 15, 14, 13 = 5,
    # 9 = 6, 8, 7, 6, 5 = 10, 2, 1, 30, 29 = 14, Mon 28 June = 15.
    (D(2027, 7, 27), IRELAND): (D(2027, 6, 29), D(2027, 7, 20), -1, D(2027, 6, 28), [D(2027, 7, 12)]),
    # Tuesday 15 December 2026: Mon 30 November is St Andrew's Day. Back from Tue 8 December: 7 = 1, 4, 3, 2,
    # 1 = 5, Fri 27 = 6, 26, 25, 24, 23 = 10, 20, 19, 18, 17 = 14, Mon 16 November = 15.
    (D(2026, 12, 15), SCOTLAND): (D(2026, 11, 17), D(2026, 12, 8), -1, D(2026, 11, 16), [D(2026, 11, 30)]),
    (D(2026, 12, 15), ENGLAND): (D(2026, 11, 17), D(2026, 12, 8), 0, D(2026, 11, 17), []),
    # Tuesday 19 May 2026: Mon 4 May. Back from Tue 12 May: 11 = 1, 8, 7, 6, 5 = 5, Fri 1 = 6, 30, 29, 28,
    # 27 = 10, 24, 23, 22, 21 = 14, Mon 20 April = 15.
    (D(2026, 5, 19), ENGLAND): (D(2026, 4, 21), D(2026, 5, 12), -1, D(2026, 4, 20), [D(2026, 5, 4)]),
    # Tuesday 26 May 2026: 4 and 25 May. Final copy: Fri 22 = 1, 21, 20, 19, Mon 18 May = 5. Back from it:
    # 15 = 1, 14, 13, 12, 11 = 5, 8, 7, 6, 5 = 9, Fri 1 = 10, 30, 29, 28, 27 = 14, Fri 24 April = 15.
    (D(2026, 5, 26), ENGLAND): (
        D(2026, 4, 28),
        D(2026, 5, 18),
        -2,
        D(2026, 4, 24),
        [D(2026, 5, 4), D(2026, 5, 25)],
    ),
    # Monday 1 June 2026: four weeks before is Mon 4 May, a holiday, so the core group is on Fri 1 May; that
    # holiday costs nothing, only 25 May does. Final copy: 29 = 1, 28, 27, 26, Fri 22 May = 5. Back from it:
    # 21 = 1, 20, 19, 18, 15 = 5, 14, 13, 12, 11, 8 = 10, 7, 6, 5 = 13, Fri 1 = 14, Thu 30 April = 15.
    (D(2026, 6, 1), ENGLAND): (D(2026, 5, 1), D(2026, 5, 22), -1, D(2026, 4, 30), [D(2026, 5, 25)]),
    # Wednesday 3 May 2028: four weeks before is Wed 5 April; Good Friday 14, Easter Monday 17 April and
    # Mon 1 May lie between. Final copy: Tue 2 May = 1, Fri 28 = 2, 27, 26, Tue 25 April = 5. Back from it:
    # 24 = 1, 21, 20, 19, 18 = 5, Thu 13 = 6, 12, 11, 10 = 9, 7 = 10, 6, 5, 4, 3 = 14, Fri 31 March = 15.
    (D(2028, 5, 3), ENGLAND): (
        D(2028, 4, 5),
        D(2028, 4, 25),
        -3,
        D(2028, 3, 31),
        [D(2028, 4, 14), D(2028, 4, 17), D(2028, 5, 1)],
    ),
    # Scotland works on that Easter Monday: 18 = 5, 17, 13, 12, 11, 10 = 10, 7, 6, 5, 4 = 14, Mon 3 April.
    (D(2028, 5, 3), SCOTLAND): (
        D(2028, 4, 5),
        D(2028, 4, 25),
        -2,
        D(2028, 4, 3),
        [D(2028, 4, 14), D(2028, 5, 1)],
    ),
    # Wednesday 29 March 2028, Northern Ireland: Fri 17 March. Final copy: 28 = 1, 27, 24, 23, Wed 22 = 5.
    # Back from it: 21 = 1, 20 = 2, 16 = 3, 15, 14, 13 = 6, 10, 9, 8, 7, 6, 3, 2, 1 = 14, Tue 29 February.
    (D(2028, 3, 29), IRELAND): (D(2028, 3, 1), D(2028, 3, 22), -1, D(2028, 2, 29), [D(2028, 3, 17)]),
    # Saturday 30 May 2026 is no working day: nor is four weeks before, so the core group is on Fri 1 May.
    # Final copy: Fri 29 = 1, 28, 27, 26, Fri 22 May = 5. From there as for 1 June.
    (D(2026, 5, 30), ENGLAND): (
        D(2026, 5, 1),
        D(2026, 5, 22),
        -1,
        D(2026, 4, 30),
        [D(2026, 5, 4), D(2026, 5, 25)],
    ),
    # Monday 20 April 2026: both Easter days lie between. Final copy: 17 = 1, 16, 15, 14, Mon 13 April =
    # 5. Back from it: 10 = 1, 9, 8, 7 = 4, Thu 2 = 5, 1, 31, 30 = 8, 27, 26, 25, 24, 23 = 13, Fri 20, Thu
    # 19 March.
    (D(2026, 4, 20), ENGLAND): (
        D(2026, 3, 23),
        D(2026, 4, 13),
        -2,
        D(2026, 3, 19),
        [D(2026, 4, 3), D(2026, 4, 6)],
    ),
    # Tuesday 30 June 2026: Scotland alone has Mon 15 June off, once, for the football. Final copy: Tue 23
    # June. Back from it: 22 = 1, 19, 18, 17, 16 = 5, 12 = 6, 11, 10, 9, 8 = 10, 5, 4, 3, 2 = 14, Mon 1
    # June = 15.
    (D(2026, 6, 30), SCOTLAND): (D(2026, 6, 2), D(2026, 6, 23), -1, D(2026, 6, 1), [D(2026, 6, 15)]),
    # Monday 10 August 2026: four weeks before is Mon 13 July, off in Northern Ireland: Fri 10 July. Final
    # copy: Mon 3 August. Back from it: 31 = 1, 30, 29, 28, 27 = 5, 24 to 20 = 10, 17, 16, 15, 14 = 14,
    # Fri 10 July.
    (D(2026, 8, 10), IRELAND): (D(2026, 7, 10), D(2026, 8, 3), 0, D(2026, 7, 10), []),
    # Monday 17 January 2028, Scotland: Christmas at a weekend, then New Year at the next: four days off
    # in lieu, Mon 27 and Tue 28 December, Mon 3 and Tue 4 January. Back from Mon 10 January: 7 = 1, 6, 5
    # = 3, 31 = 4, 30, 29 = 6, 24 = 7, 23, 22, 21, 20 = 11, 17, 16, 15, Tue 14 December = 15.
    (D(2028, 1, 17), SCOTLAND): (
        D(2027, 12, 20),
        D(2028, 1, 10),
        -4,
        D(2027, 12, 14),
        [D(2027, 12, 27), D(2027, 12, 28), D(2028, 1, 3), D(2028, 1, 4)],
    ),
    # Monday 7 December 2026, Scotland: St Andrew's Day among the last five days. Final copy: 4 = 1, 3, 2,
    # 1 = 4, Fri 27 November = 5. Back from it: 26 = 1, 25, 24, 23, 20 = 5, 19 to 16 = 9, 13 = 10, 12, 11,
    # 10, 9, Fri 6.
    (D(2026, 12, 7), SCOTLAND): (D(2026, 11, 9), D(2026, 11, 27), -1, D(2026, 11, 6), [D(2026, 11, 30)]),
    # Wednesday 8 April 2026, Northern Ireland: final copy Tue 7 = 1, Thu 2 = 2, 1, 31, Mon 30 March = 5.
    # Back from it: 27 = 1, 26, 25, 24, 23 = 5, 20, 19, 18 = 8, 16 = 9, 13 = 10, 12, 11, 10, 9 = 14, Fri 6
    # March = 15.
    (D(2026, 4, 8), IRELAND): (
        D(2026, 3, 11),
        D(2026, 3, 30),
        -3,
        D(2026, 3, 6),
        [D(2026, 3, 17), D(2026, 4, 3), D(2026, 4, 6)],
    ),
    # Wednesday 1 March 2028: Tue 29 February is worked like any other day. Final copy: 29 = 1, 28, 25,
    # 24, Wed 23.
    (D(2028, 3, 1), ENGLAND): (D(2028, 2, 2), D(2028, 2, 23), 0, D(2028, 2, 2), []),
    # Saturday 3 October 2026: four weeks before is a Saturday too, so Fri 4 September, a working day to
    # spare: the chain ends on the 11th, 18th, 22nd and Fri 25 September, and the final copy is due on Mon
    # 28.
    (D(2026, 10, 3), ENGLAND): (D(2026, 9, 4), D(2026, 9, 28), 1, D(2026, 9, 7), []),
}


@pytest.mark.parametrize(("rcpc", "nation"), sorted(WORKED_OUT))
def test_worked_out_by_hand(
    protocol: Protocol, days_in: Callable[[str], WorkingDays], rcpc: date, nation: str
) -> None:
    allowed, final_copy, slack, latest, broken_by = WORKED_OUT[rcpc, nation]

    found = fit(rcpc, protocol, days_in(nation))

    assert found.allowed_core_group == allowed
    assert dict(found.forwards)["final-copy"] == final_copy
    assert (found.slack, found.feasible) == (slack, slack >= 0)
    assert found.latest_core_group == latest
    assert [holiday.date for holiday in found.broken_by] == broken_by


# The other reading: the final copy is due 5 calendar days before, or the working day before that.
OTHER_READING = {
    # Due Thu 19 November; the chain ends on Tue 17: two days to spare, so Thu 29 October would still do.
    (D(2026, 11, 24), ENGLAND): (D(2026, 11, 19), 2, D(2026, 10, 29), []),
    # Due Thu 7 January; the chain ends on Fri 8 (22 and 31 December, 5 and 8 January).
    # Fifteen back from the 7th: 6 = 1, 5, 4 = 3, 31 = 4, 30, 29 = 6, 24 = 7, 23, 22, 21 = 10, 18, 17, 16,
    # 15 = 14, Mon 14 December = 15.
    (D(2027, 1, 12), ENGLAND): (
        D(2027, 1, 7),
        -1,
        D(2026, 12, 14),
        [D(2026, 12, 25), D(2026, 12, 28), D(2027, 1, 1)],
    ),
    # Due Thu 21 May; the chain from Tue 28 April ends on Wed 20 (6, 13, 15, 20 May): one day to spare. The
    # holiday of 25 May comes after the final copy and costs nothing.
    (D(2026, 5, 26), ENGLAND): (D(2026, 5, 21), 1, D(2026, 4, 29), []),
    # Saturday 2 January 2027: 5 days before is Mon 28 December, off, and so are the weekend and Christmas
    # Day: due Thu 24 December. Four weeks before is a Saturday: Fri 4 December. The chain: Fri 11, Fri 18,
    # Tue 22, Tue 29 December (23 = 1, 24 = 2, 29 = 3); from the 24th to the 29th lies one working day.
    # Back from the 24th: 23 = 1, 22, 21, 18, 17 = 5, 16, 15, 14, 11, 10, 9, 8, 7, 4 = 14, Thu 3 December.
    # Had either day off been worked, the final copy would have been due that much later.
    (D(2027, 1, 2), ENGLAND): (D(2026, 12, 24), -1, D(2026, 12, 3), [D(2026, 12, 25), D(2026, 12, 28)]),
}


@pytest.mark.parametrize(("rcpc", "nation"), sorted(OTHER_READING))
def test_the_other_reading_worked_out_by_hand(
    protocol: Protocol, days_in: Callable[[str], WorkingDays], rcpc: date, nation: str
) -> None:
    final_copy, slack, latest, broken_by = OTHER_READING[rcpc, nation]

    found = fit(rcpc, protocol.other, days_in(nation))

    assert dict(found.forwards)["final-copy"] == final_copy
    assert found.slack == slack
    assert found.latest_core_group == latest
    assert [holiday.date for holiday in found.broken_by] == broken_by


def test_every_day_forwards_and_backwards(protocol: Protocol, days_in: Callable[[str], WorkingDays]) -> None:
    # RCPC Tuesday 12 January 2027. From Tue 15 December: 16, 17, 18, 21, 22; then 23, 24, 29, 30, 31;
    # then 4 and 5 January; then 6, 7, 8. Backwards from Tue 5 January: three back is Wed 30 (4, 31, 30), two
    # back Thu 24 (29, 24), five back Thu 17 (23, 22, 21, 18, 17), five back Thu 10 (16, 15, 14, 11, 10).
    found = fit(date(2027, 1, 12), protocol, days_in(ENGLAND))
    assert found.forwards == (
        ("final-core-group", D(2026, 12, 15)),
        ("draft-sent", D(2026, 12, 22)),
        ("amendments-in", D(2026, 12, 31)),
        ("sent-to-manager", D(2027, 1, 5)),
        ("authorised", D(2027, 1, 8)),
        ("final-copy", D(2027, 1, 5)),
    )
    assert found.backwards == (
        ("final-core-group", D(2026, 12, 10)),
        ("draft-sent", D(2026, 12, 17)),
        ("amendments-in", D(2026, 12, 24)),
        ("sent-to-manager", D(2026, 12, 30)),
        ("authorised", D(2027, 1, 5)),
        ("final-copy", D(2027, 1, 5)),
    )


def test_holidays_are_named(protocol: Protocol, days_in: Callable[[str], WorkingDays]) -> None:
    found = fit(date(2027, 1, 12), protocol, days_in(SCOTLAND))
    assert [holiday.name for holiday in found.broken_by] == [
        "Christmas Day",
        "Substitute day for Boxing Day",
        "New Year's Day",
        "Substitute day for 2 January",
    ]


def test_a_shorter_chain_leaves_time_to_spare(
    protocol_yaml: Mapping[str, object], days_in: Callable[[str], WorkingDays]
) -> None:
    # Amendments in calendar days: from Tue 3 November seven days, Tue 10; everything else as it was.
    # One day for the manager instead of three: Fri 13 November, two working days before Tue 17.
    other = {
        "extends": "base",
        "steps": {
            "amendments-in": {"limit": "7 days", "source": "000"},
            "authorised": {"limit": "1 working day", "source": "000"},
        },
    }
    shorter = load_protocols({"base": protocol_yaml, "other": other})["other"]

    found = fit(date(2026, 11, 24), shorter, days_in(ENGLAND))

    assert found.slack == 2
    # Thu 29 October: draft Thu 5, amendments Thu 12, manager Mon 16, authorised Tue 17 November. It fits.
    # Fri 30 October: draft Fri 6, amendments Fri 13, manager Tue 17, authorised Wed 18. It does not.
    assert found.latest_core_group == D(2026, 10, 29)


def test_calendar_days_may_end_at_a_weekend(
    protocol_yaml: Mapping[str, object], days_in: Callable[[str], WorkingDays]
) -> None:
    # Finalising and authorising take 3 calendar days each; the final copy is due on Tue 17 November 2026.
    # Core group Wed 28 October: draft Wed 4, amendments Wed 11, manager Sat 14, authorised Tue 17 November.
    other = {
        "extends": "base",
        "steps": {step: {"limit": "3 days", "source": "000"} for step in ("sent-to-manager", "authorised")},
    }
    loose = load_protocols({"base": protocol_yaml, "other": other})["other"]
    assert fit(date(2026, 11, 24), loose, days_in(ENGLAND)).latest_core_group == D(2026, 10, 28)


_SCHEMAS = Path(__file__).parents[2] / "schemas"
_PROTOCOL = load_protocols(
    {"004": yaml.safe_load((_SCHEMAS / "protocols/joint-report-process.yaml").read_text(encoding="utf-8"))}
)["004"]
_NATIONS: Mapping[str, Nation] = load_nations(
    yaml.safe_load((_SCHEMAS / "nations.yaml").read_text(encoding="utf-8"))
)
conferences = st.dates(date(2024, 2, 1), date(2030, 12, 31))
calendars = st.sampled_from(sorted(_NATIONS)).map(lambda title: WorkingDays(_NATIONS[title]))
readings = st.sampled_from([_PROTOCOL, _PROTOCOL.other])


@given(conferences, readings, calendars)
def test_it_fits_from_the_latest_core_group_and_not_a_working_day_later(
    rcpc: date, protocol: Protocol, days: WorkingDays
) -> None:
    found = fit(rcpc, protocol, days)
    chain = Chain(rcpc, protocol, days)
    assert days.is_working_day(found.latest_core_group)
    assert chain.slack(found.latest_core_group) >= 0
    assert chain.slack(days.after(found.latest_core_group, 1)) < 0


@given(conferences, readings, calendars, st.integers(0, 60))
def test_a_later_start_never_leaves_more_slack(
    rcpc: date, protocol: Protocol, days: WorkingDays, later: int
) -> None:
    chain = Chain(rcpc, protocol, days)
    assert chain.slack(chain.allowed + timedelta(days=later)) <= chain.slack(chain.allowed)


@given(conferences, readings, calendars)
def test_it_is_feasible_exactly_when_the_allowed_day_is_early_enough(
    rcpc: date, protocol: Protocol, days: WorkingDays
) -> None:
    found = fit(rcpc, protocol, days)
    assert found.feasible == (found.slack >= 0) == (found.allowed_core_group <= found.latest_core_group)
    assert found.slack == days.between(found.allowed_core_group, found.latest_core_group)


@given(conferences, readings, calendars)
def test_what_breaks_it_is_named_exactly_when_it_is_broken(
    rcpc: date, protocol: Protocol, days: WorkingDays
) -> None:
    found = fit(rcpc, protocol, days)
    if found.feasible:
        assert found.broken_by == ()
    else:
        assert len(found.broken_by) >= -found.slack
    for holiday in found.broken_by:
        assert found.allowed_core_group < holiday.date < rcpc
        assert holiday.date.weekday() < 5
        assert not days.is_working_day(holiday.date)


@given(conferences, calendars)
def test_working_days_are_never_the_later_reading(rcpc: date, days: WorkingDays) -> None:
    used, other = fit(rcpc, _PROTOCOL, days), fit(rcpc, _PROTOCOL.other, days)
    assert used.slack <= other.slack
    assert used.latest_core_group <= other.latest_core_group


@given(conferences, readings, calendars)
def test_no_step_can_end_later_than_backwards_says(rcpc: date, protocol: Protocol, days: WorkingDays) -> None:
    found: Fit = fit(rcpc, protocol, days)
    latest = dict(found.backwards)
    for key, day in Chain(rcpc, protocol, days).forwards(found.latest_core_group):
        assert day <= latest[key]
