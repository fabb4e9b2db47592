"""Members side by side: what they have published of one programme model and one window of time.

Whatever is read here is read for the members of one page, along indexes, so that a page costs the same
with a thousand members as with ten.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, select

from punos.deployment import Deployment
from punos.network.catalogue import CATALOGUE, PARTICIPANTS, PERSONAL, Indicator
from punos.network.models import PublishedFact
from punos.network.reading import read
from punos.network.signs import (
    NOT_APPLICABLE,
    NOT_SHARED,
    OPEN,
    SHOWN,
    THREE_YEARS,
    YEAR_BY_YEAR,
)
from punos.network.windows import Window, stretch, year
from punos.tenancy.models import PublicTenant

FEW = ("G01", "N01", "N06", "N12", "N13")
"""The figures that are shown first. All of them are one choice away."""
YEARS_OFFERED, STRETCHES_OFFERED = 10, 4
COUNTED_TO = 100


@dataclass(frozen=True, slots=True)
class Figure:
    """A cell of the desk: numbers when its state is "shown", else one of the signs.

    `see` is the window in which this member gives this figure, where it is another one.
    """

    state: str
    value: float | None = None
    part: int | None = None
    whole: int | None = None
    see: str | None = None


NOTHING = Figure(NOT_SHARED)


def offered_windows(today: date) -> tuple[list[Window], list[Window]]:
    """The years and the stretches that can be chosen, the newest first; the first may still be open."""
    years = [year(today.year - back) for back in range(YEARS_OFFERED)]
    newest = stretch(today.year)
    stretches = [stretch(newest.first - 3 * back) for back in range(STRETCHES_OFFERED)]
    return years, stretches


def newest_settled(today: date) -> Window:
    """The last year whose figures can be there."""
    return next(one for one in offered_windows(today)[0] if one.is_settled(today))


def around(window: Window) -> list[Window]:
    """The other windows in which a figure may be given instead: the stretch of a year, or its years."""
    if window.years == 1:
        return [stretch(window.first)]
    return [year(number) for number in range(window.last, window.first - 1, -1)]


def indicators_of(model: str, window: Window, *, few: bool = False) -> list[Indicator]:
    """The columns of a table. A stretch of years has the personal figures alone."""
    return [
        one
        for one in CATALOGUE
        if one.applies_to(model)
        and (window.years == 1 or one.kind == PERSONAL)
        and (not few or window.years > 1 or one.code in FEW)
    ]


def most_common_model(deployment: Deployment, models: Sequence[str], window: Window) -> str:
    """The programme model of which most members have published something; they are counted to 100."""
    counted = [
        select(func.count())
        .select_from(
            select(PublishedFact.member_id)
            .where(
                PublishedFact.model == model,
                PublishedFact.window == window.name,
                PublishedFact.metric == PARTICIPANTS,
            )
            .limit(COUNTED_TO)
            .subquery()
        )
        .scalar_subquery()
        for model in models
    ]
    [row] = read(deployment, select(*counted))
    return max(zip(models, row, strict=True), key=lambda pair: pair[1])[0]


def windows_with_figures(
    deployment: Deployment, model: str, metric: str, windows: Sequence[Window]
) -> list[Window]:
    """Those of the windows in which somebody has published this figure."""
    found = [
        exists().where(
            PublishedFact.model == model,
            PublishedFact.window == window.name,
            PublishedFact.metric == metric,
        )
        for window in windows
    ]
    [row] = read(deployment, select(*found))
    return [window for window, is_there in zip(windows, row, strict=True) if is_there]


def sharing_members(
    model: str, windows: Iterable[Window], metric: str | None = None
) -> Select[Any]:
    """The members that have published something of this; a page of it is read as the role *net*."""
    published = exists().where(
        PublishedFact.member_id == PublicTenant.id,
        PublishedFact.model == model,
        PublishedFact.window.in_([window.name for window in windows]),
    )
    if metric is not None:
        published = published.where(PublishedFact.metric == metric)
    return select(PublicTenant).where(published)


def value_of(model: str, window: Window, metric: str) -> ColumnElement[Any]:
    """A member's shown value, to sort by."""
    return (
        select(PublishedFact.value)
        .where(
            PublishedFact.member_id == PublicTenant.id,
            PublishedFact.model == model,
            PublishedFact.metric == metric,
            PublishedFact.window == window.name,
        )
        .scalar_subquery()
    )


