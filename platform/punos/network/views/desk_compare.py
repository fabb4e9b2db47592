"""Members side by side: the page on which the network's coordinator begins."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from sqlalchemy import select

from punos import clock
from punos.i18n import _staff, _staff_l
from punos.network.catalogue import BY_CODE, Indicator
from punos.network.comparing import (
    Figure,
    around,
    compared,
    is_shown,
    sharing_members,
    value_of,
)
from punos.network.figures import NetworkFigure, all_network_figures
from punos.network.signs import HIDDEN, heading, in_words
from punos.network.views.base import deployment, pages
from punos.network.views.desk import (
    READ,
    Choice,
    PublishedListing,
    chosen,
    drawn,
    filed,
    legend,
)
from punos.tenancy.models import PublicTenant, Tenant
from punos.texts import pick
from punos.web.lists import Column, Query
from punos.web.render import render
from punos.work import Work


class Comparison(PublishedListing):
    """The members that share something of what is chosen, with their cells."""

    def __init__(self, work: Work, choice: Choice) -> None:
        self.choice = choice
        self.cells: dict[UUID, dict[str, Figure]] = {}
        self.closed: set[UUID] = set()
        super().__init__(
            work,
            request.args,
            sharing_members(choice.model, [choice.window, *around(choice.window)]),
            columns=self._columns(work),
            search=[PublicTenant.search_text],
            default_sort="name",
            name=f"comparison-{choice.model}-{choice.window.name}",
        )

    def _columns(self, work: Work) -> list[Column]:
        name = Column(
            "name",
            _staff_l("Member"),
            sort=PublicTenant.sort_key,
            value=lambda row: pick(row.names, work.language),
            link=self._own_page,
        )
        in_file = request.args.get("format") == "csv"
        more = _file_columns if in_file else _page_columns
        return [name, *(column for one in self.choice.indicators for column in more(self, one))]

    def _read(self, query: Query) -> Sequence[Any]:
        rows = super()._read(query)
        ids = [row.id for row in rows]
        choice, today = self.choice, clock.today()
        self.cells = compared(deployment(), choice.model, choice.window, ids, today)
        closed = select(Tenant.id).where(Tenant.id.in_(ids), Tenant.state == "closed")
        self.closed = set(self.work.session.scalars(closed))
        return rows

    def _own_page(self, row: Any) -> str | None:
        """Who has left is no member any more: what it shared while it was one still stands here."""
        if row.id in self.closed:
            return None
        return url_for("network.member", member_id=row.id, **self.choice.arguments)

    def of(self, row: Any, code: str) -> Figure:
        """A member's cell."""
        return self.cells[row.id][code]


def _page_columns(table: Comparison, one: Indicator) -> list[Column]:
    choice = table.choice
    return [
        Column(
            one.code,
            one.label,
            sort=value_of(choice.model, choice.window, one.code),
            value=lambda row: drawn(table.of(row, one.code), one.unit),
            link=lambda row: _elsewhere(choice, table.of(row, one.code)),
            kind="number",
        )
    ]


def _elsewhere(choice: Choice, figure: Figure) -> str | None:
    if figure.see is None:
        return None
    return url_for("network.compare", **{**choice.arguments, "window": figure.see})


def _file_columns(table: Comparison, one: Indicator) -> list[Column]:
    value = Column(
        one.code,
        heading(one),
        sort=value_of(table.choice.model, table.choice.window, one.code),
        value=lambda row: filed(table.of(row, one.code), one.unit),
    )
    if one.unit == "count":
        return [value]
    whole = Column(
        f"{one.code}.of",
        _staff_l("%(figure)s: of how many", figure=one.label),
        value=lambda row: table.of(row, one.code).whole,
    )
    return [value, whole]


@pages.get("/compare", allow=READ, kind="network")
def compare(work: Work) -> Response | str:
    """Members side by side on the few figures that matter, with what is hidden and why."""
    choice = chosen(work)
    listing = Comparison(work, choice)
    if listing.wants_csv:
        return listing.csv_response()
    network = all_network_figures(deployment(), choice.model, choice.window.name)
    listing.rows  # noqa: B018 (reads the page, and the cells with it)
    return render(
        "network/compare.html",
        choice=choice,
        listing=listing,
        open=not choice.window.is_settled(clock.today()),
        signs=legend(
            [cells[i.code] for cells in listing.cells.values() for i in choice.indicators]
        ),
        network=[summary(one, network.get(one.code)) for one in choice.indicators],
        bars=_bars(work, listing),
    )


def summary(indicator: Indicator, figure: NetworkFigure | None) -> Mapping[str, Any]:
    """A figure of the network in words and lengths (of 100), for a row of a table."""
    known = figure is not None and figure.median is not None
    if figure is None or not known:
        return {
            "indicator": indicator,
            "contributors": figure.contributors if figure else 0,
            "known": False,
        }
    most = 1.0 if indicator.unit == "share" else (figure.highest or 1.0)
    numbers = {"lowest": figure.lowest, "median": figure.median, "highest": figure.highest}
    total = figure.total if indicator.unit == "count" else None
    return {
        "indicator": indicator,
        "known": True,
        "contributors": figure.contributors,
        "words": {name: in_words(value or 0.0, indicator.unit) for name, value in numbers.items()},
        "at": {name: 100 * (value or 0.0) / most for name, value in numbers.items()},
        "most": most,
        "total": in_words(total, indicator.unit) if total is not None else None,
    }


def _bars(work: Work, listing: Comparison) -> Mapping[str, Any] | None:
    """One figure of the page's members as bars, when it is asked for."""
    one = BY_CODE.get(request.args.get("bars", ""))
    if one is None or one not in listing.choice.indicators:
        return None
    cells = [(row, listing.of(row, one.code)) for row in listing.rows]
    drawable = [(row, cell) for row, cell in cells if is_shown(cell) or cell.state == HIDDEN]
    most = max((cell.value or 0.0 for _row, cell in drawable), default=0.0)
    most = 1.0 if one.unit == "share" else most or 1.0
    return {
        "indicator": one,
        "left_out": len(cells) - len(drawable),
        "title": _staff(
            "%(figure)s, %(window)s", figure=one.label, window=listing.choice.window.name
        ),
        "rows": [
            (
                pick(row.names, work.language),
                drawn(cell, one.unit),
                100 * cell.value / most if cell.value is not None else None,
            )
            for row, cell in drawable
        ],
    }
