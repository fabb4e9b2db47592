"""The network's comparison page with 1,000 members beside the same with five and with fifty, in turns.

Five do not fill a page of the list, fifty do: what is more than with fifty is due to the others alone.

Each has a database of its own on the same server, filled alike, so that only the numbers differ. The
facts are generated; windows are frozen, shared and published by the product's own functions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from statistics import median
from time import perf_counter

import psycopg
from sqlalchemy import make_url

from bench import association, members
from bench.figures import Figure, heading
from bench.place import Place
from bench.servers import Target, served
from bench.statements import listening
from bench.tenants import TENANTS
from bench.turns import REQUESTS, RUNS, in_turns, ratios, serving, show
from punos import clock
from punos.accounts import sessions
from punos.accounts.service import create_account
from punos.app import create_app
from punos.db import migrate
from punos.db.roles import create_database, libpq_address
from punos.deployment import Deployment
from punos.network.freezing import freeze, freeze_due
from punos.network.publishing import publish
from punos.network.sharing import choose, leaving, windows
from punos.network.windows import year
from punos.tenancy.directory import TenantRecord
from punos.tenants.provision import create_tenant

PATH = "/network/compare?model=pairwise"
SMALLER = (5, 50)
MOST_STATEMENTS = 12


@dataclass(frozen=True)
class Network:
    """A network's desk over one database, and the cookie of its coordinator's browser."""

    members: int
    urls: dict[str, str]
    deployment: Deployment
    desk: TenantRecord
    token: str


def measure(place: Place, ours: association.Association) -> Iterator[Figure]:
    """Fill all, freeze and publish, then read the page of each in turns."""
    told = ", ".join(str(count) for count in SMALLER)
    heading(f"The network's comparison page with {told} and {TENANTS - 1:,} members")
    with ExitStack() as stack:
        networks = [_smaller(place, stack, count) for count in SMALLER]
        networks.append(_desk(TENANTS - 1, place.urls, place.deployment))
        for network in networks:
            _fill(place, network, ours.record.slug)
            frozen, published = _freeze_all(network)
            _tidy(place, network)
        yield Figure("freezing a year of one member (median)", f"{frozen * 1000:.0f} ms")
        yield Figure("publishing what one member shares (median)", f"{published * 1000:.0f} ms")
        yield from _compared(place, stack, networks)


def _smaller(place: Place, stack: ExitStack, count: int) -> Network:
    """A further database with so many members, and one association whose programme they take over."""
    name = f"punos_{count}"
    create_database(place.server.admin_url(), name)
    urls = place.server.urls(name)
    config = replace(place.deployment.config, database_urls=urls)
    deployment = Deployment(config, place.deployment.registry)
    stack.callback(deployment.dispose)
    migrate.upgrade(urls["owner"], deployment.registry.histories())
    association.make(deployment, "bench", 10)
    for number in range(1, count + 1):
        slug = f"tenant-{number}"
        settings = association.settings(slug)
        create_tenant(deployment, slug=slug, hosts=[f"{slug}.localhost"], settings=settings)
    return _desk(count, urls, deployment)


def _desk(count: int, urls: dict[str, str], deployment: Deployment) -> Network:
    record = create_tenant(
        deployment,
        slug="network",
        hosts=["network.localhost"],
        settings=association.settings("network"),
        kind="network",
    )
    with deployment.work(record) as work:
        account = create_account(
            work,
            email="coordinator@network.example.org",
            name="Coordinator",
            role="coordinator",
            password="a-long-password-for-the-bench",  # noqa: S106 (thrown away with the data)
        )
        work.session.flush()
        token = sessions.start(work, account, proved_at=clock.now())
    return Network(count, urls, deployment, record, token)


def _fill(place: Place, network: Network, model: str) -> None:
    record = network.deployment.directory.by_slug(model)
    assert record is not None
    told = members.fill(network.urls["owner"], record.id)
    print(f"  {network.members} members: {told}", flush=True)
    _tidy(place, network)


def _tidy(place: Place, network: Network) -> None:
    """Give the planner its figures, as autovacuum does within minutes of a load."""
    database = make_url(network.urls["owner"]).database
    assert database is not None
    address = libpq_address(place.server.admin_url(database))
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def _freeze_all(network: Network) -> tuple[float, float]:
    """Every window of every member; the median seconds of freezing one year, and of publishing."""
    began = perf_counter()
    taken = [_freeze(network.deployment, one) for one in _members(network)]
    print(
        f"    all windows of {len(taken):,} frozen, shared and published by the product's own functions "
        f"in {perf_counter() - began:.0f} s",
        flush=True,
    )
    frozen, published = zip(*taken, strict=True)
    return median(frozen), median(published)


def _members(network: Network) -> list[TenantRecord]:
    everybody = network.deployment.directory.active()
    return [one for one in everybody if one.slug.startswith("tenant-")]


def _freeze(deployment: Deployment, tenant: TenantRecord) -> tuple[float, float]:
    with deployment.work(tenant) as work:
        began = perf_counter()
        freeze(work, year(members.years()[0]))
        frozen = perf_counter() - began
    with deployment.work(tenant) as work:
        freeze_due(work)
        for window in windows(work):
            choose(work, window.name, {line.fact.metric for line in leaving(work, window.name)})
    began = perf_counter()
    publish(deployment, tenant)
    return frozen, perf_counter() - began


def _compared(place: Place, stack: ExitStack, networks: Sequence[Network]) -> Iterator[Figure]:
    print(f"  {RUNS} runs in turns of {REQUESTS} requests, 4 clients")
    targets = [stack.enter_context(_served(place, one)) for one in networks]
    taken = in_turns(place, *targets)
    show(taken)
    *smaller, most = targets
    name = f"comparison page, CPU with {networks[-1].members:,} members beside"
    for network, target in zip(networks, smaller, strict=False):
        found = median(ratios(taken, target, most))
        yield Figure(f"{name} {network.members} (median)", f"{found:.2f} ×")
    sent = [_statements(one) for one in networks]
    yield Figure(
        "comparison page, SQL statements with "
        + ", ".join(f"{one.members:,}" for one in networks)
        + " members",
        ", ".join(str(number) for number in sent),
        f"the same, ≤ {MOST_STATEMENTS}",
        len(set(sent)) == 1 and sent[0] <= MOST_STATEMENTS,
    )


def _served(place: Place, network: Network) -> AbstractContextManager[Target]:
    host = network.desk.host
    environ = serving(place, network.urls)
    cookie = f"punos={network.token}"
    log = place.folder / f"gunicorn-{network.members}.log"
    return served("wsgi:app", environ, f"{network.members}", host, PATH, cookie, log)


def _statements(network: Network) -> int:
    """What one reading of the page sends, once everything is warm."""
    client = create_app(deployment=network.deployment).test_client(use_cookies=False)
    headers = {"Host": network.desk.host, "Cookie": f"punos={network.token}"}
    client.get(PATH, headers=headers)
    with listening() as sent:
        answer = client.get(PATH, headers=headers)
    assert answer.status_code == 200
    return len(sent)
