"""A pair for tests: the two of it in their browsers, signed in or come by a link."""

from dataclasses import dataclass
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from punos.accounts.links import issue
from punos.enrolments.models import Enrolment
from punos.enrolments.service import move
from punos.groups.models import Membership
from punos.groups.service import activate_group
from punos.programmes.service import cycle_by_slug
from tests.support.clients import Client
from tests.support.tenants import Association


@dataclass
class Pair:
    """A mentee and a mentor who meet."""

    here: Association
    slug: str
    mentee: UUID
    mentor: UUID
    group: UUID

    def signed_in(self, app: Flask, enrolment_id: UUID, role: str) -> Client:
        """The browser of one of the two, with an account."""
        with self.here.work() as work:
            query = select(Enrolment.person_id).where(Enrolment.id == enrolment_id)
            person = work.session.scalars(query).one()
        return self.here.signed_in(Client(app), role, person_id=person)

    def by_link(self, app: Flask, enrolment_id: UUID) -> Client:
        """The browser of one of the two, come by a link of a mail."""
        with self.here.work() as work:
            query = select(Membership).where(
                Membership.enrolment_id == enrolment_id, Membership.group_id == self.group
            )
            membership = work.session.scalars(query).one()
            person = membership.enrolment.person_id
            url = issue(work, "group_member", "membership", membership.id, person_id=person)
        client = Client(app, self.here.host)
        assert client.follow(client.get(url)).status_code == 200
        return client


def pair_in(here: Association, slug: str, unit_id: UUID | None = None) -> Pair:
    """A pair in a cycle."""
    mentee = here.enrol(slug, "mentee", unit_id=unit_id)
    mentor = here.enrol(slug, "mentor", unit_id=unit_id)
    with here.work() as work:
        query = select(Enrolment).where(Enrolment.id.in_((mentee, mentor)))
        group = activate_group(
            work, cycle_by_slug(work, slug), "pair", list(work.session.scalars(query))
        )
        for one in (mentee, mentor):
            move(work, one, "paired")
        return Pair(here, slug, mentee, mentor, group.id)
