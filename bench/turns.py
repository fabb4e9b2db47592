"""Two pages read in turns, under the same server by the same clients, and what each costs."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median
from time import process_time

from bench.place import Place
from bench.servers import Target
from punos.config import ROLE_VARIABLES

RUNS, REQUESTS, WARM_UP = 5, 200, 60
Costs = Mapping[Target, list[float]]


def serving(place: Place, urls: Mapping[str, str]) -> Mapping[str, str]:
    """The environment of a web process of the product over these databases."""
    return {
        **{ROLE_VARIABLES[role]: urls[role] for role in ("web", "net", "provisioner")},
        "PUNOS_DATA": str(place.folder),
        "PUNOS_ENV": "test",
        "SECRET_KEY": place.deployment.config.secret_key,
    }


def in_turns(place: Place, *targets: Target) -> Costs:
    """CPU milliseconds per request, application and database, scaled to the core's best speed."""
    for target in targets:
        target.load(WARM_UP)
    runs: list[tuple[Target, float, float]] = []
    for _ in range(RUNS):
        for target in targets:
            before = _spin()
            cost = _cost(place, target)
            runs.append((target, cost, (before + _spin()) / 2))
    best = min(spin for _target, _cost, spin in runs)
    return {
        target: [cost * best / spin for one, cost, spin in runs if one is target]
        for target in targets
    }


def ratios(taken: Costs, least: Target, other: Target) -> list[float]:
    """How many times as much the other costs, run by run; printed."""
    found = [ours / floor for floor, ours in zip(taken[least], taken[other], strict=True)]
    print(f"  ratio of each run: {', '.join(f'{ratio:.2f}' for ratio in found)}")
    return found


def show(taken: Costs) -> None:
    """Print what each costs."""
    for target, costs in taken.items():
        listed = " ".join(f"{cost:.1f}" for cost in costs)
        size = target.size()
        rss, pss = target.memory()
        print(
            f"  {target.name:<6} {median(costs):5.1f} ms CPU per request ({listed}), "
            f"{size / 1000:.1f} kB of HTML, worker {rss:.0f} MB RSS, {pss:.0f} MB PSS",
            flush=True,
        )


def _cost(place: Place, target: Target) -> float:
    began = target.cpu() + place.database_cpu()
    target.load(REQUESTS)
    return (target.cpu() + place.database_cpu() - began) * 1000 / REQUESTS


def _spin() -> float:
    """How long a fixed piece of work takes now: the core's speed is not the same all the time."""
    began = process_time()
    total = 0
    for number in range(1_500_000):
        total += number & 7
    return process_time() - began
