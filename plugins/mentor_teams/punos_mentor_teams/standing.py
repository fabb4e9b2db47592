"""Who takes part and which teams stand: read by pages, by matching and by every act, in two statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from punos.plugin import (
    MENTEE,
    MENTOR,
    Cycle,
    Enrolment,
    Group,
    Membership,
    Person,
    Work,
    points_at,
    scope,
)
from punos_mentor_teams.access import MATCH
from punos_mentor_teams.model import TEAM
from punos_mentor_teams.sections import SECTION

CAPACITY = func.coalesce(Enrolment.answers[(SECTION, "data", "capacity")].as_integer(), 1)
MOST = 2
"""Mentors in a team at most."""


class Someone(NamedTuple):
    """Somebody of a cycle. ``capacity``: in how many teams a mentor can be."""

    id: UUID
    role: str
    state: str
    model_state: str
    unit_id: UUID | None
    capacity: int
    name: str


@dataclass(frozen=True)
class Team:
    """A team that stands: its group, its mentee, and the mentors who are in it now."""

    id: UUID
    mentee: UUID
    mentors: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Roster:
    """Everybody of a cycle whom the reader sees, in the order they applied, and the teams by mentee."""

    people: dict[UUID, Someone]
    teams: dict[UUID, Team]
    in_teams: Counter[UUID] = field(default_factory=Counter)

    def active(self, role: str) -> Iterator[Someone]:
        """Those who take part in a role."""
        return (one for one in self.people.values() if (one.role, one.state) == (role, "active"))

    @property
    def mentees(self) -> Iterator[Someone]:
        """The mentees who take part."""
        return self.active(MENTEE)

    @property
    def mentors(self) -> Iterator[Someone]:
        """The mentors who take part."""
        return self.active(MENTOR)

    def mentors_of(self, mentee_id: UUID) -> tuple[UUID, ...]:
        """The mentors whom a mentee has now."""
        team = self.teams.get(mentee_id)
        return team.mentors if team else ()

    def room(self, mentor_id: UUID) -> int:
        """In how many more teams a mentor can be; none for whoever takes no part."""
        one = self.people.get(mentor_id)
        if one is None or one.state != "active":
            return 0
        return max(0, one.capacity - self.in_teams[mentor_id])

    def seekers(self, most: int = MOST) -> list[Someone]:
        """The mentees who have fewer than so many mentors."""
        return [one for one in self.mentees if len(self.mentors_of(one.id)) < most]

    def waiting(self) -> list[Someone]:
        """The mentees who have no mentor."""
        return self.seekers(1)

    def lost(self) -> list[Someone]:
        """Those of them who had one: their team stands without a mentor."""
        return [one for one in self.waiting() if one.id in self.teams]

    def with_room(self) -> list[Someone]:
        """The mentors who can take another mentee."""
        return [one for one in self.mentors if self.room(one.id)]

    def within(self, unit_id: UUID | None) -> Roster:
        """The part of one union."""
        people = {key: one for key, one in self.people.items() if one.unit_id == unit_id}
        teams = {key: team for key, team in self.teams.items() if key in people}
        return Roster(people, teams, self.in_teams)


def read_roster(work: Work, cycle: Cycle, unit_id: UUID | None = None) -> Roster:
    """As it stands now, of one union or of all that the reader sees: two statements."""
    people = select(
        Enrolment.id,
        Enrolment.role,
        Enrolment.state,
        Enrolment.model_state,
        Enrolment.unit_id,
        CAPACITY,
        func.concat_ws(" ", Person.given_name, Person.family_name),
    ).join(Person, points_at(Enrolment.person_id, Person))
    teams = (
        select(Membership.group_id, Membership.enrolment_id, Membership.role)
        .join(Group, points_at(Membership.group_id, Group))
        .where(Group.kind == TEAM, Group.state == "active", Membership.left_on.is_(None))
    )
    people = people.where(Enrolment.cycle_id == cycle.id).order_by(Enrolment.id)
    teams = teams.where(Group.cycle_id == cycle.id).order_by(Membership.id)
    if unit_id is not None:
        people = people.where(Enrolment.unit_id == unit_id)
        teams = teams.where(Group.unit_id == unit_id)
    seen = work.session.execute(scope(work.actor, people, Enrolment, MATCH))
    rows = work.session.execute(scope(work.actor, teams, Group, MATCH))
    members = [(group_id, enrolment_id, role) for group_id, enrolment_id, role in rows]
    return Roster(
        {row.id: Someone(*row) for row in seen},
        _teams(members),
        Counter(one for _group, one, role in members if role == MENTOR),
    )


def _teams(members: Iterable[tuple[UUID, UUID, str]]) -> dict[UUID, Team]:
    members = list(members)
    found = {group: Team(group, one) for group, one, role in members if role == MENTEE}
    for group, one, role in members:
        if role == MENTOR and group in found:
            found[group] = replace(found[group], mentors=(*found[group].mentors, one))
    return {team.mentee: team for team in found.values()}
