"""Interviews as pages and other parts read them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Float,
    ScalarSelect,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.orm import contains_eager, joinedload

from punos import clock
from punos.accounts.models import Account
from punos.clock import DEFAULT_ZONE
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.errors import Absent
from punos.interviews.models import InterviewGuest, InterviewScore, InterviewSlot
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.work import Work

HOLD = "interviews.hold"


class Score(NamedTuple):
    """The mean of every mark that was given (1 to 5; None: no marks), and by how many sheets."""

    mean: float | None
    sheets: int


def scores_of(work: Work, enrolment_ids: Collection[UUID]) -> dict[UUID, Score]:
    """What interviewers gave these applicants; who has no sheet is left out: one statement."""
    query = select(InterviewScore.enrolment_id, InterviewScore.marks).where(
        InterviewScore.enrolment_id.in_(enrolment_ids)
    )
    sheets: dict[UUID, list[dict[str, int]]] = defaultdict(list)
    for enrolment_id, marks in work.session.execute(query):
        sheets[enrolment_id].append(marks)
    return {enrolment_id: mean_of(marks) for enrolment_id, marks in sheets.items()}


def mean_of(sheets: Sequence[dict[str, int]]) -> Score:
    """The mean of the marks in these sheets."""
    marks = [mark for sheet in sheets for mark in sheet.values()]
    return Score(round(sum(marks) / len(marks), 2) if marks else None, len(sheets))


def times_of(work: Work, enrolment_ids: Collection[UUID]) -> dict[UUID, InterviewSlot]:
    """The newest time of each applicant who chose one: booked, held or missed. One statement."""
    query = (
        select(InterviewSlot)
        .where(InterviewSlot.enrolment_id.in_(enrolment_ids))
        .order_by(InterviewSlot.local_start)
    )
    return {slot.enrolment_id: slot for slot in work.session.scalars(query) if slot.enrolment_id}


def mean_score() -> ScalarSelect[Any]:
    """The mean mark as a column of a query over Enrolment, to sort and filter by."""
    marks = func.jsonb_each_text(InterviewScore.marks).table_valued("key", "value")
    return (
        select(func.avg(cast(marks.c.value, Float)))
        .select_from(InterviewScore)
        .join(marks, onclause=func.length(marks.c.key) > 0)
        .where(points_at(InterviewScore.enrolment_id, Enrolment))
        .correlate(Enrolment)
        .scalar_subquery()
    )


def visible(work: Work, query: Any) -> Any:
    """A query over slots, outer-joined with Enrolment, limited to what the actor may see.

    Whoever is limited to units sees free times of theirs, and of chosen ones those of their own
    applicants, whoever interviews.
    """
    if not work.actor.may(HOLD):
        return query.where(false())
    units = work.actor.units(HOLD)
    if units is None:
        return query
    whose = case(
        (InterviewSlot.enrolment_id.is_(None), InterviewSlot.unit_id), else_=Enrolment.unit_id
    )
    return query.where(whose.in_(units))


def slots(*columns: Any) -> Any:
    """Slots with these columns more, joined with whoever has chosen them."""
    return select(InterviewSlot, *columns).outerjoin(
        Enrolment, points_at(InterviewSlot.enrolment_id, Enrolment)
    )


def visible_slot(work: Work, slot_id: UUID) -> InterviewSlot:
    """The slot, if the actor may see it. Raises Absent."""
    query = visible(work, slots().where(InterviewSlot.id == slot_id))
    query = query.options(
        joinedload(InterviewSlot.host),
        joinedload(InterviewSlot.enrolment).joinedload(Enrolment.person),
        joinedload(InterviewSlot.cycle).joinedload(Cycle.programme),
    )
    found: InterviewSlot | None = work.session.scalars(query).one_or_none()
    if found is None:
        raise Absent
    return found


def may_manage(work: Work, slot: InterviewSlot) -> bool:
    """Whether the actor may change it: their own, or one of what they work with."""
    units = work.actor.units(HOLD)
    return units is None or slot.unit_id in units or slot.host_id == work.account_id


def mine(account_id: UUID | None) -> ColumnElement[bool]:
    """Whether somebody interviews or joins: a condition on slots."""
    joins = exists().where(
        points_at(InterviewGuest.slot_id, InterviewSlot), InterviewGuest.account_id == account_id
    )
    return or_(InterviewSlot.host_id == account_id, joins)


def unwritten(account_id: UUID | None) -> ColumnElement[bool]:
    """Whether an interview was held of which this account has filled in no score sheet."""
    sheet = exists().where(
        InterviewScore.enrolment_id == InterviewSlot.enrolment_id,
        InterviewScore.tenant_id == InterviewSlot.tenant_id,
        InterviewScore.account_id == account_id,
    )
    return and_(InterviewSlot.state == "held", ~sheet)


def local_now(zone: str = DEFAULT_ZONE) -> datetime:
    """The time on the wall clock of a zone, as slots are kept."""
    return clock.now().astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def starts_at(slot: InterviewSlot) -> datetime:
    """The moment at which it begins."""
    return slot.local_start.replace(tzinfo=ZoneInfo(slot.zone))


def suits(enrolment: Any = Enrolment) -> ColumnElement[bool]:
    """Whether a slot is for this applicant: a row, or Enrolment in a query that joins them."""
    return and_(
        InterviewSlot.cycle_id == enrolment.cycle_id,
        or_(InterviewSlot.role.is_(None), InterviewSlot.role == enrolment.role),
        or_(InterviewSlot.unit_id.is_(None), InterviewSlot.unit_id == enrolment.unit_id),
    )


def without_time() -> Any:
    """Applicants who could choose a time and have none, with their Person and Cycle."""
    free = exists().where(
        InterviewSlot.tenant_id == Enrolment.tenant_id,
        InterviewSlot.state == "open",
        InterviewSlot.local_start > local_now(),
        suits(),
    )
    has = exists().where(
        points_at(InterviewSlot.enrolment_id, Enrolment),
        InterviewSlot.state.in_(("booked", "held")),
    )
    return (
        select(Enrolment)
        .join(Person, points_at(Enrolment.person_id, Person))
        .join(Cycle, points_at(Enrolment.cycle_id, Cycle))
        .where(Enrolment.state == "candidate", Cycle.state != "closed", free, ~has)
        .options(contains_eager(Enrolment.person), contains_eager(Enrolment.cycle))
    )


def party_of(work: Work, slot: InterviewSlot) -> list[Account]:
    """Who of the staff is there: the interviewer first, then whoever joins. One statement."""
    joining = select(InterviewGuest.account_id).where(InterviewGuest.slot_id == slot.id)
    query = select(Account).where(or_(Account.id == slot.host_id, Account.id.in_(joining)))
    found = work.session.scalars(query.order_by(Account.id)).all()
    return sorted(found, key=lambda account: account.id != slot.host_id)
