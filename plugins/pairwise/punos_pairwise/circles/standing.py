"""The pairs that meet in a cycle, and the circles that stand: one statement each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from punos.plugin import (
    MENTEE,
    Candidate,
    Cycle,
    Enrolment,
    Group,
    Membership,
    Person,
    Work,
    candidate_of,
    points_at,
    settings_of,
)
from punos_pairwise.circles.nearness import PairFacts
from punos_pairwise.circles.settings import CircleSettings
from punos_pairwise.model import CIRCLE, PAIR
from punos_pairwise.sections import SECTION


@dataclass(frozen=True)
class CircleRules:
    """Whether a programme has circles, and how many pairs are in one."""

    wanted: bool
    smallest: int
    largest: int


@dataclass(frozen=True)
class PairThere:
    """A pair that meets, the names of the two, and what decides where it belongs."""

    group: Group
    title: str
    facts: PairFacts
    people: Mapping[UUID, Enrolment] = field(repr=False)

    @property
    def id(self) -> UUID:
        """The group's."""
        return self.group.id

    @property
    def circle_id(self) -> UUID | None:
        """The circle it belongs to."""
        return self.group.parent_id


Pairs = dict[UUID, PairThere]


def rules_of(work: Work, cycle: Cycle) -> CircleRules:
    """What the cycle's settings say; a cycle that began before there were circles has none."""
    said = settings_of(work, cycle).get("circles") or CircleSettings().load({})
    return CircleRules(said["wanted"], said["min"], said["max"])


def pairs_of(work: Work, cycle: Cycle) -> Pairs:
    """Every pair of the cycle that meets now, in the order in which they were made."""
    query = (
        select(Group, Enrolment, Person.given_name, Person.family_name, Person.city)
        .join(Membership, points_at(Membership.group_id, Group))
        .join(Enrolment, points_at(Membership.enrolment_id, Enrolment))
        .join(Person, points_at(Enrolment.person_id, Person))
        .where(
            Group.cycle_id == cycle.id,
            Group.kind == PAIR,
            Group.state == "active",
            Membership.left_on.is_(None),
        )
        .order_by(Group.id, Membership.id)
        .execution_options(populate_existing=True)
    )
    rows = work.session.execute(query).all()
    grouped = groupby(rows, key=lambda row: row.Group)
    return {group.id: _pair(group, list(members)) for group, members in grouped}


def _pair(group: Group, rows: list[Any]) -> PairThere:
    """The mentee is named first, and her profession decides."""
    rows.sort(key=lambda row: row.Enrolment.role != MENTEE)
    known = [candidate_of(row.Enrolment, SECTION, row.city) for row in rows]
    names = [" ".join(filter(None, (row.given_name, row.family_name))) for row in rows]
    people = {row.Enrolment.id: row.Enrolment for row in rows}
    return PairThere(group, " – ".join(names), _facts(group.id, known), people)


def _facts(pair_id: UUID, known: list[Candidate]) -> PairFacts:
    return PairFacts(
        id=pair_id,
        people=frozenset(one.id for one in known),
        occupation=next((one.occupation for one in known if one.occupation), None),
        towns=frozenset(one.town for one in known if one.town),
        cities=tuple(dict.fromkeys(one.city for one in known if one.city)),
        online=all(one.online_ok for one in known),
    )


def circles_of(work: Work, cycle: Cycle) -> list[Group]:
    """The circles of the cycle that stand, the oldest first."""
    query = select(Group).where(
        Group.cycle_id == cycle.id, Group.kind == CIRCLE, Group.state == "active"
    )
    return list(work.session.scalars(query.order_by(Group.id)))


def ever(work: Work, cycle: Cycle) -> int:
    """How many circles the cycle has had, so that no number is given twice."""
    query = select(func.count(Group.id)).where(Group.cycle_id == cycle.id, Group.kind == CIRCLE)
    return work.session.scalars(query).one()


def facts_of(pairs: Pairs, ids: Iterable[UUID]) -> list[PairFacts]:
    """What is known of those that still meet."""
    return [pairs[one].facts for one in ids if one in pairs]
