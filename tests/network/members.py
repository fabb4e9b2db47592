"""Members of the network with frozen figures, and what the network reads of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from punos.deployment import Deployment
from punos.network.catalogue import CATALOGUE
from punos.network.freezing import keep
from punos.network.models import NetworkFact, NetworkWindow, PublishedFact
from punos.network.publishing import publish
from punos.network.reading import read
from punos.network.sharing import choose
from punos.network.windows import named
from tests.support.tenants import Association

ALL = [indicator.code for indicator in CATALOGUE]
COLUMNS = [column.key for column in PublishedFact.__table__.columns]
Counts = Mapping[str, tuple[int, int | None]]
"""By code: part and whole, or the count and none."""


def counts(
    took_part: int, *, employed: int = 0, known: int | None = None, **more: tuple[int, int | None]
) -> dict[str, tuple[int, int | None]]:
    """Figures of a window in which `employed` of `known` had work at the end, own field or not."""
    whole = took_part if known is None else known
    found: dict[str, tuple[int, int | None]] = {
        "N01": (took_part, None),
        "N06": (took_part, took_part),
        **dict.fromkeys(("N11", "N12", "N13"), (employed, whole)),
    }
    return {**found, **more}


def freeze(member: Association, window: str, model: str = "pairwise", **figures: Any) -> None:
    """Freeze a window with these figures, as `counts` takes them."""
    freeze_all(member, window, {model: counts(**figures)})


def freeze_all(member: Association, window: str, by_model: Mapping[str, Counts]) -> None:
    """Freeze a window with the figures of several programme models."""
    sums = {(model, code): sum_ for model, by in by_model.items() for code, sum_ in by.items()}
    with member.work() as work:
        assert keep(work, named(window), sums)


def share(member: Association, window: str, codes: Iterable[str]) -> None:
    """Share these figures of a window and no others, and publish."""
    with member.work() as work:
        choose(work, window, list(codes))
    publish(member.deployment, member.record)


def facts(member: Association) -> list[NetworkFact]:
    """The member's own frozen figures."""
    with member.work() as work:
        order = NetworkFact.window, NetworkFact.model, NetworkFact.metric
        return list(work.session.scalars(select(NetworkFact).order_by(*order)))


def windows(member: Association) -> dict[str, int]:
    """The windows that are frozen, and the length of personal figures in each."""
    with member.work() as work:
        return {row.window: row.length for row in work.session.scalars(select(NetworkWindow))}


def published(deployment: Deployment, *members: Association) -> list[dict[str, Any]]:
    """Everything that the network may read, or of these members, as the role net reads it."""
    columns = [getattr(PublishedFact, name) for name in COLUMNS]
    query = select(*columns).order_by(*columns[:4])
    if members:
        query = query.where(PublishedFact.member_id.in_([one.record.id for one in members]))
    return [dict(zip(COLUMNS, row, strict=True)) for row in read(deployment, query)]


def cells(member: Association) -> dict[tuple[str, str], tuple[Any, ...]]:
    """(window, code) → (state, value, part, whole) of what the network reads of a member."""
    return {
        (row["window"], row["metric"]): (row["state"], row["value"], row["part"], row["whole"])
        for row in published(member.deployment, member)
    }
