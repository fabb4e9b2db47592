"""Verbs about enrolments."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from punos import clock
from punos.audit.service import record as audit
from punos.db import lock_row
from punos.enrolments.models import Enrolment
from punos.errors import Absent, Refused
from punos.events.service import record as record_event
from punos.i18n import _
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.programmes.service import lock_cycle, model_of
from punos.work import Work

Answers = Mapping[str, Mapping[str, Any]]
"""What was answered, by form section: `{section: {"version": n, "data": {…}}}`."""


def enrol(
    work: Work,
    cycle: Cycle,
    person: Person,
    role: str,
    *,
    answers: Answers,
    source: str,
    unit_id: UUID | None = None,
) -> Enrolment:
    """Put a person into a cycle as a candidate. Raises Refused when they are in it in that role.

    The cycle row is held, so that nobody enters while it is being closed.
    """
    cycle = lock_cycle(work, cycle.id)
    if cycle.state == "closed":
        raise Refused(_("This programme has ended, so nobody can be added to it."))
    if enrolment_of(work, cycle, person, role) is not None:
        raise Refused(_("You have already applied to this programme in this role."))
    first = model_of(work, cycle).first_state
    enrolment = Enrolment(
        cycle_id=cycle.id,
        person_id=person.id,
        unit_id=unit_id,
        role=role,
        state=first.core,
        model_state=first.name,
        answers=dict(answers),
        source=source,
        applied_at=clock.now(),
    )
    work.session.add(enrolment)
    work.session.flush()
    event = record_event(work, "enrolment.applied", enrolment, data={"role": role})
    audit(work, "enrolment.added", "enrolment", enrolment.id)
    work.hooks.on("enrolment_changed", enrolment=enrolment, event=event)
    return enrolment


def enrolment_of(work: Work, cycle: Cycle, person: Person, role: str) -> Enrolment | None:
    """The person's enrolment in this cycle and role, if there is one."""
    query = select(Enrolment).where(
        Enrolment.cycle_id == cycle.id, Enrolment.person_id == person.id, Enrolment.role == role
    )
    return work.session.scalars(query).one_or_none()


def lock_enrolment(work: Work, enrolment_id: UUID) -> Enrolment:
    """The enrolment, read afresh and held until the transaction ends. Raises Absent."""
    enrolment = lock_row(work.session, Enrolment, enrolment_id)
    if enrolment is None:
        raise Absent
    return enrolment


def move(
    work: Work, enrolment_id: UUID, model_state: str, *, reason: str | None = None
) -> Enrolment:
    """Take an enrolment one step on, within what its programme model allows.

    Raises Refused when the step is not possible from where the enrolment stands now, which may be
    elsewhere than the reader's page showed.
    """
    enrolment = lock_enrolment(work, enrolment_id)
    model = model_of(work, enrolment.cycle)
    if enrolment.model_state == model_state:
        return enrolment
    if not model.allows(enrolment.model_state, model_state):
        here = model.state(enrolment.model_state).label
        raise Refused(
            _("This is not possible any more: the application is now “%(state)s”.", state=here)
        )
    _enter(enrolment, model.state(model_state).core, model_state, reason)
    work.session.flush()
    event = record_event(work, "enrolment.state", enrolment, data={"state": model_state})
    audit(work, "enrolment.moved", "enrolment", enrolment.id, [model_state])
    work.hooks.on("enrolment_changed", enrolment=enrolment, event=event)
    return enrolment


def _enter(enrolment: Enrolment, core: str, model_state: str, reason: str | None) -> None:
    now = clock.now()
    if enrolment.state == "candidate" and core != "candidate":
        enrolment.decided_at = now
    if core in ("ended", "refused"):
        enrolment.ended_at = now
        enrolment.end_reason = reason
    else:
        enrolment.ended_at = None
        enrolment.end_reason = None
    enrolment.state = core
    enrolment.model_state = model_state
