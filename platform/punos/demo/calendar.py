"""The days of a cycle as somebody set them, instead of those counted from its first day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from punos.partners.service import partners, take_part
from punos.programmes.models import Cycle
from punos.programmes.service import PhasePlan, phase_took_place, phases_of
from punos.work import Work

Span = tuple[date, date]


@dataclass(frozen=True)
class Calendar:
    """When one applies, when it begins and ends, its phases, and the meetings of everybody by kind.

    Without `phases` the usual ones are planned. `actual` says by the kind of a phase when it really
    took place, where that is known.
    """

    apply_from: date
    apply_until: date
    starts_on: date
    ends_on: date
    phases: Sequence[PhasePlan] = ()
    actual: Mapping[str, Span] = field(default_factory=dict)
    meetings: Sequence[tuple[str, date]] = ()

    def starting(self, day: date) -> Calendar:
        """A copy that begins on another day, everything in it as far from there as before."""
        move = day - self.starts_on
        return replace(
            self,
            apply_from=self.apply_from + move,
            apply_until=self.apply_until + move,
            starts_on=day,
            ends_on=self.ends_on + move,
            phases=[_moved(phase, move) for phase in self.phases],
            actual={},
            meetings=[(kind, on + move) for kind, on in self.meetings],
        )


def _moved(phase: PhasePlan, move: timedelta) -> PhasePlan:
    first, last = phase.planned_from + move, phase.planned_until + move
    return replace(phase, planned_from=first, planned_until=last)


def write_down(work: Work, cycle: Cycle, calendar: Calendar) -> None:
    """Say when the phases of a cycle really took place."""
    for phase in phases_of(work, cycle):
        if phase.kind in calendar.actual:
            phase_took_place(work, cycle, phase.id, *calendar.actual[phase.kind])


def let_take_part(work: Work, cycle: Cycle, parts: Mapping[str, str]) -> None:
    """Partners take part in a cycle, each by its name in a role; whoever is unknown here does not."""
    for partner in partners(work):
        if partner.name in parts:
            take_part(
                work,
                cycle,
                partner,
                parts[partner.name],
                from_date=cycle.apply_from,
                until_date=cycle.ends_on,
            )
