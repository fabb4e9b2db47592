"""How the members of a new pair or team are introduced to each other by mail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from punos.db import points_at
from punos.enrolments.models import Enrolment
from punos.groups.models import Membership
from punos.i18n import _, _n
from punos.mail.service import greeted
from punos.people.models import Person
from punos.programmes.models import Cycle
from punos.programmes.service import model_of, settings_of
from punos.work import Work

FIRST_CONTACT_HOURS = 48
"""So soon they get in touch, where the programme says nothing else."""


class Fellow(NamedTuple):
    """A member of a group, as another one is introduced to them."""

    membership_id: UUID
    role: str
    person: Person


Fellows = Mapping[UUID, Sequence[Fellow]]
"""By group."""


def fellows_of(work: Work, memberships: Iterable[Membership]) -> Fellows:
    """Everybody who is in the groups of these members now, in the order they joined: one statement."""
    query = (
        select(Membership, Person)
        .join(Enrolment, points_at(Membership.enrolment_id, Enrolment))
        .join(Person, points_at(Enrolment.person_id, Person))
        .where(
            Membership.group_id.in_({one.group_id for one in memberships}),
            Membership.left_on.is_(None),
        )
        .order_by(Membership.id)
    )
    found: dict[UUID, list[Fellow]] = {}
    for membership, person in work.session.execute(query):
        fellow = Fellow(membership.id, membership.role, person)
        found.setdefault(membership.group_id, []).append(fellow)
    return found


def introduction(
    work: Work, cycle: Cycle, membership: Membership, fellows: Fellows
) -> Sequence[str]:
    """What to do first, and who the others are and how to reach them; a paragraph each.

    Nothing for whoever is alone. In the language that is spoken.
    """
    here = fellows.get(membership.group_id, ())
    others = [one for one in here if one.membership_id != membership.id]
    if not others:
        return ()
    hours = (settings_of(work, cycle).get("care") or {}).get("first_contact_hours")
    step = _n(
        "The first step is small: write or call within %(num)s hour, and agree on when you first meet.",
        "The first step is small: write or call within %(num)s hours, and agree on when you first meet.",
        hours or FIRST_CONTACT_HOURS,
    )
    return [step, *(_told(work, cycle, one) for one in others)]


def _told(work: Work, cycle: Cycle, fellow: Fellow) -> str:
    person = fellow.person
    role = model_of(work, cycle).roles.get(fellow.role, "")
    who = _("%(name)s, %(role)s", name=greeted(person.full_name), role=role)
    lines = (who, person.city, person.phone, person.email)
    return "\n".join(str(line) for line in lines if line)
