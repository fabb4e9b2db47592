"""How a camp stands: its places, whom to call, and how many have told what they need."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from punos.plugin import Cycle, Enrolment, Person, Work, points_at
from punos_gatherings.models import Camp, Need, Seat
from punos_gatherings.places import IN_USE, Places

CALL = "call"
"""In the address of a camp's people: those who have an offer of which no mail could tell them."""


@dataclass(frozen=True)
class Standing:
    """A camp's places; offers that no mail could tell of; people whose needs are known."""

    places: Places
    to_call: int
    told: int


def standing_of(work: Work, camp: Camp) -> Standing:
    """How a camp stands: one statement."""
    query = (
        select(
            Seat.state,
            func.count().label("people"),
            func.count().filter(must_be_called()).label("to_call"),
            func.count(Need.id).label("told"),
        )
        .join(Enrolment, points_at(Seat.enrolment_id, Enrolment))
        .join(Person, points_at(Enrolment.person_id, Person))
        .outerjoin(Need, points_at(Need.seat_id, Seat))
        .where(Seat.camp_id == camp.id, Seat.state.in_(IN_USE))
        .group_by(Seat.state)
    )
    rows = work.session.execute(query).all()
    return Standing(
        Places(camp.places, **{row.state: row.people for row in rows}),
        sum(row.to_call for row in rows),
        sum(row.told for row in rows),
    )


def must_be_called() -> ColumnElement[bool]:
    """Whether the seat of a query is an offer to a person whom no mail could tell of it."""
    return (Seat.state == "offered") & Person.email.is_(None)


def camps_with_places(work: Work, cycle: Cycle) -> Sequence[tuple[Camp, Places]]:
    """The cycle's camps, the earliest first, each with how its places stand: one statement."""
    counts = [func.count(Seat.id).filter(Seat.state == state) for state in IN_USE]
    query = (
        select(Camp, *counts)
        .outerjoin(Seat, points_at(Seat.camp_id, Camp))
        .where(Camp.cycle_id == cycle.id)
        .group_by(Camp.tenant_id, Camp.id)
        .order_by(Camp.first_on, Camp.id)
    )
    return [
        (camp, Places(camp.places, **dict(zip(IN_USE, people, strict=True))))
        for camp, *people in work.session.execute(query)
    ]
