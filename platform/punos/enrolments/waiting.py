"""The waiting list: by score, and where staff have put somebody by hand, as they have."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from punos.audit.service import record as audit
from punos.enrolments.models import Enrolment
from punos.enrolments.service import found_enrolment, lock_enrolments
from punos.enrolments.steps import decisions
from punos.errors import Refused
from punos.i18n import _staff
from punos.interviews.api import mean_score
from punos.programmes.model import ProgrammeModel
from punos.programmes.service import lock_cycle, model_of
from punos.work import Work


def waiting_order() -> ColumnElement[int]:
    """What a list of applicants is sorted by to be the waiting list: those placed by hand, then the best
    score, then who applied first."""
    return func.row_number().over(
        order_by=[
            Enrolment.waiting_place.asc().nulls_last(),
            mean_score().desc().nulls_last(),
            Enrolment.applied_at,
            Enrolment.id,
        ]
    )


def waits(model: ProgrammeModel, enrolment: Enrolment) -> bool:
    """Whether somebody is on the waiting list."""
    return enrolment.model_state in decisions(model, "waiting")


def put_at(work: Work, enrolment_id: UUID, place: int) -> None:
    """Put somebody at this place of the waiting list of their role, from 1; beyond its end is its end.

    The others keep their order. Those before it are then placed by hand too; those after all who are
    placed by hand go on to follow by score. Raises Refused for whoever does not wait any more.
    """
    found = found_enrolment(work, enrolment_id)
    # Held, so that of two who sort the list at once the second sees what the first has done.
    lock_cycle(work, found.cycle_id)
    listed = _listed(work, found)
    held = lock_enrolments(work, listed)
    if enrolment_id not in held:
        raise Refused(_staff("They are not on the waiting list any more."))
    order = [one for one in listed if one != enrolment_id]
    order.insert(place - 1, enrolment_id)
    by_hand = [at for at, one in enumerate(order, 1) if held[one].waiting_place is not None]
    last = max([order.index(enrolment_id) + 1, *by_hand])
    for at, one in enumerate(order, 1):
        held[one].waiting_place = at if at <= last else None
    audit(work, "enrolment.placed", "enrolment", enrolment_id, ["waiting_place"])


def _listed(work: Work, found: Enrolment) -> list[UUID]:
    """Whoever waits in the same role, in order; read after the cycle is held."""
    model = model_of(work, found.cycle)
    query = select(Enrolment.id).where(
        Enrolment.cycle_id == found.cycle_id,
        Enrolment.role == found.role,
        Enrolment.model_state.in_(decisions(model, "waiting")),
    )
    return list(work.session.scalars(query.order_by(waiting_order())))
