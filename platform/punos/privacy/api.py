"""What plugins may use to say what their tables hold about people."""

from punos.extend.holdings import Blank, Coded, Delete, Holding, Keep, about_nobody
from punos.people.models import NAMELESS
from punos.privacy.finding import (
    either,
    of_account,
    of_address,
    of_enrolment,
    of_person,
    of_proved_address,
)

__all__ = [
    "NAMELESS",
    "Blank",
    "Coded",
    "Delete",
    "Holding",
    "Keep",
    "about_nobody",
    "either",
    "of_account",
    "of_address",
    "of_enrolment",
    "of_person",
    "of_proved_address",
]
