"""What the plugin's tables hold about people."""

from sqlalchemy import select

from punos.plugin import NAMELESS, Blank, Holding, Keep, about_nobody, of_enrolment
from punos_gatherings.models import (
    Camp,
    Contributor,
    Employment,
    Need,
    Newcomer,
    Occasion,
    Season,
    Seat,
    Step,
)
from punos_gatherings.needs import PURPOSE
from punos_gatherings.texts import _l

_PATH = _l("To help you on your way to work.")
_COUNTED = _l(
    "It then has no name. It stays so that how many took part, and what they were helped with, stays true."
)

HOLDINGS: tuple[Holding, ...] = (
    about_nobody(Camp, "when and where a camp is, as everybody is told"),
    about_nobody(Season, "when and where a group meets, as everybody is told"),
    about_nobody(Occasion, "what is told to everybody about a meeting"),
    about_nobody(Contributor, "guests and leaders by the name under which a meeting is announced"),
    Holding(
        Need,
        _l("What you need at a camp"),
        _l("So that you can be there safely and eat what you can eat."),
        lambda person: Need.seat_id.in_(
            select(Seat.id).where(of_enrolment(Seat.enrolment_id)(person)).correlate(None)
        ),
        "camp",
        {
            "diet": _l("Food"),
            "health": _l("Health"),
            "other": _l("Anything else"),
            "told_at": _l("When"),
        },
        "sensitive",
        consent=PURPOSE,
    ),
    Holding(
        Seat,
        _l("Places at meetings, events and camps"),
        _l("To know who comes."),
        of_enrolment(Seat.enrolment_id),
        "figures",
        {"asked_at": _l("When")},
        at_erasure=Keep(_COUNTED),
    ),
    Holding(
        Newcomer,
        _l("That you came in without an e-mail address"),
        _l("So that your form counts once, however often it is sent."),
        of_enrolment(Newcomer.enrolment_id),
        shown={"added_at": _l("When")},
    ),
    Holding(
        Step,
        _l("Steps on your way to work"),
        _PATH,
        of_enrolment(Step.enrolment_id),
        "figures",
        {"happened_on": _l("Day"), "recorded_at": _l("Written down")},
        at_erasure=Keep(_COUNTED),
    ),
    Holding(
        Employment,
        _l("Where you found work"),
        _l("To show those who pay for the programme that it helps."),
        of_enrolment(Employment.enrolment_id),
        "figures",
        {"employer": _l("Employer"), "asked_at": _l("Asked to confirm it")},
        at_erasure=Blank({"employer": NAMELESS, "asked_email": None}, _COUNTED),
    ),
)
