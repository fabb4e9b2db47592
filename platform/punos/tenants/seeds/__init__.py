"""Seeds: an association declared as a folder, compared with the database and applied to it.

The database owns the settings; a folder is where they began, and what they can be brought back to.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from punos.deployment import Deployment
from punos.tenants.seeds.apply import Plan, apply_seed, apply_seeds, plan_seed
from punos.tenants.seeds.compare import Change, Overrides, Verdict
from punos.tenants.seeds.export import export_folder
from punos.tenants.seeds.problems import Problem, SeedRefused
from punos.tenants.seeds.read import TENANT_FILE, Seed, read_seed
from punos.tenants.seeds.show import show

__all__ = [
    "Change",
    "Overrides",
    "Plan",
    "Problem",
    "Seed",
    "SeedRefused",
    "Verdict",
    "apply_all",
    "apply_seed",
    "apply_seeds",
    "export_folder",
    "folders_below",
    "plan_seed",
    "read_all",
    "read_seed",
    "show",
]


def read_all(deployment: Deployment, folders: list[Path]) -> list[Seed]:
    """Read every folder. Raises SeedRefused with the problems of all of them."""
    seeds: list[Seed] = []
    problems: list[Problem] = []
    for folder in folders:
        try:
            seeds.append(read_seed(folder, deployment.registry, deployment.config.base_domain))
        except SeedRefused as error:
            problems.extend(error.problems)
    problems.extend(_claimed_twice(seeds))
    if problems:
        raise SeedRefused(problems)
    return seeds


def _claimed_twice(seeds: list[Seed]) -> Iterator[Problem]:
    claimed: dict[str, str] = {}
    for seed in seeds:
        for host in seed.document["hosts"]:
            if (other := claimed.setdefault(host, seed.slug)) != seed.slug:
                yield seed.problem(("hosts",), f"hosts: {host} is in the folder {other} too")


def folders_below(folder: Path) -> list[Path]:
    """The declared associations below a folder, by name."""
    return sorted(path.parent for path in folder.glob(f"*/{TENANT_FILE}"))


def apply_all(deployment: Deployment, folder: Path) -> None:
    """Apply every association below `folder`; when one file is wrong, none is applied.

    Raises SeedRefused.
    """
    list(apply_seeds(deployment, read_all(deployment, folders_below(folder))))
