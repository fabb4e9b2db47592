"""All the places of one person in a cycle, as they see them themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from punos.plugin import Absent, Enrolment, Meeting, Work, pick, points_at
from punos_gatherings.models import Camp, Occasion, Seat
from punos_gatherings.places import Host, is_over
from punos_gatherings.sessions import Session, sessions_of

SHOWN = ("taken", "offered", "waiting", "expired")


@dataclass(frozen=True)
class Place:
    """A seat with what is known of its meeting or camp; a camp with a place has its sessions."""

    seat: Seat
    host: Host
    name: Any
    sessions: Sequence[Session] = ()

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


def own_enrolment(work: Work) -> Enrolment:
    """The enrolment that the bearer's link is about. Raises Absent."""
    query = select(Enrolment).where(Enrolment.id == work.actor.subject_id)
    found = work.session.scalars(query).one_or_none()
    if found is None or work.actor.subject_kind != "enrolment":
        raise Absent
    return found


def own_seat(work: Work, seat_id: UUID) -> Seat:
    """One of the bearer's seats. Raises Absent."""
    query = select(Seat).where(Seat.id == seat_id, Seat.enrolment_id == work.actor.subject_id)
    found = work.session.scalars(query).one_or_none()
    if found is None or work.actor.subject_kind != "enrolment":
        raise Absent
    return found


def own_places(work: Work, enrolment: Enrolment) -> list[Place]:
    """What lies ahead for somebody, camps first, then meetings in their order."""
    query = select(Seat).where(Seat.enrolment_id == enrolment.id, Seat.state.in_(SHOWN))
    seats = work.session.scalars(query).all()
    camps = select(Camp).where(Camp.id.in_({seat.camp_id for seat in seats} - {None}))
    at_camps = {camp.id: camp for camp in work.session.scalars(camps)}
    rows = (
        select(Meeting, Occasion)
        .outerjoin(Occasion, points_at(Occasion.meeting_id, Meeting))
        .where(Meeting.id.in_({seat.meeting_id for seat in seats} - {None}))
    )
    meetings = {meeting.id: (meeting, about) for meeting, about in work.session.execute(rows)}
    found = [
        *(_at_camp(work, seat, at_camps[seat.camp_id]) for seat in seats if seat.camp_id),
        *(_at_meeting(work, seat, *meetings[seat.meeting_id]) for seat in seats if seat.meeting_id),
    ]
    return sorted((one for one in found if not is_over(one.host)), key=_order)


def _at_camp(work: Work, seat: Seat, camp: Camp) -> Place:
    sessions = sessions_of(work, camp, cancelled=False) if seat.state == "taken" else []
    return Place(seat, camp, pick(camp.names, work.language), sessions)


def _at_meeting(work: Work, seat: Seat, meeting: Meeting, about: Occasion | None) -> Place:
    return Place(seat, meeting, pick(about.names if about else {}, work.language))


def _order(place: Place) -> tuple[bool, str, UUID]:
    first = place.host.first_on if isinstance(place.host, Camp) else place.host.local_start
    return place.camp is None, first.isoformat(), place.seat.id
