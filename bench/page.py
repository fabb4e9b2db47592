"""The list page against the floor, in turns, under the same server with the same clients."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from statistics import median

from bench import floor, visit
from bench.association import Association
from bench.figures import Figure, at_most, heading
from bench.place import Place
from bench.servers import Target, served
from bench.statements import Sent
from bench.turns import REQUESTS, RUNS, in_turns, ratios, serving, show

PATH = "/cycles/spring/applicants"


def measure(place: Place, association: Association, sent: Sent) -> Iterator[Figure]:
    """Run both in turns. `sent` are the statements of one reading of the page."""
    heading(f"List page of 50 among 500: {RUNS} runs in turns of {REQUESTS} requests, 4 clients")
    floor.fill(place.floor_url)
    place.tidy()
    with ExitStack() as stack:
        bare, page = _targets(place, association, stack)
        taken = in_turns(place, bare, page)
        show(taken)
        found = ratios(taken, bare, page)
        yield at_most("list page, CPU beside the floor (median)", median(found), 2, "×", 2)
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
    own = serving(place, place.urls)
    page = served("wsgi:app", own, "page", host, PATH, association.cookie, log)
    return stack.enter_context(bare), stack.enter_context(page)
