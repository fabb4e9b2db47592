"""`punos accounts …`: for whoever runs the server, when nobody of an association can help."""

from __future__ import annotations

import sys

import click

from punos.accounts import second
from punos.accounts.service import find_account
from punos.tenants.commands import opened


@click.group()
def accounts() -> None:
    """Accounts of associations."""


@accounts.command("reset-second-factor")
@click.argument("slug")
@click.argument("email")
def reset_second_factor(slug: str, email: str) -> None:
    """Take the second step away from an account, be sure who asks. The person gets a mail."""
    with opened() as deployment, deployment.work(slug) as work:
        account = find_account(work, email)
        if account is None or not second.has_one(work, account.id):
            click.echo("There is no account with this address and a second step.", err=True)
            sys.exit(1)
        second.remove(work, account)
    click.echo("The second step is taken away; every session of the account has ended.")
