"""Moving somebody between units: whose contact person sees them, and acts for them."""

from uuid import UUID

from sqlalchemy import select, update

from punos.audit.service import record as audit
from punos.db import lock_row, points_at
from punos.enrolments.models import Enrolment
from punos.enrolments.service import found_enrolment, lock_enrolment
from punos.errors import Absent, Refused
from punos.events.service import record as record_event
from punos.groups.models import Group, Membership
from punos.i18n import _staff
from punos.notes.models import Note
from punos.people.models import Person
from punos.programmes.service import lock_cycle
from punos.units.models import Unit
from punos.work import Work

PLACE = "enrolments.place"


def place(
    work: Work, enrolment_id: UUID, unit_id: UUID | None, *, by_hand: bool = True
) -> Enrolment:
    """Move an enrolment to another unit; None leaves it to those who see the whole association.

    The person goes along when nothing of theirs is left elsewhere, the notes about the application
    always; who was responsible for it is not any more. Raises Absent for an unknown unit,
    and when the enrolment, once held, is not among those that the actor may place: somebody else may
    have moved it a moment ago. That is not asked unless it is done `by_hand`: a plugin may find the
    unit of whoever applies. Raises Refused in a closed cycle and while the person is in a group of
    it, whose other members another unit looks after.
    """
    cycle = lock_cycle(work, found_enrolment(work, enrolment_id).cycle_id)
    enrolment = lock_enrolment(work, enrolment_id)
    if by_hand:
        _require_may_place(work, enrolment)
    if enrolment.unit_id == unit_id:
        return enrolment
    if cycle.state == "closed":
        raise Refused(_staff("The cycle is closed, so nobody in it can be moved any more."))
    _require_unit(work, unit_id)
    _require_no_group(work, enrolment)
    enrolment.unit_id = unit_id
    enrolment.responsible_id = None
    work.session.flush()
    _take_notes_along(work, enrolment)
    _take_person_along(work, enrolment)
    event = record_event(work, "enrolment.placed", enrolment, data={"unit": unit_id})
    audit(work, "enrolment.placed", "enrolment", enrolment.id, ["unit_id"])
    work.hooks.on("enrolment_changed", enrolment=enrolment, event=event)
    return enrolment


def _require_may_place(work: Work, enrolment: Enrolment) -> None:
    units = work.actor.units(PLACE)
    if units is not None and enrolment.unit_id not in units:
        raise Absent


def _require_unit(work: Work, unit_id: UUID | None) -> None:
    if unit_id is None:
        return
    if work.session.scalars(select(Unit.id).where(Unit.id == unit_id)).one_or_none() is None:
        raise Absent


def _require_no_group(work: Work, enrolment: Enrolment) -> None:
    query = (
        select(Membership.id)
        .join(Group, points_at(Membership.group_id, Group))
        .where(
            Membership.enrolment_id == enrolment.id,
            Membership.left_on.is_(None),
            Group.state == "active",
        )
    )
    if work.session.scalars(query.limit(1)).first() is not None:
        raise Refused(
            _staff("This person is in a pair or group. Let them leave it first, then move them.")
        )


def _take_notes_along(work: Work, enrolment: Enrolment) -> None:
    moved = update(Note).where(Note.enrolment_id == enrolment.id)
    work.session.execute(moved.values(unit_id=enrolment.unit_id))


def _take_person_along(work: Work, enrolment: Enrolment) -> None:
    """Held, so that of two enrolments placed at the same moment the second one sees the first."""
    person = lock_row(work.session, Person, enrolment.person_id)
    elsewhere = select(Enrolment.id).where(
        Enrolment.person_id == enrolment.person_id,
        Enrolment.unit_id.is_distinct_from(enrolment.unit_id),
    )
    if person is None or work.session.scalars(elsewhere.limit(1)).first() is not None:
        return
    if person.unit_id != enrolment.unit_id:
        person.unit_id = enrolment.unit_id
        about = update(Note).where(Note.person_id == person.id, Note.enrolment_id.is_(None))
        work.session.execute(about.values(unit_id=person.unit_id))
        audit(work, "person.changed", "person", person.id, ["unit_id"])
