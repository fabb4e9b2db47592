"""Writing what a member shares to where the network may read it.

A job of the worker, in the member's own unit of work: what it cannot see of other members, it cannot
publish. What is no longer shared is deleted, and the same frozen figures are always told alike.
"""

from dataclasses import asdict
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from punos import clock
from punos.deployment import Deployment
from punos.network.models import PublishedFact
from punos.network.sharing import Leaving, leaving
from punos.tenancy.directory import TenantRecord
from punos.tenancy.models import TenantConfig
from punos.tenants.provision import ROLE
from punos.work import Work

Key = tuple[str, str, str]


def publish(deployment: Deployment, tenant: TenantRecord) -> None:
    """Let the member's published figures be those that it shares now: one transaction."""
    with deployment.work(tenant, role=ROLE) as work:
        _one_at_a_time(work)
        bring_up_to_date(work)


def bring_up_to_date(work: Work) -> None:
    """Write, change and delete the member's published rows until they are what it shares."""
    shared = {_key(line): _values(line) for line in leaving(work) if _leaves(line)}
    mine = select(PublishedFact).where(PublishedFact.member_id == work.tenant.id)
    there = {(row.model, row.metric, row.window): row for row in work.session.scalars(mine)}
    for key in there.keys() - shared.keys():
        work.session.delete(there[key])
    for key in sorted(shared.keys() - there.keys()):
        model, metric, window = key
        row = PublishedFact(
            member_id=work.tenant.id, model=model, metric=metric, window=window, **shared[key]
        )
        work.session.add(row)
    for key in there.keys() & shared.keys():
        for name, value in shared[key].items():
            setattr(there[key], name, value)


def _one_at_a_time(work: Work) -> None:
    """Two choices that follow each other closely are published one after the other."""
    work.session.scalars(select(TenantConfig).with_for_update(key_share=True)).one()


def _leaves(line: Leaving) -> bool:
    return line.shared and line.cell is not None


def _key(line: Leaving) -> Key:
    return line.fact.model, line.fact.metric, line.fact.window


def _values(line: Leaving) -> dict[str, Any]:
    fact, cell = line.fact, line.cell
    assert cell is not None  # see _leaves
    frozen_at = fact.frozen_at.astimezone(ZoneInfo(clock.DEFAULT_ZONE))
    said = {"definition": fact.definition, "basis": fact.basis, "frozen_on": frozen_at.date()}
    return {**said, **asdict(cell)}
