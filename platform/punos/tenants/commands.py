"""`punos tenants …`: associations as declared folders, and their coming and resting."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import click

from punos import clock
from punos.config import ROLE_VARIABLES, Config
from punos.db.at_hand import database_at_hand
from punos.deployment import Deployment
from punos.errors import Absent, ConfigurationError
from punos.i18n import LANGUAGES
from punos.tenants import seeds
from punos.tenants.closing import OWNER, Report
from punos.tenants.closing import close as close_tenant
from punos.tenants.invite import invite_first_administrator
from punos.tenants.provision import ROLE, add_tenant, new_record, set_state
from punos.tenants.schemas import SLUG
from punos.tenants.seeds.read import full_host
from punos.tenants.takeout import Taken, take_out

_FOLDERS = click.argument("names", nargs=-1, metavar="[SLUG]...")
_BELOW = click.option(
    "--from",
    "below",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("tenants"),
    show_default=True,
    help="Where the folders are.",
)
_OVERRIDE = click.option(
    "--override", "keys", multiple=True, metavar="KEY", help="Let the folder win at this key."
)
_OVERRIDE_ALL = click.option("--override-all", is_flag=True, help="Let the folder win everywhere.")


@contextmanager
def opened() -> Iterator[Deployment]:
    """The configured deployment. A wrong folder or an unknown slug ends the command with code 1."""
    with ExitStack() as stack:
        deployment = Deployment(_with_database(Config.from_environment(), stack))
        stack.callback(deployment.dispose)
        with _plainly():
            yield deployment


def _with_database(config: Config, stack: ExitStack) -> Config:
    if config.embedded:
        return replace(config, database_urls=stack.enter_context(database_at_hand(config.data_dir)))
    if ROLE not in config.database_urls:
        raise ConfigurationError(f"{ROLE_VARIABLES[ROLE]} is required to change associations.")
    return config


@contextmanager
def _plainly() -> Iterator[None]:
    try:
        yield
    except seeds.SeedRefused as refused:
        for problem in refused.problems:
            click.echo(str(problem), err=True)
        click.echo("Nothing was applied.", err=True)
        sys.exit(1)
    except Absent:
        click.echo("There is no association with this slug.", err=True)
        sys.exit(1)


@click.group()
def tenants() -> None:
    """Associations: declared folders, and the database that owns what became of them."""


@tenants.command()
@_FOLDERS
@_BELOW
@_OVERRIDE
@_OVERRIDE_ALL
@click.option("--all", "everything", is_flag=True, help="Show the keys that stay as they are too.")
def plan(
    names: tuple[str, ...], below: Path, keys: tuple[str, ...], override_all: bool, everything: bool
) -> None:
    """Show what applying the folders would change. Nothing is changed."""
    overrides = seeds.Overrides(frozenset(keys), override_all)
    with opened() as deployment:
        for seed in seeds.read_all(deployment, _folders(below, names)):
            _print(seeds.plan_seed(deployment, seed, overrides), everything=everything)


@tenants.command()
@_FOLDERS
@_BELOW
@_OVERRIDE
@_OVERRIDE_ALL
def apply(names: tuple[str, ...], below: Path, keys: tuple[str, ...], override_all: bool) -> None:
    """Apply the folders. What was changed on a page is kept, unless it is overridden."""
    overrides = seeds.Overrides(frozenset(keys), override_all)
    with opened() as deployment:
        found = seeds.read_all(deployment, _folders(below, names))
        for applied in seeds.apply_seeds(deployment, found, overrides):
            _print(applied, everything=False)


@tenants.command()
@click.argument("slug")
@click.argument("target", required=False, type=click.Path(path_type=Path))
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the folder is written, when no TARGET is given.",
)
def export(slug: str, target: Path | None, folder: Path | None) -> None:
    """Write the folder of an association; with TARGET, a new folder or a .zip, all it has."""
    with opened() as deployment:
        if target is not None:
            _print_taken(take_out(deployment, slug, target))
            return
        for path in seeds.export_folder(deployment, slug, folder or Path("tenants") / slug):
            click.echo(str(path))


def _print_taken(taken: Taken) -> None:
    rows = sum(taken.rows.values())
    click.echo(f"{taken.path}: {rows} rows of {len(taken.rows)} tables, {taken.files} files")


@tenants.command()
@click.argument("slug")
@click.option("--name", required=True, help="The association's name.")
@click.option("--short-name", help="A name that fits a phone's header; the slug otherwise.")
@click.option(
    "--language",
    "languages",
    multiple=True,
    required=True,
    type=click.Choice(sorted(LANGUAGES)),
    help="A language it offers; the first one is its own.",
)
@click.option("--host", "hosts", multiple=True, help="A host name; the slug's otherwise.")
@click.option("--admin-email", help="Invite this first administrator.")
def new(
    slug: str,
    name: str,
    short_name: str | None,
    languages: tuple[str, ...],
    hosts: tuple[str, ...],
    admin_email: str | None,
) -> None:
    """Make an association that answers at once. It needs no folder."""
    if not SLUG.fullmatch(slug):
        raise click.BadParameter("2 to 40 small letters a–z, digits or hyphens", param_hint="SLUG")
    settings = {
        "names": {languages[0]: name},
        "short_name": short_name or slug,
        "languages": list(languages),
    }
    with opened() as deployment:
        full = [full_host(host, deployment.config.base_domain) for host in hosts or (slug,)]
        record = new_record(slug, "association", full)
        with deployment.work(record, language=languages[0], role=ROLE) as work:
            add_tenant(work, full, settings)
            link = invite_first_administrator(work, admin_email) if admin_email else None
        click.echo(deployment.base_url(record))
    if link:
        click.echo(f"The first administrator's invitation, shown this once: {link}")


@tenants.command()
@click.argument("slug")
def suspend(slug: str) -> None:
    """Let an association rest: its addresses answer as if there were none."""
    with opened() as deployment:
        set_state(deployment, slug, "suspended")


@tenants.command()
@click.argument("slug")
def resume(slug: str) -> None:
    """Wake a suspended association."""
    with opened() as deployment:
        set_state(deployment, slug, "active")


@tenants.command()
@click.argument("slug")
@click.option(
    "--export", "target", type=click.Path(path_type=Path), help="Write all it has there first."
)
@click.option("--confirm", metavar="SLUG", help="The slug once more, for scripts.")
@click.option("--force", is_flag=True, help="Although something still waits, an open claim say.")
@click.option(
    "--report", type=click.Path(path_type=Path, dir_okay=False), help="Write the report there too."
)
def close(
    slug: str, target: Path | None, confirm: str | None, force: bool, report: Path | None
) -> None:
    """Close an association for good: all its rows and files are deleted. There is no way back.

    Cut short, it goes on when it is asked again.
    """
    with opened() as deployment:
        if OWNER not in deployment.config.database_urls:
            raise ConfigurationError(f"{ROLE_VARIABLES[OWNER]} is required to close associations.")
        asked = "This deletes everything of it, for ever. Write its slug to go on"
        if (confirm or click.prompt(asked)) != slug:
            click.echo("That is another slug. Nothing was changed.", err=True)
            sys.exit(1)
        done = close_tenant(deployment, slug, target=target, force=force)
    lines = _closed(done)
    if report:
        report.write_text("\n".join(lines) + "\n", encoding="utf-8")
    for line in lines:
        click.echo(line)
    sys.exit(1 if done.left else 0)


def _closed(done: Report) -> list[str]:
    """The report: numbers of rows by table, no row's content."""
    taken = done.taken
    return [
        f"{done.slug} was closed at {clock.now():%Y-%m-%d %H:%M} UTC.",
        f"All it had is in {taken.path}: {sum(taken.rows.values())} rows, {taken.files} files."
        if taken
        else "Nothing was taken out.",
        *(f"deleted {number:>9}  {table}" for table, number in done.deleted.items()),
        f"deleted {sum(done.deleted.values()):>9}  rows in all; "
        + (f"LEFT: {dict(done.left)}, ask again" if done.left else "nothing is left"),
    ]


def _folders(below: Path, names: tuple[str, ...]) -> list[Path]:
    return [below / name for name in names] if names else seeds.folders_below(below)


def _print(plan: seeds.Plan, *, everything: bool) -> None:
    for line in seeds.show(plan, everything=everything):
        click.echo(line)
