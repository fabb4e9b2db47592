"""What `make demo` prints: the addresses, and who can sign in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from sqlalchemy import select

from punos.accounts.models import Account
from punos.deployment import Deployment
from punos.tenancy.directory import TenantRecord
from punos.units.service import units


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
    here = f"@{tenant.slug}.example.org"
    wanted = [f"{role}{here}" for role in deployment.access.roles]
    with deployment.work(tenant) as work:
        contacts = {f"contact-{unit.slug}{here}": unit.slug for unit in units(work)}
        asked = Account.email.in_([*wanted, *contacts])
        query = select(Account.email).where(asked, Account.state == "active")
        found = set(work.session.scalars(query))
    listed = [address for address in wanted if address in found]
    slugs = [slug for address, slug in contacts.items() if address in found]
    return [*listed, *(_contacts(here, slugs) if slugs else ())]


def _contacts(here: str, slugs: Sequence[str]) -> Iterator[str]:
    """Contact persons of many units at once: what to write for the dots."""
    yield f"contact-…{here}, for one unit each; write for the dots:"
    yield from (f"    {line}" for line in wrap(" ".join(slugs), 74, break_on_hyphens=False))
