"""An association of circles, at a deployment whose only plugin they are."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from punos import clock
from punos.accounts.links import issue
from punos.app import create_app
from punos.deployment import Deployment
from punos.desk.service import switch_plugin
from punos.enrolments.models import Enrolment
from punos.enrolments.service import enrol, move
from punos.extend import PluginRegistry, PluginState
from punos.groups.models import Group, Membership
from punos.groups.service import activate_group
from punos.people.service import add_person
from punos.programmes.service import create_cycle, create_programme, cycle_by_slug, open_cycle
from punos.work import Work
from tests.groups.circles import CircleHooks, circles_plugin
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

_numbers = count(1)


@dataclass
class Circles:
    """One association, its cycle of circles, and what is often asked of them."""

    association: Association
    app: Flask
    slug: str = ""
    names: dict[UUID, str] = field(default_factory=dict)

    def work(self, *arguments: Any) -> Any:
        """A unit of work here."""
        return self.association.work(*arguments)

    def plan(self, **settings: Any) -> str:
        """A new cycle with these settings; later calls mean this one."""
        slug, today = f"cycle-{next(_numbers)}", clock.today()
        with self.work() as work:
            programme = create_programme(
                work, slug=f"p-{slug}", names={"en": "P"}, model="circles", settings=settings
            )
            cycle = create_cycle(
                work,
                programme,
                slug=slug,
                names={"en": "Circles"},
                starts_on=today,
                ends_on=today + timedelta(days=100),
            )
            open_cycle(work, cycle)
        self.slug = slug
        return slug

    def person(self, name: str, role: str = "guest", unit_id: UUID | None = None) -> UUID:
        """Somebody who was accepted; the enrolment's id."""
        with self.work() as work:
            person = add_person(
                work,
                given_name=name,
                family_name=self.association.canary,
                email=f"{name.lower()}{next(_numbers)}@people.example.org",
                language="en",
                unit_id=unit_id,
            )
            work.session.flush()
            cycle = cycle_by_slug(work, self.slug)
            made = enrol(work, cycle, person, role, answers={}, source="staff", unit_id=unit_id)
            move(work, made.id, "accepted")
            return made.id

    def group(self, *members: UUID, kind: str = "circle", **how: Any) -> UUID:
        """A group of these."""
        with self.work() as work:
            found = [self.enrolment(work, one) for one in members]
            return activate_group(work, cycle_by_slug(work, self.slug), kind, found, **how).id

    def enrolment(self, work: Work, enrolment_id: UUID) -> Enrolment:
        """The enrolment, in this unit of work."""
        return work.session.scalars(select(Enrolment).where(Enrolment.id == enrolment_id)).one()

    def found(self, work: Work, group_id: UUID) -> Group:
        """The group, in this unit of work."""
        return work.session.scalars(select(Group).where(Group.id == group_id)).one()

    def staff(self, role: str = "coordinator", **account: Any) -> Client:
        """A browser of somebody on the staff."""
        return self.association.signed_in(Client(self.app), role, **account)

    def member(self, enrolment_id: UUID) -> Client:
        """The browser of a member who has followed their link."""
        with self.work() as work:
            query = select(Membership).where(Membership.enrolment_id == enrolment_id)
            membership = work.session.scalars(query).one()
            person_id = membership.enrolment.person_id
            link = issue(work, "group_member", "membership", membership.id, person_id=person_id)
        client = Client(self.app, self.association.host)
        assert client.follow(client.get(link)).status_code == 200
        return client


@pytest.fixture(scope="session")
def circles_deployment(deployment: Deployment) -> Iterator[Deployment]:
    """The tests' database, with circles as the only plugin."""
    registry = PluginRegistry.load([])
    registry.add(circles_plugin())
    own = Deployment(deployment.config, registry)
    yield own
    own.dispose()


@pytest.fixture(scope="session")
def circles_app(circles_deployment: Deployment) -> Flask:
    """Its application."""
    return create_app(deployment=circles_deployment)


@pytest.fixture
def here(circles_deployment: Deployment, circles_app: Flask) -> Iterator[Circles]:
    """A new association with a cycle of circles whose meetings have themes."""
    circles = Circles(Tenants(circles_deployment).make(), circles_app)
    with circles.work() as work:
        switch_plugin(work, "circles", PluginState.ON)
    circles.plan()
    CircleHooks.reasons.clear()
    CircleHooks.told.clear()
    yield circles
    CircleHooks.reasons.clear()
