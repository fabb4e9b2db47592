"""The network's own figures: median, lowest and highest of what its members have published.

They are made from published cells alone, so they tell nothing that the cells do not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from punos.deployment import Deployment
from punos.network.models import PublishedFact
from punos.network.reading import read

LEAST = 3
"""So many members at least make a figure of the network."""
MOST_OF_TOTAL = 0.85
"""A total of which one member gives more would tell that member's own figure."""


@dataclass(frozen=True, slots=True)
class NetworkFigure:
    """One metric of one model and window over the members that show it.

    The numbers are as in the published cells: a count, a share from 0 to 1, or cents. With fewer than
    three contributors all of them are None; the total is None also when one gives more than 85 % of it.
    A sum of shares or of costs means nothing: `total` is for counts.
    """

    metric: str
    window: str
    contributors: int
    median: float | None = None
    lowest: float | None = None
    highest: float | None = None
    total: float | None = None


def network_figures(
    deployment: Deployment, model: str, window: str, metric: str, without: UUID | None = None
) -> NetworkFigure:
    """One figure of the network; `without` leaves a member out, for that member's own page."""
    none = NetworkFigure(metric, window, 0)
    return all_network_figures(deployment, model, window, without).get(metric, none)


def all_network_figures(
    deployment: Deployment, model: str, window: str, without: UUID | None = None
) -> dict[str, NetworkFigure]:
    """Every figure of a model and window, by metric, in one statement. No member shows it: not there."""
    query = _figures().where(PublishedFact.model == model, PublishedFact.window == window)
    return {one.metric: one for one in _read(deployment, query, without)}


def figures_of_all_kinds(
    deployment: Deployment, window: str, without: UUID | None = None
) -> dict[str, NetworkFigure]:
    """The same over all programme models together, for those too rare to be compared by themselves.

    A member counts once, of however many models it shows the figure.
    """
    members = func.count(PublishedFact.member_id.distinct())
    query = _figures(members).where(PublishedFact.window == window)
    return {one.metric: one for one in _read(deployment, query, without)}


def network_trend(
    deployment: Deployment, model: str, metric: str, windows: list[str], without: UUID | None = None
) -> dict[str, NetworkFigure]:
    """One figure of the network by window, in one statement."""
    query = _figures().where(
        PublishedFact.model == model,
        PublishedFact.window.in_(windows),
        PublishedFact.metric == metric,
    )
    return {one.window: one for one in _read(deployment, query, without)}


def _figures(contributors: Any = None) -> Select[*tuple[Any, ...]]:
    value = PublishedFact.value
    return (
        select(
            PublishedFact.metric,
            PublishedFact.window,
            func.count(value) if contributors is None else contributors,
            func.percentile_cont(0.5).within_group(value),
            func.min(value),
            func.max(value),
            func.sum(value),
        )
        .where(value.is_not(None))
        .group_by(PublishedFact.window, PublishedFact.metric)
    )


def _read(
    deployment: Deployment, query: Select[*tuple[Any, ...]], without: UUID | None
) -> Iterator[NetworkFigure]:
    if without is not None:
        query = query.where(PublishedFact.member_id != without)
    for metric, window, contributors, median, lowest, highest, total in read(deployment, query):
        if contributors < LEAST:
            yield NetworkFigure(metric, window, contributors)
            continue
        told = total if highest <= MOST_OF_TOTAL * total else None
        yield NetworkFigure(metric, window, contributors, median, lowest, highest, told)
