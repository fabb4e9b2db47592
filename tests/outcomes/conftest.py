"""A cycle of pairs with a mentee of a known profession, and staff who record what became of her."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from punos import clock
from punos.enrolments.models import Enrolment
from punos.outcomes.models import Outcome
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants

ENGINEER, DEVELOPER, COOK, ELECTRICIAN = "2142", "2512", "5120", "2151"


@dataclass
class Cycle:
    """A cycle of pairs and one of its mentees, an engineer."""

    association: Association
    slug: str
    mentee: UUID
    staff: Client

    def known(self) -> list[Outcome]:
        """Everything that was observed of her, in the order of time."""
        with self.association.work() as work:
            query = select(Outcome).where(Outcome.enrolment_id == self.mentee).order_by(Outcome.id)
            found = list(work.session.scalars(query))
            work.session.expunge_all()
            return found

    def post(self, **said: object) -> int:
        """Write one down on her page; the status of the answer."""
        usual = {"moment": "exit", "happened_on": clock.today().isoformat(), "source": "staff"}
        path = f"/enrolments/{self.mentee}/outcomes"
        self.staff.get(path)
        return self.staff.post(path, {**usual, **said}).status_code


@pytest.fixture
def cycle(tenants: Tenants, app: Flask) -> Cycle:
    """Her application says that she is an engineer."""
    association = tenants.make()
    slug = association.cycle()
    mentee = association.enrol(slug, "mentee")
    with association.work() as work:
        query = select(Enrolment).where(Enrolment.id == mentee)
        row = work.session.scalars(query).one()
        row.answers = {"pairwise": {"version": 1, "data": {"occupation": ENGINEER}}}
    return Cycle(association, slug, mentee, association.signed_in(Client(app), "coordinator"))


@pytest.fixture
def later() -> Iterator[ExitStack]:
    """Days that have passed: `later.enter_context(after(days))`."""
    with ExitStack() as stack:
        yield stack


def after(days: int) -> object:
    """The clock, so many days on."""
    return clock.at(clock.now() + timedelta(days=days))
