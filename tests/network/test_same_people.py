"""Somebody who takes part again and again is one person, however often they are counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import select

from punos import clock
from punos.deployment import Deployment
from punos.enrolments.models import Enrolment
from punos.enrolments.service import enrol, move
from punos.extend import PluginRegistry
from punos.jobs.tick import tick
from punos.people.models import Person
from punos.programmes.service import cycle_by_slug, start_cycle
from tests.conftest import make_config
from tests.metrics.choir import SINGER, plugin
from tests.metrics.conftest import Choir
from tests.network.members import cells, facts, share
from tests.support.database import cloned_database
from tests.support.tenants import Association, Tenants

PERSONAL = ("N11", "N12", "N13")


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """A deployment whose only plugin is the tests' own."""
    registry = PluginRegistry.load([])
    registry.add(plugin)
    with cloned_database() as urls:
        deployment = Deployment(make_config(urls, tmp_path_factory.mktemp("data")), registry)
        yield deployment
        deployment.dispose()


@pytest.fixture
def member(own: Deployment) -> Association:
    return Tenants(own).make()


def sung(
    member: Association, month: int, people: Sequence[UUID | None], employed: int
) -> list[UUID]:
    """A cycle that was closed in this month of 2023; None is somebody new. Whom it was about."""
    with clock.at(datetime(2023, month, 20, 12, tzinfo=UTC)):
        choir = Choir(member, member.cycle(model="choir", settings={"meetings": 1}))
        with member.work() as work:
            start_cycle(work, cycle_by_slug(work, choir.slug))
        singers = [choir.singer() if one is None else _again(choir, one) for one in people]
        choir.meets(kind="kick_off", present=singers)
        for number, singer in enumerate(singers):
            choir.outcome(singer, "A1" if number < employed else "D0")
        choir.closes()
    return [member.enrolment(one).person_id for one in singers]


def _again(choir: Choir, person_id: UUID) -> UUID:
    with choir.association.work() as work:
        person = work.session.scalars(select(Person).where(Person.id == person_id)).one()
        enrolment: Enrolment = enrol(
            work, cycle_by_slug(work, choir.slug), person, SINGER, answers={}, source="staff"
        )
        work.session.flush()
        move(work, enrolment.id, "accepted")
        return enrolment.id


def told(own: Deployment, member: Association) -> set[str]:
    """The states in which the personal figures of the only window that has them are published."""
    with clock.at(datetime(2026, 2, 1, 12, tzinfo=UTC)):
        tick(own)
        windows = {fact.window for fact in facts(member) if fact.metric in PERSONAL}
        for window in windows:
            share(member, window, PERSONAL)
    return {state for (_window, _code), (state, *_numbers) in cells(member).items()}


def test_few_people_who_come_again_and_again_are_few(own: Deployment, member: Association) -> None:
    same = sung(member, 2, [None] * 6, employed=3)
    for month in (4, 6, 8):
        sung(member, month, same, employed=3)
    assert told(own, member) == {"not_enough"}


def test_share_of_few_people_who_were_counted_several_times_is_hidden(
    own: Deployment, member: Association
) -> None:
    same = sung(member, 2, [None] * 10, employed=3)
    sung(member, 6, same, employed=3)
    assert told(own, member) == {"hidden"}


def test_control_as_many_different_people_are_told(own: Deployment, member: Association) -> None:
    sung(member, 2, [None] * 10, employed=5)
    sung(member, 6, [None] * 10, employed=5)
    assert told(own, member) == {"shown"}


def test_those_who_came_once_more_are_taken_off_either_side(
    own: Deployment, member: Association
) -> None:
    same = sung(member, 2, [None] * 10, employed=5)
    sung(member, 6, [same[0], *[None] * 9], employed=5)
    assert told(own, member) == {"shown"}
