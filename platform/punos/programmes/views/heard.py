"""How the applicants of a cycle heard of the association, counted for staff."""

from sqlalchemy import func, select

from punos.access import scope
from punos.enrolments.heard import NAME, SOURCES
from punos.enrolments.models import Enrolment
from punos.i18n import Message
from punos.programmes.models import Cycle
from punos.work import Work


def heard_of(work: Work, cycle: Cycle) -> list[tuple[Message, int]]:
    """(way to hear of us, how many) of those the reader may see, the most frequent first."""
    if not work.actor.may("enrolments.read"):
        return []
    said = Enrolment.answers[NAME]["data"]["source"].astext
    query = select(*(func.count().filter(said == code) for code, _label in SOURCES)).where(
        Enrolment.cycle_id == cycle.id
    )
    numbers = work.session.execute(scope(work.actor, query, Enrolment, "enrolments.read")).one()
    counted = zip((label for _code, label in SOURCES), numbers, strict=True)
    return sorted(((label, num) for label, num in counted if num), key=lambda pair: -pair[1])
