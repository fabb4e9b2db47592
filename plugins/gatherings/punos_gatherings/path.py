"""The path to work: sessions of advice and steps, as they follow each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from punos.plugin import (
    Absent,
    Advice,
    Cycle,
    Enrolment,
    Refused,
    Work,
    advice_in_words,
    clock,
    lock_cycle,
    record_audit,
    scope,
    take_back_advice,
)
from punos_gatherings.access import PATH
from punos_gatherings.codes import STEPS
from punos_gatherings.model import GATHERINGS, PARTICIPANT
from punos_gatherings.models import Step
from punos_gatherings.texts import _staff

_LABELS: dict[str, Any] = dict(STEPS)


@dataclass(frozen=True)
class Entry:
    """One stop on the path. `what` is "advice" or "step"."""

    id: UUID
    what: str
    day: date
    label: Any
    minutes: int | None = None
    adviser: str | None = None


def on_path(work: Work, enrolment_id: UUID) -> Enrolment:
    """A participant whose path the reader follows. Raises Absent."""
    query = select(Enrolment).where(Enrolment.id == enrolment_id, Enrolment.role == PARTICIPANT)
    found = work.session.scalars(scope(work.actor, query, Enrolment, PATH)).one_or_none()
    if found is None or found.cycle.programme.model != GATHERINGS.name:
        raise Absent
    return found


def held_cycle(work: Work, cycle_id: UUID) -> Cycle:
    """The cycle, held, to write in it. Raises Refused once it is closed: its figures stand."""
    cycle = lock_cycle(work, cycle_id)
    if cycle.state == "closed":
        raise Refused(_staff("This programme has ended, so nothing can be changed in it."))
    return cycle


def add_step(work: Work, enrolment: Enrolment, kind: str, *, happened_on: date) -> Step:
    """Write down a step. Raises Refused in a closed cycle."""
    held_cycle(work, enrolment.cycle_id)
    step = Step(
        enrolment_id=enrolment.id,
        kind=kind,
        happened_on=happened_on,
        recorded_at=clock.now(),
        recorded_by=work.account_id,
    )
    work.session.add(step)
    work.session.flush()
    record_audit(work, "gatherings.step_added", step.__tablename__, step.id)
    return step


def take_back(work: Work, enrolment: Enrolment, entry_id: UUID) -> None:
    """Take a session or a step off the path. Raises Absent, and Refused in a closed cycle."""
    held_cycle(work, enrolment.cycle_id)
    step = next((one for one in _rows(work, Step, enrolment) if one.id == entry_id), None)
    if step is None:
        take_back_advice(work, enrolment, entry_id)
        return
    record_audit(work, "gatherings.path_taken_back", step.__tablename__, step.id)
    work.session.delete(step)
    work.session.flush()


def path_of(work: Work, enrolment: Enrolment) -> list[Entry]:
    """Sessions and steps, the newest first."""
    found = [
        *(
            Entry(
                one.id, "advice", one.held_on, advice_in_words(one.kind), one.minutes, one.adviser
            )
            for one in _rows(work, Advice, enrolment)
        ),
        *(
            Entry(one.id, "step", one.happened_on, _LABELS.get(one.kind, one.kind))
            for one in _rows(work, Step, enrolment)
        ),
    ]
    return sorted(found, key=_when, reverse=True)


def _when(entry: Entry) -> tuple[date, UUID]:
    return entry.day, entry.id


def _rows(work: Work, kind: type[Advice | Step], enrolment: Enrolment) -> Sequence[Any]:
    return work.session.scalars(select(kind).where(kind.enrolment_id == enrolment.id)).all()
