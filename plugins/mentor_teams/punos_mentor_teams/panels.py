"""What the plugin shows on the core's pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Select, func, select

from punos.plugin import (
    MENTEE,
    MENTOR,
    Cycle,
    Enrolment,
    Group,
    Membership,
    Panel,
    Proposal,
    Suggestion,
    TodayItem,
    Unit,
    Work,
    memberships,
    pick,
    points_at,
    scope,
)
from punos_mentor_teams.access import MATCH
from punos_mentor_teams.model import NAME, TEAM
from punos_mentor_teams.standing import MOST
from punos_mentor_teams.texts import _staff_l, _staff_n
from punos_mentor_teams.unions import read_unions


def cycle_panels(work: Work, cycle: Cycle) -> Sequence[Panel]:
    """Where the teams stand in each union, for those who may match there."""
    if cycle.programme.model != NAME or not work.actor.may(MATCH):
        return ()
    lines = read_unions(work, cycle)
    known = {
        "cycle": cycle,
        "lines": [line for line in lines if line.people],
        "two": sum(line.teams[0] for line in lines),
        "one": sum(line.teams[1] for line in lines),
    }
    return (Panel(_staff_l("Teams"), "mentor_teams/panel.html", MATCH, known, order=10),)


def team_panels(work: Work, group: Group) -> Sequence[Panel]:
    """On a team's page for staff: where another mentor is found, while it has fewer than two."""
    if group.kind != TEAM or group.state != "active" or not _may_match(work, group):
        return ()
    members = memberships(work, group.id)
    mentees = [one.enrolment_id for one in members if one.role == MENTEE]
    mentors = sum(one.role == MENTOR for one in members)
    if not mentees or mentors >= MOST or group.cycle.state == "closed":
        return ()
    unit = work.session.scalars(select(Unit.slug).where(Unit.id == group.unit_id)).one()
    known = {
        "slug": group.cycle.slug,
        "unit": unit,
        "mentee_id": mentees[0],
        "mentors": mentors,
    }
    return (Panel(_staff_l("Mentors"), "mentor_teams/team_panel.html", MATCH, known, order=10),)


def _may_match(work: Work, group: Group) -> bool:
    allowed = work.actor.units(MATCH)
    return group.unit_id is not None and (allowed is None or group.unit_id in allowed)


def today(work: Work, cycles: Sequence[Cycle]) -> Sequence[TodayItem]:
    """Who lost their only mentor, drafts that wait to be published, mentees for whom nothing is."""
    return [
        item for cycle in cycles if cycle.programme.model == NAME for item in _items(work, cycle)
    ]


def _items(work: Work, cycle: Cycle) -> Iterator[TodayItem]:
    without = _without_mentor(work, cycle)
    drafts = _proposed(work, cycle)
    # While there are drafts, publishing them is what waits.
    idle = without.where(~_in_team(), drafts.scalar_subquery() == 0)
    yield _item(work, cycle, without.where(_in_team()), _lost, order=1)
    yield _item(work, cycle, drafts, _drafts_wait, order=20)
    yield _item(work, cycle, idle, _mentees_wait, order=21)


def _lost(count: int) -> str:
    return _staff_n(
        "%(num)s mentee has lost the only mentor",
        "%(num)s mentees have lost their only mentor",
        count,
    )


def _drafts_wait(count: int) -> str:
    return _staff_n(
        "A draft of %(num)s team waits to be published",
        "Drafts of %(num)s teams wait to be published",
        count,
    )


def _mentees_wait(count: int) -> str:
    return _staff_n(
        "%(num)s accepted mentee waits for mentors",
        "%(num)s accepted mentees wait for mentors",
        count,
    )


def _item(
    work: Work, cycle: Cycle, counted: Select[Any], text: Callable[[int], str], *, order: int
) -> TodayItem:
    return TodayItem(
        text,
        "mentor_teams.overview",
        MATCH,
        values={"slug": cycle.slug},
        count=counted.scalar_subquery(),
        order=order,
        detail=pick(cycle.names, work.language),
    )


def _without_mentor(work: Work, cycle: Cycle) -> Select[Any]:
    """How many mentees of unions have no mentor in a cycle."""
    query = select(func.count(Enrolment.id)).where(
        Enrolment.cycle_id == cycle.id,
        Enrolment.role == MENTEE,
        Enrolment.model_state == "accepted",
        Enrolment.unit_id.is_not(None),
    )
    return scope(work.actor, query, Enrolment, MATCH)


def _in_team() -> Any:
    """Whether there is a team of somebody's: of a mentee without a mentor, one that lost its own."""
    query = (
        select(Membership.id)
        .join(Group, points_at(Membership.group_id, Group))
        .where(
            points_at(Membership.enrolment_id, Enrolment),
            Membership.left_on.is_(None),
            Group.kind == TEAM,
            Group.state == "active",
        )
    )
    return query.correlate(Enrolment).exists()


def _proposed(work: Work, cycle: Cycle) -> Select[Any]:
    """How many mentees of a cycle would get somebody by drafts."""
    query = (
        select(func.count(Suggestion.mentee_id.distinct()))
        .join(Proposal, points_at(Suggestion.proposal_id, Proposal))
        .where(
            Proposal.cycle_id == cycle.id,
            Proposal.state == "draft",
            Suggestion.state == "proposed",
        )
    )
    return scope(work.actor, query, Proposal, MATCH)
