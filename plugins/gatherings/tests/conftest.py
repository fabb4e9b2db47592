"""The plugin is tested in the same deployment as the core, whether alone or with everything."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from punos_gatherings.occasions import begins, occasion_of
from punos_gatherings.seats import take_seat
from sqlalchemy import select

from punos import clock
from punos.enrolments.models import Enrolment
from tests import conftest as core
from tests.conftest import app, client, deployment, tenants
from tests.support.clients import Client
from tests.support.database import ADMIN
from tests.support.tenants import Association

from .seasons import season

__all__ = ["app", "client", "deployment", "tenants"]


def pytest_configure(config: pytest.Config) -> None:
    """Start the server, unless the core's tests run too and have done so."""
    if ADMIN not in os.environ:
        core.pytest_configure(config)


def pytest_unconfigure() -> None:
    """Stop it with the run."""
    core.pytest_unconfigure()


@pytest.fixture
def meeting_id(association: Association, slug: str) -> UUID:
    """The first meeting of a season."""
    return season(association, slug)[0]


@pytest.fixture
def people(association: Association, slug: str, meeting_id: UUID) -> list[UUID]:
    """Three with a place, which they took before the evening."""
    with clock.at(datetime.now(UTC)):
        found = [association.enrol(slug, "participant", state="taking_part") for _one in range(3)]
        with association.work() as work:
            meeting = occasion_of(work, meeting_id).meeting
            query = select(Enrolment).order_by(Enrolment.id)
            for enrolment in work.session.scalars(query).all():
                take_seat(work, meeting, enrolment)
    return found


@pytest.fixture
def evening(association: Association, meeting_id: UUID) -> Iterator[datetime]:
    """A quarter of an hour after the meeting has begun."""
    with association.work() as work:
        now = begins(occasion_of(work, meeting_id).meeting) + timedelta(minutes=15)
    with clock.at(now):
        yield now


@pytest.fixture
def facilitator(association: Association, app: Flask, evening: datetime) -> Client:
    """Whoever keeps the door that evening."""
    return association.signed_in(Client(app), "facilitator")
