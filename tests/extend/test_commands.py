"""Commands that plugins bring to the command line."""

from collections.abc import Sequence

import click
import pytest
from click.testing import CliRunner

from punos.cli import cli
from punos.errors import ConfigurationError
from punos.extend import PluginRegistry, hookimpl
from tests.extend.made import registry_of


@click.command()
def talk() -> None:
    """Say something."""
    click.echo("squawk")


class Talking:
    @hookimpl
    def register_commands(self) -> Sequence[str]:
        return [f"{__name__}:talk"]


class Grasping:
    @hookimpl
    def register_commands(self) -> Sequence[str]:
        return [f"{__name__}:serve"]


def use(patch: pytest.MonkeyPatch, **hooks: type) -> CliRunner:
    """The command line with these plugins alone."""
    registry = registry_of(**hooks)
    patch.setattr(PluginRegistry, "load", lambda: registry)
    return CliRunner()


def test_command_of_a_plugin_is_listed_and_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    runner = use(monkeypatch, parrot=Talking)
    assert runner.invoke(cli, ["talk"]).output == "squawk\n"
    assert "Say something" in runner.invoke(cli, ["--help"]).output


def test_command_of_no_plugin_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = use(monkeypatch).invoke(cli, ["talk"])
    assert answer.exit_code == 2
    assert "No such command" in answer.output


@pytest.mark.parametrize(
    ("plugins", "said"),
    [
        ({"parrot": Grasping}, "'serve', which is the core's"),
        ({"parrot": Talking, "raven": Talking}, "raven: the command 'talk' is taken"),
    ],
)
def test_command_whose_name_is_taken_stops_the_command_line(
    monkeypatch: pytest.MonkeyPatch, plugins: dict[str, type], said: str
) -> None:
    runner = use(monkeypatch, **plugins)
    with pytest.raises(ConfigurationError, match=said):
        runner.invoke(cli, ["talk"], catch_exceptions=False)
