"""Counting days: working days of a nation, and calendar days, weeks and months."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import holidays
from dateutil.relativedelta import relativedelta

from pipeline.model.timeline import Holiday, Limit, Unit
from pipeline.rulebook.protocol import Nation

_DAY = timedelta(days=1)
_SUBSTITUTE = " (observed)"


class WorkingDays:
    """The working days of one nation: Monday to Friday without its bank holidays.

    Days are handed over and handed back as ``date``; nothing here knows what day it is today. ``worked`` are
    bank holidays counted as working days all the same: what-if days, to find out what a holiday costs.
    """

    def __init__(self, nation: Nation, worked: frozenset[date] = frozenset()) -> None:
        self.nation = nation
        self._worked = worked

    def is_working_day(self, day: date) -> bool:
        """Whether offices are open: neither a weekend nor a bank holiday."""
        return day.weekday() < 5 and (
            day in self._worked
            or day not in _days_off(self.nation.country, self.nation.subdivision, day.year)
        )

    def on_or_before(self, day: date) -> date:
        """The day itself if it is a working day, else the working day before it."""
        while not self.is_working_day(day):
            day -= _DAY
        return day

    def after(self, day: date, amount: int) -> date:
        """The ``amount``-th working day after a day: the first working day after it is day 1."""
        return self._walk(day, amount, _DAY)

    def before(self, day: date, amount: int) -> date:
        """The ``amount``-th working day before a day, counted likewise."""
        return self._walk(day, amount, -_DAY)

    def between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and with ``end``; negative when ``end`` is the earlier one.

        Between two working days this is how many working days lie from one to the other.
        """
        if end < start:
            return -self.between(end, start)
        days = (start + _DAY * ahead for ahead in range(1, (end - start).days + 1))
        return sum(self.is_working_day(day) for day in days)

    def due(self, anchor: date, limit: Limit) -> date:
        """The last day of a limit counted from ``anchor``.

        Days, weeks and months are calendar arithmetic. A day counted backwards that is no working day moves
        to the working day before it, so that nothing is due later than the limit says; a day counted
        forwards stays as the limit says.
        """
        if limit.unit is Unit.WORKING_DAYS:
            return self.before(anchor, limit.amount) if limit.before else self.after(anchor, limit.amount)
        amount = -limit.amount if limit.before else limit.amount
        if limit.unit is Unit.MONTHS:
            day = anchor + relativedelta(months=amount)
        elif limit.unit is Unit.WEEKS:
            day = anchor + relativedelta(weeks=amount)
        else:
            day = anchor + relativedelta(days=amount)
        return self.on_or_before(day) if limit.before and amount else day

    def holidays(self, start: date, end: date) -> tuple[Holiday, ...]:
        """The bank holidays on weekdays after ``start`` and before ``end``, by the names people use."""
        return tuple(
            Holiday(day, self._name(name))
            for year in range(start.year, end.year + 1)
            for day, name in _days_off(self.nation.country, self.nation.subdivision, year).items()
            if start < day < end and day.weekday() < 5
        )

    def working_on(self, day: date) -> WorkingDays:
        """The same nation, had this bank holiday been a working day."""
        return WorkingDays(self.nation, self._worked | {day})

    def _walk(self, day: date, amount: int, pace: timedelta) -> date:
        while amount:
            day += pace
            amount -= self.is_working_day(day)
        return day

    def _name(self, name: str) -> str:
        # Two holidays can share a day; the calendar then gives both names with a semicolon between them.
        return "; ".join(self._one_name(part) for part in name.split("; "))

    def _one_name(self, name: str) -> str:
        plain = name.removesuffix(_SUBSTITUTE)
        known = self.nation.holiday_names.get(plain, plain)
        return known if plain == name else self.nation.substitute.format(name=known)


@lru_cache(maxsize=256)
def _days_off(country: str, subdivision: str, year: int) -> dict[date, str]:
    """A year's bank holidays in order, substitute days included. Callers only look; nobody changes it."""
    days = holidays.country_holidays(country, subdiv=subdivision, years=year)
    return dict(sorted(days.items()))
