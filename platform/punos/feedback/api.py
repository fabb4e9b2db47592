"""What others may use of feedback: released quotes, adjustments, and talks that were held."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.feedback.adjusting import of_cycle
from punos.feedback.models import Adjustment, FollowUpInterview, Quote
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.programmes.service import model_of
from punos.work import Work


@dataclass(frozen=True)
class ReleasedQuote:
    """Words that their author lets be shown; `said_by` is as much of the name as they chose, or None.

    `role` is what they were, where a name is not to be told although its author allowed it.
    """

    id: UUID
    text: str
    language: str
    said_by: str | None
    role: str
    is_named: bool
    since: datetime
    """When they decided so."""


def released_quotes(work: Work, cycle: Cycle) -> list[ReleasedQuote]:
    """Those of a cycle, in the order of their release: one statement."""
    query = (
        select(Quote, Enrolment.role, Person)
        .join(Enrolment, points_at(Quote.enrolment_id, Enrolment))
        .join(Person, points_at(Enrolment.person_id, Person))
        .where(Enrolment.cycle_id == cycle.id, Quote.state == "released")
        .order_by(Quote.decided_at, Quote.id)
    )
    roles = model_of(work, cycle).roles
    return [
        ReleasedQuote(
            quote.id,
            quote.text,
            quote.language,
            said_by(quote, str(roles.get(role, "")), person),
            str(roles.get(role, "")),
            quote.attribution in ("name", "first_name"),
            quote.decided_at or quote.asked_at,
        )
        for quote, role, person in work.session.execute(query)
    ]


def said_by(quote: Quote, role: str, person: Person) -> str | None:
    """As much of the author's name as they chose."""
    shown = {"name": person.full_name, "first_name": person.given_name, "role": role}
    return shown.get(quote.attribution or "")


def adjustments_of(work: Work, cycle: Cycle) -> Sequence[Adjustment]:
    """What was heard and changed, the earliest first: one statement."""
    query = of_cycle(cycle).order_by(Adjustment.heard_on, Adjustment.id)
    return list(work.session.scalars(query))


def interviews_of(work: Work, cycle: Cycle) -> dict[str, tuple[int, int]]:
    """By moment how many talks were held, of how many that are not cancelled: one statement."""
    held = func.count().filter(FollowUpInterview.state == "held")
    query = (
        select(FollowUpInterview.moment, held, func.count())
        .join(Enrolment, points_at(FollowUpInterview.enrolment_id, Enrolment))
        .where(Enrolment.cycle_id == cycle.id, FollowUpInterview.state != "cancelled")
        .group_by(FollowUpInterview.moment)
    )
    return {moment: (done, planned) for moment, done, planned in work.session.execute(query)}


__all__ = ["ReleasedQuote", "adjustments_of", "interviews_of", "released_quotes", "said_by"]
