"""The association's ethical guidelines: their versions, and who has accepted which one.

Whoever is in a team is asked for the newest version. No team logs its first meeting before everybody
in it has accepted that; a team that has met goes on with the version that held when it first met.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select

from punos.plugin import (
    Absent,
    Enrolment,
    Group,
    Meeting,
    Membership,
    Person,
    Refused,
    Work,
    clock,
    insert_once,
    points_at,
    record_audit,
)
from punos_mentor_teams.model import TEAM
from punos_mentor_teams.models import Acceptance, Guidelines
from punos_mentor_teams.texts import _staff

FULL_NAME = func.concat_ws(" ", Person.given_name, Person.family_name)


class Signatory(NamedTuple):
    """Somebody in a team. `number`: the version they accepted last; `needed`: the one to meet under."""

    membership_id: UUID
    enrolment_id: UUID
    role: str
    name: str
    needed: int | None
    number: int | None
    language: str | None
    accepted_at: datetime | None

    @property
    def may_meet(self) -> bool:
        """Whether nothing is missing from them before a meeting."""
        return (self.number or 0) >= (self.needed or 1)


def versions(work: Work) -> list[Guidelines]:
    """Every version, the newest first."""
    return list(work.session.scalars(select(Guidelines).order_by(Guidelines.number.desc())))


def newest(work: Work) -> Guidelines | None:
    """The version that people are asked to accept; None before one is published."""
    query = select(Guidelines).order_by(Guidelines.number.desc()).limit(1)
    return work.session.scalars(query).first()


def required(work: Work) -> None:
    """Raise Refused while no guidelines are published: nobody could accept them before meeting."""
    if newest(work) is None:
        raise Refused(
            _staff("Publish the ethical guidelines first: everybody in a team accepts them.")
        )


def publish(work: Work, texts: Mapping[str, str]) -> Guidelines:
    """Make a new version, `{language: text}`, the one that people are asked to accept.

    Of two that are published at the same moment the database refuses one. Raises Refused when nothing
    would change.
    """
    before = newest(work)
    if before is not None and before.texts == dict(texts):
        raise Refused(_staff("This is the text that is published already. Nothing was changed."))
    made = Guidelines(
        number=before.number + 1 if before else 1, texts=dict(texts), published_at=clock.now()
    )
    work.session.add(made)
    work.session.flush()
    record_audit(work, "guidelines.published", "guidelines", made.id, sorted(texts))
    return made


def accept(work: Work, enrolment_id: UUID, guidelines_id: UUID, language: str) -> None:
    """Write down that somebody accepts a version as they read it. Doing so again changes nothing.

    Raises Absent for a version, or a language of it, that there is not.
    """
    query = select(Guidelines.texts).where(Guidelines.id == guidelines_id)
    texts = work.session.scalars(query).one_or_none()
    if texts is None or language not in texts:
        raise Absent
    values = {"enrolment_id": enrolment_id, "guidelines_id": guidelines_id, "language": language}
    if insert_once(work.session, Acceptance, accepted_at=clock.now(), **values):
        record_audit(work, "guidelines.accepted", "enrolment", enrolment_id)


def signatories(work: Work, group: Group) -> list[Signatory]:
    """Everybody who is in a team now, in the order they joined: one statement."""
    query = (
        select(
            Membership.id,
            Membership.enrolment_id,
            Membership.role,
            FULL_NAME,
            needed(),
            Guidelines.number,
            Acceptance.language,
            Acceptance.accepted_at,
        )
        .join(Group, points_at(Membership.group_id, Group))
        .join(Enrolment, points_at(Membership.enrolment_id, Enrolment))
        .join(Person, points_at(Enrolment.person_id, Person))
        .outerjoin(Acceptance, points_at(Acceptance.enrolment_id, Enrolment))
        .outerjoin(Guidelines, points_at(Acceptance.guidelines_id, Guidelines))
        .where(Membership.group_id == group.id, Membership.left_on.is_(None))
        .order_by(Membership.id, Guidelines.number)
    )
    # Of several acceptances of one person the last row is the newest version.
    found = {row[0]: Signatory(*row) for row in work.session.execute(query)}
    return list(found.values())


def missing(work: Work, group: Group) -> list[str]:
    """The names of those without whom the team cannot meet yet."""
    if group.kind != TEAM:
        return []
    return [one.name for one in signatories(work, group) if not one.may_meet]


def needed() -> ColumnElement[Any]:
    """In a query over Group: the version under which it may meet; NULL for the first one of all.

    It is the newest that was published before the team first met, and before now while it has not.
    """
    begins = func.timezone(Meeting.zone, Meeting.local_start)
    first_met = (
        select(func.min(begins))
        .where(points_at(Meeting.group_id, Group), Meeting.state == "held")
        .correlate(Group)
        .scalar_subquery()
    )
    return (
        select(func.max(Guidelines.number))
        .where(Guidelines.published_at <= func.coalesce(first_met, clock.now()))
        .correlate(Group)
        .scalar_subquery()
    )


def waiting_for(*columns: Any) -> Select[Any]:
    """A query over members of teams that stand, without whom these cannot meet yet.

    `columns` may be of Group, Membership, Enrolment and Person.
    """
    accepted = (
        select(func.max(Guidelines.number))
        .join(Acceptance, points_at(Acceptance.guidelines_id, Guidelines))
        .where(points_at(Acceptance.enrolment_id, Enrolment))
        .correlate(Enrolment)
        .scalar_subquery()
    )
    return (
        select(*columns)
        .select_from(Group)
        .join(Membership, points_at(Membership.group_id, Group))
        .join(Enrolment, points_at(Membership.enrolment_id, Enrolment))
        .join(Person, points_at(Enrolment.person_id, Person))
        .where(
            Group.kind == TEAM,
            Group.state == "active",
            Membership.left_on.is_(None),
            func.coalesce(accepted, 0) < func.coalesce(needed(), 1),
        )
    )
