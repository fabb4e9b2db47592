"""What a member shares: its choices by figure and window, and exactly what leaves by them.

A preview and what is published are made here by the same function, so that they cannot differ.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import select

from punos import clock
from punos.audit.service import record as audit
from punos.db import insert_once
from punos.errors import Absent
from punos.ids import new_id
from punos.jobs.service import defer
from punos.network.catalogue import BY_CODE, CATALOGUE
from punos.network.disclosure import Cell, Exact, disclosed
from punos.network.models import NetworkFact, NetworkShare, NetworkWindow
from punos.network.windows import Window, named
from punos.tenancy.models import TenantConfig
from punos.work import Work

PUBLISH = "punos.network.publishing:publish"
_ORDER = {indicator.code: place for place, indicator in enumerate(CATALOGUE)}


@dataclass(frozen=True)
class Leaving:
    """A frozen figure, what the network would read of it, and whether it is shared.

    `cell` is None for what does not apply: a share of nothing.
    """

    fact: NetworkFact
    exact: Exact
    cell: Cell | None
    shared: bool


def leaving(work: Work, window: str | None = None) -> list[Leaving]:
    """Every frozen figure, of one window or of all, by window, model and the catalogue's order.

    What a figure becomes rests on what is frozen alone, never on what is shared beside it.
    """
    facts = select(NetworkFact).order_by(NetworkFact.window, NetworkFact.model)
    shares = select(NetworkShare.metric, NetworkShare.window)
    if window is not None:
        facts = facts.where(NetworkFact.window == window)
    shared = {(metric, where) for metric, where in work.session.execute(shares)}
    found = [one for one in work.session.scalars(facts) if one.metric in BY_CODE]
    groups = groupby(found, key=lambda one: (one.window, one.model))
    return [line for _key, group in groups for line in _lines(list(group), shared)]


def _lines(facts: list[NetworkFact], shared: Collection[tuple[str, str]]) -> Iterator[Leaving]:
    exact = {fact.metric: _exact(fact) for fact in facts}
    cells = disclosed(exact.values())
    for fact in sorted(facts, key=lambda one: _ORDER[one.metric]):
        code = fact.metric
        yield Leaving(fact, exact[code], cells.get(code), (code, fact.window) in shared)


def _exact(fact: NetworkFact) -> Exact:
    indicator = BY_CODE[fact.metric]
    return Exact(indicator, fact.part or 0, fact.whole, fact.people, fact.repeats)


def windows(work: Work) -> list[Window]:
    """The windows that are frozen here, the newest first."""
    return sorted((named(name) for name in _frozen(work)), key=_newest_first)


def _frozen(work: Work) -> list[str]:
    return list(work.session.scalars(select(NetworkWindow.window)))


def _newest_first(window: Window) -> tuple[int, int]:
    return -window.last, window.years


def choose(work: Work, window: str, chosen: Collection[str]) -> None:
    """Share these figures of a window, and no other ones of it; what is published follows.

    Raises Absent for a window that is not frozen here, or a figure that it does not have.
    """
    # Of two who choose at once the later one's choice stands, whole: never what either of them ticked.
    work.session.scalars(select(TenantConfig).with_for_update(key_share=True)).one()
    offered = {line.fact.metric for line in leaving(work, window)}
    if not offered.issuperset(chosen):
        raise Absent
    query = select(NetworkShare).where(NetworkShare.window == window).with_for_update()
    held = {share.metric: share for share in work.session.scalars(query)}
    for metric in sorted(held.keys() - set(chosen)):
        work.session.delete(held[metric])
        audit(work, "network.withdrawn", "network_share", held[metric].id, _fields(metric, window))
    for metric in sorted(set(chosen) - held.keys()):
        _share(work, metric, window)
    work.session.flush()
    defer(work, PUBLISH)


def _share(work: Work, metric: str, window: str) -> None:
    share_id = new_id()
    is_new = insert_once(
        work.session,
        NetworkShare,
        id=share_id,
        metric=metric,
        window=window,
        chosen_at=clock.now(),
        chosen_by=work.account_id,
    )
    if is_new:
        audit(work, "network.shared", "network_share", share_id, _fields(metric, window))


def _fields(metric: str, window: str) -> list[str]:
    return [metric.lower(), window]
