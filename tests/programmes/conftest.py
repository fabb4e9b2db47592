"""An association with a small programme model of the tests' own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from punos.clock import now
from punos.deployment import Deployment
from punos.extend import Plugin, PluginRegistry
from punos.ids import new_id
from punos.programmes.models import Cycle, Programme
from punos.programmes.service import PhasePlan, create_cycle, create_programme
from punos.tenancy.directory import TenantRecord
from punos.tenancy.models import TenantPlugin
from punos.tenants.provision import create_tenant
from punos.work import Work
from tests.conftest import make_config
from tests.programmes.loom import LoomHooks
from tests.support.database import cloned_database


@pytest.fixture(scope="package")
def own_deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """A deployment whose only plugin is the tests' own."""
    registry = PluginRegistry.load([])
    registry.add(
        Plugin("loom", "tests", "1", ">=1,<2", "Loom", "A test's plugin", LoomHooks(), Path())
    )
    with cloned_database() as urls:
        deployment = Deployment(make_config(urls, tmp_path_factory.mktemp("data")), registry)
        yield deployment
        deployment.dispose()


@pytest.fixture
def tenant(own_deployment: Deployment) -> TenantRecord:
    """A new association with the plugin on."""
    slug = f"t{new_id().hex[-12:]}"
    record = create_tenant(
        own_deployment, slug=slug, hosts=[f"{slug}.localhost"], settings={"names": {"en": "T"}}
    )
    with own_deployment.work(record) as work:
        work.session.add(TenantPlugin(plugin="loom", state="on", changed_at=now()))
    return record


@pytest.fixture
def work(own_deployment: Deployment, tenant: TenantRecord) -> Iterator[Work]:
    """A unit of work of that association."""
    with own_deployment.work(tenant) as work:
        yield work


@pytest.fixture
def programme(work: Work) -> Programme:
    """A programme of three strands."""
    return create_programme(
        work, slug="braid", names={"en": "Braid"}, model="loom", settings={"strands": 3}
    )


@pytest.fixture
def cycle(work: Work, programme: Programme) -> Cycle:
    """A cycle from March to June, with two phases."""
    return create_cycle(
        work,
        programme,
        slug="spring",
        names={"en": "Spring"},
        starts_on=date(2027, 3, 1),
        ends_on=date(2027, 6, 30),
        phases=[
            PhasePlan("apply", {"en": "Apply"}, date(2027, 1, 7), date(2027, 1, 31)),
            PhasePlan("meet", {"en": "Meet"}, date(2027, 3, 1), date(2027, 6, 30)),
        ],
    )
