"""What the demo's tenants have done with one another: in acts, with the border carried between them."""

from uuid import UUID

from sqlalchemy import or_, select

from punos.border.courier import carry, report
from punos.border.models import InboxItem, OutboxItem
from punos.border.service import NOTHING_DUE
from punos.deployment import Deployment
from punos.network.demo import share_figures
from punos.referrals.demo import demo_act
from punos.tenancy.directory import TenantRecord

ACTS = (1, 2, 3, 4)


def perform(deployment: Deployment) -> None:
    """All acts, each at every tenant, by the product's own verbs."""
    for act in ACTS:
        for tenant in deployment.directory.active():
            with deployment.work(tenant) as work:
                demo_act(work, act)
                work.hooks.on("demo_act", act=act)
        carry_everything(deployment)
    share_figures(deployment)


def carry_everything(deployment: Deployment) -> None:
    """What the worker would bring over the border meanwhile."""
    for tenant in deployment.directory.active():
        # What was decided first: a payment that comes before the approval is carried again later.
        for item in _decided(deployment, tenant):
            report(deployment, tenant, item)
        for item in _leaving(deployment, tenant):
            carry(deployment, tenant, item)


def _leaving(deployment: Deployment, tenant: TenantRecord) -> list[UUID]:
    query = select(OutboxItem.id).where(
        OutboxItem.state.in_(("waiting", "cancelled")), OutboxItem.due_at != NOTHING_DUE
    )
    with deployment.work(tenant) as work:
        return list(work.session.scalars(query.order_by(OutboxItem.id)))


def _decided(deployment: Deployment, tenant: TenantRecord) -> list[UUID]:
    untold = or_(InboxItem.reported_state.is_(None), InboxItem.reported_state != InboxItem.state)
    query = select(InboxItem.id).where(InboxItem.state.in_(("accepted", "declined")), untold)
    with deployment.work(tenant) as work:
        return list(work.session.scalars(query.order_by(InboxItem.id)))
