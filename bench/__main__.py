"""Everything that is measured, in one run of a few minutes.

python -m bench [--large]       --large: pairs at 5,000 on each side, teams at 2,000 of one profession too
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from time import monotonic

from bench import association, network, page, pairs, teams, tenants, wall
from bench.association import Association
from bench.figures import Figure, heading, table
from bench.place import Place, place
from bench.statements import Sent, listening
from punos.app import create_app

APPLICANTS = 500


def measure(here: Place, *, large: bool) -> Iterator[Figure]:
    """Each figure as soon as it is known."""
    one_tenant = tenants.migrating(here)
    ours = association.make(here.deployment, "bench", APPLICANTS)
    sent = _statements(here, ours)
    yield from page.measure(here, ours, sent)
    yield wall.added(sent)
    few = wall.plans(here, ours, sent)
    yield from tenants.create(here)
    yield tenants.compared(one_tenant, _migrating_again(here))
    wall.fill_others(here, ours)
    yield from wall.compare(few, wall.plans(here, ours, sent), tenants.TENANTS)
    yield from pairs.measure(here, ours, large=large)
    yield from teams.measure(large=large)
    yield from network.measure(here, ours)


def _migrating_again(here: Place) -> int:
    heading(f"Migrating with {tenants.TENANTS:,} tenants")
    sent = tenants.migrating(here)
    print(f"  {sent} statements")
    return sent


def _statements(here: Place, ours: Association) -> Sent:
    """What one reading of the list page sends, once everything is warm."""
    client = create_app(deployment=here.deployment).test_client(use_cookies=False)
    headers = {"Host": ours.record.host, "Cookie": ours.cookie}
    client.get(page.PATH, headers=headers)
    with listening() as sent:
        client.get(page.PATH, headers=headers)
    return sent


def main() -> int:
    """Measure and print. A goal that is missed does not fail the run: it is said."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="what Punos costs")
    parser.add_argument("--large", action="store_true", help="larger matchings too")
    options = parser.parse_args()
    began = monotonic()
    with place() as here:
        figures = list(measure(here, large=options.large))
    heading(f"All figures ({monotonic() - began:.0f} seconds)")
    print(table(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
