"""What `make demo` prints: the addresses, and who can sign in."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from punos.accounts.models import Account
from punos.deployment import Deployment
from punos.tenancy.directory import TenantRecord


def welcome(deployment: Deployment) -> str:
    """The text, made from what the database holds."""
    return "\n".join(_lines(deployment))


def _lines(deployment: Deployment) -> Iterator[str]:
    yield ""
    yield "Punos is ready. Every person in it is made up."
    for tenant in deployment.directory.active():
        yield ""
        yield f"  {deployment.base_url(tenant)}"
        yield from (f"      {address}" for address in _sign_ins(deployment, tenant))
    yield ""
    yield f"  Password of all: {deployment.config.demo_password}"
    yield "  Ctrl-C stops it; the data is kept. Afresh: make demo-reset"
    yield ""


def _sign_ins(deployment: Deployment, tenant: TenantRecord) -> list[str]:
    """The accounts whose address says their role, in the order in which roles are declared."""
    wanted = [f"{role}@{tenant.slug}.example.org" for role in deployment.access.roles]
    with deployment.work(tenant) as work:
        query = select(Account.email).where(Account.email.in_(wanted), Account.state == "active")
        found = set(work.session.scalars(query))
    return [address for address in wanted if address in found]
