"""`punos privacy …`: the data map, and what an operator does after a backup was restored."""

from pathlib import Path

import click

from punos.config import Config
from punos.deployment import Deployment
from punos.extend import PluginRegistry
from punos.privacy.datamap import data_map
from punos.privacy.replaying import list_of, replay


@click.group()
def privacy() -> None:
    """Keep people erased who were erased."""


@privacy.command("map")
def map_command() -> None:
    """Print every table, what it holds about people and what erasure does (Markdown)."""
    for line in data_map(PluginRegistry.load()):
        click.echo(line)


@privacy.command("replay")
@click.option(
    "--list",
    "path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The list of erasures; otherwise the one in the data folder.",
)
def replay_command(path: Path | None) -> None:
    """Erase again, after a backup was restored, everybody who was erased since it was made."""
    deployment = Deployment(Config.from_environment())
    source = path or list_of(deployment)
    if not source.exists():
        click.echo(f"{source}: there is no list; only what the database knows is erased again.")
    for slug, erased in replay(deployment, path).items():
        click.echo(f"{slug}: {erased} erased again")
    deployment.dispose()
