"""`punos audit …`: look whether the chain over the audit rows is whole."""

import sys

import click

from punos.audit.chain import head, verify
from punos.config import Config
from punos.deployment import Deployment
from punos.tenancy.directory import TenantRecord


@click.group()
def audit() -> None:
    """Look after the record of who did what."""


@audit.command("verify")
@click.option("--tenant", "slug", help="One association, by its short name; otherwise all active.")
def verify_command(slug: str | None) -> None:
    """Name every row that was changed, dropped or moved after it was sealed; exit code 1 then."""
    deployment = Deployment(Config.from_environment())
    sound = [_verified(deployment, tenant) for tenant in _tenants(deployment, slug)]
    deployment.dispose()
    sys.exit(0 if all(sound) else 1)


def _tenants(deployment: Deployment, slug: str | None) -> list[TenantRecord]:
    if slug is None:
        return deployment.directory.active()
    found = deployment.directory.by_slug(slug)
    if found is None:
        raise click.ClickException(f"There is no association {slug}.")
    return [found]


def _verified(deployment: Deployment, tenant: TenantRecord) -> bool:
    with deployment.work(tenant) as work:
        problems, (number, digest) = verify(work), head(work)
    for problem in problems:
        place = f"number {problem.number}" if problem.number else "no number"
        click.echo(f"{tenant.slug}: {problem.what}, {place}, row {problem.audit_id or '-'}")
    if not problems:
        click.echo(f"{tenant.slug}: whole, {number} rows sealed, newest digest {digest}")
    return not problems
