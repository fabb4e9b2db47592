"""What the wall costs: the statements it adds, and the list's plan with 1 and with 1,000 tenants."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import psycopg

from bench.association import Association
from bench.figures import Figure, at_most, heading
from bench.place import Place
from bench.statements import Sent
from punos.db.roles import libpq_address

EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, VERBOSE OFF, FORMAT JSON) "
ROWS = 100  # people and enrolments of each further tenant
Plan = dict[str, Any]

_PEOPLE = """
INSERT INTO person (tenant_id, id, given_name, family_name, language, city, sort_key, search_text,
                    created_at)
SELECT t.id, gen_random_uuid(), 'Aino', 'Berg ' || n, 'en', 'Turku',
       'berg' || n || ' aino', 'aino berg ' || n, now()
FROM tenant t, generate_series(1, %(rows)s) n WHERE t.slug LIKE 'tenant-%%'
"""
_PROGRAMMES = """
INSERT INTO {table} SELECT (jsonb_populate_record(one, jsonb_build_object('tenant_id', t.id))).*
FROM tenant t, {table} one WHERE t.slug LIKE 'tenant-%%' AND one.tenant_id = %(model)s
"""
_ENROLMENTS = """
INSERT INTO enrolment (tenant_id, id, cycle_id, person_id, role, state, model_state, answers, source,
                       applied_at)
SELECT p.tenant_id, gen_random_uuid(), c.id, p.id, 'mentee', 'candidate', 'applied', '{}', 'staff',
       now()
FROM person p JOIN cycle c ON c.tenant_id = p.tenant_id JOIN tenant t ON t.id = p.tenant_id
WHERE t.slug LIKE 'tenant-%%'
"""


def fill_others(place: Place, association: Association) -> None:
    """Give every further tenant a cycle and people, as the owner, in statements of many rows."""
    address = libpq_address(place.server.url("owner"))
    values = {"rows": ROWS, "model": association.record.id}
    with psycopg.connect(address) as connection:
        for table in ("programme", "programme_version", "cycle"):
            connection.execute(_PROGRAMMES.format(table=table), values)
        connection.execute(_PEOPLE, values)
        connection.execute(_ENROLMENTS, values)
    place.tidy()


def added(sent: Sent) -> Figure:
    """How many statements of a page exist only because of the wall."""
    walled = [statement for statement, _values in sent if "set_tenant" in statement]
    return at_most("statements added by the wall", len(walled), 1, digits=0)


def plans(place: Place, association: Association, sent: Sent) -> list[Plan]:
    """The plans of the two statements of the list, as the serving role, with warm buffers."""
    address = libpq_address(place.server.url("web"))
    listed = [one for one in sent if "FROM enrolment" in one[0]]
    with psycopg.connect(address) as connection:
        connection.execute("SELECT set_tenant(%s)", (association.record.id,))
        return [_explained(connection, *one) for one in listed]


def _explained(connection: psycopg.Connection, statement: str, values: Any) -> Plan:
    for _ in range(2):
        row = connection.execute(EXPLAIN + statement, values).fetchone()
    assert row is not None
    plan: Plan = row[0][0]["Plan"]
    return plan


def compare(few: Sequence[Plan], many: Sequence[Plan], tenants: int) -> Iterator[Figure]:
    """Print both and say whether they are the same."""
    heading(f"The list's plan with 1 and with {tenants:,} tenants")
    for name, one, other in zip(("count", "list"), few, many, strict=True):
        for count, plan in ((1, one), (tenants, other)):
            print(f"  {name}, {count:,} tenants: {_buffers(plan)} buffers")
            print("\n".join(f"      {line}" for line in _lines(plan)))
        same = list(_lines(one)) == list(_lines(other))
        yield Figure(
            f"{name}: plan and buffers at 1 and {tenants:,} tenants",
            f"{'same' if same else 'another'} plan, {_buffers(one)} and {_buffers(other)} buffers",
            "the same",
            same and _buffers(one) == _buffers(other),
        )


def _buffers(plan: Plan) -> int:
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


def _lines(plan: Plan, depth: int = 0) -> Iterator[str]:
    of = plan.get("Index Name") or plan.get("Relation Name") or ""
    yield f"{'  ' * depth}{plan['Node Type']} {of}".rstrip()
    for child in plan.get("Plans", ()):
        yield from _lines(child, depth + 1)
