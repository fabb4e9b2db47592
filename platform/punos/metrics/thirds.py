"""The thirds of a cycle, from the same reading as all its figures."""

from __future__ import annotations

from dataclasses import dataclass

from punos.metrics.service import Cohort, cohort_of
from punos.outcomes.codes import EXIT
from punos.outcomes.thirds import FIRST, NOT_KNOWN, SECOND, THIRD, rolled_up, third_of
from punos.programmes.models import Cycle
from punos.programmes.service import settings_of
from punos.work import Work


@dataclass(frozen=True)
class Thirds:
    """How many of those who started are in each line of `punos.outcomes.thirds.LINES`."""

    lines: dict[str, int]

    @property
    def started(self) -> int:
        """All of them."""
        return sum(self.lines.values())

    @property
    def known(self) -> int:
        """Those of whom something is told, no change too."""
        return self.started - self.lines[NOT_KNOWN]

    @property
    def in_thirds(self) -> int:
        """Those who are in one of the three."""
        return sum(self.lines[line] for line in (FIRST, SECOND, THIRD))


def thirds_of(work: Work, cycle: Cycle, moment: str = EXIT) -> Thirds:
    """Of the participations that the actor sees, at the end or later: one statement."""
    return thirds(cohort_of(work, cycle), settings_of(work, cycle), moment)


def thirds(cohort: Cohort, settings: object, moment: str = EXIT) -> Thirds:
    """The same from what was read already; `settings` are the cycle's."""
    chosen = settings if isinstance(settings, dict) else None
    lines = (
        third_of(one.codes(moment), one.in_own_field(moment), chosen) for one in cohort.started
    )
    return Thirds(rolled_up(lines))
