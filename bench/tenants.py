"""New tenants: how long one takes, how large it is when empty, and what a migration sends."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from time import perf_counter

import psycopg
from sqlalchemy import create_engine

from bench.association import settings
from bench.figures import Figure, at_most, heading
from bench.place import Place
from bench.statements import listening
from punos.db import migrate
from punos.db.roles import libpq_address
from punos.tenants.provision import create_tenant

TENANTS, TIMED = 1000, 50
# Tables and their indexes, without the few pages that PostgreSQL keeps about free space.
_SIZE = """
SELECT sum(pg_total_relation_size(oid)) FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""


def create(place: Place) -> Iterator[Figure]:
    """Make tenants up to 1,000 by the product's own verb."""
    heading(f"Creating {TENANTS - 1} tenants, one transaction each, written through to the disk")
    before = _size(place)
    taken = [_timed(place, number) for number in range(1, TENANTS)]
    place.tidy()
    each = (_size(place) - before) / len(taken) / 1000
    print(f"  first {TIMED}: median {median(taken[:TIMED]) * 1000:.1f} ms, slowest "
          f"{max(taken[:TIMED]) * 1000:.0f} ms; last {TIMED}: median "
          f"{median(taken[-TIMED:]) * 1000:.1f} ms")  # fmt: skip
    yield at_most(f"creating a tenant (median of {TIMED})", median(taken[:TIMED]) * 1000, 50, "ms")
    yield at_most(f"empty size of a tenant (over {len(taken)})", each, 20, "kB")


def _timed(place: Place, number: int) -> float:
    slug = f"tenant-{number}"
    began = perf_counter()
    create_tenant(place.deployment, slug=slug, hosts=[f"{slug}.localhost"], settings=settings(slug))
    return perf_counter() - began


def _size(place: Place) -> int:
    with psycopg.connect(libpq_address(place.server.admin_url("punos"))) as connection:
        row = connection.execute(_SIZE).fetchone()
    assert row is not None
    return int(row[0])


def migrating(place: Place) -> int:
    """How many statements it takes to bring everything up to date and to make a plugin's tables anew.

    The plugin's tables are dropped first, so that there is something to migrate.
    """
    owner = place.server.url("owner")
    histories = place.deployment.registry.histories()
    engine = create_engine(owner)
    for history in histories:
        migrate.downgrade(engine.connect(), history)
    engine.dispose()
    with listening() as sent:
        migrate.upgrade(owner, histories)
    return len(sent)


def compared(few: int, many: int) -> Figure:
    """The statements of a migration with 1 and with 1,000 tenants."""
    shown = f"{few} and {many} statements"
    return Figure(f"migrating 1 and {TENANTS:,} tenants", shown, "the same number", few == many)
