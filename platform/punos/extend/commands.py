"""`punos plugin …`: see what is installed, and begin a new one."""

from pathlib import Path

import click

from punos.extend.metadata import API_VERSION
from punos.extend.registry import PluginRegistry
from punos.extend.scaffold import write_plugin


@click.group()
def plugin() -> None:
    """See the installed plugins, or begin a new one."""


@plugin.command("list")
def list_plugins() -> None:
    """Every installed plugin: its version, the API it was written for, and whether it was taken."""
    registry = PluginRegistry.load()
    rows = [(p.name, p.version, p.api, "taken") for p in registry.plugins.values()]
    rows += [(name, "–", "–", f"refused: {why}") for name, why in registry.refused.items()]
    click.echo(f"This Punos has plugin API {API_VERSION}.")
    for name, version, api, verdict in sorted(rows):
        click.echo(f"{name:<20} {version:<10} {api:<14} {verdict}")


@plugin.command()
@click.argument("name")
@click.option(
    "--into",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    show_default="this folder",
    help="The folder in which the plugin's own folder is made.",
)
def new(name: str, into: Path) -> None:
    """Write a new plugin called NAME: one page, one permission, one panel, translations, tests."""
    folder = write_plugin(name, into)
    click.echo(f"{folder}: written. Next: pip install -e {folder}, then punos plugin list.")
