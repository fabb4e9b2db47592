"""Whether somebody who was handed over is a participant of the receiver's own by now."""

import re

from punos.people.models import Person
from punos.people.service import fold_email
from punos.referrals.models import ReceivedReferral

_SIGNIFICANT = 8
"""So many last digits of a number tell a phone in Finland, written with its country or without."""


def is_same(received: ReceivedReferral, person: Person) -> bool:
    """Whether the person can be reached as the one who was referred can be."""
    told = received.data.get("values", {})
    email, phone = told.get("email"), told.get("phone")
    if email and person.email_folded == fold_email(email):
        return True
    return bool(phone and person.phone) and _digits(phone) == _digits(person.phone or "")


def _digits(phone: str) -> str:
    """The end of a number. What is too short to tell anybody is nobody's: it equals itself alone."""
    digits = re.sub(r"\D", "", phone)
    return digits[-_SIGNIFICANT:] if len(digits) >= _SIGNIFICANT else phone
