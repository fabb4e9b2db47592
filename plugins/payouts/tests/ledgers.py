"""What the tests of the ledger share: agreements, facts that earn, and what stands in the ledger."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from punos_payouts.agreements import LinePlan, Terms, make_agreement
from punos_payouts.models import Agreement, Earning, Line, Reversal
from punos_payouts.standing import LineStanding, Standing, standing
from sqlalchemy import select

from punos import clock
from punos.access import Principal
from punos.enrolments.models import Enrolment
from punos.events.models import Event
from punos.groups.models import Group
from punos.groups.service import activate_group, end_group
from punos.meetings.planning import hold_meeting, plan_meeting
from punos.meetings.service import log_meeting
from punos.outcomes.service import record_outcome, verify_outcome, withdraw_outcome
from punos.programmes.cycles import start_cycle
from punos.programmes.service import cycle_by_slug
from tests.support.tenants import Association

FORMED: dict[str, Any] = {"kick_off": False, "meetings": 0}
"""A pair earns as soon as it is formed."""


def plan(
    code: str,
    kind: str,
    cents: int,
    earned_by: str,
    conditions: Mapping[str, Any] | None = None,
    *,
    cap_cents: int | None = None,
    **minimum: Any,
) -> LinePlan:
    """A line of an agreement."""
    terms = Terms(cents, earned_by, conditions or {}, **minimum)
    return LinePlan(code, {"en": code.title()}, kind, terms, cap_cents)


def pairs(cents: int = 50_000, cap_cents: int | None = None, **more: Any) -> LinePlan:
    """A line that each pair earns as soon as it is formed, unless other conditions are given."""
    conditions = more.pop("conditions", FORMED)
    return plan("pairs", "unit", cents, "group_formed", conditions, cap_cents=cap_cents, **more)


def jobs(cents: int = 15_000, **more: Any) -> LinePlan:
    """A line that each person earns who has found work."""
    conditions = more.pop("conditions", {})
    return plan("jobs", "outcome", cents, "employed", conditions, **more)


def agree(
    association: Association,
    *lines: LinePlan,
    cap_cents: int = 2_500_000,
    starts: int = -30,
    ends: int = 200,
    number: str = "A-1",
) -> UUID:
    """An agreement with these lines, from and until so many days from today; its id."""
    with association.work() as work:
        made = make_agreement(
            work,
            number=number,
            title="Mentoring",
            funder_name="A funder",
            starts_on=clock.today() + timedelta(days=starts),
            ends_on=clock.today() + timedelta(days=ends),
            cap_cents=cap_cents,
            lines=lines,
        )
        return made.id


def running_cycle(association: Association, **more: Any) -> str:
    """A cycle that runs; its slug."""
    slug = association.cycle(**more)
    with association.work() as work:
        start_cycle(work, cycle_by_slug(work, slug))
    return slug


def couple(association: Association, slug: str) -> list[UUID]:
    """The enrolments of a mentee and a mentor who are not in a pair yet."""
    return [association.enrol(slug, role) for role in ("mentee", "mentor")]


def pair(association: Association, slug: str, two: list[UUID] | None = None) -> UUID:
    """A pair that is formed today; the group's id."""
    enrolment_ids = two or couple(association, slug)
    with association.work() as work:
        members = work.session.scalars(select(Enrolment).where(Enrolment.id.in_(enrolment_ids)))
        return activate_group(work, cycle_by_slug(work, slug), "pair", members.all()).id


def part(association: Association, group_id: UUID, reason: str = "coordinator") -> None:
    """The group ends."""
    with association.work() as work:
        end_group(work, group_id, reason)


def meet(association: Association, group_id: UUID, nth: int = 0) -> None:
    """The group logs that it met today, so many minutes after midnight."""
    with association.work() as work:
        group = work.session.scalars(select(Group).where(Group.id == group_id)).one()
        start = datetime.combine(clock.today(), time(0, nth))
        log_meeting(work, group, local_start=start, minutes=60, attendance={})


