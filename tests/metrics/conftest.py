"""A cycle of the tests' own programme model, and short words for what happens in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from uuid import UUID

import pytest
from sqlalchemy import select

from punos import clock
from punos.access import SYSTEM, Principal
from punos.deployment import Deployment
from punos.enrolments.closing import close_whole_cycle
from punos.enrolments.models import Enrolment
from punos.enrolments.service import move
from punos.extend import Metric, PluginRegistry
from punos.groups.models import Group
from punos.groups.service import activate_group, add_member
from punos.meetings.planning import Host, hold_meeting, plan_meeting
from punos.outcomes.service import record_outcome, withdraw_outcome
from punos.programmes.models import Cycle
from punos.programmes.service import cycle_by_slug, start_cycle
from punos.work import Work
from tests.conftest import make_config
from tests.metrics.choir import CIRCLE, DUO, GUIDE, SINGER, figures, plugin
from tests.support.database import cloned_database
from tests.support.tenants import Association, Tenants

_minutes = count(1)


@pytest.fixture(scope="package")
def own_deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """A deployment whose only plugin is the tests' own."""
    registry = PluginRegistry.load([])
    registry.add(plugin)
    with cloned_database() as urls:
        deployment = Deployment(make_config(urls, tmp_path_factory.mktemp("data")), registry)
        yield deployment
        deployment.dispose()


@dataclass
class Choir:
    """A running cycle. Every verb commits, as a person's step does."""

    association: Association
    slug: str

    def singer(self, *, state: str = "accepted", unit_id: UUID | None = None) -> UUID:
        """Somebody whose participation is counted."""
        return self.association.enrol(self.slug, SINGER, state=state, unit_id=unit_id)

    def guide(self, *, unit_id: UUID | None = None) -> UUID:
        """Somebody whose participation is not."""
        return self.association.enrol(self.slug, GUIDE, unit_id=unit_id)

    def duo(self, *members: UUID) -> UUID:
        """A group with a plan."""
        return self._group(DUO, members)

    def circle(self, *members: UUID) -> UUID:
        """A group without a plan."""
        return self._group(CIRCLE, members)

    def joins(self, group_id: UUID, enrolment_id: UUID) -> None:
        """Somebody comes to a group that stands."""
        with self.association.work() as work:
            group = work.session.scalars(select(Group).where(Group.id == group_id)).one()
            add_member(work, group, self._enrolment(work, enrolment_id))

    def meets(
        self,
        group_id: UUID | None = None,
        *,
        minutes: int = 60,
        kind: str = "group",
        days: int = 0,
        **marks: list[UUID],
    ) -> None:
        """A group, or the cycle, met so many days ago: `present=[…], absent=[…], excused=[…]`."""
        start = datetime.combine(clock.today() - timedelta(days=days), datetime.min.time())
        with self.association.work() as work:
            host: Host = cycle_by_slug(work, self.slug)
            if group_id is not None:
                host = work.session.scalars(select(Group).where(Group.id == group_id)).one()
            start += timedelta(seconds=next(_minutes))
            meeting = plan_meeting(work, host, kind=kind, local_start=start, minutes=minutes)
            attendance = {one: state for state, people in marks.items() for one in people}
            hold_meeting(work, meeting.id, attendance)

    def moves(self, enrolment_id: UUID, state: str, reason: str | None = None) -> None:
        """Somebody completes or leaves."""
        with self.association.work() as work:
            move(work, enrolment_id, state, reason=reason)

    def outcome(self, enrolment_id: UUID, code: str, *, moment: str = "exit") -> UUID:
        """What became of somebody."""
        with self.association.work() as work:
            found = self._enrolment(work, enrolment_id)
            outcome = record_outcome(work, found, code, moment=moment, happened_on=clock.today())
            return outcome.id

    def withdraws(self, outcome_id: UUID) -> None:
        """It was not so."""
        with self.association.work() as work:
            withdraw_outcome(work, outcome_id)

    def closes(self) -> None:
        """The cycle is over."""
        with self.association.work() as work:
            close_whole_cycle(work, cycle_by_slug(work, self.slug))

    def figures(self, actor: Principal = SYSTEM) -> dict[str, Metric]:
        """The cycle's figures by name, as somebody sees them."""
        with self.association.work(actor) as work:
            return {metric.name: metric for metric in figures(work, self.cycle(work))}

    def cycle(self, work: Work) -> Cycle:
        """The cycle."""
        return cycle_by_slug(work, self.slug)

    def _group(self, kind: str, members: tuple[UUID, ...]) -> UUID:
        with self.association.work() as work:
            found = [self._enrolment(work, member) for member in members]
            return activate_group(work, self.cycle(work), kind, found).id

    def _enrolment(self, work: Work, enrolment_id: UUID) -> Enrolment:
        return work.session.scalars(select(Enrolment).where(Enrolment.id == enrolment_id)).one()


@pytest.fixture
def choir(own_deployment: Deployment) -> Choir:
    """A cycle in which a duo is meant to meet four times."""
    association = Tenants(own_deployment).make()
    slug = association.cycle(model="choir", settings={"meetings": 4})
    with association.work() as work:
        start_cycle(work, cycle_by_slug(work, slug))
    return Choir(association, slug)


@pytest.fixture
def at() -> Iterator[ExitStack]:
    """Moments to live at: `at.enter_context(clock.at(moment))`."""
    with ExitStack() as stack:
        yield stack
