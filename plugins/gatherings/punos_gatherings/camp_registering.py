"""Registering for a camp without an account: a place or a turn, and what one needs there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from marshmallow import ValidationError, fields, validate, validates_schema
from sqlalchemy import select

from punos.plugin import (
    Enrolment,
    PunosSchema,
    Topic,
    Work,
    field_info,
    format_date,
    lock_cycle,
    same_person,
    use_language,
)
from punos_gatherings.camp import must_take_registrations
from punos_gatherings.letters import send_letter
from punos_gatherings.model import PARTICIPANT
from punos_gatherings.models import Camp, Seat
from punos_gatherings.needs import CONSENT_TEXT, FIELDS, erased_on, tell_needs
from punos_gatherings.seat_mails import host_name
from punos_gatherings.seats import take_seat
from punos_gatherings.sign_up import SignUpSchema, enter
from punos_gatherings.texts import _, _l

_PREPARE = _l("So that the camp is good for you. You can leave this empty.")
_KEPT = _l("Until some days after the camp. The day is told above.")


def _need(label: Any, most: int, rows: int, help: Any = None) -> fields.String:  # noqa: A002
    info = field_info(
        label=label,
        help=help,
        widget="textarea",
        rows=rows,
        topic="needs",
        purpose=_PREPARE,
        sensitivity="sensitive",
        retention=_KEPT,
    )
    return fields.String(load_default="", validate=validate.Length(max=most), metadata=info)


class NeedsSchema(PunosSchema):
    """What somebody needs at a camp. It is asked apart, with a consent of its own."""

    diet = _need(_l("Food that you do not eat"), 500, 2)
    health = _need(
        _l("What we should know about your health"),
        1000,
        3,
        _l("Only what matters at the camp, as an allergy or help that you need to move about."),
    )
    other = _need(_l("Other needs"), 1000, 3, _l("As a room of your own, or time for prayer."))
    agree = fields.Boolean(
        load_default=False, metadata=field_info(label=CONSENT_TEXT, topic="needs")
    )

    @validates_schema(skip_on_field_errors=True)
    def needs_consent(self, data: Mapping[str, Any], **_kwargs: Any) -> None:
        """Raises ValidationError when something is told, and the box is not ticked."""
        if any(data.get(name) for name in FIELDS) and not data.get("agree"):
            said = _("Tick this box so that we may keep what you have written, or leave it out.")
            raise ValidationError({"agree": [said]})


class RegisterSchema(NeedsSchema, SignUpSchema):
    """Registering for a camp: how somebody is called and reached, and what they need there."""


def register_schema(camp: Camp, *, needs: bool) -> PunosSchema:
    """The form; without needs where nobody gets a place at once."""
    if not needs:
        return RegisterSchema(exclude=[*FIELDS, "agree"])
    return about_needs(RegisterSchema(), camp)


def about_needs(schema: PunosSchema, camp: Camp) -> PunosSchema:
    """The schema, with a title over the needs that says who reads them and when they are erased."""
    schema.topics = (  # type: ignore[misc]  # of this one form: the day is its camp's
        Topic(
            "needs",
            _("What you need at the camp (you can leave this out)"),
            _(
                "Only the people who arrange the camp read this, and it is written down that they "
                "did. It is erased on %(day)s. You can change it or take it back at any time.",
                day=format_date(erased_on(camp)),
            ),
        ),
    )
    return schema


@dataclass(frozen=True)
class Registered:
    """A registration: the seat, and whether what was written about needs is kept."""

    enrolment: Enrolment
    seat: Seat
    needs_kept: bool


def register(work: Work, camp: Camp, data: Mapping[str, Any], once: UUID) -> Registered | None:
    """Give somebody a place at the camp or a turn; sent again it is the same. None: they must ask us.

    Needs are kept with a place only, and only of somebody who was not known before: whoever types a
    name and an address may be somebody else. Raises Refused outside of the days of registration.
    """
    # Held first, so that nobody becomes known between the look and the entry.
    cycle = lock_cycle(work, camp.cycle_id)
    must_take_registrations(camp, cycle)
    known = data["email"] and same_person(
        work, data["given_name"], data["family_name"], data["email"]
    )
    enrolment = enter(work, cycle, PARTICIPANT, data, once)
    if enrolment is None:
        return None
    again = _has_seat(work, camp, enrolment)
    seat = take_seat(work, camp, enrolment)
    told = {name: data.get(name) or "" for name in FIELDS}
    keep = any(told.values()) and seat.state == "taken" and not known and not again
    if keep:
        tell_needs(work, seat.id, **told)
    return Registered(enrolment, seat, keep)


def tell_registered(work: Work, camp: Camp, done: Registered) -> None:
    """The receipt: a place or a turn, and where to tell what one needs."""
    with use_language(done.enrolment.person.language):
        name = host_name(work, camp)
        if done.seat.state == "taken":
            subject = _("You have a place: %(name)s", name=name)
            said = [_("You have a place at %(name)s.", name=name), _needs_said(done)]
        else:
            subject = _("You are on the waiting list: %(name)s", name=name)
            said = [
                _("%(name)s is full. You are on the waiting list.", name=name),
                _("When a place becomes free we offer it to you by mail. Then answer in time."),
            ]
        said.append(_("Here you see your place, and can give it up if you cannot come:"))
        send_letter(work, done.enrolment, "gatherings.camp_receipt", subject, said)


def _needs_said(done: Registered) -> str:
    if done.needs_kept:
        return _("We have what you wrote about your needs. You can change it with the link below.")
    return _("Do you need something special at the camp? Tell us with the link below.")


def _has_seat(work: Work, camp: Camp, enrolment: Enrolment) -> bool:
    query = select(Seat.id).where(Seat.camp_id == camp.id, Seat.enrolment_id == enrolment.id)
    return work.session.scalars(query).first() is not None
