"""Commands of the deployment as a whole."""

from __future__ import annotations

from importlib import import_module

import click

from punos.config import Config, settings
from punos.serve import Plan, run


@click.command()
@click.option("--reset", is_flag=True, help="Throw the demo's data away first.")
@click.option("--reload", is_flag=True, help="Start anew when the source changes.")
def demo(reset: bool, reload: bool) -> None:
    """Serve everything with fictitious people, until Ctrl-C."""
    run(Config.from_environment(), Plan(demo=True, reset=reset, reload=reload))


@click.command()
def serve() -> None:
    """Serve a configured deployment: the web server and the worker."""
    run(Config.from_environment(), Plan())


@click.command("prepare")
@click.option("--demo", "demo_too", is_flag=True, help="Load the demo's people, once.")
def prepare_database(demo_too: bool) -> None:
    """Migrate the database and apply the associations below tenants/."""
    # Named, not imported: it loads the whole product, which the supervisor stays free of.
    import_module("punos.prepare").prepare(Config.from_environment(), demo=demo_too)


@click.command()
def worker() -> None:
    """Run the jobs that wait in the database."""
    import_module("punos.worker").main()


@click.command()
def config() -> None:
    """Print every environment variable, its default and what it is for (Markdown)."""
    for line in configuration_table():
        click.echo(line)


def configuration_table() -> list[str]:
    """The table of docs/configuration.md."""
    rows = [f"| `{name}` | {default} | {text} |" for name, default, text in settings()]
    return ["| variable | default | what it is for |", "| --- | --- | --- |", *rows]
