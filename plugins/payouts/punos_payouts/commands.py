"""`punos ledger …`: look whether what is earned, claimed and paid agrees with itself and with the facts."""

import click

from punos.plugin.commands import each_tenant
from punos_payouts.checking import problems
from punos_payouts.reconciling import differences, mend

PLUGIN = "payouts"


@click.group()
def ledger() -> None:
    """See whether the money that was earned and claimed adds up."""


@ledger.command()
@click.argument("slug", required=False)
@click.pass_context
def check(context: click.Context, slug: str | None) -> None:
    """Every sum, cap and link, at all associations or at the one called SLUG."""
    wrong = 0
    for work in each_tenant(PLUGIN, slug):
        found = problems(work)
        wrong += len(found)
        click.echo(f"{work.tenant.slug}: {len(found) or 'nothing'} wrong")
        for problem in found:
            click.echo(f"  {problem}")
    context.exit(1 if wrong else 0)


@ledger.command()
@click.argument("slug", required=False)
@click.option("--mend", "mending", is_flag=True, help="Earn and take back what differs.")
@click.pass_context
def reconcile(context: click.Context, slug: str | None, mending: bool) -> None:
    """What was earned beside the facts, at all associations or at the one called SLUG."""
    left = 0
    for work in each_tenant(PLUGIN, slug):
        found = differences(work)
        for difference in found:
            if mending:
                mend(work, difference)
        left += 0 if mending else len(found)
        done = "mended" if mending else "differ"
        click.echo(f"{work.tenant.slug}: {len(found) or 'nothing'} {done}")
        for difference in found:
            click.echo(f"  {difference}")
    context.exit(1 if left else 0)
