"""Whether the chain of steps fits before a conference, planned forwards and backwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipeline.model.timeline import Fit, Holiday, Limit
from pipeline.rulebook.protocol import Protocol
from pipeline.rulebook.working_days import WorkingDays


@dataclass(frozen=True, slots=True)
class Chain:
    """The links of a protocol's chain, laid before one conference."""

    rcpc: date
    protocol: Protocol
    days: WorkingDays

    @property
    def allowed(self) -> date:
        """The last day that the protocol allows for the final core group."""
        return self.days.due(self.rcpc, self.protocol.links[0].within)

    @property
    def target(self) -> date:
        """The day the final copy is due."""
        return self.days.due(self.rcpc, self.protocol.links[-1].within)

    @property
    def between(self) -> tuple[tuple[str, Limit], ...]:
        """The links that take time: all but the two that are counted back from the conference."""
        return tuple((step.id, step.within) for step in self.protocol.links[1:-1])

    def forwards(self, start: date) -> tuple[tuple[str, date], ...]:
        """The day each link ends if the core group is held on ``start`` and every step takes all its time."""
        first, last = self.protocol.chain[0], self.protocol.chain[-1]
        ends = [(first, start)]
        for key, limit in self.between:
            ends.append((key, self.days.due(ends[-1][1], limit)))
        return (*ends, (last, self.target))

    def backwards(self) -> tuple[tuple[str, date], ...]:
        """The last day on which each link can end if every step after it takes all its time."""
        first, last = self.protocol.chain[0], self.protocol.chain[-1]
        day = self.target
        ends = [(last, day)]
        for key, limit in reversed(self.between):
            ends.append((key, day))
            day = self.days.due(day, Limit(limit.amount, limit.unit, before=True))
        return ((first, self._latest(day)), *reversed(ends))

    def end(self, start: date) -> date:
        """The day the chain ends, before the final copy goes out."""
        return self.forwards(start)[-2][1]

    def slack(self, start: date) -> int:
        """Working days from the end of the chain to the day the final copy is due."""
        return self.days.between(self.end(start), self.target)

    def _latest(self, day: date) -> date:
        """The last working day on or after ``day`` from which the chain still fits."""
        later = self.days.after(day, 1)
        return day if self.end(later) > self.target else self._latest(later)


def fit(rcpc: date, protocol: Protocol, days: WorkingDays) -> Fit:
    """Whether the chain fits if the final core group is held on the last day that the protocol allows.

    ``slack`` is in working days of the nation. ``latest_core_group`` is the last working day from which the
    chain still fits, which is after the allowed day if there is time to spare (004, flow chart for joint
    report process).
    """
    chain = Chain(rcpc, protocol, days)
    slack = chain.slack(chain.allowed)
    backwards = chain.backwards()
    return Fit(
        feasible=slack >= 0,
        slack=slack,
        latest_core_group=backwards[0][1],
        allowed_core_group=chain.allowed,
        broken_by=() if slack >= 0 else _breaking(chain, slack),
        forwards=chain.forwards(chain.allowed),
        backwards=backwards,
    )


def _breaking(chain: Chain, slack: int) -> tuple[Holiday, ...]:
    """The bank holidays that take time out of the chain.

    A holiday is one of them if there would be more slack, had it been a working day.
    A holiday that only pushes the core group to an earlier day costs nothing, and neither does one after
    the final copy is due where the last days before the conference are calendar days.
    """
    found = []
    for holiday in chain.days.holidays(chain.allowed, chain.rcpc):
        without = Chain(chain.rcpc, chain.protocol, chain.days.working_on(holiday.date))
        if without.slack(without.allowed) > slack:
            found.append(holiday)
    return tuple(found)