def hold(association: Association, slug: str, kind: str, **more: Any) -> UUID:
    """A common meeting of the cycle is held today; its id."""
    with association.work() as work:
        start = datetime.combine(clock.today(), time())
        planned = plan_meeting(
            work, cycle_by_slug(work, slug), kind=kind, local_start=start, minutes=60, **more
        )
        return hold_meeting(work, planned.id, {}).id


def job(association: Association, enrolment_id: UUID, code: str = "A1", **more: Any) -> UUID:
    """Work that somebody found is recorded, by today unless said otherwise; the outcome's id."""
    usual: dict[str, Any] = {"moment": "exit", "happened_on": clock.today(), **more}
    with association.work() as work:
        query = select(Enrolment).where(Enrolment.id == enrolment_id)
        return record_outcome(work, work.session.scalars(query).one(), code, **usual).id


def verify(association: Association, outcome_id: UUID) -> None:
    """A second person confirms it, by a link."""
    with association.work(Principal(kind="link")) as work:
        verify_outcome(work, outcome_id)


def withdraw(association: Association, outcome_id: UUID) -> None:
    """It is taken back."""
    with association.work() as work:
        withdraw_outcome(work, outcome_id)


def employed(association: Association, enrolment_id: UUID, **more: Any) -> UUID:
    """Work that somebody found is recorded and confirmed; the outcome's id."""
    outcome_id = job(association, enrolment_id, **more)
    verify(association, outcome_id)
    return outcome_id


def day(days: int) -> date:
    """The day so many days from today."""
    return clock.today() + timedelta(days=days)


def gatherings(association: Association) -> str:
    """A running cycle of group meetings, a camp and events; its slug."""
    return running_cycle(association, model="gatherings", settings={})


def met(association: Association, slug: str, kind: str, meeting_kind: str, count: int) -> UUID:
    """A group of this kind that meets so often today; its id."""
    with association.work() as work:
        group = activate_group(work, cycle_by_slug(work, slug), kind, [])
        for minute in range(count):
            start = datetime.combine(clock.today(), time(0, minute))
            planned = plan_meeting(work, group, kind=meeting_kind, local_start=start, minutes=30)
            hold_meeting(work, planned.id, {})
        return group.id


def stand(association: Association, agreement_id: UUID) -> Standing:
    """How the agreement stands now."""
    with association.work() as work:
        query = select(Agreement).where(Agreement.id == agreement_id)
        return standing(work, work.session.scalars(query).one())


def line_of(association: Association, agreement_id: UUID, code: str = "pairs") -> LineStanding:
    """How one of its lines stands now."""
    lines = stand(association, agreement_id).lines
    return next(one for one in lines if one.line.code == code)


def earned(association: Association) -> list[tuple[str, int, date, bool]]:
    """Every earning: what it is of, its cents, its day, and whether it stands; in their order."""
    fell = select(Reversal.id).where(Reversal.earning_id == Earning.id).exists()
    query = (
        select(Line.code, Earning.amount_cents, Earning.earned_on, ~fell)
        .join(Line, Line.id == Earning.line_id)
        .order_by(Earning.id)
    )
    with association.work() as work:
        return [tuple(row) for row in work.session.execute(query)]  # type: ignore[misc]


def newest_event(association: Association, kind: str) -> UUID:
    """The event of this kind that was recorded last; its id."""
    with association.work() as work:
        query = select(Event.id).where(Event.kind == kind).order_by(Event.id.desc())
        return work.session.scalars(query).first()  # type: ignore[return-value]


def tell(association: Association, event_id: UUID) -> None:
    """The plugin is told of an event once more."""
    with association.work() as work:
        event = work.session.scalars(select(Event).where(Event.id == event_id)).one()
        work.hooks.on_one("payouts", "event", event=event)
