"""Brings the database to what the code and the declared associations say, before anything serves."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from punos import demo as demo_people
from punos.config import ROLE_VARIABLES, Config
from punos.db import migrate
from punos.deployment import Deployment
from punos.errors import ConfigurationError
from punos.serve import ROOT, WELCOME
from punos.tenants import seeds
from punos.welcome import welcome


def prepare(config: Config, *, demo: bool) -> None:
    """Migrate, apply every folder below `tenants/`, and for a demo load its people once."""
    owner = config.database_urls.get("owner")
    if owner is None:
        raise ConfigurationError(f"{ROLE_VARIABLES['owner']} is required to prepare the database.")
    deployment = Deployment(config)
    try:
        migrate.upgrade(owner, deployment.registry.histories())
        _apply(deployment)
        if demo:
            demo_people.load(deployment, partial(migrate.refresh_statistics, owner))
            _write(config.data_dir / WELCOME, welcome(deployment))
    finally:
        deployment.dispose()


def _apply(deployment: Deployment) -> None:
    try:
        seeds.apply_all(deployment, ROOT / "tenants")
    except seeds.SeedRefused as refused:
        problems = "\n  ".join(str(problem) for problem in refused.problems)
        raise ConfigurationError(f"an association is declared wrongly:\n  {problems}") from refused


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)  # it names the password
    path.write_text(text, encoding="utf-8")