def compared(
    deployment: Deployment, model: str, window: Window, members: Collection[UUID], today: date
) -> dict[UUID, dict[str, Figure]]:
    """The cells of these members, by code, in one statement."""
    windows = [window, *around(window)]
    found = _read_cells(deployment, model, windows, members)
    settled = window.is_settled(today)
    return {
        member: {
            one.code: _cell(found, member, one, model, windows, settled=settled)
            for one in CATALOGUE
        }
        for member in members
    }


def over_time(
    deployment: Deployment,
    model: str,
    metric: Indicator,
    windows: Sequence[Window],
    members: Collection[UUID],
    today: date,
) -> dict[UUID, dict[str, Figure]]:
    """One figure of these members by window, in one statement."""
    found = _read_cells(
        deployment, model, [*windows, *(stretch(w.first) for w in windows)], members, metric.code
    )
    return {
        member: {
            window.name: _cell(
                found,
                member,
                metric,
                model,
                [window, *around(window)],
                settled=window.is_settled(today),
            )
            for window in windows
        }
        for member in members
    }


_Found = dict[tuple[UUID, str, str], Figure]


def _read_cells(
    deployment: Deployment,
    model: str,
    windows: Iterable[Window],
    members: Collection[UUID],
    metric: str | None = None,
) -> _Found:
    if not members:
        return {}
    query = select(
        PublishedFact.member_id,
        PublishedFact.metric,
        PublishedFact.window,
        PublishedFact.state,
        PublishedFact.value,
        PublishedFact.part,
        PublishedFact.whole,
    ).where(
        PublishedFact.member_id.in_(list(members)),
        PublishedFact.model == model,
        PublishedFact.window.in_(sorted({window.name for window in windows})),
    )
    if metric is not None:
        query = query.where(PublishedFact.metric == metric)
    rows = read(deployment, query)
    return {(row[0], row[1], row[2]): Figure(*row[3:]) for row in rows}


def _cell(
    found: _Found,
    member: UUID,
    indicator: Indicator,
    model: str,
    windows: Sequence[Window],
    *,
    settled: bool,
) -> Figure:
    """The cell of the first window; where there is none, what stands in its place."""
    window, *others = windows
    own = found.get((member, indicator.code, window.name))
    if own is not None:
        return own
    if not indicator.applies_to(model):
        return Figure(NOT_APPLICABLE)
    if indicator.kind == PERSONAL:
        for other in others:
            if (member, indicator.code, other.name) in found:
                return Figure(YEAR_BY_YEAR if other.years == 1 else THREE_YEARS, see=other.name)
    return NOTHING if settled else Figure(OPEN)


def sharing(deployment: Deployment, members: Collection[UUID]) -> dict[UUID, tuple[list[str], str]]:
    """Of those of these members that share: the programme models, and the last year of their figures."""
    if not members:
        return {}
    query = (
        select(
            PublishedFact.member_id,
            func.array_agg(PublishedFact.model.distinct()),
            func.max(func.right(PublishedFact.window, 4)),
        )
        .where(PublishedFact.member_id.in_(list(members)))
        .group_by(PublishedFact.member_id)
    )
    return {member: (models, last) for member, models, last in read(deployment, query)}


def all_sharing(deployment: Deployment) -> list[UUID]:
    """Every member that shares anything at all."""
    shares = exists().where(PublishedFact.member_id == PublicTenant.id)
    return [member for (member,) in read(deployment, select(PublicTenant.id).where(shares))]


def is_shown(figure: Figure) -> bool:
    """Whether there is a number to draw."""
    return figure.state == SHOWN and figure.value is not None
