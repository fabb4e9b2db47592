"""The names behind a claim: for those who answer for it, and never outside.

Each opening is written down: in the access log for each person who is in it, and in the audit.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased

from punos.plugin import (
    Attendance,
    Enrolment,
    Membership,
    Person,
    Work,
    points_at,
    read_page,
    record_audit,
)
from punos_payouts.claims import SUBJECT
from punos_payouts.models import Claim, ClaimItem, Earning, Line, Reversal

PAGE = "payouts.annex"
Named = tuple[UUID, str]


@dataclass(frozen=True)
class Behind:
    """One earning in a claim, or one that is given back, and the people behind it by name."""

    line: Line
    earning: Earning
    given_back: bool
    people: Sequence[Named]

    @property
    def names(self) -> list[str]:
        """Their names, in the order of the alphabet."""
        return [name for _person_id, name in self.people]

    @property
    def earned_on(self) -> date:
        """When it was earned."""
        return self.earning.earned_on

    @property
    def amount_cents(self) -> int:
        """What it adds to the claim."""
        return -self.earning.amount_cents if self.given_back else self.earning.amount_cents


def open_annex(work: Work, claim: Claim) -> list[Behind]:
    """What is behind the claim, line by line; that it was opened is written down."""
    found = _items(work, claim)
    people = _people(work, [earning for _line, earning, _back in found])
    record_audit(work, "payouts.annex_opened", SUBJECT, claim.id)
    behind = [
        Behind(line, earning, back, people.get(earning.subject_id, []))
        for line, earning, back in found
    ]
    for person_id in {one for each in behind for one, _name in each.people}:
        read_page(work, person_id, PAGE)
    return behind


def _items(work: Work, claim: Claim) -> list[tuple[Line, Earning, bool]]:
    given = aliased(Earning)
    query = (
        select(Line, Earning, given)
        .select_from(ClaimItem)
        .join(Line, points_at(ClaimItem.line_id, Line))
        .outerjoin(Earning, points_at(ClaimItem.earning_id, Earning))
        .outerjoin(Reversal, points_at(ClaimItem.reversal_id, Reversal))
        .outerjoin(given, points_at(Reversal.earning_id, given))
        .where(ClaimItem.claim_id == claim.id)
        .order_by(Line.position, Line.id, ClaimItem.id)
    )
    return [
        (line, asked or fallen, asked is None)
        for line, asked, fallen in work.session.execute(query)
    ]


def _people(work: Work, earnings: Iterable[Earning]) -> dict[UUID, list[Named]]:
    """Who is behind each subject: a person, those in a group, or those who came to a meeting."""
    ids: dict[str, set[UUID]] = {}
    for earning in earnings:
        ids.setdefault(earning.subject_kind, set()).add(earning.subject_id)
    return {
        **_persons(work, ids.get("person", set())),
        **_members(work, ids.get("group", set())),
        **_present(work, ids.get("meeting", set())),
    }


def _persons(work: Work, ids: set[UUID]) -> dict[UUID, list[Named]]:
    if not ids:
        return {}
    people = work.session.scalars(select(Person).where(Person.id.in_(ids)))
    return {person.id: [(person.id, person.full_name)] for person in people}


def _members(work: Work, ids: set[UUID]) -> dict[UUID, list[Named]]:
    if not ids:
        return {}
    query = (
        select(Membership.group_id, Person)
        .join(Enrolment, points_at(Membership.enrolment_id, Enrolment))
        .join(Person, points_at(Enrolment.person_id, Person))
        .where(Membership.group_id.in_(ids))
    )
    return _listed(work.session.execute(query.order_by(Person.sort_key, Person.id)))


def _present(work: Work, ids: set[UUID]) -> dict[UUID, list[Named]]:
    if not ids:
        return {}
    query = (
        select(Attendance.meeting_id, Person)
        .join(Enrolment, points_at(Attendance.enrolment_id, Enrolment))
        .join(Person, points_at(Enrolment.person_id, Person))
        .where(Attendance.meeting_id.in_(ids), Attendance.state == "present")
    )
    return _listed(work.session.execute(query.order_by(Person.sort_key, Person.id)))


def _listed(rows: Iterable[tuple[UUID, Person]]) -> dict[UUID, list[Named]]:
    found: dict[UUID, list[Named]] = {}
    for subject_id, person in rows:
        found.setdefault(subject_id, []).append((person.id, person.full_name))
    return found
