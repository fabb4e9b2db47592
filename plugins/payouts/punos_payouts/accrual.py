"""Earning: what the facts say now beside what the ledger says, and what follows from the difference.

It does not matter which event was told, how often, or in which order: the facts decide. So an event may
be told ten times, replayed after a suspension, or raced by another. The agreement is held meanwhile,
and the ledger's constraints hold without that, too.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from punos.plugin import Event, Work, clock, points_at
from punos_payouts.caps import next_with_room
from punos_payouts.minimums import GUARANTEED, units_of_line
from punos_payouts.models import Agreement, Earning, Line, LineVersion, Reversal, Waiting
from punos_payouts.reading import hold, lines_of
from punos_payouts.rules import EARNED_BY, LINE, hearing
from punos_payouts.settling import step_of
from punos_payouts.subjects import Ids, Subject

__all__ = ["Subject", "consider", "due", "settle", "settle_agreement", "settle_line"]


def consider(work: Work, event: Event) -> None:
    """Settle whatever an event can earn or take away, agreement by agreement in one order."""
    names = hearing(event.kind)
    if not names:
        return
    for line, earned_by in _lines_hearing(work, names):
        subjects = EARNED_BY[earned_by].touched[event.kind](work, event)
        if subjects:
            settle_line(work, line, subjects, event)


def settle(
    work: Work, agreement_id: UUID, line: Line, subject: Subject, event: Event | None = None
) -> None:
    """Let the ledger say of one subject what the facts say now. Doing it again changes nothing."""
    assert line.agreement_id == agreement_id
    settle_line(work, line, [subject.id], event)


def settle_line(work: Work, line: Line, only: Ids = None, event: Event | None = None) -> None:
    """Let the ledger say of these subjects of a line, or of all, what the facts say now.

    What was earned stays as it was earned while its fact holds. What fell away gives room to those who
    wait, on this line or another.
    """
    agreement = hold(work, line.agreement_id)
    if step_of(work, agreement, line, only, event).take():
        give_room(work, agreement)


def settle_agreement(work: Work, agreement_id: UUID) -> None:
    """Let the ledger say of everything under an agreement what the facts say now."""
    agreement = hold(work, agreement_id)
    for line in lines_of(work, agreement):
        settle_line(work, line)
    give_room(work, agreement)


def give_room(work: Work, agreement: Agreement) -> None:
    """Let those earn who waited for room, the earliest first. The agreement is held.

    Each turn takes one off those who wait, or finds that it no longer fits, so it ends.
    """
    tried: list[tuple[Line, UUID]] = []
    while (found := next_with_room(work, agreement.id, tried)) is not None:
        tried.append(found)
        line, subject_id = found
        step_of(work, agreement, line, [subject_id]).take()


def due(work: Work) -> None:
    """Settle what the course of time alone earns: what begins, and minimums once all has ended."""
    for line in _begun(work):
        settle_line(work, line)
    for line in _ended(work):
        settle_line(work, line, [line.id])


def _lines_hearing(work: Work, names: Sequence[str]) -> Sequence[tuple[Line, str]]:
    query = (
        select(Line, LineVersion.earned_by)
        .join(LineVersion, points_at(LineVersion.line_id, Line))
        .where(LineVersion.earned_by.in_(names))
        .distinct()
        .order_by(Line.agreement_id, Line.id)
    )
    return work.session.execute(query).all()


def _begun(work: Work) -> Sequence[Line]:
    """Lines that the agreement's beginning alone earns, of agreements that have begun."""
    query = _unearned().where(
        LineVersion.earned_by == "agreement_begun", Agreement.starts_on <= clock.today()
    )
    return work.session.scalars(query).all()


def _ended(work: Work) -> Sequence[Line]:
    """Lines that fell short of a guaranteed minimum, of agreements under which nothing more is earned."""
    after = func.coalesce(LineVersion.conditions["days_after"].as_integer(), 0)
    query = _unearned().where(
        LineVersion.min_mode == GUARANTEED,
        Agreement.ends_on + after < clock.today(),
        LineVersion.min_units > units_of_line(),
    )
    return work.session.scalars(query).all()


def _unearned() -> Select[Any]:
    """Lines of agreements that run, with their versions, that have not themselves earned and do not
    wait for room."""
    waits = select(Waiting.id).where(Waiting.subject_id == Line.id)
    fell = select(Reversal.id).where(points_at(Reversal.earning_id, Earning)).exists()
    earned = select(Earning.id).where(
        points_at(Earning.line_id, Line), Earning.subject_kind == LINE, ~fell
    )
    return (
        select(Line)
        .join(LineVersion, points_at(LineVersion.line_id, Line))
        .join(Agreement, points_at(Line.agreement_id, Agreement))
        .where(Agreement.state == "running", ~waits.exists(), ~earned.exists())
        .distinct()
        .order_by(Line.agreement_id, Line.id)
    )
