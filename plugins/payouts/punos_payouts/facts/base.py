"""What is asked of facts, and what is found."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select

from punos.plugin import Cycle, Programme, clock


@dataclass(frozen=True)
class Holding:
    """A subject of which the conditions hold, since when, and the fact behind it.

    Without a subject it is the line itself that earns. `fact_id` is None where the subject is the fact,
    or where a mere number of facts is.
    """

    subject_id: UUID | None
    earned_on: date
    fact_id: UUID | None = None


@dataclass(frozen=True)
class Ask:
    """Which facts are asked for: those of the agreement's days, both included, under conditions.

    `only` limits it to some subjects.
    """

    conditions: Mapping[str, Any]
    first_day: date
    last_day: date
    only: Collection[UUID] | None = None

    def covers(self, day: date) -> bool:
        """Whether a day is one of the agreement's."""
        return self.first_day <= day <= self.last_day

    def holding(
        self, subject_id: UUID | None, day: date, fact_id: UUID | None = None
    ) -> list[Holding]:
        """The holding, or nothing when its day is none of the agreement's."""
        return [Holding(subject_id, day, fact_id)] if self.covers(day) else []


def local_day(moment: datetime) -> date:
    """The day on the wall calendar of a moment."""
    return moment.astimezone(ZoneInfo(clock.DEFAULT_ZONE)).date()


def cycles_of(slugs: Collection[str]) -> Any:
    """The ids of the cycles of some programmes, by their short names."""
    programmes = select(Programme.id).where(Programme.slug.in_(slugs))
    return select(Cycle.id).where(Cycle.programme_id.in_(programmes))


def in_programmes(column: Any, slugs: Collection[str]) -> list[ColumnElement[bool]]:
    """That a cycle is one of some programmes', or of any; and never one to look around in."""
    samples = select(Cycle.id).where(Cycle.is_sample)
    return [column.not_in(samples), *([column.in_(cycles_of(slugs))] if slugs else [])]


def one_of(column: Any, values: Collection[Any] | None) -> list[ColumnElement[bool]]:
    """That a column is one of these; nothing for an empty list, where all count, and for None."""
    return [column.in_(values)] if values else []
