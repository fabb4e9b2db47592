"""Signing up without an account: for one date, for a whole season, for an event, for the camp.

A first name is enough. With an address somebody may be known already: then nothing that is kept about
them changes, and what the page says is the same for everybody; the mail to the address on record says
how things stand. Without an address nobody is known, and the page shows the link to the places once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from marshmallow import fields, validate
from sqlalchemy import select

from punos.plugin import (
    ONE_ADDRESS,
    Absent,
    Cycle,
    Enrolment,
    Group,
    Meeting,
    PunosSchema,
    Refused,
    Work,
    add_member,
    agree_to_service,
    apply,
    clock,
    consent_field,
    field_info,
    groups_of,
    leave_group,
    lock_cycle,
    move,
    points_at,
    same_person,
)
from punos_gatherings.camp import LEAVES
from punos_gatherings.date_letters import tell_not_signed_up, tell_signed_up
from punos_gatherings.model import (
    CIRCLE,
    DECIDED,
    EVENT,
    GATHERINGS,
    PARTICIPANT,
    TAKING_PART,
    VISITOR,
)
from punos_gatherings.models import Newcomer, Seat
from punos_gatherings.occasions import begins
from punos_gatherings.places import IN_USE
from punos_gatherings.season import dates_ahead, season_of
from punos_gatherings.seats import give_up, take_seat
from punos_gatherings.texts import _, _l

_TO_CALL_YOU = _l("To know how to call you.")
_TO_TELL_YOU = _l("To tell you when something changes. You can also leave this empty.")
_KEPT = _l("As long as you take part, and two years after.")


def _line(label: Any, purpose: Any, most: int, **more: Any) -> fields.String:
    info = field_info(label=label, purpose=purpose, sensitivity="personal", retention=_KEPT, **more)
    return fields.String(
        load_default=None, allow_none=True, validate=validate.Length(max=most), metadata=info
    )


class SignUpSchema(PunosSchema):
    """How somebody who signs up is called, and, if they like, reached."""

    given_name = fields.String(
        required=True,
        validate=validate.Length(max=100),
        metadata=field_info(
            label=_l("First name"),
            autocomplete="given-name",
            purpose=_TO_CALL_YOU,
            sensitivity="personal",
            retention=_KEPT,
        ),
    )
    family_name = _line(_l("Last name"), _TO_CALL_YOU, 100, autocomplete="family-name")
    email = fields.Email(
        load_default=None,
        allow_none=True,
        validate=[validate.Length(max=254), validate.Regexp(ONE_ADDRESS)],
        metadata=field_info(
            label=_l("E-mail address"),
            autocomplete="email",
            purpose=_TO_TELL_YOU,
            sensitivity="personal",
            retention=_KEPT,
        ),
    )
    phone = _line(_l("Phone number"), _TO_TELL_YOU, 40, widget="tel", autocomplete="tel")
    service = consent_field()


@dataclass(frozen=True)
class SignedUp:
    """Somebody who takes part, and their seats at these meetings, in the same order."""

    enrolment: Enrolment
    meetings: Sequence[Meeting]
    seats: Sequence[Seat]


def enter(
    work: Work, cycle: Cycle, role: str, data: Mapping[str, Any], once: UUID
) -> Enrolment | None:
    """Let somebody take part who has filled in `SignUpSchema`; None when they cannot come back so.

    The cycle is held, so that a form sent twice enters one person: by name and address, or, without
    an address, by `once`, which the page made at random. Raises Refused unless the cycle takes people.
    """
    cycle = lock_cycle(work, cycle.id)
    must_be_open(cycle)
    found = _known(work, cycle, role, data, once)
    if found is None:
        applied = apply(work, cycle, role, _answers(work, data), source="sign_up")
        found = applied.enrolment
        if applied.new:
            agree_to_service(work, found.person, how="sign_up")
        if not data["email"]:
            new = Newcomer(token=once, enrolment_id=found.id, added_at=clock.now())
            work.session.add(new)
            work.session.flush()
    return take_part(work, found)


def take_part(work: Work, enrolment: Enrolment) -> Enrolment | None:
    """Let somebody who signed up, or who had withdrawn, take part; None where staff decide."""
    if enrolment.model_state == TAKING_PART:
        return enrolment
    here = enrolment.model_state
    if here in DECIDED or not GATHERINGS.allows(here, TAKING_PART):
        return None
    return move(work, enrolment.id, TAKING_PART)


def sign_up_for_date(
    work: Work, cycle: Cycle, meeting: Meeting, data: Mapping[str, Any], once: UUID
) -> SignedUp | None:
    """Give somebody a place at one meeting, or on its waiting list; None when they must ask us.

    Raises Refused for a meeting that lies behind or was cancelled.
    """
    role = VISITOR if meeting.kind == EVENT else PARTICIPANT
    enrolment = enter(work, cycle, role, data, once)
    if enrolment is None:
        return None
    seat = _seat_already(work, meeting, enrolment) or take_seat(work, meeting, enrolment)
    return SignedUp(seat.enrolment, [meeting], [seat])


def sign_up_for_season(
    work: Work, cycle: Cycle, data: Mapping[str, Any], once: UUID
) -> SignedUp | None:
    """Let somebody join the circle, with a place at each of its meetings that lies ahead.

    None when they must ask us. Raises Refused when the season has no meeting left.
    """
    season = season_of(work, cycle)
    if season is None:
        raise Absent
    enrolment = enter(work, cycle, PARTICIPANT, data, once)
    if enrolment is None:
        return None
    # Read while the cycle is held: nobody plans the season anew meanwhile.
    meetings = [occasion.meeting for occasion in dates_ahead(work, season)]
    if not meetings:
        raise Refused(_("There are no more meetings in this season."))
    circle = work.session.scalars(select(Group).where(Group.id == season.group_id)).one()
    add_member(work, circle, enrolment)
    seats = [take_seat(work, meeting, enrolment) for meeting in meetings]
    return SignedUp(enrolment, meetings, seats)


def tell(work: Work, cycle: Cycle, data: Mapping[str, Any], signed_up: SignedUp | None) -> None:
    """Mail the receipt to the address on record, if there is one: the page tells a stranger nothing."""
    if signed_up is not None:
        tell_signed_up(work, signed_up.enrolment, signed_up.meetings, signed_up.seats)
        return
    known = _known(work, cycle, PARTICIPANT, data, None) if data["email"] else None
    if known is not None:
        tell_not_signed_up(work, known)


def must_be_open(cycle: Cycle) -> None:
    """Raises Refused unless people can sign up: from the opening of the cycle until it closes."""
    if cycle.state not in ("open", "running"):
        raise Refused(_("You cannot sign up to this programme now."))


def takes_sign_ups(meeting: Meeting) -> bool:
    """Whether a place can still be taken: until the meeting begins."""
    return meeting.state == "planned" and begins(meeting) > clock.now()


def follow_enrolment(work: Work, enrolment: Enrolment) -> None:
    """Whoever leaves the programme leaves the season's circle."""
    if enrolment.model_state not in LEAVES:
        return
    for group in groups_of(work, [enrolment.id]):
        if group.kind == CIRCLE:
            leave_group(work, group.id, enrolment.id, "left_programme")


