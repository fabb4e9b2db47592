"""All the places of one person, as they see them themselves: by their link, or signed in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import contains_eager, joinedload

from punos.plugin import Absent, Cycle, Enrolment, Meeting, Programme, Work, pick, points_at
from punos_gatherings.model import GATHERINGS
from punos_gatherings.models import Camp, Occasion, Seat
from punos_gatherings.places import Host, is_over
from punos_gatherings.sessions import Session, days_of, sessions_of

SHOWN = ("taken", "offered", "waiting", "expired")


@dataclass(frozen=True)
class Place:
    """A seat with what is known of its meeting or camp."""

    seat: Seat
    host: Host
    name: Any

    @property
    def camp(self) -> Camp | None:
        """The camp, if it is one."""
        return self.host if isinstance(self.host, Camp) else None

    @property
    def cancelled(self) -> bool:
        """Whether it does not take place."""
        if isinstance(self.host, Camp):
            return bool(self.host.group.state == "ended")
        return self.host.state == "cancelled"


def own_enrolments(work: Work) -> Sequence[Enrolment]:
    """What the reader takes part in: the one that their link is about, or all of their account's."""
    query = (
        select(Enrolment)
        .join(Cycle, points_at(Enrolment.cycle_id, Cycle))
        .join(Programme, points_at(Cycle.programme_id, Programme))
        .options(contains_eager(Enrolment.cycle))
        .where(_own(work), Programme.model == GATHERINGS.name)
    )
    return work.session.scalars(query.order_by(Enrolment.id)).all()


def own_seat(work: Work, seat_id: UUID) -> Seat:
    """One of the reader's seats, with its enrolment. Raises Absent."""
    query = (
        select(Seat)
        .join(Enrolment, points_at(Seat.enrolment_id, Enrolment))
        .options(contains_eager(Seat.enrolment))
        .where(Seat.id == seat_id, _own(work))
    )
    found = work.session.scalars(query).one_or_none()
    if found is None:
        raise Absent
    return found


def places_of(work: Work, enrolments: Sequence[Enrolment]) -> list[Place]:
    """What lies ahead for these, camps first, then meetings in their order: one statement."""
    query = (
        select(Seat, Camp, Meeting, Occasion)
        .outerjoin(Camp, points_at(Seat.camp_id, Camp))
        .outerjoin(Meeting, points_at(Seat.meeting_id, Meeting))
        .outerjoin(Occasion, points_at(Occasion.meeting_id, Meeting))
        .options(joinedload(Camp.group))
        .where(Seat.enrolment_id.in_([one.id for one in enrolments]), Seat.state.in_(SHOWN))
    )
    found = [
        Place(seat, camp or meeting, pick(_names(camp or about), work.language))
        for seat, camp, meeting, about in work.session.execute(query)
    ]
    return sorted((one for one in found if not is_over(one.host)), key=_order)


def days_at(work: Work, place: Place) -> list[tuple[date, list[Session]]]:
    """The days of a camp at which somebody has a place; of anything else none."""
    if place.camp is None or place.seat.state != "taken":
        return []
    return days_of(sessions_of(work, place.camp, cancelled=False))


def _own(work: Work) -> ColumnElement[bool]:
    actor = work.actor
    if actor.kind == "link":
        return Enrolment.id == (actor.subject_id if actor.subject_kind == "enrolment" else None)
    return Enrolment.person_id == actor.person_id


def _names(told: Camp | Occasion | None) -> Mapping[str, str]:
    return told.names if told else {}


def _order(place: Place) -> tuple[bool, str, UUID]:
    first = place.host.first_on if isinstance(place.host, Camp) else place.host.local_start
    return place.camp is None, first.isoformat(), place.seat.id
