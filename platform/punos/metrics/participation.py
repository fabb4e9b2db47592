"""One person's part in a cycle, as figures know it, and how it is made from a row of the reading."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from punos import clock
from punos.metrics.background import SAID
from punos.outcomes.codes import BY_CODE as CODES
from punos.outcomes.codes import ENTRY, EXIT, OVERQUALIFIED, UNTOLD
from punos.outcomes.due import AROUND, FOLLOWED
from punos.outcomes.own_field import in_own_field

WORK_OR_STUDY = frozenset(("work_or_study", "work", "study"))
"""The reasons of those who leave early since they found work or a place to study."""
AT_EXIT = timedelta(days=28)
"""What became so by then is how it was at the end."""
_AFTER_DEADLINE = timedelta(days=30)
_WORKING = {"own_field": True, "other_field": True, "entrepreneur": True}
_NOT_WORKING = ("no_work", "studying", "at_home")


@dataclass(frozen=True)
class Observation:
    """One outcome that counts. `own_field`: it is work in their own field."""

    code: str
    own_field: bool = False
    detail: str | None = None

    @property
    def told(self) -> bool:
        """Whether it says where they are now."""
        return self.code not in UNTOLD


@dataclass(frozen=True)
class Participation:
    """One person's part in a cycle, as far as the figures ask.

    `started`: present at a held meeting of a group or of the cycle that is no open event. `attended` of
    `expected` meetings were not mentoring. `mentors` is how many they have now, or had when the cycle
    closed. `decided` and `admitted` are about their application; `matched_at` is when they came into
    their first group of mentoring. `said` holds answers to questions of the application by name, `at`
    the outcomes that count, by moment.
    """

    id: UUID
    person_id: UUID
    started: bool
    completed: bool
    left_for_work_or_study: bool
    mentoring_minutes: int
    group_minutes: int
    attended: int
    expected: int
    mentors: int
    decided: bool
    admitted: bool
    decided_at: datetime | None
    matched_at: datetime | None
    ended_on: date | None
    visited: bool
    said: dict[str, str] = field(default_factory=dict)
    at: dict[str, tuple[Observation, ...]] = field(default_factory=dict)

    @property
    def entry(self) -> frozenset[str]:
        """The codes of what was so at the beginning."""
        return self.codes(ENTRY)

    @property
    def exit(self) -> frozenset[str]:
        """The codes of what was so at the end."""
        return self.codes(EXIT)

    def codes(self, moment: str) -> frozenset[str]:
        """The codes that stand for a moment."""
        return frozenset(one.code for one in self.at.get(moment, ()))

    def known(self, moment: str) -> bool:
        """Whether it is known where they were then."""
        return any(one.told for one in self.at.get(moment, ()))

    def employed(self, moment: str) -> bool:
        """Whether they were in work then, self-employed too."""
        return any(CODES[code].employed for code in self.codes(moment))

    def in_own_field(self, moment: str) -> bool:
        """Whether they worked in their own field then."""
        return any(one.own_field for one in self.at.get(moment, ()))

    @property
    def worked_before(self) -> bool | None:
        """Whether they were in work when they began; None when nobody knows."""
        if self.employed(ENTRY) or OVERQUALIFIED in self.entry:
            return True
        situation = self.said.get("work_situation")
        if self.known(ENTRY) or situation in _NOT_WORKING:
            return False
        return True if situation in _WORKING else None

    @property
    def in_own_field_before(self) -> bool | None:
        """Whether they worked in their own field when they began; None when nobody knows.

        Whoever has a business of their own counts so, unless they look for work in their own field.
        """
        if self.in_own_field(ENTRY) or self.said.get("work_situation") == "own_field":
            return True
        if self.said.get("work_situation") == "entrepreneur" and not self.entry:
            return self.said.get("seeks_own_field") != "yes"
        return None if self.worked_before is None else False


def local_day(moment: datetime) -> date:
    """The day by the clock on the wall."""
    return moment.astimezone(ZoneInfo(clock.DEFAULT_ZONE)).date()


def participation_of(
    row: Any, completing: Collection[str], closed_at: datetime | None
) -> Participation:
    """From a row of `reading.people_rows`."""
    completed = row.model_state in completing
    ended_at = row.ended_at or closed_at
    ended_on = local_day(ended_at) if ended_at else None
    decided = _decided(row)
    answers = {name: getattr(row, name) for name in SAID}
    return Participation(
        id=row.id,
        person_id=row.person_id,
        started=row.mentoring_minutes + row.group_minutes > 0,
        completed=completed,
        left_for_work_or_study=not completed and row.end_reason in WORK_OR_STUDY,
        mentoring_minutes=row.mentoring_minutes,
        group_minutes=row.group_minutes,
        attended=row.attended,
        expected=row.marked + row.missed_in_groups + row.missed_in_cycle,
        mentors=row.mentors,
        decided=decided,
        admitted=decided and row.state in ("active", "ended"),
        decided_at=row.decided_at,
        matched_at=row.matched_at,
        ended_on=ended_on,
        visited=row.visited,
        said={name: told for name, told in answers.items() if told},
        at=_observations(row, ended_on),
    )


def _decided(row: Any) -> bool:
    """Whether staff decided on it: who withdrew or was passed over when all closed is none of these."""
    if row.decided_at is None or row.state == "candidate":
        return False
    if row.state == "ended":
        return bool(row.ended_at is None or row.ended_at > row.decided_at)
    return bool(row.end_reason != "cycle_closed")


def _observations(row: Any, ended_on: date | None) -> dict[str, tuple[Observation, ...]]:
    found: dict[str, tuple[Observation, ...]] = {}
    for moment, code, said, occupation, detail, happened_on, recorded_on in row.observed or ():
        days = date.fromisoformat(happened_on), date.fromisoformat(recorded_on)
        if _in_time(moment, *days, ended_on):
            field_of = in_own_field(code, said, row.occupation, occupation)
            found[moment] = (*found.get(moment, ()), Observation(code, field_of, detail))
    return found


def _in_time(moment: str, happened_on: date, recorded_on: date, ended_on: date | None) -> bool:
    """Whether an outcome tells of its moment: not of later, and nothing was foretold."""
    if moment == ENTRY:
        return True
    if moment == EXIT:
        return ended_on is None or happened_on <= ended_on + AT_EXIT
    if ended_on is None:
        return False
    middle = ended_on + FOLLOWED[moment]
    return happened_on <= middle + AROUND and max(happened_on, recorded_on) >= middle - AROUND


def last_day_to_match(deadline: date | None, starts_on: date) -> date:
    """Until then a pair counts as found in time."""
    return (deadline or starts_on) + _AFTER_DEADLINE
