"""Who comes to a camp and who waits, for staff; nothing of what they need stands here."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response, flash, request, url_for
from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, load_only
from werkzeug.datastructures import MultiDict

from punos.plugin import (
    Absent,
    Column,
    Enrolment,
    Filter,
    Listing,
    Person,
    Tag,
    Work,
    format_datetime,
    pick,
    points_at,
    read_page,
    render,
    scope,
    see_other,
)
from punos_gatherings.access import MANAGE
from punos_gatherings.camp import camp_by_id
from punos_gatherings.camp_standing import CALL, must_be_called
from punos_gatherings.models import Camp, Seat
from punos_gatherings.places import is_over
from punos_gatherings.seats import accept_offer, give_up
from punos_gatherings.texts import _staff, _staff_l
from punos_gatherings.views.base import Crumb, pages
from punos_gatherings.views.camp_plan import camp_crumbs

STATES = {
    "taken": Tag(_staff_l("Has a place"), "good"),
    "offered": Tag(_staff_l("Has an offer"), "wait"),
    "waiting": Tag(_staff_l("Waits"), "wait"),
    "expired": Tag(_staff_l("Did not answer the offer")),
    "given_up": Tag(_staff_l("Gave up")),
}
_SHOWN = (
    contains_eager(Seat.enrolment).load_only(Enrolment.person_id),
    contains_eager(Seat.enrolment, Enrolment.person).load_only(
        Person.given_name, Person.family_name, Person.email, Person.phone
    ),
    load_only(Seat.enrolment_id, Seat.state, Seat.asked_at, Seat.offer_until),
)


@pages.get("/camp/<uuid:camp_id>/people", allow=MANAGE)
def camp_people(work: Work, camp_id: UUID) -> Response | str:
    """Those who come and those who wait; also as a file."""
    found = camp_by_id(work, camp_id)
    listing = _listing(work, found)
    if listing.wants_csv:
        if not work.actor.may("people.export"):
            raise Absent
        return listing.csv_response()
    return render(
        "gatherings/camp_people.html",
        camp=found,
        name=pick(found.names, work.language),
        listing=listing,
        can_export=work.actor.may("people.export"),
        breadcrumbs=camp_crumbs(work, found, (_staff("Who comes and who waits"), None)),
    )


@pages.get("/camp/<uuid:camp_id>/seats/<uuid:seat_id>", allow=MANAGE)
def camp_seat(work: Work, camp_id: UUID, seat_id: UUID) -> str:
    """One who comes or waits: how to reach them, and what to do for them."""
    found, seat = _seat(work, camp_id, seat_id)
    person = seat.enrolment.person
    read_page(work, person.id, "gatherings.seat")
    return render(
        "gatherings/camp_seat.html",
        camp=found,
        seat=seat,
        person=person,
        state=STATES[seat.state],
        name=pick(found.names, work.language),
        over=is_over(found),
        breadcrumbs=_crumbs(work, found, person),
    )


@pages.post("/camp/<uuid:camp_id>/seats/<uuid:seat_id>/accept", allow=MANAGE)
def camp_seat_accept(work: Work, camp_id: UUID, seat_id: UUID) -> Response:
    """They have said, on the phone say, that they take the offer."""
    _camp, seat = _seat(work, camp_id, seat_id)
    if accept_offer(work, seat.id).state == "taken":
        flash(_staff("They have the place now."), "done")
    else:
        flash(_staff("The offer has ended, and the place went to the next person."), "warning")
    return see_other(url_for("gatherings.camp_people", camp_id=camp_id))


@pages.post("/camp/<uuid:camp_id>/seats/<uuid:seat_id>/give-up", allow=MANAGE)
def camp_seat_give_up(work: Work, camp_id: UUID, seat_id: UUID) -> Response | str:
    """They do not come. It asks first."""
    found, seat = _seat(work, camp_id, seat_id)
    person = seat.enrolment.person
    if request.form.get("sure") != "yes":
        return render(
            "gatherings/camp_give_up.html",
            camp=found,
            seat=seat,
            person=person,
            name=pick(found.names, work.language),
            breadcrumbs=_crumbs(work, found, person),
        )
    give_up(work, seat.id)
    flash(_staff("They have given up. A free place is offered to the next person."), "done")
    return see_other(url_for("gatherings.camp_people", camp_id=camp_id))


def _crumbs(work: Work, camp: Camp, person: Person) -> list[Crumb]:
    there = url_for("gatherings.camp_people", camp_id=camp.id)
    people = (_staff("Who comes and who waits"), there)
    return camp_crumbs(work, camp, people, (person.full_name, None))


def _seat(work: Work, camp_id: UUID, seat_id: UUID) -> tuple[Camp, Seat]:
    found = camp_by_id(work, camp_id)
    query = select(Seat).where(Seat.id == seat_id, Seat.camp_id == found.id)
    seat = work.session.scalars(query).one_or_none()
    if seat is None:
        raise Absent
    return found, seat


def _query(work: Work, camp: Camp) -> Select[Any]:
    query: Select[Any] = (
        select(Seat)
        .join(Enrolment, points_at(Seat.enrolment_id, Enrolment))
        .join(Person, points_at(Enrolment.person_id, Person))
        .where(Seat.camp_id == camp.id)
        .options(*_SHOWN)
    )
    return scope(work.actor, query, Enrolment, MANAGE)


def listed_seats(work: Work, camp: Camp, narrowed: Mapping[str, str]) -> Select[Any]:
    """The places that the list shows when its address says this, for whoever writes to them."""
    asked, query, searched = MultiDict(narrowed), _query(work, camp), (Person.search_text,)
    return Listing(work, asked, query, columns=(), search=searched, filters=_filters()).found


def _listing(work: Work, camp: Camp) -> Listing:
    return Listing(
        work,
        request.args,
        _query(work, camp),
        columns=_columns(camp),
        search=(Person.search_text,),
        filters=_filters(),
        default_sort="asked",
        name="camp",
        read_as=("gatherings.camp_export", lambda row: row.enrolment.person_id),
    )


def _filters() -> list[Filter]:
    states = [(state, tag.label) for state, tag in STATES.items()]
    call = (CALL, _staff_l("Has an offer, and no e-mail"))
    return [Filter("state", _staff_l("State"), [*states, call], _in_state)]


def _in_state(query: Select[Any], value: str) -> Select[Any]:
    return query.where(must_be_called() if value == CALL else Seat.state == value)


def _columns(camp: Camp) -> list[Column]:
    return [
        Column(
            "name",
            _staff_l("Name"),
            sort=Person.sort_key,
            value=lambda row: row.enrolment.person.full_name,
            link=lambda row: url_for("gatherings.camp_seat", camp_id=camp.id, seat_id=row.id),
        ),
        Column("state", _staff_l("State"), sort=Seat.state, value=lambda row: STATES[row.state]),
        Column(
            "asked",
            _staff_l("Asked on"),
            sort=Seat.asked_at,
            value=lambda row: format_datetime(row.asked_at),
        ),
        Column(
            "until",
            _staff_l("Offer until"),
            sort=Seat.offer_until,
            value=lambda row: format_datetime(row.offer_until) if row.offer_until else None,
        ),
        Column("email", _staff_l("E-mail"), value=lambda row: row.enrolment.person.email),
        Column("phone", _staff_l("Phone"), value=lambda row: row.enrolment.person.phone),
    ]
