"""Whether somebody who was handed over is a participant of the receiver's own by now."""

import re

from sqlalchemy import ColumnElement, exists, false, func, or_, select

from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.people.models import Person
from punos.people.service import fold_email
from punos.referrals.models import ReceivedReferral
from punos.texts import fold
from punos.work import Work

_SIGNIFICANT = 8
"""So many last digits of a number tell a phone, written with its country's code or without."""


def is_same(received: ReceivedReferral, person: Person) -> bool:
    """Whether the person can be reached as the one who was referred can be."""
    told = received.data.get("values", {})
    email, digits = told.get("email"), _digits(told.get("phone"))
    if email and person.email_folded == fold_email(email):
        return True
    return digits is not None and digits == _digits(person.phone)


def is_called_so(received: ReceivedReferral, person: Person) -> bool:
    """Whether the person has the name of the one who was referred."""
    name = received.data.get("values", {}).get("name", "")
    return fold(person.full_name) == fold(name)


def own_participant(work: Work, received: ReceivedReferral) -> Person | None:
    """The one person with an application here who can be reached so.

    A family may share an address or a telephone: of several, the one with her name, else nobody, and
    staff have to say.
    """
    enrolled = exists().where(points_at(Enrolment.person_id, Person))
    query = select(Person).where(enrolled, _reached_alike(received)).limit(20)
    found = list(work.session.scalars(query))
    if len(found) > 1:
        found = [person for person in found if is_called_so(received, person)]
    return found[0] if len(found) == 1 else None


def _reached_alike(received: ReceivedReferral) -> ColumnElement[bool]:
    told = received.data.get("values", {})
    ways: list[ColumnElement[bool]] = [false()]
    if email := told.get("email"):
        ways.append(Person.email_folded == fold_email(email))
    if digits := _digits(told.get("phone")):
        bare = func.regexp_replace(Person.phone, r"\D", "", "g")
        ways.append(bare.endswith(digits))
    return or_(*ways)


def _digits(phone: str | None) -> str | None:
    """The end of a number; None for what is too short to tell anybody."""
    digits = re.sub(r"\D", "", phone or "")
    return digits[-_SIGNIFICANT:] if len(digits) >= _SIGNIFICANT else None