def follow_circle(work: Work, group: Group, enrolment: Enrolment) -> None:
    """Whoever leaves the circle gives up their places at its meetings that lie ahead."""
    if group.kind != CIRCLE:
        return
    query = (
        select(Seat, Meeting)
        .join(Meeting, points_at(Seat.meeting_id, Meeting))
        .where(
            Meeting.group_id == group.id,
            Seat.enrolment_id == enrolment.id,
            Seat.state.in_(IN_USE),
        )
        .order_by(Meeting.local_start, Meeting.id)
    )
    for seat, meeting in work.session.execute(query).all():
        if takes_sign_ups(meeting):
            give_up(work, seat.id)


def _known(
    work: Work, cycle: Cycle, role: str, data: Mapping[str, Any], once: UUID | None
) -> Enrolment | None:
    """The same person here already, in this role or in one that speaks for it.

    Who takes part does not become a visitor of an event as well; who was refused, or had to leave, in
    one role does not come in by the other.
    """
    if not data["email"]:
        query = select(Enrolment).join(
            Newcomer,
            (Newcomer.enrolment_id == Enrolment.id) & (Newcomer.tenant_id == Enrolment.tenant_id),
        )
        return work.session.scalars(query.where(Newcomer.token == once)).one_or_none()
    person = same_person(work, data["given_name"], data["family_name"], data["email"])
    if person is None:
        return None
    takes_part = (Enrolment.role == PARTICIPANT) & Enrolment.state.in_(("candidate", "active"))
    decided = Enrolment.model_state.in_(DECIDED)
    query = select(Enrolment).where(
        Enrolment.cycle_id == cycle.id,
        Enrolment.person_id == person.id,
        (Enrolment.role == role) | takes_part | decided,
    )
    first = query.order_by(takes_part.desc(), decided.desc(), Enrolment.role, Enrolment.id)
    return work.session.scalars(first.limit(1)).one_or_none()


def _seat_already(work: Work, meeting: Meeting, enrolment: Enrolment) -> Seat | None:
    """The seat of the same person in another role: who came to an event first, and takes part since."""
    query = (
        select(Seat)
        .join(Enrolment, points_at(Seat.enrolment_id, Enrolment))
        .where(
            Seat.meeting_id == meeting.id,
            Seat.state.in_(IN_USE),
            Enrolment.person_id == enrolment.person_id,
        )
    )
    return work.session.scalars(query.limit(1)).first()


def _answers(work: Work, data: Mapping[str, Any]) -> dict[str, Any]:
    named = {name: data[name] for name in ("given_name", "family_name", "email", "phone")}
    person = {**named, "city": None, "language": work.language}
    return {"person": {"version": 1, "data": person}}
