"""The agreement's own beginning, and cycles that have ended."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from punos.plugin import Cycle, Event, Work, clock
from punos_payouts.facts.base import Ask, Holding, in_programmes, local_day


def begun(_work: Work, ask: Ask) -> list[Holding]:
    """The line itself, from the agreement's first day on."""
    return ask.holding(None, ask.first_day) if clock.today() >= ask.first_day else []


def closed(work: Work, ask: Ask) -> list[Holding]:
    """Cycles that were closed, each on that day."""
    query = select(Cycle.id, Cycle.closed_at).where(
        Cycle.closed_at.is_not(None), *in_programmes(Cycle.id, ask.conditions["programmes"])
    )
    if ask.only is not None:
        query = query.where(Cycle.id.in_(ask.only))
    found: list[Holding] = []
    for cycle_id, closed_at in work.session.execute(query.order_by(Cycle.closed_at, Cycle.id)):
        if closed_at is not None:
            found += ask.holding(cycle_id, local_day(closed_at))
    return found


def itself(_work: Work, event: Event) -> Collection[UUID]:
    """The cycle that an event is about."""
    return [event.subject_id]
