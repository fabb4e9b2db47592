"""How the pairs of the demo come about, and the meetings that all of them have together."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pkgutil import resolve_name
from uuid import UUID

from sqlalchemy import select

from punos.plugin import (
    Cycle,
    Group,
    Membership,
    Work,
    ask_proposal,
    clock,
    hold_meeting,
    latest,
    log_meeting,
    memberships,
    plan_meeting,
    points_at,
    proposed,
    settings_of,
)
from punos.plugin.demo import Calendar, noon
from punos_pairwise.circles.planning import JOB as CIRCLES_JOB
from punos_pairwise.circles.planning import ask_circles, plan_of, seen
from punos_pairwise.circles.publishing import publish_circles
from punos_pairwise.circles.standing import circles_of, rules_of
from punos_pairwise.demo_agreements import agree
from punos_pairwise.model import PAIR
from punos_pairwise.service import PROPOSE_JOB, mark_of, publish

MINUTES = 120
FIRST_WEEKS = timedelta(days=14)
EXCUSED = 6
"""Everybody comes to the first meeting; to a later one every sixth cannot."""


def begin(work: Work, cycle: Cycle, *, days: Calendar, today: date) -> None:
    """Make the pairs, and plan the meetings of everybody; those before today are held."""
    pair_up(work, cycle)
    people = _in_pairs(work, cycle)
    for number, (kind, day) in enumerate(days.meetings or _spread(work, cycle)):
        meeting = plan_meeting(
            work, cycle, kind=kind, local_start=datetime.combine(day, time(10)), minutes=MINUTES
        )
        if day < today:
            with clock.at(noon(day)):
                hold_meeting(work, meeting.id, _who_came(people, number))


def pair_up(work: Work, cycle: Cycle) -> None:
    """Propose the best pairs of the accepted people at once, and publish them."""
    proposal = ask_proposal(work, cycle, PROPOSE_JOB)
    # Named, not imported: the solver is heavy, and pages never need it.
    resolve_name(PROPOSE_JOB.replace("propose_pairs", "fill_proposal"))(work, proposal)
    work.session.flush()
    publish(work, cycle, proposal.id, mark_of(proposed(work, proposal.id)))
    agree(work, cycle)


def in_circles(work: Work, cycle: Cycle) -> None:
    """Put the pairs into circles, where the programme wants them; each circle has met once."""
    if not rules_of(work, cycle).wanted:
        return
    with clock.at(noon(cycle.starts_on + FIRST_WEEKS)):
        ask_circles(work, cycle)
        plan = plan_of(work, cycle)
        if plan is not None:
            resolve_name(CIRCLES_JOB)(work, latest(work, CIRCLES_JOB, plan.id))
            work.session.flush()
            publish_circles(work, cycle, seen(plan))
    for circle in circles_of(work, cycle):
        _meet_as_circle(work, cycle, circle)


def _meet_as_circle(work: Work, cycle: Cycle, circle: Group) -> None:
    day = cycle.starts_on + 2 * FIRST_WEEKS
    with clock.at(noon(day + timedelta(days=1))):
        log_meeting(
            work,
            circle,
            local_start=datetime.combine(day, time(17)),
            minutes=MINUTES,
            attendance={one.enrolment_id: "present" for one in memberships(work, circle.id)},
        )


def _in_pairs(work: Work, cycle: Cycle) -> list[UUID]:
    """The enrolments of everybody in a pair of this cycle."""
    query = (
        select(Membership.enrolment_id)
        .join(Group, points_at(Membership.group_id, Group))
        .where(Group.cycle_id == cycle.id, Group.kind == PAIR)
        .order_by(Membership.id)
    )
    return list(dict.fromkeys(work.session.scalars(query)))


def _who_came(people: list[UUID], number: int) -> dict[UUID, str]:
    return {
        one: "excused" if number and not (at + number) % EXCUSED else "present"
        for at, one in enumerate(people)
    }


def _spread(work: Work, cycle: Cycle) -> Iterator[tuple[str, date]]:
    """The common meetings of the plan, from the first day to the last."""
    kinds = settings_of(work, cycle)["meeting_plan"]["common"]
    span = (cycle.ends_on - cycle.starts_on).days
    for number, kind in enumerate(kinds):
        yield kind, cycle.starts_on + timedelta(days=span * number // max(len(kinds) - 1, 1))
