"""`punos backup …`: dumps that say what they hold, and the drill that proves them."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from punos import clock
from punos.config import ROLE_VARIABLES, Config
from punos.db.at_hand import database_at_hand
from punos.db.dump import dump, fingerprint, frozen
from punos.drill import Outcome, drill
from punos.errors import ConfigurationError

ROLE = "backup"
_NAME = "punos-%Y%m%dT%H%M%SZ.dump"


@click.group()
def backup() -> None:
    """Backups, and the drill that restores one and compares."""


@backup.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--keep-days", type=click.IntRange(1), help="Delete older backups of this folder.")
def make(folder: Path, keep_days: int | None) -> None:
    """Dump the database into FOLDER, with a list of what it holds beside."""
    with _config() as config:
        target, found = made(config, folder)
    rows = sum(int(n) for tenants in found["rows"].values() for n, _sum in tenants.values())
    click.echo(f"{target}: {target.stat().st_size} bytes, {rows} rows")
    if keep_days:
        for old in _expired(folder, keep_days):
            old.unlink()
            listed(old).unlink(missing_ok=True)
            click.echo(f"deleted {old.name}")


@backup.command("drill")
@click.argument("source", required=False, type=click.Path(path_type=Path, exists=True))
def drill_command(source: Path | None) -> None:
    """Restore SOURCE, or a dump made now, into a server of its own and compare all of it.

    Ends with exit code 1 when anything is not as it was, or when the dump is empty.
    """
    with _config() as config, _source(config, source) as (path, found):
        outcome = drill(config, path, found)
    for line in _lines(outcome):
        click.echo(line)
    sys.exit(1 if outcome.problems else 0)


def made(config: Config, folder: Path) -> tuple[Path, dict[str, Any]]:
    """Dump into `folder`; the dump, and the fingerprint that was taken of the same moment."""
    url = config.database_urls.get(ROLE)
    if url is None:
        raise ConfigurationError(f"{ROLE_VARIABLES[ROLE]} is required for backups.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = folder / clock.now().strftime(_NAME)
    draft = target.with_suffix(".part")
    with frozen(url) as (connection, snapshot):
        found = fingerprint(connection)
        dump(url, draft, snapshot)
    listed(target).write_text(json.dumps({"sha256": _digest(draft), **found}), encoding="utf-8")
    listed(target).chmod(0o600)
    draft.rename(target)
    return target, found


def listed(target: Path) -> Path:
    """The list beside a dump: counts and checksums, policies, grants; no row's content."""
    return target.with_suffix(".json")


@contextmanager
def _config() -> Iterator[Config]:
    config = Config.from_environment()
    if not config.embedded:
        yield config
        return
    with database_at_hand(config.data_dir) as urls:
        yield replace(config, database_urls=urls)


@contextmanager
def _source(config: Config, source: Path | None) -> Iterator[tuple[Path, dict[str, Any]]]:
    if source is None:
        folder = config.data_dir / "drill"
        path, found = made(config, folder)
        try:
            yield path, found
        finally:
            path.unlink()
            listed(path).unlink()
        return
    found = json.loads(listed(source).read_text(encoding="utf-8"))
    if found.pop("sha256") != _digest(source):
        raise ConfigurationError(f"{source} is not the file that was dumped: its checksum differs.")
    yield source, found


def _lines(outcome: Outcome) -> list[str]:
    return [
        f"restored: {outcome.rows} rows of {outcome.tenants} associations in {outcome.tables} tables",
        "compared: rows and checksums by table and association, "
        + ", ".join(f"{number} {name}" for name, number in outcome.compared.items()),
        f"erased again: {outcome.erased_again} people who were erased after the dump",
        f"signed in at {outcome.signed_in_at}" if outcome.signed_in_at else "nobody signed in",
        *(f"PROBLEM {one}" for one in outcome.problems[:50]),
        f"{len(outcome.problems)} problems" if outcome.problems else "all is as it was",
    ]


def _expired(folder: Path, days: int) -> list[Path]:
    first = (clock.now() - timedelta(days=days)).strftime(_NAME)
    return sorted(path for path in folder.glob("punos-*.dump") if path.name < first)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
