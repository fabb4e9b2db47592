"""The restore drill: a backup is one only when it has been restored.

It is restored into a database server of its own, started for this and thrown away, so that nothing of
the real one can be touched; then everything is compared with what was counted at the dump.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from punos.accounts.roles import ADMINISTRATOR
from punos.accounts.service import create_account
from punos.app import create_app
from punos.config import Config
from punos.db.check import wall_problems
from punos.db.dump import Counts, fingerprint, frozen, restore
from punos.db.embedded import EmbeddedServer
from punos.deployment import Deployment
from punos.errors import where
from punos.ids import random_id
from punos.privacy.replaying import FILE as ERASURES
from punos.privacy.replaying import replay
from punos.tenancy.directory import TenantRecord
from punos.web.csrf import FIELD

EMAIL = "drill@example.org"


@dataclass(frozen=True)
class Outcome:
    """What a drill has found: figures to print, and what is not as it was (empty: all is)."""

    tables: int
    tenants: int
    rows: int
    compared: Mapping[str, int]
    erased_again: int
    signed_in_at: str | None
    problems: list[str]


def drill(config: Config, source: Path, expected: Mapping[str, Any]) -> Outcome:
    """Restore `source` and compare it with `expected`, the fingerprint taken at the dump."""
    with _scratch(config, source) as (scratch, admin):
        problems = _empty(expected["rows"])
        with frozen(admin) as (connection, _name):
            problems += differences(expected, fingerprint(connection))
            problems += [f"the wall: {one}" for one in wall_problems(connection)]
        erased, host, trouble = _served(scratch, config.data_dir / ERASURES)
    return Outcome(
        tables=len(expected["rows"]),
        tenants=len(_tenants(expected["rows"])),
        rows=_number(expected["rows"]),
        compared={name: len(lines) for name, lines in expected.items() if name != "rows"},
        erased_again=erased,
        signed_in_at=host,
        problems=problems + trouble,
    )


@contextmanager
def _scratch(config: Config, source: Path) -> Iterator[tuple[Config, str]]:
    with tempfile.TemporaryDirectory(prefix="punos-drill-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with EmbeddedServer(folder / "db", durable=False) as server:
            server.create_database()
            restore(server.admin_url("punos"), source)
            urls = server.urls()
            yield (
                replace(config, database_urls=urls, data_dir=folder),
                server.admin_url("punos"),
            )


def _empty(rows: Counts) -> list[str]:
    """A dump that holds nobody is none, whatever else is right about it."""
    if not _tenants(rows):
        return ["the dump is empty: it holds no row of any association"]
    return []


def _tenants(rows: Counts) -> set[str]:
    return {tenant for found in rows.values() for tenant in found if tenant}


def _number(rows: Counts) -> int:
    return sum(int(number) for found in rows.values() for number, _checksum in found.values())


def differences(expected: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """What is in one fingerprint and not in the other, a line each."""
    problems = []
    for name, lines in expected.items():
        if name != "rows":
            problems += [f"{name}: missing: {one}" for one in lines if one not in found[name]]
            problems += [f"{name}: too many: {one}" for one in found[name] if one not in lines]
    return problems + _of_rows(expected["rows"], found["rows"])


def _of_rows(expected: Counts, found: Counts) -> list[str]:
    return [
        f"{table}, tenant {tenant or '(all)'}: {_said(here)} were dumped, {_said(there)} restored"
        for table in sorted({*expected, *found})
        for tenant in sorted({*expected.get(table, {}), *found.get(table, {})})
        if (here := expected.get(table, {}).get(tenant))
        != (there := found.get(table, {}).get(tenant))
    ]


def _said(counted: list[str] | None) -> str:
    return f"{counted[0]} rows (sum {counted[1]})" if counted else "0 rows"


def _served(config: Config, erasures: Path) -> tuple[int, str | None, list[str]]:
    """Erase again who was erased since, and serve what was restored to one browser that signs in."""
    deployment = Deployment(config)
    try:
        tenants = deployment.directory.active()
        if not tenants:
            return 0, None, ["nobody can sign in: no association is active"]
        erased = sum(replay(deployment, erasures).values())
        return erased, *_signed_in(deployment, tenants[0])
    except Exception as error:  # noqa: BLE001 (whatever a half-restored database may lead to)
        return 0, None, [f"nobody can sign in: {where(error)}"]
    finally:
        deployment.dispose()


def _signed_in(deployment: Deployment, tenant: TenantRecord) -> tuple[str | None, list[str]]:
    password = random_id().hex
    with deployment.work(tenant) as work:
        create_account(work, email=EMAIL, name="Drill", role=ADMINISTRATOR, password=password)
    browser = create_app(deployment=deployment).test_client()
    base = deployment.base_url(tenant)
    page = browser.get("/sign-in", base_url=base).text
    token = page.partition(f'name="{FIELD}" value="')[2].partition('"')[0]
    form = {FIELD: token, "email": EMAIL, "password": password}
    answer = browser.post("/sign-in", data=form, base_url=base)
    if answer.status_code == 303:
        return tenant.host, []
    return None, [f"signing in was answered with {answer.status_code}"]
