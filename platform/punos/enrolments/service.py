"""Verbs about enrolments."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from punos import clock
from punos.audit.service import record as audit
from punos.db import lock_row
from punos.enrolments.eligibility import rules_of, unmet_by
from punos.enrolments.models import Enrolment
from punos.errors import Absent, Refused
from punos.events.service import record as record_event
from punos.i18n import _
from punos.people.models import Person
from punos.people.service import hold_people, hold_person
from punos.programmes.models import Cycle
from punos.programmes.service import lock_cycle, model_of
from punos.work import Work

BY_STAFF = ("staff", "import")
"""The sources of applications that staff wrote down for somebody."""
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
    cycle = _held_open(work, cycle)
    person = hold_person(work, person)
    if enrolment_of(work, cycle, person, role) is not None:
        raise Refused(_("You have already applied to this programme in this role."))
    return _add(work, cycle, role, [(person, answers)], source, unit_id)[0]


def enrol_many(
    work: Work,
    cycle: Cycle,
    role: str,
    entries: Sequence[tuple[Person, Answers]],
    *,
    source: str,
    unit_id: UUID | None = None,
) -> list[Enrolment]:
    """Put several people into a cycle, in as many statements as for one; those in it stay as is.

    Left out is who was erased meanwhile. The others are held, so that nobody is erased meanwhile.
    """
    cycle = _held_open(work, cycle)
    query = select(Enrolment.person_id).where(
        Enrolment.cycle_id == cycle.id, Enrolment.role == role
    )
    there = set(work.session.scalars(query))
    held = hold_people(work, (person for person, _answers in entries))
    new = {
        person.id: (held[person.id], answers)
        for person, answers in entries
        if person.id in held and person.id not in there
    }
    return _add(work, cycle, role, new.values(), source, unit_id)


def _held_open(work: Work, cycle: Cycle) -> Cycle:
    cycle = lock_cycle(work, cycle.id)
    if cycle.state == "closed":
        raise Refused(_("This programme has ended, so nobody can be added to it."))
    return cycle


def _add(
    work: Work,
    cycle: Cycle,
    role: str,
    entries: Iterable[tuple[Person, Answers]],
    source: str,
    unit_id: UUID | None,
) -> list[Enrolment]:
    first, rules = model_of(work, cycle).first_state, rules_of(work, cycle)
    added = [
        Enrolment(
            cycle_id=cycle.id,
            person_id=person.id,
            unit_id=unit_id,
            role=role,
            state=first.core,
            model_state=first.name,
            answers=dict(answers),
            unmet=unmet_by(rules, role, person, answers),
            source=source,
            entered_by=work.account_id if source in BY_STAFF else None,
            applied_at=clock.now(),
        )
        for person, answers in entries
    ]
    work.session.add_all(added)
    work.session.flush()
    events = [record_event(work, "enrolment.applied", one, data={"role": role}) for one in added]
    for enrolment, event in zip(added, events, strict=True):
        audit(work, "enrolment.added", "enrolment", enrolment.id)
        work.hooks.on("enrolment_changed", enrolment=enrolment, event=event)
    return added


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


def lock_enrolments(work: Work, enrolment_ids: Iterable[UUID]) -> dict[UUID, Enrolment]:
    """Enrolments by id, read afresh and held until the transaction ends, in the order of their ids.

    Hold their cycle first. Those that are not there are left out.
    """
    query = (
        select(Enrolment)
        .where(Enrolment.id.in_(set(enrolment_ids)))
        .order_by(Enrolment.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return {enrolment.id: enrolment for enrolment in work.session.scalars(query)}


def move(
    work: Work,
    enrolment_id: UUID,
    model_state: str,
    *,
    reason: str | None = None,
    by_hand: bool = False,
) -> Enrolment:
    """Take an enrolment one step on, within what its programme model allows.

    Raises Refused when the step is not possible from where the enrolment stands now, which may be
    elsewhere than the reader's page showed. A step that somebody chose is `by_hand`: what only the
    system enters, as a pair that is published, is refused then.

    The cycle is held first: plugins may move others in answer (who leaves, frees a partner), and two
    steps that hold people in different orders would wait for each other for ever.
    """
    enrolment = found_enrolment(work, enrolment_id)
    lock_cycle(work, enrolment.cycle_id)
    enrolment = lock_enrolment(work, enrolment_id)
    model = model_of(work, enrolment.cycle)
    if enrolment.model_state == model_state:
        return enrolment
    if not model.allows(enrolment.model_state, model_state, by_hand=by_hand):
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


def found_enrolment(work: Work, enrolment_id: UUID) -> Enrolment:
    """The enrolment as it was last read, not held. Raises Absent."""
    enrolment = work.session.scalars(
        select(Enrolment).where(Enrolment.id == enrolment_id)
    ).one_or_none()
    if enrolment is None:
        raise Absent
    return enrolment


def _enter(enrolment: Enrolment, core: str, model_state: str, reason: str | None) -> None:
    now = clock.now()
    if enrolment.state == "candidate" and core != "candidate":
        enrolment.decided_at = now
    enrolment.ended_at = now if core in ("ended", "refused") else None
    enrolment.end_reason = reason
    enrolment.waiting_place = None
    enrolment.state = core
    enrolment.model_state = model_state
