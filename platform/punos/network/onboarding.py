"""Taking a new association on: asked for on a page, made by the worker, once.

The id of the request becomes the new association's own. So a worker that is killed between any two
steps, or asked twice, sees what it has made already, and goes on from there.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from punos import clock
from punos.audit.service import record as audit
from punos.db import insert_once, lock_row
from punos.deployment import Deployment
from punos.desk.service import switch_plugin
from punos.errors import Absent, Refused
from punos.extend import PluginState
from punos.i18n import _staff
from punos.ids import new_id
from punos.jobs.service import defer
from punos.network.models import NetworkOnboarding
from punos.programmes.service import programme_models
from punos.tenancy.directory import TenantRecord
from punos.tenancy.models import Tenant, TenantHost
from punos.tenants.invite import invite_first_administrator
from punos.tenants.provision import ROLE, add_tenant
from punos.work import Work

log = logging.getLogger(__name__)

MAKE = "punos.network.onboarding:make"
SUBJECT = "network_onboarding"
DESK = "network"
RESERVED = frozenset(
    {
        "admin",
        "api",
        "autoconfig",
        "autodiscover",
        "imap",
        "mail",
        "mx",
        "ns",
        "smtp",
        "static",
        "www",
    }
)
"""What a host of the deployment itself is, or will be, called."""
TAKEN, NO_PLUGIN = "taken", "plugin_gone"


@dataclass(frozen=True)
class Asked:
    """A request as the job carries it from one transaction to the next."""

    id: UUID
    slug: str
    names: Mapping[str, str]
    short_name: str
    languages: Sequence[str]
    plugins: Sequence[str]
    admin_email: str


def host_of(deployment: Deployment, slug: str) -> str:
    """The host name that an association of this short address answers at."""
    return f"{slug}.{deployment.config.base_domain}"


def is_taken(work: Work, slug: str, host: str) -> bool:
    """Whether an association has this short address, or answers at this host, now.

    Nobody is given a host of the deployment's own, nor one that browsers show in other letters.
    """
    if slug in RESERVED or slug[2:4] == "--":
        return True
    known = select(Tenant.id).where(Tenant.slug == slug)
    hosts = select(TenantHost.tenant_id).where(TenantHost.host == host)
    return any(work.session.scalars(query.limit(1)).first() for query in (known, hosts))


def programme_plugins(work: Work) -> list[tuple[str, Any]]:
    """The plugins that bring a programme model, with their labels."""
    names = {model.plugin for model in programme_models(work.registry).values()}
    return [(name, work.registry.plugins[name].label) for name in sorted(names)]


def ask(work: Work, data: Mapping[str, Any], host: str) -> UUID:
    """Ask for an association at this host; the request's id. The same form sent twice is one request.

    `data`: slug, names, short_name, languages, plugins, admin_email. Raises Refused for a slug that is
    taken or asked for already.
    """
    if not is_taken(work, data["slug"], host) and (made := _ask_once(work, data)) is not None:
        return made
    query = select(NetworkOnboarding).where(NetworkOnboarding.slug == data["slug"])
    row = work.session.scalars(query).one_or_none()
    if row is None or any(getattr(row, key) != value for key, value in data.items()):
        raise Refused(_staff("This short address is already taken. Choose another one."))
    return row.id


def _ask_once(work: Work, data: Mapping[str, Any]) -> UUID | None:
    row_id, now = new_id(), clock.now()
    is_new = insert_once(
        work.session,
        NetworkOnboarding,
        id=row_id,
        state="asked",
        asked_by=work.account_id,
        asked_at=now,
        changed_at=now,
        **data,
    )
    if not is_new:
        return None
    audit(work, "onboarding.asked", SUBJECT, row_id)
    defer(work, MAKE, request=row_id)
    return row_id


def ask_again(work: Work, row_id: UUID) -> None:
    """Queue it once more: the first try has ended, or lost its worker."""
    row = lock_row(work.session, NetworkOnboarding, row_id)
    if row is None:
        raise Absent
    if row.state != "live":
        row.state, row.problem, row.changed_at = "asked", None, clock.now()
        defer(work, MAKE, request=row_id)


def make(deployment: Deployment, tenant: TenantRecord, request: UUID) -> None:
    """The job, in steps: read what was asked, make the association, tell how it went.

    Whoever else has such a row, and queues it, makes nothing.
    """
    if tenant.kind != DESK:
        log.warning("onboarding %s is left out: it was not asked by the network", request)
        return
    asked = _asked(deployment, tenant, request)
    if asked is None:
        return
    problem = _made(deployment, asked)
    with deployment.work(tenant) as work:
        _tell(work, asked, problem)


def _asked(deployment: Deployment, tenant: TenantRecord, request: UUID) -> Asked | None:
    with deployment.work(tenant) as work:
        row = work.session.get(NetworkOnboarding, (tenant.id, request))
        if row is None or row.state != "asked":
            return None
        return Asked(
            row.id,
            row.slug,
            row.names,
            row.short_name,
            row.languages,
            row.plugins,
            row.admin_email,
        )


def _made(deployment: Deployment, asked: Asked) -> str | None:
    """Make it unless it is made: why it could not be, or None."""
    if deployment.directory.by_id(asked.id) is not None:
        return None
    if not set(asked.plugins) <= set(deployment.registry.plugins):
        return NO_PLUGIN
    host = host_of(deployment, asked.slug)
    record = TenantRecord(asked.id, asked.slug, "association", "active", host)
    try:
        with deployment.work(record, language=asked.languages[0], role=ROLE) as work:
            _fill(work, asked, host)
    except Refused:
        # Somebody took the name meanwhile; unless that was this very job, on another worker.
        return None if deployment.directory.by_id(asked.id) is not None else TAKEN
    return None


def _fill(work: Work, asked: Asked, host: str) -> None:
    settings = {
        "names": dict(asked.names),
        "short_name": asked.short_name,
        "languages": list(asked.languages),
    }
    add_tenant(work, [host], settings)
    for plugin in asked.plugins:
        switch_plugin(work, plugin, PluginState.ON)
    invite_first_administrator(work, asked.admin_email)


def _tell(work: Work, asked: Asked, problem: str | None) -> None:
    row = lock_row(work.session, NetworkOnboarding, asked.id)
    if row is None or row.state != "asked":
        return
    row.state = "failed" if problem else "live"
    row.problem, row.made_id = problem, None if problem else asked.id
    row.changed_at = clock.now()
    log.info("onboarding %s: %s", row.id, row.state)
    audit(work, f"onboarding.{row.state}", SUBJECT, row.id)


def steps(row: NetworkOnboarding) -> Iterator[tuple[str, str]]:
    """(step, past | now | coming) for the page that shows how far it is."""
    at = {"asked": 1, "live": 3, "failed": 1}[row.state]
    for number, step in enumerate(("asked", "made", "invited")):
        yield step, "past" if number < at else "now" if number == at else "coming"
