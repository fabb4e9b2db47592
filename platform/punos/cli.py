"""The command line: `punos …`. Commands live beside their noun, in `punos/<noun>/commands.py`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

import click

from punos import logs
from punos.errors import ConfigurationError, Refused

# Command → "module:object". They are named, not imported, so that each command loads its own part
# only: the supervisor stays small, and the web never loads what the worker needs.
COMMANDS = {
    "accounts": "punos.accounts.commands:accounts",
    "audit": "punos.audit.commands:audit",
    "backup": "punos.backup:backup",
    "config": "punos.commands:config",
    "demo": "punos.commands:demo",
    "i18n": "punos.i18n.commands:i18n",
    "plugin": "punos.extend.commands:plugin",
    "prepare": "punos.commands:prepare_database",
    "privacy": "punos.privacy.commands:privacy",
    "serve": "punos.commands:serve",
    "tenants": "punos.tenants.commands:tenants",
    "worker": "punos.commands:worker",
}


class Commands(click.Group):
    """A group that loads a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, those of this table and those added."""
        return sorted({*COMMANDS, *_of_plugins(), *super().list_commands(ctx)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        path = COMMANDS.get(cmd_name) or _of_plugins().get(cmd_name)
        if path is None:
            return super().get_command(ctx, cmd_name)
        module, _, name = path.partition(":")
        command = getattr(import_module(module), name)
        if not isinstance(command, click.Command):
            raise TypeError(f"{path} is no command")
        return command


def _of_plugins() -> dict[str, str]:
    """The commands that plugins bring; asked for only when a command is none of the core's."""
    registry = import_module("punos.extend").PluginRegistry.load()
    found: dict[str, str] = registry.commands()
    if taken := sorted(COMMANDS.keys() & found.keys()):
        raise ConfigurationError(f"a plugin brings the command {taken[0]!r}, which is the core's")
    return found


@click.group(cls=Commands)
@click.version_option(package_name="punos", message="%(version)s")
def cli() -> None:
    """Punos: one service in which many associations run their programmes."""
    logs.set_up()


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command. A wrong setting is one line and exit code 2, a refusal exit code 1."""
    try:
        cli.main(args=arguments, prog_name="punos")
    except ConfigurationError as error:
        click.echo(f"punos: {error}", err=True)
        sys.exit(2)
    except Refused as refusal:
        click.echo(f"punos: {refusal.message}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
