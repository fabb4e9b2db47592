"""The path to work: sessions of advice and steps, as they follow each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select

from punos.plugin import (
    Absent,
    Cycle,
    Enrolment,
    Refused,
    Work,
    clock,
    lock_cycle,
    record_audit,
    scope,
)
from punos_gatherings.access import PATH
from punos_gatherings.codes import ADVICE, STEPS
from punos_gatherings.model import GATHERINGS, PARTICIPANT
from punos_gatherings.models import Advice, Step
from punos_gatherings.texts import _staff

Row = TypeVar("Row", Advice, Step)
_LABELS: dict[type, dict[str, Any]] = {Advice: dict(ADVICE), Step: dict(STEPS)}


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


def add_advice(
    work: Work, enrolment: Enrolment, kind: str, *, held_on: date, minutes: int, adviser: str
) -> Advice:
    """Write down a session of advice. Raises Refused in a closed cycle."""
    held_cycle(work, enrolment.cycle_id)
    advice = Advice(
        enrolment_id=enrolment.id,
        kind=kind,
        held_on=held_on,
        minutes=minutes,
        adviser=adviser,
        recorded_at=clock.now(),
        recorded_by=work.account_id,
    )
    return _kept(work, advice, "gatherings.advice_added")


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
    return _kept(work, step, "gatherings.step_added")


def take_back(work: Work, enrolment: Enrolment, entry_id: UUID) -> None:
    """Take a session or a step off the path. Raises Absent, and Refused in a closed cycle."""
    held_cycle(work, enrolment.cycle_id)
    row = _entry(work, enrolment, entry_id)
    record_audit(work, "gatherings.path_taken_back", row.__tablename__, row.id)
    work.session.delete(row)
    work.session.flush()


def path_of(work: Work, enrolment: Enrolment) -> list[Entry]:
    """Sessions and steps, the newest first."""
    found = [
        *(
            Entry(one.id, "advice", one.held_on, _label(one), one.minutes, one.adviser)
            for one in _rows(work, Advice, enrolment)
        ),
        *(
            Entry(one.id, "step", one.happened_on, _label(one))
            for one in _rows(work, Step, enrolment)
        ),
    ]
    return sorted(found, key=_when, reverse=True)


def _when(entry: Entry) -> tuple[date, UUID]:
    return entry.day, entry.id


def _kept(work: Work, row: Row, action: str) -> Row:
    work.session.add(row)
    work.session.flush()
    record_audit(work, action, row.__tablename__, row.id)
    return row


def _rows(work: Work, kind: type[Advice | Step], enrolment: Enrolment) -> Sequence[Any]:
    return work.session.scalars(select(kind).where(kind.enrolment_id == enrolment.id)).all()


def _entry(work: Work, enrolment: Enrolment, entry_id: UUID) -> Advice | Step:
    for kind in (Advice, Step):
        for row in _rows(work, kind, enrolment):
            if row.id == entry_id:
                found: Advice | Step = row
                return found
    raise Absent


def _label(row: Advice | Step) -> Any:
    """The kind in words; a code that a later version has dropped stands for itself."""
    return _LABELS[type(row)].get(row.kind, row.kind)
