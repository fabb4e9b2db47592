"""What `punos plugin new` writes, and a plugin from outside the tree: built, installed and run.

They are installed from wheels into a folder of their own, and everything runs in processes that have
that folder on their path, so that this one never sees them.
"""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from punos.cli import cli

ROOT = Path(__file__).resolve().parents[2]
PARROT = ROOT / "tests" / "foreign_plugin"
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]


@dataclass(frozen=True)
class Outside:
    """`new` is the folder that `punos plugin new` wrote, `site` where both are installed."""

    new: Path
    site: Path

    def run(self, *command: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
        """Run a command where both plugins are installed."""
        environment = {**os.environ, "PYTHONPATH": str(self.site), "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.run(
            [str(part) for part in command],
            cwd=cwd,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Outside:
    """Both plugins, built and installed once."""
    made, site = tmp_path_factory.mktemp("made"), tmp_path_factory.mktemp("site")
    written = CliRunner().invoke(cli, ["plugin", "new", "bird_watch", "--into", str(made)])
    assert written.exit_code == 0, written.output
    shutil.copytree(PARROT, made / "parrot")
    for name in ("bird_watch", "parrot"):
        _install(made / name, site)
    _add_refused(site)
    return Outside(made / "bird_watch", site)


def _install(source: Path, site: Path) -> None:
    # Built from a copy: setuptools leaves its folders beside the source.
    copy = shutil.copytree(source, site.parent / f"{site.name}-{source.name}")
    options = ["--no-deps", "--no-index", "--no-build-isolation"]
    subprocess.run([*PIP, "wheel", *options, "-w", copy, copy], check=True)
    (wheel,) = copy.glob("*.whl")
    options = ["--no-deps", "--no-index", "--upgrade", "--target"]
    subprocess.run([*PIP, "install", *options, site, wheel], check=True)


def _add_refused(site: Path) -> None:
    """An installed distribution whose plugin was written for an API that is to come."""
    info = site / "tomorrow-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: tomorrow\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[punos.plugins]\ntomorrow = tomorrow:plugin\n")
    (site / "tomorrow.py").write_text(
        "from pathlib import Path\nfrom punos.plugin import Plugin\n"
        "plugin = Plugin('tomorrow', 'tomorrow', '1', '>=2', 'T', 'T', object(), Path())\n"
    )


def test_list_shows_what_is_taken_and_what_is_refused(outside: Outside) -> None:
    listed = outside.run(sys.executable, "-m", "punos.cli", "plugin", "list")
    assert listed.returncode == 0, listed.stderr
    lines = [" ".join(line.split()) for line in listed.stdout.splitlines()]
    assert lines[0] == "This Punos has plugin API 1.0."
    assert {
        "bird_watch 0.1.0 >=1.0,<2 taken",
        "parrot 1.2.3 >=1.0,<2 taken",
        "tomorrow – – refused: written for API >=2, this is 1.0",
    } <= set(lines)


def test_new_plugin_passes_the_tests_that_were_written_for_it(outside: Outside) -> None:
    ran = outside.run(
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        outside.new,
        cwd=outside.site,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "3 passed" in ran.stdout


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "check", "--no-cache", "--config", "pyproject.toml"),
        ("ruff", "format", "--check", "--no-cache", "--config", "pyproject.toml"),
    ],
)
def test_new_plugin_has_the_style_of_the_tree(outside: Outside, command: tuple[str, ...]) -> None:
    ran = outside.run(sys.executable, "-m", *command, outside.new)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_new_plugin_has_sound_types(outside: Outside) -> None:
    package = outside.new / "punos_bird_watch"
    ran = outside.run(
        sys.executable,
        "-m",
        "mypy",
        "--config-file",
        "setup.cfg",
        "--follow-imports",
        "silent",
        package,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_plugins_outside_the_tree_import_the_one_surface(outside: Outside) -> None:
    for package in ("punos_bird_watch", "punos_parrot"):
        found = {name for name in _imported(outside.site / package) if name.startswith("punos")}
        assert {n for n in found if not n.startswith(package)} == {"punos.plugin"}


def _imported(package: Path) -> Iterator[str]:
    for path in package.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom):
                yield node.module or ""
            elif isinstance(node, ast.Import):
                yield from (name.name for name in node.names)


def test_plugins_outside_the_tree_work_over_http(outside: Outside) -> None:
    options = ["-q", "-p", "no:cacheprovider", "--no-cov"]
    ran = outside.run(sys.executable, "-m", "pytest", *options, PARROT / "over_http.py")
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize(
    ("name", "message"), [("Bird", "lower case"), ("core", "the core's"), ("a-b", "lower case")]
)
def test_new_plugin_is_not_written_under_a_name_that_it_cannot_have(
    tmp_path: Path, name: str, message: str
) -> None:
    ran = CliRunner().invoke(cli, ["plugin", "new", name, "--into", str(tmp_path)])
    assert ran.exit_code != 0
    assert message in str(ran.exception)
    assert list(tmp_path.iterdir()) == []


def test_new_plugin_never_overwrites_a_folder(tmp_path: Path) -> None:
    (tmp_path / "bird").mkdir()
    ran = CliRunner().invoke(cli, ["plugin", "new", "bird", "--into", str(tmp_path)])
    assert "already there" in str(ran.exception)
    assert list((tmp_path / "bird").iterdir()) == []
