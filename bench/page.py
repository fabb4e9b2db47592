"""The list page against the floor, in turns, under the same server with the same clients."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from statistics import median
from time import process_time

from bench import floor, visit
from bench.association import Association
from bench.figures import Figure, at_most, heading
from bench.place import Place
from bench.servers import Target, served
from bench.statements import Sent
from punos.config import ROLE_VARIABLES

PATH = "/cycles/spring/applicants"
RUNS, REQUESTS, WARM_UP = 5, 200, 60


def measure(place: Place, association: Association, sent: Sent) -> Iterator[Figure]:
    """Run both in turns. `sent` are the statements of one reading of the page."""
    heading(f"List page of 50 among 500: {RUNS} runs in turns of {REQUESTS} requests, 4 clients")
    floor.fill(place.floor_url)
    place.tidy()
    with ExitStack() as stack:
        bare, page = _targets(place, association, stack)
        taken = _in_turns(place, bare, page)
        ratios = [ours / least for least, ours in zip(taken[bare], taken[page], strict=True)]
        _show(taken)
        print(f"  ratio of each run: {', '.join(f'{ratio:.2f}' for ratio in ratios)}")
        yield at_most("list page, CPU beside the floor (median)", median(ratios), 2, "×", 2)
        yield at_most("list page, SQL statements", len(sent), 8, digits=0)
        rss, pss = page.memory()
        yield at_most("memory of a web worker, RSS", rss, 110, "MB")
        yield Figure("memory of a web worker, PSS", f"{pss:.1f} MB")
        yield from visit.measure(page, association)


def _targets(place: Place, association: Association, stack: ExitStack) -> tuple[Target, Target]:
    log = place.folder / "gunicorn.log"
    environ = {"BENCH_FLOOR_URL": place.floor_url}
    cookie = f"{floor.COOKIE}={'a' * 43}"
    bare = served("bench.floor:app()", environ, "floor", floor.HOST, floor.PATH, cookie, log)
    host = association.record.host
    page = served("wsgi:app", _serving(place), "page", host, PATH, association.cookie, log)
    return stack.enter_context(bare), stack.enter_context(page)


def _serving(place: Place) -> Mapping[str, str]:
    urls = {ROLE_VARIABLES[role]: place.urls[role] for role in ("web", "net", "provisioner")}
    return {
        **urls,
        "PUNOS_DATA": str(place.folder),
        "PUNOS_ENV": "test",
        "SECRET_KEY": place.deployment.config.secret_key,
    }


def _in_turns(place: Place, *targets: Target) -> dict[Target, list[float]]:
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


def _show(taken: Mapping[Target, list[float]]) -> None:
    for target, costs in taken.items():
        listed = " ".join(f"{cost:.1f}" for cost in costs)
        size = target.size()
        rss, pss = target.memory()
        print(
            f"  {target.name:<6} {median(costs):5.1f} ms CPU per request ({listed}), "
            f"{size / 1000:.1f} kB of HTML, worker {rss:.0f} MB RSS, {pss:.0f} MB PSS",
            flush=True,
        )
