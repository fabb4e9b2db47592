"""Who has accepted what, and who has still to.

Whoever is in a pair or group is asked for the newest version of each kind. Where the first meeting waits
for it, a group that has met goes on under the version that held when it first met.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import aliased

import punos.models  # noqa: F401 (an alias can be made only when every table is mapped)
from punos import clock
from punos.agreements.models import KINDS, AgreementAcceptance, AgreementVersion
from punos.agreements.schemas import Asked, asked_in
from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.groups.gathering import gathers_groups
from punos.groups.models import Group, Membership
from punos.materials.orientation import read_count, required_count
from punos.meetings.models import Meeting
from punos.people.models import Person
from punos.programmes.models import Cycle, Programme, ProgrammeVersion
from punos.programmes.service import model_of, settings_of
from punos.work import Work

FULL_NAME = func.concat_ws(" ", Person.given_name, Person.family_name)
Newest = aliased(AgreementVersion)
"""In the queries here: the version that people are asked for."""
SETTINGS = ProgrammeVersion.settings


class Signatory(NamedTuple):
    """Somebody in a group, and one kind of what is asked of them.

    `number`: the version they accepted last; `needed`: the one to meet under, None for none. `required`
    and `read` count what has to be read before the first meeting, where that was asked for; then there
    is a line without a kind for whoever is asked to accept nothing.
    """

    membership_id: UUID
    enrolment_id: UUID
    name: str
    kind: str | None
    newest_id: UUID | None
    newest: int | None
    needed: int | None
    number: int | None
    language: str | None
    accepted_at: datetime | None
    texts: dict[str, str] | None
    required: int
    read: int

    @property
    def is_done(self) -> bool:
        """Whether they have accepted the newest version."""
        return self.number == self.newest

    @property
    def may_meet(self) -> bool:
        """Whether what they accepted is enough to meet."""
        return (self.number or 0) >= (self.needed or 0)


def gathers(work: Work, group: Group) -> bool:
    """Whether a group only gathers others, which are asked by themselves."""
    return model_of(work, group.cycle).group_kind(group.kind).of_groups


def asked_of(work: Work, group: Group) -> Asked:
    """What the members of a group are asked to accept; nothing in one that only gathers groups."""
    if gathers(work, group):
        return Asked((), waits=False)
    return asked_in(settings_of(work, group.cycle))


def signatories(work: Work, group: Group, reader: UUID | None = None) -> list[Signatory]:
    """Everybody who is in a group now, in the order they joined, with each kind that is published.

    One statement; none where nothing is asked. The texts come with the lines of the `reader` alone.
    """
    if not asked_of(work, group).kinds:
        return []
    return [one for one in _lines(work, group, reader) if one.kind]


def newcomers(work: Work, group: Group) -> list[Signatory]:
    """The same, with how far each has gone through what has to be read: one statement."""
    return _lines(work, group, None, oriented=True)


def _lines(
    work: Work, group: Group, reader: UUID | None, *, oriented: bool = False
) -> list[Signatory]:
    last, programme_id = _accepted(), group.cycle.programme_id
    nothing = literal(0)
    query = (
        select(
            Membership.id,
            Membership.enrolment_id,
            FULL_NAME,
            Newest.kind,
            Newest.id,
            Newest.number,
            _needed(Newest.kind, Newest.programme_id),
            last.c.number,
            last.c.language,
            last.c.accepted_at,
            case((Membership.enrolment_id == reader, Newest.texts)),
            required_count(programme_id) if oriented else nothing,
            read_count(programme_id) if oriented else nothing,
        )
        .join(Group, points_at(Membership.group_id, Group))
        .join(Enrolment, points_at(Membership.enrolment_id, Enrolment))
        .join(Person, points_at(Enrolment.person_id, Person))
        .outerjoin(Newest, _is_asked_of(work, group))
        .outerjoin(last, and_(last.c.enrolment_id == Enrolment.id, last.c.kind == Newest.kind))
        .where(Membership.group_id == group.id, Membership.left_on.is_(None))
        .order_by(Newest.kind.desc(), Membership.id, last.c.number)
    )
    # Of several acceptances of one person the last row is the newest version.
    found = {(row[0], row[3]): Signatory(*row) for row in work.session.execute(query)}
    return list(found.values())


def _is_asked_of(work: Work, group: Group) -> ColumnElement[bool]:
    """Whether a version is the one that members of a group are asked for."""
    return and_(
        Newest.tenant_id == Group.tenant_id,
        Newest.programme_id == group.cycle.programme_id,
        Newest.kind.in_(asked_of(work, group).kinds),
        is_newest(Newest),
    )


def missing(work: Work, group: Group) -> list[str]:
    """The names of those without whom a group cannot meet yet."""
    if not asked_of(work, group).needed:
        return []
    return list(dict.fromkeys(one.name for one in signatories(work, group) if not one.may_meet))


def unpublished(work: Work, cycle: Cycle, there: Collection[str] | None = None) -> Sequence[str]:
    """The kinds that a cycle's first meetings wait for, and that are not published yet.

    `there` are those that are, where a statement has told it already.
    """
    needed = asked_in(settings_of(work, cycle)).needed
    if not needed:
        return ()
    if there is None:
        of_programme = AgreementVersion.programme_id == cycle.programme_id
        kinds = select(AgreementVersion.kind).where(of_programme).distinct()
        there = set(work.session.scalars(kinds))
    return [kind for kind in needed if kind not in there]


def is_newest(version: Any) -> ColumnElement[bool]:
    """Whether there is no later version of its kind in its programme."""
    newer = aliased(AgreementVersion)
    later = (
        select(newer.id)
        .where(
            newer.programme_id == version.programme_id,
            newer.kind == version.kind,
            newer.number > version.number,
        )
        .correlate_except(newer)
    )
    return ~later.exists()


def asks_for(kind: Any) -> ColumnElement[bool]:
    """In a query over ProgrammeVersion: whether these settings ask for this kind (a column)."""
    return or_(
        *(and_(kind == one, SETTINGS.contains({"agreements": {"kinds": [one]}})) for one in KINDS)
    )


def open_ones(work: Work, *columns: Any) -> Select[Any]:
    """A query over members of groups that stand, and each newest version that they have not accepted.

    `columns` may be of Membership, Group, Enrolment, Person, Cycle, Programme, ProgrammeVersion and Newest.
    """
    return (
        select(*columns)
        .select_from(Membership)
        .join(Group, points_at(Membership.group_id, Group))
        .join(Enrolment, points_at(Membership.enrolment_id, Enrolment))
        .join(Person, points_at(Enrolment.person_id, Person))
        .join(Cycle, points_at(Group.cycle_id, Cycle))
        .join(Programme, points_at(Cycle.programme_id, Programme))
        .join(ProgrammeVersion, points_at(Cycle.version_id, ProgrammeVersion))
        .join(Newest, points_at(Newest.programme_id, Programme))
        .where(
            Group.state == "active",
            Membership.left_on.is_(None),
            Cycle.state != "closed",
            ~gathers_groups(work),
            asks_for(Newest.kind),
            is_newest(Newest),
            func.coalesce(accepted_last(), 0) < Newest.number,
        )
    )


def holds_up() -> ColumnElement[bool]:
    """In such a query: whether they have not accepted what holds for their group either."""
    needed = _needed(Newest.kind, Newest.programme_id)
    return func.coalesce(accepted_last(), 0) < func.coalesce(needed, 0)


def accepted_last() -> Any:
    """In such a query: the version of this kind that they accepted last, if any."""
    version = aliased(AgreementVersion)
    # Within the maximum, so that it is always looked for from the few acceptances of one person.
    number = (
        select(version.number)
        .where(points_at(AgreementAcceptance.version_id, version), version.kind == Newest.kind)
        .correlate(AgreementAcceptance, Newest)
        .scalar_subquery()
    )
    return (
        select(func.max(number))
        .select_from(AgreementAcceptance)
        .where(points_at(AgreementAcceptance.enrolment_id, Enrolment))
        .correlate(Enrolment, Newest)
        .scalar_subquery()
    )


def _accepted() -> Any:
    """What everybody has accepted, as a table of its own."""
    version = aliased(AgreementVersion)
    return (
        select(
            AgreementAcceptance.enrolment_id,
            version.kind,
            version.number,
            AgreementAcceptance.language,
            AgreementAcceptance.accepted_at,
        )
        .join(version, points_at(AgreementAcceptance.version_id, version))
        .subquery()
    )


def _needed(kind: Any, programme_id: Any) -> Any:
    """In a query over Group: the newest version that was published before it first met.

    Before now while it has not met; NULL when it met before there was any.
    """
    begins = func.timezone(Meeting.zone, Meeting.local_start)
    first_met = (
        select(func.min(begins))
        .where(points_at(Meeting.group_id, Group), Meeting.state == "held")
        .correlate(Group)
        .scalar_subquery()
    )
    version = aliased(AgreementVersion)
    return (
        select(func.max(version.number))
        .where(
            version.programme_id == programme_id,
            version.kind == kind,
            version.published_at <= func.coalesce(first_met, clock.now()),
        )
        .correlate_except(version)
        .scalar_subquery()
    )
